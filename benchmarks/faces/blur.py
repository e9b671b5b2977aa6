"""What size and blur do to face vectors: ``python -m benchmarks.faces.blur [--media DIR]``.

The photographs of the cast in `faces/bbt` (8 people, 5 each) are made small, blurred by motion and compressed, and
embedded again. Prints, for each size and blur: sharpness, the trust that `faces` puts in it, the distance to the person's
other photographs and to the nearest other person, how often the nearest is the right one, and how near two strangers come.
This is what the limits of trust are made from; no clip takes part. Below it: whether the mean of a person's photographs
or the nearest of them separates people better.
"""

from __future__ import annotations

import argparse
import math
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from benchmarks.faces.clips import MEDIA, cast_of, load_models
from telecine.apps.faces.logic import seeds
from telecine.apps.faces.logic.grouping.evidence import GOOD_DETAIL, POOR_DETAIL
from telecine.apps.faces.logic.tracking.quality import sharpness
from telecine.engine.capabilities import FACE_DETECTOR, FACE_EMBEDDER

WIDTHS = (96, 64, 48, 36, 28, 24, 20, 16, 12)
BLURS = (0.0, 0.12, 0.25)
"""Length of the motion as a part of the width of the face."""
SIDE = 400

Picture = npt.NDArray[np.uint8]
Vectors = npt.NDArray[np.float32]


def faces_of(root: Path, models: Any) -> tuple[list[tuple[Picture, float, Any]], list[str]]:
    """Bordered photographs with the width and the landmarks of the face, and who it is."""
    detector = models.get(FACE_DETECTOR)
    faces: list[tuple[Picture, float, Any]] = []
    people: list[str] = []
    for person, photos in cast_of("bbt", root).items():
        for photo in photos:
            read = cv2.imdecode(np.frombuffer(photo.read_bytes(), np.uint8), cv2.IMREAD_COLOR)
            assert read is not None, photo
            picture, _ = seeds.with_border(np.asarray(cv2.cvtColor(read, cv2.COLOR_BGR2RGB), np.uint8))
            factor = SIDE / max(picture.shape[:2])
            found = detector.detect(seeds.scaled(picture, factor))
            widths = found.boxes[:, 2] - found.boxes[:, 0]
            if len(widths):
                best = int(widths.argmax())
                faces.append((picture, float(widths[best]) / factor, found.landmarks[best] / factor))
                people.append(person)
    return faces, people


def worsen(picture: Picture, landmarks: Any, face: float, width: int, blur: float) -> tuple[Picture, Any]:
    """The photograph with a face of `width` pixels, smeared sideways and saved as JPEG."""
    factor = width / face
    small = seeds.scaled(picture, factor)
    length = max(1, round(blur * width))
    if length > 1:
        small = np.asarray(cv2.filter2D(small, -1, np.full((1, length), 1 / length, np.float32)), np.uint8)
    _, data = cv2.imencode(".jpg", cv2.cvtColor(small, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, 70])
    back = cv2.imdecode(data, cv2.IMREAD_COLOR)
    assert back is not None
    return np.asarray(cv2.cvtColor(back, cv2.COLOR_BGR2RGB), np.uint8), np.asarray(landmarks * factor, np.float32)


def distances(vectors: Vectors, clean: Vectors, people: list[str], *, nearest: bool) -> tuple[Any, Any]:
    """Of each face: to its own person's other photographs (mean or nearest), and to the nearest other person."""
    owner = np.array(people)
    own, other = np.zeros(len(owner)), np.full(len(owner), np.inf)
    for row in range(len(owner)):
        for person in sorted(set(people)):
            rows = np.flatnonzero((owner == person) & (np.arange(len(owner)) != row))
            if nearest:
                apart = float(np.linalg.norm(clean[rows] - vectors[row], axis=1).min())
            else:
                apart = float(np.linalg.norm(clean[rows].mean(axis=0) - vectors[row]))
            if person == people[row]:
                own[row] = apart
            else:
                other[row] = min(other[row], apart)
    return own, other


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--media", type=Path, default=MEDIA)
    options = parser.parse_args()
    models = load_models()
    embedder = models.get(FACE_EMBEDDER)
    faces, people = faces_of(options.media, models)
    clean = embedder.embed([embedder.align(picture, points) for picture, _, points in faces])
    first, second = np.triu_indices(len(people), 1)
    strangers = np.array(people)[first] != np.array(people)[second]
    separations: dict[str, list[str]] = {"mean": [], "nearest": []}
    print(f"{len(people)} photographs of {len(set(people))} people")
    print("| width | blur | sharpness | trust | own | nearest other | right | two strangers, nearest 1 in 100 |")
    print("|---|---|---|---|---|---|---|---|")
    for width in WIDTHS:
        for blur in BLURS:
            crops = [embedder.align(*worsen(picture, points, face, width, blur)) for picture, face, points in faces]
            vectors = np.concatenate([embedder.embed(crops[n : n + 8]) for n in range(0, len(crops), 8)])
            detail = float(np.median([sharpness(crop) for crop in crops]))
            trust = min(1.0, max(0.0, math.log(detail / POOR_DETAIL) / math.log(GOOD_DETAIL / POOR_DETAIL)))
            own, other = distances(vectors, clean, people, nearest=False)
            apart = np.linalg.norm(vectors[first] - vectors[second], axis=1)[strangers]
            print(
                f"| {width} | {blur} | {detail:.0f} | {trust:.2f} | {own.mean():.2f} | {other.mean():.2f} |"
                f" {(own < other).sum()}/{len(own)} | {np.percentile(apart, 1):.2f} |"
            )
            for how, row in separations.items():
                own, other = distances(vectors, clean, people, nearest=how == "nearest")
                spread = math.sqrt((own.var() + other.var()) / 2)
                row.append(f"{(other - own).mean() / spread:.2f}")
    print("\nseparation of own and other people in spreads, rows as above")
    for how, row in separations.items():
        print(f"{how} photograph: {' '.join(row)}")


if __name__ == "__main__":
    main()
