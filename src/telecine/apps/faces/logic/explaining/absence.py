"""Faces that no track holds at an instant: those in a bridged gap, and those that are seen before or after it."""

from __future__ import annotations

from fractions import Fraction

from telecine.apps.faces.logic.explaining.seeing import Followed
from telecine.apps.faces.logic.explaining.words import clock, seconds
from telecine.records.explaining import FaceStory, Step
from telecine.records.screentime import Interval


def bridged_story(who: tuple[str | None, str], gap: Interval) -> FaceStory:
    """Somebody who counts as present in a short gap between two tracks."""
    person, label = who
    text = (
        f"Not seen from {clock(gap.start)} to {clock(gap.end)}; so short a gap ({seconds(gap.end - gap.start)}) counts as "
        "present, in the column of bridged seconds. screentime.report.bridge says how long it may be."
    )
    return FaceStory(
        track=None,
        label=label,
        person=person,
        box=None,
        counts="bridged",
        steps=(Step(stage="count", outcome="bridged", text=text, checks=()),),
        changes=(),
    )


def absent_story(track: Followed, at: Fraction, label: str, person: str | None) -> tuple[Fraction, FaceStory]:
    """Somebody whose track ended before the instant, or begins after it, with how far that is."""
    is_over = track.span.end <= at
    apart = at - track.span.end if is_over else track.span.start - at
    last = track.detected[-1 if is_over else 0]
    which = "Last" if is_over else "First"
    text = (
        f"{which} seen at {clock(last.at)} (score {last.score:.2f}, {last.box.width:.0f} pixels wide); the track "
        f"{'ended' if is_over else 'begins'} {seconds(apart)} {'before' if is_over else 'after'} this instant, because no "
        "look in between found the face. Ask again with --look to see what the detector finds there."
    )
    story = FaceStory(
        track=track.track_id,
        label=label,
        person=person,
        box=None,
        counts="not_there",
        steps=(Step(stage="track", outcome="ended" if is_over else "not_begun", text=text, checks=()),),
        changes=(),
    )
    return apart, story
