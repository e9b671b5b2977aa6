"""Every artifact store there is.

There is no twin in memory: results are files that stages write and OpenCV, Arrow and FFmpeg read by path, so
`LocalArtifacts` on a temporary folder is the twin that other tests use.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from telecine.engine.ports import ArtifactStore
from tests.contract.artifacts.bench import Bench, LocalBench


@pytest.fixture(params=["local"])
def bench(request: pytest.FixtureRequest, tmp_path: Path) -> Bench:
    benches: dict[str, Callable[[], Bench]] = {"local": lambda: LocalBench(tmp_path / "store")}
    return benches[request.param]()


@pytest.fixture
def store(bench: Bench) -> ArtifactStore:
    return bench.open()
