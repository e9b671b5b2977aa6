"""Composes the sample episode and writes it with its truth and its cast."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Final, Protocol

import cv2
import numpy as np

from telecine.adapters.sources.sample.drawing import Picture, draw_shot
from telecine.adapters.sources.sample.photographs import CAST, PHOTOGRAPHS, Photograph
from telecine.adapters.sources.sample.script import HEIGHT, SCRIPT, WIDTH, ShotPlan
from telecine.adapters.sources.sample.sound import SAMPLE_RATE, make_sound
from telecine.adapters.sources.sample.timing import RATES, PlannedShot, Rate, plan_shots, tell_truth
from telecine.engine.ports import VideoWriter
from telecine.kernel.errors import UserError
from telecine.records.truth import Truth

_SEED: Final = 20_100_510
Progress = Callable[[float, float], None]


class OpenWriter(Protocol):
    """Opens an encoder, as `adapters.video.PyAvWriter` does."""

    def __call__(
        self, path: Path, *, size: tuple[int, int], frame_rate: Fraction, crf: int, audio_rate: int | None
    ) -> AbstractContextManager[VideoWriter]: ...


@dataclass(frozen=True, slots=True)
class Sample:
    """The files of one composed episode.

    Attributes:
        video: the film.
        cast: folder with a folder of photographs for each person who can be named.
        truth: what the film really shows, as `records.truth.Truth` in JSON.
    """

    video: Path
    cast: Path
    truth: Path

    def read_truth(self) -> Truth:
        return Truth.model_validate_json(self.truth.read_bytes())


def compose_sample(
    photos: Mapping[str, Path],
    out_dir: Path,
    *,
    rate: Rate,
    progress: Progress,
    open_writer: OpenWriter,
    script: Sequence[ShotPlan] = SCRIPT,
) -> Sample:
    """Compose the episode in `out_dir`, or find the one composed there before.

    A film is composed anew when its truth is not that of today's script. The same photographs and the same encoder
    give the same bytes.

    Args:
        photos: files by the names under `[[samples]]` of models.toml.
        out_dir: where everything goes; it is made.
        rate: `25`, `29.97` (30000/1001) or `vfr` (every shot has its own).
        progress: gets frames done and frames in all.
        open_writer: the encoder.
        script: the shots; tests have shorter ones.

    Raises:
        UserError: a photograph is missing, unreadable or not the one the script was written for.
    """
    sample = Sample(
        video=out_dir / f"sample-{rate}.mp4", cast=out_dir / "cast", truth=out_dir / f"sample-{rate}.truth.json"
    )
    truth = tell_truth(rate, script)
    needed = {panel.photo for plan in script for panel in plan.panels} | set(CAST)
    loaded = {key: _read(photos, PHOTOGRAPHS[key]) for key in sorted(needed)}
    out_dir.mkdir(parents=True, exist_ok=True)
    _write_cast(photos, sample.cast)
    if sample.video.is_file() and _same_truth(sample.truth, truth):
        progress(truth.frames, truth.frames)
        return sample
    sample.truth.unlink(missing_ok=True)
    _write_film(sample.video, plan_shots(rate, script), RATES[rate], loaded, progress, open_writer)
    sample.truth.write_text(truth.model_dump_json(indent=None), encoding="utf-8")
    return sample


def _same_truth(path: Path, truth: Truth) -> bool:
    return path.is_file() and path.read_text(encoding="utf-8") == truth.model_dump_json(indent=None)


def _read(photos: Mapping[str, Path], photograph: Photograph) -> Picture:
    """RGB picture ``[h, w, 3]``."""
    path = photos.get(photograph.key)
    if path is None or not path.is_file():
        raise UserError(
            f"The sample episode needs the photograph {photograph.key}. `telecine demo` fetches it.",
            code="sample_photograph_missing",
        )
    content = np.frombuffer(path.read_bytes(), np.uint8)
    decoded = cv2.imdecode(content, cv2.IMREAD_COLOR) if content.size else None
    if decoded is None or (decoded.shape[1], decoded.shape[0]) != photograph.size:
        width, height = photograph.size
        raise UserError(
            f"{path.name} is not the photograph {photograph.key} of {width}x{height} that the sample episode is made "
            "from. Remove it and fetch it again with: telecine models fetch",
            code="sample_photograph_wrong",
        )
    return np.asarray(cv2.cvtColor(decoded, cv2.COLOR_BGR2RGB), dtype=np.uint8)


def _write_cast(photos: Mapping[str, Path], cast: Path) -> None:
    for key in CAST:
        folder = cast / PHOTOGRAPHS[key].person
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(photos[key], folder / f"{key}{photos[key].suffix}")


def _write_film(
    path: Path,
    shots: Sequence[PlannedShot],
    frame_rate: Fraction,
    photos: Mapping[str, Picture],
    progress: Progress,
    open_writer: OpenWriter,
) -> None:
    rng = np.random.default_rng(_SEED)
    total = sum(len(shot.frames) for shot in shots)
    done = 0
    with open_writer(path, size=(WIDTH, HEIGHT), frame_rate=frame_rate, crf=21, audio_rate=SAMPLE_RATE) as writer:
        for shot in shots:
            writer.write_audio(make_sound(shot.plan.sound, shot.span, rng))
            for frame, picture in zip(shot.frames, draw_shot(shot, photos, rng), strict=True):
                writer.write(picture, frame.at)
                done += 1
                if done % 25 == 0:
                    progress(done, total)
    progress(total, total)
