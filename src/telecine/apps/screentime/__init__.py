"""Application `screentime`: how long everybody is on screen."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from telecine.apps.screentime.exports.stages import EXPORT_STAGES, EXPORTS
from telecine.apps.screentime.stages import REPORT
from telecine.engine.stage import Application, Fact
from telecine.kernel.spans import ZERO
from telecine.records import catalog
from telecine.records.record import Record
from telecine.records.screentime import ScreenTime


def project(record: Record) -> Iterable[Fact]:
    """Facts of a report: the film, every person with exact seconds, and each interval of each person."""
    from telecine.apps.screentime.logic.exports import kind_of

    if not isinstance(record, ScreenTime):
        return
    yield Fact(kind="film", at=ZERO, end=record.duration, subject="")
    for person in record.people:
        seconds = {"visible": person.visible_s, "clear": person.clear_s, "bridged": person.bridged_s}
        yield Fact(
            kind="person",
            at=person.first,
            end=person.last,
            subject=person.person or "",
            text=person.label,
            data={**{name: str(value) for name, value in seconds.items()}, "appearances": person.appearances},
        )
        for interval in person.intervals:
            yield Fact(
                kind="on_screen",
                at=interval.start,
                end=interval.end,
                subject=person.person or "",
                score=interval.confidence,
                text=person.label,
                data={"seen": kind_of(interval)},
            )


APPLICATION: Final = Application(
    id="screentime",
    title="How long everybody is on screen",
    targets=(catalog.SCREENTIME,),
    stages=(REPORT, *EXPORT_STAGES),
    outputs=tuple((catalog.SCREENTIME, name) for name in catalog.SCREENTIME.files),
    exports=EXPORTS,
    project=project,
    projects=catalog.SCREENTIME,
)
