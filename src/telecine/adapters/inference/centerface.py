"""Face detection with CenterFace (Xu et al., 2019)."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
import numpy.typing as npt

from telecine.adapters.inference.candidates import Floats, as_faces, fit
from telecine.adapters.inference.sessions import Network
from telecine.engine.capabilities import DetectedFaces

_CELL: Final = 4
_STRIDE: Final = 32


class CenterFace:
    """Implements `FaceDetector`.

    The picture is looked at in the size given: whoever wants a faster or a finer look scales it first. A face is found
    best when it is 10 to 300 pixels high.
    """

    def __init__(self, network: Network, *, threshold: float, overlap: float, max_pixels: int = 4_000_000) -> None:
        """Use a converted CenterFace.

        Args:
            network: input `picture`, output `maps`, as `conversion.centerface` writes them.
            threshold: score from which a face is reported when the caller says nothing else.
            overlap: IoU above which the weaker of two boxes is dropped.
            max_pixels: a larger picture is made smaller first, to bound memory.
        """
        self._network = network
        self._threshold = threshold
        self._overlap = overlap
        self._max_pixels = max_pixels

    def detect(self, picture: npt.NDArray[np.uint8], *, threshold: float | None = None) -> DetectedFaces:
        fitted = fit(picture, stride=_STRIDE, max_pixels=self._max_pixels)
        (maps,) = self._network.run({"picture": fitted.tensor})
        boxes, scores, landmarks = decode(maps[0], self._threshold if threshold is None else threshold)
        return as_faces(boxes, scores, landmarks, fitted, overlap=self._overlap)


def decode(maps: Floats, threshold: float) -> tuple[Floats, Floats, Floats]:
    """Boxes ``[n, 4]``, scores ``[n]`` and landmarks ``[n, 5, 2]`` of the cells whose score is above `threshold`.

    Args:
        maps: float32 ``[15, h, w]``: logit; log height and log width in cells; offset y and x in cells; y and x of
            five landmarks as shares of height and width from the top left of the box.
        threshold: 0 to 1, exclusive.

    Returns:
        Positions in pixels of the network's picture, four for a cell. Overlapping boxes of one face are all there.
    """
    limit = math.log(threshold / (1 - threshold)) if 0 < threshold < 1 else math.inf if threshold >= 1 else -math.inf
    rows, columns = np.nonzero(maps[0] > limit)
    found = maps[:, rows, columns].astype(np.float32)
    scores = 1 / (1 + np.exp(-found[0]))
    height, width = np.exp(found[1]) * _CELL, np.exp(found[2]) * _CELL
    top = (rows + found[3] + 0.5) * _CELL - height / 2
    left = (columns + found[4] + 0.5) * _CELL - width / 2
    boxes = np.stack([left, top, left + width, top + height], axis=1).astype(np.float32)
    landmarks = np.stack([found[6::2] * width + left, found[5::2] * height + top], axis=2)
    return boxes, scores.astype(np.float32), landmarks.transpose(1, 0, 2).astype(np.float32)
