"""What browsers play as it is."""

from __future__ import annotations

from fractions import Fraction

import pytest

from telecine.apps.media.logic.playback import fitting_size, why_proxy
from telecine.records.media import AudioStream, Probe, VideoStream

MP4 = "mov,mp4,m4a,3gp,3g2,mj2"
WEBM = "matroska,webm"


def _probe(container: str, codec: str, pixels: str, audio: str | None = None, *, interlaced: bool = False) -> Probe:
    return Probe(
        container=container,
        size_bytes=1,
        origin=Fraction(0),
        duration=Fraction(10),
        video=VideoStream(
            index=0,
            codec=codec,
            width=1280,
            height=720,
            rotation=0,
            pixel_format=pixels,
            bit_depth=8,
            time_base=Fraction(1, 12_800),
            frame_rate=Fraction(25),
            is_variable_rate=False,
            frames=250,
            is_interlaced=interlaced,
            colour_space=None,
            colour_transfer=None,
            pixel_aspect=Fraction(1),
        ),
        audio=()
        if audio is None
        else (AudioStream(index=1, codec=audio, rate=48_000, channels=2, layout="stereo", duration=None),),
        warnings=(),
    )


@pytest.mark.parametrize(
    "probe",
    [
        _probe(MP4, "h264", "yuv420p", "aac"),
        _probe(MP4, "h264", "yuv420p"),
        _probe(MP4, "h264", "yuvj420p", "mp3"),
        _probe(MP4, "av1", "yuv420p10le", "opus"),
        _probe(WEBM, "vp9", "yuv420p", "opus"),
        _probe(WEBM, "vp8", "yuv420p", "vorbis"),
    ],
    ids=lambda probe: f"{probe.video.codec} in {probe.container.split(',')[-1]}",
)
def test_what_every_browser_plays_needs_no_proxy(probe: Probe) -> None:
    assert why_proxy(probe) is None


@pytest.mark.parametrize(
    ("probe", "words"),
    [
        (_probe("mpegts", "h264", "yuv420p", "aac"), "mpegts files"),
        (_probe(WEBM, "h264", "yuv420p", "aac"), "Matroska files"),
        (_probe("avi", "mpeg4", "yuv420p"), "avi files"),
        (_probe(MP4, "hevc", "yuv420p", "aac"), "hevc video"),
        (_probe(MP4, "h264", "yuv420p10le", "aac"), "as yuv420p10le"),
        (_probe(MP4, "h264", "yuv422p", "aac"), "as yuv422p"),
        (_probe(MP4, "h264", "yuv420p", "ac3"), "ac3 sound"),
        (_probe(MP4, "h264", "yuv420p", interlaced=True), "combs"),
    ],
)
def test_what_a_browser_does_not_play_gets_a_proxy_with_the_reason(probe: Probe, words: str) -> None:
    reason = why_proxy(probe)
    assert reason is not None
    assert words in reason


@pytest.mark.parametrize(
    ("size", "most", "fitted"),
    [
        ((1920, 1080), (1280, 720), (1280, 720)),
        ((1080, 1920), (1280, 720), (404, 720)),
        ((640, 360), (1280, 720), (640, 360)),
        ((853, 481), (480, 480), (480, 270)),
        ((4000, 3), (160, 90), (160, 2)),
    ],
)
def test_pictures_fit_keep_their_shape_and_have_even_sides(
    size: tuple[int, int], most: tuple[int, int], fitted: tuple[int, int]
) -> None:
    assert fitting_size(*size, most) == fitted
