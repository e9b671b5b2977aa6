"""The message that tells a worker what to run, and its JSON form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from telecine.records.items import Item, item_from_json, item_to_json


@dataclass(frozen=True, slots=True)
class InputSpec:
    """One stored result that a task reads."""

    key: str
    fence: int
    item: Item | None


@dataclass(frozen=True, slots=True)
class TaskSpec:
    """Everything a worker needs to run one task; workers never read the database.

    `marks` are what lines of the log say of it: the job it runs for, and the request that asked for that job.
    """

    task_id: int
    key: str
    fence: int
    stage: str
    version: int
    params: Mapping[str, Any]
    models: Mapping[str, Mapping[str, Any]]
    item: Item | None
    source: str | None
    source_bytes: int
    inputs: Mapping[str, Sequence[InputSpec] | None]
    timeout_s: float
    attempt: int
    marks: Mapping[str, str] = field(default_factory=dict)


def spec_to_json(spec: TaskSpec) -> dict[str, object]:
    """One line for a worker."""
    return {
        "task_id": spec.task_id,
        "key": spec.key,
        "fence": spec.fence,
        "stage": spec.stage,
        "version": spec.version,
        "params": dict(spec.params),
        "models": dict(spec.models),
        "item": item_to_json(spec.item) if spec.item else None,
        "source": spec.source,
        "source_bytes": spec.source_bytes,
        "inputs": {
            name: None
            if refs is None
            else [[ref.key, ref.fence, item_to_json(ref.item) if ref.item else None] for ref in refs]
            for name, refs in spec.inputs.items()
        },
        "timeout_s": spec.timeout_s,
        "attempt": spec.attempt,
        "marks": dict(spec.marks),
    }


def spec_from_json(stored: Mapping[str, Any]) -> TaskSpec:
    """The inverse of `spec_to_json`."""
    inputs = {
        name: None
        if refs is None
        else [InputSpec(key, fence, item_from_json(item) if item else None) for key, fence, item in refs]
        for name, refs in stored["inputs"].items()
    }
    return TaskSpec(
        task_id=stored["task_id"],
        key=stored["key"],
        fence=stored["fence"],
        stage=stored["stage"],
        version=stored["version"],
        params=stored["params"],
        models=stored["models"],
        item=item_from_json(stored["item"]) if stored["item"] else None,
        source=stored["source"],
        source_bytes=stored["source_bytes"],
        inputs=inputs,
        timeout_s=stored["timeout_s"],
        attempt=stored["attempt"],
        marks=stored["marks"],
    )
