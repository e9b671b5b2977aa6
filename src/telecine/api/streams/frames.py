"""Events as lines of a stream, in the format of the HTML standard (server-sent events)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from functools import cached_property
from typing import Final, cast

from fastapi.sse import format_sse_event

from telecine.engine.rows import EventRow
from telecine.kernel.redaction import hide_all_places, hide_all_secrets

RETRY_MS: Final = 2000
TERMINAL: Final = frozenset({"job.succeeded", "job.failed", "job.cancelled"})


class Told:
    """An event with its lines, which are made once for all clients."""

    def __init__(self, event: EventRow) -> None:
        self.event = event

    @cached_property
    def frame(self) -> bytes:
        """As it is sent."""
        event = self.event
        body = {"at": event.at.isoformat(), "job_id": event.job_id, "task_id": event.task_id, **_told(event.data)}
        return frame(event.type, body, seq=event.seq)


def _told(data: Mapping[str, object]) -> dict[str, object]:
    """What clients may know of an event: no paths of this machine, and no secrets."""
    return cast("dict[str, object]", hide_all_places(hide_all_secrets(data)))


def frame(kind: str, body: object, *, seq: int | None = None, retry_ms: int | None = None) -> bytes:
    """The lines of one event; only those with a number can be resumed after."""
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return format_sse_event(data_str=text, event=kind, id=None if seq is None else str(seq), retry=retry_ms)


def heartbeat(now: datetime) -> bytes:
    """Says that the stream is alive."""
    return frame("heartbeat", {"at": now.isoformat()})


def hello(now: datetime) -> bytes:
    """The first lines: alive, and how soon to come back after a break."""
    return frame("heartbeat", {"at": now.isoformat()}, retry_ms=RETRY_MS)


def closing(now: datetime) -> bytes:
    """The server stops; clients come back by themselves and go on after the last number."""
    return frame("server.closing", {"at": now.isoformat()}, retry_ms=RETRY_MS)
