"""What brings files here: from the web, from folders of this machine, from watched folders."""

from __future__ import annotations

import errno
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from telecine.adapters.inference.fetching.folder import ModelFolder
from telecine.adapters.inference.manifest import Manifest
from telecine.adapters.sources.fetching.addresses import Rules
from telecine.adapters.sources.fetching.fetch import Fetcher, Limits
from telecine.adapters.sources.paths import Roots
from telecine.bootstrap.effects import resolve_model
from telecine.bootstrap.media import Media
from telecine.engine.ports import Clock
from telecine.engine.rows import JobRow, VideoRow
from telecine.engine.store import Store
from telecine.kernel.errors import NoSpace, NotFound
from telecine.kernel.ids import ulid
from telecine.services.intake.awaiting import Awaiting, Source
from telecine.services.intake.importing import Bring, Importer, Told
from telecine.services.intake.watching import Watching
from telecine.services.jobs import Jobs, Submission
from telecine.services.planning import Planning
from telecine.services.requests import models_of
from telecine.services.videos import Videos
from telecine.settings import Settings

_LOOK_BYTES: Final = 1 << 24
_CHUNK_BYTES: Final = 1 << 16
_LEAVE_S: Final = 3.0


@dataclass(frozen=True)
class Sources:
    """Services of files that lie elsewhere."""

    settings: Settings
    store: Store
    clock: Clock
    media: Media
    videos: Videos
    jobs: Jobs
    planning: Planning
    manifest: Manifest
    models: ModelFolder
    awaiting: Awaiting
    roots: Roots

    def submit(self, submission: Submission) -> JobRow:
        """As `Jobs.submit`; a job whose models are still to be fetched waits for them. Raises UserError."""
        registry = self.planning.registry
        targets = registry.chosen(submission.app, submission.exports, submission.only)
        tiers = submission.tiers
        names = [
            resolve_model(self.manifest, one, tiers.get(one, tiers.get("*", "auto"))).id
            for one in registry.capabilities(targets)
        ]
        if all(map(self.models.has, names)):
            return self.jobs.submit(submission)
        with self.store.reading() as reading:
            video = reading.video(submission.video_id)
        if video is None:
            raise NotFound(f"there is no video {submission.video_id}")
        return self.awaiting.ask(Source("here", video.id, video.name), submission)

    def check_url(self, url: str) -> str:
        """The address as it may be shown, without what may be secret in it. Raises UserError."""
        place = self._rules().place(url)
        return f"{place.scheme}://{place.host}{place.target.partition('?')[0]}"

    @contextmanager
    def working(self, poke: Callable[[], None]) -> Iterator[None]:
        """Bring files here while the block lasts; for the holder of the lock of the home."""
        self.awaiting.recover()
        stop = threading.Event()
        threads = [
            threading.Thread(target=self._importer(poke).run, args=(stop,), name=f"import-{n}", daemon=True)
            for n in range(self.settings.sources.fetches)
        ]
        if self.settings.sources.watch:
            threads.append(threading.Thread(target=self._watch, args=(stop,), name="watch", daemon=True))
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            stop.set()
            # One that waits for a silent server is left behind: what it would bring is not taken any more.
            end = time.monotonic() + _LEAVE_S
            for thread in threads:
                thread.join(max(0.0, end - time.monotonic()))

    def _importer(self, poke: Callable[[], None]) -> Importer:
        bring: dict[str, Bring] = {"url": self.fetch, "path": self._from_folder, "here": self._already_here}
        return Importer(self.awaiting, self.clock, bring, prepare=self._prepare, poke=poke)

    def _watch(self, stop: threading.Event) -> None:
        from telecine.adapters.sources.watching import watch_folders

        given = self.settings.sources
        watching = Watching(self.store, self.awaiting, self.clock, app=given.watch_app, settle_s=given.watch_settle_s)
        watch_folders([folder.expanduser().absolute() for folder in given.watch], watching, stop)

    def fetch(self, location: str, told: Told) -> VideoRow:
        """The video at an address of the web, kept in the home. Raises UserError, TransientError."""
        fetcher = Fetcher(self._rules(), self._limits())
        name = f"import-{ulid(int(self.clock.now().timestamp() * 1000), os.urandom(10)).lower()}"
        target = self.media.incoming.path(name)
        target.parent.mkdir(parents=True, exist_ok=True)
        is_first = True

        def checked(done: int, whole: int | None) -> None:
            nonlocal is_first
            if is_first and whole is not None:
                self.media.room.check(whole)
            elif done % _LOOK_BYTES < _CHUNK_BYTES:
                self.media.room.check_disk()
            is_first = False
            told(done, whole)

        with _full_disk_told():
            found = fetcher.fetch(location, target, checked)
        try:
            return self.media.taking.accept(target, found.name, source="url", sha256=found.sha256)
        finally:
            target.unlink(missing_ok=True)

    def _from_folder(self, location: str, told: Told) -> VideoRow:
        """Stays where it is. Judged again: a link may lead elsewhere since it was asked for."""
        path = Path(location)
        is_watched = any(folder.expanduser().resolve() in path.parents for folder in self.settings.sources.watch)
        return self.videos.register(path if is_watched else self.roots.file(location), told)

    def _already_here(self, location: str, _told: Told) -> VideoRow:
        with self.store.reading() as reading:
            found = reading.video(location)
        if found is None:
            raise NotFound("the video of this job was removed; add it again", code="video_removed")
        return found

    def _prepare(self, job: JobRow, told: Told) -> None:
        """Fetch the models of a job that are not here."""
        missing = [ref.id for ref in models_of(job.resolved).values() if not self.models.has(ref.id)]
        if missing:
            self.models.fetch(missing, lambda now: told(now.done_bytes, now.total_bytes))

    def _rules(self) -> Rules:
        given = self.settings.sources
        return Rules(given.url_allow, given.url_deny, given.url_open_networks)

    def _limits(self) -> Limits:
        given = self.settings.sources
        return Limits(self.settings.uploads.most_mb * 2**20, given.url_timeout_s, given.url_total_s)


def wire_sources(
    settings: Settings,
    store: Store,
    clock: Clock,
    media: Media,
    videos: Videos,
    jobs: Jobs,
    planning: Planning,
    models: ModelFolder,
) -> Sources:
    """Everything of a home that has to do with files elsewhere."""
    return Sources(
        settings=settings,
        store=store,
        clock=clock,
        media=media,
        videos=videos,
        jobs=jobs,
        planning=planning,
        manifest=models.manifest,
        models=models,
        awaiting=Awaiting(store, jobs, planning, clock, entropy=os.urandom),
        roots=Roots(settings.sources.folder_roots),
    )


@contextmanager
def _full_disk_told() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise NoSpace("the disk became full while the file was fetched; free some, then retry the job") from error
        raise
