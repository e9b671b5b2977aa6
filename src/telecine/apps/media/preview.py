"""Stage `media.preview`: a poster, and a proxy where a browser cannot play the source."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Final

import cv2
import numpy as np

from telecine.apps.media.logic.playback import fitting_size, why_proxy
from telecine.apps.media.logic.thumbnails import merit_of
from telecine.apps.media.params import PreviewParams
from telecine.engine.ports import Loaded, StageContext
from telecine.kernel.spans import ZERO, Span
from telecine.records.catalog import PROBE, SCAN
from telecine.records.media import Preview, Probe, Scan, Shot

_LOOKED_AT: Final = 60
_PROGRESS_FRAMES: Final = 10


def run_preview(ctx: StageContext, params: PreviewParams) -> None:
    """Write `Preview`, `poster.jpg` and, where needed, `proxy.mp4`."""
    probe, scan = ctx.inputs.one(PROBE).record, ctx.inputs.one(SCAN)
    shot = _poster(scan)
    ctx.out.file("poster.jpg").write_bytes(scan.file(shot.thumbnail).read_bytes())
    reason = why_proxy(probe)
    if reason is not None:
        _write_proxy(ctx, params, probe, scan.record.duration)
    ctx.out.record(
        Preview(
            poster_at=shot.thumbnail_at,
            has_proxy=reason is not None,
            reason=reason or "browsers play the source as it is",
        )
    )
    ctx.progress(1, 1)


def _poster(scan: Loaded[Scan]) -> Shot:
    """The shot with the best thumbnail; long shots count more, since they show what the film is about."""
    shots = scan.record.shots
    looked_at = [shots[int(place)] for place in np.unique(np.linspace(0, len(shots) - 1, _LOOKED_AT).round())]

    def merit(shot: Shot) -> float:
        encoded = np.frombuffer(scan.file(shot.thumbnail).read_bytes(), np.uint8)
        grey = cv2.imdecode(encoded, cv2.IMREAD_GRAYSCALE)
        if grey is None:
            return 0.0
        return merit_of(np.asarray(grey, np.uint8)) * math.sqrt(min(float(shot.end - shot.start), 10.0))

    return max(looked_at, key=merit)


def _write_proxy(ctx: StageContext, params: PreviewParams, probe: Probe, duration: Fraction) -> None:
    """Encode the whole film as H.264 with its sound mixed to mono."""
    video = probe.video
    size = fitting_size(video.width, video.height, (params.proxy_width, params.proxy_height))
    rate = params.audio_rate if probe.audio else None
    sound = ctx.video.audio(Span(ZERO, duration), rate=rate) if rate else iter(())
    with ctx.out.encoder(
        "proxy.mp4", size=size, frame_rate=video.frame_rate, crf=params.proxy_crf, audio_rate=rate
    ) as writer:
        samples = 0
        for number, frame in enumerate(ctx.video.frames(threads=ctx.cores)):
            writer.write(frame.rgb(size), frame.at)
            while rate and samples <= frame.at * rate:
                block = next(sound, None)
                if block is None:
                    break
                writer.write_audio(block)
                samples += len(block)
            if number % _PROGRESS_FRAMES == 0:
                ctx.progress(float(frame.at), max(float(duration), float(frame.at)))
        for block in sound:
            writer.write_audio(block)
