"""A second look at one shot: the same analysis once more, and what it found and did not keep."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from telecine.apps.faces.logic.explaining.rejecting import Found, rejected_story, unseen_story, weak_story
from telecine.apps.faces.logic.explaining.seeing import Followed
from telecine.apps.faces.logic.tracking.joining import Against
from telecine.apps.faces.logic.tracking.sampling import fit
from telecine.apps.faces.logic.tracking.tracklets import Tracklet, Weak
from telecine.apps.faces.params import TrackParams
from telecine.apps.faces.tracks import SegmentTracks, face_limits
from telecine.engine.capabilities import FACE_DETECTOR
from telecine.engine.ports import Frame, Models
from telecine.engine.stage import Findings
from telecine.kernel.boxes import Box
from telecine.kernel.spans import ZERO, Span
from telecine.records import catalog
from telecine.records.explaining import FaceStory
from telecine.records.media import Segment

SAME_PLACE = 0.3
"""Intersection over union from which two boxes are one face."""


def look_again(findings: Findings, *, at: Fraction, shot: Span, held: Sequence[Followed]) -> list[FaceStory]:
    """Faces at `at` that no track holds: those that were dropped, those that were too weak, and those not looked for.

    The shot is decoded and followed as the job did, so that the reasons are its own.

    Args:
        findings: of the job.
        at: the instant.
        shot: the shot that holds it.
        held: tracks that hold the instant.
    """
    params = findings.params("faces.tracks", TrackParams)
    probe = findings.inputs.one(catalog.PROBE).record
    segments = findings.inputs.one(catalog.SEGMENTS).record.segments
    segment = _part(next(one for one in segments if one.start <= at < one.end), shot)
    notes = _Notes()
    work = SegmentTracks(_Bench(findings.models), params, segment, probe, witness=notes)
    looked: list[tuple[tuple[int, int], Found]] = []
    is_looked = False
    for frame in findings.video.frames(work.reads):
        if not is_looked and frame.at + max(frame.duration, Fraction(1, 100)) > at:
            is_looked = True
            looked = _look(findings.models, params, frame, (probe.video.width, probe.video.height))
        work.take(frame)
    work.finish()
    return notes.stories(at, params, held, looked)


def _part(segment: Segment, shot: Span) -> Segment:
    """The part of a segment that lies in a shot; a shot is followed by itself."""
    start, end = max(segment.start, shot.start), min(segment.end, shot.end)
    is_first = start == segment.start
    return segment.model_copy(
        update={
            "start": start,
            "end": end,
            "cuts": (),
            "lead_in": segment.lead_in if is_first else ZERO,
            "starts_at_cut": segment.starts_at_cut if is_first else True,
        }
    )


def _look(
    models: Models, params: TrackParams, frame: Frame, picture: tuple[int, int]
) -> list[tuple[tuple[int, int], Found]]:
    """What each size of the detector's picture finds in one frame, coarsest first."""
    detector = models.get(FACE_DETECTOR)
    sizes = dict.fromkeys(fit(picture, limit) for limit in (params.coarse, params.fine, params.finest))
    found = []
    for size in sizes:
        faces = detector.detect(frame.rgb(size), threshold=params.keep_score)
        wide, high = picture[0] / size[0], picture[1] / size[1]
        for box, score in zip(faces.boxes, faces.scores, strict=True):
            x1, y1, x2, y2 = map(float, box)
            found.append((size, Found(frame.at, Box(x1 * wide, y1 * high, x2 * wide, y2 * high), float(score))))
    return found


@dataclass
class _Notes:
    """Implements `tracks.Witness`."""

    weak: list[Found] = field(default_factory=list)
    rejected: list[tuple[Tracklet, Against, float]] = field(default_factory=list)

    def saw_weak(self, weak: Sequence[Weak], tracks: Sequence[Tracklet]) -> None:
        taken = {id(seen) for track in tracks for seen in track.seen}
        self.weak += [
            Found(one.seen.at, Box(*map(float, one.seen.box)), one.seen.score)
            for one in weak
            if id(one.seen) not in taken
        ]

    def saw_rejected(self, track: Tracklet, reason: Against, plausible: float) -> None:
        self.rejected.append((track, reason, plausible))

    def stories(
        self,
        at: Fraction,
        params: TrackParams,
        held: Sequence[Followed],
        looked: Sequence[tuple[tuple[int, int], Found]],
    ) -> list[FaceStory]:
        """Each face once, by the first reason there is."""
        known: list[Box] = []
        stories = []
        reach = params.detect_every

        def add(found: Found, story: FaceStory) -> None:
            places = [*known, *(track.nearest(found.at).box for track in held)]
            if all(found.box.iou(other) < SAME_PLACE for other in places):
                known.append(found.box)
                stories.append(story)

        for track, reason, plausible in self.rejected:
            nearest = min(track.detected, key=lambda seen: abs(seen.at - at))
            if track.seen[0].at - reach <= at <= track.seen[-1].at + reach:
                story = rejected_story(track, reason, plausible, face_limits(params), at)
                add(Found(nearest.at, Box(*map(float, nearest.box)), nearest.score), story)
        for one in sorted(self.weak, key=lambda found: abs(found.at - at)):
            if abs(one.at - at) <= reach / 2:
                add(one, weak_story(one, at, params.birth_score))
        for size, one in looked:
            is_weak = one.score < params.birth_score
            add(one, weak_story(one, at, params.birth_score) if is_weak else unseen_story(one, at, size))
        return stories


@dataclass(frozen=True)
class _Bench:
    """Implements `tracks.Workbench` outside a stage."""

    models: Models

    def progress(self, done: float, total: float) -> None:
        """Nobody is told."""

    def check_cancelled(self) -> None:
        """Nobody cancels it but by ending the program."""
