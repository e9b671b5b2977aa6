"""What the detector and the follower made of a face around an instant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import pyarrow as pa

from telecine.apps.faces.logic.explaining.words import check, clock, many, rounded_down, rounded_up, seconds
from telecine.apps.faces.logic.grouping.evidence import POOR_DETAIL
from telecine.apps.faces.logic.tracking.quality import ClearFace, Pose, unclear
from telecine.kernel.boxes import Box
from telecine.kernel.spans import Span
from telecine.records.explaining import Check, Step

_NOW = Fraction(1, 50)
"""Half a frame of most films: a sample this near is of the instant itself."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One box of a track, as it is stored."""

    at: Fraction
    box: Box
    source: str
    score: float
    sharpness: float
    pose: Pose
    is_clear: bool
    is_embedded: bool


@dataclass(frozen=True, slots=True)
class Followed:
    """One track with all its boxes, in order of time."""

    track_id: str
    span: Span
    width: float
    score: float
    seen: tuple[Seen, ...]

    @property
    def detected(self) -> list[Seen]:
        return [one for one in self.seen if one.source == "detector"]

    def nearest(self, at: Fraction) -> Seen:
        """The box that speaks for an instant: a box speaks up to the midpoint to the next."""
        return min(self.seen, key=lambda one: (abs(one.at - at), one.at))


def read_followed(tracks: pa.Table, samples: pa.Table, around: Span) -> list[Followed]:
    """The tracks of one segment that have an instant of `around`."""
    spans = {
        row["track_id"]: (row, Span(_instant(row, "start"), _instant(row, "end")))
        for row in tracks.select(
            ["track_id", "start_num", "start_den", "end_num", "end_den", "width_px", "confidence"]
        ).to_pylist()
    }
    wanted = {track: found for track, found in spans.items() if found[1].overlaps(around)}
    boxes: dict[str, list[Seen]] = {track: [] for track in wanted}
    chosen = samples.filter(np.isin(samples.column("track_id").to_numpy(zero_copy_only=False), list(wanted)))
    for row in chosen.to_pylist():
        boxes[row["track_id"]].append(_seen(row))
    return [
        Followed(track, span, row["width_px"], row["confidence"], tuple(sorted(boxes[track], key=lambda one: one.at)))
        for track, (row, span) in wanted.items()
    ]


def _seen(row: dict[str, object]) -> Seen:
    return Seen(
        at=_instant(row, "at"),
        box=Box(*(float(str(row[side])) for side in ("x1", "y1", "x2", "y2"))),
        source=str(row["source"]),
        score=float(str(row["score"])),
        sharpness=float(str(row["sharpness"])),
        pose=Pose(float(str(row["yaw"])), float(str(row["pitch"])), 0.0),
        is_clear=bool(row["is_clear"]),
        is_embedded=row["embedding"] is not None,
    )


def _instant(row: dict[str, object], name: str) -> Fraction:
    return Fraction(int(str(row[f"{name}_num"])), int(str(row[f"{name}_den"])))


def detector_step(track: Followed, at: Fraction) -> Step:
    """Which look saw the face, nearest to the instant."""
    one = min(track.detected, key=lambda seen: abs(seen.at - at))
    size = f"{one.box.width:.0f} x {one.box.height:.0f} pixels, score {one.score:.2f}"
    if abs(one.at - at) <= _NOW:
        return Step(stage="detector", outcome="seen", text=f"Seen at this instant: {size}.", checks=())
    when = f"{seconds(abs(one.at - at))} {'before' if one.at < at else 'after'}"
    text = f"Not looked for at this instant; the nearest look that saw it is {when}: {size}."
    return Step(stage="detector", outcome="seen_beside", text=text, checks=())


def track_step(track: Followed, at: Fraction) -> Step:
    """Which track holds the instant, and by what."""
    outcome, how = _held_by(track, at)
    looks = many(len(track.detected), "look")
    span = f"{clock(track.span.start)} to {clock(track.span.end)}"
    text = f"{how} Track {track.track_id[:10]}, {span}, {looks}, {track.width:.0f} pixels wide."
    return Step(stage="track", outcome=outcome, text=text, checks=())


