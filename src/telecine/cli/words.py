"""Numbers as people read them."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction


def clock_time(seconds: Fraction | float) -> str:
    """`1:02.5`, `1:02:03.4`: position or length on a film's clock."""
    tenths = round(seconds * 10)
    minutes, rest = divmod(tenths, 600)
    hours, minutes = divmod(minutes, 60)
    text = f"{minutes:02d}" if hours else f"{minutes}"
    return (f"{hours}:" if hours else "") + f"{text}:{rest // 10:02d}.{rest % 10}"


def rough_time(seconds: float) -> str:
    """`40 s`, `3 min`, `1 h 20 min`: for estimates, which are no more exact than that."""
    if seconds < 10:
        return f"{max(1, round(seconds))} s"
    if seconds < 90:
        return f"{round(seconds / 5) * 5} s"
    minutes = round(seconds / 60)
    if minutes < 90:
        return f"{minutes} min"
    return f"{minutes // 60} h {minutes % 60:02d} min"


def bytes_size(size: int) -> str:
    """`7.3 MB`; decimal units."""
    if size < 1000:
        return f"{size} B"
    amount = float(size)
    for unit in ("kB", "MB", "GB"):
        amount /= 1000
        if amount < 1000:
            return f"{amount:.1f} {unit}"
    return f"{amount / 1000:.1f} TB"


def moment(at: datetime | None) -> str:
    """A time of day in the zone of this machine; empty without one."""
    return at.astimezone().strftime("%Y-%m-%d %H:%M:%S") if at is not None else ""


def count(number: int, one: str, many: str | None = None) -> str:
    """`1 photograph`, `3 photographs`."""
    return f"{number} {one if number == 1 else many or one + 's'}"
