"""One picture with small pictures of the whole film, and the WebVTT that tells where each is."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

import numpy as np
import numpy.typing as npt

Picture = npt.NDArray[np.uint8]

COLUMNS: Final = 10
_SHORTEST: Final = Fraction(1, 2)


class Sprite:
    """Tiles in the order of time, at most `most` of them; its memory does not depend on the length of the film.

    Args:
        tile: width and height of a tile.
        duration: declared seconds of the film, for the interval; when the film is longer, every second tile is
            dropped and the interval doubles.
        most: largest number of tiles.
    """

    def __init__(self, tile: tuple[int, int], duration: Fraction, most: int) -> None:
        self.tile = tile
        self.most = most
        self.interval = max(_SHORTEST, Fraction(-(-duration // most)) if duration > most else duration / most)
        self._tiles: list[Picture] = []

    @property
    def count(self) -> int:
        return len(self._tiles)

    def wants(self, at: Fraction) -> bool:
        """Whether the frame at this instant is the first at or after the next tile's."""
        return at >= self.count * self.interval

    def offer(self, at: Fraction, tile: Picture) -> None:
        """Take a wanted frame as RGB ``[h, w, 3]`` of the size of a tile; it also fills tiles that had no frame."""
        while self.wants(at):
            if self.count == self.most:
                self._tiles = self._tiles[::2]
                self.interval *= 2
            else:
                self._tiles.append(tile)

    def sheet(self) -> Picture:
        """All tiles, ten to a row, RGB uint8."""
        width, height = self.tile
        columns = min(COLUMNS, max(self.count, 1))
        rows = max(-(-self.count // columns), 1)
        whole = np.zeros((rows * height, columns * width, 3), np.uint8)
        for number, tile in enumerate(self._tiles):
            y, x = number // columns * height, number % columns * width
            whole[y : y + height, x : x + width] = tile
        return whole

    def vtt(self, name: str, duration: Fraction) -> str:
        """WebVTT whose cues point into the picture called `name`."""
        width, height = self.tile
        columns = min(COLUMNS, max(self.count, 1))
        cues = ["WEBVTT", ""]
        for number in range(self.count):
            start, end = number * self.interval, min((number + 1) * self.interval, duration)
            if start >= end:
                break
            x, y = number % columns * width, number // columns * height
            cues += [f"{_clock(start)} --> {_clock(end)}", f"{name}#xywh={x},{y},{width},{height}", ""]
        return "\n".join(cues)


def _clock(instant: Fraction) -> str:
    milliseconds = round(instant * 1000)
    seconds, rest = divmod(milliseconds, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{rest:03}"
