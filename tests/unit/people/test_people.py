"""People keep one id; names change, two become one, and what was said before means the same person."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telecine.engine.rows import PersonRow
from telecine.kernel.errors import Conflict, NotFound, UserError
from telecine.services.people import GivenPhoto, meant_by, person_id
from tests.fixtures.store_rows import START
from tests.unit.people.archive import Archive, photo


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path)


def _names(archive: Archive) -> list[tuple[str, str]]:
    return [(person.id, person.name) for person, _ in archive.people.all()]


def test_a_renamed_person_keeps_id_photographs_and_corrections(archive: Archive, tmp_path: Path) -> None:
    archive.people.add("Ada", [photo(tmp_path, b"1")])
    archive.say("assign", "a", name="Ada")
    before, after = archive.people.rename("ada", "Ada Lovelace")
    assert (before.name, after.name) == ("Ada", "Ada Lovelace")
    assert _names(archive) == [("ada", "Ada Lovelace")]
    assert [(p.person, p.name) for p in archive.photos()] == [("ada", "Ada Lovelace")]
    assert [(ruling.person, ruling.name) for ruling in archive.names()] == [("ada", "Ada Lovelace")]


def test_the_old_name_goes_on_meaning_the_same_person(archive: Archive, tmp_path: Path) -> None:
    archive.people.add("Ada", [photo(tmp_path, b"1")])
    archive.people.rename("Ada", "Ada Lovelace")
    person, new = archive.people.add("Ada", [photo(tmp_path, b"2")])
    assert (person.name, len(new)) == ("Ada Lovelace", 1)
    snapshot = archive.people.snapshot([GivenPhoto("Ada", photo(tmp_path, b"3"))])
    assert snapshot == archive.people.snapshot([GivenPhoto("Ada Lovelace", photo(tmp_path, b"3"))])
    assert _names(archive) == [("ada", "Ada Lovelace")]


def test_renaming_back_gives_the_old_snapshots(archive: Archive, tmp_path: Path) -> None:
    archive.people.add("Ada", [photo(tmp_path, b"1")])
    archive.say("assign", "a", name="Ada")
    before = archive.people.snapshot(None), archive.rulings.names("v1")
    archive.people.rename("Ada", "Countess")
    assert (archive.people.snapshot(None), archive.rulings.names("v1")) != before
    archive.people.rename("Countess", "Ada")
    assert (archive.people.snapshot(None), archive.rulings.names("v1")) == before


def test_a_name_that_is_or_was_somebody_elses_is_refused(archive: Archive) -> None:
    archive.people.add("Ada", [])
    archive.people.add("Bo", [])
    archive.people.rename("Bo", "Robert")
    for taken in ("Robert", "bo", "BO"):
        with pytest.raises(Conflict, match="means Robert already"):
            archive.people.rename("Ada", taken)
    with pytest.raises(NotFound, match="Did you mean 'Robert'"):
        archive.people.rename("Robbert", "Cy")
    assert archive.people.rename("Ada", "ADA")[1].name == "ADA"


def test_merging_moves_seeds_and_old_corrections_mean_who_is_left(archive: Archive, tmp_path: Path) -> None:
    archive.people.add("Countess", [photo(tmp_path, b"1"), photo(tmp_path, b"2", "2.jpg")])
    archive.people.add("Ada", [photo(tmp_path, b"1")])
    archive.say("assign", "a", name="Countess")
    archive.say("assign", "b", name="Ada")
    gone, kept, moved = archive.people.merge("Countess", "Ada")
    assert (gone.id, kept.id) == ("countess", "ada")
    assert [seed.file_name for seed in moved] == ["2.jpg"], "one picture is a seed once"
    assert {(p.person, p.name) for p in archive.photos()} == {("ada", "Ada")}
    assert len(archive.photos()) == 2
    assert [(ruling.person, ruling.name) for ruling in archive.names()] == [("ada", "Ada")] * 2
    archive.say("assign", "c", name="Countess")
    assert [ruling.person for ruling in archive.names()] == ["ada"] * 3
    assert _names(archive) == [("ada", "Ada")]
    with pytest.raises(Conflict, match="one person already"):
        archive.people.merge("Countess", "Ada")


def test_who_was_merged_twice_means_the_last(archive: Archive) -> None:
    for name in ("A", "B", "C"):
        archive.people.add(name, [])
    archive.say("assign", "a", name="A")
    archive.people.merge("A", "B")
    archive.people.merge("B", "C")
    assert [ruling.person for ruling in archive.names()] == ["c"]
    assert archive.people.find("A")[0].id == "c"


def test_a_snapshot_of_before_is_brought_up_to_date(archive: Archive, tmp_path: Path) -> None:
    archive.people.add("Countess", [photo(tmp_path, b"1")])
    archive.people.add("Ada", [photo(tmp_path, b"2")])
    old = archive.people.snapshot(None)
    assert archive.people.as_called_now(old) == old
    archive.people.merge("Countess", "Ada")
    archive.people.rename("Ada", "Ada Lovelace")
    assert archive.people.as_called_now(old) == archive.people.snapshot(None)


def test_one_seed_is_removed_with_its_bytes(archive: Archive, tmp_path: Path) -> None:
    _, seeds = archive.people.add("Ada", [photo(tmp_path, b"1"), photo(tmp_path, b"2", "2.jpg")])
    archive.people.add("Bo", [photo(tmp_path, b"1")])
    archive.people.remove_seed("Ada", "2.jpg")
    archive.people.remove_seed("Ada", seeds[0].sha256[:8])
    assert archive.people.find("Ada")[1] == []
    assert [file.name for file in archive.seeds.iterdir()] == [seeds[0].sha256], "Bo still has the first"
    with pytest.raises(NotFound, match="has no seed"):
        archive.people.remove_seed("Ada", "2.jpg")


def test_a_seed_that_is_not_the_only_one_meant_is_not_removed(archive: Archive, tmp_path: Path) -> None:
    archive.people.add("Ada", [photo(tmp_path, b"1"), photo(tmp_path / "b", b"2")])
    with pytest.raises(UserError, match="2 seeds are meant"):
        archive.people.remove_seed("Ada", "1.jpg")


def test_somebody_who_is_being_forgotten_takes_nothing_new(archive: Archive, tmp_path: Path) -> None:
    archive.people.add("Ada", [photo(tmp_path, b"1")])
    archive.people.add("Bo", [photo(tmp_path, b"2")])
    with archive.store.writing() as tx:
        tx.change_person("ada", {"forgetting_since": START})
    for act in (
        lambda: archive.people.add("Ada", [photo(tmp_path, b"3")]),
        lambda: archive.people.rename("Ada", "Eve"),
        lambda: archive.people.merge("Bo", "Ada"),
    ):
        with pytest.raises(Conflict, match="being forgotten"):
            act()
    assert [p.person for p in archive.photos()] == ["bo"]


NAMES = st.sampled_from(["Ada", "ada", "Bo", "BO ", "Çelik", "celik", "莉", "Ada Bo"])


@settings(max_examples=60, deadline=None)
@given(added=st.lists(NAMES, max_size=5), steps=st.lists(st.tuples(st.booleans(), NAMES, NAMES), max_size=5))
def test_a_name_always_means_one_person(
    added: list[str], steps: list[tuple[bool, str, str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    archive = Archive(tmp_path_factory.mktemp("people"))
    for name in added:
        archive.people.add(name, [])
    ever = set(archive.people.current())
    for is_merge, one, other in steps:
        try:
            _ = archive.people.merge(one, other) if is_merge else archive.people.rename(one, other)
        except (Conflict, NotFound):
            continue
    current = archive.people.current()
    assert set(current) == ever, "no id is ever lost"
    assert all(person.merged_into is None for person in current.values())
    living = [person for person, _ in archive.people.all()]
    assert len({person_id(person.name) for person in living}) == len(living), "no two are called alike"
    for person in living:
        assert archive.people.find(person.name)[0].id == person.id
        assert archive.people.find(person.id)[0].id == meant_by(living, person.id).id  # type: ignore[union-attr]


def test_an_exact_name_goes_before_one_of_before() -> None:
    people = [PersonRow("bo", None, "Robert", START), PersonRow("ada", None, "Ada", START, merged_into="bo")]
    assert meant_by(people, "Ada") == people[0]
    assert meant_by(people, "Nobody") is None


@pytest.mark.parametrize(
    "name", ["", "  ", "two\nlines", "bell\x07", "\x1b[31mred", "x" * 101, "Unknown 2", "unknown 17", "Not a face 1"]
)
def test_what_cannot_be_a_name_is_refused(archive: Archive, name: str) -> None:
    archive.people.add("Ada", [])
    for act in (lambda: archive.people.add(name, []), lambda: archive.people.rename("Ada", name)):
        with pytest.raises(UserError) as caught:
            act()
        assert caught.value.code == "bad_name"
    assert _names(archive) == [("ada", "Ada")]


@pytest.mark.parametrize("name", ["Unknown Pleasures", "Zoë \N{GRINNING FACE}", "王小明", "x" * 100, "O'Neill, Jr."])
def test_unusual_names_are_names(archive: Archive, name: str) -> None:
    assert archive.people.add(f" {name} ", [])[0].name == name


@pytest.mark.parametrize(
    ("one", "other"),
    [("Dr. Петров", "Dr. Иванов"), ("Søren", "Saren"), ("王小明 2", "李小龙 2"), ("Петров", "Иванов")],
)
def test_names_that_differ_in_another_script_are_two_people(archive: Archive, one: str, other: str) -> None:
    first, _ = archive.people.add(one, [])
    second, _ = archive.people.add(other, [])
    assert first.id != second.id
    assert set(_names(archive)) == {(first.id, one), (second.id, other)}


@pytest.mark.parametrize(
    ("one", "other"), [("Zoë Saldaña", "zoe  SALDANA"), ("Søren", "SØREN"), ("Dr. Петров", "DR. ПЕТРОВ")]
)
def test_accents_and_capitals_make_nobody_else(archive: Archive, one: str, other: str) -> None:
    assert archive.people.add(one, [])[0] == archive.people.add(other, [])[0]


def test_a_note_is_kept_with_the_picture_and_changes_no_result(archive: Archive, tmp_path: Path) -> None:
    picture = photo(tmp_path, b"1")
    archive.people.add("Ada", [picture], note="  press kit, agreed by mail 2026-01-02 ")
    _, seeds = archive.people.find("Ada")
    assert [seed.note for seed in seeds] == ["press kit, agreed by mail 2026-01-02"]
    with_note = archive.people.snapshot(None)
    archive.people.remove_seed("Ada", seeds[0].sha256)
    archive.people.add("Ada", [picture])
    assert archive.people.snapshot(None) == with_note
    for note in ("two\nlines", "x" * 501, "\x00"):
        with pytest.raises(UserError, match="one line"):
            archive.people.add("Ada", [], note=note)
