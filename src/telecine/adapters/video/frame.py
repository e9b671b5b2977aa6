"""One decoded picture; converted only where and when it is looked at."""

from __future__ import annotations

import math
import re
from fractions import Fraction
from typing import Final

import numpy as np
import numpy.typing as npt
from av.video.frame import VideoFrame
from av.video.plane import VideoPlane
from av.video.reformatter import Interpolation, VideoReformatter

from telecine.adapters.video.orientation import Orientation
from telecine.kernel.boxes import Box

Bytes = npt.NDArray[np.uint8]

_PLANAR: Final = re.compile(r"(?:yuv[aj]?4(?:20|22|44|40|11|10)p|gray)(?:(9|10|12|14|16)le)?")
_SEMI_PLANAR: Final = {"nv12": 0, "nv16": 0, "nv24": 0, "p010le": 8, "p012le": 8, "p016le": 8, "p210le": 8}
_LOOK: Final = "yuv420p"


class Geometry:
    """What all frames of a video share: how they are turned, their displayed size, and the scalers they reuse."""

    def __init__(self, orientation: Orientation, size: tuple[int, int]) -> None:
        self.orientation = orientation
        self.size = size
        self._scalers: dict[tuple[object, ...], VideoReformatter] = {}

    def reformat(self, frame: VideoFrame, width: int, height: int, pixel_format: str) -> VideoFrame:
        """Scale and convert on this thread; a scaler is set up once for each pair of sizes."""
        key = (frame.width, frame.height, frame.format.name, width, height, pixel_format)
        scaler = self._scalers.get(key)
        if scaler is None:
            if len(self._scalers) >= 16:
                self._scalers.clear()
            scaler = self._scalers[key] = VideoReformatter()
        return scaler.reformat(frame, width, height, pixel_format, interpolation=Interpolation.BILINEAR, threads=1)


