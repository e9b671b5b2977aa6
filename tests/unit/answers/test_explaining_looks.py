"""What is said about the look, the track and the clarity of a face at an instant."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from telecine.apps.faces.gallery import clear_face
from telecine.apps.faces.logic.explaining.absence import absent_story
from telecine.apps.faces.logic.explaining.rejecting import Found, rejected_story, weak_story
from telecine.apps.faces.logic.explaining.seeing import Followed, Seen, clarity_step, samples_step, track_step
from telecine.apps.faces.logic.tracking.joining import Against, FaceLimits, reason_against
from telecine.apps.faces.logic.tracking.quality import Pose
from telecine.apps.faces.logic.tracking.tracklets import Observation, Tracklet
from telecine.apps.faces.params import TrackParams
from telecine.apps.faces.tracks import face_limits
from telecine.kernel.boxes import Box
from telecine.kernel.spans import Span

PARAMS = TrackParams()
PICTURE = (640, 360)
GOOD = Seen(
    at=Fraction(1),
    box=Box(100, 100, 160, 180),
    source="detector",
    score=0.9,
    sharpness=50.0,
    pose=Pose(5.0, 5.0, 0.0),
    is_clear=True,
    is_embedded=True,
)


def _track(*seen: Seen) -> Followed:
    return Followed("t-0123456789abcdef", Span(Fraction(0), Fraction(10)), 60.0, 0.9, seen)


@pytest.mark.parametrize(
    ("at", "outcome"),
    [("1", "observed"), ("3/2", "followed"), ("9/4", "between"), ("1/4", "edge"), ("5", "edge")],
)
def test_the_track_says_by_what_it_holds_the_instant(at: str, outcome: str) -> None:
    track = _track(
        GOOD,
        replace(GOOD, at=Fraction(3, 2), source="flow"),
        replace(GOOD, at=Fraction(2)),
        replace(GOOD, at=Fraction(3)),
    )
    assert track_step(track, Fraction(at)).outcome == outcome


@pytest.mark.parametrize(
    ("worse", "outcome", "setting", "needs"),
    [
        ({"box": Box(100, 100, 120, 130)}, "narrow", "clear_width_px", "20"),
        ({"box": Box(0, 100, 60, 180)}, "cut_off", None, None),
        ({"pose": Pose(-80.04, 0.0, 0.0)}, "turned", "clear_yaw", "80.1"),
        ({"pose": Pose(0.0, 60.0, 0.0)}, "tilted", "clear_pitch", "60"),
        ({"sharpness": 1.27}, "blurred", "clear_sharpness", "1.2"),
        ({"score": 0.43219}, "unsure", "clear_score", "0.432"),
    ],
)
def test_what_is_not_clear_says_why_and_which_setting_would_make_it_so(
    worse: dict[str, object], outcome: str, setting: str | None, needs: str | None
) -> None:
    track = _track(replace(GOOD, is_clear=False, **worse))  # type: ignore[arg-type]
    step = clarity_step(track, Fraction(1), clear_face(PARAMS), PICTURE, is_clear=False)
    assert step.outcome == outcome
    missed = [(check.setting, check.needs) for check in step.checks if not check.is_met]
    assert missed == ([(f"faces.tracks.{setting}", needs)] if setting else [])
    if setting is not None and needs is not None:
        looser = clear_face(PARAMS.model_copy(update={setting: float(needs)}))
        assert all(check.is_met for check in clarity_step(track, Fraction(1), looser, PICTURE, is_clear=True).checks)


def test_a_followed_face_is_as_clear_as_the_looks_beside_it() -> None:
    turned = replace(GOOD, at=Fraction(2), pose=Pose(85.0, 0.0, 0.0), is_clear=False)
    between = replace(GOOD, at=Fraction(3, 2), source="flow", sharpness=0.0, is_clear=False)
    step = clarity_step(_track(GOOD, between, turned), Fraction(3, 2), clear_face(PARAMS), PICTURE, is_clear=False)
    assert step.outcome == "turned"
    assert "the look beside it" in step.text


def test_a_face_too_small_to_be_compared_says_from_which_width_it_would_be() -> None:
    small = replace(GOOD, box=Box(100, 100, 112.5, 115), is_embedded=False)
    step = samples_step(_track(small), 0.0, narrowest=16)
    assert step.outcome == "too_small"
    assert step.checks[0].needs == "12.5"
    hidden = samples_step(_track(replace(GOOD, is_embedded=False)), 0.0, narrowest=16)
    assert hidden.outcome == "unusable"


def _tracklet(scores: list[float], width: float) -> Tracklet:
    box = np.array([100, 100, 100 + width, 100 + 1.2 * width], np.float32)
    seen = [Observation(Fraction(n, 3), box, "detector", score) for n, score in enumerate(scores)]
    return Tracklet(0, 0, seen, None, opens_shot=False, box=box, moved_at=seen[-1].at, look=np.zeros(128, np.float32))


@pytest.mark.parametrize(
    ("scores", "width", "plausible", "reason", "setting"),
    [
        ([0.55], 40.0, 1.0, "seen_once", "single_score"),
        ([0.5, 0.22], 40.0, 1.0, "low_score", "mean_score"),
        ([0.5, 0.44], 15.0, 1.0, "low_score", "narrow_score"),
        ([0.9, 0.9, 0.9], 40.0, 1 / 3, "landmarks", "plausible"),
    ],
)
def test_a_dropped_track_says_which_setting_would_have_kept_it(
    scores: list[float], width: float, plausible: float, reason: Against, setting: str
) -> None:
    track, limits = _tracklet(scores, width), face_limits(PARAMS)
    assert reason_against(track, plausible, limits) == reason
    story = rejected_story(track, reason, plausible, limits, Fraction(0))
    (change,) = story.changes
    assert change.setting == f"faces.tracks.{setting}"
    assert change.value is not None
    looser: FaceLimits = face_limits(PARAMS.model_copy(update={setting: float(change.value)}))
    assert reason_against(track, plausible, looser) is None
    assert story.counts == "left_out"


def test_a_weak_look_says_with_which_score_a_track_begins() -> None:
    story = weak_story(Found(Fraction(2), Box(0, 0, 20, 30), 0.3149), Fraction(2), PARAMS.birth_score)
    assert [change.value for change in story.changes] == ["0.314"]
    assert story.steps[0].text.startswith("Seen at this instant")


def test_somebody_who_was_seen_just_before_is_told_about_with_the_gap() -> None:
    apart, story = absent_story(
        replace(_track(GOOD), span=Span(Fraction(0), Fraction(2))), Fraction(5, 2), "Ana", "ana"
    )
    assert apart == Fraction(1, 2)
    assert story.counts == "not_there"
    assert "ended 0.50 s before this instant" in story.steps[0].text
