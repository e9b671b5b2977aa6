"""What every export reads: the report and who could have been named."""

from __future__ import annotations

from collections.abc import Sequence

from telecine.apps.screentime.logic.formats.selection import Selection, select
from telecine.engine.ports import StageContext
from telecine.records.catalog import FACEBANK, SCREENTIME


def read_selection(ctx: StageContext, people: Sequence[str], *, unknown: bool) -> Selection:
    """The people an export is about. Raises UserError when one of `people` cannot be in the film."""
    facebank = ctx.inputs.one(FACEBANK).record
    could_be = {photo.person: photo.name for photo in facebank.refused} | {
        seed.person: seed.name for seed in facebank.seeds
    }
    report = ctx.inputs.one(SCREENTIME).record
    return select(report.people, people, could_be=could_be, with_unknown=unknown)
