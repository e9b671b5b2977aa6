"""Face detection with YuNet 2023mar (Wu et al., "YuNet: A Tiny Millisecond-level Face Detector", 2023)."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from telecine.adapters.inference.candidates import Floats, as_faces, fit
from telecine.adapters.inference.sessions import Network
from telecine.engine.capabilities import DetectedFaces

_STRIDES: Final = (8, 16, 32)


class YuNet:
    """Implements `FaceDetector`."""

    def __init__(self, network: Network, *, threshold: float, overlap: float, max_pixels: int = 4_000_000) -> None:
        """Use YuNet as published: one input of blue, green, red, 0 to 255; outputs ``{cls,obj,bbox,kps}_{8,16,32}``.

        Args:
            network: where it takes one size only, pictures are made to fit that size.
            threshold: score from which a face is reported when the caller says nothing else.
            overlap: IoU above which the weaker of two boxes is dropped.
            max_pixels: a larger picture is made smaller first, to bound memory.
        """
        ((self._input, shape),) = network.inputs.items()
        height, width = shape[2], shape[3]
        self._fixed = (height, width) if height and width else None
        self._network = network
        self._threshold = threshold
        self._overlap = overlap
        self._max_pixels = max_pixels

    def detect(self, picture: npt.NDArray[np.uint8], *, threshold: float | None = None) -> DetectedFaces:
        fitted = fit(picture, stride=_STRIDES[-1], max_pixels=self._max_pixels, fixed=self._fixed, reverse=True)
        outputs = dict(zip(self._network.outputs, self._network.run({self._input: fitted.tensor}), strict=True))
        columns = fitted.tensor.shape[3]
        limit = self._threshold if threshold is None else threshold
        found = [
            decode(
                outputs[f"cls_{stride}"],
                outputs[f"obj_{stride}"],
                outputs[f"bbox_{stride}"],
                outputs[f"kps_{stride}"],
                stride=stride,
                width=columns,
                threshold=limit,
            )
            for stride in _STRIDES
        ]
        boxes, scores, landmarks = (np.concatenate(parts) for parts in zip(*found, strict=True))
        return as_faces(boxes, scores, landmarks, fitted, overlap=self._overlap)


def decode(
    face: Floats, thing: Floats, box: Floats, points: Floats, *, stride: int, width: int, threshold: float
) -> tuple[Floats, Floats, Floats]:
    """Boxes ``[n, 4]``, scores ``[n]`` and landmarks ``[n, 5, 2]`` in pixels, of one stride's cells above `threshold`.

    Args:
        face: probability that what is there is a face, one for a cell, row by row; any shape.
        thing: probability that something is there; the score is the geometric mean of the two.
        box: x, y offset from the corner of the cell and log width, log height, in strides.
        points: x, y offset of five landmarks from the corner of the cell, in strides.
        stride: pixels for a cell.
        width: of the network's picture, in pixels.
        threshold: 0 to 1, exclusive.
    """
    scores = np.sqrt(np.clip(face.reshape(-1), 0, 1) * np.clip(thing.reshape(-1), 0, 1))
    cells = np.flatnonzero(scores > threshold)
    corner = np.stack([cells % (width // stride), cells // (width // stride)], axis=1).astype(np.float32)
    shape = box.reshape(-1, 4)[cells]
    centre = (corner + shape[:, :2]) * stride
    half = np.exp(shape[:, 2:]) * stride / 2
    landmarks = (points.reshape(-1, 5, 2)[cells] + corner[:, None]) * stride
    boxes = np.concatenate([centre - half, centre + half], axis=1).astype(np.float32)
    return boxes, scores[cells].astype(np.float32), landmarks.astype(np.float32)
