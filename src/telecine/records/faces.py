"""Records of application `faces`."""

from __future__ import annotations

from typing import ClassVar, Literal

import pyarrow as pa

from telecine.records.decisions import Lock, RulingNote
from telecine.records.record import Instant, Record, SpanRecord

_INSTANT = (("num", pa.int64()), ("den", pa.int64()))


def _instant(name: str) -> list[pa.Field]:
    return [pa.field(f"{name}_{part}", kind, nullable=False) for part, kind in _INSTANT]


def vector_type(dimension: int = -1) -> pa.DataType:
    """Arrow type of an embedding column: a list of float32."""
    return pa.list_(pa.float32(), dimension)


TRACKS_SCHEMA = pa.schema(
    [
        pa.field("track_id", pa.string(), nullable=False),
        *_instant("start"),
        *_instant("end"),
        pa.field("shot", pa.int32(), nullable=False),
        pa.field("observed", pa.int32(), nullable=False),
        pa.field("quality", pa.float32(), nullable=False),
        pa.field("confidence", pa.float32(), nullable=False),
        pa.field("width_px", pa.float32(), nullable=False),
        pa.field("spread", pa.float32(), nullable=False),
        pa.field("is_clear", pa.bool_(), nullable=False),
        pa.field("embeddings", pa.int32(), nullable=False),
        pa.field("prototype", vector_type()),
        pa.field("clothes", vector_type()),
        pa.field("begins_at_seam", pa.bool_(), nullable=False),
        pa.field("ends_at_seam", pa.bool_(), nullable=False),
    ]
)
"""One row a track: its half-open span, its prototype embedding (null when no sample was good enough)."""

SAMPLES_SCHEMA = pa.schema(
    [
        pa.field("track_id", pa.string(), nullable=False),
        *_instant("at"),
        pa.field("x1", pa.float32(), nullable=False),
        pa.field("y1", pa.float32(), nullable=False),
        pa.field("x2", pa.float32(), nullable=False),
        pa.field("y2", pa.float32(), nullable=False),
        pa.field("source", pa.string(), nullable=False),
        pa.field("score", pa.float32(), nullable=False),
        pa.field("sharpness", pa.float32(), nullable=False),
        pa.field("yaw", pa.float32(), nullable=False),
        pa.field("pitch", pa.float32(), nullable=False),
        pa.field("quality", pa.float32(), nullable=False),
        pa.field("is_clear", pa.bool_(), nullable=False),
        pa.field("embedding", vector_type()),
    ]
)
"""One row a box, sorted by track and time. `source` is `detector` or `flow` (followed, not detected)."""

CROPS_SCHEMA = pa.schema(
    [
        pa.field("track_id", pa.string(), nullable=False),
        pa.field("rank", pa.int32(), nullable=False),
        *_instant("at"),
        pa.field("jpeg", pa.binary(), nullable=False),
    ]
)
"""Aligned crops of the best samples, rank 0 first."""

GATHERED_TRACKS_SCHEMA = pa.schema(
    [
        pa.field("track_id", pa.string(), nullable=False),
        pa.field("artifact", pa.string(), nullable=False),
        pa.field("start", pa.int64(), nullable=False),
        pa.field("end", pa.int64(), nullable=False),
        pa.field("width_px", pa.float32(), nullable=False),
        pa.field("confidence", pa.float32(), nullable=False),
        pa.field("quality", pa.float32(), nullable=False),
        pa.field("has_face", pa.bool_(), nullable=False),
        pa.field("begins_at_seam", pa.bool_(), nullable=False),
        pa.field("ends_at_seam", pa.bool_(), nullable=False),
        pa.field("anchors_json", pa.string(), nullable=False),
    ]
)
"""One row a track of the whole video, instants in ticks. `artifact` is the key of its segment's tracks; `anchors_json`
says where the face was at a few instants, by which a decision names it."""

GATHERED_SAMPLES_SCHEMA = pa.schema(
    [
        pa.field("track", pa.int32(), nullable=False),
        pa.field("at", pa.int64(), nullable=False),
        pa.field("x1", pa.float32(), nullable=False),
        pa.field("y1", pa.float32(), nullable=False),
        pa.field("x2", pa.float32(), nullable=False),
        pa.field("y2", pa.float32(), nullable=False),
        pa.field("sharpness", pa.float32(), nullable=False),
        pa.field("quality", pa.float32(), nullable=False),
        pa.field("is_clear", pa.bool_(), nullable=False),
        pa.field("vector", pa.int32(), nullable=False),
    ]
)
"""One row a box, by track and time. `track` is a row of the tracks, `vector` one of `vectors.npy`, -1 without one."""

PAIRS_SCHEMA = pa.schema(
    [
        pa.field("kind", pa.string(), nullable=False),
        pa.field("one", pa.int32(), nullable=False),
        pa.field("other", pa.int32(), nullable=False),
        pa.field("told", pa.float32(), nullable=False),
    ]
)
"""Pairs of rows of the tracks. `kind` is `together` (seen at the same instant), `seam` (one track, cut with its shot) or
`clothes` (`told`, from 0 to 1, is how strongly they say that the two are one person)."""

PICTURES_SCHEMA = pa.schema(
    [pa.field("track_id", pa.string(), nullable=False), pa.field("jpeg", pa.binary(), nullable=False)]
)
"""The best crop of each track that has one."""

IDENTITY_TRACKS_SCHEMA = pa.schema(
    [
        pa.field("identity_id", pa.string(), nullable=False),
        pa.field("track_id", pa.string(), nullable=False),
        pa.field("distance", pa.float32(), nullable=False),
    ]
)
"""Membership: one row a track, with its distance to the identity's centroid (NaN without embeddings)."""


