"""What becomes of a task whose run ended without a result."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

FIRST_DELAY = timedelta(milliseconds=500)
LONGEST_DELAY = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Again:
    """Run it again, no earlier than `delay` from now."""

    delay: timedelta


@dataclass(frozen=True, slots=True)
class GiveUp:
    """It failed for good."""


def decide(code: str, *, retryable: bool, attempts_used: int, attempts: int) -> Again | GiveUp:
    """Decide by the kind of error and the attempts used, the failed one included.

    A lost worker is replaced at once the first time; other transient errors wait 0.5 s, 1 s, 2 s … up to a minute.
    """
    if not retryable or attempts_used >= attempts:
        return GiveUp()
    if code == "worker_lost" and attempts_used == 1:
        return Again(timedelta(0))
    return Again(min(FIRST_DELAY * 2 ** (attempts_used - 1), LONGEST_DELAY))
