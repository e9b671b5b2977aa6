"""The picture of all stages: a row for each step from the source, arrows from what something is made of."""

from __future__ import annotations

from html import escape
from itertools import pairwise
from typing import Final

from telecine.apps import APPLICATIONS
from telecine.engine.registry import Registry, inputs_of

REGISTRY: Final = Registry(APPLICATIONS)

_WIDTH, _HEIGHT = 150, 34
_ACROSS, _DOWN = 190, 62
_EDGE: Final = 16
_ABREAST: Final = 4
_FILLS: Final = {True: "#eef2ff", False: "#fff7e6"}
"""Of a stage, and of what comes from outside."""


def picture() -> str:
    """The graph as SVG."""
    sources = _reduced()
    rows = _rows(sources)
    places = {
        name: (_EDGE + column * _ACROSS, _EDGE + row * _DOWN)
        for row, names in enumerate(rows)
        for column, name in enumerate(names)
    }
    width = _EDGE * 2 + (max(map(len, rows)) - 1) * _ACROSS + _WIDTH
    height = _EDGE * 2 + (len(rows) - 1) * _DOWN + _HEIGHT
    shape = f'viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {shape} role="img" font-family="sans-serif" font-size="13">',
        "<title>Stages and what they are made from</title>",
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto">',
        '<path d="M0 0 8 4 0 8z" fill="#64748b"/></marker></defs>',
        *(_arrow(places[source], places[name]) for name in places for source in sources.get(name, ())),
        *(_box(name, *place) for name, place in places.items()),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def _reduced() -> dict[str, tuple[str, ...]]:
    """What each stage is made from, less what another of these is made from already."""
    sources = {stage.id: tuple(artifact.name for artifact in inputs_of(stage)) for stage in REGISTRY.stages.values()}

    def before(name: str) -> set[str]:
        near = set(sources.get(name, ()))
        return near.union(*(before(one) for one in near))

    return {
        name: tuple(one for one in near if not any(one in before(other) for other in near))
        for name, near in sources.items()
    }


def _rows(sources: dict[str, tuple[str, ...]]) -> list[list[str]]:
    """Names by step; what is needed late stands late, just above what is made from it."""
    users: dict[str, list[str]] = {}
    for name, near in sources.items():
        for one in near:
            users.setdefault(one, []).append(name)

    def first(name: str) -> int:
        return 1 + max((first(one) for one in sources.get(name, ())), default=-1)

    def last(name: str) -> int:
        return min(last(one) for one in users[name]) - 1 if name in users else first(name)

    names = [*sources, *sorted(users.keys() - sources.keys())]
    rows: list[list[str]] = [[] for _ in range(1 + max(map(first, names)))]
    for name in sorted(names, key=lambda name: (name not in users, name not in sources, names.index(name))):
        rows[last(name)].append(name)
    for above, row in pairwise(rows):
        row.sort(key=lambda name: _middle(sources.get(name, ()), above))
    return [line for row in rows for line in _lines(row)]


def _lines(row: list[str]) -> list[list[str]]:
    """A row in lines that fit on a page."""
    return [row[start : start + _ABREAST] for start in range(0, len(row), _ABREAST)]


def _middle(sources: tuple[str, ...], row: list[str]) -> float:
    """Where in a row the sources of a thing stand on average; at its end for what has none there."""
    found = [row.index(one) for one in sources if one in row]
    return sum(found) / len(found) if found else len(row)


def _arrow(start: tuple[int, int], end: tuple[int, int]) -> str:
    x1, y1, x2, y2 = start[0] + _WIDTH // 2, start[1] + _HEIGHT, end[0] + _WIDTH // 2, end[1]
    bend = (_DOWN - _HEIGHT) // 2
    return (
        f'<path d="M{x1} {y1}C{x1} {y1 + bend} {x2} {y2 - bend} {x2} {y2}" fill="none" stroke="#64748b" '
        'marker-end="url(#tip)"/>'
    )


def _box(name: str, x: int, y: int) -> str:
    fill = _FILLS[name in REGISTRY.stages]
    return (
        f'<rect x="{x}" y="{y}" width="{_WIDTH}" height="{_HEIGHT}" rx="6" fill="{fill}" stroke="#64748b"/>'
        f'<text x="{x + _WIDTH // 2}" y="{y + _HEIGHT // 2 + 5}" text-anchor="middle" fill="#1e293b">{escape(name)}</text>'
    )
