"""What the desk accepts and refuses; what it shows of real results is tested end to end."""

from __future__ import annotations

from pathlib import Path

import pytest

from telecine.kernel.errors import Conflict, NotFound
from telecine.records.decisions import Lock
from telecine.services.review.rulings import link_rulings, name_rulings
from tests.unit.services.office import Office, evidence


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def test_a_new_name_becomes_a_person_of_the_home(office: Office) -> None:
    entry = office.desk.assign(office.view(), ["c"], "Zoë Example", author="ana")
    assert [person.name for person, _ in office.people.all()] == ["Zoë Example"]
    (ruling,) = name_rulings(entry)
    assert (ruling.kind, ruling.person, ruling.name) == ("assign", "zoe-example", "Zoë Example")
    assert [piece.track_id for piece in ruling.tracks] == ["c"]
    assert ruling.tracks[0] == evidence("c")


def test_nobody_is_a_name_too(office: Office) -> None:
    (ruling,) = name_rulings(office.desk.assign(office.view(), ["a"], None, author="ana"))
    assert (ruling.person, ruling.name) == (None, "")
    assert office.people.all() == []


def test_merging_one_identity_and_splitting_all_of_it_are_refused(office: Office) -> None:
    view = office.view()
    with pytest.raises(Conflict, match="one identity already"):
        office.desk.merge(view, ["a", "b"], author="ana")
    with pytest.raises(Conflict, match="both sides"):
        office.desk.split(view, ["a", "b"], ["a", "b"], author="ana")
    with pytest.raises(Conflict, match="none of these is excluded"):
        office.desk.restore(view, ["a"], author="ana")
    assert office.kinds() == []


def test_a_split_names_both_sides(office: Office) -> None:
    (ruling,) = link_rulings(office.desk.split(office.view(), ["a"], ["a", "b"], author="ana"))
    assert [piece.track_id for piece in ruling.tracks] == ["a"]
    assert [piece.track_id for piece in ruling.others] == ["b"]


def test_a_lock_says_who_it_is_and_that_the_tracks_stay_together(office: Office) -> None:
    entry = office.desk.lock(office.view(), "g1", author="ana")
    (name,), (link,) = name_rulings(entry), link_rulings(entry)
    assert (name.kind, name.person) == ("lock", "ada")
    assert (link.kind, [piece.track_id for piece in link.tracks]) == ("merge", ["a", "b"])


def test_what_is_locked_is_not_changed_until_it_is_unlocked(office: Office) -> None:
    office.desk.lock(office.view(), "g1", author="ana")
    locked = office.view(Lock(number=1, track_ids=("a", "b")))
    with pytest.raises(Conflict, match="locked by ana") as caught:
        office.desk.exclude(locked, ["b", "c"], author="bo")
    assert caught.value.code == "locked"
    office.desk.exclude(locked, ["c"], author="bo")
    with pytest.raises(NotFound, match="not locked"):
        office.desk.unlock(locked, ["c"], author="bo")
    office.desk.unlock(locked, ["a"], author="bo")
    office.desk.exclude(office.view(), ["b"], author="bo")
    assert office.kinds() == ["exclude", "exclude"]


def test_two_people_who_look_at_once_do_not_overwrite_each_other(office: Office) -> None:
    hers, his = office.view(), office.view()
    office.desk.assign(hers, ["a"], "Zoë", author="ana")
    with pytest.raises(Conflict, match=r"ana changed the same tracks meanwhile \(correction 1: assign\)") as caught:
        office.desk.assign(his, ["a", "c"], "Bo", author="bo")
    assert caught.value.code == "changed_meanwhile"
    office.desk.assign(his, ["c"], "Bo", author="bo")
    assert [entry.author for entry in office.journals.entries("v1")] == ["ana", "bo"]


def test_an_undo_by_somebody_else_counts_as_a_change(office: Office) -> None:
    office.desk.assign(office.view(), ["a"], "Zoë", author="ana")
    his = office.view()
    office.journals.undo("v1", author="ana")
    with pytest.raises(Conflict, match="correction 2: undo"):
        office.desk.assign(his, ["a"], "Bo", author="bo")
    his = office.view()
    office.journals.redo("v1", author="ana")
    with pytest.raises(Conflict, match="correction 3: redo"):
        office.desk.assign(his, ["a"], "Bo", author="bo")


def test_the_same_correction_asked_again_is_not_a_second_one(office: Office) -> None:
    first = office.desk.assign(office.view(), ["a"], "Zoë", author="ana")
    assert office.desk.assign(office.view(), ["a"], "Zoë", author="ana") == first
    office.desk.exclude(office.view(), ["c"], author="ana")
    office.desk.assign(office.view(), ["a"], "Zoë", author="ana")
    office.journals.undo("v1", author="ana")
    office.desk.assign(office.view(), ["a"], "Zoë", author="ana")
    assert [entry.kind for entry in office.journals.entries("v1")] == ["assign", "exclude", "assign", "undo", "assign"]


def test_two_on_screen_at_one_instant_are_one_person_only_when_somebody_insists(office: Office) -> None:
    view = office.view(apart=True)
    both = r"Ada \(b\) and Unknown 1 \(c\) are both on screen at 0:01:39.000, so they are two people"
    with pytest.raises(Conflict, match=both) as caught:
        office.desk.merge(view, ["a", "b", "c"], author="ana")
    assert (caught.value.code, caught.value.details) == ("seen_together", {"at": "99", "tracks": ["b", "c"]})
    office.people.add("Ada", [])
    for name in ("Ada", "ada"):
        with pytest.raises(Conflict, match="are both on screen"):
            office.desk.assign(view, ["c"], name, author="ana")
    assert office.kinds() == []
    office.desk.merge(view, ["b", "c"], author="ana", together=True)
    office.desk.assign(office.view(apart=True), ["c"], "Ada", author="ana", together=True)
    assert office.kinds() == ["merge", "assign"]


def test_a_name_that_is_refused_for_them_makes_no_person(office: Office) -> None:
    with pytest.raises(Conflict, match="are both on screen"):
        office.desk.assign(office.view(apart=True), ["b", "c"], "Zoë", author="ana")
    assert office.people.all() == []


def test_one_face_that_was_followed_twice_may_be_joined(office: Office) -> None:
    office.desk.merge(office.view(), ["b", "c"], author="ana")
    assert office.kinds() == ["merge"]


def test_tracks_are_looked_up_by_id_and_read_when_they_are_asked_for(office: Office) -> None:
    tracks = office.view().tracks
    assert list(tracks) == ["a", "b", "c", "d"]
    assert (len(tracks), "c" in tracks, "e" in tracks) == (4, True, False)
    assert tracks["c"].evidence == evidence("c")
    assert [seen.group_id for seen in tracks.values()] == ["g1", "g1", "g2", None]
    with pytest.raises(KeyError):
        tracks["e"]
