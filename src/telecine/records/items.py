"""Items: the elements of a fan-out, and the plain values they are stored and sent as."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Final

from telecine.kernel.hashing import digest
from telecine.kernel.spans import Span


@dataclass(frozen=True, slots=True)
class Item:
    """One element of a fan-out.

    Attributes:
        id: hash of what the item is; the same span and kind give the same id in every run.
        index: its place in the order in which a gathering stage sees the results.
        span: the part of the video it stands for.
        data: what else the stage needs to know about it; part of the id.
    """

    id: str
    index: int
    span: Span
    data: Mapping[str, object] = field(default_factory=dict)

    @staticmethod
    def identify(kind: str, span: Span, data: Mapping[str, object] | None = None) -> str:
        """The id of an item: what it is, not where it stands."""
        return digest({"kind": kind, "start": span.start, "end": span.end, "data": dict(data or {})})[:32]


_NAMES: Final = ("id", "index", "start", "end", "data")


def item_to_values(item: Item) -> tuple[object, ...]:
    """Plain values in a fixed order, positions as "n/d": an item in the state tables."""
    return (item.id, item.index, str(item.span.start), str(item.span.end), dict(item.data))


def item_from_values(values: Sequence[Any]) -> Item:
    """The inverse of `item_to_values`. Raises ValueError when a value is missing or is no position."""
    id_, index, start, end, data = values
    return Item(id_, index, Span(Fraction(start), Fraction(end)), data)


def item_to_json(item: Item) -> dict[str, object]:
    """The same values by name: an item in a manifest or in a message to a worker."""
    return dict(zip(_NAMES, item_to_values(item), strict=True))


def item_from_json(stored: Mapping[str, Any]) -> Item:
    """The inverse of `item_to_json`. Raises KeyError when a name is missing, ValueError when a value is no position."""
    return item_from_values([stored[name] for name in _NAMES])
