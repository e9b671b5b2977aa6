"""Which photographs a person can be learned from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np
import numpy.typing as npt

from telecine.apps.faces.logic.trackset import Flags, Floats
from telecine.engine.capabilities import Similarity

Picture = npt.NDArray[np.uint8]
Refusal = Literal["no_face", "several_faces", "too_small", "blurred"]

SMALLEST = 48.0
"""Pixels of face width below which a photograph is refused: its vector is nearer to strangers' than a larger one's."""
ADVISED = 96.0
"""Pixels of face width below which a photograph is used, with a warning."""
SHARPEST_BLUR = 10.0
"""Sharpness of the aligned crop below which a photograph is refused."""
RIVAL = 0.5
"""A second face at least this part of the width of the largest makes it unclear whom a photograph shows."""
MARGIN = 0.35
"""Border around a photograph before detection, as a part of its longer side: detectors miss faces that touch an edge."""
UPRIGHT_DOWN = 0.26
UPRIGHT_APART = 0.2
SCALES = (320, 640, 1280)
"""Longer sides, in pixels, at which a photograph is searched: large faces are found in the small ones."""
WORKING_WIDTHS = (80.0, 110.0, 140.0)
"""Face widths, in pixels, at which landmarks are taken; their vectors are averaged, because landmarks jitter."""


@dataclass(frozen=True, slots=True)
class Found:
    """Faces of one photograph in its own pixels.

    Attributes:
        boxes: float32 ``[n, 4]``.
        scores: float32 ``[n]``.
        landmarks: float32 ``[n, 5, 2]``.
    """

    boxes: Floats
    scores: Floats
    landmarks: Floats


def with_border(picture: Picture) -> tuple[Picture, int]:
    """The picture with its edge pixels repeated outwards, and the border's width in pixels."""
    border = int(MARGIN * max(picture.shape[:2]))
    bordered = cv2.copyMakeBorder(picture, border, border, border, border, cv2.BORDER_REPLICATE)
    return np.asarray(bordered, dtype=np.uint8), border


def scaled(picture: Picture, factor: float) -> Picture:
    """The picture resized by `factor`."""
    height, width = picture.shape[:2]
    size = (max(1, round(width * factor)), max(1, round(height * factor)))
    method = cv2.INTER_AREA if factor < 1 else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(picture, size, interpolation=method), dtype=np.uint8)


def merge_found(parts: Sequence[Found]) -> Found:
    """Faces found at several scales, each once, largest first."""
    boxes = np.concatenate([part.boxes for part in parts]).astype(np.float32)
    scores = np.concatenate([part.scores for part in parts]).astype(np.float32)
    landmarks = np.concatenate([part.landmarks for part in parts]).astype(np.float32)
    kept: list[int] = []
    for index in np.argsort(-scores, kind="stable"):
        if all(_overlap(boxes[index], boxes[other]) < 0.35 for other in kept):
            kept.append(int(index))
    kept.sort(key=lambda index: -float(boxes[index, 2] - boxes[index, 0]))
    return Found(boxes=boxes[kept], scores=scores[kept], landmarks=landmarks[kept])


def is_upright(box: Floats, landmarks: Floats) -> bool:
    """Whether eyes and mouth lie as in an upright face; a detector draws them wrongly into one that lies on its side.

    Upright faces have the mouth 0.3 to 0.4 box heights below the eyes and the eyes 0.25 (profile) to 0.5 box widths
    apart; the same faces turned by 90 or 180 degrees give less than 0.25 of both, and mostly negative figures.
    """
    size = np.maximum(box[2:] - box[:2], 1e-6)
    down = float(landmarks[3:, 1].mean() - landmarks[:2, 1].mean()) / float(size[1])
    apart = float(landmarks[1, 0] - landmarks[0, 0]) / float(size[0])
    return down >= UPRIGHT_DOWN and apart >= UPRIGHT_APART


def _overlap(first: Floats, second: Floats) -> float:
    """Intersection over the smaller area, so that a face inside a face counts as the same one."""
    size = np.minimum(first[2:], second[2:]) - np.maximum(first[:2], second[:2])
    common = float(np.clip(size, 0, None).prod())
    smaller = min(float((first[2:] - first[:2]).prod()), float((second[2:] - second[:2]).prod()))
    return common / max(smaller, 1e-9)


def refuse_faces(found: Found) -> tuple[Refusal, str] | None:
    """Why a photograph with these faces (largest first) cannot be used; None when it shows one person."""
    if not len(found.boxes):
        return "no_face", "no face was found in it"
    widths = found.boxes[:, 2] - found.boxes[:, 0]
    rivals = int((widths >= RIVAL * widths[0]).sum())
    if rivals > 1:
        return "several_faces", f"it shows {rivals} faces of similar size, so it is unclear who is meant"
    return refuse_width(float(widths[0]))


def refuse_width(width: float) -> tuple[Refusal, str] | None:
    """Why a face of this width in pixels cannot be used."""
    if width < SMALLEST:
        text = f"the face is {width:.0f} pixels wide; {SMALLEST:.0f} are needed, {ADVISED:.0f} are good"
        return "too_small", text
    return None


def refuse_blur(sharpness: float) -> tuple[Refusal, str] | None:
    """Why a face of this sharpness cannot be used."""
    if sharpness < SHARPEST_BLUR:
        return "blurred", f"the face is blurred (sharpness {sharpness:.1f}, at least {SHARPEST_BLUR:.0f} is needed)"
    return None


def find_duplicates(crops: Sequence[Picture], vectors: Floats, similarity: Similarity) -> list[int]:
    """For each aligned crop the earlier crop that is the same photograph (resized or saved again), or -1.

    Same means: correlation of the 32 x 32 luma of at least 0.98 and vectors within a third of `similarity.same`.
    """
    small = [
        cv2.resize(cv2.cvtColor(crop, cv2.COLOR_RGB2GRAY), (32, 32), interpolation=cv2.INTER_AREA) for crop in crops
    ]
    flat = np.array(small, dtype=np.float64).reshape(len(crops), -1)
    flat -= flat.mean(axis=1, keepdims=True)
    flat /= np.maximum(np.linalg.norm(flat, axis=1, keepdims=True), 1e-9)
    alike = (flat @ flat.T >= 0.98) & (similarity.distances(vectors, vectors) <= similarity.same / 3)
    first = np.tril(alike, -1)
    return [int(row.argmax()) if row.any() else -1 for row in first]


def find_outliers(vectors: Floats, people: Sequence[str], similarity: Similarity) -> Flags:
    """Seeds that do not look like the person's other seeds, bool ``[s]``.

    A seed is pointed out when it is farther than `similarity.same` from the mean of the person's other seeds, or
    nearer to the mean of another person; people with fewer than three seeds are left alone, because with two nobody
    can tell which one is wrong.
    """
    owner = np.array(people)
    flags = np.zeros(len(owner), np.bool_)
    names = sorted(set(people))
    centroids = np.array([vectors[owner == name].mean(axis=0) for name in names], dtype=np.float32)
    for row, person in enumerate(people):
        others = np.flatnonzero((owner == person) & (np.arange(len(owner)) != row))
        if len(others) < 2:
            continue
        own = similarity.distances(vectors[row : row + 1], vectors[others].mean(axis=0, keepdims=True))[0, 0]
        foreign = similarity.distances(vectors[row : row + 1], centroids)[0]
        foreign[names.index(person)] = np.inf
        flags[row] = own > similarity.same or own > foreign.min()
    return flags
