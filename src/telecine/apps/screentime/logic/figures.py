"""Figures and warnings that tell how far the seconds of a report can be trusted."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from telecine.apps.screentime.logic.accounting import Accounts
from telecine.apps.screentime.logic.exports import decimals
from telecine.kernel.spans import ZERO
from telecine.records.faces import Matches, Metric
from telecine.records.media import Probe, Scan


def report_metrics(accounts: Accounts, *, can_name: bool) -> tuple[Metric, ...]:
    """Figures of the report itself.

    Args:
        accounts: the seconds.
        can_name: whether anybody could have been named at all.
    """
    people = accounts.people
    seen = sum((person.visible_s for person in people), ZERO)
    unnamed = sum((person.visible_s for person in people if person.person is None), ZERO)
    unclear = sum((person.visible_s - person.clear_s for person in people), ZERO)
    bridged = sum((person.bridged_s for person in people), ZERO)
    more_photographs = "Give more photographs of the people who matter: large, sharp, from the front and from the side."
    no_photographs = "No photographs were given, so nobody could be named. Give one folder per person."
    return (
        _share("unnamed_share", unnamed, seen, 0.5, more_photographs if can_name else no_photographs),
        _share(
            "unclear_share", unclear, seen, 0.6,
            "Most faces are small, blurred or turned away: names rest on few good pictures. Check the surest ones first.",
        ),
        _share(
            "bridged_share", bridged, seen, 0.1,
            "Faces are often lost for moments. Detect more often (faces.tracks.detect_every).",
        ),
    )  # fmt: skip


def report_warnings(accounts: Accounts, matches: Matches, probe: Probe, scan: Scan) -> tuple[str, ...]:
    """What somebody who reads the seconds should know, in words; nothing twice."""
    warnings = [*probe.warnings, *matches.warnings, *(note.text for note in matches.notes)]
    if scan.damaged_frames:
        warnings.append(
            f"{_count(scan.damaged_frames, 'frame')} could not be decoded; the picture before stands in for "
            f"{'it' if scan.damaged_frames == 1 else 'each of them'}."
        )
    if accounts.left_out:
        does = "looks" if accounts.left_out == 1 else "look"
        warnings.append(
            f"{_count(accounts.left_out, 'group')} of tracks ({decimals(accounts.left_out_s, 1)} s) {does} like something "
            "that is not a face and is not counted."
        )
    if matches.excluded:
        were = "was" if len(matches.excluded) == 1 else "were"
        warnings.append(f"{_count(len(matches.excluded), 'track')} {were} left out by decision.")
    ungrouped = accounts.ungrouped - len(matches.excluded)
    if ungrouped > 0:
        verb = "belongs" if ungrouped == 1 else "belong"
        warnings.append(f"{_count(ungrouped, 'track')} {verb} to nobody and is not counted.")
    if not accounts.people:
        warnings.append("Nobody was found in this video.")
    return tuple(dict.fromkeys(warnings))


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _share(name: str, part: Fraction, whole: Fraction, limit: float, advice: str) -> Metric:
    value = float(part / whole) if whole else 0.0
    return Metric(name=name, value=value, unit="", warn_above=limit, is_warning=value > limit, advice=advice)


def needs_attention(metrics: Sequence[Metric]) -> tuple[Metric, ...]:
    """Those over their limit."""
    return tuple(metric for metric in metrics if metric.is_warning)
