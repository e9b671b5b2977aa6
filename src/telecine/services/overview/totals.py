"""Screen time of people over several videos, and the seconds they share."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import Final, Literal

from telecine.engine.rows import FactRow, PersonRow, VideoRow
from telecine.engine.store import Reading, Store
from telecine.kernel.errors import NotFound
from telecine.kernel.spans import ZERO, Span, intersect, union

_APP: Final = "screentime"
_MANY: Final = 100_000
_SAYS_SO: Final = "`telecine videos set VIDEO --show NAME --season N` says what a video is."


@dataclass(frozen=True, slots=True)
class PersonTotal:
    """One person over the videos of a group.

    Attributes:
        person: id.
        name: as it is now.
        visible_s: exact seconds.
        clear_s: the part in which the face can be seen well.
        bridged_s: short gaps; no part of `visible_s`.
        share: `visible_s` over the length of all videos of the group, those without the person too.
        appearances: separate stretches on screen.
        videos: ids of the videos with the person.
    """

    person: str
    name: str
    visible_s: Fraction
    clear_s: Fraction
    bridged_s: Fraction
    share: float
    appearances: int
    videos: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Totals over some videos.

    Attributes:
        show: id of the show; None without one, and where shows are not told apart.
        season: likewise.
        videos: that were counted.
        seconds: their length.
        people: with a name, most visible first.
        unknown_s: visible seconds of everybody without a name; two at once count twice.
        together: exact seconds in which two people are visible at once, by their ids in order; pairs without any are left out.
    """

    show: str | None
    season: int | None
    videos: tuple[VideoRow, ...]
    seconds: Fraction
    people: tuple[PersonTotal, ...]
    unknown_s: Fraction
    together: Mapping[tuple[str, str], Fraction]


@dataclass(frozen=True, slots=True)
class Totals:
    """Groups of videos, and the videos for which there is no report yet."""

    groups: tuple[Group, ...]
    missing: tuple[VideoRow, ...]


@dataclass(frozen=True, slots=True)
class Appearance:
    """One person in one video, as its newest finished run says; exact seconds."""

    video: VideoRow
    visible_s: Fraction
    clear_s: Fraction
    first: Fraction
    last: Fraction
    appearances: int


By = Literal["all", "show", "season"]
"""What the videos are grouped by; a season is one of its show."""


