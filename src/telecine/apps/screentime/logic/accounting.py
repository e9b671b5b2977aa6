"""Seconds per person, from tracks and from who they are said to be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from telecine.apps.screentime.logic.presence import Film, Seen, Sighting, Stretches
from telecine.apps.screentime.logic.ticks import Ticks, clip, total, union
from telecine.kernel.errors import DefectError
from telecine.kernel.spans import ZERO, Span
from telecine.records.faces import Assignment
from telecine.records.screentime import Interval, PersonTime


@dataclass(frozen=True, slots=True)
class Accounts:
    """Who is on screen for how long.

    Attributes:
        people: named people first, then unknown ones, each by falling seconds.
        anyone_s: seconds with at least one person.
        several_s: seconds with at least two.
        left_out: groups of tracks that are no faces.
        left_out_s: seconds that these cover.
        ungrouped: tracks that belong to no group.
    """

    people: tuple[PersonTime, ...]
    anyone_s: Fraction
    several_s: Fraction
    left_out: int
    left_out_s: Fraction
    ungrouped: int


def account(
    assignments: Sequence[Assignment],
    sightings: Mapping[str, Sighting],
    *,
    cuts: Sequence[Fraction],
    duration: Fraction,
    bridge: Fraction,
) -> Accounts:
    """Screen time of everybody.

    Groups that name the same person are one person; every group without a name is somebody of its own.

    Args:
        assignments: groups of tracks, as `faces.matches` decided.
        sightings: tracks by id.
        cuts: instants at which a shot begins, sorted.
        duration: seconds of the video.
        bridge: the longest gap within a shot that counts as present, in seconds.

    Raises:
        DefectError: a group names a track that does not exist.
    """
    film = Film.of(sightings.values(), cuts, bridge=bridge, whole=Span(ZERO, duration))
    return account_in(film, assignments, {track: film.seen(sighting) for track, sighting in sightings.items()})


def account_in(film: Film, assignments: Sequence[Assignment], sightings: Mapping[str, Seen]) -> Accounts:
    """The same as `account`, of tracks in ticks of a film."""
    tracks = {track: seen.span for track, seen in sightings.items()}
    people: list[PersonTime] = []
    presences: list[Stretches] = []
    for groups in _by_person(a for a in assignments if a.is_face):
        seen = [_find(sightings, track) for group in groups for track in group.track_ids]
        presence = film.presence(seen)
        if presence.visible:
            presences.append(presence)
            people.append(_person_time(groups, presence, film, tracks))
    others = [a for a in assignments if not a.is_face]
    hidden = [_find(sightings, track).track_id for group in others for track in group.track_ids]
    grouped = {track for group in assignments for track in group.track_ids}
    return Accounts(
        people=tuple(sorted(people, key=_rank)),
        anyone_s=film.clock.seconds(total(union(span for presence in presences for span in presence.visible))),
        several_s=film.clock.seconds(_several(presences)),
        left_out=len(others),
        left_out_s=film.clock.seconds(total(clip(union(tracks[track] for track in hidden), film.whole))),
        ungrouped=len(sightings.keys() - grouped),
    )


def _rank(person: PersonTime) -> tuple[bool, Fraction, Fraction, str]:
    return person.person is None, -person.visible_s, person.first, person.label


def _by_person(assignments: Iterable[Assignment]) -> list[list[Assignment]]:
    people: dict[tuple[bool, str], list[Assignment]] = {}
    for assignment in assignments:
        is_named = assignment.person is not None
        people.setdefault((is_named, assignment.person or assignment.group_id), []).append(assignment)
    return [sorted(groups, key=lambda group: group.group_id) for groups in people.values()]


def _find(sightings: Mapping[str, Seen], track_id: str) -> Seen:
    if track_id not in sightings:
        raise DefectError(f"a match names track {track_id}, which faces.tracks did not make")
    return sightings[track_id]


def _person_time(
    groups: Sequence[Assignment], presence: Stretches, film: Film, tracks: Mapping[str, Ticks]
) -> PersonTime:
    weights = {group.group_id: total(union(tracks[track] for track in group.track_ids)) for group in groups}
    longest = max(groups, key=lambda group: weights[group.group_id])
    pictured = [group for group in groups if group.thumbnail is not None]
    seconds, visible = film.clock.seconds, total(presence.visible)
    return PersonTime(
        person=longest.person,
        label=longest.label,
        visible_s=seconds(visible),
        clear_s=seconds(total(presence.clear)),
        bridged_s=seconds(total(presence.bridged)),
        share=float(Fraction(visible, film.whole[1])),
        first=seconds(presence.visible[0][0]),
        last=seconds(presence.visible[-1][1]),
        confidence=_mean_confidence(groups, weights),
        calibration=groups[0].calibration if len({g.calibration for g in groups}) == 1 else "uncalibrated",
        score=max((group.score for group in groups if group.score is not None), default=None),
        margin=min((group.margin for group in groups if group.margin is not None), default=None),
        agreeing=sum(group.agreeing for group in groups),
        samples=sum(group.samples for group in groups),
        named_by=tuple(sorted({group.how for group in groups} - {"none"})),
        appearances=presence.appearances,
        thumbnail=max(pictured, key=lambda group: weights[group.group_id]).thumbnail if pictured else None,
        intervals=tuple(_intervals(groups, presence, film, tracks)),
    )


def _mean_confidence(groups: Sequence[Assignment], weights: Mapping[str, int]) -> float | None:
    """Mean over the groups, weighted by their time; None when a group has none."""
    rated = [(group.confidence, weights[group.group_id]) for group in groups if group.confidence is not None]
    weight = sum(share for _, share in rated)
    if len(rated) < len(groups) or weight == 0:
        return None
    return float(sum((Fraction(confidence) * share for confidence, share in rated), ZERO) / weight)


def _intervals(
    groups: Sequence[Assignment], presence: Stretches, film: Film, tracks: Mapping[str, Ticks]
) -> Iterable[Interval]:
    """The presence as disjoint intervals in order, each with the tracks that show it."""
    names = {track: group.confidence for group in groups for track in group.track_ids}
    kinds = [(span, True, False) for span in presence.clear]
    kinds += [(span, False, False) for span in presence.unclear]
    kinds += [(span, False, True) for span in presence.bridged]
    waiting = sorted(((tracks[track], track) for track in names), reverse=True)
    near: list[tuple[Ticks, str]] = []
    for (start, end), is_clear, is_bridged in sorted(kinds):
        while waiting and waiting[-1][0][0] <= end:
            near.append(waiting.pop())
        near = [one for one in near if one[0][1] >= start]
        shown = sorted({track for (first, after), track in near if is_bridged or (first < end and start < after)})
        sure = [confidence for track in shown if (confidence := names[track]) is not None]
        yield Interval(
            start=film.clock.seconds(start),
            end=film.clock.seconds(end),
            is_clear=is_clear,
            is_bridged=is_bridged,
            confidence=min(sure) if sure else None,
            tracks=tuple(shown),
        )


def _several(presences: Iterable[Stretches]) -> int:
    """Ticks at which at least two people are visible."""
    steps: dict[int, int] = {}
    for presence in presences:
        for start, end in presence.visible:
            steps[start] = steps.get(start, 0) + 1
            steps[end] = steps.get(end, 0) - 1
    present = crowded = 0
    for (start, step), (end, _) in pairwise(sorted(steps.items())):
        present += step
        crowded += end - start if present >= 2 else 0
    return crowded
