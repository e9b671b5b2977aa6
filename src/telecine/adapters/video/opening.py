"""Opening a file and choosing its video stream, with an answer in plain English when that cannot be done."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

import av
import av.logging
from av.container import InputContainer
from av.error import FFmpegError
from av.video.stream import VideoStream

from telecine.kernel.errors import BadMedia, NotFound

# What the decoder has to say about a damaged packet is counted, not printed.
av.logging.set_level(None)
av.logging.set_libav_level(av.logging.PANIC)

MAX_SIDE: Final = 16_384
MAX_PIXELS: Final = 64_000_000

# A playlist or a list of files would make FFmpeg open what the person did not name.
_LISTS: Final = frozenset({"hls", "concat", "dash", "sdp", "rtsp", "imf", "ffmetadata", "rtp", "vapoursynth", "lavfi"})
_LIST_ANSWER: Final = "{name} is a playlist, not a video. Add the video file that it names."
_STILLS: Final = frozenset({"image2", "image2pipe", "ico", "svs"})
_TEXT: Final = frozenset({"tty", "srt", "webvtt", "ass", "microdvd", "subviewer", "lrc", "txd", "bintext", "xbin"})
_OPTIONS: Final = {"protocol_whitelist": "file"}


def open_container(path: Path) -> InputContainer:
    """Open `path` for reading.

    Raises:
        NotFound: there is no such file.
        BadMedia: it is no file, is empty, may not be read, or is in no known or allowed format.
    """
    _check_file(path)
    _check_head(path)
    try:
        container = av.open(f"file:{path}", mode="r", container_options=_OPTIONS, metadata_errors="replace")
    except FFmpegError as error:
        raise BadMedia(
            _explain_unreadable(path), details={"reason": "unreadable", "decoder": str(error.strerror)}
        ) from error
    except (OSError, ValueError, RuntimeError) as error:
        raise BadMedia(
            f"{path.name} cannot be opened: {error}.", details={"reason": "unreadable", "decoder": str(error)}
        ) from error
    try:
        _check_format(path, container)
    except BadMedia:
        container.close()
        raise
    return container


def choose_video(path: Path, container: InputContainer) -> VideoStream:
    """The main video stream.

    Raises:
        BadMedia: there is none, nothing decodes its codec, or its picture is too large.
    """
    candidates = [s for s in container.streams.video if not s.disposition & s.disposition.__class__.attached_pic]
    if not candidates:
        if container.streams.audio:
            raise BadMedia(
                f"{path.name} has sound but no picture. Telecine needs a video file.", details={"reason": "audio_only"}
            )
        raise BadMedia(f"{path.name} holds no video stream. Telecine needs a video file.")
    usable = [s for s in candidates if _can_decode(s)]
    if not usable:
        raise BadMedia(
            f"The video in {path.name} uses a codec that this FFmpeg cannot decode. "
            "Convert it to H.264 in MP4 and add that file.",
            details={"reason": "unknown_codec"},
        )
    best = container.streams.best("video")
    stream = next((s for s in usable if best is not None and s.index == best.index), usable[0])
    _check_size(path, stream.width, stream.height)
    return stream


def _can_decode(stream: VideoStream) -> bool:
    # PyAV types the context as always there; a stream without a decoder has none.
    context: object = stream.codec_context
    return context is not None


def _check_size(path: Path, width: int, height: int) -> None:
    if max(width, height) > MAX_SIDE or width * height > MAX_PIXELS:
        raise BadMedia(
            f"The picture in {path.name} is {width}x{height}; Telecine takes up to {MAX_SIDE} pixels a side and "
            f"{MAX_PIXELS // 1_000_000} megapixels. Scale it down first.",
            details={"reason": "too_large"},
        )


def _check_file(path: Path) -> None:
    try:
        if path.is_dir():
            raise BadMedia(f"{path.name} is a folder. Name one video file in it.", details={"reason": "not_a_file"})
        if not path.exists():
            raise NotFound(f"There is no file {path}.")
        if not path.is_file():
            raise BadMedia(f"{path.name} is not a regular file. Name a video file.", details={"reason": "not_a_file"})
        size = path.stat().st_size
    except PermissionError as error:
        raise BadMedia(_unreadable(path), details={"reason": "not_readable"}) from error
    if size == 0:
        raise BadMedia(f"{path.name} is empty (0 bytes). Copy or record it again.", details={"reason": "empty_file"})
    if not os.access(path, os.R_OK):
        raise BadMedia(_unreadable(path), details={"reason": "not_readable"})


def _check_head(path: Path) -> None:
    """Refuse lists of files before FFmpeg opens what they name."""
    with path.open("rb") as file:
        head = file.read(64).lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith((b"#EXTM3U", b"ffconcat", b"<MPD", b"v=0")):
        raise BadMedia(_LIST_ANSWER.format(name=path.name), details={"reason": "playlist"})


def _unreadable(path: Path) -> str:
    return f"{path.name} cannot be read: permission denied. Allow the user that runs Telecine to read it."


def _check_format(path: Path, container: InputContainer) -> None:
    names = set(container.format.name.split(","))
    if names & _LISTS:
        raise BadMedia(_LIST_ANSWER.format(name=path.name), details={"reason": "playlist"})
    if names & _STILLS or any(name.endswith("_pipe") for name in names):
        raise BadMedia(
            f"{path.name} is a still picture. Telecine needs a video file.", details={"reason": "still_picture"}
        )
    if names & _TEXT:
        raise BadMedia(f"{path.name} is text, not a video.", details={"reason": "not_a_video"})


def _explain_unreadable(path: Path) -> str:
    with path.open("rb") as file:
        head = file.read(12)
    if head[4:8] in {b"ftyp", b"mdat", b"free", b"wide", b"skip"}:
        return (
            f"{path.name} is cut short: its index (moov) is missing, so the recording or the copy did not finish. "
            "Copy it again, or repair it with the program that recorded it."
        )
    return f"{path.name} is not a video, or is damaged beyond reading. Check that it plays in a media player."
