"""The peer: dlib's HOG detector and dlib's embedder, as face_recognition puts them together.

``python -m benchmarks.faces.peer_dlib [--media DIR] [--home DIR] [--environment DIR]``

Makes an environment of its own (pip: dlib-bin, face-recognition-models for the weights), looks at one frame a second
with the recipe's defaults (upsampled once) and names every face with the nearest photograph within a tolerance: 0.6, the
recipe's default, and 0.5. The same clips, casts and scoring as `benchmarks.faces.naming`, whose default setting is
printed below it from the same run. A face stands for the second around its frame.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import venv
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from benchmarks.faces.clips import MEDIA, NAMED, STRANGERS, cast_of, find_video
from benchmarks.faces.trials import Setting, pooled, prepare, strangers_named
from benchmarks.faces.truth import Score, SeenTrack, read_truth, score_names
from telecine.adapters.video.reader import PyAvReader

TOLERANCES = (0.6, 0.5)
PACKAGES = ("numpy", "dlib-bin==20.0.1", "setuptools<80", "wheel")
WEIGHTS = "face-recognition-models==0.3.0"
HALF = 0.5


@dataclass(frozen=True)
class Face:
    """One face of one picture."""

    at: float
    box: tuple[float, float, float, float]
    vector: np.ndarray[tuple[int, ...], np.dtype[np.float64]]


@dataclass(frozen=True)
class Looked:
    """Everything the peer saw."""

    clips: Mapping[str, list[Face]]
    photos: Mapping[str, Mapping[str, list[Face]]]
    unusable: Mapping[str, int]
    cpu_s: float
    frames: int


def make_environment(folder: Path) -> Path:
    """An environment with the peer in it; made once."""
    python = folder / "bin" / "python"
    if not (folder / "ready").exists():
        venv.create(folder, with_pip=True, clear=True)
        pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, *PACKAGES], check=True)
        subprocess.run([*pip, "--no-deps", "--no-build-isolation", WEIGHTS], check=True)
        (folder / "ready").touch()
    return python


def frames_of(name: str, path: Path) -> dict[str, Any]:
    """One frame a second, at the instants the truth was made at."""
    instants = [second.at for second in read_truth(path).seconds] if name in NAMED else []
    pictures: dict[str, Any] = {}
    step = Fraction(1)
    for frame in PyAvReader(find_video(path)).frames():
        at = float(frame.at)
        wanted = instants[len(pictures)] if len(pictures) < len(instants) else None
        if (wanted is not None and at >= wanted - 0.001) or (name not in NAMED and frame.at >= len(pictures) * step):
            pictures[f"{name}@{at:.3f}"] = frame.rgb()
    return pictures


def look(root: Path, python: Path) -> Looked:
    """Run the peer over every frame and photograph."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        names = {**NAMED, **STRANGERS}
        for name, path in names.items():
            for key, picture in frames_of(name, root / path).items():
                np.save(folder / f"{key}.npy", picture)
        for bank in NAMED:
            for person, photos in cast_of(bank, root).items():
                for number, photo in enumerate(photos):
                    picture = cv2.imdecode(np.frombuffer(photo.read_bytes(), np.uint8), cv2.IMREAD_COLOR)
                    assert picture is not None, photo
                    np.save(folder / f"photo@{bank}@{person}@{number}.npy", cv2.cvtColor(picture, cv2.COLOR_BGR2RGB))
        worker = Path(__file__).with_name("peer_dlib_worker.py")
        subprocess.run([str(python), str(worker), str(folder)], check=True)
        return _read(json.loads((folder / "found.json").read_text()), names)


