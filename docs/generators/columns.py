"""What the columns of tables and of files for people mean. A column without words here stops the generator."""

from __future__ import annotations

from typing import Final

_TRACK: Final = "Id of the track; the same analysis gives the same id in every run."
_IDENTITY: Final = "Id of the identity."
_PERSON: Final = "Id of the person; null for somebody unknown."
_LABEL: Final = "Name of the person, or `Unknown 3`."
_CONFIDENCE: Final = "How sure the name is, 0 to 1; empty until names are calibrated."
_KIND: Final = "`clear`, `visible` (there, but small, blurred or turned away) or `bridged`."
_TRACKS: Final = "Ids of the tracks that show it."

_SECONDS: Final = {
    "visible": "Seconds with a face of this person: clear or not.",
    "clear": "Seconds of them in which the face is large, sharp and turned to the camera enough.",
    "bridged": "Seconds of short gaps that count as present; in neither of the others.",
    "first": "Begin of the first appearance.",
    "last": "End of the last appearance.",
}

_REPORT: Final = {
    "person": _PERSON,
    "label": _LABEL,
    **{f"{name}_s": words for name, words in _SECONDS.items()},
    "share": "Visible seconds over the length of the video.",
    "confidence": _CONFIDENCE,
    "calibration": "`calibrated` or `uncalibrated`.",
    "distance": "Of the least sure group of tracks to the person; smaller is surer.",
    "margin": "How much farther the second best person is, where that is least.",
    "agreeing": "Samples that agree with the name.",
    "samples": "Samples that were compared.",
    "named_by": "What carried the name: photographs (`facebank`), other scenes (`episode`), a join (`seam`), `clothes`.",
    "appearances": "Separate stretches on screen.",
    **{f"{name}_exact": f"`{name}_s` as an exact fraction." for name in _SECONDS},
}

