"""The manifest: what an artifact holds. Written last, so that where there is one, everything is there."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from telecine.kernel.errors import CorruptArtifact, DefectError
from telecine.records.files import is_file_name
from telecine.records.items import Item, item_from_json, item_to_json


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One file of an artifact."""

    name: str
    size_bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What `manifest.json` says.

    Attributes:
        key: of the artifact.
        stage: that made it; for a snapshot, the name of what was written.
        version: of the stage.
        schema: of `record.json`.
        files: everything but the manifest, sorted by name.
        items: of a list artifact; None for others.
    """

    key: str
    stage: str
    version: int
    schema: str
    files: tuple[StoredFile, ...]
    items: tuple[Item, ...] | None

    @property
    def size_bytes(self) -> int:
        return sum(file.size_bytes for file in self.files)

    def file(self, name: str) -> StoredFile | None:
        """None when there is none of that name."""
        return next((file for file in self.files if file.name == name), None)


def encode_manifest(manifest: Manifest) -> bytes:
    """Sorted JSON in one line, sealed with the SHA-256 of the rest so that no changed byte goes unnoticed.

    Raises DefectError when the data of an item is not plain JSON.
    """
    body: dict[str, object] = {
        "key": manifest.key,
        "stage": manifest.stage,
        "version": manifest.version,
        "schema": manifest.schema,
        "files": [{"name": f.name, "bytes": f.size_bytes, "sha256": f.sha256} for f in manifest.files],
        "items": None if manifest.items is None else [item_to_json(item) for item in manifest.items],
    }
    try:
        return _dump({**body, "seal": _seal(body)})
    except (TypeError, ValueError) as error:
        raise DefectError(f"{manifest.stage}: the items cannot be stored as JSON: {error}") from error


def decode_manifest(content: bytes, key: str) -> Manifest:
    """The inverse of `encode_manifest`.

    Raises CorruptArtifact when a byte was changed or lost, or it is the manifest of another key.
    """
    try:
        manifest = _read(_unseal(content))
    except (ValueError, KeyError, TypeError, AttributeError, ArithmeticError, RecursionError) as error:
        raise CorruptArtifact(f"the manifest of {key} is damaged: {error}", details={"key": key}) from error
    if manifest.key != key:
        raise CorruptArtifact(f"the manifest of {key} is that of {manifest.key}", details={"key": key})
    return manifest


def _read(body: Mapping[str, Any]) -> Manifest:
    files = tuple(StoredFile(file["name"], file["bytes"], file["sha256"]) for file in body["files"])
    for file in files:
        if not is_file_name(file.name):
            raise ValueError(f"{file.name!r} is no name of a file")
    items: Sequence[Mapping[str, Any]] | None = body["items"]
    return Manifest(
        key=body["key"],
        stage=body["stage"],
        version=body["version"],
        schema=body["schema"],
        files=files,
        items=None if items is None else tuple(item_from_json(item) for item in items),
    )


def _dump(body: Mapping[str, object]) -> bytes:
    text = json.dumps(body, allow_nan=False, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return text.encode() + b"\n"


def _unseal(content: bytes) -> Mapping[str, Any]:
    body: dict[str, Any] = json.loads(content)
    seal = body.pop("seal")
    if seal != _seal(body) or content != _dump({**body, "seal": seal}):
        raise ValueError("it was changed after it was written")
    return body


def _seal(body: Mapping[str, object]) -> str:
    return hashlib.sha256(_dump(body)).hexdigest()
