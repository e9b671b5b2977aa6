"""Checks, steps and changes, and numbers as people read them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

from telecine.records.explaining import Change, Check, Step


def check(
    name: str,
    value: float,
    limit: float,
    *,
    is_met: bool,
    setting: str | None = None,
    needs: float | None = None,
) -> Check:
    """One limit; `needs` is the value of the setting that would meet it, said only where it is not met."""
    is_useful = setting is not None and needs is not None and not is_met
    return Check(
        name=name,
        value=round(float(value), 4) if math.isfinite(value) else None,
        limit=round(float(limit), 4),
        is_met=bool(is_met),
        setting=setting,
        needs=f"{needs:.10g}" if is_useful else None,
    )


def rounded_up(value: float, digits: int = 3) -> float:
    """The next larger number with so many digits: a limit that the value meets."""
    return math.ceil(value * 10.0**digits) / 10.0**digits


def rounded_down(value: float, digits: int = 1) -> float:
    """The next smaller number with so many digits."""
    return math.floor(value * 10.0**digits) / 10.0**digits


def by_settings(steps: Sequence[Step]) -> list[Change]:
    """The settings with which limits that were missed would be met."""
    missed = [one for step in steps for one in step.checks if one.setting is not None and one.needs is not None]
    return [
        Change(
            text=f"--set {one.setting}={one.needs} would meet the limit for {one.name.replace('_', ' ')}.",
            setting=one.setting,
            value=one.needs,
            command=None,
        )
        for one in missed
    ]


def by_command(text: str, command: str) -> Change:
    """A command for people; VIDEO stands for the video."""
    return Change(text=text, setting=None, value=None, command=command)


def clock(at: Fraction) -> str:
    """`1:02.53`: an instant, to the hundredth."""
    hundredths = round(at * 100)
    minutes, rest = divmod(hundredths, 6000)
    hours, minutes = divmod(minutes, 60)
    text = f"{minutes:02d}" if hours else f"{minutes}"
    return (f"{hours}:" if hours else "") + f"{text}:{rest // 100:02d}.{rest % 100:02d}"


def seconds(length: Fraction) -> str:
    """`0.33 s`."""
    return f"{float(length):.2f} s"


def many(number: int, one: str) -> str:
    """`1 look`, `3 looks`."""
    return f"{number} {one}" if number == 1 else f"{number} {one}s"