class PyAvFrame:
    """Implements `engine.ports.Frame` over a decoded `av.VideoFrame`."""

    __slots__ = ("_frame", "_full", "_geometry", "_look", "at", "duration")

    def __init__(self, frame: VideoFrame, at: Fraction, duration: Fraction, geometry: Geometry) -> None:
        self._frame = frame
        self._geometry = geometry
        self._full: Bytes | None = None
        self._look: VideoFrame | None = None
        self.at = at
        self.duration = duration

    @property
    def is_key(self) -> bool:
        return self._frame.key_frame

    @property
    def size(self) -> tuple[int, int]:
        return self._geometry.size

    def rgb(self, size: tuple[int, int] | None = None) -> Bytes:
        if size is None or size == self.size:
            if self._full is None:
                self._full = self._convert(self._frame, self.size)
            return self._full
        return self._convert(self._frame, size)

    def crop_rgb(self, box: Box) -> tuple[Bytes, tuple[float, float]]:
        width, height = self.size
        x1, y1 = max(0, math.floor(box.x1)), max(0, math.floor(box.y1))
        x2, y2 = min(width, math.ceil(box.x2)), min(height, math.ceil(box.y2))
        if x1 >= x2 or y1 >= y2:
            return np.zeros((0, 0, 3), np.uint8), (float(x1), float(y1))
        if self._full is None:
            part = self._crop(Box(x1, y1, x2, y2))
            if part is not None:
                return part, (float(x1), float(y1))
        return self.rgb()[y1:y2, x1:x2], (float(x1), float(y1))

    def luma(self, step: int = 1) -> Bytes:
        return self._geometry.orientation.apply(_samples(self._looked_at(), 0, step))

    def chroma(self, step: int = 1) -> tuple[Bytes, Bytes]:
        frame = self._looked_at()
        turn = self._geometry.orientation.apply
        if frame.format.name.startswith("gray"):
            shape = turn(_samples(frame, 0, 2 * step)).shape
            return np.full(shape, 128, np.uint8), np.full(shape, 128, np.uint8)
        return turn(_samples(frame, 1, step)), turn(_samples(frame, 2, step))

    def _looked_at(self) -> VideoFrame:
        """The frame in a format whose planes can be looked at in place."""
        name = self._frame.format.name
        if name in _SEMI_PLANAR or _PLANAR.fullmatch(name):
            return self._frame
        if self._look is None:
            self._look = self._geometry.reformat(self._frame, self._frame.width, self._frame.height, _LOOK)
        return self._look

    def _convert(self, frame: VideoFrame, size: tuple[int, int]) -> Bytes:
        orientation = self._geometry.orientation
        width, height = orientation.size(*size)
        made = self._geometry.reformat(frame, width, height, "rgb24")
        picture = _rows(made.planes[0], height, width * 3).reshape(height, width, 3)
        return np.ascontiguousarray(orientation.apply(picture))

    def _crop(self, box: Box) -> Bytes | None:
        """`box` (whole pixels, inside) converted alone; None where only the whole picture can be converted."""
        frame = self._frame
        orientation = self._geometry.orientation
        if frame.format.name not in {"yuv420p", "yuvj420p"}:
            return None
        if orientation.size(frame.width, frame.height) != self.size:
            return None
        stored = orientation.to_stored(box, self.size)
        left, top = int(stored.x1) & ~1, int(stored.y1) & ~1
        right = min(frame.width, (int(stored.x2) + 1) & ~1)
        bottom = min(frame.height, (int(stored.y2) + 1) & ~1)
        width, height = right - left, bottom - top
        part = VideoFrame(width, height, frame.format.name)
        part.colorspace, part.color_range = frame.colorspace, frame.color_range
        for index, (source, target) in enumerate(zip(frame.planes, part.planes, strict=True)):
            shift = 1 if index else 0
            rows, columns = target.height, target.width
            view = _rows(source, source.height, source.width)
            y, x = top >> shift, left >> shift
            _rows(target, rows, columns)[:] = view[y : y + rows, x : x + columns]
        made = VideoReformatter().reformat(
            part, width, height, "rgb24", interpolation=Interpolation.BILINEAR, threads=1
        )
        picture = _rows(made.planes[0], height, width * 3).reshape(height, width, 3)
        x, y = int(stored.x1) - left, int(stored.y1) - top
        inside = picture[y : y + int(stored.height), x : x + int(stored.width)]
        return np.ascontiguousarray(orientation.apply(inside))


def _rows(plane: VideoPlane, rows: int, row_bytes: int) -> Bytes:
    """The bytes of a plane as ``[rows, row_bytes]`` without the padding of its lines; a view."""
    whole = np.frombuffer(memoryview(plane), np.uint8)
    return whole[: rows * plane.line_size].reshape(rows, plane.line_size)[:, :row_bytes]


def _samples(frame: VideoFrame, component: int, step: int) -> Bytes:
    """Every `step`-th 8-bit sample of luma (0), Cb (1) or Cr (2) of a planar or semi-planar frame, as stored."""
    name = frame.format.name
    shift = _SEMI_PLANAR.get(name)
    if shift is None:
        found = _PLANAR.fullmatch(name)
        depth = int(found[1]) if found and found[1] else 8
        plane = frame.planes[component]
        return _narrow(_rows(plane, plane.height, plane.width * (1 if depth == 8 else 2)), depth - 8, step)
    plane = frame.planes[min(component, 1)]
    size = 2 if shift else 1
    pairs = 2 if component else 1
    stored = _rows(plane, plane.height, plane.width * size * pairs)
    if component:
        wide = stored.view(np.uint16) if shift else stored
        picked = wide[::step, component - 1 :: 2 * step]
        return np.asarray(picked >> shift, np.uint8) if shift else np.asarray(picked, np.uint8)
    return _narrow(stored, shift, step)


def _narrow(stored: Bytes, shift: int, step: int) -> Bytes:
    if not shift:
        return stored[::step, ::step]
    return np.asarray(stored.view(np.uint16)[::step, ::step] >> shift, np.uint8)
