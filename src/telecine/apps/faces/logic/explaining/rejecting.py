"""Faces that the detector saw and that became no track."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from telecine.apps.faces.logic.explaining.words import by_settings, check, clock, many, rounded_down, seconds
from telecine.apps.faces.logic.tracking.joining import Against, FaceLimits, mean_score, median_width
from telecine.apps.faces.logic.tracking.tracklets import Tracklet
from telecine.kernel.boxes import Box
from telecine.records.explaining import Check, FaceStory, Step


@dataclass(frozen=True, slots=True)
class Found:
    """One detection at, or next to, the instant."""

    at: Fraction
    box: Box
    score: float


def rejected_story(track: Tracklet, reason: Against, plausible: float, limits: FaceLimits, at: Fraction) -> FaceStory:
    """A track that was dropped because it is taken for no face."""
    one = min(track.detected, key=lambda seen: abs(seen.at - at))
    text, missed = _why(track, reason, plausible, limits)
    span = f"{clock(track.seen[0].at)} to {clock(track.seen[-1].at)}"
    step = Step(
        stage="track", outcome=reason, text=f"Followed from {span} and dropped as no face: {text}", checks=(missed,)
    )
    return _story(Found(one.at, Box(*map(float, one.box)), one.score), at, step)


def _why(track: Tracklet, reason: Against, plausible: float, limits: FaceLimits) -> tuple[str, Check]:
    mean, width = mean_score(track), median_width(track)
    if reason == "seen_once":
        needed = limits.single_score
        text = f"found at one look only, with score {mean:.2f}; that takes {needed:.2f}."
        setting = "faces.tracks.single_score"
        return text, check(
            "score_of_a_single_look", mean, needed, is_met=False, setting=setting, needs=rounded_down(mean, 3)
        )
    if reason == "low_score":
        needed = limits.score_for(width)
        setting = "faces.tracks.narrow_score" if width < limits.tiny_px else "faces.tracks.mean_score"
        text = f"mean score {mean:.2f} at {many(len(track.detected), 'look')}; {needed:.2f} is needed at {width:.0f} pixels."
        return text, check("mean_score", mean, needed, is_met=False, setting=setting, needs=rounded_down(mean, 3))
    text = f"eyes, nose and mouth lie as in a face in {plausible:.0%} of its looks; {limits.plausible:.0%} are needed."
    setting = "faces.tracks.plausible"
    missed = check(
        "looks_with_believable_landmarks",
        plausible,
        limits.plausible,
        is_met=False,
        setting=setting,
        needs=rounded_down(plausible, 3),
    )
    return text, missed


def weak_story(found: Found, at: Fraction, birth_score: float) -> FaceStory:
    """A detection that is too weak to begin a track and continues none."""
    missed = check(
        "score_to_begin_a_track",
        found.score,
        birth_score,
        is_met=False,
        setting="faces.tracks.birth_score",
        needs=rounded_down(found.score, 3),
    )
    text = f"Not followed: a track begins with a score of {birth_score:.2f}, and this look continues none."
    return _story(found, at, Step(stage="track", outcome="too_weak", text=text, checks=(missed,)))


def unseen_story(found: Found, at: Fraction, size: tuple[int, int]) -> FaceStory:
    """A face that no look of the run found, and a look at this very instant does."""
    text = (
        f"No look of the run found it. A look at this instant with a picture of {size[0]} x {size[1]} does: look more "
        "often with a smaller faces.tracks.detect_every, or more finely with a larger faces.tracks.coarse."
    )
    return _story(found, at, Step(stage="track", outcome="not_looked_for", text=text, checks=()))


def _story(found: Found, at: Fraction, track: Step) -> FaceStory:
    apart = found.at - at
    when = "at this instant" if not apart else f"{seconds(abs(apart))} {'before' if apart < 0 else 'after'}"
    text = f"Seen {when}: {found.box.width:.0f} x {found.box.height:.0f} pixels, score {found.score:.2f}."
    steps = (Step(stage="detector", outcome="seen", text=text, checks=()), track)
    box = found.box
    return FaceStory(
        track=None,
        label=None,
        person=None,
        box=(box.x1, box.y1, box.x2, box.y2),
        counts="left_out",
        steps=steps,
        changes=tuple(by_settings(steps)),
    )
