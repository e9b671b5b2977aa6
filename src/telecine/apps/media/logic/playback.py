"""Whether a browser can play a file as it is."""

from __future__ import annotations

from typing import Final

from telecine.records.media import Probe

_MP4: Final = frozenset({"mov", "mp4", "m4a"})
_WEBM: Final = frozenset({"webm"})
_MATROSKA: Final = "matroska"
_IN_MP4: Final = frozenset({"h264", "av1", "vp9"})
_IN_WEBM: Final = frozenset({"vp8", "vp9", "av1"})
_AUDIO_MP4: Final = frozenset({"aac", "mp3", "opus", "flac"})
_AUDIO_WEBM: Final = frozenset({"opus", "vorbis"})
_PIXELS: Final = frozenset({"yuv420p", "yuvj420p", "nv12"})
_DEEP: Final = frozenset({"yuv420p10le"})


def why_proxy(probe: Probe) -> str | None:
    """Why browsers in general cannot play the file; None when they can.

    The rules are what current Chrome, Firefox and Safari have in common: H.264 in 4:2:0 with 8 bits in MP4 with AAC or
    MP3, or VP8, VP9 and AV1 in WebM.
    """
    names = set(probe.container.split(","))
    video = probe.video
    if names & _MP4:
        container, codecs, sounds = "MP4", _IN_MP4, _AUDIO_MP4
    elif names & _WEBM and video.codec in _IN_WEBM:
        container, codecs, sounds = "WebM", _IN_WEBM, _AUDIO_WEBM
    else:
        kind = "Matroska" if _MATROSKA in names else probe.container.split(",")[0]
        return f"browsers do not play {kind} files"
    if video.codec not in codecs:
        return f"not every browser plays {video.codec} video"
    deep = video.codec in {"vp9", "av1"} and video.pixel_format in _DEEP
    if video.pixel_format not in _PIXELS and not deep:
        return f"not every browser plays {video.codec} as {video.pixel_format}"
    if video.is_interlaced:
        return "browsers show interlaced video with combs"
    if probe.audio and probe.audio[0].codec not in sounds:
        return f"not every browser plays {probe.audio[0].codec} sound in {container}"
    return None


def fitting_size(width: int, height: int, most: tuple[int, int]) -> tuple[int, int]:
    """Even size with the same shape that fits into `most`, never larger than the picture."""
    scale = min(1.0, most[0] / width, most[1] / height)
    return max(2, round(width * scale / 2) * 2), max(2, round(height * scale / 2) * 2)
