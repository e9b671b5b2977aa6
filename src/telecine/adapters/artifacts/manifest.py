"""The manifest of an artifact folder: what it holds, written last."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from telecine.kernel.errors import CorruptArtifact
from telecine.kernel.spans import Span
from telecine.records.items import Item

MANIFEST_FILE = "manifest.json"
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One file of an artifact."""

    name: str
    size_bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """Content of `manifest.json`; also what was published (`engine.ports.PublishedArtifact`)."""

    key: str
    fence: int
    stage: str
    version: int
    schema: str
    stored: tuple[StoredFile, ...]
    items: tuple[Item, ...] | None

    @property
    def size_bytes(self) -> int:
        return sum(file.size_bytes for file in self.stored)

    @property
    def files(self) -> Mapping[str, str]:
        return {file.name: file.sha256 for file in self.stored}

    @property
    def manifest_sha256(self) -> str:
        return hashlib.sha256(self.encode()).hexdigest()

    def encode(self) -> bytes:
        """Canonical bytes; the fence is the folder's name and not part of them."""
        document = {
            "key": self.key,
            "stage": self.stage,
            "version": self.version,
            "schema": self.schema,
            "files": [{"name": f.name, "bytes": f.size_bytes, "sha256": f.sha256} for f in self.stored],
            "items": None if self.items is None else [_item_to_json(item) for item in self.items],
        }
        return json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def read_manifest(folder: Path, key: str, fence: int) -> Manifest:
    """Raises CorruptArtifact when there is none or it is not whole."""
    try:
        document: dict[str, Any] = json.loads((folder / MANIFEST_FILE).read_bytes())
        if document["key"] != key:
            raise CorruptArtifact(f"the folder of {key} holds another result", details={"key": key})
        items = document["items"]
        return Manifest(
            key=key,
            fence=fence,
            stage=document["stage"],
            version=document["version"],
            schema=document["schema"],
            stored=tuple(StoredFile(f["name"], f["bytes"], f["sha256"]) for f in document["files"]),
            items=None if items is None else tuple(_item_from_json(item) for item in items),
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CorruptArtifact(f"the result {key[:12]} is missing or damaged", details={"key": key}) from error


def hash_file(path: Path) -> str:
    """SHA-256, hex."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def _item_to_json(item: Item) -> dict[str, object]:
    return {
        "id": item.id,
        "index": item.index,
        "start": str(item.span.start),
        "end": str(item.span.end),
        "data": dict(item.data),
    }


def _item_from_json(stored: Mapping[str, Any]) -> Item:
    span = Span(Fraction(stored["start"]), Fraction(stored["end"]))
    return Item(stored["id"], stored["index"], span, stored["data"])
