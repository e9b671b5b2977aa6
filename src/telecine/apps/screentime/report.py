"""Stage `screentime.report`: counts the seconds of everybody and writes what people take away."""

from __future__ import annotations

import json
from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from itertools import pairwise
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from telecine.apps.screentime.logic import exports
from telecine.apps.screentime.logic.accounting import account_in
from telecine.apps.screentime.logic.figures import report_metrics, report_warnings
from telecine.apps.screentime.logic.presence import Film, Seen, Sighting
from telecine.apps.screentime.page.pictures import read_portraits, read_sprite
from telecine.apps.screentime.page.render import render
from telecine.apps.screentime.page.view import PageData, make_view
from telecine.apps.screentime.params import ReportParams
from telecine.apps.screentime.provenance import describe
from telecine.engine.ports import Loaded, StageContext
from telecine.kernel.spans import ZERO, Span
from telecine.records import catalog
from telecine.records.faces import Likeness
from telecine.records.screentime import ScreenTime

TRACK: Final = ("track_id", "start_num", "start_den", "end_num", "end_den")
SAMPLE: Final = ("track_id", "at_num", "at_den", "is_clear")
"""Columns of `faces.tracks` that seconds are counted from."""
_TRACK: Final = ("track_id", "start", "end")
_SAMPLE: Final = ("track", "at", "is_clear")
"""The same of `faces.likeness`."""
_LONGEST: Final = 1 << 61
"""So that the sum of two is 64 bits long at most."""


def run_report(ctx: StageContext, params: ReportParams) -> None:
    """Count the seconds of everybody and write the record, the tables and the page."""
    scan = ctx.inputs.one(catalog.SCAN)
    matches = ctx.inputs.one(catalog.MATCHES).record
    probe = ctx.inputs.one(catalog.PROBE).record
    likeness = ctx.inputs.one(catalog.LIKENESS)
    film = Film.in_ticks(
        likeness.record.ticks_per_second,
        [shot.start for shot in scan.record.shots],
        bridge=params.bridge,
        whole=Span(ZERO, scan.record.duration),
    )
    accounts = account_in(film, matches.assignments, read_seen(film, likeness))
    identities = ctx.inputs.one(catalog.IDENTITIES).record
    report = ScreenTime(
        duration=scan.record.duration,
        people=accounts.people,
        anyone_s=accounts.anyone_s,
        several_s=accounts.several_s,
        metrics=report_metrics(accounts, can_name=bool(matches.people)) + identities.metrics,
        warnings=report_warnings(accounts, matches, probe, scan.record),
    )
    ctx.out.record(report)
    ctx.out.table("timeline", exports.timeline_table(report))
    _write_exports(ctx, report)
    ctx.check_cancelled()
    page = PageData(
        title=params.title,
        report=report,
        probe=probe,
        scan=scan.record,
        portraits=read_portraits(ctx.inputs.one(catalog.MATCHES), report.people),
        sprite=read_sprite(scan),
        provenance=describe(ctx, [("screentime.report.bridge", f"{exports.exact(params.bridge)} s")]),
    )
    ctx.out.file("report.html").write_text(render(make_view(page)), encoding="utf-8", newline="\n")
    ctx.progress(1, 1)


def read_seen(film: Film, likeness: Loaded[Likeness]) -> dict[str, Seen]:
    """Tracks by id, in ticks of a film whose clock is a multiple of theirs."""
    tracks, samples = likeness.table("tracks", _TRACK), likeness.table("samples", _SAMPLE)
    scale = film.clock.rate // likeness.record.ticks_per_second
    start, end = (scaled(tracks.column(name), scale) for name in ("start", "end"))
    at, is_clear = scaled(samples.column("at"), scale), samples.column("is_clear").to_numpy()
    first = np.searchsorted(samples.column("track").to_numpy(), np.arange(len(tracks) + 1)).tolist()
    return {
        track: Seen(track, span, at[begin:stop], is_clear[begin:stop])
        for track, span, (begin, stop) in zip(
            tracks.column("track_id").to_pylist(),
            zip(start.tolist(), end.tolist(), strict=True),
            pairwise(first),
            strict=True,
        )
    }


def scaled(column: pa.ChunkedArray, scale: int) -> npt.NDArray[Any]:
    """Ticks times a whole number; Python's own numbers where they do not fit 64 bits."""
    ticks = column.to_numpy()
    longest = int(np.abs(ticks).max(initial=0)) * scale
    return np.asarray((ticks.astype(object) if longest >= _LONGEST else ticks) * scale)


def read_sightings(tracks: pa.Table, samples: pa.Table) -> dict[str, Sighting]:
    """Tracks by id with their measured instants, from the tables of one segment; of these `TRACK` and `SAMPLE` will do."""
    instant = cache(Fraction)
    measured: dict[str, list[tuple[Fraction, bool]]] = {}
    for track, num, den, is_clear in zip(*(samples.column(name).to_pylist() for name in SAMPLE), strict=True):
        measured.setdefault(track, []).append((instant(num, den), is_clear))
    return {
        track: Sighting(track, Span(instant(start, start_den), instant(end, end_den)), tuple(measured.get(track, ())))
        for track, start, start_den, end, end_den in zip(
            *(tracks.column(name).to_pylist() for name in TRACK), strict=True
        )
    }


def _write_exports(ctx: StageContext, report: ScreenTime) -> None:
    texts: Mapping[str, str] = {
        "people.csv": exports.people_csv(report),
        "timeline.csv": exports.timeline_csv(report),
        "report.json": json.dumps(exports.report_json(report), ensure_ascii=False, indent=1) + "\n",
    }
    for name, text in texts.items():
        ctx.out.file(name).write_bytes(text.encode())
    pq.write_table(exports.people_table(report), ctx.out.file("report.parquet"))
