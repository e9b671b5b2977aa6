"""The log of a home as a stream: lines as events, secrets left out."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, Final

from anyio import to_thread

from telecine.adapters.files.tailing import Line, Tail
from telecine.api.streams.frames import closing, frame, heartbeat, hello
from telecine.api.streams.hub import Hub
from telecine.engine.ports import Clock
from telecine.kernel.errors import TooMany
from telecine.kernel.redaction import hide_all_secrets

LEVELS: Final = {"debug": 10, "info": 20, "warning": 30, "error": 40}
MOST_FOLLOWERS: Final = 16
HEARTBEAT_S: Final = 10.0
LOOK_S: Final = 0.5
_REQUEST: Final = "api.request"
_LOOK_BACK: Final = 20
"""How many times as many lines are read for those that are wanted."""


@dataclass(frozen=True, slots=True)
class Filter:
    """Which lines are told. One that is no JSON, as tracebacks of workers are, counts as a warning without an event."""

    level: str
    event: str | None
    job: str | None
    request_id: str | None = None
    has_requests: bool = True

    def fits(self, told: dict[str, Any]) -> bool:
        """Whether a line is among them."""
        return (
            LEVELS.get(str(told["level"]), 30) >= LEVELS[self.level]
            and (self.has_requests or told["level"] != "info" or told["event"] != _REQUEST)
            and (self.event is None or str(told["event"] or "").startswith(self.event))
            and (self.job is None or self.job in {told["values"].get("job"), told["values"].get("job_id")})
            and self.request_id in {None, told["values"].get("request_id")}
        )


class Followers:
    """Those who follow the log in this process; each costs a look at some files twice a second, so they are few."""

    def __init__(self) -> None:
        self._count = 0

    async def follow(self, tail: Tail, hub: Hub, clock: Clock, wanted: Filter, lines: int) -> AsyncIterator[bytes]:
        """The last lines, then what is written. Raises TooMany when too many follow already."""
        if self._count >= MOST_FOLLOWERS:
            raise TooMany(f"{MOST_FOLLOWERS} streams of the log are open already; close one of them")
        return self._told(tail, hub, clock, wanted, lines)

    async def _told(self, tail: Tail, hub: Hub, clock: Clock, wanted: Filter, lines: int) -> AsyncIterator[bytes]:
        # Counted here: of an answer that is never sent, nothing is ever run or ended.
        self._count += 1
        try:
            yield hello(clock.now())
            before = _in_order(_chosen(await to_thread.run_sync(tail.last, lines * _LOOK_BACK), wanted))
            for told in before[-lines:] if lines else []:
                yield frame("log", told)
            silent_s = 0.0
            while not hub.is_closing:
                await asyncio.sleep(LOOK_S)
                found = _chosen(await to_thread.run_sync(tail.fresh), wanted)
                for told in found:
                    yield frame("log", told)
                silent_s = 0.0 if found else silent_s + LOOK_S
                if silent_s >= HEARTBEAT_S:
                    silent_s = 0.0
                    yield heartbeat(clock.now())
            yield closing(clock.now())
        finally:
            self._count -= 1


def _chosen(lines: Sequence[Line], wanted: Filter) -> list[dict[str, Any]]:
    return [told for told in map(_read, lines) if wanted.fits(told)]


def _in_order(found: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """By time. A line without one, as those of a traceback are, stays behind the line of its file that is before it."""
    timed: list[tuple[str, dict[str, Any]]] = []
    at: dict[str, str] = {}
    for told in found:
        at[told["file"]] = str(told["at"] or at.get(told["file"], ""))
        timed.append((at[told["file"]], told))
    return [told for _, told in sorted(timed, key=itemgetter(0))]


def _read(line: Line) -> dict[str, Any]:
    try:
        values = json.loads(line.text)
    except ValueError:
        values = None
    if not isinstance(values, dict):
        values = {"text": line.text, "level": "warning"}
    values = hide_all_secrets(values)
    assert isinstance(values, dict)  # noqa: S101 - it was one
    known = {"at": "timestamp", "level": "level", "event": "event"}
    told = {name: values.pop(key, None) for name, key in known.items()}
    return {**told, "file": line.file, "values": values}
