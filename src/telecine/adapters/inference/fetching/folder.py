"""The folder that holds fetched models and sample photographs."""

from __future__ import annotations

import errno
import fcntl
import json
import os
import shutil
import tarfile
import time
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final, TypeAlias

import platformdirs

from telecine.adapters.inference.conversion import CONVERTERS
from telecine.adapters.inference.conversion.recording import check_answers, made_up_input
from telecine.adapters.inference.fetching.checking import (
    FetchProgress,
    OnBytes,
    OnProgress,
    Step,
    WrongHash,
    accept,
    no_space,
    sha256_of,
)
from telecine.adapters.inference.fetching.https_download import download_url
from telecine.adapters.inference.fetching.pip_download import download_archive
from telecine.adapters.inference.manifest import Archive, FileEntry, Manifest, ModelEntry, Source
from telecine.adapters.inference.sessions import OnnxNetwork
from telecine.kernel.errors import TelecineError, TransientError, UserError

FetchArchive: TypeAlias = Callable[[Archive, Path, OnBytes], Path]

_LOCK_POLL_S: Final = 0.2


class ModelMissing(UserError):
    """A model is needed and not in the cache."""

    code = "model_missing"
    http_status = 409


@dataclass(frozen=True, slots=True)
class ModelRow:
    """One line of `telecine models list`.

    Attributes:
        name: in the manifest.
        title: for people, with its version.
        capability: what it can do.
        tier: `default` or `best`.
        licence: of the weights.
        size_bytes: of the file to fetch.
        sha256: of the file to fetch.
        present: whether the converted network is in the cache.
        path: where the converted network is, or would be.
        origin: where it comes from.
        note: what people should know.
    """

    name: str
    title: str
    capability: str
    tier: str
    licence: str
    size_bytes: int
    sha256: str
    present: bool
    path: Path
    origin: str
    note: str


def default_folder() -> Path:
    """`models` in the user's cache folder for Telecine."""
    return platformdirs.user_cache_path("telecine") / "models"


