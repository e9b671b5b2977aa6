"""What the page shows, in the form in which its template wants it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain
from typing import Final

from telecine.apps.screentime.logic import lanes, wording
from telecine.apps.screentime.logic.exports import decimals, kind_of
from telecine.apps.screentime.logic.ticks import Clock
from telecine.kernel.spans import ZERO
from telecine.records.faces import Metric
from telecine.records.media import Probe, Scan
from telecine.records.screentime import Interval, PersonTime, ScreenTime

MOST_LANES: Final = 80
MOST_ROWS: Final = 120
"""Intervals listed below a person; the rest is in timeline.csv."""
_COLOURS: Final = 12


@dataclass(frozen=True, slots=True)
class Sprite:
    """Small pictures of the film in rows, one each `interval` seconds."""

    jpeg: bytes
    columns: int
    count: int
    interval: Fraction
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Source:
    """One model the result rests on."""

    role: str
    name: str
    tier: str
    licence: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Provenance:
    """How the result was made; nothing about where or when.

    Attributes:
        models: the models used.
        inputs: name, schema and key of every result the report was made from.
        settings: names and values.
        counts: what was looked at, in words.
    """

    models: tuple[Source, ...]
    inputs: tuple[tuple[str, str, str], ...]
    settings: tuple[tuple[str, str], ...]
    counts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class PageData:
    """Everything the page is made from."""

    title: str
    report: ScreenTime
    probe: Probe
    scan: Scan
    portraits: Mapping[str, bytes]
    """JPEG by thumbnail name."""
    sprite: Sprite | None
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class Row:
    """One interval in the list below a person."""

    start: str
    end: str
    seconds: str
    kind: str
    confidence: str
    shots: str


@dataclass(frozen=True, slots=True)
class Lane:
    """One person."""

    anchor: str
    name: str
    initials: str
    is_known: bool
    colour: str
    portrait: bytes | None
    visible: str
    clear: str
    bridged: str
    share: str
    first: str
    last: str
    appearances: int
    confidence: str
    distance: str
    evidence: str
    is_confirmed: bool
    is_calibrated: bool
    clear_percent: str
    visible_percent: str
    clear_path: str
    visible_path: str
    bridged_path: str
    rows: tuple[Row, ...]
    more_rows: int
    summary: str


@dataclass(frozen=True, slots=True)
class Check:
    """One figure with its limit."""

    name: str
    value: str
    limit: str
    is_warning: bool
    advice: str


@dataclass(frozen=True, slots=True)
class View:
    """The page, ready for the template."""

    title: str
    facts: tuple[str, ...]
    lanes: tuple[Lane, ...]
    hidden: int
    hidden_s: str
    named: int
    unknown: int
    anyone: str
    anyone_share: str
    several: str
    width: int
    shading: str
    cuts: str
    shots: int
    ticks: tuple[tuple[str, str], ...]
    checks: tuple[Check, ...]
    warnings: tuple[str, ...]
    is_calibrated: bool
    has_clear: bool
    provenance: Provenance
    sprite: Sprite | None
    script_data: dict[str, object]


def make_view(page: PageData) -> View:
    """Shape the data of a page."""
    report, scan = page.report, page.scan
    shown, hidden = report.people[:MOST_LANES], report.people[MOST_LANES:]
    grain = lanes.grain(sum(len(person.intervals) for person in shown), report.duration)
    longest = max((person.visible_s + person.bridged_s for person in shown), default=ZERO)
    shots = _Shots.of(scan, shown)
    made = tuple(_lane(person, index, page.portraits, longest, grain, shots) for index, person in enumerate(shown))
    return View(
        title=page.title or "Screen time",
        facts=_facts(page),
        lanes=made,
        hidden=len(hidden),
        hidden_s=wording.duration(sum((person.visible_s for person in hidden), ZERO)),
        named=sum(person.person is not None for person in report.people),
        unknown=sum(person.person is None for person in report.people),
        anyone=wording.duration(report.anyone_s),
        anyone_share=wording.percent(_share(report.anyone_s, report.duration)),
        several=wording.duration(report.several_s),
        width=max(1, lanes.milliseconds(report.duration)),
        shading=lanes.shading(scan.shots),
        cuts=lanes.lines(scan.shots),
        shots=len(scan.shots),
        ticks=tuple(
            (f"{_share(tick, report.duration):.4%}", wording.clock(tick, 0 if tick.denominator == 1 else 1))
            for tick in lanes.ticks(report.duration)
        ),
        checks=tuple(_check(metric) for metric in report.metrics),
        warnings=report.warnings,
        is_calibrated=bool(report.people) and all(p.calibration == "calibrated" for p in report.people),
        has_clear=any(person.clear_s for person in report.people),
        provenance=page.provenance,
        sprite=page.sprite,
        script_data=_script_data(page, made, shown),
    )


def _facts(page: PageData) -> tuple[str, ...]:
    video = page.probe.video
    return (
        wording.duration(page.report.duration),
        f"{video.width} \N{MULTIPLICATION SIGN} {video.height}",
        wording.rate(video.frame_rate, is_variable=video.is_variable_rate),
        f"{len(page.scan.shots):,} shot{'' if len(page.scan.shots) == 1 else 's'}",
    )


def _share(part: Fraction, whole: Fraction) -> float:
    return float(part / whole) if whole else 0.0


def _lane(
    person: PersonTime,
    index: int,
    portraits: Mapping[str, bytes],
    longest: Fraction,
    grain: Fraction,
    shots: _Shots,
) -> Lane:
    is_known = person.person is not None
    is_confirmed = person.calibration == "confirmed"
    rows = tuple(_row(interval, shots) for interval in person.intervals[:MOST_ROWS])
    visible, share = wording.duration(person.visible_s), wording.percent(person.share)
    return Lane(
        anchor=f"p{index + 1}",
        name=person.label,
        initials=wording.initials(person.label),
        is_known=is_known,
        colour=f"c{index % _COLOURS + 1}" if is_known else "c0",
        portrait=portraits.get(person.thumbnail or ""),
        visible=visible,
        clear=wording.duration(person.clear_s),
        bridged=wording.duration(person.bridged_s),
        share=share,
        first=wording.clock(person.first),
        last=wording.clock(person.last),
        appearances=person.appearances,
        confidence="" if person.confidence is None else f"{person.confidence:.2f}",
        distance="" if person.score is None or not is_known or is_confirmed else f"{person.score:.2f}",
        is_confirmed=is_confirmed,
        evidence=wording.evidence(person) if is_known else "no name found",
        is_calibrated=person.calibration == "calibrated",
        clear_percent=f"{_share(person.clear_s, longest):.3%}",
        visible_percent=f"{_share(person.visible_s, longest):.3%}",
        clear_path=_path(person, "clear", grain),
        visible_path=_path(person, "visible", grain),
        bridged_path=_path(person, "bridged", grain),
        rows=rows,
        more_rows=len(person.intervals) - len(rows),
        summary=f"{person.label}: {visible}, {share} of the video, from {wording.clock(person.first)} to "
        f"{wording.clock(person.last)}, {_times(person.appearances)}",
    )


def _times(appearances: int) -> str:
    return "one appearance" if appearances == 1 else f"{appearances} appearances"


def _path(person: PersonTime, kind: str, grain: Fraction) -> str:
    spans = lanes.spans_of(person.intervals, is_clear=kind == "clear", is_bridged=kind == "bridged")
    return lanes.path(spans, kind, bridge=grain)


@dataclass(frozen=True, slots=True)
class _Shots:
    """Where shots begin, in ticks of a clock that fits everybody's intervals too."""

    clock: Clock
    starts: Sequence[int]

    @classmethod
    def of(cls, scan: Scan, people: Sequence[PersonTime]) -> _Shots:
        starts = [shot.start for shot in scan.shots]
        ends = (end for person in people for one in person.intervals[:MOST_ROWS] for end in (one.start, one.end))
        clock = Clock.of(chain(starts, ends))
        return cls(clock, [clock.tick(start) for start in starts])

    def numbers(self, interval: Interval) -> tuple[int, int]:
        """Of the first and the last shot that an interval touches, counted from 1."""
        first = lanes.shot_at(self.starts, self.clock.tick(interval.start))
        last = lanes.last_shot_before(self.starts, self.clock.tick(interval.end))
        return first + 1, max(first, last) + 1


