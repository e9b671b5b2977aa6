"""Decisions of people who look at one view of the results, maybe for long, while others decide too."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from telecine.engine.rows import DecisionRow, JobRow, VideoRow
from telecine.kernel.errors import Conflict, NotFound, UserError
from telecine.services.people import People
from telecine.services.review.desk import Desk, View
from telecine.services.review.journal import Journals
from telecine.services.review.seeding import Seeding, Taught

Kind = Literal["assign", "merge", "split", "exclude", "restore", "lock", "unlock"]
_MOST_TRACKS: Final = 10_000


@dataclass(frozen=True, kw_only=True)
class Correction:
    """What a person decides.

    Attributes:
        kind: what it is.
        head: number of the newest decision that the person has seen.
        run: the job whose tracks and groups are named; the newest without one.
        tracks: ids of tracks.
        groups: ids of groups, all of whose tracks are meant.
        others: of a split, tracks that stay apart; the rest of their groups without them.
        other_groups: likewise, whole groups.
        person: id of a person, for `assign`.
        name: name of a person, who is added when new; for `assign`.
        nobody: say that it is nobody who can be named; for `assign`.
        teach: other videos learn from it too; for `assign`.
        together: also when they are on screen at the same instant.
    """

    kind: Kind
    head: int
    run: str | None = None
    tracks: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    other_groups: tuple[str, ...] = ()
    person: str | None = None
    name: str | None = None
    nobody: bool = False
    teach: bool = False
    together: bool = False


@dataclass(frozen=True)
class Decided:
    """What came of it.

    Attributes:
        entry: of the journal.
        job: brings the results up to it.
        head: what the person has seen now; to be sent with the next decision on the same view.
        taught: what became seeds.
        untaught: why nothing did, where it was asked for.
    """

    entry: DecisionRow
    job: JobRow
    head: int
    taught: tuple[Taught, ...] = ()
    untaught: str | None = None


class Deciding:
    """Adds decisions and asks for the results to follow."""

    def __init__(self, desk: Desk, journals: Journals, people: People, seeding: Seeding) -> None:
        self._desk = desk
        self._journals = journals
        self._people = people
        self._seeding = seeding

    def decide(self, video: VideoRow, asked: Correction, *, author: str) -> Decided:
        """Add one decision.

        Raises:
            NotFound: a track, group, person or run is not there.
            UserError: what is asked for makes no sense.
            Conflict: somebody decided about the same tracks after `head`, they are locked, or it changes nothing.
        """
        self._check_head(video, asked.head)
        view = replace(self._desk.look(video, run=asked.run), head=asked.head)
        tracks = chosen_of(view, asked.tracks, asked.groups)
        entry = self._add(view, tracks, asked, author)
        decided = self._decided(video, entry, asked.head, author)
        if not asked.teach:
            return decided
        try:
            return replace(decided, taught=tuple(self._seeding.teach(view, tracks)))
        except UserError as error:
            # The decision stands whether or not it can be taught.
            return replace(decided, untaught=error.message)

    def undo(self, video: VideoRow, *, head: int, author: str, number: int | None = None) -> Decided:
        """Take back the newest decision, or the one with this number. Raises NotFound, Conflict."""
        self._check_head(video, head)
        check = _nothing_since(head) if number is None else None
        entry = self._journals.undo(video.id, author=author, number=number, check=check)
        return self._decided(video, entry, head, author)

    def redo(self, video: VideoRow, *, head: int, author: str, number: int | None = None) -> Decided:
        """Put back what was undone last, or the decision with this number. Raises NotFound, Conflict."""
        self._check_head(video, head)
        check = _nothing_since(head) if number is None else None
        entry = self._journals.redo(video.id, author=author, number=number, check=check)
        return self._decided(video, entry, head, author)

    def _check_head(self, video: VideoRow, head: int) -> None:
        """Nobody can have seen what was not decided: it is the number of another journal."""
        entries = self._journals.entries(video.id)
        newest = entries[-1].seq if entries else 0
        if head > newest:
            text = f"the newest correction of {video.name} is {newest}, so {head} cannot have been seen; look again"
            raise UserError(text, code="bad_head")

    def _decided(self, video: VideoRow, entry: DecisionRow, head: int, author: str) -> Decided:
        job = self._desk.bring_up_to_date(video, requested_by=author)
        # Where others decided between, those are not seen yet.
        return Decided(entry, job, max(head, entry.seq) if entry.seq <= head + 1 else head)

    def _add(self, view: View, tracks: Sequence[str], asked: Correction, author: str) -> DecisionRow:
        desk = self._desk
        match asked.kind:
            case "assign":
                return desk.assign(view, tracks, self._called(view, asked), author=author, together=asked.together)
            case "merge":
                return desk.merge(view, tracks, author=author, together=asked.together)
            case "split":
                return desk.split(view, tracks, _others(view, tracks, asked), author=author)
            case "exclude":
                return desk.exclude(view, tracks, author=author)
            case "restore":
                return desk.restore(view, tracks, author=author)
            case "lock":
                if len(asked.groups) != 1 or asked.tracks:
                    raise UserError("a lock is for one group; name it in `groups`", code="bad_decision")
                return desk.lock(view, asked.groups[0], author=author)
            case "unlock":
                return desk.unlock(view, tracks, author=author)

    def _called(self, view: View, asked: Correction) -> str | None:
        """The name that `assign` gives; None for nobody."""
        if asked.nobody:
            if asked.teach:
                raise UserError("nobody can be taught; leave `teach` out", code="bad_decision")
            return None
        if asked.name is not None:
            return asked.name
        known = self._people.current().get(asked.person or "")
        if known is not None:
            return known.name
        # Somebody of a cast folder, whom the home does not know yet.
        for group in view.matches.assignments:
            if group.person is not None and group.person == asked.person:
                return group.label
        raise NotFound(f"there is no person {asked.person!r}", code="unknown_person")


def chosen_of(view: View, tracks: Sequence[str], groups: Sequence[str]) -> list[str]:
    """Ids of all tracks meant. Raises NotFound for what the view does not have, UserError when there is none."""
    known = {group.group_id for group in view.matches.assignments}
    for group in groups:
        if group not in known:
            text = f"run {view.job.id} has no group {group!r}; say in `run` which one it is of"
            raise NotFound(text, code="unknown_group")
    for track in tracks:
        if track not in view.tracks:
            text = f"run {view.job.id} has no track {track!r}; say in `run` which one it is of"
            raise NotFound(text, code="unknown_track")
    found = list(dict.fromkeys((*tracks, *view.tracks_of(set(groups)))))
    if not found or len(found) > _MOST_TRACKS:
        text = f"name the tracks or groups that are meant, {_MOST_TRACKS} tracks at most"
        raise UserError(text, code="nobody_meant")
    return found


def _others(view: View, tracks: Sequence[str], asked: Correction) -> list[str]:
    """From whom a split takes tracks away: those that are named, or the rest of their groups."""
    if asked.others or asked.other_groups:
        return chosen_of(view, asked.others, asked.other_groups)
    groups = {group for track in tracks if (group := view.tracks[track].group_id) is not None}
    return view.tracks_of(groups)


def _nothing_since(head: int) -> Callable[[Sequence[DecisionRow]], None]:
    """Refuses to take back what is newest when that is not what the person has seen."""

    def check(entries: Sequence[DecisionRow]) -> None:
        if entries and entries[-1].seq > head:
            newest = entries[-1]
            text = f"{newest.author} decided something meanwhile (correction {newest.seq}: {newest.kind}); look again"
            raise Conflict(text, code="changed_meanwhile", details={"number": newest.seq, "author": newest.author})

    return check
