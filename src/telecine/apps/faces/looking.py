"""Finding the faces of one frame with as fine a detector as they need."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import numpy.typing as npt

from telecine.apps.faces.logic.tracking.appearance import PART, colours, head_region
from telecine.apps.faces.logic.tracking.sampling import fit
from telecine.apps.faces.logic.tracking.tracklets import Detections
from telecine.apps.faces.params import TrackParams
from telecine.engine.capabilities import FaceDetector
from telecine.engine.ports import Frame, Picture
from telecine.kernel.boxes import Box

Floats = npt.NDArray[np.float32]


class Looker:
    """Detects faces, choosing the size of the picture shot by shot.

    The first frame of a shot is looked at with the fine detector. It stays fine while it finds small faces, becomes
    finest while it finds tiny ones, and is coarse otherwise, with a fine look now and then.
    """

    def __init__(self, detector: FaceDetector, params: TrackParams, picture: tuple[int, int]) -> None:
        self._detector = detector
        self._params = params
        self._picture = picture
        self._sizes = (fit(picture, params.coarse), fit(picture, params.fine), fit(picture, params.finest))
        self._tier = 1
        self._probe_at: Fraction | None = None
        self._is_fine_shot = False
        self.looks = 0
        self.fine_shots = 0

    def open_shot(self) -> None:
        self._tier = 1
        self._probe_at = None
        self._is_fine_shot = False

    def look(self, frame: Frame) -> tuple[Detections, Picture]:
        """Faces in pixels of the source, and the picture in which they were found."""
        if self._probe_at is not None and frame.at >= self._probe_at:
            self._tier = max(self._tier, 1)
            self._probe_at = None
        looked_with = self._tier
        size = self._sizes[looked_with]
        picture = frame.rgb(size)
        found = self._detector.detect(picture, threshold=self._params.keep_score)
        self.looks += 1
        scale = np.array([self._picture[0] / size[0], self._picture[1] / size[1]], np.float32)
        looks = [colours(picture, head_region(Box(*map(float, box)))) for box in found.boxes]
        detections = Detections(
            at=frame.at,
            boxes=(found.boxes * np.tile(scale, 2)).astype(np.float32),
            scores=found.scores,
            landmarks=(found.landmarks * scale).astype(np.float32),
            looks=np.stack(looks) if looks else np.zeros((0, PART), np.float32),
        )
        self._choose(detections, looked_with)
        return detections, picture

    def _choose(self, found: Detections, looked_with: int) -> None:
        sure = found.scores >= self._params.birth_score
        heights = (found.boxes[:, 3] - found.boxes[:, 1])[sure]
        smallest = float(heights.min()) if len(heights) else float("inf")
        tier = 0
        if smallest < self._params.tiny_px:
            tier = 2
        elif smallest < self._params.small_px:
            tier = 1
        while tier and self._sizes[tier] == self._sizes[tier - 1]:
            tier -= 1
        if looked_with >= 1 and tier == 0:
            self._probe_at = found.at + self._params.probe_every
        if tier and not self._is_fine_shot:
            self._is_fine_shot = True
            self.fine_shots += 1
        # A coarse look that happens to miss the small faces is no reason to look coarsely again; a fine one is.
        self._tier = tier