def _read(found: Mapping[str, Any], names: Mapping[str, str]) -> Looked:
    clips: dict[str, list[Face]] = {name: [] for name in names}
    photos: dict[str, dict[str, list[Face]]] = {bank: {} for bank in NAMED}
    unusable = dict.fromkeys(NAMED, 0)
    cpu_s, frames = 0.0, 0
    for key, value in found.items():
        faces = [
            Face(0.0, (float(a), float(b), float(c), float(d)), np.array(face["vector"]))
            for face in value["faces"]
            for a, b, c, d in [face["box"]]
        ]
        if key.startswith("photo@"):
            _, bank, person, _ = key.split("@")
            largest = sorted(faces, key=lambda face: face.box[0] - face.box[2])[:1]
            photos[bank].setdefault(person, []).extend(largest)
            unusable[bank] += not largest
        else:
            name, at = key.split("@")
            clips[name] += [Face(float(at), face.box, face.vector) for face in faces]
            cpu_s, frames = cpu_s + value["cpu_s"], frames + 1
    return Looked(clips, photos, unusable, cpu_s, frames)


def name_faces(faces: Sequence[Face], photos: Mapping[str, list[Face]], tolerance: float) -> list[SeenTrack]:
    """Each face with the name of the nearest photograph within the tolerance, as a track of one second."""
    known = [(person, face.vector) for person, seeds in photos.items() for face in seeds]
    tracks: list[SeenTrack] = []
    for number, face in enumerate(faces):
        apart, person = min((float(np.linalg.norm(face.vector - vector)), person) for person, vector in known)
        tracks.append(
            SeenTrack(
                track=str(number),
                start=face.at - HALF,
                end=face.at + HALF,
                samples=[(face.at, face.box)],
                identity=str(number),
                person=person if apart <= tolerance else None,
                is_face=True,
                is_clear=True,
            )
        )
    return tracks


def print_row(what: str, scores: Sequence[Score], strangers: tuple[int, int]) -> None:
    clear, clear_of, small, small_of, wrong = pooled(scores)
    boxes = [sum(score.boxes[kind][state] for score in scores for kind in ("small", "profile", "blurred"))
             for state in ("right", "wrong", "unnamed", "not found")]  # fmt: skip
    errors = [abs(row["visible"] - row["true visible"]) for score in scores for row in score.screen_time.values()]
    print(
        f"| {what} | {clear}/{clear_of} | {small}/{small_of} | {boxes[0]}/{sum(boxes)} | {wrong} |"
        f" {strangers[0]}/{strangers[1]} | {np.mean(errors):.1f} s |"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--media", type=Path, default=MEDIA)
    parser.add_argument("--home", type=Path, help="keep tracked clips here, so that the next run is fast")
    parser.add_argument("--environment", type=Path, help="keep the peer's environment here")
    options = parser.parse_args()
    with ExitStack() as stack:
        python = make_environment(options.environment or Path(stack.enter_context(tempfile.TemporaryDirectory())))
        home = options.home or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        looked = look(options.media, python)
        print("| | clear named | small named | small or hard boxes right | wrong names | strangers named | error |")
        print("|---|---|---|---|---|---|---|")
        for tolerance in TOLERANCES:
            scores = [
                score_names(
                    read_truth(options.media / path),
                    name_faces(looked.clips[name], looked.photos[name], tolerance),
                    cast_of(name, options.media),
                )
                for name, path in NAMED.items()
            ]
            called = [
                track.person is not None
                for clip in STRANGERS
                for bank in NAMED
                for track in name_faces(looked.clips[clip], looked.photos[bank], tolerance)
            ]
            print_row(f"dlib HOG + dlib, tolerance {tolerance}, faces", scores, (sum(called), len(called)))
        bench = prepare(options.media, home)
        ours = [bench.score(name, Setting()) for name in NAMED]
        print_row("Telecine, default, tracks", ours, strangers_named(bench, Setting()))
    print(f"\nphotographs the peer found no face in: {dict(looked.unusable)}")
    print(
        f"the peer took {1000 * looked.cpu_s / looked.frames:.0f} CPU-ms a frame on {looked.frames} frames, one a second"
    )
    print(f"Python {sys.version.split()[0]}; error: mean of |visible seconds - truth| per person")


if __name__ == "__main__":
    main()
