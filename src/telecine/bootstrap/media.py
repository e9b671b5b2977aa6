"""What brings bytes in and out of a home."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path

from telecine.adapters.execution.home import Home
from telecine.adapters.files.incoming import IncomingFolder
from telecine.adapters.files.media import MediaFolder
from telecine.adapters.files.secret import secret_of
from telecine.engine.faults import Faults
from telecine.engine.ports import ArtifactStore, Clock
from telecine.engine.registry import Registry
from telecine.engine.store import Store
from telecine.records.media import Probe
from telecine.services.delivery.files import Files
from telecine.services.delivery.links import Links
from telecine.services.delivery.outputs import Outputs
from telecine.services.intake.landing import Incoming
from telecine.services.intake.library import Library
from telecine.services.intake.room import Room
from telecine.services.intake.taking import Taking
from telecine.services.intake.uploads import Uploads
from telecine.services.videos import Videos
from telecine.settings import Settings

_MB = 2**20


@dataclass(frozen=True)
class Media:
    """Services of files that come in and of files that go out."""

    incoming: Incoming
    room: Room
    taking: Taking
    uploads: Uploads
    library: Library
    outputs: Outputs
    files: Files
    links: Links

    def sweep(self, *, is_dry_run: bool = False) -> int:
        """Remove what crashes and clients left behind. How many files."""
        return self.uploads.sweep(is_dry_run=is_dry_run) + self.taking.sweep(is_dry_run=is_dry_run)


def wire_media(
    settings: Settings,
    home: Home,
    store: Store,
    artifacts: ArtifactStore,
    registry: Registry,
    videos: Videos,
    clock: Clock,
    faults: Faults,
) -> Media:
    """Everything of a home that has to do with files."""
    given = settings.uploads
    incoming = IncomingFolder((given.folder or home.root / "incoming").expanduser().absolute())
    shelf = MediaFolder(home.root / "media")
    room = Room(
        store,
        incoming,
        shelf,
        most_bytes=given.most_mb * _MB,
        quota_bytes=None if given.quota_mb is None else given.quota_mb * _MB,
        floor_bytes=settings.store.free_floor_mb * _MB,
    )

    def probe(path: Path) -> Probe:
        from telecine.adapters.video.apart import probe_apart

        return probe_apart(path, timeout_s=given.probe_s)

    taking = Taking(store, videos, shelf, room, clock, probe=probe, faults=faults)
    outputs = Outputs(store, artifacts, registry)
    return Media(
        incoming=incoming,
        room=room,
        taking=taking,
        uploads=Uploads(store, incoming, taking, clock, entropy=os.urandom, lasts=timedelta(hours=given.expire_hours)),
        library=Library(store, artifacts, shelf),
        outputs=outputs,
        files=Files(store, registry, outputs),
        links=Links(
            cache(lambda: secret_of(home.root / "keys" / "links")), clock, timedelta(minutes=given.link_minutes)
        ),
    )
