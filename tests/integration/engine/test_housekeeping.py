"""A supervisor cleans its home by itself, when it is due."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest

from telecine.kernel.errors import BadMedia
from tests.fixtures.engine.home import EngineHome, submit, succeeded, work, write_tiny_video

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


def test_results_that_nothing_used_for_long_go_and_are_made_again_when_wanted(home: EngineHome) -> None:
    with home.open() as workspace:
        first = submit(workspace, home.video)
        work(workspace, first.id)
        swept = workspace.sweeper.sweep(jobs_older_than=timedelta(0), artifacts_older_than=timedelta(0))
        assert swept.jobs == 1
        assert swept.artifacts > 0
        again = submit(workspace, home.video)
        work(workspace, again.id)
        assert succeeded(workspace, again.id)
        assert home.runs()["words.gathered None"] == 2


def test_a_file_name_that_is_no_utf_8_is_refused(home: EngineHome, tmp_path: Path) -> None:
    odd = os.fsencode(tmp_path) + b"/film\xff.mp4"
    Path(os.fsdecode(odd)).write_bytes(home.video.read_bytes())
    with home.open() as workspace, pytest.raises(BadMedia, match="rename the file"):
        workspace.videos.register(Path(os.fsdecode(odd)))