class Overview:
    """Answers from the facts of all videos of the home; nothing is opened and nothing is stored."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def videos(self, *, show: str | None = None, season: int | None = None) -> list[VideoRow]:
        """Of a show and a season, in the order of their episodes; of everything without them.

        Raises NotFound with the shows or seasons there are when no video is of this one.
        """
        with self._store.reading() as reading:
            known = reading.videos(limit=_MANY)
        chosen = [
            video
            for video in known
            if (show is None or video.show_id == show) and (season is None or video.season == season)
        ]
        if not chosen and (show is not None or season is not None):
            raise _nothing_of(known, show, season)
        return sorted(chosen, key=_place)

    def totals(self, videos: Sequence[VideoRow], *, by: By = "all", together: bool = False) -> Totals:
        """Totals of the newest finished run of each video.

        Args:
            videos: which.
            by: what they are grouped by.
            together: also who is seen with whom, from the single intervals.
        """
        ids = [video.id for video in videos]
        with self._store.reading() as reading:
            lengths = {fact.video_id: fact.end for fact in reading.facts_of_kind(_APP, "film", videos=ids)}
            people = _of_videos(reading.facts_of_kind(_APP, "person", videos=ids))
            stays = _of_videos(reading.facts_of_kind(_APP, "on_screen", videos=ids)) if together else {}
            meant = _Names(reading)
        counted: dict[tuple[str | None, int | None], list[VideoRow]] = defaultdict(list)
        for video in videos:
            if video.id in lengths:
                counted[_group_of(video, by)].append(video)
        groups = [
            _group(place, own, sum((lengths[video.id] for video in own), ZERO), people, stays, meant)
            for place, own in sorted(counted.items(), key=lambda one: (one[0][0] or "", one[0][1] or 0))
        ]
        return Totals(tuple(groups), tuple(video for video in videos if video.id not in lengths))

    def appearances(self, person: str) -> list[Appearance]:
        """The videos with somebody, in the order of their episodes."""
        with self._store.reading() as reading:
            videos = {video.id: video for video in reading.videos(limit=_MANY)}
            facts = reading.facts_of_kind(_APP, "person")
            meant = _Names(reading)
        own = [fact for fact in facts if fact.subject and meant.of(fact.subject) == person and fact.video_id in videos]
        found: dict[str, list[FactRow]] = _of_videos(own)
        return [
            Appearance(
                video=videos[video],
                visible_s=sum((_exact(fact, "visible") for fact in facts), ZERO),
                clear_s=sum((_exact(fact, "clear") for fact in facts), ZERO),
                first=min(fact.at for fact in facts),
                last=max(fact.end for fact in facts),
                appearances=sum(int(str(fact.data["appearances"])) for fact in facts),
            )
            for video, facts in sorted(found.items(), key=lambda one: _place(videos[one[0]]))
        ]


class _Names:
    """Who a subject is now: people are merged and renamed after their facts were written."""

    def __init__(self, reading: Reading) -> None:
        self._people: dict[str, PersonRow] = {person.id: person for person in reading.people()}

    def of(self, subject: str) -> str:
        """The id that a subject stands for."""
        passed: set[str] = set()
        while (row := self._people.get(subject)) is not None and row.merged_into and subject not in passed:
            passed.add(subject)
            subject = row.merged_into
        return subject

    def called(self, person: str, text: str) -> str:
        """The name of a person; `text` for people of a cast folder, whom the home does not know."""
        row = self._people.get(person)
        return text if row is None else row.name


def _nothing_of(known: Sequence[VideoRow], show: str | None, season: int | None) -> NotFound:
    """What there is instead."""
    of_show = [video for video in known if show in {None, video.show_id}]
    if of_show:
        seasons = sorted({video.season for video in of_show if video.season is not None})
        where = "" if show is None else f" of {show}"
        there = f"There is: season {', '.join(map(str, seasons))}." if seasons else "No video has a season."
        return NotFound(f"no video here is of season {season}{where}. {there} {_SAYS_SO}")
    shows = sorted({video.show_id for video in known if video.show_id is not None})
    there = f"There is: {', '.join(shows)}." if shows else "No video has a show."
    return NotFound(f"no video here is of show {show!r}. {there} {_SAYS_SO}")


def _group_of(video: VideoRow, by: By) -> tuple[str | None, int | None]:
    return (video.show_id if by != "all" else None, video.season if by == "season" else None)


def _of_videos(facts: Sequence[FactRow]) -> dict[str, list[FactRow]]:
    found: dict[str, list[FactRow]] = defaultdict(list)
    for fact in facts:
        found[fact.video_id].append(fact)
    return found


def _group(
    place: tuple[str | None, int | None],
    videos: Sequence[VideoRow],
    seconds: Fraction,
    people: Mapping[str, Sequence[FactRow]],
    stays: Mapping[str, Sequence[FactRow]],
    names: _Names,
) -> Group:
    own: dict[str, list[FactRow]] = defaultdict(list)
    unknown = ZERO
    for video in videos:
        for fact in people.get(video.id, ()):
            if fact.subject:
                own[names.of(fact.subject)].append(fact)
            else:
                unknown += _exact(fact, "visible")
    totals = [_total(person, names.called(person, facts[-1].text), facts, seconds) for person, facts in own.items()]
    shared: dict[tuple[str, str], Fraction] = defaultdict(Fraction)
    for video in videos:
        for pair, common in _together(stays.get(video.id, ()), names).items():
            shared[pair] += common
    return Group(
        show=place[0],
        season=place[1],
        videos=tuple(videos),
        seconds=seconds,
        people=tuple(sorted(totals, key=lambda one: (-one.visible_s, one.name))),
        unknown_s=unknown,
        together=dict(sorted(shared.items())),
    )


def _total(person: str, name: str, facts: Sequence[FactRow], seconds: Fraction) -> PersonTotal:
    visible, clear, bridged = (sum((_exact(f, part) for f in facts), ZERO) for part in ("visible", "clear", "bridged"))
    return PersonTotal(
        person=person,
        name=name,
        visible_s=visible,
        clear_s=clear,
        bridged_s=bridged,
        share=float(visible / seconds) if seconds else 0.0,
        appearances=sum(int(str(fact.data["appearances"])) for fact in facts),
        videos=tuple(dict.fromkeys(fact.video_id for fact in facts)),
    )


def _exact(fact: FactRow, part: str) -> Fraction:
    return Fraction(str(fact.data[part]))


def _together(stays: Sequence[FactRow], names: _Names) -> dict[tuple[str, str], Fraction]:
    """Seconds of one video in which two people with a name are visible at once."""
    spans: dict[str, list[Span]] = defaultdict(list)
    for fact in stays:
        if fact.subject and fact.data.get("seen") != "bridged":
            spans[names.of(fact.subject)].append(Span(fact.at, fact.end))
    whole = {person: union(own) for person, own in spans.items()}
    found = {}
    for one, other in combinations(sorted(whole), 2):
        common = sum((span.duration for span in intersect(whole[one], whole[other])), ZERO)
        if common:
            found[one, other] = common
    return found


def _place(video: VideoRow) -> tuple[str, int, int, str]:
    return (video.show_id or "", video.season or 0, video.episode or 0, video.name)
