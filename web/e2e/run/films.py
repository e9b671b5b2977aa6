"""`python films.py FOLDER`: videos for the pages to work with. Real files, with cuts; made here, so that none is stored."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))
from tests.fixtures.scenes import scene, write_film

_PADDING = 4_000_000


def main(folder: Path) -> None:
    """Write them."""
    folder.mkdir(parents=True, exist_ok=True)
    write_film(folder / "Harbour_S01E01_landfall.mp4", np.concatenate([scene(1, 60), scene(2, 45), scene(3, 70)]))
    write_film(folder / "Harbour_S01E02_undertow.mp4", np.concatenate([scene(4, 50), scene(5, 80)]))
    slow = write_film(folder / "kestrel_30s.mp4", np.concatenate([scene(6, 40), scene(7, 40)]))
    with slow.open("ab") as file:  # a box that players skip, so that sending it takes a while
        file.write(_PADDING.to_bytes(4, "big") + b"free" + bytes(_PADDING - 8))
    (folder / "broken.mp4").write_bytes(b"\x00\x00\x00\x18ftypisom" + bytes(4000))
    (folder / "notes.txt").write_text("no video")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
