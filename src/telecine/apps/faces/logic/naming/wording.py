"""What people are told about a result, in plain English."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from telecine.apps.faces.logic.seeds import ADVISED
from telecine.records.faces import Facebank


def warnings_for(facebank: Facebank, named: Sequence[str], *, tracks: int) -> tuple[str, ...]:
    """Warnings of `faces.matches`, most important first.

    Args:
        facebank: what could be learned of the cast.
        named: ids of the people who were named at least once.
        tracks: how many tracks there are.
    """
    people = {seed.person: seed.name for seed in facebank.seeds}
    lines = [*_presence(people, set(named), tracks)]
    if facebank.refused:
        listed = "; ".join(f"{refusal.file_name} ({refusal.name}): {refusal.reason}" for refusal in facebank.refused)
        lines.append(f"{_photos(len(facebank.refused))} could not be used: {listed}.")
    outliers = [f"{seed.file_name} ({seed.name})" for seed in facebank.seeds if seed.is_outlier]
    if outliers:
        lines.append(f"Check {_listed(outliers)}: the face does not look like the person's other pictures.")
    given = (seed for seed in facebank.seeds if seed.kind == "photo")
    small = [f"{seed.file_name} ({seed.name})" for seed in given if seed.face_width_px < ADVISED]
    if small:
        lines.append(
            f"The face is less than {ADVISED:.0f} pixels wide in {_listed(small)}: larger photographs recognise better."
        )
    return tuple(lines)


def _presence(people: Mapping[str, str], named: set[str], tracks: int) -> list[str]:
    if not tracks:
        return ["No face was found in this video."]
    if not people:
        return ["No cast was given, so nobody is named. Give photographs of the people with --cast."]
    absent = sorted(name for person, name in people.items() if person not in named)
    if len(absent) == len(people):
        line = (
            f"Nobody of the cast ({_listed(absent)}) was recognised. Either they are not in this video, or their faces "
            "are too small, turned away or unlike the photographs: add photographs that look more like the video."
        )
        return [line]
    return [f"Not recognised in this video: {_listed(absent)}."] if absent else []


def _photos(count: int) -> str:
    return "1 photograph" if count == 1 else f"{count} photographs"


def _listed(names: Sequence[str]) -> str:
    shown = list(names[:8])
    if len(names) > len(shown):
        return ", ".join(shown) + f" and {len(names) - len(shown)} more"
    return shown[0] if len(shown) == 1 else ", ".join(shown[:-1]) + " and " + shown[-1]
