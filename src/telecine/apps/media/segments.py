"""Stage `media.segments`: spans that workers take one by one."""

from __future__ import annotations

from fractions import Fraction

from telecine.apps.media.logic.segments import Lengths, Piece, divide
from telecine.apps.media.params import SegmentParams
from telecine.engine.ports import Loaded, StageContext
from telecine.kernel.spans import Span
from telecine.records.catalog import SCAN
from telecine.records.items import Item
from telecine.records.media import Scan, Segment, Segments


def run_segments(ctx: StageContext, params: SegmentParams) -> None:
    """Divide the film and write `Segments` with one item each.

    An item carries what decides the result of its segment: lead-in, cuts, and whether it begins at one. A film that
    is cut differently thus has other items even where the spans are the same.
    """
    scan = ctx.inputs.one(SCAN)
    record = scan.record
    lengths = Lengths(params.target, params.shortest, params.longest, params.longest_shot, params.lead_in)
    pieces = divide(record.duration, [shot.start for shot in record.shots], record.keyframes, lengths)
    motion = _motion(scan)
    segments = tuple(_segment(piece, record, motion) for piece in pieces)
    ctx.out.items([_item(segment, index) for index, segment in enumerate(segments)])
    ctx.out.record(Segments(duration=record.duration, segments=segments))
    ctx.progress(1, 1)


def _motion(scan: Loaded[Scan]) -> list[tuple[Fraction, float]]:
    table = scan.table("motion")
    columns = (table[name].to_pylist() for name in ("at_num", "at_den", "motion"))
    return [(Fraction(num, den), float(value)) for num, den, value in zip(*columns, strict=True)]


def _segment(piece: Piece, scan: Scan, motion: list[tuple[Fraction, float]]) -> Segment:
    start, end = piece.span.start, piece.span.end
    segment = Segment(
        item_id="",
        start=start,
        end=end,
        lead_in=piece.lead_in,
        cuts=tuple(shot.start for shot in scan.shots if start < shot.start < end),
        starts_at_cut=piece.starts_at_cut,
        motion=tuple(sample for sample in motion if piece.span.contains(sample[0])),
    )
    return segment.model_copy(update={"item_id": Item.identify("segment", piece.span, _data(segment))})


def _data(segment: Segment) -> dict[str, object]:
    return segment.model_dump(mode="json", include={"lead_in", "cuts", "starts_at_cut"})


def _item(segment: Segment, index: int) -> Item:
    return Item(segment.item_id, index, Span(segment.start, segment.end), _data(segment))
