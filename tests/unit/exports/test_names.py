"""The text track of names, read by a WebVTT parser."""

from fractions import Fraction
from pathlib import Path

import webvtt

from telecine.apps.screentime.exports.params import PeopleParams
from telecine.apps.screentime.exports.stages import VTT
from telecine.engine.ports import Loaded
from telecine.records.exports import NamesTrack
from tests.fixtures.screentime import Episode, Track, assignment, unknown

EPISODE = Episode(
    duration=Fraction(4000),
    cuts=(Fraction(6),),
    tracks=(
        Track("a1", Fraction(1), Fraction(3)),
        Track("a2", Fraction(33, 10), Fraction(6)),
        Track("b1", Fraction(2), Fraction(100_001, 30_000)),
        Track("u1", Fraction(3700), Fraction(3701)),
    ),
    assignments=(
        assignment("Ana <3 & Co", ["a1", "a2"], person="ana"),
        assignment("王小明", ["b1"], person="p-1"),
        unknown("Unknown 1", ["u1"]),
    ),
)


def cues_of(made: Loaded[NamesTrack]) -> list[tuple[str, str, str]]:
    return [(cue.start, cue.end, cue.text) for cue in webvtt.read(str(made.file("names.vtt"))).captions]


def test_every_change_of_who_is_there_begins_a_cue(tmp_path: Path) -> None:
    made = EPISODE.export(tmp_path, VTT)
    assert cues_of(made) == [
        ("00:00:01.000", "00:00:02.000", "Ana &lt;3 &amp; Co"),
        ("00:00:02.000", "00:00:03.333", "Ana &lt;3 &amp; Co\n王小明"),
        ("00:00:03.333", "00:00:06.000", "Ana &lt;3 &amp; Co"),
        ("01:01:40.000", "01:01:41.000", "Unknown 1"),
    ]


def test_the_record_says_what_is_in_it(tmp_path: Path) -> None:
    made = EPISODE.export(tmp_path, VTT).record
    assert (made.summary, made.files, made.notes) == ("4 cues of 3 people", ("names.vtt",), ())
    assert [(one.label, one.count, one.seconds) for one in made.people] == [
        ("Ana <3 & Co", 3, Fraction(5)), ("王小明", 1, Fraction(40_001, 30_000)), ("Unknown 1", 1, Fraction(1)),
    ]  # fmt: skip


def test_one_person_may_be_asked_for(tmp_path: Path) -> None:
    made = EPISODE.export(tmp_path, VTT, PeopleParams(people=("unknown 1",)))
    assert [text for *_, text in cues_of(made)] == ["Unknown 1"]


def test_nobody_gives_a_file_without_cues_and_says_why(tmp_path: Path) -> None:
    made = Episode(Fraction(5), could_be=("Ana",)).export(tmp_path, VTT, PeopleParams(people=("Ana",)))
    assert cues_of(made) == []
    assert made.record.notes == ("Ana is not on screen in this film.",)
    assert made.file("names.vtt").read_text(encoding="utf-8").startswith("WEBVTT\n")


def test_the_same_people_in_another_order_are_the_same_parameters() -> None:
    assert PeopleParams(people=("B", " A  a")) == PeopleParams(people=("A a", "B", "B"))
