"""Tracks that are exactly the truth of the sample episode give a report without any error."""

import csv
import io
from fractions import Fraction
from pathlib import Path

import pytest

from telecine.adapters.sources.sample.timing import Rate, tell_truth
from telecine.apps.screentime.logic.measuring import measure
from telecine.kernel.spans import Span, total
from tests.fixtures.screentime import Episode, Track, assignment, unknown


def perfect(rate: Rate, *, pieces: int = 1, segments: int = 1) -> Episode:
    """The truth as tracks, each cut into `pieces`, spread over `segments` segments."""
    truth = tell_truth(rate)
    tracks: list[Track] = []
    groups = []
    for number, person in enumerate(truth.people):
        mine = []
        for index, true in enumerate(person.tracks):
            span = true.span.span
            edges = [span.start + span.duration * piece / pieces for piece in range(pieces + 1)]
            for piece in range(pieces):
                track = Track(
                    f"{person.person}-{index}-{piece}", edges[piece], edges[piece + 1], segment=len(tracks) % segments
                )
                tracks.append(track)
                mine.append(track.track_id)
        if person.is_nameable:
            groups.append(assignment(person.name, mine, person=person.person))
        else:
            groups.append(unknown(f"Unknown {number}", mine))
    cuts = tuple(shot.start for shot in truth.shots[1:])
    return Episode(truth.duration, cuts, tuple(tracks), tuple(groups), segments=segments)


@pytest.mark.parametrize("rate", ["25", "29.97", "vfr"])
@pytest.mark.parametrize(("pieces", "segments"), [(1, 1), (7, 4)])
def test_the_seconds_are_those_of_the_truth(tmp_path: Path, rate: Rate, pieces: int, segments: int) -> None:
    report = perfect(rate, pieces=pieces, segments=segments).report(tmp_path)
    rows = measure(tell_truth(rate), report)
    assert len(rows) == 4
    for row in rows:
        assert row.error_s == row.missed_s == row.extra_s == 0, row.name
        assert row.true_s > 0
    assert {row.name for row in rows if row.label and not row.label.startswith("Unknown")} == {"Barack Obama"}


def test_the_files_say_the_same_to_the_third_decimal(tmp_path: Path) -> None:
    made = perfect("29.97").run(tmp_path)
    rows = list(csv.DictReader(io.StringIO(made.file("timeline.csv").read_text(encoding="utf-8"), newline="")))
    for person in tell_truth("29.97").people:
        label = person.name if person.is_nameable else None
        found = [row for row in rows if (row["label"] == label if label else row["person"] == "")]
        assert found
    whole = sum((Fraction(row["end_exact"]) - Fraction(row["start_exact"]) for row in rows), Fraction(0))
    true = sum((total(track.span.span for track in p.tracks) for p in tell_truth("29.97").people), Fraction(0))
    assert whole == true
    assert abs(sum(float(row["seconds"]) for row in rows) - float(true)) < 0.001 * len(rows)


def test_nobody_is_on_screen_in_the_empty_shots(tmp_path: Path) -> None:
    truth = tell_truth("25")
    report = perfect("25").report(tmp_path)
    empty = [Span(shot.start, shot.end) for shot in truth.shots if "nobody" in shot.what]
    assert len(empty) == 3
    for person in report.people:
        for interval in person.intervals:
            assert not any(span.overlaps(Span(interval.start, interval.end)) for span in empty)
