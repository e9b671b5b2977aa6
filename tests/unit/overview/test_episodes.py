"""Saying which episode a video is."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from telecine.adapters.store.memory import MemoryStore
from telecine.engine.rows import VideoRow
from telecine.kernel.errors import Conflict, NotFound, UserError
from telecine.services.overview.totals import Overview
from telecine.services.videos import Videos
from tests.unit.services.small_jobs import SetClock

NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def store() -> MemoryStore:
    store = MemoryStore()
    with store.writing() as tx:
        for name in ("b", "a", "c"):
            tx.add_video(VideoRow(name, name, 1, f"{name}.mp4", f"/{name}.mp4", NOW))
    return store


@pytest.fixture
def videos(store: MemoryStore) -> Videos:
    return Videos(store, SetClock(), lambda _path: pytest.fail("opened"))


def test_an_episode_has_a_readable_id_and_what_is_not_said_stays(videos: Videos) -> None:
    said = videos.describe(videos.find("a"), show="The Office", season=5, episode=None)
    assert (said.show_id, said.season, said.ep_id) == ("the-office", 5, None)
    said = videos.describe(said, show=None, season=None, episode=2)
    assert said.ep_id == "the-office-s05e02"
    assert videos.find("a") == said
    assert videos.describe(said, show=None, season=None, episode=2) == said


def test_two_videos_cannot_be_one_episode(videos: Videos) -> None:
    videos.describe(videos.find("a"), show="x", season=1, episode=1)
    with pytest.raises(Conflict, match=r"a\.mp4 is x-s01e01 already"):
        videos.describe(videos.find("b"), show="x", season=1, episode=1)
    assert videos.find("b").ep_id is None


def test_a_show_needs_a_name_that_can_be_an_id(videos: Videos) -> None:
    with pytest.raises(UserError, match="no Latin letter"):
        videos.describe(videos.find("a"), show="!?", season=None, episode=None)


def test_videos_are_listed_in_the_order_of_their_episodes(videos: Videos, store: MemoryStore) -> None:
    videos.describe(videos.find("b"), show="x", season=2, episode=1)
    videos.describe(videos.find("a"), show="x", season=1, episode=9)
    assert [row.id for row in Overview(store).videos(show="x")] == ["a", "b"]
    assert [row.id for row in Overview(store).videos()] == ["c", "a", "b"]


def test_asking_for_a_show_or_season_that_is_not_there_lists_those_that_are(videos: Videos, store: MemoryStore) -> None:
    overview = Overview(store)
    with pytest.raises(NotFound, match="No video has a season"):
        overview.videos(season=1)
    videos.describe(videos.find("a.mp4"), show="The Office", season=2, episode=None)
    videos.describe(videos.find("b.mp4"), show="Alf", season=1, episode=None)
    with pytest.raises(NotFound, match=r"show 'nope'\. There is: alf, the-office\."):
        overview.videos(show="nope")
    with pytest.raises(NotFound, match=r"season 9 of the-office\. There is: season 2\."):
        overview.videos(show="the-office", season=9)
    with pytest.raises(NotFound, match=r"There is: season 1, 2\."):
        overview.videos(season=9)
