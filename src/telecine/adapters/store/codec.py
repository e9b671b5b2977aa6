"""Values of rows to values of columns and back."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from functools import lru_cache
from typing import Any

from telecine.engine.rows import (
    ArtifactRow,
    DecisionRow,
    EventRow,
    FactRow,
    ImportRow,
    JobRow,
    NodeRow,
    PersonRow,
    SeedRow,
    TaskRow,
    VideoRow,
)
from telecine.engine.states import JobState, TaskState
from telecine.kernel.errors import DefectError
from telecine.kernel.spans import Span
from telecine.records.items import Item, item_from_values, item_to_values

Columns = Sequence[Any]
"""One row as the driver gives it, columns in the order of the table less those that only the store uses."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_dump = json.JSONEncoder(separators=(",", ":")).encode


def to_micros(at: datetime) -> int:
    """Microseconds since 1970 UTC, exact. Raises TypeError for a time without a zone."""
    return (at - _EPOCH) // _MICROSECOND


def from_micros(value: int) -> datetime:
    """The inverse of `to_micros`, in UTC."""
    return _EPOCH + timedelta(microseconds=value)


def _time(value: int | None) -> datetime | None:
    return None if value is None else _EPOCH + timedelta(microseconds=value)


def to_json(value: object) -> str:
    """Text without spaces. Raises TypeError for what JSON cannot hold."""
    return _dump(value)


@lru_cache(maxsize=256)
def from_json(value: str) -> Any:
    """The value of a text; kept, since a job's request is read again with every task. Not to be changed by callers."""
    return json.loads(value)


def items_to_json(items: Sequence[Item]) -> str:
    """A list of items, positions as ``"n/d"``."""
    return _dump([item_to_values(item) for item in items])


@lru_cache(maxsize=16)
def items_from_json(value: str) -> tuple[Item, ...]:
    """The inverse of `items_to_json`; a planner asks for the same list many times."""
    return tuple(map(item_from_values, json.loads(value)))


def video(row: Columns) -> VideoRow:
    id_, sha256, size, name, uri, show, season, episode, ep_id, probe, created = row
    return VideoRow(
        id_, sha256, size, name, uri, from_micros(created), probe and json.loads(probe), show, season, episode, ep_id
    )


def job(row: Columns) -> JobRow:
    (id_, video_id, app, params, resolved, fingerprint, state, priority, created, by, node, progress) = row[:12]
    (total, left, failed, is_expanded, code, detail, idempotency, started, finished, cancel) = row[12:]
    return JobRow(
        id_, video_id, app, from_json(params), from_json(resolved), fingerprint, JobState(state), priority,
        from_micros(created), by, node, progress, total, left, failed, bool(is_expanded), code, detail, idempotency,
        _time(started), _time(finished), _time(cancel),
    )  # fmt: skip


def task(row: Columns) -> TaskRow:
    (id_, key, stage, version, video_id, item_id, index, start, start_den, end, end_den, data) = row[:12]
    (queue, priority, state, attempt, max_attempts, needs_left, timeout_s, fence, created, due) = row[12:22]
    (owner, lease, started, finished, progress, code, detail, cost, spec) = row[22:]
    item = None
    if item_id is not None:
        span = Span(Fraction(start, start_den), Fraction(end, end_den))
        item = Item(item_id, index, span, json.loads(data) if data else {})
    return TaskRow(
        id_, key, stage, version, video_id, item, json.loads(spec), queue, priority, TaskState(state), attempt,
        max_attempts, needs_left, timeout_s, fence, from_micros(created), _time(due), owner, _time(lease),
        _time(started), _time(finished), progress, code, detail, json.loads(cost) if cost else {},
    )  # fmt: skip


def artifact(row: Columns) -> ArtifactRow:
    key, fence, stage, size, manifest, items, created, used = row
    return ArtifactRow(
        key,
        fence,
        stage,
        size,
        manifest,
        None if items is None else items_from_json(items),
        from_micros(created),
        from_micros(used),
    )


def event(row: Columns) -> EventRow:
    seq, job_id, task_id, type_, data, at = row
    return EventRow(type_, from_micros(at), job_id, task_id, json.loads(data), seq)


def person(row: Columns) -> PersonRow:
    id_, show_id, name, created, merged_into, forgetting, portrait = row
    return PersonRow(id_, show_id, name, from_micros(created), merged_into, _time(forgetting), portrait)


def seed(row: Columns) -> SeedRow:
    id_, person_id, sha256, file_name, created, kind, video_id, at, at_den, width, evidence, note = row
    instant = None if at is None else Fraction(at, at_den)
    known = None if evidence is None else json.loads(evidence)
    made = from_micros(created)
    return SeedRow(id_, person_id, sha256, file_name, made, kind, video_id, instant, width, known, note)


def decision(row: Columns) -> DecisionRow:
    id_, journal, seq, author, at, kind, payload, undoes = row
    return DecisionRow(id_, journal, seq, author, from_micros(at), kind, json.loads(payload), undoes)


def fact(row: Columns) -> FactRow:
    video_id, app, kind, at, at_den, end, end_den, subject, score, text, data, key = row
    return FactRow(
        video_id, app, kind, Fraction(at, at_den), Fraction(end, end_den), subject, score, text, json.loads(data), key
    )


def import_(row: Columns) -> ImportRow:
    job_id, kind, location, is_running, attempt, asked, created, due = row
    return ImportRow(
        job_id, kind, location, bool(is_running), attempt, json.loads(asked), from_micros(created), _time(due)
    )


def node(row: Columns) -> NodeRow:
    name, heartbeat, is_accepting, data, in_maintenance = row
    return NodeRow(name, from_micros(heartbeat), bool(is_accepting), json.loads(data), bool(in_maintenance))


def item_columns(item: Item | None) -> tuple[Any, ...]:
    """item_id, item_index, start, end (each two integers), item_json."""
    if item is None:
        return (None,) * 7
    start, end = item.span.start, item.span.end
    data = _dump(dict(item.data)) if item.data else None
    return (item.id, item.index, start.numerator, start.denominator, end.numerator, end.denominator, data)


_JSON_FIELDS = {"params": "params_json", "resolved": "resolved_json", "probe": "probe_json"}


def changed_columns(values: Mapping[str, object], allowed: frozenset[str]) -> dict[str, Any]:
    """Columns and their values for fields of a row.

    Raises DefectError for a field that the row does not have or that never changes.
    """
    columns: dict[str, Any] = {}
    for name, value in values.items():
        if name in allowed:
            columns[name] = to_micros(value) if isinstance(value, datetime) else value
        elif name == "cost" and "cost_json" in allowed:
            columns["cost_json"] = _dump(value) if value else None
        elif _JSON_FIELDS.get(name) in allowed:
            columns[_JSON_FIELDS[name]] = None if value is None else _dump(value)
        else:
            raise DefectError(f"no column for the field {name!r}, or one that never changes")
    return columns
