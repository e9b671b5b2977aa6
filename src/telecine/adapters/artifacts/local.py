"""`LocalArtifacts`: results in a folder of the local file system."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

from telecine.adapters.artifacts.checking import check_bytes, check_size, corrupt, hash_file
from telecine.adapters.artifacts.durable import full_disk_told, move_folder, sync
from telecine.adapters.artifacts.loaded import LoadedFolder
from telecine.adapters.artifacts.manifest import Manifest, StoredFile, decode_manifest, encode_manifest
from telecine.engine.faults import Faults, no_faults
from telecine.kernel.errors import CorruptArtifact, DefectError
from telecine.kernel.hashing import digest
from telecine.records.codec import decode_record, encode_record
from telecine.records.files import MANIFEST_FILE, RECORD_FILE, is_file_name
from telecine.records.items import Item
from telecine.records.record import Artifact, Record

T = TypeVar("T", bound=Record)

_KEY: Final = re.compile(r"[0-9a-f]{64}")
_FENCE: Final = re.compile(r"[0-9]{8}")
_DRAFT: Final = re.compile(r"(?P<key>[0-9a-f]{64})-(?P<fence>[0-9]{8})(?:\..*)?")


@dataclass(frozen=True, slots=True)
class Published:
    """Implements `engine.ports.PublishedArtifact`."""

    key: str
    fence: int
    manifest: Manifest
    manifest_sha256: str

    @property
    def size_bytes(self) -> int:
        return self.manifest.size_bytes

    @property
    def files(self) -> Mapping[str, str]:
        return {file.name: file.sha256 for file in self.manifest.files}

    @property
    def items(self) -> Sequence[Item] | None:
        return self.manifest.items


class LocalArtifacts:
    """Implements `engine.ports.ArtifactStore`.

    A result is the folder ``cas/{key[:2]}/{key}/{fence:08d}/`` below `root`. It is written below ``cas/.tmp``, made
    durable and renamed, so it is visible whole or not at all; nothing in it ever changes.
    """

    def __init__(self, root: Path, faults: Faults = no_faults) -> None:
        self._root = root
        self._cas = root / "cas"
        self._temporary = self._cas / ".tmp"
        self._faults = faults

    def draft(self, key: str, fence: int) -> LocalDraft:
        """An empty place to write to. Raises NoSpace."""
        self.folder(key, fence)
        folder = self._temporary / f"{key}-{fence:08d}"
        with full_disk_told():
            _remove(folder)
            folder.mkdir(parents=True)
        return self._draft(key, fence, folder)

    def folder(self, key: str, fence: int) -> Path:
        """Where the result is or would be. Raises DefectError for what is no key or no fence."""
        if not _KEY.fullmatch(key):
            raise DefectError(f"{key!r} is not the key of an artifact: 64 hexadecimal digits")
        if not 0 <= fence < 10**8:
            raise DefectError(f"{fence} is not the fence of an artifact")
        return self._cas / key[:2] / key / f"{fence:08d}"

    def newest(self, key: str, *, verify: bool) -> Published | None:
        for fence in sorted(self._fences(key), reverse=True):
            try:
                if verify:
                    return self.verify(key, fence)
                if self.exists(key, fence):
                    return self._published(key, fence)
            except CorruptArtifact:
                continue
        return None

    def exists(self, key: str, fence: int) -> bool:
        folder = self.folder(key, fence)
        try:
            manifest = self._published(key, fence).manifest
            return all((folder / file.name).stat().st_size == file.size_bytes for file in manifest.files)
        except (CorruptArtifact, OSError):
            return False

    def verify(self, key: str, fence: int) -> Published:
        folder = self.folder(key, fence)
        published = self._published(key, fence)
        for file in published.manifest.files:
            check_bytes(folder, file, key)
        return published

    def open(self, artifact: Artifact[T], key: str, fence: int, item: Item | None) -> LoadedFolder[T]:
        """Looks at the size of every file, and at the bytes of those that are read: of the others when they are."""
        manifest = self._published(key, fence).manifest
        folder = self.folder(key, fence)
        for file in manifest.files:
            (check_bytes if file.name == RECORD_FILE else check_size)(folder, file, key)
        try:
            record = decode_record(artifact.record, (folder / RECORD_FILE).read_bytes())
        except (CorruptArtifact, OSError) as error:
            raise corrupt(key, str(error)) from error
        return LoadedFolder(artifact, key, item, record, folder, manifest)

    def put_snapshot(self, record: Record, files: Mapping[str, bytes]) -> Published:
        """Its key is the hash of the record and of the files with their names; its fence is 0.

        Storing the same content again makes it young, so that no clean-up takes it before a job names it.
        """
        content = encode_record(record)
        for name in files:
            _check_name(name)
            if name == RECORD_FILE:
                raise DefectError(f"{name} is the record's own file")
        hashes = {name: hashlib.sha256(files[name]).hexdigest() for name in files}
        key = digest({"record": hashlib.sha256(content).hexdigest(), "files": hashes})
        target = self.folder(key, 0)
        try:
            found = self.verify(key, 0)
            os.utime(target)
        except (CorruptArtifact, FileNotFoundError):
            pass
        else:
            return found
        with full_disk_told():
            self._temporary.mkdir(parents=True, exist_ok=True)
            # Several processes may store the same snapshot at once; each has a draft of its own.
            folder = Path(tempfile.mkdtemp(prefix=f"{key}-{0:08d}.", dir=self._temporary))
        draft = self._draft(key, 0, folder)
        try:
            with full_disk_told():
                for name, data in {RECORD_FILE: content, **files}.items():
                    (folder / name).parent.mkdir(exist_ok=True)
                    (folder / name).write_bytes(data)
            stage, _, version = record.SCHEMA.rpartition("/")
            return draft.publish(stage=stage, version=int(version), schema=record.SCHEMA, items=None)
        finally:
            draft.discard()

    def remove(self, key: str, fence: int) -> int:
        folder = self.folder(key, fence)
        grave = self._temporary / f"{key}-{fence:08d}.removed-{os.getpid()}"
        try:
            size = sum(path.lstat().st_size for path in folder.rglob("*") if path.is_file())
            self._temporary.mkdir(parents=True, exist_ok=True)
            _remove(grave)
            # Gone at once for everybody who looks, however long its files take.
            folder.rename(grave)
        except FileNotFoundError:
            return 0
        _remove(grave)
        for parent in (folder.parent, folder.parent.parent):
            try:
                parent.rmdir()
            except OSError:
                break
        return size

    def folders(self) -> Iterator[tuple[str, int, float]]:
        for first in _entries(self._cas):
            if len(first.name) != 2:
                continue
            for of_key in _entries(Path(first)):
                for of_fence in _entries(Path(of_key)):
                    if _KEY.fullmatch(of_key.name) and _FENCE.fullmatch(of_fence.name):
                        try:
                            modified = of_fence.stat().st_mtime
                        except FileNotFoundError:
                            continue
                        yield of_key.name, int(of_fence.name), modified

    def sweep_drafts(self, *, older_than_s: float, keep: Iterable[tuple[str, int]] = ()) -> int:
        kept = set(keep)
        now = time.time()
        count = 0
        for entry in _entries(self._temporary):
            parts = _DRAFT.fullmatch(entry.name)
            if parts and (parts["key"], int(parts["fence"])) in kept:
                continue
            if now - _last_change(Path(entry)) >= older_than_s:
                _remove(Path(entry))
                count += 1
        return count

    def free_bytes(self) -> int:
        self._root.mkdir(parents=True, exist_ok=True)
        return shutil.disk_usage(self._root).free

    def _fences(self, key: str) -> list[int]:
        of_key = self.folder(key, 0).parent
        return [int(entry.name) for entry in _entries(of_key) if _FENCE.fullmatch(entry.name)]

    def _published(self, key: str, fence: int) -> Published:
        try:
            content = (self.folder(key, fence) / MANIFEST_FILE).read_bytes()
        except OSError as error:
            raise corrupt(key, f"its manifest cannot be read: {error.strerror}") from error
        return Published(key, fence, decode_manifest(content, key), hashlib.sha256(content).hexdigest())

    def _draft(self, key: str, fence: int, folder: Path) -> LocalDraft:
        return LocalDraft(folder, key, lambda manifest: self._place(folder, key, fence, manifest), self._faults)

    def _place(self, draft: Path, key: str, fence: int, manifest: bytes) -> Published:
        """Make a finished draft visible, or keep what a run before it with the same fence made visible."""
        while not move_folder(draft, self.folder(key, fence), self._root):
            try:
                return self.verify(key, fence)
            except CorruptArtifact:
                self.remove(key, fence)
        return Published(key, fence, decode_manifest(manifest, key), hashlib.sha256(manifest).hexdigest())


class LocalDraft:
    """Implements `engine.ports.ArtifactDraft`."""

    def __init__(self, folder: Path, key: str, place: Callable[[bytes], Published], faults: Faults) -> None:
        self._folder = folder
        self._key = key
        self._place = place
        self._faults = faults

    @property
    def folder(self) -> Path:
        return self._folder

    def publish(self, *, stage: str, version: int, schema: str, items: Sequence[Item] | None) -> Published:
        """Raises NoSpace; DefectError for a file whose name is not allowed."""
        self._faults.hit("artifact.publish.before")
        with full_disk_told():
            paths = self._files()
            files = tuple(self._describe(path) for path in paths)
            manifest = encode_manifest(
                Manifest(self._key, stage, version, schema, files, None if items is None else tuple(items))
            )
            self._faults.hit("artifact.publish.before_manifest")
            (self._folder / MANIFEST_FILE).write_bytes(manifest)
            folders = [self._folder, *(path for path in self._folder.iterdir() if path.is_dir())]
            sync([*paths, self._folder / MANIFEST_FILE, *folders])
            self._faults.hit("artifact.publish.before_rename")
            published = self._place(manifest)
        self.discard()
        self._faults.hit("artifact.publish.after")
        return published

    def discard(self) -> None:
        _remove(self._folder)

    def _files(self) -> list[Path]:
        return sorted(path for path in self._folder.rglob("*") if path.is_symlink() or not path.is_dir())

    def _describe(self, path: Path) -> StoredFile:
        name = path.relative_to(self._folder).as_posix()
        _check_name(name)
        if path.is_symlink() or not path.is_file():
            raise DefectError(f"{name} is not a plain file and cannot be part of an artifact")
        size, sha256 = hash_file(path)
        return StoredFile(name, size, sha256)


def _check_name(name: str) -> None:
    if not is_file_name(name) or name == MANIFEST_FILE:
        raise DefectError(f"{name!r} cannot be the name of a file of an artifact")


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return sorted((entry for entry in entries if entry.is_dir(follow_symlinks=False)), key=lambda e: e.name)
    except (FileNotFoundError, NotADirectoryError):
        return []


def _last_change(folder: Path) -> float:
    latest = 0.0
    for path in (folder, *folder.rglob("*")):
        try:
            latest = max(latest, path.lstat().st_mtime)
        except FileNotFoundError:
            continue
    return latest


def _remove(folder: Path) -> None:
    while True:
        try:
            shutil.rmtree(folder)
        except FileNotFoundError:
            # Somebody else removes the same folder; what is left of it is removed here.
            if not folder.exists():
                return
        else:
            return
