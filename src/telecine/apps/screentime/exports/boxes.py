"""Stages `screentime.coco` and `screentime.mot`: the boxes of everybody, frame by frame."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePath

import numpy as np

from telecine.apps.screentime.exports.params import BoxParams
from telecine.apps.screentime.exports.people import read_selection
from telecine.apps.screentime.logic.formats.annotations import Scene, coco_lines, mot_lines, mot_people, seqinfo
from telecine.apps.screentime.logic.formats.boxes import Boxes, Trace, find_boxes, read_traces
from telecine.apps.screentime.logic.formats.selection import plural, summary
from telecine.engine.ports import StageContext
from telecine.kernel.errors import DefectError
from telecine.records.catalog import FACE_TRACKS, PROBE
from telecine.records.exports import CocoBoxes, ExportedPerson, MotBoxes
from telecine.records.screentime import PersonTime

_COCO = "boxes.coco.json"
_MOT = ("mot/tracks.txt", "mot/seqinfo.ini", "mot/people.csv")
_ROWS = 2000


@dataclass(frozen=True)
class Shown:
    """People with their tracks; `person_of` has the number of the person of each trace."""

    people: tuple[PersonTime, ...]
    traces: tuple[Trace, ...]
    person_of: tuple[int, ...]
    notes: tuple[str, ...]


def read_shown(ctx: StageContext, people: Sequence[str], *, unknown: bool) -> Shown:
    """The selected people and every track that shows them, in order of time."""
    chosen = read_selection(ctx, people, unknown=unknown)
    owner = {
        track: number
        for number, person in enumerate(chosen.people)
        for interval in person.intervals
        for track in interval.tracks
    }
    traces: dict[str, Trace] = {}
    for segment in ctx.inputs.all(FACE_TRACKS):
        ctx.check_cancelled()
        traces |= read_traces(segment.table("tracks"), segment.table("samples"), owner)
    if missing := owner.keys() - traces.keys():
        raise DefectError(f"the report names tracks that faces.tracks did not make: {sorted(missing)[:3]}")
    in_order = sorted(traces.values(), key=lambda trace: (trace.span, trace.track_id))
    return Shown(chosen.people, tuple(in_order), tuple(owner[trace.track_id] for trace in in_order), chosen.notes)


def run_coco(ctx: StageContext, params: BoxParams) -> None:
    """Write `boxes.coco.json`."""
    shown, scene, boxes = _read(ctx, params)
    _write(ctx, _COCO, coco_lines(boxes, scene), len(boxes))
    pictures = plural(len(np.unique(boxes.frame)), "picture")
    ctx.out.record(
        CocoBoxes(
            summary=f"{summary(len(boxes), 'box', scene.people, 'boxes')} in {pictures}",
            files=(_COCO,),
            people=_people(shown, boxes),
            notes=shown.notes,
        )
    )


def run_mot(ctx: StageContext, params: BoxParams) -> None:
    """Write the files of a MOTChallenge result."""
    shown, scene, boxes = _read(ctx, params)
    rate = ctx.inputs.one(PROBE).record.video.frame_rate
    _write(ctx, _MOT[0], mot_lines(boxes), len(boxes))
    ctx.out.file(_MOT[1]).write_text(seqinfo(PurePath(params.media).stem or "film", scene, rate), encoding="utf-8")
    ctx.out.file(_MOT[2]).write_bytes(mot_people(scene).encode())
    tracks = plural(len(scene.tracks), "track")
    ctx.out.record(
        MotBoxes(
            summary=f"{summary(len(boxes), 'box', scene.people, 'boxes')} in {tracks}",
            files=_MOT,
            people=_people(shown, boxes),
            notes=shown.notes,
        )
    )


def _read(ctx: StageContext, params: BoxParams) -> tuple[Shown, Scene, Boxes]:
    shown = read_shown(ctx, params.people, unknown=params.unknown)
    video = ctx.inputs.one(PROBE).record.video
    size = (video.width, video.height)
    instants = ctx.video.instants()
    boxes = find_boxes(shown.traces, instants, size)
    if not params.interpolated:
        boxes = boxes.only(boxes.is_detected)
    tracks = [trace.track_id for trace in shown.traces]
    return shown, Scene(size, instants, tracks, shown.person_of, shown.people), boxes


def _write(ctx: StageContext, name: str, lines: Iterable[str], total: int) -> None:
    with ctx.out.file(name).open("w", encoding="utf-8", newline="\n") as file:
        for number, line in enumerate(lines):
            file.write(line)
            if number % _ROWS == 0:
                ctx.progress(number, max(total, number))
    ctx.progress(1, 1)


def _people(shown: Shown, boxes: Boxes) -> tuple[ExportedPerson, ...]:
    owner = np.array(shown.person_of, np.int64)[boxes.track]
    return tuple(
        ExportedPerson(
            person=person.person,
            label=person.label,
            count=int((owner == number).sum()),
            seconds=person.visible_s,
            files=(),
        )
        for number, person in enumerate(shown.people)
    )
