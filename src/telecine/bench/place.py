"""Where it is measured: a home of its own, with workers that measure themselves."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Final

from telecine.apps import APPLICATIONS
from telecine.bench.empty import EMPTY
from telecine.bench.metering import Meter, MeteredModels, MeteredReader
from telecine.bootstrap import Workspace, worker_tools
from telecine.engine.registry import Registry
from telecine.services.execute import Tools

WORKER: Final = "telecine.worker.bench"


@contextmanager
def fresh_home() -> Iterator[Path]:
    """A folder that is gone afterwards, however that comes about."""
    with tempfile.TemporaryDirectory(prefix="telecine-bench-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def open_bench(
    home: Path, workers: int | None, open_home: Callable[..., AbstractContextManager[Workspace]]
) -> AbstractContextManager[Workspace]:
    """A workspace in `home` alone, also where a setting names another database."""
    return open_home(
        home=home,
        workers=workers,
        store={"url": f"sqlite:///{home / 'telecine.db'}"},
        registry=bench_registry(),
        worker_module=WORKER,
    )


def bench_registry() -> Registry:
    """Every application, and the one that does nothing."""
    return Registry((*APPLICATIONS, EMPTY))


def metered_tools(*, cores: int, threads: int) -> Tools:
    """What a worker process measures itself with."""
    tools, meter = worker_tools(cores=cores, threads=threads, registry=bench_registry()), Meter()
    return replace(
        tools,
        open_video=lambda path: MeteredReader(tools.open_video(path), meter),
        open_models=lambda refs, count: MeteredModels(tools.open_models(refs, count), meter),
        parts=meter.parts,
    )