def _row(interval: Interval, shots: _Shots) -> Row:
    first, last = shots.numbers(interval)
    return Row(
        start=wording.clock(interval.start, 3),
        end=wording.clock(interval.end, 3),
        seconds=decimals(interval.end - interval.start),
        kind=kind_of(interval),
        confidence="" if interval.confidence is None else f"{interval.confidence:.2f}",
        shots=f"{first}" if first == last else f"{first}\N{EN DASH}{last}",
    )


def _check(metric: Metric) -> Check:
    return Check(
        name=wording.metric_name(metric),
        value=wording.metric_value(metric, metric.value),
        limit="" if metric.warn_above is None else f"warns above {wording.metric_value(metric, metric.warn_above)}",
        is_warning=metric.is_warning,
        advice=metric.advice,
    )


def _script_data(page: PageData, made: Sequence[Lane], people: Sequence[PersonTime]) -> dict[str, object]:
    """What the script needs to answer pointer and keys: times in milliseconds, kinds as 0 clear, 1 visible, 2 bridged."""
    kinds = {"clear": 0, "visible": 1, "bridged": 2}
    return {
        "end": max(1, lanes.milliseconds(page.report.duration)),
        "shots": [lanes.milliseconds(shot.start) for shot in page.scan.shots],
        "lanes": [
            {
                "name": lane.name,
                "intervals": [
                    [
                        lanes.milliseconds(interval.start),
                        lanes.milliseconds(interval.end),
                        kinds[kind_of(interval)],
                        None if interval.confidence is None else round(interval.confidence, 2),
                        len(interval.tracks),
                    ]
                    for interval in person.intervals
                ],
            }
            for lane, person in zip(made, people, strict=True)
        ],
        "sprite": None
        if page.sprite is None
        else {
            "columns": page.sprite.columns,
            "count": page.sprite.count,
            "interval": float(page.sprite.interval * 1000),
            "width": page.sprite.width,
            "height": page.sprite.height,
        },
    }
