"""Artifacts in a local folder: ``cas/{key[:2]}/{key}/{fence:08d}/``, immutable, the manifest written last."""

from __future__ import annotations

import errno
import hashlib
import os
import re
import shutil
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Generic, TypeVar

import pyarrow as pa

from telecine.adapters.artifacts.manifest import MANIFEST_FILE, Manifest, StoredFile, hash_file, read_manifest
from telecine.engine.faults import Faults, no_faults
from telecine.kernel.errors import CorruptArtifact, DefectError, NoSpace
from telecine.kernel.hashing import digest
from telecine.records.codec import RECORD_FILE, decode_record, encode_record, read_table, table_file
from telecine.records.items import Item
from telecine.records.record import Artifact, Record

T = TypeVar("T", bound=Record)
_KEY = re.compile(r"^[0-9a-f]{64}$")
_NAME = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)?$")
SNAPSHOT_FENCE = 0


class LocalArtifacts:
    """Implements `engine.ports.ArtifactStore` below `root`."""

    def __init__(self, root: Path, *, faults: Faults = no_faults) -> None:
        self._cas = root / "cas"
        self._drafts = self._cas / ".tmp"
        self._faults = faults
        with _full_disk():
            self._drafts.mkdir(parents=True, exist_ok=True)

    def folder(self, key: str, fence: int) -> Path:
        """Where a result is, or would be."""
        _check_key(key)
        return self._cas / key[:2] / key / f"{fence:08d}"

    def draft(self, key: str, fence: int) -> LocalDraft:
        """A new, empty place to write a result to; what an earlier process left there is removed."""
        _check_key(key)
        folder = self._drafts / f"{key}-{fence}"
        with _full_disk():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
        return LocalDraft(key, fence, folder, self.folder(key, fence), self._faults)

    def newest(self, key: str, *, verify: bool) -> Manifest | None:
        """The newest folder of `key` with a valid manifest (and, with `verify`, matching bytes)."""
        parent = self.folder(key, 0).parent
        if not parent.is_dir():
            return None
        for fence in sorted((int(f.name) for f in parent.iterdir() if f.name.isdigit()), reverse=True):
            try:
                return self.verify(key, fence) if verify else read_manifest(self.folder(key, fence), key, fence)
            except CorruptArtifact:
                continue
        return None

    def exists(self, key: str, fence: int) -> bool:
        """A cheap look: the manifest is there and every file has its size."""
        folder = self.folder(key, fence)
        try:
            manifest = read_manifest(folder, key, fence)
            return all((folder / f.name).stat().st_size == f.size_bytes for f in manifest.stored)
        except (CorruptArtifact, OSError):
            return False

    def verify(self, key: str, fence: int) -> Manifest:
        """Hash every file. Raises CorruptArtifact."""
        folder = self.folder(key, fence)
        manifest = read_manifest(folder, key, fence)
        for file in manifest.stored:
            path = folder / file.name
            if not path.is_file() or path.stat().st_size != file.size_bytes or hash_file(path) != file.sha256:
                raise CorruptArtifact(f"{file.name} of result {key[:12]} is missing or damaged", details={"key": key})
        return manifest

    def open(self, artifact: Artifact[T], key: str, fence: int, item: Item | None) -> LocalResult[T]:
        """Raises CorruptArtifact when manifest or record are not whole; other files are checked when asked for."""
        folder = self.folder(key, fence)
        manifest = read_manifest(folder, key, fence)
        return LocalResult(artifact, manifest, folder, item)

    def put_snapshot(self, record: Record, files: Mapping[str, bytes]) -> Manifest:
        """Store a record and its files under their content hash, once."""
        body = encode_record(record)
        names = {name: hash_bytes(content) for name, content in files.items()}
        key = digest({"snapshot": record.SCHEMA, "record": hash_bytes(body), "files": names})
        found = self.newest(key, verify=True)
        if found is not None:
            os.utime(self.folder(key, found.fence))
            return found
        draft = self.draft(key, SNAPSHOT_FENCE)
        with _full_disk():
            (draft.folder / RECORD_FILE).write_bytes(body)
            for name, content in files.items():
                path = draft.path(name)
                path.write_bytes(content)
        return draft.publish(stage=record.SCHEMA.split("/")[0], version=0, schema=record.SCHEMA, items=None)

    def remove(self, key: str, fence: int) -> int:
        """Remove a result. Bytes freed; 0 when it was not there."""
        folder = self.folder(key, fence)
        if not folder.is_dir():
            return 0
        size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
        doomed = self._drafts / f"removed-{key}-{fence}"
        shutil.rmtree(doomed, ignore_errors=True)
        folder.rename(doomed)
        shutil.rmtree(doomed, ignore_errors=True)
        for parent in (folder.parent, folder.parent.parent):
            if not any(parent.iterdir()):
                parent.rmdir()
        return size

    def folders(self) -> Iterable[tuple[str, int, float]]:
        """Every ``(key, fence, modified)`` there is."""
        for parent in sorted(self._cas.glob("[0-9a-f][0-9a-f]/*")):
            for folder in sorted(parent.iterdir()):
                if folder.name.isdigit() and _KEY.match(parent.name):
                    yield parent.name, int(folder.name), folder.stat().st_mtime

    def sweep_drafts(self, *, older_than_s: float, keep: Iterable[tuple[str, int]] = ()) -> int:
        """Remove drafts nobody touched for that long, except those in `keep`."""
        kept = {f"{key}-{fence}" for key, fence in keep}
        now = time.time()
        removed = 0
        for folder in list(self._drafts.iterdir()):
            if folder.name not in kept and now - folder.stat().st_mtime >= older_than_s:
                shutil.rmtree(folder, ignore_errors=True)
                removed += 1
        return removed

    def free_bytes(self) -> int:
        """Bytes free where the artifacts are."""
        return shutil.disk_usage(self._cas).free


