"""Face embedding: aligned crops to vectors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from telecine.adapters.inference.alignment import ARCFACE_POINTS, DLIB_POINTS, aligned_crop
from telecine.adapters.inference.candidates import Floats, Picture
from telecine.adapters.inference.sessions import Network

_BATCH: Final = 8
_TEMPLATES: Final = {150: DLIB_POINTS, 112: ARCFACE_POINTS}
"""Where landmarks lie on the crops of each embedder, by the side of its crops."""


class AlignedEmbedder:
    """Implements `FaceEmbedder` for networks that take RGB crops aligned by five landmarks."""

    def __init__(self, network: Network, *, points: Sequence[tuple[float, float]], batch: int = _BATCH) -> None:
        """Use a network with one input float32 ``[n, 3, s, s]`` (RGB, 0 to 255) and one output ``[n, d]``.

        Args:
            network: its input shape says the side of a crop, and whether it takes several at once.
            points: where the five landmarks lie on a crop.
            batch: how many crops are fastest at once; 1 where the network takes only one.
        """
        ((self._input, shape),) = network.inputs.items()
        self._network = network
        self._side = int(shape[2] or 0)
        self._reference = np.array(points, np.float32)
        self._batch = batch if shape[0] is None else shape[0]

    @classmethod
    def dlib(cls, network: Network) -> AlignedEmbedder:
        """Dlib's ResNet: crops of 150 pixels, 128 numbers, compared by Euclidean distance."""
        return cls(network, points=DLIB_POINTS)

    @classmethod
    def sface(cls, network: Network) -> AlignedEmbedder:
        """SFace: crops of 112 pixels, 128 numbers, compared by cosine."""
        return cls(network, points=ARCFACE_POINTS)

    @property
    def batch(self) -> int:
        return self._batch

    def align(self, picture: npt.NDArray[np.uint8], landmarks: npt.NDArray[np.float32]) -> npt.NDArray[np.uint8]:
        return aligned_crop(picture, landmarks, self._reference, self._side)

    def adopt(self, crop: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
        side = crop.shape[0]
        if crop.dtype != np.uint8 or crop.shape != (side, side, 3) or side not in {self._side, *_TEMPLATES}:
            raise ValueError(f"no embedder makes crops that are {crop.dtype} {list(crop.shape)}")
        if side == self._side:
            return crop
        return aligned_crop(crop, np.array(_TEMPLATES[side], np.float32), self._reference, self._side)

    def embed(self, crops: Sequence[Picture]) -> Floats:
        """Vectors float32 ``[n, d]``; no crop gives ``[0, 0]``. Raises ValueError for a crop of another size."""
        wanted = (self._side, self._side, 3)
        if wrong := [crop.shape for crop in crops if crop.shape != wanted or crop.dtype != np.uint8]:
            raise ValueError(f"an aligned crop is uint8 {list(wanted)}, not {list(wrong[0])}")
        vectors = [self._run(crops[start : start + self._batch]) for start in range(0, len(crops), self._batch)]
        return np.concatenate(vectors) if vectors else np.empty((0, 0), np.float32)

    def _run(self, crops: Sequence[Picture]) -> Floats:
        faces = np.empty((len(crops), 3, self._side, self._side), np.float32)
        for face, crop in zip(faces, crops, strict=True):
            face[:] = crop.transpose(2, 0, 1)
        return self._network.run({self._input: faces})[0]
