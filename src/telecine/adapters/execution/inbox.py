"""What workers said since the last transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import structlog

from telecine.adapters.execution.children import Running
from telecine.engine.store import Transaction
from telecine.records.items import item_from_json
from telecine.services.tasks import Failure, Result, Tasks
from telecine.services.taskspec import TaskSpec

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Finished:
    """A task with its result."""

    spec: TaskSpec
    result: Result


@dataclass
class Inbox:
    """Results, failures and cancellations that wait to be committed together."""

    results: list[Finished] = field(default_factory=list)
    failures: list[tuple[TaskSpec, Failure]] = field(default_factory=list)
    cancelled: list[TaskSpec] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.results or self.failures or self.cancelled)

    def has_ended(self, running: Running) -> bool:
        """Whether the outcome of this run is here."""
        spec = running.spec
        done = [f.spec for f in self.results] + [s for s, _ in self.failures] + self.cancelled
        return any(other is spec for other in done)

    def task_ids(self) -> set[int]:
        """The tasks whose runs have ended."""
        ended = [f.spec for f in self.results] + [spec for spec, _ in self.failures] + self.cancelled
        return {spec.task_id for spec in ended}

    def take(self, running: Running, message: Mapping[str, Any]) -> None:
        """One message of the worker that runs `running`."""
        kind, spec = message.get("type"), running.spec
        if message.get("task_id") != spec.task_id or message.get("fence") != spec.fence:
            return
        if kind == "progress":
            running.progress = (float(message["done"]), float(message["total"]))
            running.has_new_progress = True
        elif kind == "log":
            log.info(str(message["event"]), stage=spec.stage, task=spec.task_id, **{**spec.marks, **message["values"]})
        elif kind == "result":
            self.results.append(Finished(spec, _result(message)))
        elif kind == "error":
            self._take_error(running, message)

    def _take_error(self, running: Running, message: Mapping[str, Any]) -> None:
        spec = running.spec
        if message["code"] == "cancelled" and running.stop_reason != "time_limit":
            self.cancelled.append(spec)
            return
        code = "time_limit_hard" if message["code"] == "cancelled" else str(message["code"])
        is_retryable = bool(message["retryable"]) or code == "time_limit_hard"
        lost = message.get("lost_key")
        self.failures.append((spec, Failure(code, str(message["message"]), is_retryable, lost)))

    def lose(self, running: Running, why: str) -> None:
        """The worker ended while it ran this task."""
        if running.stop_reason == "cancelled":
            self.cancelled.append(running.spec)
        elif running.stop_reason == "time_limit":
            limit = f"it ran longer than {running.spec.timeout_s:.0f} s and was stopped"
            self.failures.append((running.spec, Failure("time_limit_hard", limit, is_retryable=True)))
        else:
            self.failures.append((running.spec, Failure("worker_lost", why, is_retryable=True)))

    def settle(self, tx: Transaction, tasks: Tasks) -> None:
        """Commit everything that is here."""
        for finished in self.results:
            spec = finished.spec
            if not tasks.succeed(tx, spec.task_id, spec.fence, finished.result):
                log.warning("task.refused", task=spec.task_id, fence=spec.fence, **spec.marks)
        for spec, failure in self.failures:
            tasks.fail(tx, spec.task_id, spec.fence, failure)
            log.warning("task.failed", stage=spec.stage, task=spec.task_id, code=failure.code, **spec.marks)
        for spec in self.cancelled:
            tasks.end_cancelled(tx, spec.task_id, spec.fence)


def _result(message: Mapping[str, Any]) -> Result:
    items = message["items"]
    return Result(
        fence=int(message["published_fence"]),
        size_bytes=int(message["size_bytes"]),
        manifest_sha256=str(message["manifest_sha256"]),
        items=None if items is None else tuple(item_from_json(item) for item in items),
        cost={name: float(value) for name, value in message["cost"].items()},
        is_adopted=bool(message["is_adopted"]),
    )
