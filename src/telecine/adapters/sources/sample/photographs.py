"""The photographs of the sample episode: who they show and where the face is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from telecine.kernel.boxes import Box
from telecine.kernel.ids import slug


@dataclass(frozen=True, slots=True)
class Photograph:
    """One photograph.

    Attributes:
        key: its name under `[[samples]]` of models.toml.
        person: name of the person it shows; nobody else's face is in what the episode shows of it.
        size: width and height in pixels.
        face: box of the face in pixels, annotated by hand around forehead, ears and chin.
    """

    key: str
    person: str
    size: tuple[int, int]
    face: Box

    @property
    def person_id(self) -> str:
        return slug(self.person)


PHOTOGRAPHS: Final = {
    photograph.key: photograph
    for photograph in (
        Photograph("obama-2012", "Barack Obama", (910, 1137), Box(363, 64, 620, 443)),
        Photograph("obama-2009", "Barack Obama", (626, 1200), Box(196, 231, 480, 646)),
        Photograph("obama-2010", "Barack Obama", (1434, 2333), Box(639, 261, 919, 626)),
        Photograph("biden-2010", "Joe Biden", (970, 2204), Box(426, 157, 719, 573)),
        Photograph("collins", "Eileen Collins", (512, 512), Box(180, 62, 271, 178)),
        Photograph("hopper", "Grace Hopper", (512, 600), Box(172, 126, 351, 343)),
    )
}
"""By key. Only Barack Obama has more than one, so only he can be named without showing what was learned from."""

CAST: Final = ("obama-2012",)
"""Photographs to learn people from. None of them is in the episode."""
