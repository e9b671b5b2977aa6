"""Aligned crops of tracks: kept while a shot runs, embedded when it is over."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction

import cv2
import numpy as np
import numpy.typing as npt

from telecine.apps.faces.logic.tracking.appearance import clothes, mean_clothes
from telecine.apps.faces.logic.tracking.choosing import BestOverTime, Prototype, prototype
from telecine.apps.faces.logic.tracking.quality import ClearFace, is_clear, is_plausible, pose, sharpness, worth
from telecine.apps.faces.logic.tracking.tracklets import Observation, Tracklet
from telecine.apps.faces.params import TrackParams
from telecine.engine.capabilities import FaceEmbedder, Similarity
from telecine.engine.ports import Frame, Picture
from telecine.kernel.boxes import Box

Floats = npt.NDArray[np.float32]

_BORDER = 0.5
"""Around the box, as a part of its size: alignment turns the face, and its crop shows more than the box."""
_LARGEST_FACE = 200.0
"""Pixels of face width above which the picture is made smaller first, since alignment samples single pixels."""
_KEPT = 2
_FIRST_BIN = Fraction(1, 4)
_JPEG_QUALITY = 88


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """One crop that may be embedded."""

    observation: Observation
    aligned: Picture
    clothes: Floats


@dataclass(frozen=True, slots=True)
class Embedded:
    """A sample that was embedded; only the best few keep their picture, as a JPEG file."""

    observation: Observation
    clothes: Floats
    jpeg: bytes | None


@dataclass(slots=True)
class Portrait:
    """What is known about the looks of one track: samples while it lives, what was chosen of them afterwards."""

    kept: BestOverTime[Sample] | None
    chosen: list[Embedded] = field(default_factory=list)
    plausible: int = 0
    looked: int = 0


class Gallery:
    """Crops of the tracks of one shot, at most a few for each."""

    def __init__(
        self,
        embedder: FaceEmbedder,
        similarity: Similarity,
        params: TrackParams,
        picture: tuple[int, int],
        start: Fraction,
    ) -> None:
        self._embedder = embedder
        self._similarity = similarity
        self._params = params
        self._picture = picture
        self._start = start
        self._clear = clear_face(params)
        self._portraits: dict[int, Portrait] = defaultdict(self._empty)

    def consider(
        self, track: Tracklet, seen: Observation, landmarks: Floats, frame: Frame, small: Picture, *, is_free: bool
    ) -> None:
        """Measure one detected face, and keep its crop if it is the best of its time.

        Args:
            track: whose face it is.
            seen: where; its quality and pose are filled in.
            landmarks: float32 ``[5, 2]`` in source pixels.
            frame: the frame.
            small: its picture as the detector saw it.
            is_free: no other face is in front of it.
        """
        box = Box(*map(float, seen.box))
        portrait = self._portraits[track.number]
        portrait.looked += 1
        believable = is_plausible(landmarks, box)
        portrait.plausible += believable
        angles = pose(landmarks)
        seen.yaw, seen.pitch = angles.yaw, angles.pitch
        aligned = self._align(frame, box, landmarks)
        seen.sharpness = sharpness(aligned) if aligned is not None else 0.0
        seen.quality = worth(box, self._picture, angles, seen.sharpness, seen.score)
        seen.is_clear = is_clear(box, self._picture, angles, seen.sharpness, seen.score, self._clear)
        if aligned is None or not believable or not is_free or seen.at < self._start:
            return
        if portrait.kept is not None and portrait.kept.wants(seen.at, seen.quality):
            scale = small.shape[1] / self._picture[0], small.shape[0] / self._picture[1]
            place = Box(box.x1 * scale[0], box.y1 * scale[1], box.x2 * scale[0], box.y2 * scale[1])
            portrait.kept.offer(seen.at, seen.quality, Sample(seen, aligned, clothes(small, place, seen.yaw)))

    def embed(self, tracks: Iterable[Tracklet]) -> None:
        """Choose the samples of these tracks, which have ended, and embed them in batches over all of them.

        Does nothing for tracks that were embedded before. Crops are let go of.
        """
        portraits = [self._portraits[track.number] for track in tracks]
        taken = [(portrait, [sample for _, sample in portrait.kept.best(self._params.embeddings)])
                 for portrait in portraits if portrait.kept is not None]  # fmt: skip
        chosen = [sample for _, samples in taken for sample in samples]
        for first in range(0, len(chosen), self._embedder.batch):
            batch = chosen[first : first + self._embedder.batch]
            vectors = self._embedder.embed([sample.aligned for sample in batch])
            for sample, vector in zip(batch, vectors, strict=True):
                sample.observation.embedding = vector.astype(np.float32)
        for portrait, samples in taken:
            best = sorted(samples, key=lambda one: -one.observation.quality)[: self._params.crops]
            portrait.chosen = [
                Embedded(one.observation, one.clothes, _jpeg(one.aligned) if one in best else None) for one in samples
            ]
            portrait.kept = None

    def waiting(self, tracks: Iterable[Tracklet]) -> list[Tracklet]:
        """Those of these tracks that hold crops."""
        return [track for track in tracks if self._portraits[track.number].kept is not None]

    def prototype(self, track: Tracklet) -> Prototype | None:
        """Of the embedded samples of a track; None without any."""
        seen = [one.observation for one in self._portraits[track.number].chosen]
        vectors = [one.embedding for one in seen if one.embedding is not None]
        if not vectors:
            return None
        return prototype(np.stack(vectors), np.array([one.quality for one in seen], np.float32), self._similarity)

    def join(self, first: Tracklet, second: Tracklet) -> None:
        """Give `first` what is known of `second`; both were embedded."""
        mine, other = self._portraits[first.number], self._portraits[second.number]
        mine.chosen += other.chosen
        mine.plausible += other.plausible
        mine.looked += other.looked

    def plausible(self, track: Tracklet) -> float:
        """Part of the looks in which the landmarks lay as in a face, 0 to 1."""
        portrait = self._portraits[track.number]
        return portrait.plausible / max(1, portrait.looked)

    def clothes(self, track: Tracklet) -> Floats | None:
        """Mean colours of torso and hair; None when neither was seen."""
        chosen = self._portraits[track.number].chosen
        return mean_clothes(np.stack([one.clothes for one in chosen])) if chosen else None

    def jpegs(self, track: Tracklet) -> tuple[tuple[Fraction, bytes], ...]:
        """The best crops as JPEG files with their instants, best first."""
        ranked = sorted(self._portraits[track.number].chosen, key=lambda one: -one.observation.quality)
        held = [(one.observation.at, one.jpeg) for one in ranked if one.jpeg is not None]
        return tuple(held[: self._params.crops])

    def clear(self) -> None:
        self._portraits.clear()

    def _empty(self) -> Portrait:
        return Portrait(BestOverTime(limit=_KEPT * self._params.embeddings, width=_FIRST_BIN))

    def _align(self, frame: Frame, box: Box, landmarks: Floats) -> Picture | None:
        if box.width < self._params.embed_width_px or not np.isfinite(landmarks).all():
            return None
        border = _BORDER * max(box.width, box.height)
        region = Box(box.x1 - border, box.y1 - border, box.x2 + border, box.y2 + border)
        picture, corner = frame.crop_rgb(region)
        if picture.shape[0] < 8 or picture.shape[1] < 8:
            return None
        points = landmarks - np.array(corner, np.float32)
        if box.width > _LARGEST_FACE:
            shrink = _LARGEST_FACE / box.width
            picture = np.asarray(
                cv2.resize(picture, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA), np.uint8
            )
            points = points * np.float32(shrink)
        return self._embedder.align(picture, points)


def clear_face(params: TrackParams) -> ClearFace:
    """What makes a face clear."""
    return ClearFace(
        width_px=params.clear_width_px,
        yaw=params.clear_yaw,
        pitch=params.clear_pitch,
        sharpness=params.clear_sharpness,
        score=params.clear_score,
    )


def _jpeg(picture: Picture) -> bytes:
    done, data = cv2.imencode(".jpg", picture[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY])
    if not done:
        raise ValueError("a crop cannot be written as JPEG")
    return data.tobytes()
