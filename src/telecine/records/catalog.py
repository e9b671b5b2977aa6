"""Every artifact that stages of more than one application may name. Applications meet only here."""

from __future__ import annotations

from typing import Final

import pyarrow as pa

from telecine.records import decisions, exports, faces, media, screentime
from telecine.records.record import AnyArtifact, Artifact, Record


class Source(Record):
    """The video file itself: the root input; its content hash is its key."""

    SCHEMA = "source/1"


SOURCE: Final = Artifact("source", Source)

PROBE: Final = Artifact("media.probe", media.Probe)
SCAN: Final = Artifact(
    "media.scan",
    media.Scan,
    tables={
        "motion": pa.schema(
            [
                pa.field("at_num", pa.int64(), nullable=False),
                pa.field("at_den", pa.int64(), nullable=False),
                pa.field("motion", pa.float32(), nullable=False),
            ]
        )
    },
    files=("thumbs/*", "sprite.jpg", "sprite.vtt"),
)
SEGMENTS: Final = Artifact("media.segments", media.Segments, is_list=True)
PREVIEW: Final = Artifact("media.preview", media.Preview, files=("poster.jpg", "proxy.mp4"))

FACE_TRACKS: Final = Artifact(
    "faces.tracks",
    faces.FaceTracks,
    tables={
        "tracks": faces.TRACKS_SCHEMA,
        "samples": faces.SAMPLES_SCHEMA,
        "crops": faces.CROPS_SCHEMA,
    },
)
LIKENESS: Final = Artifact(
    "faces.likeness",
    faces.Likeness,
    tables={
        "tracks": faces.GATHERED_TRACKS_SCHEMA,
        "samples": faces.GATHERED_SAMPLES_SCHEMA,
        "pairs": faces.PAIRS_SCHEMA,
        "pictures": faces.PICTURES_SCHEMA,
    },
    files=("prototypes.npy", "clothes.npy", "vectors.npy", "faces.npy"),
)
IDENTITIES: Final = Artifact(
    "faces.identities",
    faces.Identities,
    tables={
        "members": faces.IDENTITY_TRACKS_SCHEMA,
        "centroids": pa.schema(
            [
                pa.field("identity_id", pa.string(), nullable=False),
                pa.field("vector", faces.vector_type()),
            ]
        ),
    },
)
PHOTOS: Final = Artifact("faces.photos", faces.Photos, files=("photos/*",), is_snapshot=True)
NAME_RULINGS: Final = Artifact("faces.names", decisions.NameRulings, is_snapshot=True)
LINK_RULINGS: Final = Artifact("faces.links", decisions.LinkRulings, is_snapshot=True)
FACEBANK: Final = Artifact(
    "faces.facebank",
    faces.Facebank,
    tables={
        "vectors": pa.schema(
            [
                pa.field("row", pa.int32(), nullable=False),
                pa.field("person", pa.string(), nullable=False),
                pa.field("vector", faces.vector_type(), nullable=False),
            ]
        )
    },
)
MATCHES: Final = Artifact(
    "faces.matches", faces.Matches, tables={"tracks": faces.SEEN_TRACKS_SCHEMA}, files=("thumbs/*",)
)
SCREENTIME: Final = Artifact(
    "screentime.report",
    screentime.ScreenTime,
    tables={"timeline": screentime.TIMELINE_SCHEMA},
    files=("report.html", "people.csv", "timeline.csv", "report.json", "report.parquet"),
)

EXPORT_VTT: Final = Artifact("screentime.vtt", exports.NamesTrack, files=("names.vtt",))
EXPORT_TIMELINE: Final = Artifact("screentime.timeline", exports.OnScreen, files=("on-screen.csv", "on-screen.json"))
EXPORT_OTIO: Final = Artifact("screentime.otio", exports.OtioEdits, files=("otio/*",))
EXPORT_EDL: Final = Artifact("screentime.edl", exports.EdlEdits, files=("edl/*",))
EXPORT_COCO: Final = Artifact("screentime.coco", exports.CocoBoxes, files=("boxes.coco.json",))
EXPORT_MOT: Final = Artifact("screentime.mot", exports.MotBoxes, files=("mot/*",))
EXPORT_CLIPS: Final = Artifact("screentime.clips", exports.PersonClips, files=("clips/*",))
EXPORT_PDF: Final = Artifact("screentime.pdf", exports.ReportDocument, files=("report.pdf",))
EXPORT_OVERLAY: Final = Artifact("screentime.overlay", exports.OverlayFilm, files=("overlay.mp4",))

ALL: Final[tuple[AnyArtifact, ...]] = (
    SOURCE, PROBE, SCAN, SEGMENTS, PREVIEW, FACE_TRACKS, LIKENESS, IDENTITIES, PHOTOS, FACEBANK, MATCHES, SCREENTIME,
    NAME_RULINGS, LINK_RULINGS, EXPORT_VTT,
    EXPORT_TIMELINE, EXPORT_OTIO, EXPORT_EDL, EXPORT_COCO, EXPORT_MOT, EXPORT_CLIPS,
    EXPORT_OVERLAY, EXPORT_PDF,
)  # fmt: skip
