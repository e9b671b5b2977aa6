"""Stage `faces.tracks`: one decode of a segment gives its face tracks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from telecine.apps.faces.gallery import Gallery
from telecine.apps.faces.logic.tracking.association import Gate
from telecine.apps.faces.logic.tracking.joining import (
    Against,
    FaceLimits,
    RejoinLimits,
    describe_followed,
    extend_back,
    join,
    reason_against,
    rejoin,
    span_of,
)
from telecine.apps.faces.logic.tracking.quality import hidden_parts
from telecine.apps.faces.logic.tracking.sampling import Look, Schedule, shots_of
from telecine.apps.faces.logic.tracking.tables import FinishedTrack, crops_table, identify, samples_table, tracks_table
from telecine.apps.faces.logic.tracking.tracklets import Follower, FollowLimits, Tracklet, Weak
from telecine.apps.faces.looking import Looker
from telecine.apps.faces.params import TrackParams
from telecine.apps.faces.watching import Watcher
from telecine.engine.capabilities import FACE_DETECTOR, FACE_EMBEDDER
from telecine.engine.ports import Frame, Models, StageContext
from telecine.kernel.spans import ZERO, Span
from telecine.records.catalog import PROBE
from telecine.records.faces import FaceTracks
from telecine.records.media import Probe, Segment
from telecine.records.record import SpanRecord

_MOST_ENDED = 8
"""Ended tracks of a shot that may hold crops; in a crowd they would fill the memory."""
_HIDDEN = 0.3
"""Part of a face behind another from which its crop is not kept."""


def run_tracks(ctx: StageContext, params: TrackParams) -> None:
    """Find and follow the faces of one segment and write `FaceTracks` with its tables."""
    segment = _segment(ctx)
    work = SegmentTracks(ctx, params, segment, ctx.inputs.one(PROBE).record)
    for frame in ctx.video.frames(work.reads, threads=ctx.cores):
        work.take(frame)
    tracks = work.finish()
    ctx.out.table("tracks", tracks_table(tracks))
    ctx.out.table("samples", samples_table(tracks))
    ctx.out.table("crops", crops_table(tracks))
    ctx.out.record(work.record())


def _segment(ctx: StageContext) -> Segment:
    """The segment that the item stands for."""
    if ctx.item is None:
        raise ValueError("faces.tracks runs for one segment")
    fields = {name: value for name, value in ctx.item.data.items() if name in Segment.model_fields}
    return Segment.model_validate(
        {
            "lead_in": ZERO,
            "cuts": (),
            "starts_at_cut": True,
            "motion": (),
            **fields,
            "item_id": ctx.item.id,
            "start": ctx.item.span.start,
            "end": ctx.item.span.end,
        }
    )


class Workbench(Protocol):
    """What following faces needs of a stage's context."""

    @property
    def models(self) -> Models: ...

    def progress(self, done: float, total: float) -> None: ...

    def check_cancelled(self) -> None: ...


class Witness(Protocol):
    """Is told what does not become a track, for people who ask why."""

    def saw_weak(self, weak: Sequence[Weak], tracks: Sequence[Tracklet]) -> None:
        """Detections of a shot too weak to begin a track; those that a track took after all are part of it."""
        ...

    def saw_rejected(self, track: Tracklet, reason: Against, plausible: float) -> None:
        """A track of a shot that is no face; `plausible` is the part of its looks with believable landmarks."""
        ...


