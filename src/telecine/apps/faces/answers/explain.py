"""The question "why not counted?": what happened to every face at one instant, and what would change it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from telecine.apps.faces.answers.second_look import look_again
from telecine.apps.faces.case import read_case
from telecine.apps.faces.gallery import clear_face
from telecine.apps.faces.logic.explaining.absence import absent_story, bridged_story
from telecine.apps.faces.logic.explaining.counting import count_step, identity_step
from telecine.apps.faces.logic.explaining.naming import name_step
from telecine.apps.faces.logic.explaining.seeing import (
    Followed,
    clarity_step,
    detector_step,
    read_followed,
    samples_step,
    track_step,
)
from telecine.apps.faces.logic.explaining.words import by_command, by_settings
from telecine.apps.faces.logic.grouping.together import boxes_at
from telecine.apps.faces.logic.naming.case import Case
from telecine.apps.faces.logic.naming.rounds import UNSAID, Judgement
from telecine.apps.faces.logic.rulings.attaching import attach
from telecine.apps.faces.params import MatchParams, TrackParams
from telecine.engine.capabilities import FACE_EMBEDDER
from telecine.engine.stage import Findings
from telecine.kernel.errors import UserError
from telecine.kernel.spans import Span
from telecine.records import catalog
from telecine.records.explaining import Change, Counts, Explanation, FaceStory, Step
from telecine.records.faces import Assignment
from telecine.records.screentime import Interval, ScreenTime

LAST = Fraction(1, 1000)
"""Seconds before the end, at which whatever is in the last frame is still there."""
SHOWN = Fraction(1, 10)
"""Times are shown with a tenth of a second."""
NEAR = Fraction(2)
"""Seconds before and after the instant, within its shot, in which a face is told about that is not there then."""


def explain(findings: Findings, *, at: Fraction, look: bool) -> Explanation:
    """What became of every face at `at`. With `look` the shot is decoded and looked at again.

    The end of the film, which lists and reports show rounded, means its last frame. Raises UserError for an instant
    after that.
    """
    scan = findings.inputs.one(catalog.SCAN).record
    if scan.duration <= at <= scan.duration + SHOWN:
        at = scan.duration - LAST
    shot = next((Span(one.start, one.end) for one in scan.shots if one.start <= at < one.end), None)
    if shot is None:
        raise UserError(
            f"the film is {float(scan.duration):.1f} s long and ends before that; ask about an instant in it",
            code="outside_film",
        )
    around = Span(max(shot.start, at - NEAR), min(shot.end, at + NEAR))
    followed = [
        track
        for part in findings.inputs.all(catalog.FACE_TRACKS)
        for track in read_followed(part.table("tracks"), part.table("samples"), around)
    ]
    teller = _Teller(findings, at)
    here = [track for track in followed if track.span.contains(at)]
    stories = sorted((teller.tell(track) for track in here), key=_size, reverse=True)
    labels = {story.label for story in stories if story.counts != "left_out"}
    bridged = [bridged_story(person, interval) for person, interval in teller.report.at(at) if interval.is_bridged]
    labels |= {story.label for story in bridged}
    absent = [
        absent_story(track, at, label, person)
        for track in followed
        if not track.span.contains(at)
        for label, person in [teller.named(track.track_id)]
        if label is not None and label not in labels
    ]
    unheld = look_again(findings, at=at, shot=shot, held=here) if look else []
    return Explanation(
        at=at,
        shot=(shot.start, shot.end),
        faces=(*stories, *bridged, *unheld, *_nearest_of_each(absent)),
        looked=look,
    )


def _size(story: FaceStory) -> float:
    return 0.0 if story.box is None else (story.box[2] - story.box[0]) * (story.box[3] - story.box[1])


def _nearest_of_each(absent: Sequence[tuple[Fraction, FaceStory]]) -> list[FaceStory]:
    """One story a person: the one that is nearest in time."""
    nearest: dict[str | None, tuple[Fraction, FaceStory]] = {}
    for apart, story in absent:
        if story.label not in nearest or apart < nearest[story.label][0]:
            nearest[story.label] = (apart, story)
    return [story for _, story in sorted(nearest.values(), key=lambda one: one[0])]


@dataclass(frozen=True)
class _Report:
    """What the report says about an instant."""

    record: ScreenTime

    def at(self, at: Fraction) -> list[tuple[tuple[str | None, str], Interval]]:
        return [
            ((person.person, person.label), interval)
            for person in self.record.people
            for interval in person.intervals
            if interval.start <= at < interval.end
        ]

    def of(self, track: str, at: Fraction) -> Interval | None:
        return next((one for _, one in self.at(at) if track in one.tracks and not one.is_bridged), None)


class _Teller:
    """Tells the story of one track after the other; what all need is read once."""

    def __init__(self, findings: Findings, at: Fraction) -> None:
        inputs = findings.inputs
        self._at = at
        self._params = findings.params("faces.tracks", TrackParams)
        self._case = read_case(
            inputs, findings.models.ref(FACE_EMBEDDER), findings.params("faces.matches", MatchParams)
        )
        self._judged: Judgement | None = self._case.judge()
        self._detail = self._case.tracks.detail
        matches = inputs.one(catalog.MATCHES).record
        self._group: Mapping[str, Assignment] = {
            track: assignment for assignment in matches.assignments for track in assignment.track_ids
        }
        identities = inputs.one(catalog.IDENTITIES)
        self._threshold = identities.record.threshold
        self._identities = identities.record.identities
        video = inputs.one(catalog.PROBE).record.video
        self._picture = (video.width, video.height)
        self._rulings = inputs.one(catalog.NAME_RULINGS).record.rulings
        self.report = _Report(inputs.one(catalog.SCREENTIME).record)

    def named(self, track: str) -> tuple[str | None, str | None]:
        group = self._group.get(track)
        return (None, None) if group is None else (group.label, group.person)

    def tell(self, track: Followed) -> FaceStory:
        """The story of a track that holds the instant."""
        case = self._case
        row = case.tracks.ids.index(track.track_id)
        group = self._group.get(track.track_id)
        steps = [
            detector_step(track, self._at),
            track_step(track, self._at),
            samples_step(track, float(self._detail[row]), narrowest=self._params.embed_width_px),
            identity_step(case, row, self._identities[int(case.grouping.group[row])], self._threshold),
            name_step(case, self._judged, row, group, self._ruling(case, row)),
            count_step(case, row, group, self._ruling(case, row, kinds=("exclude",))),
        ]
        counts, clarity = self._clarity(track, group)
        if clarity is not None:
            steps.append(clarity)
        box = boxes_at(case.tracks, np.array([row]), np.array([round(self._at * case.tracks.ticks_per_second)]))[0]
        return FaceStory(
            track=track.track_id,
            label=group.label if group is not None else None,
            person=group.person if group is not None else None,
            box=(float(box[0]), float(box[1]), float(box[2]), float(box[3])),
            counts=counts,
            steps=tuple(steps),
            changes=tuple(self._changes(track, group, steps)),
        )

    def _clarity(self, track: Followed, group: Assignment | None) -> tuple[Counts, Step | None]:
        interval = self.report.of(track.track_id, self._at)
        if group is None or not group.is_face or interval is None:
            return "left_out", None
        step = clarity_step(track, self._at, clear_face(self._params), self._picture, is_clear=interval.is_clear)
        return ("clear" if interval.is_clear else "visible"), step

    def _ruling(self, case: Case, row: int, kinds: Sequence[str] = ("assign", "lock")) -> int | None:
        """The newest correction of one of these kinds about a track that is in force for it."""
        if "assign" in kinds and case.given.person[row] == UNSAID:
            return None
        for ruling in reversed(self._rulings):
            if ruling.kind in kinds and any(row in rows for rows in attach(ruling.tracks, case.tracks)):
                return ruling.number
        return None

    def _changes(self, track: Followed, group: Assignment | None, steps: Sequence[Step]) -> list[Change]:
        meant = f"--track {track.track_id[:10]}"
        if group is None:
            return [by_command("Counts it again.", f"telecine decide restore VIDEO {meant}")]
        if group.how == "decision":
            return [by_command("Takes the correction back.", "telecine decide undo VIDEO")]
        made = by_settings(
            [step for step in steps if step.stage in {"samples", "name", "clarity"} and step.outcome != "clear"]
        )
        if group.person is None:
            text = "Says who it is; the rest of the video learns from it."
            made.append(by_command(text, f"telecine decide assign VIDEO {meant} --to NAME"))
        return made
