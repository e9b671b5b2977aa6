"""What the sample episode shows: shots of panels, each a window that moves over a photograph."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal

from telecine.adapters.sources.sample.photographs import PHOTOGRAPHS, Photograph
from telecine.kernel.boxes import Box

WIDTH: Final = 1280
HEIGHT: Final = 720
Sound = Literal["silence", "tone", "bursts"]
Wall = Literal["dark", "stage", "gallery"]


@dataclass(frozen=True, slots=True)
class Window:
    """A part of a photograph: centre and width in its pixels; the height follows from the panel."""

    x: float
    y: float
    width: float

    def towards(self, other: Window, share: float) -> Window:
        """The window a `share` (0 to 1) of the way to `other`."""
        return Window(
            self.x + (other.x - self.x) * share,
            self.y + (other.y - self.y) * share,
            self.width + (other.width - self.width) * share,
        )


@dataclass(frozen=True, slots=True)
class Panel:
    """A rectangle of the picture ``x, y, width, height`` that shows a moving window of a photograph.

    Attributes:
        photo: key of the photograph.
        place: where it stands in the picture.
        first: window at the beginning of the shot.
        last: window at its end.
        moves: part of the shot during which the window moves; it rests before and after.
        frame: width in pixels of a picture frame around it.
    """

    photo: str
    place: tuple[int, int, int, int]
    first: Window
    last: Window
    moves: tuple[float, float] = (0.0, 1.0)
    frame: int = 0

    @property
    def photograph(self) -> Photograph:
        return PHOTOGRAPHS[self.photo]

    def window(self, share: float) -> Window:
        """The window when a `share` (0 to 1) of the shot is over."""
        begin, end = self.moves
        return self.first.towards(self.last, min(1.0, max(0.0, (share - begin) / (end - begin))))

    def face(self, share: float) -> Box:
        """Box of the face in pixels of the picture; it may lie outside of the panel."""
        window, face = self.window(share), self.photograph.face
        x, y, width, height = self.place
        scale = width / window.width
        left, top = window.x - window.width / 2, window.y - height / scale / 2
        return Box(
            x + (face.x1 - left) * scale,
            y + (face.y1 - top) * scale,
            x + (face.x2 - left) * scale,
            y + (face.y2 - top) * scale,
        )

    def shown(self, share: float) -> float:
        """Part of the face box (0 to 1) that is inside the panel."""
        face = self.face(share)
        x, y, width, height = self.place
        return Box(max(face.x1, x), max(face.y1, y), min(face.x2, x + width), min(face.y2, y + height)).area / face.area


@dataclass(frozen=True, slots=True)
class ShotPlan:
    """One shot of the script.

    Attributes:
        what: what it shows, in words.
        seconds: how long it lasts, to the nearest frame.
        panels: what stands in the picture, back to front; a photograph without its face is scenery.
        wall: what is behind the panels.
        sound: what is heard.
        pace: frames a second where the rate varies.
    """

    what: str
    seconds: Fraction
    panels: tuple[Panel, ...]
    wall: Wall = "dark"
    sound: Sound = "tone"
    pace: int = 30


_FULL: Final = (0, 0, WIDTH, HEIGHT)
_LEFT: Final = (0, 0, 636, HEIGHT)
_RIGHT: Final = (644, 0, 636, HEIGHT)
_THIRDS: Final = ((0, 0, 420, HEIGHT), (430, 0, 420, HEIGHT), (860, 0, 420, HEIGHT))


def _full(photo: str, first: Window, last: Window, moves: tuple[float, float] = (0.0, 1.0)) -> tuple[Panel, ...]:
    return (Panel(photo, _FULL, first, last, moves),)


def _seconds(text: str) -> Fraction:
    return Fraction(text)


SCRIPT: Final[Sequence[ShotPlan]] = (
    ShotPlan(
        "Eileen Collins, slowly closer",
        _seconds("5.6"),
        _full("collins", Window(256, 150, 512), Window(232, 128, 380)),
    ),
    ShotPlan(
        "Barack Obama at a microphone",
        _seconds("5.2"),
        (Panel("obama-2009", (200, 0, 880, HEIGHT), Window(285, 440, 540), Window(292, 435, 520)),),
        wall="stage",
        pace=24,
    ),
    ShotPlan(
        "a chandelier, nobody there",
        _seconds("4.4"),
        _full("obama-2010", Window(310, 330, 560), Window(340, 330, 560)),
        sound="silence",
        pace=15,
    ),
    ShotPlan(
        "Joe Biden, slowly closer",
        _seconds("5.4"),
        _full("biden-2010", Window(485, 365, 970), Window(560, 365, 820)),
        sound="bursts",
    ),
    ShotPlan(
        "from folded arms up to Barack Obama's face",
        _seconds("6.4"),
        _full("obama-2010", Window(717, 1900, 1434), Window(717, 430, 1434), (0.25, 0.5)),
        pace=24,
    ),
    ShotPlan(
        "Barack Obama and Joe Biden side by side",
        _seconds("6.0"),
        (
            Panel("obama-2009", _LEFT, Window(315, 425, 480), Window(325, 430, 450)),
            Panel("biden-2010", _RIGHT, Window(540, 436, 760), Window(550, 400, 700)),
        ),
        sound="bursts",
    ),
    ShotPlan(
        "Grace Hopper, slowly away",
        _seconds("5.0"),
        _full("hopper", Window(262, 236, 430), Window(256, 236, 512)),
        pace=25,
    ),
    ShotPlan(
        "a flag, nobody there",
        _seconds("3.2"),
        _full("obama-2009", Window(150, 92, 300), Window(180, 92, 300)),
        sound="silence",
        pace=15,
    ),
    ShotPlan(
        "three small photographs on a wall",
        _seconds("6.6"),
        (
            Panel("biden-2010", (170, 190, 150, 300), Window(560, 800, 780), Window(560, 800, 780), frame=8),
            Panel("collins", (550, 190, 210, 270), Window(256, 230, 350), Window(256, 230, 350), frame=8),
            Panel("obama-2010", (960, 190, 180, 292), Window(717, 1166, 1434), Window(717, 1166, 1434), frame=8),
        ),
        wall="gallery",
    ),
    ShotPlan(
        "Joe Biden, for less than a second",
        _seconds("0.8"),
        _full("biden-2010", Window(550, 365, 840), Window(550, 365, 840)),
        sound="silence",
    ),
    ShotPlan(
        "Eileen Collins and Grace Hopper side by side",
        _seconds("5.6"),
        (
            Panel("collins", _LEFT, Window(226, 150, 250), Window(226, 150, 230)),
            Panel("hopper", _RIGHT, Window(262, 260, 440), Window(262, 250, 400)),
        ),
        sound="bursts",
        pace=24,
    ),
    ShotPlan(
        "Barack Obama, slowly closer",
        _seconds("5.2"),
        _full("obama-2010", Window(717, 430, 1434), Window(780, 445, 1040)),
    ),
    ShotPlan(
        "Barack Obama, Eileen Collins and Grace Hopper in three columns",
        _seconds("5.4"),
        (
            Panel("obama-2009", _THIRDS[0], Window(338, 450, 400), Window(338, 450, 385)),
            Panel("collins", _THIRDS[1], Window(226, 170, 195), Window(226, 165, 185)),
            Panel("hopper", _THIRDS[2], Window(262, 300, 350), Window(262, 295, 335)),
        ),
    ),
    ShotPlan("a dark stage, nobody there", _seconds("2.6"), (), wall="stage", sound="silence", pace=25),
)
