"""What every export reads: the report and who could have been named."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from telecine.apps.screentime.logic.formats.selection import Selection, select
from telecine.engine.ports import StageContext
from telecine.kernel.ids import slug
from telecine.records.catalog import FACEBANK, SCREENTIME
from telecine.records.screentime import PersonTime

_MOST_LETTERS: Final = 60


def read_selection(ctx: StageContext, people: Sequence[str], *, unknown: bool) -> Selection:
    """The people an export is about. Raises UserError when one of `people` cannot be in the film."""
    facebank = ctx.inputs.one(FACEBANK).record
    could_be = {photo.person: photo.name for photo in facebank.refused} | {
        seed.person: seed.name for seed in facebank.seeds
    }
    report = ctx.inputs.one(SCREENTIME).record
    return select(report.people, people, could_be=could_be, with_unknown=unknown)


def file_stem(place: int, person: PersonTime) -> str:
    """What files about a person begin with: ``03-grace-hopper``, the place being that in the report."""
    name = slug(person.person or person.label)[:_MOST_LETTERS].strip("-")
    return f"{place:02}-{name or 'person'}"
