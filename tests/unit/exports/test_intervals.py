"""Who is on screen every so many seconds, read back from CSV with Arrow."""

import json
from fractions import Fraction
from pathlib import Path

import pyarrow.csv as pc
import pytest

from telecine.apps.screentime.exports.params import TimelineParams
from telecine.apps.screentime.exports.stages import TIMELINE
from tests.fixtures.screentime import Episode, Track, assignment, unknown

EPISODE = Episode(
    duration=Fraction(25),
    cuts=(Fraction(6),),
    tracks=(
        Track("a1", Fraction(1), Fraction(3), (True, False)),
        Track("a2", Fraction(33, 10), Fraction(11)),
        Track("u1", Fraction(20), Fraction(25), (False,)),
    ),
    assignments=(assignment("=Ana", ["a1", "a2"], person="ana"), unknown("Unknown 1", ["u1"])),
)


def test_every_interval_is_there_and_the_seconds_are_those_of_the_report(tmp_path: Path) -> None:
    made = EPISODE.export(tmp_path, TIMELINE)
    table = pc.read_csv(made.file("on-screen.csv")).to_pylist()
    assert [(row["start_s"], row["end_s"], row["label"], row["visible_s"]) for row in table] == [
        (0, 10, "'=Ana", 8.7), (10, 20, "'=Ana", 1), (20, 25, "Unknown 1", 5)
    ]  # fmt: skip
    for person in EPISODE.report(tmp_path / "report").people:
        own = [row for row in table if row["label"].lstrip("'") == person.label]
        assert sum(Fraction(row["visible_exact"]) for row in own) == person.visible_s
        assert sum(Fraction(row["clear_exact"]) for row in own) == person.clear_s
        assert sum(Fraction(row["bridged_exact"]) for row in own) == person.bridged_s
    assert made.record.summary == "3 intervals of 2 people"


def test_an_interval_without_anybody_is_a_row_without_a_person(tmp_path: Path) -> None:
    made = EPISODE.export(tmp_path, TIMELINE, TimelineParams(interval=Fraction(5)))
    table = pc.read_csv(
        made.file("on-screen.csv"), convert_options=pc.ConvertOptions(strings_can_be_null=False)
    ).to_pylist()
    assert [row["start_s"] for row in table] == [0, 5, 10, 15, 20]
    assert [row["label"] for row in table] == ["'=Ana", "'=Ana", "'=Ana", "", "Unknown 1"]
    assert table[3]["visible_s"] == table[3]["share"] == 0


def test_json_says_the_same(tmp_path: Path) -> None:
    made = EPISODE.export(tmp_path, TIMELINE, TimelineParams(interval=Fraction(1, 2)))
    document = json.loads(made.file("on-screen.json").read_text(encoding="utf-8"))
    assert document["interval_exact"] == "1/2"
    assert document["people"] == [{"person": "ana", "label": "=Ana"}, {"person": None, "label": "Unknown 1"}]
    assert [Fraction(one["start_exact"]) for one in document["intervals"]] == [Fraction(n, 2) for n in range(50)]
    fourth = document["intervals"][6]["people"][0]
    assert (fourth["visible_s"], fourth["bridged_s"]) == (0.2, 0.3)


def test_nobody_gives_intervals_without_anybody(tmp_path: Path) -> None:
    made = Episode(Fraction(15)).export(tmp_path, TIMELINE)
    assert len(made.file("on-screen.csv").read_text().splitlines()) == 3
    assert made.record.notes == ("Nobody is on screen in this film.",)


@pytest.mark.parametrize("interval", ["0", "-1", "1/100"])
def test_an_interval_has_a_length(interval: str) -> None:
    with pytest.raises(ValueError, match="greater than or equal"):
        TimelineParams.model_validate({"interval": interval})
