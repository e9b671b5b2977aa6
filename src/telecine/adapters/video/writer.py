"""`PyAvWriter`: an MP4 file with H.264 pictures and AAC sound."""

from __future__ import annotations

import errno
import math
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Final, Literal, Self

import av
import numpy as np
import numpy.typing as npt
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import OutputContainer
from av.error import FFmpegError
from av.video.frame import VideoFrame
from av.video.reformatter import VideoReformatter
from av.video.stream import VideoStream

from telecine.kernel.errors import NoSpace

_BT709: Final = 1
_LIMITED: Final = 1
_MAX_TIMESCALE: Final = 2**31 - 1
_LAYOUTS: Final = {1: "mono", 2: "stereo"}
_STEREO_BITS: Final = 192_000


class PyAvWriter:
    """Implements `engine.ports.VideoWriter`; a context manager.

    The file appears under its name when the block ends well, and not at all when it raises. Instants that are whole
    ticks of `time_base` are kept exactly; others are rounded to the nearest tick. Without a `time_base` it is one
    that holds the frame rate and multiples of 1/90000 s.

    Args:
        path: of the file to make; it is replaced when it is there.
        size: width and height of the pictures; odd ones are padded by one pixel, as H.264 in 4:2:0 demands.
        frame_rate: the nominal rate; pictures may come at any growing instants.
        crf: quality of x264, lower is better.
        audio_rate: samples a second of the sound; None for a silent film.
        audio_channels: 1 for mono, 2 for stereo.
        threads: of the encoder; fixed, because x264's output depends on it.
        options: more options of x264, for instance ``{"bf": "3"}``.
    """

    def __init__(
        self,
        path: Path,
        *,
        size: tuple[int, int],
        frame_rate: Fraction,
        crf: int = 23,
        audio_rate: int | None = None,
        audio_channels: Literal[1, 2] = 1,
        preset: str = "veryfast",
        time_base: Fraction | None = None,
        threads: int = 1,
        options: Mapping[str, str] | None = None,
    ) -> None:
        if min(size) < 2:
            raise ValueError("a video needs pictures of at least 2x2 pixels")
        self._path = path
        self._part = path.with_name(f".{path.name}.part")
        self._size = size
        self._frame_rate = frame_rate
        self._time_base = time_base or Fraction(1, _timescale(frame_rate))
        self._audio_rate = audio_rate
        self._channels = audio_channels
        self._x264 = {"crf": str(crf), "preset": preset, **(options or {})}
        self._threads = threads
        self._to_yuv = VideoReformatter()
        self._last: int | None = None
        self._samples = 0
        self._container: OutputContainer | None = None
        self._video: VideoStream | None = None
        self._audio: AudioStream | None = None

    def __enter__(self) -> Self:
        try:
            self._open()
        except FFmpegError as error:
            self._discard()
            raise _translated(error) from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            self._discard()
            return
        try:
            self._finish()
        except FFmpegError as failure:
            self._discard()
            raise _translated(failure) from failure
        self._part.replace(self._path)

    def write(self, picture: npt.NDArray[np.uint8], at: Fraction) -> None:
        """Add an RGB ``[h, w, 3]`` or grey ``[h, w]`` picture shown from `at` seconds.

        Raises:
            ValueError: it has another size, or `at` is not a tick later than the one before.
        """
        if self._container is None or self._video is None:
            raise ValueError("the writer is not open")
        width, height = self._size
        if picture.shape[:2] != (height, width):
            raise ValueError(f"a picture of {picture.shape[1]}x{picture.shape[0]} in a video of {width}x{height}")
        stamp = round(at / self._time_base)
        if self._last is not None and stamp <= self._last:
            raise ValueError(f"instant {at} does not follow the picture before")
        self._last = stamp
        frame = self._to_yuv.reformat(
            _framed(picture), format="yuv420p", dst_colorspace=_BT709, dst_color_range=_LIMITED, threads=1
        )
        frame.pts = stamp
        frame.time_base = self._time_base
        try:
            self._container.mux(self._video.encode(frame))
        except FFmpegError as error:
            raise _translated(error) from error

    def write_audio(self, block: npt.NDArray[np.float32]) -> None:
        """Add float32 samples, -1 to 1, that follow those before; the first stands at instant 0.

        Raises:
            ValueError: the writer is silent, or `block` is not ``[n]`` for mono and ``[n, 2]`` for stereo.
        """
        if self._container is None or self._audio is None or self._audio_rate is None:
            raise ValueError("the writer was opened without sound")
        if block.shape[1:] != (() if self._channels == 1 else (2,)):
            raise ValueError(f"sound of shape {block.shape} for a writer of {self._channels} channels")
        if not len(block):
            return
        flat = np.ascontiguousarray(block, np.float32).reshape(1, -1)
        frame = AudioFrame.from_ndarray(flat, format="flt", layout=_LAYOUTS[self._channels])
        frame.sample_rate = self._audio_rate
        frame.time_base = Fraction(1, self._audio_rate)
        frame.pts = self._samples
        self._samples += len(block)
        try:
            self._container.mux(self._audio.encode(frame))
        except FFmpegError as error:
            raise _translated(error) from error

    def _open(self) -> None:
        scale = str(self._time_base.denominator)
        self._container = av.open(
            str(self._part), "w", format="mp4", options={"movflags": "+faststart", "video_track_timescale": scale}
        )
        video = self._container.add_stream("libx264", rate=self._frame_rate, options=self._x264)
        context = video.codec_context
        context.width, context.height = _even(self._size[0]), _even(self._size[1])
        context.pix_fmt = "yuv420p"
        context.time_base = self._time_base
        context.thread_count = self._threads
        context.colorspace = context.color_primaries = context.color_trc = _BT709
        context.color_range = _LIMITED
        video.time_base = self._time_base
        self._video = video
        if self._audio_rate is not None:
            self._audio = self._container.add_stream("aac", rate=self._audio_rate, layout=_LAYOUTS[self._channels])
            if self._channels > 1:
                self._audio.bit_rate = _STEREO_BITS

    def _finish(self) -> None:
        if self._container is None or self._video is None:
            return
        self._container.mux(self._video.encode(None))
        if self._audio is not None:
            self._container.mux(self._audio.encode(None))
        self._container.close()
        self._container = None

    def _discard(self) -> None:
        container, self._container = self._container, None
        try:
            if container is not None:
                container.close()
        except (FFmpegError, ValueError):
            # What could not be written is about to be removed.
            pass
        finally:
            self._part.unlink(missing_ok=True)


def _timescale(frame_rate: Fraction) -> int:
    both = math.lcm(frame_rate.numerator, 90_000)
    return both if both <= _MAX_TIMESCALE else min(frame_rate.numerator, _MAX_TIMESCALE)


def _even(side: int) -> int:
    return side + side % 2


def _framed(picture: npt.NDArray[np.uint8]) -> VideoFrame:
    height, width = picture.shape[:2]
    if height % 2 or width % 2:
        padding = [(0, height % 2), (0, width % 2), (0, 0)][: picture.ndim]
        picture = np.pad(picture, padding, mode="edge")
    name = "gray" if picture.ndim == 2 else "rgb24"
    return VideoFrame.from_ndarray(np.ascontiguousarray(picture), format=name)


def _translated(error: FFmpegError) -> Exception:
    """A full disk is worth another try; anything else that an encoder says is our mistake."""
    if error.errno == errno.ENOSPC:
        return NoSpace("The disk is full while a video is being written. Free some space; the work is tried again.")
    return error
