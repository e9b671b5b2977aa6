"""What models can do, as stages see it. Pre- and post-processing belong to the adapters behind these protocols."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Generic, Literal, Protocol, TypeVar

import numpy as np
import numpy.typing as npt

C_co = TypeVar("C_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Capability(Generic[C_co]):
    """The typed name of something a model can do: ``ctx.models.get(FACE_DETECTOR)``."""

    name: str


@dataclass(frozen=True, slots=True)
class DetectedFaces:
    """Faces of one picture, best first, in pixels of that picture.

    Attributes:
        boxes: float32 ``[n, 4]`` x1, y1, x2, y2.
        scores: float32 ``[n]``, 0 to 1, as the detector gave them.
        landmarks: float32 ``[n, 5, 2]``: right eye, left eye, nose, right and left corner of the mouth,
            as the viewer sees them from left to right.
    """

    boxes: npt.NDArray[np.float32]
    scores: npt.NDArray[np.float32]
    landmarks: npt.NDArray[np.float32]


class FaceDetector(Protocol):
    """Finds faces and five landmarks."""

    def detect(self, picture: npt.NDArray[np.uint8], *, threshold: float | None = None) -> DetectedFaces:
        """Faces in one RGB picture uint8 ``[h, w, 3]``; sides need not be multiples of 32 (it pads).

        `threshold` overrides the default score limit.
        """
        ...


class FaceEmbedder(Protocol):
    """Turns faces into vectors of one space."""

    def align(self, picture: npt.NDArray[np.uint8], landmarks: npt.NDArray[np.float32]) -> npt.NDArray[np.uint8]:
        """Aligned RGB crop uint8 ``[s, s, 3]`` from an RGB picture and landmarks ``[5, 2]`` in its pixels."""
        ...

    def adopt(self, crop: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
        """A crop that this or another embedder aligned, as this one aligns faces; its own crops stay as they are.

        Raises ValueError for a crop that no known embedder makes.
        """
        ...

    def embed(self, crops: Sequence[npt.NDArray[np.uint8]]) -> npt.NDArray[np.float32]:
        """Vectors float32 ``[n, d]`` of aligned crops. One batch; callers batch up to `batch`."""
        ...

    @property
    def batch(self) -> int:
        """The batch size that is fastest on this machine."""
        ...


FACE_DETECTOR: Final[Capability[FaceDetector]] = Capability("face-detector")
FACE_EMBEDDER: Final[Capability[FaceEmbedder]] = Capability("face-embedder")


@dataclass(frozen=True, slots=True)
class Similarity:
    """How vectors of one space are compared, and the limits fitted for that space.

    Attributes:
        metric: `l2` (Euclidean distance of raw vectors) or `cosine` (1 - cosine).
        same: distance below which two samples are the same person.
        cluster: distance at which average linkage stops.
    """

    metric: Literal["l2", "cosine"]
    same: float
    cluster: float

    def distances(self, first: npt.NDArray[np.float32], second: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """Distances float32 ``[n, m]`` between vectors ``[n, d]`` and ``[m, d]``."""
        a, b = first.astype(np.float64), second.astype(np.float64)
        if self.metric == "cosine":
            a = a / np.maximum(np.linalg.norm(a, axis=1, keepdims=True), 1e-12)
            b = b / np.maximum(np.linalg.norm(b, axis=1, keepdims=True), 1e-12)
            return np.asarray(1 - a @ b.T, dtype=np.float32)
        squares = (a**2).sum(1)[:, None] + (b**2).sum(1)[None, :]
        squares -= 2 * a @ b.T
        np.maximum(squares, 0, out=squares)
        return np.asarray(np.sqrt(squares, out=squares), dtype=np.float32)


@dataclass(frozen=True, slots=True)
class ModelRef:
    """Which model a job uses for a capability; frozen at submission and part of keys.

    Attributes:
        capability: name of the capability.
        id: name of the model in the manifest.
        sha256: of the source file as downloaded (or of the declared version, prompt and schema of a service).
        converter: version of the converter.
        tier: `default` or `best`; shown to people, not part of the key.
        settings: what else decides results, such as metric and thresholds.
        licence: of the weights; shown to people, not part of the key.
    """

    capability: str
    id: str
    sha256: str
    converter: int
    tier: str
    settings: Mapping[str, object]
    licence: str = ""

    def key_part(self) -> dict[str, object]:
        return {
            "id": self.id,
            "sha256": self.sha256,
            "converter": self.converter,
            "settings": dict(self.settings),
        }

    @property
    def space(self) -> str:
        """Name of the embedding space its vectors live in."""
        return f"{self.id}@{self.sha256[:12]}/{self.converter}"

    @property
    def similarity(self) -> Similarity:
        """Raises KeyError when the model has no metric (it makes no vectors)."""
        metric = self.settings["metric"]
        if metric not in ("l2", "cosine"):
            raise ValueError(f"{self.id} declares the unknown metric {metric!r}")
        return Similarity(
            metric="l2" if metric == "l2" else "cosine",
            same=float(str(self.settings["same"])),
            cluster=float(str(self.settings["cluster"])),
        )
