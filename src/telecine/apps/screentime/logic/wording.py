"""Times and figures as people read them."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from telecine.apps.screentime.logic.exports import decimals
from telecine.records.faces import Metric
from telecine.records.screentime import PersonTime

_CARRIERS: Final = {
    "facebank": "by photographs",
    "episode": "by other scenes",
    "seam": "across a join",
    "clothes": "by clothes and hair",
    "decision": "by decision",
}


def clock(seconds: Fraction, places: int = 1) -> str:
    """A position: ``0:07.2``, ``1:02:07.2``; cut, not rounded, so that it never shows an instant still to come."""
    ticks = seconds.numerator * 10**places // seconds.denominator
    whole, part = divmod(ticks, 10**places)
    minutes, second = divmod(whole, 60)
    hours, minute = divmod(minutes, 60)
    head = f"{hours}:{minute:02}:{second:02}" if hours else f"{minute}:{second:02}"
    return f"{head}.{part:0{places}}" if places else head


def duration(seconds: Fraction) -> str:
    """A length: ``12.5 s``, ``1 min 12.5 s``, ``1 h 02 min 12 s``."""
    if seconds < 60 and decimals(seconds, 1) != "60.0":
        return f"{decimals(seconds, 1)} s"
    if seconds < 3600:
        tenths = round(seconds * 10)
        minutes, rest = divmod(tenths, 600)
        if minutes < 60:
            return f"{minutes} min {rest // 10:02}.{rest % 10} s"
    hours, rest = divmod(round(seconds), 3600)
    return f"{hours} h {rest // 60:02} min {rest % 60:02} s"


def percent(share: float) -> str:
    """``37 %``; ``< 1 %`` and ``> 99 %`` for what would look like nothing or like all."""
    if 0 < share < 0.01:
        return "< 1 %"
    if 0.99 < share < 1:
        return "> 99 %"
    return f"{share:.0%}".replace("%", " %")


def rate(frame_rate: Fraction, *, is_variable: bool) -> str:
    """Frames per second: ``25``, ``29.97``, ``variable, 27.4 on average``."""
    number = f"{float(frame_rate):.2f}".rstrip("0").rstrip(".")
    return f"variable, {number} fps on average" if is_variable else f"{number} fps"


def metric_name(metric: Metric) -> str:
    """``Tracks per minute`` for ``tracks_per_minute``."""
    words = metric.name.replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def metric_value(metric: Metric, value: float) -> str:
    """The value (or its limit) in the unit of the metric."""
    if metric.name.endswith(("_share", "_fraction", "_rate")):
        return percent(value)
    places = 0 if abs(value) >= 100 or value == int(value) else 1 if abs(value) >= 10 else 2
    number = f"{value:,.{places}f}"
    unit = {"1/min": "a minute"}.get(metric.unit, metric.unit)
    return f"{number} {unit}".strip()


def evidence(person: PersonTime) -> str:
    """What a name rests on: ``by photographs, 14 of 15 pictures agree``."""
    by = " and ".join(_CARRIERS.get(how, how) for how in person.named_by)
    agree = f"{person.agreeing} of {person.samples} pictures agree" if person.samples else ""
    return ", ".join(part for part in (by, agree) if part)


def initials(name: str) -> str:
    """Up to two letters that stand for a name where there is no picture."""
    words = [word for word in name.split() if word[:1].isalnum()]
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper() or "?"
