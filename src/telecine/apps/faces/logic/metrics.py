"""Figures about a result, with the limit at which each warns and what to do then."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from telecine.apps.faces.logic.grouping.identities import SHORT, Grouping
from telecine.apps.faces.logic.trackset import TrackSet
from telecine.records.faces import Metric


@dataclass(frozen=True, slots=True)
class Counts:
    """What `faces.tracks` counted over all segments."""

    seconds: Fraction
    detections: int
    rejected: Mapping[str, int]


SPLITS = "appearance split"
"""Name under which `faces.tracks` counts tracks cut because the face stopped looking like itself."""


def identity_metrics(tracks: TrackSet, grouping: Grouping, counts: Counts) -> tuple[Metric, ...]:
    """The figures of `faces.identities`, in the order in which people read them."""
    number = len(tracks)
    minutes = float(counts.seconds) / 60
    short = int((tracks.end - tracks.start < int(SHORT * tracks.ticks_per_second)).sum())
    sizes = np.bincount(grouping.group, minlength=len(grouping))
    left_out = sum(counts.rejected.values())
    splits = sum(count for reason, count in counts.rejected.items() if "split" in reason)
    return (
        _metric(
            "tracks_per_minute", number / minutes if minutes else 0, "1/min", 50,
            "Many tracks: faces are lost and found again. Detect more often (faces.tracks.detect_every).",
        ),
        _metric(
            "short_track_fraction", _part(short, number), "", 0.30,
            "Many tracks are shorter than a second: fast cuts or a restless camera. Detect more often.",
        ),
        _metric(
            "forced_splits", splits, "", None,
            "Tracks cut because the face stopped looking like itself.",
        ),
        _metric("identities", len(grouping), "", None, "Groups of tracks believed to be one person each."),
        _metric(
            "joined_by_clothes", len(grouping.by_clothes), "", None,
            "Tracks with faces too poor to be compared that joined the person who wears the same.",
        ),
        _metric(
            "singleton_fraction", _part(int((sizes == 1).sum()), len(grouping)), "", 0.50,
            "Most identities have one track: extras in the background, or a threshold that is too strict.",
        ),
        _metric(
            "largest_identity_fraction", _largest(tracks, grouping), "", 0.60,
            "One identity holds most of the face time: a lead, or two people joined. Look at its faces.",
        ),
        _metric(
            "rejection_rate", _part(left_out, counts.detections), "", 0.50,
            "Half of what was found was left out: small, blurred or turned faces.",
        ),
        _metric("mean_quality", float(tracks.quality.mean()) if number else 0, "", None, "Mean quality of the tracks."),
    )  # fmt: skip


def _metric(name: str, value: float, unit: str, warn_above: float | None, advice: str) -> Metric:
    return Metric(
        name=name,
        value=round(float(value), 4),
        unit=unit,
        warn_above=warn_above,
        is_warning=warn_above is not None and value > warn_above,
        advice=advice,
    )


def _part(some: int, whole: int) -> float:
    return some / whole if whole else 0.0


def _largest(tracks: TrackSet, grouping: Grouping) -> float:
    """Part of all face time that the largest identity holds; 0 with fewer than four tracks, where it says nothing."""
    if len(tracks) < 4:
        return 0.0
    seconds = np.bincount(grouping.group, weights=tracks.seconds, minlength=len(grouping))
    return float(seconds.max() / max(seconds.sum(), 1e-9))
