"""Stage `faces.facebank`: photographs and confirmed faces become vectors, or refusals with a reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from telecine.apps.faces.logic import seeds
from telecine.apps.faces.logic.seeds import Found, Picture
from telecine.apps.faces.logic.tracking.quality import sharpness as measure_sharpness
from telecine.apps.faces.params import FacebankParams
from telecine.engine.capabilities import FACE_DETECTOR, FACE_EMBEDDER, FaceDetector, FaceEmbedder
from telecine.engine.ports import Loaded, StageContext
from telecine.kernel.errors import UserError
from telecine.records.catalog import FACEBANK, PHOTOS
from telecine.records.faces import Facebank, Photo, Photos, RefusedPhoto, Seed

_MOST_SIDE_PX: Final = 4096
"""Larger photographs are scaled down: faces in them are large enough, and the search takes memory by the pixel."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    photo: Photo
    vector: npt.NDArray[np.float32]
    crop: Picture
    width: float
    sharpness: float


def run_facebank(ctx: StageContext, params: FacebankParams) -> None:
    """Learn every person from their pictures and write `Facebank` with its table.

    Raises:
        UserError: when a person of whom photographs were given is left with no picture that can be used.
    """
    photos = ctx.inputs.one(PHOTOS)
    reference = ctx.models.ref(FACE_EMBEDDER)
    refused: list[RefusedPhoto] = []
    candidates: list[_Candidate] = []
    for number, photo in enumerate(photos.record.photos):
        ctx.progress(number, len(photos.record.photos))
        found = _look_at_crop(ctx, photos, photo) if photo.kind == "crop" else _look(ctx, photos, photo, params)
        if isinstance(found, RefusedPhoto):
            refused.append(found)
        else:
            candidates.append(found)
    candidates, copies = _without_duplicates(ctx, candidates)
    refused.extend(copies)
    _demand_everybody(photos.record, candidates, refused)
    vectors = np.array([candidate.vector for candidate in candidates], dtype=np.float32)
    people = [candidate.photo.person for candidate in candidates]
    outliers = seeds.find_outliers(vectors, people, reference.similarity) if people else np.zeros(0, np.bool_)
    ctx.out.table(
        "vectors",
        pa.table(
            {
                "row": pa.array(range(len(candidates)), pa.int32()),
                "person": pa.array(people, pa.string()),
                "vector": pa.array(list(vectors), FACEBANK.tables["vectors"].field("vector").type),
            },
            schema=FACEBANK.tables["vectors"],
        ),
    )
    ctx.out.record(
        Facebank(
            space=reference.space,
            seeds=tuple(_seed(row, each, is_outlier=bool(outliers[row])) for row, each in enumerate(candidates)),
            refused=tuple(refused),
        )
    )


@dataclass(frozen=True, slots=True)
class Judged:
    """A photograph of one person that can be learned from.

    Attributes:
        vector: float32 ``[d]``.
        crop: the aligned face.
        width: of the face, in pixels of the photograph.
        sharpness: of the aligned face.
    """

    vector: npt.NDArray[np.float32]
    crop: Picture
    width: float
    sharpness: float


