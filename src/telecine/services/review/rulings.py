"""The decisions of a video as the snapshots that its stages read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any

from telecine.engine.ports import ArtifactStore
from telecine.engine.rows import DecisionRow, JobRow, PersonRow
from telecine.kernel.errors import CorruptArtifact
from telecine.records import catalog
from telecine.records.decisions import Evidence, LinkRuling, LinkRulings, NameRuling, NameRulings
from telecine.services.requests import snapshots_of
from telecine.services.review.journal import Journals, in_force
from telecine.services.review.opening import Opens


class Rulings:
    """Writes what is in force in a video's journal into the store; equal decisions have equal keys."""

    def __init__(
        self, journals: Journals, artifacts: ArtifactStore, current: Callable[[], Mapping[str, PersonRow]]
    ) -> None:
        """`current` says who is meant by each person's id today, and what they are called."""
        self._journals = journals
        self._artifacts = artifacts
        self._current = current

    def names(self, video_id: str) -> str:
        """Key of the names people gave."""
        entries = in_force(self._journals.entries(video_id))
        current = self._current()
        rulings = tuple(_called_now(ruling, current) for entry in entries for ruling in name_rulings(entry))
        return self._artifacts.put_snapshot(NameRulings(rulings=rulings), {}).key

    def links(self, video_id: str) -> str:
        """Key of what people said about which tracks belong together."""
        entries = in_force(self._journals.entries(video_id))
        rulings = tuple(ruling for entry in entries for ruling in link_rulings(entry))
        return self._artifacts.put_snapshot(LinkRulings(rulings=rulings), {}).key


def _called_now(ruling: NameRuling, current: Mapping[str, PersonRow]) -> NameRuling:
    person = current.get(ruling.person or "")
    return ruling if person is None else ruling.model_copy(update={"person": person.id, "name": person.name})


def name_rulings(entry: DecisionRow) -> list[NameRuling]:
    """What an entry says about names: a lock says who it is, too. An erased entry says nothing."""
    if entry.payload.get("erased") or entry.kind not in {"assign", "exclude", "restore", "lock"}:
        return []
    payload: Any = entry.payload
    return [
        NameRuling(
            number=entry.seq,
            kind=entry.kind,  # type: ignore[arg-type]
            person=payload.get("person"),
            name=payload.get("name", ""),
            tracks=evidence_of(payload.get("tracks", ())),
        )
    ]


def link_rulings(entry: DecisionRow) -> list[LinkRuling]:
    """What an entry says about which tracks belong together: those of a locked identity do."""
    if entry.payload.get("erased") or entry.kind not in {"merge", "split", "lock"}:
        return []
    payload: Any = entry.payload
    return [
        LinkRuling(
            number=entry.seq,
            kind="split" if entry.kind == "split" else "merge",
            tracks=evidence_of(payload.get("tracks", ())),
            others=evidence_of(payload.get("others", ())),
        )
    ]


def evidence_of(stored: Sequence[Any]) -> tuple[Evidence, ...]:
    """Evidence as a journal keeps it."""
    return tuple(Evidence.model_validate(piece) for piece in stored)


def head_of(opens: Opens, job: JobRow, entries: Sequence[DecisionRow]) -> int:
    """Number of the newest entry of the journal that the results of `job` take in; 0 for none.

    A newer entry may show in them nowhere, so whoever decides on what they show has not seen it.
    """
    numbers: set[int] | None = None
    keys = snapshots_of(job.resolved)
    with suppress(CorruptArtifact, KeyError):
        names = opens.open(catalog.NAME_RULINGS, keys[catalog.NAME_RULINGS.name], 0, None).record
        links = opens.open(catalog.LINK_RULINGS, keys[catalog.LINK_RULINGS.name], 0, None).record
        numbers = {one.number for one in names.rulings} | {one.number for one in links.rulings}
    if numbers is not None:
        for count in range(len(entries), -1, -1):
            if _numbers(entries[:count]) == numbers:
                return entries[count - 1].seq if count else 0
    return max((entry.seq for entry in entries if entry.at <= job.created_at), default=0)


def _numbers(entries: Sequence[DecisionRow]) -> set[int]:
    alive = in_force(entries)
    return {entry.seq for entry in alive if name_rulings(entry) or link_rulings(entry)}
