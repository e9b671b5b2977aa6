"""Boxes as COCO annotations and as MOTChallenge tracks."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from telecine.apps.screentime.logic.exports import csv_text, exact
from telecine.apps.screentime.logic.formats.boxes import Boxes
from telecine.records.screentime import PersonTime


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything that boxes refer to.

    Attributes:
        size: width and height of the picture.
        instants: of all frames, from 0.
        tracks: ids by number.
        person_of: number of the person of each track.
        people: by number.
    """

    size: tuple[int, int]
    instants: Sequence[Fraction]
    tracks: Sequence[str]
    person_of: Sequence[int]
    people: Sequence[PersonTime]


def picture_name(frame: int) -> str:
    """``000001.jpg`` for the first frame: what `ffmpeg -i FILM -fps_mode passthrough %06d.jpg` writes."""
    return f"{frame + 1:06}.jpg"


def coco_lines(boxes: Boxes, scene: Scene) -> Iterator[str]:
    """The lines of a JSON document in COCO's object detection format, a picture or annotation a line.

    Pictures are the frames that have a box; categories are people. Beside COCO's own fields a picture has `frame`
    (from 0) and `at` (exact seconds), an annotation `track_id`, `score` and `observed`.
    """
    yield '{"info": {"description": "Faces found by Telecine", "version": "1"}, "licenses": [],\n"categories": [\n'
    yield from _joined(
        {"id": number + 1, "name": person.label, "supercategory": "face"} for number, person in enumerate(scene.people)
    )
    yield '],\n"images": [\n'
    width, height = scene.size
    frames = np.unique(boxes.frame).tolist()
    yield from _joined(
        {
            "id": frame + 1,
            "file_name": picture_name(frame),
            "width": width,
            "height": height,
            "frame": frame,
            "at": exact(scene.instants[frame]),
        }
        for frame in frames
    )
    yield '],\n"annotations": [\n'
    yield from _joined(_annotation(boxes, row, scene) for row in range(len(boxes)))
    yield "]}\n"


def _annotation(boxes: Boxes, row: int, scene: Scene) -> dict[str, object]:
    x1, y1, x2, y2 = (float(side) for side in boxes.box[row])
    track = int(boxes.track[row])
    width, height = round(x2 - x1, 2), round(y2 - y1, 2)
    return {
        "id": row + 1,
        "image_id": int(boxes.frame[row]) + 1,
        "category_id": scene.person_of[track] + 1,
        "bbox": [round(x1, 2), round(y1, 2), width, height],
        "area": round(width * height, 2),
        "iscrowd": 0,
        "score": round(float(boxes.score[row]), 3),
        "track_id": scene.tracks[track],
        "observed": bool(boxes.is_detected[row]),
    }


def _joined(rows: Iterator[dict[str, object]]) -> Iterator[str]:
    before = ""
    for row in rows:
        yield before + json.dumps(row, ensure_ascii=False)
        before = ",\n"


def mot_lines(boxes: Boxes) -> Iterator[str]:
    """Rows ``frame,id,left,top,width,height,confidence,-1,-1,-1`` of MOTChallenge results.

    Frames, ids and pixels count from 1, as that format has it.
    """
    for row in range(len(boxes)):
        x1, y1, x2, y2 = (float(side) for side in boxes.box[row])
        place = f"{x1 + 1:.2f},{y1 + 1:.2f},{x2 - x1:.2f},{y2 - y1:.2f}"
        yield f"{int(boxes.frame[row]) + 1},{int(boxes.track[row]) + 1},{place},{float(boxes.score[row]):.3f},-1,-1,-1\n"


def seqinfo(name: str, scene: Scene, rate: Fraction) -> str:
    """`seqinfo.ini` of MOTChallenge."""
    width, height = scene.size
    fps = f"{float(rate):.3f}".rstrip("0").rstrip(".")
    return (
        f"[Sequence]\nname={name}\nimDir=img1\nframeRate={fps}\nseqLength={len(scene.instants)}\n"
        f"imWidth={width}\nimHeight={height}\nimExt=.jpg\n"
    )


def mot_people(scene: Scene) -> str:
    """CSV that says who each id of the rows is."""
    people = [scene.people[number] for number in scene.person_of]
    return csv_text(
        ("id", "track", "person", "label"),
        (
            (str(number + 1), track, person.person or "", person.label)
            for number, (track, person) in enumerate(zip(scene.tracks, people, strict=True))
        ),
    )