class ModelFolder:
    """Fetches what the manifest lists, once, and hands out paths of what is there.

    Beside each network is a small file that says what it was made from; photographs are in `samples/`; `downloads/`
    holds what is on its way. Files appear under their names by a rename, when they are whole
    and verified; one process at a time fetches.
    """

    def __init__(
        self, manifest: Manifest, folder: Path | None = None, *, fetch_archive: FetchArchive = download_archive
    ) -> None:
        """Use `folder`, which need not exist; the user's cache folder without one."""
        self.manifest = manifest
        self.folder = folder or default_folder()
        self._fetch_archive = fetch_archive

    def rows(self) -> list[ModelRow]:
        """All models, by capability, the default first."""
        ordered = sorted(self.manifest.models, key=lambda model: (model.capability, model.tier == "best", model.name))
        return [
            ModelRow(
                name=model.name,
                title=f"{model.title} {model.version}",
                capability=model.capability,
                tier=model.tier,
                licence=model.licence,
                size_bytes=model.size_bytes,
                sha256=model.sha256,
                present=self.has(model.name),
                path=self._place(model),
                origin=_origin(self.manifest, model),
                note=model.note,
            )
            for model in ordered
        ]

    def has(self, name: str) -> bool:
        """Whether a model or photograph is there; a cheap look that reads no weights. Raises NotFound."""
        entry = self._entry(name)
        place = self._place(entry)
        if isinstance(entry, ModelEntry):
            made = _read_note(place)
            return made.get("sha256") is not None and place.is_file() and place.stat().st_size == made.get("size_bytes")
        return place.is_file() and place.stat().st_size == entry.size_bytes

    def path(self, name: str) -> Path:
        """Where a model or photograph is, after its hash was checked.

        Raises:
            NotFound: when nothing has that name.
            ModelMissing: when it was not fetched, or was damaged and therefore deleted.
        """
        entry = self._entry(name)
        place = self._place(entry)
        if not self.has(name):
            raise ModelMissing(f"{name} has not been fetched yet. Run `telecine models fetch` and try again.")
        expected = str(_read_note(place)["sha256"]) if isinstance(entry, ModelEntry) else entry.sha256
        if sha256_of(place) != expected:
            place.unlink(missing_ok=True)
            raise ModelMissing(f"{name} was damaged on the disk and has been deleted. Run `telecine models fetch`.")
        return place

    def verify(self, names: Sequence[str] = ()) -> dict[str, str]:
        """Check what is there against its hashes: `ok`, `missing` or `damaged, deleted` by name.

        Args:
            names: models or photographs; everything listed without any. Raises NotFound.
        """
        found: dict[str, str] = {}
        for entry in self._entries(names) if names else [*self.manifest.models, *self.manifest.samples]:
            if not self.has(entry.name):
                found[entry.name] = "missing"
                continue
            found[entry.name] = "ok" if self._is_sound(entry.name) else "damaged, deleted"
        return found

    def fetch(self, names: Sequence[str] = (), progress: OnProgress | None = None) -> dict[str, Path]:
        """Fetch, verify and convert what is not there yet.

        Args:
            names: models, capabilities (their default model) or photographs; all default models without any.
            progress: told how far it is, a few times a second.

        Returns:
            Where everything asked for is, by name.

        Raises:
            NotFound: a name is in no list.
            WrongHash: what came is another file; it was deleted.
            NoPip: this Python has no pip.
            ConversionFailed: the network converted here answers differently from the one published.
            TransientError: the registry or server cannot be reached; what is finished is kept.
            NoSpace: the disk is full.
        """
        entries = self._entries(names) if names else [m for m in self.manifest.models if m.tier == "default"]
        report = progress or (lambda _: None)
        if not all(self._is_sound(entry.name) for entry in entries):
            try:
                with self._locked(report):
                    self._fetch_missing(entries, report)
            except OSError as error:
                if error.errno == errno.ENOSPC:
                    raise no_space(self.folder) from error
                raise UserError(
                    f"{self.folder} cannot be written to ({error.strerror or error}). Set another folder for models and "
                    "fetch again.",
                    code="folder_not_writable",
                ) from error
        return {entry.name: self.path(entry.name) for entry in entries}

    def fetch_samples(self, progress: OnProgress | None = None) -> dict[str, Path]:
        """All photographs for the sample episode; see `fetch`."""
        return self.fetch([sample.name for sample in self.manifest.samples], progress)

    def _is_sound(self, name: str) -> bool:
        """Whether it is there with the right hash; what is damaged is deleted."""
        try:
            self.path(name)
        except ModelMissing:
            return False
        return True

    def _entry(self, name: str) -> FileEntry:
        if any(sample.name == name for sample in self.manifest.samples):
            return self.manifest.sample(name)
        return self.manifest.model(name)

    def _entries(self, names: Iterable[str]) -> list[FileEntry]:
        found = [
            self.manifest.choose(name) if name in self.manifest.capabilities else self._entry(name) for name in names
        ]
        return list({entry.name: entry for entry in found}.values())

    def _place(self, entry: FileEntry) -> Path:
        if isinstance(entry, ModelEntry):
            version = CONVERTERS[entry.converter].version
            return self.folder / f"{entry.name}-{entry.sha256[:12]}-{version}.onnx"
        return self.folder / "samples" / f"{entry.name}{Path(entry.file).suffix}"

    @contextmanager
    def _locked(self, report: OnProgress) -> Iterator[None]:
        """Keep other processes from fetching; wait while one does."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / ".lock").open("w", encoding="ascii") as lock:
            while True:
                try:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    report(FetchProgress("another fetch", "waiting", 0, 0))
                    time.sleep(_LOCK_POLL_S)
            yield

    def _fetch_missing(self, entries: Sequence[FileEntry], report: OnProgress) -> None:
        missing = [entry for entry in entries if not self._is_sound(entry.name)]
        downloads = self.folder / "downloads"
        # Only the holder of the lock fetches, so what is left there is of a process that was killed.
        for left in downloads.glob(".pip-*"):
            shutil.rmtree(left, ignore_errors=True)
        while missing:
            entry = missing.pop(0)
            fetched = downloads / f"{entry.sha256[:12]}-{entry.file}"
            tell = _Teller(report, entry.name)
            self._get(entry, fetched, tell)
            self._install(entry, fetched, tell)
            self._forget_archives(entry, missing)
            tell.finished("done")

    def _get(self, entry: FileEntry, target: Path, tell: _Teller) -> None:
        """Put the file as published at `target`, from the first source that has it."""
        refusals: list[TelecineError] = []
        for source in entry.sources:
            try:
                self._get_from(source, entry, target, tell)
            except (UserError, TransientError) as error:
                refusals.append(error)
            else:
                return
        # Trying again helps when it may help with any of the sources.
        raise next((error for error in refusals if error.retryable), refusals[0])

    def _get_from(self, source: Source, entry: FileEntry, target: Path, tell: _Teller) -> None:
        if source.url:
            tell.total_bytes = entry.size_bytes
            download_url(source.url, target, sha256=entry.sha256, size_bytes=entry.size_bytes, on_bytes=tell.bytes)
            return
        archive = self.manifest.archives[source.archive]
        tell.total_bytes = archive.size_bytes
        path = self._fetch_archive(archive, target.parent, tell.bytes)
        tell.bytes(archive.size_bytes)
        _take_out(path, archive.kind, source.member, target)
        accept(target, entry.sha256, f"{source.member} of {archive.file}")

    def _install(self, entry: FileEntry, fetched: Path, tell: _Teller) -> None:
        place = self._place(entry)
        place.parent.mkdir(parents=True, exist_ok=True)
        if not isinstance(entry, ModelEntry):
            fetched.replace(place)
            return
        tell.finished("converting")
        network = CONVERTERS[entry.converter].convert(fetched.read_bytes())
        _check(entry, network)
        made = fetched.with_suffix(".onnx.new")
        made.write_bytes(network)
        note = {
            "name": entry.name,
            "source_sha256": entry.sha256,
            "converter": f"{entry.converter} {CONVERTERS[entry.converter].version}",
            "sha256": sha256_of(made),
            "size_bytes": len(network),
        }
        _write(_note_of(place), json.dumps(note, indent=1))
        _sync(made)
        made.replace(place)
        fetched.unlink(missing_ok=True)

    def _forget_archives(self, entry: FileEntry, missing: Sequence[FileEntry]) -> None:
        """Delete archives of `entry` that nothing still missing comes from."""
        wanted = {source.archive for other in missing for source in other.sources}
        for source in entry.sources:
            if source.archive and source.archive not in wanted:
                archive = self.manifest.archives[source.archive]
                (self.folder / "downloads" / archive.file).unlink(missing_ok=True)


def _check(entry: ModelEntry, network: bytes) -> None:
    """Raises ConversionFailed when the network does not answer what was recorded."""
    loaded = OnnxNetwork(network)
    recording = entry.recording
    if recording is not None:
        given = made_up_input(recording.shape, recording.seed, recording.block)
        check_answers(loaded, given, recording.values, recording.tolerance, entry.title)


class _Teller:
    """Tells how far one entry is."""

    def __init__(self, report: OnProgress, name: str) -> None:
        self._report = report
        self._name = name
        self.total_bytes = 0

    def bytes(self, done: int) -> None:
        self._report(FetchProgress(self._name, "downloading", done, self.total_bytes))

    def finished(self, step: Step) -> None:
        """The download is whole, and `step` is what follows."""
        self._report(FetchProgress(self._name, step, self.total_bytes, self.total_bytes))


def _take_out(archive: Path, kind: str, member: str, target: Path) -> None:
    """Copy one member of a wheel or source distribution to `target`. Raises WrongHash when it is not in there."""
    try:
        if kind == "wheel":
            with zipfile.ZipFile(archive) as wheel, wheel.open(member) as content:
                _copy(content, target)
            return
        with tarfile.open(archive, "r:*") as sdist:
            for entry in sdist:
                # Everything in a source distribution is in one folder that carries name and version.
                if entry.isfile() and entry.name.partition("/")[2] == member and (content_ := sdist.extractfile(entry)):
                    _copy(content_, target)
                    return
    except (KeyError, zipfile.BadZipFile, tarfile.TarError, EOFError) as error:
        raise WrongHash(f"{archive.name} cannot be unpacked: {error}. Fetch again.") from error
    raise WrongHash(f"{archive.name} holds no {member}. Fetch again, or report it if it stays so.")


def _copy(content: IO[bytes], target: Path) -> None:
    with target.open("wb") as file:
        while block := content.read(1 << 20):
            file.write(block)


def _origin(manifest: Manifest, entry: FileEntry) -> str:
    source = entry.sources[0]
    if source.url:
        return source.url
    return f"{manifest.archives[source.archive].requirement} ({manifest.archives[source.archive].kind})"


def _note_of(place: Path) -> Path:
    return place.with_suffix(".json")


def _read_note(place: Path) -> Mapping[str, object]:
    """What is written beside a network; nothing where that is missing or unreadable."""
    try:
        note = json.loads(_note_of(place).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return note if isinstance(note, dict) else {}


def _write(path: Path, text: str) -> None:
    fresh = path.with_name(f"{path.name}.new")
    fresh.write_text(text, encoding="utf-8")
    _sync(fresh)
    fresh.replace(path)


def _sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())
