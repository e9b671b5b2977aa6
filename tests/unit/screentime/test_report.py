"""What the stage writes."""

import csv
import io
import json
from fractions import Fraction
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from telecine.apps.screentime import APPLICATION, project
from telecine.apps.screentime.params import ReportParams
from telecine.records.faces import Metric
from tests.fixtures.screentime import Episode, Track, assignment, unknown

SECONDS = Fraction(1001, 30_000)


def episode() -> Episode:
    """Two people in two shots; one is named."""
    return Episode(
        duration=Fraction(12),
        cuts=(Fraction(6),),
        tracks=(
            Track("a1", Fraction(1), Fraction(3), (True, True, False, False)),
            Track("a2", Fraction(33, 10), Fraction(6), (True,)),
            Track("u1", 90 * SECONDS, 300 * SECONDS, (False,)),
        ),
        assignments=(assignment("Ana", ["a1", "a2"]), unknown("Unknown 1", ["u1"])),
    )


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_the_record_has_exact_seconds(tmp_path: Path) -> None:
    ana, other = episode().report(tmp_path).people
    assert ana.visible_s == Fraction(47, 10)
    assert ana.clear_s == Fraction(37, 10)
    assert ana.bridged_s == Fraction(3, 10)
    assert ana.appearances == 1
    assert other.person is None
    assert other.visible_s == 210 * SECONDS


def test_every_file_says_the_same_seconds(tmp_path: Path) -> None:
    made = episode().run(tmp_path)
    ana = made.record.people[0]
    as_csv = rows(made.file("people.csv").read_text(encoding="utf-8"))[0]
    as_json = json.loads(made.file("report.json").read_text(encoding="utf-8"))["people"][0]
    as_parquet = pq.read_table(made.file("report.parquet")).to_pylist()[0]
    assert as_csv["visible_s"] == "4.700"
    assert Fraction(as_csv["visible_exact"]) == Fraction(as_json["visible_exact"]) == ana.visible_s
    assert as_parquet["visible_exact"] == {"num": 47, "den": 10}
    assert as_json["clear_s"] == as_parquet["clear_s"] == float(ana.clear_s)
    assert len(as_json["intervals"]) == len(as_parquet["intervals"]) == len(ana.intervals)


def test_the_timeline_has_a_row_for_each_interval_and_adds_up(tmp_path: Path) -> None:
    made = episode().run(tmp_path)
    table = made.table("timeline").to_pylist()
    written = rows(made.file("timeline.csv").read_text(encoding="utf-8"))
    assert len(table) == len(written) == sum(len(person.intervals) for person in made.record.people)
    seconds = sum(
        Fraction(row["end_exact"]) - Fraction(row["start_exact"])
        for row in written
        if row["label"] == "Ana" and row["kind"] != "bridged"
    )
    assert seconds == made.record.people[0].visible_s
    assert [row["kind"] for row in written][:4] == ["clear", "visible", "bridged", "clear"]
    assert written[0]["tracks"] == "a1"


def test_two_runs_write_equal_bytes(tmp_path: Path) -> None:
    first, second = episode().run(tmp_path / "1"), episode().run(tmp_path / "2")
    for _, name in APPLICATION.outputs:
        assert first.file(name).read_bytes() == second.file(name).read_bytes(), name


def test_segments_are_gathered(tmp_path: Path) -> None:
    whole = episode()
    spread = Episode(
        whole.duration,
        whole.cuts,
        tuple(Track(t.track_id, t.start, t.end, t.clear, segment=n % 3) for n, t in enumerate(whole.tracks)),
        whole.assignments,
        segments=3,
    )
    assert spread.report(tmp_path / "spread").people == whole.report(tmp_path / "whole").people


def test_the_longest_bridged_gap_can_be_set(tmp_path: Path) -> None:
    ana = episode().report(tmp_path, ReportParams(bridge=Fraction(1, 10))).people[0]
    assert ana.bridged_s == 0
    assert ana.appearances == 2


def test_nobody_is_an_answer_too(tmp_path: Path) -> None:
    made = Episode(Fraction(5)).run(tmp_path)
    assert made.record.people == ()
    assert made.record.anyone_s == 0
    assert "Nobody was found in this video." in made.record.warnings
    assert len(rows(made.file("people.csv").read_text(encoding="utf-8"))) == 0
    assert pq.read_table(made.file("report.parquet")).num_rows == 0


def test_a_film_without_a_second_is_an_answer_too(tmp_path: Path) -> None:
    made = Episode(Fraction(0)).run(tmp_path)
    assert made.record.duration == 0
    assert "Screen time" in made.file("report.html").read_text(encoding="utf-8")


def test_what_was_left_out_is_said(tmp_path: Path) -> None:
    whole = episode()
    made = Episode(
        whole.duration,
        whole.cuts,
        whole.tracks,
        (assignment("Ana", ["a1"]), unknown("Statue", ["u1"], is_face=False)),
        warnings=("One photograph was refused.",),
        damaged_frames=2,
    ).report(tmp_path)
    said = "\n".join(made.warnings)
    assert "One photograph was refused." in said
    assert "1 group of tracks (7.0 s) looks like something that is not a face" in said
    assert "1 track belongs to nobody" in said
    assert "2 frames could not be decoded" in said


@pytest.mark.parametrize(("names", "advice"), [(("Ana",), "more photographs"), ((), "No photographs were given")])
def test_the_advice_about_unnamed_people_depends_on_what_was_given(
    tmp_path: Path, names: tuple[str, ...], advice: str
) -> None:
    tracks = (Track("u", Fraction(0), Fraction(9)), Track("a", Fraction(9), Fraction(10)))
    named = [assignment(name, ["a"]) for name in names]
    report = Episode(Fraction(10), (), tracks, (unknown("Unknown 1", ["u"]), *named)).report(tmp_path)
    (metric,) = [metric for metric in report.metrics if metric.name == "unnamed_share"]
    assert metric.is_warning
    assert advice in metric.advice


def test_the_metrics_of_the_identities_are_passed_on(tmp_path: Path) -> None:
    metric = Metric(
        name="tracks_per_minute", value=80, unit="1/min", warn_above=50, is_warning=True, advice="Detect more."
    )
    assert metric in Episode(Fraction(5), metrics=(metric,)).report(tmp_path).metrics


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@sum(a)", "\tx"])
def test_a_name_that_a_spreadsheet_would_run_is_made_harmless(tmp_path: Path, name: str) -> None:
    track = Track("a", Fraction(0), Fraction(1))
    made = Episode(Fraction(2), (), (track,), (assignment(name, ["a"]),)).run(tmp_path)
    assert rows(made.file("people.csv").read_text(encoding="utf-8"))[0]["label"] == f"'{name}"
    assert json.loads(made.file("report.json").read_text(encoding="utf-8"))["people"][0]["label"] == name


def test_the_film_every_person_and_every_interval_become_facts(tmp_path: Path) -> None:
    report = episode().report(tmp_path)
    film, *facts = project(report)
    assert (film.kind, film.at, film.end) == ("film", Fraction(0), report.duration)
    intervals = [fact for fact in facts if fact.kind == "on_screen"]
    assert len(intervals) == sum(len(person.intervals) for person in report.people)
    people = {fact.text: fact for fact in facts if fact.kind == "person"}
    assert {name: Fraction(str(fact.data["visible"])) for name, fact in people.items()} == {
        person.label: person.visible_s for person in report.people
    }
    assert {fact.subject for fact in facts} == {"ana", ""}
    assert {fact.text for fact in facts} == {"Ana", "Unknown 1"}
