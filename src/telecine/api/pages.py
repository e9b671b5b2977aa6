"""The web pages that were built: files by address, and what browsers are told about each."""

from __future__ import annotations

import hashlib
import json
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

import telecine
from telecine.api.access.headers import OWN

BUILT: Final = Path(telecine.__file__).parent / "web"
"""Where `make web` puts them, and where the wheel has them."""

POLICY: Final = "policy.json"
_HASHED: Final = "_next/static/"
_KINDS: Final = {".js": "text/javascript", ".txt": "text/plain", ".woff2": "font/woff2", ".svg": "image/svg+xml"}


@dataclass(frozen=True, slots=True)
class Page:
    """A file as it is sent."""

    content: bytes
    kind: str
    headers: Mapping[str, str]


class Pages:
    """What `make web` exported to a folder; empty without it. A newer export is taken up without a restart."""

    def __init__(self, folder: Path = BUILT) -> None:
        self._folder = folder
        self._built_ns = -1
        self._names: frozenset[str] = frozenset()
        self._scripts: dict[str, list[str]] = {}

    def exist(self) -> bool:
        """Whether there is anything to show."""
        self._look()
        return "index.html" in self._names

    def is_folder(self, path: str) -> bool:
        """Whether an address only lacks its slash at the end."""
        self._look()
        return f"{path}/index.html" in self._names

    def find(self, path: str, encodings: str = "") -> Page | None:
        """What is at an address below the front page; None for nothing."""
        self._look()
        name = f"{path}index.html" if path == "" or path.endswith("/") else path
        return self._read(name, is_packed="gzip" in encodings) if name in self._names else None

    def missing(self) -> Page | None:
        """What is shown where nothing is."""
        self._look()
        return self._read("404.html", is_packed=False) if "404.html" in self._names else None

    def _read(self, name: str, *, is_packed: bool) -> Page:
        packed = f"{name}.gz"
        is_packed = is_packed and packed in self._names
        content = (self._folder / (packed if is_packed else name)).read_bytes()
        headers = {
            "ETag": f'"{hashlib.sha256(content).hexdigest()[:32]}"',
            "Cache-Control": "public, max-age=31536000, immutable" if name.startswith(_HASHED) else "no-cache",
            "Vary": "Accept-Encoding",
        }
        if is_packed:
            headers["Content-Encoding"] = "gzip"
        if name.endswith(".html"):
            allowed = " ".join(f"'{script}'" for script in self._scripts.get(name, ()))
            headers["Content-Security-Policy"] = f"{OWN}; script-src 'self' {allowed}".rstrip()
        suffix = PurePosixPath(name).suffix
        kind = _KINDS.get(suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
        return Page(content, kind, headers)

    def _look(self) -> None:
        """Read the list of files when it is a new one; the build writes the policy last."""
        policy = self._folder / POLICY
        try:
            built_ns = policy.stat().st_mtime_ns
        except OSError:
            self._built_ns, self._names = -1, frozenset()
            return
        if built_ns == self._built_ns:
            return
        self._scripts = json.loads(policy.read_text(encoding="utf-8"))
        files = (path for path in self._folder.rglob("*") if path.is_file() and path.name != POLICY)
        self._names = frozenset(path.relative_to(self._folder).as_posix() for path in files)
        self._built_ns = built_ns