class LocalDraft:
    """A result being written; see `engine.ports.ArtifactDraft`."""

    def __init__(self, key: str, fence: int, folder: Path, target: Path, faults: Faults) -> None:
        self.folder = folder
        self._key = key
        self._fence = fence
        self._target = target
        self._faults = faults

    def path(self, name: str) -> Path:
        """Where to write a file; its folder is made. Raises DefectError for a name that could leave the folder."""
        check_name(name)
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        return path

    def publish(self, *, stage: str, version: int, schema: str, items: Sequence[Item] | None) -> Manifest:
        """Hash and sync every file, write the manifest, rename. Visible whole or not at all."""
        self._faults.hit("artifact.publish.before")
        with _full_disk():
            stored = tuple(self._seal(path) for path in sorted(self.folder.rglob("*")) if path.is_file())
            manifest = Manifest(
                key=self._key,
                fence=self._fence,
                stage=stage,
                version=version,
                schema=schema,
                stored=stored,
                items=None if items is None else tuple(items),
            )
            self._faults.hit("artifact.publish.before_manifest")
            path = self.folder / MANIFEST_FILE
            path.write_bytes(manifest.encode())
            _sync(path)
            for folder in {file.parent for file in self.folder.rglob("*")}:
                _sync(folder)
            self._faults.hit("artifact.publish.before_rename")
            self._target.parent.mkdir(parents=True, exist_ok=True)
            if self._target.exists():
                shutil.rmtree(self._target)
            self.folder.rename(self._target)
            for parent in (self._target.parent, self._target.parent.parent, self._target.parent.parent.parent):
                _sync(parent)
        self._faults.hit("artifact.publish.after")
        return manifest

    def _seal(self, path: Path) -> StoredFile:
        _sync(path)
        name = path.relative_to(self.folder).as_posix()
        check_name(name)
        return StoredFile(name, path.stat().st_size, hash_file(path))

    def discard(self) -> None:
        """Forget what was written."""
        shutil.rmtree(self.folder, ignore_errors=True)


class LocalResult(Generic[T]):
    """One stored result; see `engine.ports.Loaded`."""

    def __init__(self, artifact: Artifact[T], manifest: Manifest, folder: Path, item: Item | None) -> None:
        self._artifact = artifact
        self._manifest = manifest
        self._folder = folder
        self.item = item
        self.record = self._decode()

    @property
    def key(self) -> str:
        return self._manifest.key

    def _decode(self) -> T:
        content = self.file(RECORD_FILE).read_bytes()
        if hash_bytes(content) != self._manifest.files[RECORD_FILE]:
            raise self._corrupt(RECORD_FILE)
        try:
            return decode_record(self._artifact.record, content)
        except CorruptArtifact as error:
            raise CorruptArtifact(error.message, details={"key": self.key}) from error

    def table(self, name: str) -> pa.Table:
        """Raises CorruptArtifact."""
        try:
            return read_table(self._artifact, name, self.file(table_file(name)))
        except CorruptArtifact as error:
            raise CorruptArtifact(error.message, details={"key": self.key}) from error

    def file(self, name: str) -> Path:
        """Raises CorruptArtifact when it is missing or has another size."""
        path = self._folder / name
        size = next((f.size_bytes for f in self._manifest.stored if f.name == name), None)
        if size is None or not path.is_file() or path.stat().st_size != size:
            raise self._corrupt(name)
        return path

    def _corrupt(self, name: str) -> CorruptArtifact:
        return CorruptArtifact(f"{name} of result {self.key[:12]} is missing or damaged", details={"key": self.key})


def hash_bytes(content: bytes) -> str:
    """SHA-256, hex."""
    return hashlib.sha256(content).hexdigest()


def check_name(name: str) -> None:
    """Raises DefectError for a file name that is odd or could leave its folder."""
    if not _NAME.match(name) or ".." in name:
        raise DefectError(f"{name!r} is not a file name an artifact may have")


def _check_key(key: str) -> None:
    if not _KEY.match(key):
        raise DefectError(f"{key!r} is not a key")


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _full_disk() -> Iterator[None]:
    """Turns a full disk into the error people understand."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise NoSpace("the disk is full; free some space and run again. Finished work is kept.") from error
        raise