def judge_photo(
    data: bytes, detector: FaceDetector, embedder: FaceEmbedder, params: FacebankParams
) -> Judged | tuple[str, str]:
    """What a photograph teaches, or why it cannot be used: a code and a reason for people."""
    picture = _decode(data)
    if picture is None:
        return "unreadable", "it is not a picture that can be read (JPEG, PNG, WebP, BMP or TIFF)"
    picture, found = _search_upright(detector, picture, params.detector_score)
    reason = seeds.refuse_faces(found)
    if reason is not None:
        return reason
    if not seeds.is_upright(found.boxes[0], found.landmarks[0]):
        return "no_face", "its eyes and mouth cannot be made out; the face should be upright"
    crops = _aligned(detector, embedder, picture, found, params.detector_score)
    sharpness = float(np.median([measure_sharpness(crop) for crop in crops]))
    reason = seeds.refuse_blur(sharpness)
    if reason is not None:
        return reason
    both_ways = [*crops, *(np.ascontiguousarray(crop[:, ::-1]) for crop in crops)]
    return Judged(
        vector=embedder.embed(both_ways).mean(axis=0),
        crop=crops[len(crops) // 2],
        width=float(found.boxes[0, 2] - found.boxes[0, 0]),
        sharpness=sharpness,
    )


def _look(ctx: StageContext, photos: Loaded[Photos], photo: Photo, params: FacebankParams) -> _Candidate | RefusedPhoto:
    detector, embedder = ctx.models.get(FACE_DETECTOR), ctx.models.get(FACE_EMBEDDER)
    judged = judge_photo(photos.file(f"photos/{photo.sha256}").read_bytes(), detector, embedder, params)
    if not isinstance(judged, Judged):
        return _refuse(photo, *judged)
    return _Candidate(photo, judged.vector, judged.crop, judged.width, judged.sharpness)


def _look_at_crop(ctx: StageContext, photos: Loaded[Photos], photo: Photo) -> _Candidate | RefusedPhoto:
    """A face that was found, followed and aligned when its video was analysed; it is not looked for again."""
    embedder = ctx.models.get(FACE_EMBEDDER)
    picture = _decode(photos.file(f"photos/{photo.sha256}").read_bytes())
    try:
        crop = None if picture is None else embedder.adopt(picture)
    except ValueError:
        crop = None
    if crop is None:
        return _refuse(photo, "unreadable", "it is not an aligned face that can be read")
    width, sharpness = photo.face_width_px or 0.0, measure_sharpness(crop)
    reason = seeds.refuse_width(width) or seeds.refuse_blur(sharpness)
    if reason is not None:
        return _refuse(photo, *reason)
    both_ways = [crop, np.ascontiguousarray(crop[:, ::-1])]
    return _Candidate(photo, embedder.embed(both_ways).mean(axis=0), crop, width, sharpness)


def _decode(data: bytes) -> Picture | None:
    """RGB picture, turned upright as its EXIF orientation says; None when the bytes are no picture."""
    if not data:
        return None
    try:
        picture = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    except cv2.error:
        return None
    if picture is None or min(picture.shape[:2]) < 2:
        return None
    longest = max(picture.shape[:2])
    if longest > _MOST_SIDE_PX:
        picture = cv2.resize(picture, None, fx=(by := _MOST_SIDE_PX / longest), fy=by, interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB), dtype=np.uint8)


def _search_upright(detector: FaceDetector, picture: Picture, score: float) -> tuple[Picture, Found]:
    """The photograph turned by quarters until its largest face is upright, and the faces in it; else as it was."""
    first = _search(detector, picture, score)
    if len(first.boxes) and seeds.is_upright(first.boxes[0], first.landmarks[0]):
        return picture, first
    for quarters in (1, 3, 2):
        turned = np.ascontiguousarray(np.rot90(picture, quarters))
        found = _search(detector, turned, score)
        if seeds.refuse_faces(found) is None and seeds.is_upright(found.boxes[0], found.landmarks[0]):
            return turned, found
    return picture, first


def _search(detector: FaceDetector, picture: Picture, score: float) -> Found:
    """Every face of the photograph, found at several scales, in its own pixels."""
    bordered, border = seeds.with_border(picture)
    height, width = picture.shape[:2]
    parts: list[Found] = []
    for side in seeds.SCALES:
        factor = side / max(bordered.shape[:2])
        if parts and factor > 2:
            break
        faces = detector.detect(seeds.scaled(bordered, factor), threshold=score)
        boxes = faces.boxes / factor - border
        centre = (boxes[:, :2] + boxes[:, 2:]) / 2
        inside = ((centre >= 0) & (centre < (width, height))).all(axis=1)
        points = faces.landmarks[inside] / factor - border
        parts.append(Found(boxes=boxes[inside], scores=faces.scores[inside], landmarks=points))
    return seeds.merge_found(parts)


