"""A supervisor cleans its home by itself, when it is due."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.fixtures.engine.home import EngineHome, submit, work, write_tiny_video

LONG_AGO_S = 40 * 24 * 3600


@pytest.fixture
def home(tmp_path: Path) -> EngineHome:
    return EngineHome(tmp_path, write_tiny_video(tmp_path / "tiny.mp4"))


def _orphan(home: EngineHome, *, age_s: float) -> Path:
    """A result that no row reads, last touched that long ago."""
    with home.open() as workspace:
        draft = workspace.artifacts.draft("f" * 64, 9)
        (draft.folder / "record.json").write_bytes(b"{}")
        draft.publish(stage="words.film", version=1, schema="words.film/1", items=None)
        folder = workspace.artifacts.folder("f" * 64, 9)
        then = workspace.clock.now().timestamp() - age_s
    for path in (*folder.iterdir(), folder):
        os.utime(path, (then, then))
    return folder


def test_what_nothing_reads_goes_when_the_last_cleaning_is_long_ago(home: EngineHome) -> None:
    folder = _orphan(home, age_s=LONG_AGO_S)
    with home.open() as workspace:
        workspace.home.swept.touch()
        then = workspace.clock.now().timestamp() - LONG_AGO_S
        os.utime(workspace.home.swept, (then, then))
        job = submit(workspace, home.video)
        work(workspace, job.id)
        assert not folder.exists()
        assert workspace.home.swept.stat().st_mtime > then
        with workspace.store.reading() as reading:
            assert reading.job(job.id) is not None


def test_nothing_goes_before_it_is_due(home: EngineHome) -> None:
    folder = _orphan(home, age_s=LONG_AGO_S)
    with home.open() as workspace:
        workspace.home.swept.touch()
        work(workspace, submit(workspace, home.video).id)
        assert folder.exists()
