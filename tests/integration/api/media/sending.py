"""Sending files to the API as clients do, and looking at what is left on disk."""

from __future__ import annotations

import time
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient
from httpx2 import Response

from telecine.api.application import create_app
from telecine.bootstrap import Workspace

PATIENCE_S = 60.0
TUS = {"Tus-Resumable": "1.0.0"}
CHUNK = {**TUS, "Content-Type": "application/offset+octet-stream"}


def client_of(workspace: Workspace) -> TestClient:
    """A client of this machine for a home with other settings."""
    return TestClient(create_app(workspace), base_url="http://127.0.0.1:8000", client=("127.0.0.1", 50000))


def metadata(**said: str) -> str:
    return ",".join(f"{name} {b64encode(text.encode()).decode()}" for name, text in said.items())


def begin(client: TestClient, size: int, **said: str) -> str:
    """A new upload; where it is."""
    answer = client.post("/uploads", headers={**TUS, "Upload-Length": str(size), "Upload-Metadata": metadata(**said)})
    assert answer.status_code == 201, answer.text
    return str(answer.headers["location"])


def add(client: TestClient, place: str, offset: int, block: bytes, **headers: str) -> Response:
    given = {
        **CHUNK,
        "Upload-Offset": str(offset),
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    return client.patch(place, content=block, headers=given)


def ended(client: TestClient, place: str) -> dict[str, Any]:
    """The upload when it was checked."""
    end = time.monotonic() + PATIENCE_S
    while True:
        found: dict[str, Any] = client.get(place).json()
        if found["state"] in {"accepted", "refused"}:
            return found
        assert time.monotonic() < end, found
        time.sleep(0.02)


def in_blocks(content: bytes, size: int) -> Iterator[bytes]:
    for start in range(0, len(content), size):
        yield content[start : start + size]


def files_below(workspace: Workspace, folder: str) -> list[str]:
    """Files of the home that are there, links counted as files."""
    root = workspace.home.root / folder
    return sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())


def nothing_is_left(workspace: Workspace) -> bool:
    """Whether neither a video nor a byte of one is here."""
    with workspace.store.reading() as reading:
        videos = reading.videos()
    return not (videos or files_below(workspace, "incoming") or files_below(workspace, "media"))


def as_form(path: Path, name: str | None = None) -> dict[str, tuple[str, bytes]]:
    return {"file": (name or path.name, path.read_bytes())}
