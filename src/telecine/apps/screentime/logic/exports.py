"""The report as tables: CSV text, plain JSON data and Arrow."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Final

import pyarrow as pa

from telecine.kernel.spans import nearest_tick
from telecine.records.screentime import TIMELINE_SCHEMA, Interval, PersonTime, ScreenTime

PEOPLE_COLUMNS: Final = (
    "person", "label", "visible_s", "clear_s", "bridged_s", "share", "first_s", "last_s", "confidence", "calibration",
    "distance", "margin", "agreeing", "samples", "named_by", "appearances", "intervals", "visible_exact", "clear_exact", "bridged_exact", "first_exact", "last_exact",
)  # fmt: skip
TIMELINE_COLUMNS: Final = (
    "person", "label", "kind", "start_s", "end_s", "seconds", "confidence", "tracks", "start_exact", "end_exact",
)  # fmt: skip

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_EXACT: Final = pa.struct([pa.field("num", pa.int64(), nullable=False), pa.field("den", pa.int64(), nullable=False)])

PEOPLE_SCHEMA: Final = pa.schema(
    [
        pa.field("person", pa.string()),
        pa.field("label", pa.string(), nullable=False),
        *(pa.field(f"{name}_s", pa.float64(), nullable=False) for name in ("visible", "clear", "bridged")),
        pa.field("share", pa.float64(), nullable=False),
        pa.field("first_s", pa.float64(), nullable=False),
        pa.field("last_s", pa.float64(), nullable=False),
        pa.field("confidence", pa.float64()),
        pa.field("calibration", pa.string(), nullable=False),
        pa.field("distance", pa.float64()),
        pa.field("margin", pa.float64()),
        pa.field("agreeing", pa.int32(), nullable=False),
        pa.field("samples", pa.int32(), nullable=False),
        pa.field("named_by", pa.list_(pa.string()), nullable=False),
        pa.field("appearances", pa.int32(), nullable=False),
        *(pa.field(f"{name}_exact", _EXACT, nullable=False) for name in ("visible", "clear", "bridged")),
        pa.field(
            "intervals",
            pa.list_(
                pa.struct(
                    [
                        pa.field("start_s", pa.float64(), nullable=False),
                        pa.field("end_s", pa.float64(), nullable=False),
                        pa.field("start", _EXACT, nullable=False),
                        pa.field("end", _EXACT, nullable=False),
                        pa.field("kind", pa.string(), nullable=False),
                        pa.field("confidence", pa.float64()),
                        pa.field("tracks", pa.list_(pa.string()), nullable=False),
                    ]
                )
            ),
            nullable=False,
        ),
    ]
)
"""One row a person: `report.parquet`."""


def kind_of(interval: Interval) -> str:
    """`clear`, `visible` (there, but small, blurred or turned away) or `bridged`."""
    if interval.is_bridged:
        return "bridged"
    return "clear" if interval.is_clear else "visible"


def decimals(seconds: Fraction, places: int = 3) -> str:
    """`seconds` rounded half to even, with exactly `places` decimals, whatever its size."""
    number = nearest_tick(seconds, 10**places)
    whole, part = divmod(abs(number), 10**places)
    return f"{'-' if number < 0 else ''}{whole}" + (f".{part:0{places}}" if places else "")


def exact(seconds: Fraction) -> str:
    """`seconds` as "n/d"."""
    return f"{seconds.numerator}/{seconds.denominator}"


def people_csv(report: ScreenTime) -> str:
    """One row a person; rows end as RFC 4180 wants it."""
    return csv_text(PEOPLE_COLUMNS, (_person_row(person) for person in report.people))


def timeline_csv(report: ScreenTime) -> str:
    """One row an interval, in the order of the people and then of time."""
    rows = (
        (
            person.person or "", person.label, kind_of(interval),
            decimals(interval.start), decimals(interval.end), decimals(interval.end - interval.start),
            _confidence(interval.confidence), " ".join(interval.tracks), exact(interval.start), exact(interval.end),
        )
        for person in report.people
        for interval in person.intervals
    )  # fmt: skip
    return csv_text(TIMELINE_COLUMNS, rows)


def report_json(report: ScreenTime) -> dict[str, object]:
    """The report as plain data: seconds as numbers with three decimals and, beside them, exact fractions."""
    return {
        "schema": report.SCHEMA,
        **_seconds("duration", report.duration),
        **_seconds("anyone", report.anyone_s),
        **_seconds("several", report.several_s),
        "people": [_person_json(person) for person in report.people],
        "metrics": [metric.model_dump(mode="json") for metric in report.metrics],
        "warnings": list(report.warnings),
    }


def timeline_table(report: ScreenTime) -> pa.Table:
    """Table `timeline` of the artifact: one row an interval."""
    rows = [(person, interval) for person in report.people for interval in person.intervals]
    columns = {
        "person": [person.person for person, _ in rows],
        "label": [person.label for person, _ in rows],
        "start_num": [interval.start.numerator for _, interval in rows],
        "start_den": [interval.start.denominator for _, interval in rows],
        "end_num": [interval.end.numerator for _, interval in rows],
        "end_den": [interval.end.denominator for _, interval in rows],
        "start_s": [float(interval.start) for _, interval in rows],
        "end_s": [float(interval.end) for _, interval in rows],
        "is_clear": [interval.is_clear for _, interval in rows],
        "is_bridged": [interval.is_bridged for _, interval in rows],
        "confidence": [interval.confidence for _, interval in rows],
    }
    return pa.table(columns, schema=TIMELINE_SCHEMA)


def people_table(report: ScreenTime) -> pa.Table:
    """One row a person, the intervals nested."""
    rows = [
        {
            "person": person.person,
            "label": person.label,
            "visible_s": float(person.visible_s),
            "clear_s": float(person.clear_s),
            "bridged_s": float(person.bridged_s),
            "share": person.share,
            "first_s": float(person.first),
            "last_s": float(person.last),
            "confidence": person.confidence,
            "calibration": person.calibration,
            **_evidence(person),
            "appearances": person.appearances,
            "visible_exact": _pair(person.visible_s),
            "clear_exact": _pair(person.clear_s),
            "bridged_exact": _pair(person.bridged_s),
            "intervals": [_interval_struct(interval) for interval in person.intervals],
        }
        for person in report.people
    ]
    return pa.Table.from_pylist(rows, schema=PEOPLE_SCHEMA)


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table as RFC 4180 wants it, with cells that no spreadsheet runs as a formula."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return text.getvalue()


def _harmless(cell: str) -> str:
    """A name that a spreadsheet would take for a formula gets an apostrophe before it (CWE-1236)."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _person_row(person: PersonTime) -> tuple[str, ...]:
    return (
        person.person or "", person.label,
        decimals(person.visible_s), decimals(person.clear_s), decimals(person.bridged_s),
        f"{person.share:.4f}", decimals(person.first), decimals(person.last),
        _confidence(person.confidence), person.calibration,
        _confidence(person.score), _confidence(person.margin), str(person.agreeing), str(person.samples),
        " ".join(person.named_by), str(person.appearances), str(len(person.intervals)),
        exact(person.visible_s), exact(person.clear_s), exact(person.bridged_s),
        exact(person.first), exact(person.last),
    )  # fmt: skip


