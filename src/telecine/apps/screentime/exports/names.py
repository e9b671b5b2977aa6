"""Stage `screentime.vtt`: names as a text track."""

from __future__ import annotations

from telecine.apps.screentime.exports.params import PeopleParams
from telecine.apps.screentime.exports.people import read_selection
from telecine.apps.screentime.logic.formats.selection import appearances, summary
from telecine.apps.screentime.logic.formats.vtt import find_cues, write_vtt
from telecine.engine.ports import StageContext
from telecine.kernel.spans import total
from telecine.records.exports import ExportedPerson, NamesTrack

_FILE = "names.vtt"


def run_vtt(ctx: StageContext, params: PeopleParams) -> None:
    """Write `names.vtt`."""
    chosen = read_selection(ctx, params.people, unknown=params.unknown)
    spans = [(person.label, appearances(person)) for person in chosen.people]
    cues = find_cues(spans)
    ctx.out.file(_FILE).write_text(write_vtt(cues), encoding="utf-8", newline="\n")
    ctx.out.record(
        NamesTrack(
            summary=summary(len(cues), "cue", chosen.people),
            files=(_FILE,),
            people=tuple(
                ExportedPerson(
                    person=person.person,
                    label=person.label,
                    count=sum(person.label in cue.names for cue in cues),
                    seconds=total(own),
                    files=(),
                )
                for person, (_, own) in zip(chosen.people, spans, strict=True)
            ),
            notes=chosen.notes,
        )
    )
    ctx.progress(1, 1)