def _held_by(track: Followed, at: Fraction) -> tuple[str, str]:
    near = track.nearest(at)
    if abs(near.at - at) <= _NOW:
        return ("observed", "Observed.") if near.source == "detector" else ("followed", "Followed by its motion.")
    before = [one for one in track.seen if one.at <= at]
    after = [one for one in track.seen if one.at > at]
    if before and after:
        gap = seconds(after[0].at - before[-1].at)
        return "between", f"Taken to be there between two boxes {gap} apart."
    edge = "first" if after else "last"
    return "edge", f"Taken to be there up to half-way to the look that does not have it; this is its {edge} part."


def samples_step(track: Followed, detail: float, *, narrowest: float) -> Step:
    """How many of its boxes can be compared with others, and why not more.

    Args:
        track: the track.
        detail: its median sharpness, see `TrackSet.detail`.
        narrowest: width in pixels from which a face is embedded.
    """
    used = [one for one in track.seen if one.is_embedded]
    widest = max(one.box.width for one in track.detected)
    wide = check(
        "width_to_compare",
        widest,
        narrowest,
        is_met=widest >= narrowest,
        setting="faces.tracks.embed_width_px",
        needs=rounded_down(widest),
    )
    if not wide.is_met:
        text = f"Too small to be compared with others: at most {widest:.0f} pixels wide, {narrowest:.0f} are needed."
        return Step(stage="samples", outcome="too_small", text=text, checks=(wide,))
    if not used:
        text = (
            "Nothing of it could be compared: at every look it was behind another face, cut off, or eyes and mouth did "
            "not lie as in a face."
        )
        return Step(stage="samples", outcome="unusable", text=text, checks=(wide,))
    turned = float(np.median([abs(one.pose.yaw) for one in used]))
    soft = check("sharpness_to_trust", detail, POOR_DETAIL, is_met=detail >= POOR_DETAIL)
    text = f"{many(len(used), 'sample')} compared, sharpness {detail:.0f}, turned {turned:.0f} degrees."
    if not soft.is_met:
        return Step(stage="samples", outcome="blurred", text=f"{text} Too blurred to be believed.", checks=(wide, soft))
    return Step(stage="samples", outcome="compared", text=text, checks=(wide, soft))


def clarity_step(track: Followed, at: Fraction, limits: ClearFace, picture: tuple[int, int], *, is_clear: bool) -> Step:
    """Why the instant counts as clear or only as visible; `is_clear` is what the report says."""
    now = track.nearest(at)
    looks = sorted(track.detected, key=lambda seen: abs(seen.at - at))
    # What is followed was not measured: it is clear where the looks before and after it are.
    one = now if now.source == "detector" else next((seen for seen in looks[:2] if not seen.is_clear), looks[0])
    missed = unclear(one.box, picture, one.pose, one.sharpness, one.score, limits)
    checks = tuple(_clear_checks(one, limits, missed))
    if is_clear:
        return Step(stage="clarity", outcome="clear", text="Counts as clear.", checks=checks)
    text = f"Counts as visible only. {_listed(missed)}".strip()
    if one is not now:
        text = f"{text} That is so at the look beside it; between two looks a face is as clear as both."
    return Step(stage="clarity", outcome=missed[0] if missed else "visible", text=text, checks=checks)


_WORDS = {
    "narrow": "too small",
    "cut_off": "cut off by the side of the picture",
    "turned": "turned too far to the side",
    "tilted": "looks too far up or down",
    "blurred": "too blurred",
    "unsure": "one the detector was not sure of",
}


def _listed(missed: Sequence[str]) -> str:
    return f"The face is {', '.join(_WORDS[name] for name in missed)}." if missed else ""


def _clear_checks(one: Seen, limits: ClearFace, missed: Sequence[str]) -> list[Check]:
    width, yaw, pitch = one.box.width, abs(one.pose.yaw), abs(one.pose.pitch)
    figures = (
        ("narrow", "width_of_a_clear_face", width, limits.width_px, "width_px", rounded_down(width)),
        ("turned", "turn_to_the_side", yaw, limits.yaw, "yaw", rounded_up(yaw, 1)),
        ("tilted", "tilt_up_or_down", pitch, limits.pitch, "pitch", rounded_up(pitch, 1)),
        (
            "blurred",
            "sharpness_of_a_clear_face",
            one.sharpness,
            limits.sharpness,
            "sharpness",
            rounded_down(one.sharpness),
        ),
        ("unsure", "score_of_a_clear_face", one.score, limits.score, "score", rounded_down(one.score, 3)),
    )
    return [
        check(name, value, limit, is_met=code not in missed, setting=f"faces.tracks.clear_{param}", needs=needs)
        for code, name, value, limit, param, needs in figures
    ]
