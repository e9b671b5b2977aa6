"""A file that is taken in, and what a kill leaves of it."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from telecine.bootstrap import Workspace
from telecine.kernel.errors import BadMedia, InUse
from telecine.services.intake.labels import Episode
from tests.fixtures.engine.home import EngineHome
from tests.integration.api.media.sending import files_below, nothing_is_left

PILOT = Episode("The Office", 1, 1)
DAY_S = 86_400


class Killed(BaseException):
    """Stands for the end of the process: nothing that catches errors catches it."""


class KillAt:
    """Ends at one point, once."""

    def __init__(self, point: str) -> None:
        self._point: str | None = point

    def hit(self, point: str) -> None:
        if point == self._point:
            self._point = None
            raise Killed


def landed(workspace: Workspace, home: EngineHome, name: str = "a" * 32) -> Path:
    path = workspace.media.incoming.create(name)
    path.write_bytes(home.video.read_bytes())
    return path


def videos(workspace: Workspace) -> list[str]:
    with workspace.store.reading() as reading:
        return [video.source_uri for video in reading.videos()]


@pytest.mark.parametrize("episode", [None, PILOT])
@pytest.mark.parametrize("point", ["taking.kept", "taking.registered", "taking.placed"])
def test_what_a_kill_interrupts_goes_on(home: EngineHome, point: str, episode: Episode | None) -> None:
    with home.open(faults=KillAt(point)) as workspace:
        path = landed(workspace, home)
        if point == "taking.placed" and episode is None:
            # A video that is no episode never comes to this point.
            assert workspace.media.taking.accept(path, "a.mp4", source="test").ep_id is None
            return
        with pytest.raises(Killed):
            workspace.media.taking.accept(path, "a.mp4", source="test", episode=episode)
        for place in videos(workspace):
            assert Path(place).read_bytes() == home.video.read_bytes()
        video = workspace.media.taking.accept(path, "a.mp4", source="test", episode=episode)
        assert Path(video.source_uri).read_bytes() == home.video.read_bytes()
        assert not path.exists()
        assert videos(workspace) == [video.source_uri]
        assert (
            len({(workspace.home.root / "media" / name).stat().st_ino for name in files_below(workspace, "media")}) == 1
        )
        assert (video.ep_id == "the-office-s01e01") is (episode is not None)


def test_a_file_that_a_kill_left_without_a_video_is_swept_a_day_later(home: EngineHome) -> None:
    with home.open(faults=KillAt("taking.kept")) as workspace:
        path = landed(workspace, home)
        with pytest.raises(Killed):
            workspace.media.taking.accept(path, "a.mp4", source="test")
        assert videos(workspace) == []
        (name,) = files_below(workspace, "media")
        kept = workspace.home.root / "media" / name
        assert workspace.media.sweep() == 0
        old = kept.stat().st_mtime - 2 * DAY_S
        os.utime(kept, (old, old))
        assert workspace.media.sweep(is_dry_run=True) == 2
        assert workspace.media.sweep() == 2
        assert nothing_is_left(workspace)


def test_videos_are_never_swept(workspace: Workspace, home: EngineHome) -> None:
    video = workspace.media.taking.accept(landed(workspace, home), "a.mp4", source="test")
    os.utime(video.source_uri, (0, 0))
    assert workspace.media.sweep() == 0
    assert Path(video.source_uri).is_file()


def test_what_a_kill_left_of_a_form_is_swept_and_files_of_others_are_not(workspace: Workspace) -> None:
    for name in ("a" * 32, f"form-{'b' * 32}", f"import-{'c' * 26}", "holiday.mp4", "notes"):
        workspace.media.incoming.create(name)
        os.utime(workspace.media.incoming.path(name), (0, 0))
    assert workspace.media.sweep(is_dry_run=True) == 3
    assert workspace.media.sweep() == 3
    assert files_below(workspace, "incoming") == ["holiday.mp4", "notes"]


def test_a_video_whose_file_was_lost_gets_it_back(workspace: Workspace, home: EngineHome) -> None:
    first = workspace.media.taking.accept(landed(workspace, home), "a.mp4", source="test")
    Path(first.source_uri).unlink()
    again = workspace.media.taking.accept(landed(workspace, home), "b.mp4", source="test")
    assert again.id == first.id
    assert Path(again.source_uri).read_bytes() == home.video.read_bytes()


def test_the_same_file_from_two_sides_at_once_is_one_video(workspace: Workspace, home: EngineHome) -> None:
    paths = [landed(workspace, home, letter * 32) for letter in "abc"]
    got: list[str] = []
    threads = [
        threading.Thread(
            target=lambda path=path: got.append(workspace.media.taking.accept(path, "a.mp4", source="test").id)
        )
        for path in paths
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(got) == 3
    assert len(set(got)) == len(videos(workspace)) == len(files_below(workspace, "media")) == 1


def test_a_file_that_ends_every_process_which_looks_into_it_is_refused(
    workspace: Workspace, home: EngineHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    from telecine.services.intake.uploads import MOST_LOOKS, Announced

    uploads = workspace.media.uploads
    row = uploads.begin(Announced("a.mp4", home.video.stat().st_size, "test"))
    workspace.media.incoming.path(row.id).write_bytes(home.video.read_bytes())

    def end(_path: Path) -> None:
        raise Killed

    monkeypatch.setattr(workspace.media.taking, "_probe", end)
    for _ in range(MOST_LOOKS):
        with pytest.raises(Killed):
            uploads.check_next()
        assert uploads.find(row.id).state == "checking"
    assert uploads.check_next()
    assert uploads.find(row.id).data["code"] == "bad_media"
    assert not uploads.check_next()
    assert nothing_is_left(workspace)


def test_looking_into_a_file_ends_after_a_while(home: EngineHome) -> None:
    said = pytest.raises(BadMedia, match=r"a\.mp4 could not be looked into within 0\.01 s")
    with home.open(uploads={"probe_s": 0.01}) as workspace, said:
        workspace.media.taking.accept(landed(workspace, home), "a.mp4", source="test")


def test_bytes_whose_checksum_nobody_compared_do_not_count(workspace: Workspace) -> None:
    incoming = workspace.media.incoming
    incoming.create("b" * 32)
    with incoming.open("b" * 32) as landing:
        landing.write(b"12345")
        landing.keep()
        landing.begin_unproved()
        landing.write(b"67890")
        assert incoming.length("b" * 32) == 5
        with pytest.raises(InUse), incoming.open("b" * 32):
            pass
    # The process ended here.
    assert incoming.length("b" * 32) == 5
    with incoming.open("b" * 32) as landing:
        assert landing.offset == 5
    assert incoming.path("b" * 32).read_bytes() == b"12345"
