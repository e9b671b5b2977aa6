"""Who an export is about: everybody, those asked for, or an answer that helps."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest

from telecine.apps.screentime.logic.formats.selection import Selection, select
from telecine.kernel.errors import UserError
from tests.fixtures.screentime import Episode, Track, assignment, unknown

Select = Callable[..., Selection]

COULD_BE = {"ana": "Ana", "zoe-saldana": "Zoë Saldaña", "carla-bruni": "Carla Bruni", "p-00": "王小明"}


@pytest.fixture
def selected(tmp_path: Path) -> Select:
    tracks = tuple(Track(name, Fraction(at), Fraction(at + 2)) for at, name in enumerate("azwu"))
    people = Episode(
        Fraction(9),
        (),
        tracks,
        (
            assignment("Ana", ["a"]),
            assignment("Zoë Saldaña", ["z"], person="zoe-saldana"),
            assignment("王小明", ["w"], person="p-00"),
            unknown("Unknown 1", ["u"]),
        ),
    ).report(tmp_path)

    def run(*names: str, with_unknown: bool = True) -> Selection:
        return select(people.people, names, could_be=COULD_BE, with_unknown=with_unknown)

    return run


def labels(selection: Selection) -> list[str]:
    return [person.label for person in selection.people]


@pytest.mark.parametrize(
    ("asked", "label"),
    [("ana", "Ana"), ("ANA ", "Ana"), ("zoë  saldaña", "Zoë Saldaña"), ("zoe-saldana", "Zoë Saldaña"),
        ("Zoe Saldana", "Zoë Saldaña"),
     ("王小明", "王小明"), ("p-00", "王小明"), ("unknown 1", "Unknown 1")],
)  # fmt: skip
def test_a_person_is_found_by_label_or_id_in_any_case_and_without_accents(
    selected: Select, asked: str, label: str
) -> None:
    assert labels(selected(asked)) == [label]


def test_people_stand_in_the_order_of_the_report(selected: Select) -> None:
    assert labels(selected("王小明", "Ana")) == ["Ana", "王小明"]


def test_everybody_may_leave_out_those_without_a_name_and_says_so(selected: Select) -> None:
    everybody = selected()
    assert labels(everybody) == ["Ana", "Zoë Saldaña", "王小明", "Unknown 1"]
    assert everybody.notes == ()
    named = selected(with_unknown=False)
    assert labels(named) == ["Ana", "Zoë Saldaña", "王小明"]
    assert named.notes == ('1 person without a name is left out; ask for one with --person "Unknown 1".',)


def test_somebody_who_could_have_been_named_and_is_not_there_is_an_answer(selected: Select) -> None:
    selection = selected("Carla Bruni")
    assert selection.people == ()
    assert selection.notes == ("Carla Bruni is not on screen in this film.",)


@pytest.mark.parametrize(
    ("asked", "near"),
    [("Anna", "'Ana'"), ("Saldanha", "'Zoë Saldaña'"), ("zoe", "'Zoë Saldaña'"), ("Unknown 2", "'Unknown 1'")],
)
def test_a_name_that_nobody_has_is_refused_with_the_nearest(selected: Select, asked: str, near: str) -> None:
    with pytest.raises(UserError, match=f"Did you mean .*{near}") as caught:
        selected(asked)
    assert caught.value.code == "unknown_person"


def test_a_name_that_is_near_to_nobody_is_refused_with_those_there_are(selected: Select) -> None:
    with pytest.raises(UserError, match="There are: 'Ana', 'Zoë Saldaña', '王小明', 'Unknown 1'"):
        selected("xyzzyx")


def test_a_film_without_anybody_says_so() -> None:
    assert select([], [], could_be={}, with_unknown=True).notes == ("Nobody is on screen in this film.",)
    with pytest.raises(UserError, match="Nobody was found in it at all"):
        select([], ["Ana"], could_be={}, with_unknown=True)
