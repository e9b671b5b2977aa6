"""Items: the elements of a fan-out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

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
