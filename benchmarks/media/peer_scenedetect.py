"""The peer: PySceneDetect in an environment of its own, as a child that answers one line for each line asked.

The file has two sides: imported it is the side of the benchmark, and run by the Python of that environment it is the side
of the peer, which knows nothing of Telecine. The peer decodes with OpenCV in a thread of its own and reduces pictures as
it likes, which are its defaults.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
import venv
from importlib import import_module
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

PACKAGES: Final = ("scenedetect==0.7.2", "opencv-python-headless==5.0.0.93")
ENVIRONMENT: Final = Path.home() / ".cache" / "telecine" / "peer-scenedetect"
ADAPTIVE: Final = "adaptive"
SETTINGS: Final[dict[str, tuple[tuple[str, dict[str, Any]], ...]]] = {
    ADAPTIVE: (("AdaptiveDetector", {}),),
    "adaptive, scenes from 5 frames": (("AdaptiveDetector", {"min_scene_len": 5}),),
    "adaptive 5 frames, and threshold": (("AdaptiveDetector", {"min_scene_len": 5}), ("ThresholdDetector", {})),
    "content": (("ContentDetector", {}),),
    "hash": (("HashDetector", {}),),
}
"""What is tried of the peer: its defaults, and what helps it on films like these."""


class Peer:
    """Keeps the child while the block lasts. `where` is an environment, `made` for one to be made, or `none`."""

    def __init__(self, where: str) -> None:
        self.is_there = where != "none"
        self._where = where
        self._child: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        if self.is_there:
            python = _environment() if self._where == "made" else Path(self._where) / "bin" / "python"
            command = [str(python), __file__]
            self._child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._child is not None and self._child.stdin is not None:
            self._child.stdin.close()
            self._child.wait()

    def run(self, path: Path, setting: str) -> tuple[list[int], float, float]:
        """First frames of scenes, wall and processor seconds."""
        child = self._child
        assert child is not None
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdin.write(json.dumps([str(path), setting]) + "\n")
        child.stdin.flush()
        answer = child.stdout.readline()
        if not answer:
            raise RuntimeError(f"the peer ended with {child.wait()} on {path}")
        frames, wall_s, cpu_s = json.loads(answer)
        return frames, wall_s, cpu_s


def _environment() -> Path:
    python = ENVIRONMENT / "bin" / "python"
    if not (ENVIRONMENT / "ready").exists():
        venv.create(ENVIRONMENT, with_pip=True, clear=True)
        pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, *PACKAGES], check=True)
        (ENVIRONMENT / "ready").touch()
    return python


def _detect(library: Any, path: str, setting: str) -> tuple[list[int], float, float]:
    wall, cpu = time.perf_counter(), time.process_time()
    manager = library.SceneManager()
    for kind, limits in SETTINGS[setting]:
        manager.add_detector(getattr(library, kind)(**limits))
    manager.detect_scenes(library.open_video(path))
    scenes = manager.get_scene_list()
    frames = [start.frame_num for start, _ in scenes[1:]]
    return frames, time.perf_counter() - wall, time.process_time() - cpu


def _answer() -> None:
    scenedetect = import_module("scenedetect")
    for line in sys.stdin:
        path, setting = json.loads(line)
        print(json.dumps(_detect(scenedetect, path, setting)), flush=True)


if __name__ == "__main__":
    _answer()