class SegmentTracks:
    """Takes the frames of one segment in order and finishes its tracks shot by shot.

    Memory is bounded by the faces of one shot: a few aligned crops for each track that is alive in it.
    """

    def __init__(
        self,
        ctx: Workbench,
        params: TrackParams,
        segment: Segment,
        probe: Probe,
        *,
        witness: Witness | None = None,
    ) -> None:
        self._ctx = ctx
        self._params = params
        self._segment = segment
        self._size = (probe.video.width, probe.video.height)
        self._frame_step = 1 / probe.video.frame_rate
        self._emits = Span(segment.start, segment.end)
        self.reads = Span(max(ZERO, segment.start - segment.lead_in), segment.end)
        cuts = [*segment.cuts, segment.start] if segment.starts_at_cut else list(segment.cuts)
        self._shots = shots_of(self.reads, cuts)
        self._schedule = Schedule(
            self._shots,
            detect_every=params.detect_every,
            watch_every=params.watch_every,
            frame_step=self._frame_step,
            marks=(segment.start,),
        )
        model = ctx.models.ref(FACE_EMBEDDER)
        self._space, self._similarity = model.space, model.similarity
        self._looker = Looker(ctx.models.get(FACE_DETECTOR), params, self._size)
        self._watcher = Watcher(params, self._size)
        self._follower = Follower(_follow_limits(params))
        embedder = ctx.models.get(FACE_EMBEDDER)
        self._gallery = Gallery(embedder, self._similarity, params, self._size, segment.start)
        self._shot = 0
        self._frames = 0
        self._detections = 0
        self._rejected: Counter[str] = Counter()
        self._finished: list[FinishedTrack] = []
        self._witness = witness

    def take(self, frame: Frame) -> None:
        """The next frame."""
        self._frames += 1
        look = self._schedule.look(frame.at, frame.duration)
        if look.opens_shot:
            self._close_shot()
            self._shot = look.shot
            self._follower.open_shot(look.shot)
            self._looker.open_shot()
            self._watcher.open_shot()
        if not look.watch:
            return
        seen = self._watcher.watch(frame, self._follower)
        if seen.is_fast:
            self._schedule.hasten(frame.at, self._params.detect_every_moving)
        if seen.has_jumped and not look.detect:
            self._schedule.looked(frame.at)
        if seen.has_jumped or look.detect:
            self._detect(frame, look)
            self._ctx.progress(float(frame.at - self.reads.start), float(self.reads.duration))

    def finish(self) -> list[FinishedTrack]:
        """All tracks of the segment, by start and id; call once, after the last frame."""
        self._close_shot()
        return sorted(self._finished, key=lambda track: (track.span.start, track.track_id))

    def record(self) -> FaceTracks:
        return FaceTracks(
            segment=SpanRecord.of(self._emits),
            space=self._space,
            frames_decoded=self._frames,
            frames_detected=self._looker.looks,
            detections=self._detections,
            rejected=dict(sorted(self._rejected.items())),
            fine_shots=self._looker.fine_shots,
        )

    def _detect(self, frame: Frame, look: Look) -> None:
        found, picture = self._looker.look(frame)
        self._detections += len(found)
        hidden = hidden_parts(found.boxes, found.scores)
        for track, index, seen in self._follower.update(found, closes_shot=look.closes_shot):
            is_free = bool(hidden[index] < _HIDDEN)
            self._gallery.consider(track, seen, found.landmarks[index], frame, picture, is_free=is_free)
        ended = self._gallery.waiting(self._follower.ended)
        if len(ended) > _MOST_ENDED:
            self._gallery.embed(ended)

    def _close_shot(self) -> None:
        """Embed, join and finish the tracks of the shot that is over."""
        follower, gallery = self._follower, self._gallery
        looked, weak = follower.looked, follower.weak
        tracks = follower.close_shot()
        extend_back(tracks, weak, looked, _gate())
        if self._witness is not None:
            self._witness.saw_weak([one for found in weak.values() for one in found], tracks)
        kept = self._faces(tracks)
        self._ctx.check_cancelled()
        gallery.embed(kept)
        for track in self._rejoined(kept):
            self._finish(track)
        gallery.clear()

    def _faces(self, tracks: list[Tracklet]) -> list[Tracklet]:
        limits = face_limits(self._params)
        kept = []
        for track in tracks:
            plausible = self._gallery.plausible(track)
            reason = reason_against(track, plausible, limits)
            if reason is None:
                kept.append(track)
                continue
            self._rejected[reason] += 1
            if self._witness is not None:
                self._witness.saw_rejected(track, reason, plausible)
        return kept

    def _rejoined(self, tracks: list[Tracklet]) -> list[Tracklet]:
        """The tracks with those that continue each other made one."""
        prototypes = {
            track.number: made.vector for track in tracks if (made := self._gallery.prototype(track)) is not None
        }
        limits = RejoinLimits(gap_s=float(self._params.rejoin_gap), distance=0.75, look=0.45, reach=1.0)
        into: dict[int, Tracklet] = {}
        gone: set[int] = set()
        pairs = rejoin(tracks, prototypes, self._similarity, limits)
        for first, second in sorted(pairs, key=lambda pair: pair[0].last_at):
            target = into.get(first.number, first)
            join(target, second)
            self._gallery.join(target, second)
            into[second.number] = target
            gone.add(second.number)
        return [track for track in tracks if track.number not in gone]

    def _finish(self, track: Tracklet) -> None:
        shot = self._shots[track.shot]
        describe_followed(track)
        whole = span_of(track, shot, self._frame_step)
        span = whole.intersection(self._emits)
        seen = tuple(one for one in track.seen if one.at >= self._emits.start)
        if span is None or not any(one.source == "detector" for one in seen):
            return
        made = self._gallery.prototype(track)
        self._finished.append(
            FinishedTrack(
                track_id=identify(self._segment.item_id, span, seen[0].box),
                span=span,
                shot=track.shot,
                seen=seen,
                prototype=made.vector if made else None,
                spread=made.spread if made else 0.0,
                clothes=self._gallery.clothes(track),
                crops=self._gallery.jpegs(track),
                begins_at_seam=not self._segment.starts_at_cut and span.start == self._emits.start,
                ends_at_seam=span.end == self._emits.end,
            )
        )


def _follow_limits(params: TrackParams) -> FollowLimits:
    return FollowLimits(
        birth_score=params.birth_score,
        keep_score=params.keep_score,
        gap_s=float(params.gap),
        gate=_gate(),
        weak_gate=replace(_gate(), reach=0.35, speed=1.5, far_look=0.6),
    )


def _gate() -> Gate:
    return Gate(reach=0.5, speed=2.6, growth=1.8, look=0.8, far_look=0.4)


def face_limits(params: TrackParams) -> FaceLimits:
    return FaceLimits(
        mean_score=params.mean_score,
        single_score=params.single_score,
        plausible=params.plausible,
        tiny_px=params.narrow_px,
        tiny_score=params.narrow_score,
    )
