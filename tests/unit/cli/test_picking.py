"""Who is meant by what a person wrote after `telecine decide`."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
import typer

from telecine.cli.picking import listed, parse_instant, pick_groups, pick_tracks
from telecine.kernel.errors import NotFound, UserError
from tests.unit.services.office import Office


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """Ada: track a at 97 s to 99 s, b at 98 s to 100 s; somebody unknown: c at 99 s to 101 s."""
    return Office(tmp_path)


def test_a_label_an_id_and_the_beginning_of_a_group_mean_somebody(office: Office) -> None:
    for name in ("Ada", "ada", " ADA "):
        assert pick_tracks(office.view(), [name]) == ["a", "b"]
    assert [group.group_id for group in pick_groups(office.view(), ["unknown 1"])] == ["g2"]


def test_a_name_that_nobody_has_lists_who_there_is(office: Office) -> None:
    with pytest.raises(NotFound, match="Ada"):
        pick_groups(office.view(), ["Adda"])


def test_a_long_list_of_names_says_how_many_more_there_are(office: Office) -> None:
    assert listed(["Ada", "Bo"]) == "Ada, Bo"
    assert listed([f"Unknown {number}" for number in range(1, 12)]).endswith("Unknown 7, Unknown 8 and 3 more")
    with pytest.raises(NotFound, match=r"called 'Unknown 99'\. Did you mean 'Unknown 1'\? There is: Ada, Unknown 1\.$"):
        pick_groups(office.view(), ["Unknown 99"])


def test_an_empty_name_or_track_means_nobody_and_not_everybody(office: Office) -> None:
    with pytest.raises(UserError, match="an empty name means nobody"):
        pick_tracks(office.view(), [""])
    with pytest.raises(UserError, match="an empty --track means none"):
        pick_tracks(office.view(), (), tracks=[" "])


def test_an_instant_means_whoever_is_alone_on_screen(office: Office) -> None:
    assert pick_tracks(office.view(), (), at=Fraction(97)) == ["a"]
    with pytest.raises(NotFound, match="on screen"):
        pick_tracks(office.view(), (), at=Fraction(10))


def test_of_several_on_screen_one_has_to_be_named(office: Office) -> None:
    with pytest.raises(UserError, match=r"2 are on screen at 1:39.0: Ada \(b\), Unknown 1 \(c\)") as caught:
        pick_tracks(office.view(), (), at=Fraction(99))
    assert caught.value.code == "ambiguous"
    assert pick_tracks(office.view(), ["Ada"], at=Fraction(99)) == ["b"]
    assert pick_tracks(office.view(), (), tracks=["c"], at=Fraction(99)) == ["c"]


def test_nothing_written_means_nobody(office: Office) -> None:
    with pytest.raises(UserError, match="say who is meant"):
        pick_tracks(office.view(), ())


@pytest.mark.parametrize(
    ("text", "seconds"), [("83", "83"), ("83.5", "83.5"), ("1:23", "83"), ("1:02:03.25", "3723.25"), ("0:00.1", "0.1")]
)
def test_an_instant_is_read_exactly(text: str, seconds: str) -> None:
    assert parse_instant(text) == Fraction(seconds)


@pytest.mark.parametrize("text", ["", "abc", "-1", "1:2:3:4", "1:", "1e3", "1:99", "1:60:00", "\N{SUPERSCRIPT TWO}"])
def test_what_is_no_instant_is_a_usage_error(text: str) -> None:
    with pytest.raises(typer.BadParameter, match="no time"):
        parse_instant(text)
