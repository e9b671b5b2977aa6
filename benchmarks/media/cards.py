"""Painted pictures that move: animated titles, logos that wipe the screen, rolling credits, slides."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from benchmarks.media.edits import Film, Rng, Transition

CARDS: Final = ("letters", "bars", "logo", "credits", "tunnel", "map")
_WORDS: Final = (
    "EVENING",
    "NEWS",
    "THE CITY",
    "WEATHER",
    "SPORT",
    "TONIGHT",
    "PART TWO",
    "STUDIO 5",
    "HARBOUR",
    "COMING UP",
)
_LINES: Final = (
    "Costs fell by a third", "What we measured", "Three open questions", "A plan for spring", "Results by region",
    "Why it matters", "Two ways to do it", "Next steps", "People and places", "How it began",
)  # fmt: skip


def card(rng: Rng, size: tuple[int, int], frames: int, rate: float) -> Film:
    """An animated title of one kind: everything moves, and it is one scene."""
    kind = str(rng.choice(CARDS))
    colours = rng.uniform(0, 255, (8, 3))
    ground = _gradient(size, colours[0], colours[1])
    made = np.empty((frames, size[1], size[0], 3), np.uint8)
    words = [str(word) for word in rng.choice(_WORDS, 3)]
    for number in range(frames):
        seconds = number / rate
        paint = {"letters": _letters, "bars": _bars, "logo": _logo, "credits": _credits, "tunnel": _tunnel, "map": _map}
        made[number] = paint[kind](ground.copy(), seconds, colours, words)
    return made


def stinger(rng: Rng, before: Film, after: Film, rate: float) -> tuple[Film, Transition]:
    """A logo on coloured bars sweeps over the old shot, covers it for a moment, and leaves the new one."""
    frames = min(round(float(rng.choice([0.6, 0.8, 1.0])) * rate), len(before) // 2, len(after) // 2)
    start = len(before) - frames // 2
    height, width = before.shape[1:3]
    colours = rng.uniform(0, 255, (4, 3))
    made = np.concatenate([before, after])
    word = str(rng.choice(_WORDS))
    for number in range(frames):
        share = (number + 1) / (frames + 1)
        picture = made[start + number]
        for bar in range(4):
            front = width * (2.6 * share - 0.18 * bar)
            back = front - 1.5 * width + 0.24 * width * bar
            left, right = round(max(back, 0)), round(min(front, width))
            if left < right:
                picture[bar * height // 4 : (bar + 1) * height // 4, left:right] = colours[bar]
        _write(picture, word, (width * (1.8 * share - 0.4), height * 0.6), width / 320, (255, 255, 255))
    return made, Transition("wipe", start, start + frames)


def slides(rng: Rng, size: tuple[int, int], photos: list[Film], rate: float) -> Iterator[Film]:
    """Slides of one talk without end, each still but for lines that come one by one."""
    paper, ink = (245.0, 30.0) if rng.random() < 0.7 else (25.0, 235.0)
    accent = rng.uniform(0, 255, 3)
    while True:
        frames = round(float(rng.uniform(1.5, 4.0)) * rate)
        picture = np.full((size[1], size[0], 3), paper, np.uint8)
        picture[: size[1] // 40] = accent
        _write(picture, str(rng.choice(_LINES)), (size[0] * 0.07, size[1] * 0.2), size[0] / 420, (ink,) * 3)
        if rng.random() < 0.4:
            _paste(rng, picture, photos[int(rng.integers(len(photos)))])
            yield np.repeat(picture[None], frames, axis=0)
            continue
        lines = int(rng.integers(2, 6))
        is_built = rng.random() < 0.5
        made = np.empty((frames, *picture.shape), np.uint8)
        shown = 0
        for number in range(frames):
            wanted = lines if not is_built else 1 + number * lines // frames
            while shown < wanted:
                place = (size[0] * 0.1, size[1] * (0.38 + 0.12 * shown))
                _write(picture, "- " + str(rng.choice(_LINES)), place, size[0] / 640, (ink,) * 3)
                shown += 1
            made[number] = picture
        yield made


def _paste(rng: Rng, slide: Film, photo: Film) -> None:
    height, width = slide.shape[:2]
    box = (round(width * float(rng.uniform(0.35, 0.8))), round(height * 0.6))
    left = int(rng.integers(8, width - box[0] - 8))
    slide[round(height * 0.3) : round(height * 0.3) + box[1], left : left + box[0]] = cv2.resize(photo, box)


def _letters(picture: Film, seconds: float, colours: npt.NDArray[np.float64], words: list[str]) -> Film:
    """Letters fly in one by one, wait, and grow."""
    height, width = picture.shape[:2]
    for place, letter in enumerate(words[0]):
        share = min(1.0, max(0.0, seconds * 2.2 - place * 0.15))
        eased = 1 - (1 - share) ** 3
        x = width * (0.12 + 0.1 * place) * eased + width * 1.1 * (1 - eased)
        y = height * (0.55 + 0.4 * np.sin(place * 2.4) * (1 - eased))
        _write(picture, letter, (x, y), width / 230 * (1 + 0.06 * seconds), _tuple(colours[2]))
    return picture


def _bars(picture: Film, seconds: float, colours: npt.NDArray[np.float64], words: list[str]) -> Film:
    """Coloured bars run over one another, each new one in front."""
    height, width = picture.shape[:2]
    for bar in range(int(seconds / 0.35) + 1):
        share = min(1.0, (seconds - bar * 0.35) / 0.4)
        top = (bar * 3 % 7) * height // 7
        edge = round(width * share)
        part = picture[top : top + height // 4]
        (part[:, :edge] if bar % 2 else part[:, width - edge :])[:] = colours[bar % 8]
    _write(picture, words[1], (width * 0.1, height * 0.6), width / 260, (255, 255, 255))
    return picture


def _logo(picture: Film, seconds: float, colours: npt.NDArray[np.float64], words: list[str]) -> Film:
    """A disc spins and grows from a point while rings run outwards."""
    height, width = picture.shape[:2]
    centre = (width // 2, height // 2)
    for ring in range(5):
        radius = round(((seconds * 0.7 + ring / 5) % 1) * width * 0.7)
        cv2.circle(picture, centre, radius, _tuple(colours[3 + ring % 4]), max(2, width // 60))
    size = min(1.0, seconds / 0.8)
    cv2.circle(picture, centre, round(height * 0.3 * size), _tuple(colours[2]), -1)
    angle = seconds * 260
    cv2.ellipse(picture, centre, (round(height * 0.28 * size),) * 2, angle, 0, 110, (255, 255, 255), -1)
    _write(picture, words[0], (width * 0.3, height * 0.93), width / 400, (255, 255, 255))
    return picture


def _credits(picture: Film, seconds: float, _colours: npt.NDArray[np.float64], words: list[str]) -> Film:
    """White lines roll upwards over black."""
    height, width = picture.shape[:2]
    picture[:] = 8
    for line in range(14):
        y = height * (0.9 + 0.14 * line - 0.35 * seconds)
        text = words[line % 3] if line % 3 == 0 else _LINES[line % len(_LINES)]
        _write(picture, text, (width * 0.25, y), width / (420 if line % 3 == 0 else 640), (235, 235, 235))
    return picture


def _tunnel(picture: Film, seconds: float, colours: npt.NDArray[np.float64], words: list[str]) -> Film:
    """Frames fly towards the camera, as in openings of the news."""
    height, width = picture.shape[:2]
    for number in range(6, -1, -1):
        size = (number + (seconds * 1.5) % 1) / 5
        half = (round(width * size**2 * 0.8), round(height * size**2 * 0.8))
        corner = (width // 2 - half[0], height // 2 - half[1])
        other = (width // 2 + half[0], height // 2 + half[1])
        place = (number - int(seconds * 1.5)) % 6
        cv2.rectangle(picture, corner, other, _tuple(colours[2 + place]), -1)
    zoom = 0.6 + 0.5 * min(seconds, 2.0)
    _write(picture, words[2], (width * 0.2, height * 0.55), width / 320 * zoom, (255, 255, 255))
    return picture


def _map(picture: Film, seconds: float, colours: npt.NDArray[np.float64], words: list[str]) -> Film:
    """A pattern slides diagonally behind a panel that opens."""
    height, width = picture.shape[:2]
    y, x = np.mgrid[:height, :width]
    stripes = ((x + y + seconds * width * 0.35) // (width / 9)).astype(int) % 2 == 0
    picture[stripes] = (picture[stripes] * 0.6 + colours[4] * 0.4).astype(np.uint8)
    opened = min(1.0, seconds / 0.7)
    half = round(height * 0.25 * opened)
    picture[height // 2 - half : height // 2 + half, width // 10 : width * 9 // 10] = colours[5]
    if opened == 1:
        _write(picture, words[1], (width * 0.16, height * 0.56), width / 280, (255, 255, 255))
    return picture


def _gradient(size: tuple[int, int], top: npt.NDArray[np.float64], low: npt.NDArray[np.float64]) -> Film:
    share = np.linspace(0, 1, size[1])[:, None, None]
    return np.broadcast_to(top * (1 - share) + low * share, (size[1], size[0], 3)).astype(np.uint8)


def _write(picture: Film, text: str, place: tuple[float, float], scale: float, colour: tuple[float, ...]) -> None:
    spot = (round(place[0]), round(place[1]))
    cv2.putText(picture, text, spot, cv2.FONT_HERSHEY_DUPLEX, scale, colour, max(1, round(scale * 1.5)), cv2.LINE_AA)


def _tuple(colour: npt.NDArray[np.float64]) -> tuple[float, ...]:
    return tuple(float(part) for part in colour)