COLUMNS: Final[dict[str, dict[str, str]]] = {
    "media.scan/motion": {
        "at": "Instant of the sampled frame.",
        "motion": "How much the picture moves there, 0 (still) to 1.",
    },
    "faces.tracks/tracks": {
        "track_id": _TRACK,
        "start": "Begin of the track.",
        "end": "End of the track; not part of it.",
        "shot": "Index of its shot in the segment.",
        "observed": "Boxes that the detector gave.",
        "quality": "Mean quality of its three best samples, 0 to 1.",
        "confidence": "Mean score of the detector.",
        "width_px": "Median width of the face in pixels of the source.",
        "spread": "Mean distance of its embedded samples to the prototype, in the metric of the space.",
        "is_clear": "Whether at least a fifth of its samples are clear.",
        "embeddings": "Samples that were embedded.",
        "prototype": "Embedding that stands for the track; null when no sample was good enough.",
        "clothes": "Colours of torso and hair; null when neither was seen.",
        "begins_at_seam": "Whether it begins with a segment that does not begin at a cut.",
        "ends_at_seam": "Whether it ends with the segment.",
    },
    "faces.tracks/samples": {
        "track_id": _TRACK,
        "at": "Instant of the frame.",
        "x1": "Left side of the box, in pixels of the displayed picture.",
        "y1": "Upper side.",
        "x2": "Right side.",
        "y2": "Lower side.",
        "source": "`detector`, or `flow` for a box that was followed and not detected.",
        "score": "Score of the detector; of a followed box, that of the one before.",
        "sharpness": "Variance of the Laplacian of the aligned face.",
        "yaw": "Degrees to the side; above 0 to the viewer's right.",
        "pitch": "Degrees up or down; above 0 looks down.",
        "quality": "What the sample is worth, 0 to 1.",
        "is_clear": "Whether the face can be seen well.",
        "embedding": "For the few samples that are embedded.",
    },
    "faces.tracks/crops": {
        "track_id": _TRACK,
        "rank": "0 is the best.",
        "at": "Instant of the frame.",
        "jpeg": "The aligned face as a JPEG file.",
    },
    "faces.likeness/tracks": {
        "track_id": _TRACK,
        "artifact": "Key of the result of `faces.tracks` that has it.",
        "start": "First tick of the track; the record says how many are a second.",
        "end": "Tick after its last.",
        "width_px": "Median width of the face in pixels of the source.",
        "confidence": "Mean score of the detector.",
        "quality": "Mean quality of its three best samples, 0 to 1.",
        "has_face": "Whether a sample was good enough to be embedded.",
        "begins_at_seam": "Whether it begins with a segment that does not begin at a cut.",
        "ends_at_seam": "Whether it ends with the segment.",
        "anchors_json": "Where the face was at a few instants, by which a correction finds the track again.",
    },
    "faces.likeness/samples": {
        "track": "Row of its track in `tracks`.",
        "at": "Tick of the frame.",
        "x1": "Left side of the box, in pixels of the displayed picture.",
        "y1": "Upper side.",
        "x2": "Right side.",
        "y2": "Lower side.",
        "sharpness": "Variance of the Laplacian of the aligned face.",
        "quality": "What the sample is worth, 0 to 1.",
        "is_clear": "Whether the face can be seen well.",
        "vector": "Row of its embedding in `vectors.npy`; -1 without one.",
    },
    "faces.likeness/pairs": {
        "kind": "`together`: seen at the same instant. `seam`: one track, cut where its shot was split. `clothes`: in like clothes.",
        "one": "Row of a track in `tracks`.",
        "other": "Row of the other.",
        "told": "How strongly clothes say that they are one person, 0 to 1; 1 for other kinds.",
    },
    "faces.likeness/pictures": {
        "track_id": _TRACK,
        "jpeg": "Its best aligned face as a JPEG file.",
    },
    "faces.identities/members": {
        "identity_id": _IDENTITY,
        "track_id": _TRACK,
        "distance": "Of the track to the centroid of its identity; NaN without an embedding.",
    },
    "faces.identities/centroids": {
        "identity_id": _IDENTITY,
        "vector": "Mean embedding of its tracks; null when none has one.",
    },
    "faces.facebank/vectors": {
        "row": "Number that the record's seeds refer to.",
        "person": "Id of the person.",
        "vector": "Embedding of the photograph.",
    },
    "faces.matches/tracks": {
        "track_id": _TRACK,
        "artifact": "Key of the result of `faces.tracks` that has it.",
        "group_id": "Group it belongs to; null for an excluded track.",
        "start": "Begin of the track.",
        "end": "End of the track; not part of it.",
        "anchors_json": "Where the face was at a few instants, by which a correction finds the track again.",
    },
    "screentime.report/timeline": {
        "person": _PERSON,
        "label": _LABEL,
        "start": "Begin of the interval.",
        "end": "End of the interval; not part of it.",
        "start_s": "The same as a decimal number.",
        "end_s": "The same as a decimal number.",
        "is_clear": "Whether the face is clear.",
        "is_bridged": "Whether it is a short gap that counts as present.",
        "confidence": _CONFIDENCE,
    },
    "people.csv": _REPORT | {"intervals": "Rows of the person in `timeline.csv`."},
    "timeline.csv": {
        "person": _PERSON,
        "label": _LABEL,
        "kind": _KIND,
        "start_s": "Begin of the interval in seconds from the first frame.",
        "end_s": "End of the interval; not part of it.",
        "seconds": "Its length.",
        "confidence": _CONFIDENCE,
        "tracks": _TRACKS,
        "start_exact": "`start_s` as an exact fraction.",
        "end_exact": "`end_s` as an exact fraction.",
    },
    "report.parquet": {name: words for name, words in _REPORT.items() if name not in {"first_exact", "last_exact"}}
    | {"intervals": "The rows of the person in `timeline.csv`."},
}


def describe(table: str, names: list[str]) -> dict[str, str]:
    """Words for the columns of a table; `at_num` and `at_den` are described as `at`.

    Raises KeyError when a column has no words, or words have no column.
    """
    found = {name: name.removesuffix("_num").removesuffix("_den") for name in names}
    words = COLUMNS.get(table, {})
    strange = set(found.values()) ^ words.keys()
    if strange:
        raise KeyError(f"columns of {table} and docs/generators/columns.py differ: {', '.join(sorted(strange))}")
    parts = {"_num": " Numerator, in seconds.", "_den": " Denominator."}
    return {name: words[short] + parts.get(name.removeprefix(short), "") for name, short in found.items()}