def _confidence(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


def _seconds(name: str, seconds: Fraction) -> dict[str, object]:
    return {f"{name}_s": nearest_tick(seconds, 1000) / 1000, f"{name}_exact": exact(seconds)}


def _person_json(person: PersonTime) -> dict[str, object]:
    return {
        "person": person.person,
        "label": person.label,
        **_seconds("visible", person.visible_s),
        **_seconds("clear", person.clear_s),
        **_seconds("bridged", person.bridged_s),
        "share": person.share,
        **_seconds("first", person.first),
        **_seconds("last", person.last),
        "confidence": person.confidence,
        "calibration": person.calibration,
        **_evidence(person),
        "appearances": person.appearances,
        "intervals": [
            {
                **_seconds("start", interval.start),
                **_seconds("end", interval.end),
                "kind": kind_of(interval),
                "confidence": interval.confidence,
                "tracks": list(interval.tracks),
            }
            for interval in person.intervals
        ],
    }


def _evidence(person: PersonTime) -> dict[str, object]:
    return {
        "distance": person.score,
        "margin": person.margin,
        "agreeing": person.agreeing,
        "samples": person.samples,
        "named_by": list(person.named_by),
    }


def _pair(seconds: Fraction) -> dict[str, int]:
    return {"num": seconds.numerator, "den": seconds.denominator}


def _interval_struct(interval: Interval) -> dict[str, object]:
    return {
        "start_s": float(interval.start),
        "end_s": float(interval.end),
        "start": _pair(interval.start),
        "end": _pair(interval.end),
        "kind": kind_of(interval),
        "confidence": interval.confidence,
        "tracks": list(interval.tracks),
    }
