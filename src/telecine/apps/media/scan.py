"""Stage `media.scan`: the one pass over the whole film."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from telecine.apps.media.logic.flats import Boundary
from telecine.apps.media.logic.looks import look_at
from telecine.apps.media.logic.motion import MotionMeter, without_cuts
from telecine.apps.media.logic.playback import fitting_size
from telecine.apps.media.logic.shots import ShotDetector
from telecine.apps.media.logic.sprite import COLUMNS, Sprite
from telecine.apps.media.logic.thumbnails import Candidate, ThumbnailPicker, merit_of
from telecine.apps.media.params import ScanParams
from telecine.engine.ports import Frame, StageContext
from telecine.kernel.errors import DefectError
from telecine.records.catalog import PROBE, SCAN
from telecine.records.media import Probe, Scan, Shot

_PROGRESS_FRAMES: Final = 10
_LOOK: Final = (256, 144)
"""Planes are subsampled to about this size before anything looks at them."""


def run_scan(ctx: StageContext, params: ScanParams) -> None:
    """Decode once and write `Scan` with thumbnails, sprite sheet and the table of motion."""
    scan = FilmScan(ctx, params, ctx.inputs.one(PROBE).record)
    for frame in ctx.video.frames(fast=True, threads=ctx.cores):
        scan.take(frame)
    scan.finish()


class FilmScan:
    """Takes every frame in order. Memory does not grow with the film but for cuts, key frames and motion samples."""

    def __init__(self, ctx: StageContext, params: ScanParams, probe: Probe) -> None:
        self._ctx = ctx
        self._params = params
        self._probe = probe
        width, height = probe.video.width, probe.video.height
        self._step = max(1, min(width // _LOOK[0], height // _LOOK[1]))
        self._thumbnail = fitting_size(width, height, (params.thumbnail_width, params.thumbnail_height))
        self._detector = ShotDetector(float(probe.video.frame_rate))
        self._meter = MotionMeter(params.motion_every)
        self._picker = ThumbnailPicker()
        tile = fitting_size(width, height, (params.tile_width, params.tile_height))
        self._sprite = Sprite(tile, probe.duration, params.tiles)
        self._keyframes: list[Fraction] = []
        self._begun: list[Boundary | None] = [None]
        self._shown: list[Fraction] = []
        self._latest: Candidate | None = None
        self._frames = 0
        self._last: tuple[Fraction, Fraction] | None = None
        self._frame_step = 1 / probe.video.frame_rate

    def take(self, frame: Frame) -> None:
        """The next frame."""
        at, number = frame.at, self._frames
        luma = np.ascontiguousarray(frame.luma(self._step))
        look = look_at(luma, *frame.chroma(self._step))
        self._detector.push(at, look)
        if frame.is_key:
            self._keyframes.append(at)
        if self._meter.wants(at):
            self._meter.offer(at, look.luma)
        is_tile = self._sprite.wants(at)
        if is_tile or self._picker.wants(number, at, self._detector.last_step):
            picture = frame.rgb(self._thumbnail)
            self._picker.offer(Candidate(number, at, merit_of(luma), picture))
            if is_tile:
                tile = cv2.resize(picture, self._sprite.tile, interpolation=cv2.INTER_AREA)
                self._sprite.offer(at, np.asarray(tile, np.uint8))
        if self._last is not None:
            self._frame_step = at - self._last[0]
        self._last = (at, frame.duration)
        self._frames += 1
        self._close(self._detector.take())
        self._picker.settle(self._detector.settled())
        if number % _PROGRESS_FRAMES == 0:
            self._ctx.progress(float(at), max(float(self._probe.duration), float(at)))

    def finish(self) -> None:
        """Judge the end of the film and write everything."""
        self._detector.finish()
        self._close(self._detector.take())
        self._keep_thumbnail(self._frames)
        duration = self._duration()
        starts = [Fraction(0) if begun is None else begun.at for begun in self._begun]
        motion = without_cuts(self._meter.samples, starts[1:])
        self._write_motion(motion)
        self._write_sprite(duration)
        shots = self._shots(starts, duration, motion)
        self._ctx.out.record(
            Scan(
                duration=duration,
                frames=self._frames,
                shots=shots,
                keyframes=tuple(self._keyframes),
                sprite_columns=min(COLUMNS, self._sprite.count),
                sprite_interval=self._sprite.interval,
                sprite_width=self._sprite.tile[0],
                sprite_height=self._sprite.tile[1],
                damaged_frames=self._ctx.video.damaged,
            )
        )
        self._ctx.log.info("media.scan.finished", frames=self._frames, shots=len(shots))
        self._ctx.progress(1, 1)

    def _close(self, boundaries: Sequence[Boundary]) -> None:
        for boundary in boundaries:
            self._keep_thumbnail(boundary.frame)
            self._begun.append(boundary)

    def _keep_thumbnail(self, end: int) -> None:
        """Write the picture of the shot that ends before frame `end`."""
        # A shot of a few frames in which none was converted shows what came before it.
        chosen = self._picker.close(end) or self._latest
        if chosen is None:
            raise DefectError("the first shot has no picture")
        name = _thumbnail_name(len(self._shown))
        self._ctx.out.file(name).write_bytes(_jpeg(chosen.picture, self._params.jpeg_quality))
        self._shown.append(chosen.at)
        self._latest = chosen

    def _duration(self) -> Fraction:
        if self._last is None:
            return Fraction(0)
        at, declared = self._last
        return at + (declared if 0 < declared <= 10 else self._frame_step)

    def _write_motion(self, motion: Sequence[tuple[Fraction, float]]) -> None:
        columns = {
            "at_num": [at.numerator for at, _ in motion],
            "at_den": [at.denominator for at, _ in motion],
            "motion": [value for _, value in motion],
        }
        self._ctx.out.table("motion", pa.table(columns, schema=SCAN.tables["motion"]))

    def _write_sprite(self, duration: Fraction) -> None:
        sheet = self._sprite.sheet()
        self._ctx.out.file("sprite.jpg").write_bytes(_jpeg(sheet, self._params.jpeg_quality))
        self._ctx.out.file("sprite.vtt").write_text(self._sprite.vtt("sprite.jpg", duration), encoding="utf-8")

    def _shots(
        self, starts: Sequence[Fraction], duration: Fraction, motion: Sequence[tuple[Fraction, float]]
    ) -> tuple[Shot, ...]:
        ends = [*starts[1:], duration]
        shots = []
        place, held = 0, 0.0
        for number, (begun, start, end) in enumerate(zip(self._begun, starts, ends, strict=True)):
            inside = []
            while place < len(motion) and motion[place][0] < end:
                held = motion[place][1]
                inside.append(held)
                place += 1
            shots.append(
                Shot(
                    start=start,
                    end=end,
                    kind="start" if begun is None else begun.kind,
                    confidence=1.0 if begun is None else begun.confidence,
                    motion=float(np.mean(inside)) if inside else held,
                    thumbnail=_thumbnail_name(number),
                    thumbnail_at=self._shown[number],
                )
            )
        return tuple(shots)


def _thumbnail_name(shot: int) -> str:
    return f"thumbs/{shot:05d}.jpg"


def _jpeg(picture: npt.NDArray[np.uint8], quality: int) -> bytes:
    _, encoded = cv2.imencode(".jpg", cv2.cvtColor(picture, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, quality])
    return encoded.tobytes()
