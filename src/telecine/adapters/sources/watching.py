"""Watched folders: the system tells of changes, and a look from time to time finds what it did not tell of."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import structlog
from watchfiles import watch

from telecine.adapters.sources.paths import films_in
from telecine.kernel.errors import TelecineError
from telecine.services.intake.watching import Seen, Watching

log = structlog.get_logger(__name__)

_LOOK_MS: Final = 1000
_ABSENT_S: Final = 5.0


def watch_folders(folders: Sequence[Path], watching: Watching, stop: threading.Event) -> None:
    """Until told to stop. A folder that is away is waited for."""
    while not stop.is_set():
        here = [folder for folder in folders if folder.is_dir()]
        for folder in set(folders) - set(here):
            log.warning("watch.folder_missing", name=folder.name)
        if not here:
            stop.wait(_ABSENT_S)
            continue
        try:
            # Network file systems tell of nothing, so every second is a look anyway; a change only makes it sooner.
            for _ in watch(*here, stop_event=stop, rust_timeout=_LOOK_MS, yield_on_timeout=True, step=50):
                watching.look(films(here))
                if not all(folder.is_dir() for folder in here):
                    break
        except (OSError, TelecineError) as error:
            log.warning("watch.interrupted", error=str(error))
            stop.wait(_ABSENT_S)


def films(folders: Sequence[Path]) -> Mapping[Path, Seen]:
    """Every film of these folders and of what is below them, as it is now."""
    found: dict[Path, Seen] = {}
    for folder in folders:
        for path in films_in(folder.resolve(), is_deep=True):
            try:
                known = path.stat()
            except OSError:
                continue
            found[path] = Seen(known.st_size, known.st_mtime_ns)
    return found
