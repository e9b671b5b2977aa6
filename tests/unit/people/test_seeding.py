"""Confirmed tracks become seeds, and stop being seeds when the correction no longer stands."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from telecine.kernel.errors import NotFound, UserError
from telecine.services.review.confirming import confirmed_person, same_face
from telecine.services.review.journal import in_force
from telecine.services.review.seeding import MOST_SEEDS
from tests.unit.people.archive import FILM, TRACKS_KEY, Archive, Look, evidence, photo


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path)


def test_the_best_crops_of_a_confirmed_track_become_seeds(archive: Archive) -> None:
    archive.say("assign", "a", name="Ada")
    (taught,) = archive.seeding.teach(archive.view(), ["a", "b"])
    assert (taught.person.name, taught.known, taught.refused) == ("Ada", 0, ())
    first, second = taught.added
    assert (first.kind, first.video_id, first.at, first.width_px) == ("crop", FILM, Fraction(0), 90.0)
    assert first.file_name == "clip.mp4 0:00:00.000"
    assert second.at == 1, "the best of its track goes first"
    assert (archive.seeds / first.sha256).read_bytes() == b"crop a 0"
    assert {(p.kind, p.person, p.face_width_px) for p in archive.photos()} == {("crop", "ada", 90.0)}


def test_teaching_again_adds_nothing(archive: Archive) -> None:
    archive.say("assign", "a", name="Ada")
    archive.seeding.teach(archive.view(), ["a"])
    (again,) = archive.seeding.teach(archive.view(), ["a"])
    assert (again.added, again.known) == ((), 2)


def test_tracks_that_nobody_confirmed_teach_nothing(archive: Archive) -> None:
    archive.say("merge", "a", "b")
    archive.say("assign", "c")
    for tracks in (["a"], ["a", "b", "c"]):
        with pytest.raises(UserError, match="nobody confirmed these tracks") as caught:
            archive.seeding.teach(archive.view(), tracks)
        assert caught.value.code == "not_confirmed"
    assert archive.photos() == ()


def test_a_lock_confirms_too(archive: Archive) -> None:
    archive.say("lock", "b", name="Ada")
    (taught,) = archive.seeding.teach(archive.view(), ["b"])
    assert len(taught.added) == 2


def test_everybody_among_the_tracks_is_taught(archive: Archive) -> None:
    archive.say("assign", "a", name="Ada")
    archive.say("assign", "b", name="Bo")
    assert [one.person.id for one in archive.seeding.teach(archive.view(), ["a", "b", "c"])] == ["ada", "bo"]


def test_poor_crops_are_left_out_with_the_reason(tmp_path: Path) -> None:
    archive = Archive(tmp_path, {"a": [Look(0, width=30), Look(1, sharpness=3), Look(2)]})
    archive.say("assign", "a", name="Ada")
    (taught,) = archive.seeding.teach(archive.view(), ["a"])
    assert [seed.at for seed in taught.added] == [2]
    assert [reason for _, reason in taught.refused] == ["too small: 30", "blurred"]


def test_one_film_does_not_flood_the_facebank(tmp_path: Path) -> None:
    archive = Archive(tmp_path, {name: [Look(n, quality=n / 9) for n in range(9)] for name in "abc"})
    archive.say("assign", "a", "b", "c", name="Ada")
    (taught,) = archive.seeding.teach(archive.view(), ["a", "b", "c"])
    assert len(taught.added) == MOST_SEEDS
    best = [str(seed.evidence["track_id"]) for seed in taught.added[:3] if seed.evidence is not None]
    assert sorted(best) == ["a", "b", "c"], "the best of every track goes before the second best of one"


def test_what_is_cleaned_up_is_said(archive: Archive) -> None:
    archive.say("assign", "a", name="Ada")
    with archive.store.writing() as tx:
        tx.drop_artifact(TRACKS_KEY)
    with pytest.raises(NotFound, match="cleaned up"):
        archive.seeding.teach(archive.view(), ["a"])


def test_an_undo_takes_the_seeds_along_and_a_redo_brings_them_back(archive: Archive, tmp_path: Path) -> None:
    archive.people.add("Ada", [photo(tmp_path, b"1")])
    before = archive.people.snapshot(None)
    archive.say("assign", "a", name="Ada")
    archive.seeding.teach(archive.view(), ["a"])
    taught = archive.people.snapshot(None)
    archive.journals.undo(FILM, author="ana")
    assert archive.people.snapshot(None) == before, "an undo finds the old result by its key"
    crops = [seed for seed in archive.people.find("Ada")[1] if seed.kind == "crop"]
    assert [one.state for one in archive.seeding.states(crops)] == ["taken back"] * 2
    archive.journals.redo(FILM, author="ana")
    assert archive.people.snapshot(None) == taught


@pytest.mark.parametrize("later", ["assign", "exclude", "nobody"])
def test_a_later_correction_of_the_same_face_takes_the_seeds_away(archive: Archive, later: str) -> None:
    archive.say("assign", "a", name="Ada")
    archive.seeding.teach(archive.view(), ["a"])
    archive.say("exclude" if later == "exclude" else "assign", "a", name="Bo" if later == "assign" else None)
    assert archive.photos() == ()
    if later == "exclude":
        archive.say("restore", "a")
        assert len(archive.photos()) == 2


def test_seeds_follow_a_person_who_is_merged(archive: Archive) -> None:
    archive.say("assign", "a", name="Countess")
    archive.seeding.teach(archive.view(), ["a"])
    archive.people.add("Ada", [])
    archive.people.merge("Countess", "Ada")
    assert {photo.person for photo in archive.photos()} == {"ada"}
    assert len(archive.photos()) == 2
    (again,) = archive.seeding.teach(archive.view(), ["a"])
    assert (again.person.id, again.known) == ("ada", 2)


def test_one_face_is_known_again_when_its_track_was_made_anew(archive: Archive) -> None:
    mine = evidence("a")
    assert same_face(mine, mine)
    assert not same_face(mine, evidence("b"))
    assert same_face(mine, evidence("a", artifact="0" * 64, left=5))
    assert not same_face(mine, evidence("a", artifact="0" * 64, left=25)), "another face at the same time"
    assert not same_face(mine, evidence("b", artifact="0" * 64)), "the same place at another time"
    archive.say("assign", "a", name="Ada")
    alive = in_force(archive.journals.entries(FILM))
    assert confirmed_person(alive, evidence("a", artifact="0" * 64, left=5)) == "ada"
    assert confirmed_person(alive, evidence("a", artifact="0" * 64, left=25)) is None
