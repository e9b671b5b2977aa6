"""The worker processes of one supervisor: as many as may work, and a spare that has started already.

Starting an interpreter takes most of a second; a spare takes the place of a worker that dies at once.
"""

from __future__ import annotations

import selectors
from collections.abc import Callable, Iterator
from typing import Any, Final

import structlog

from telecine.adapters.execution.children import Child, Spawn, describe_death
from telecine.kernel.errors import DefectError

log = structlog.get_logger(__name__)

SPARE_AFTER_S: Final = 1.0
"""A spare is started beside work that takes longer than this; for less it is not worth its start."""
MOST_BOOT_FAILURES: Final = 3.0
KILLED_BOOT_WEIGHT: Final = 0.15
"""A worker killed while it starts says less about its installation than one that ends by itself."""


class Crew:
    """Workers by slot; the slot after the last is the spare's. `selector` tells when one of them has said something."""

    def __init__(self, spawn: Spawn, size: int, selector: selectors.BaseSelector) -> None:
        self._spawn = spawn
        self._size = size
        self._selector = selector
        self._children: dict[int, Child] = {}
        self._boot_failures = 0.0

    def __iter__(self) -> Iterator[Child]:
        """Every process, the spare too."""
        return iter(self._children.values())

    def busy(self) -> list[Child]:
        """Those that have a task."""
        return [child for child in self._children.values() if child.running is not None]

    def free(self) -> list[Child]:
        """Those that may be given a task; never the spare."""
        return [
            child
            for slot, child in self._children.items()
            if slot < self._size and child.is_ready and child.running is None
        ]

    def fill(self, now: float) -> None:
        """Start what is missing: the spare takes an empty place, and beside longer work there is a new spare."""
        for slot in range(self._size):
            if slot in self._children:
                continue
            spare = self._children.pop(self._size, None)
            if spare is not None:
                self._selector.unregister(spare)
            self._place(slot, spare or self._spawn(slot))
        if self._size not in self._children and self._is_worth_a_spare(now):
            self._place(self._size, self._spawn(self._size))

    def _is_worth_a_spare(self, now: float) -> bool:
        return all(child.is_ready for child in self._children.values()) and any(
            child.running is not None and now - child.running.since > SPARE_AFTER_S for child in self._children.values()
        )

    def _place(self, slot: int, child: Child) -> None:
        self._children[slot] = child
        self._selector.register(child, selectors.EVENT_READ, slot)

    def hear(
        self, slot: int, on_message: Callable[[Child, dict[str, Any]], None], on_death: Callable[[Child, str], None]
    ) -> bool:
        """Pass on what the child of a slot said, and its death with the reason. Whether one became ready.

        Raises DefectError when worker processes end again and again before they are ready.
        """
        child = self._children[slot]
        has_become_ready = False
        messages, has_ended = child.receive()
        for message in messages:
            if "ready" in message:
                child.is_ready = has_become_ready = True
                self._boot_failures = 0.0
            else:
                on_message(child, message)
        if has_ended:
            self._bury(slot, child, on_death)
        return has_become_ready

    def _bury(self, slot: int, child: Child, on_death: Callable[[Child, str], None]) -> None:
        self._selector.unregister(child)
        status = child.close()
        del self._children[slot]
        on_death(child, describe_death(status))
        if not child.is_ready:
            self._boot_failures += 1 if status is None or status >= 0 else KILLED_BOOT_WEIGHT
            if self._boot_failures >= MOST_BOOT_FAILURES:
                raise DefectError(f"worker processes cannot start: {child.last_words() or describe_death(status)}")
        log.info("worker.ended", slot=slot, status=status)

    def dismiss(self, child: Child) -> None:
        """End a free worker for the memory it holds; `fill` starts another in its place."""
        slot = next(slot for slot, other in self._children.items() if other is child)
        self._selector.unregister(child)
        del self._children[slot]
        child.kill()
        child.close()

    def end(self) -> None:
        """Kill and reap all."""
        for child in self._children.values():
            child.kill()
        for child in self._children.values():
            child.close()
        self._children.clear()