class FaceTracks(Record):
    """Tracks of one segment. Tables `tracks`, `samples`, `crops`."""

    SCHEMA: ClassVar[str] = "faces.tracks/1"
    segment: SpanRecord
    space: str
    """Embedding space (model reference); vectors of different spaces are never compared."""
    frames_decoded: int
    frames_detected: int
    detections: int
    rejected: dict[str, int]
    """Detections and samples left out, by reason."""
    fine_shots: int
    """Shots looked at with the finer detector because faces are small."""


class Likeness(Record):
    """All tracks of a video in one place, and how alike they are. Tables `tracks`, `samples`, `pairs`, `pictures`.

    Arrays in NumPy's format: `prototypes.npy` float32 ``[n, d]``, `clothes.npy` float32 ``[n, c]``, `vectors.npy` float32
    ``[k, d]`` of single samples, `faces.npy` float32 ``[n, n]``, distances of the prototypes.
    """

    SCHEMA: ClassVar[str] = "faces.likeness/1"
    space: str
    ticks_per_second: int
    scene: Instant
    """Seconds within which people were taken to wear the same."""
    segments: int
    seconds: Instant
    frames_detected: int
    detections: int
    rejected: dict[str, int]
    fine_shots: int


class Metric(Record):
    """One figure about a result, with the limit at which it warns and what to do then."""

    name: str
    value: float
    unit: str
    warn_above: float | None
    is_warning: bool
    advice: str


class Identity(Record):
    """Tracks believed to be one person of this video."""

    identity_id: str
    tracks: int
    seconds: Instant
    cohesion: float
    """Mean distance of its tracks to its centroid, in the metric of the embedding space."""
    nearest: float | None
    """Distance to the nearest other identity."""
    singleton_reason: str | None
    """Why a single track stands alone; None for larger identities."""
    is_face: bool
    """False when the tracks look like something that is not a face."""


class Identities(Record):
    """What `faces.identities` made. Tables `members` (identity to track), `centroids`."""

    SCHEMA: ClassVar[str] = "faces.identities/2"
    space: str
    threshold: float
    identities: tuple[Identity, ...]
    joined_seams: int
    metrics: tuple[Metric, ...]
    notes: tuple[RulingNote, ...]
    """Decisions on which tracks belong together that do not hold as they were made."""


PictureKind = Literal["photo", "crop"]
"""A photograph that somebody gave, or the aligned face of a track that a person confirmed."""


class Photo(Record):
    """One picture of a person; its bytes are the file `photos/{sha256}`."""

    kind: PictureKind
    person: str
    name: str
    """Display name of the person."""
    sha256: str
    file_name: str
    """Of a crop: the video and the instant it is from."""
    face_width_px: float | None
    """Of a crop: how wide the face was in the video. None for photographs, in which it is looked for."""


class Photos(Record):
    """Snapshot: the pictures that a job may learn people from."""

    SCHEMA: ClassVar[str] = "faces.photos/2"
    photos: tuple[Photo, ...]


class Seed(Record):
    """One accepted picture."""

    kind: PictureKind
    person: str
    name: str
    sha256: str
    file_name: str
    face_width_px: float
    sharpness: float
    is_outlier: bool
    vector: int
    """Row in table `vectors`."""


class RefusedPhoto(Record):
    """One picture that was not learned from, with the reason."""

    kind: PictureKind
    person: str
    name: str
    sha256: str
    file_name: str
    code: Literal["no_face", "several_faces", "too_small", "blurred", "duplicate", "unreadable"]
    reason: str


class Facebank(Record):
    """Vectors of the people a job may name. Table `vectors`: `row, person, vector`."""

    SCHEMA: ClassVar[str] = "faces.facebank/2"
    space: str
    seeds: tuple[Seed, ...]
    refused: tuple[RefusedPhoto, ...]


class Assignment(Record):
    """Who one group of tracks is said to be.

    An identity may be split into several groups when its tracks are named differently. `person` is None for a group
    nobody was named for; `label` is then "Unknown 3".
    """

    group_id: str
    identity_id: str
    person: str | None
    label: str
    track_ids: tuple[str, ...]
    score: float | None
    """Distance to the person in the metric of the space; smaller is surer."""
    margin: float | None
    """How much farther the second best person is."""
    agreeing: int
    """Samples that agree with the name."""
    samples: int
    how: Literal["facebank", "episode", "seam", "clothes", "decision", "none"]
    """What carried the name: facebank seeds, the episode's own prototypes, and so on."""
    confidence: float | None
    calibration: Literal["uncalibrated", "calibrated", "confirmed"]
    """`confirmed`: a person said so."""
    thumbnail: str | None
    is_face: bool


SEEN_TRACKS_SCHEMA = pa.schema(
    [
        pa.field("track_id", pa.string(), nullable=False),
        pa.field("artifact", pa.string(), nullable=False),
        pa.field("group_id", pa.string()),
        *_instant("start"),
        *_instant("end"),
        pa.field("anchors_json", pa.string(), nullable=False),
    ]
)
"""One row a track, with the evidence by which a decision names it. `artifact` is the key of its segment's tracks;
`group_id` is null for an excluded track."""


class Matches(Record):
    """What `faces.matches` decided. Table `tracks`; files `thumbs/*`."""

    SCHEMA: ClassVar[str] = "faces.matches/2"
    assignments: tuple[Assignment, ...]
    """Without the tracks in `excluded`."""
    locks: tuple[Lock, ...]
    excluded: tuple[str, ...]
    """Ids of tracks that a person said do not count."""
    people: tuple[str, ...]
    """Ids of the people who could have been named."""
    warnings: tuple[str, ...]
    notes: tuple[RulingNote, ...]
    """Decisions that do not hold as they were made, those of the identities too."""