def _aligned(
    detector: FaceDetector, embedder: FaceEmbedder, picture: Picture, found: Found, score: float
) -> list[Picture]:
    """Aligned crops of the largest face, one for each working width at which it is seen again; at least one."""
    bordered, border = seeds.with_border(picture)
    target = found.boxes[0] + border
    reach = (target[2:] - target[:2]).max() * 1.1
    centre = (target[:2] + target[2:]) / 2
    low = np.maximum(np.floor(centre - reach), 0).astype(int)
    high = np.ceil(centre + reach).astype(int)
    around = np.ascontiguousarray(bordered[low[1] : high[1], low[0] : high[0]])
    crops: list[Picture] = []
    for width in seeds.WORKING_WIDTHS:
        factor = width / float(target[2] - target[0])
        faces = detector.detect(seeds.scaled(around, factor), threshold=score)
        if len(faces.boxes):
            middle = (faces.boxes[:, :2] + faces.boxes[:, 2:]) / 2 / factor
            nearest = int(np.linalg.norm(middle - (centre - low), axis=1).argmin())
            points = faces.landmarks[nearest] / factor
            if seeds.is_upright(faces.boxes[nearest] / factor, points):
                crops.append(embedder.align(around, points.astype(np.float32)))
    return crops or [embedder.align(bordered, found.landmarks[0] + border)]


def _without_duplicates(ctx: StageContext, candidates: list[_Candidate]) -> tuple[list[_Candidate], list[RefusedPhoto]]:
    if not candidates:
        return [], []
    similarity = ctx.models.ref(FACE_EMBEDDER).similarity
    vectors = np.array([candidate.vector for candidate in candidates], dtype=np.float32)
    earlier = seeds.find_duplicates([candidate.crop for candidate in candidates], vectors, similarity)
    disputed = {
        index: other
        for pair in enumerate(earlier)
        if pair[1] >= 0 and candidates[pair[0]].photo.person != candidates[pair[1]].photo.person
        for index, other in (pair, pair[::-1])
    }
    kept: list[_Candidate] = []
    refused: list[RefusedPhoto] = []
    for index, (candidate, copy_of) in enumerate(zip(candidates, earlier, strict=True)):
        if index in disputed:
            other = candidates[disputed[index]].photo
            reason = f"the same picture is given for {other.name} ({other.file_name}), so it is unclear who is meant"
            refused.append(_refuse(candidate.photo, "duplicate", reason))
        elif copy_of >= 0:
            reason = f"it is the same picture as {candidates[copy_of].photo.file_name}"
            refused.append(_refuse(candidate.photo, "duplicate", reason))
        else:
            kept.append(candidate)
    return kept, refused


def _demand_everybody(photos: Photos, candidates: list[_Candidate], refused: list[RefusedPhoto]) -> None:
    usable = {candidate.photo.person for candidate in candidates}
    given = (photo for photo in photos.photos if photo.kind == "photo")
    lost = {photo.person: photo.name for photo in given if photo.person not in usable}
    if not lost:
        return
    lines = [
        f"{name} cannot be learned: " + "; ".join(f"{r.file_name}: {r.reason}" for r in refused if r.person == person)
        for person, name in sorted(lost.items())
    ]
    raise UserError(
        ". ".join(lines)
        + f". Give each person at least one sharp photograph that shows only their face, {seeds.ADVISED:.0f} pixels "
        "wide or more, or leave the person out of the cast.",
        code="bad_photos",
        details={"people": sorted(lost), "refused": [r.model_dump() for r in refused if r.person in lost]},
    )


def _refuse(photo: Photo, code: str, reason: str) -> RefusedPhoto:
    return RefusedPhoto.model_validate(
        {
            **photo.model_dump(include={"kind", "person", "name", "sha256", "file_name"}),
            "code": code,
            "reason": reason,
        }
    )


def _seed(row: int, candidate: _Candidate, *, is_outlier: bool) -> Seed:
    return Seed(
        kind=candidate.photo.kind,
        person=candidate.photo.person,
        name=candidate.photo.name,
        sha256=candidate.photo.sha256,
        file_name=candidate.photo.file_name,
        face_width_px=round(candidate.width, 1),
        sharpness=round(candidate.sharpness, 1),
        is_outlier=is_outlier,
        vector=row,
    )
