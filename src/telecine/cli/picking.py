"""Which video, people and tracks a person means by what they wrote."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import get_close_matches
from fractions import Fraction
from typing import TYPE_CHECKING, Final

import typer

from telecine.cli.words import clock_time
from telecine.kernel.errors import NotFound, UserError

if TYPE_CHECKING:
    from telecine.records.faces import Assignment
    from telecine.services.review.desk import SeenTrack, View

_SHORTEST_ID: Final = 4
_SIXTY: Final = 60
_MOST_NAMES: Final = 8


def parse_instant(text: str) -> Fraction:
    """`83`, `83.5`, `1:23` or `1:02:03.5` as exact seconds."""
    matched = re.fullmatch(r"(?:(?:(\d{1,4}):)?(\d{1,4}):)?(\d{1,6}(?:\.\d{1,9})?)", text.strip())
    hours, minutes, seconds = matched.groups() if matched is not None else (None, None, None)
    if seconds is None or (minutes and Fraction(seconds) >= _SIXTY) or (hours and int(minutes or 0) >= _SIXTY):
        raise typer.BadParameter(f"{text!r} is no time; write 83.5, 1:23 or 1:02:03.5", param_hint="--at")
    return Fraction(int(hours or 0) * 3600 + int(minutes or 0) * 60) + Fraction(seconds)


def pick_groups(view: View, names: Sequence[str]) -> list[Assignment]:
    """Everybody called so: a label, a person's id, or the beginning of a group's id.

    Raises NotFound with the nearest labels.
    """
    found: list[Assignment] = []
    for name in names:
        wanted = name.strip().casefold()
        if not wanted:
            raise UserError("an empty name means nobody; `telecine decide show VIDEO` lists all", code="nobody_meant")
        meant = [a for a in view.matches.assignments if wanted in {a.label.casefold(), (a.person or "").casefold()}]
        if not meant and len(wanted) >= _SHORTEST_ID:
            meant = [a for a in view.matches.assignments if a.group_id.startswith(wanted)]
        if not meant:
            labels = list(dict.fromkeys(a.label for a in view.matches.assignments))
            near = get_close_matches(name, labels, n=1)
            hint = f" Did you mean {near[0]!r}?" if near else ""
            raise NotFound(f"nobody in {view.video.name} is called {name!r}.{hint} There is: {listed(labels)}.")
        found += meant
    return found


def pick_tracks(
    view: View, names: Sequence[str], *, tracks: Sequence[str] = (), at: Fraction | None = None
) -> list[str]:
    """Ids of the tracks meant: of everybody in `names`, narrowed to `tracks` (beginnings of ids) or to an instant.

    Raises NotFound when there is none, UserError when nothing narrows the choice.
    """
    if not names and not tracks and at is None:
        raise UserError("say who is meant: a name as the report shows it, --track or --at", code="nobody_meant")
    chosen = list(view.tracks.values())
    if names:
        groups = {group.group_id for group in pick_groups(view, names)}
        chosen = [seen for seen in chosen if seen.group_id in groups]
    if tracks:
        chosen = [seen for beginning in tracks for seen in _track(chosen, beginning)]
    if at is not None:
        chosen = [seen for seen in chosen if seen.holds(at)]
        if not chosen:
            raise NotFound(f"none of them is on screen at {clock_time(at)}")
        if not names and not tracks and len(chosen) > 1:
            labels = {group.group_id: group.label for group in view.matches.assignments}
            shown = ", ".join(f"{labels.get(seen.group_id or '', 'left out')} ({seen.track_id[:8]})" for seen in chosen)
            text = f"{len(chosen)} are on screen at {clock_time(at)}: {shown}. Name one of them, or say --track ID."
            raise UserError(text, code="ambiguous")
    return list(dict.fromkeys(seen.track_id for seen in chosen))


def listed(names: Sequence[str]) -> str:
    """The first of them, and how many more there are."""
    more = f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
    return (", ".join(names[:_MOST_NAMES]) or "nobody") + more


def _track(among: Sequence[SeenTrack], beginning: str) -> list[SeenTrack]:
    if not beginning.strip():
        raise UserError(
            "an empty --track means none; `telecine decide show VIDEO NAME` lists them", code="nobody_meant"
        )
    found = [seen for seen in among if seen.track_id.startswith(beginning)]
    if not found:
        raise NotFound(f"there is no track {beginning!r} here; `telecine decide show VIDEO NAME` lists them")
    if len(found) > 1:
        raise UserError(f"{len(found)} tracks begin with {beginning!r}; write more of it", code="ambiguous")
    return found
