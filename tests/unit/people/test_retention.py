"""Biometric data that nothing uses any more goes by itself, where that is set; what is used stays."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from telecine.records import catalog
from telecine.services.review.erasing import Eraser
from telecine.services.review.traces import Traces
from tests.fixtures.store_rows import a_job
from tests.unit.people.archive import FILM, TRACKS_KEY
from tests.unit.people.test_erasing import ID, PHOTO, Home

LATER = datetime.now(UTC) + timedelta(days=100)
"""Everything that the tests write is older, also by the clock of the disk."""
PICTURES = (PHOTO, b"bo too", b"crop a 0", b"crop b 1")


class LaterClock:
    def now(self) -> datetime:
        return LATER

    def monotonic(self) -> float:
        return 0.0


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    made = Home(tmp_path)
    yield made
    made.store.close()


def _eraser(home: Home, days: int | None = 30) -> Eraser:
    parts = (home.store, home.archive.artifacts, home.registry, LaterClock())
    return Eraser(*parts, seeds=home.archive.seeds, logs=home.logs, days_unused=days)


def _left(home: Home) -> set[bytes]:
    """Pictures of people that are somewhere in the home, in whatever file."""
    contents = [path.read_bytes() for path in home.folder.rglob("*") if path.is_file()]
    return {picture for picture in PICTURES if any(picture in content for content in contents)}


def _seeds(home: Home) -> dict[str, int]:
    return {person.name: len(seeds) for person, seeds in home.archive.people.all()}


def test_nothing_is_unused_where_no_time_is_set(home: Home) -> None:
    assert not _eraser(home, None).look_unused()
    assert not _eraser(home, None).erase_unused()
    assert _left(home) == set(PICTURES)


def test_a_look_says_what_would_go_and_leaves_it(home: Home) -> None:
    before = home.keys()
    found = _eraser(home).look_unused()
    assert len(found.seeds) == sum(_seeds(home).values())
    assert {catalog.FACE_TRACKS.name, catalog.FACEBANK.name, catalog.MATCHES.name} <= {r.stage for r in found.results}
    assert len(found.snapshots) == 2
    assert (home.keys(), _left(home)) == (before, set(PICTURES))


def test_pictures_and_vectors_go_and_names_and_corrections_stay(home: Home) -> None:
    corrections = home.archive.journals.entries(FILM)
    _eraser(home).erase_unused()
    assert _left(home) == set()
    assert home.keys() == set()
    assert set(_seeds(home).values()) == {0}
    assert {person.id for person, _ in home.archive.people.all()} == {ID, "bo"}
    assert home.archive.journals.entries(FILM) == corrections
    with home.store.reading() as reading:
        (event,) = [each for each in reading.events(limit=100) if each.type == "biometrics.erased"]
    assert event.data["seeds"] == 7
    assert not _eraser(home).look_unused(), "a second time there is nothing to do"


def test_what_a_run_was_given_lately_stays(home: Home) -> None:
    used = LATER.timestamp()
    for _, seeds in [each for each in home.archive.people.all() if each[0].id == "bo"]:
        for seed in seeds:
            os.utime(home.archive.seeds / seed.sha256, (used, used))
    with home.store.writing() as tx:
        tx.touch_artifacts([TRACKS_KEY], LATER)
    _eraser(home).erase_unused()
    assert set(_seeds(home).values()) == {0, 4}
    assert {TRACKS_KEY} <= home.keys()
    assert b"bo too" in _left(home)
    assert PHOTO not in _left(home)


def test_giving_pictures_to_a_run_is_using_them(home: Home) -> None:
    for path in home.archive.seeds.iterdir():
        os.utime(path, (0, 0))
    home.archive.people.snapshot(None)
    now = home.archive.clock.now().timestamp()
    assert {path.stat().st_mtime for path in home.archive.seeds.iterdir()} == {now}


def test_nothing_is_erased_while_a_job_has_not_ended(home: Home) -> None:
    with home.store.writing() as tx:
        tx.add_job(a_job("local-live"))
    found: Traces = _eraser(home).erase_unused()
    assert not found
    assert _left(home) == set(PICTURES)
