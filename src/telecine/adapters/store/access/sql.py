"""Keys, sessions, requests that may come again, and the audit in SQL."""

# ruff: noqa: S608 - what is put together here are names and constants of the store

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, Protocol

from telecine.adapters.store import codec, tables
from telecine.adapters.store.statements import change, columns_of, insert_into
from telecine.engine.rows import AuditRow, KeyRow, RequestRow, SessionRow

_KEY: Final = columns_of(tables.api_keys)
_AUDIT: Final = columns_of(tables.audit)
_KEY_BY_ID: Final = f"SELECT {_KEY} FROM api_keys WHERE id = :id"
_KEYS: Final = f"SELECT {_KEY} FROM api_keys ORDER BY created_at, id"
_SESSION: Final = f"SELECT {columns_of(tables.sessions)} FROM sessions WHERE secret_sha256 = :secret"
_REQUEST: Final = f"SELECT {columns_of(tables.idempotency)} FROM idempotency WHERE key = :key"
_PUT_REQUEST: Final = insert_into(tables.idempotency) + (
    " ON CONFLICT (key) DO UPDATE SET route = excluded.route, request_sha256 = excluded.request_sha256,"
    " response_json = excluded.response_json, created_at = excluded.created_at"
)
_PAGE: Final = f"SELECT {_AUDIT} FROM audit WHERE id < :before ORDER BY id DESC LIMIT :limit"
_ADD_KEY: Final = insert_into(tables.api_keys)
_ADD_SESSION: Final = insert_into(tables.sessions)
_ADD_AUDIT: Final = insert_into(tables.audit, "id")
_KEY_CHANGES: Final = frozenset(c.name for c in tables.api_keys.columns) - {"id"}
_LAST: Final = 2**62


class _Speaks(Protocol):
    @property
    def _link(self) -> Any: ...


class AccessRead:
    """Reads."""

    def api_key(self: _Speaks, key_id: str) -> KeyRow | None:
        row = self._link.execute(_KEY_BY_ID, {"id": key_id}).fetchone()
        return None if row is None else _key(row)

    def api_keys(self: _Speaks) -> list[KeyRow]:
        return [_key(row) for row in self._link.execute(_KEYS, {}).fetchall()]

    def session(self: _Speaks, secret_sha256: str) -> SessionRow | None:
        row = self._link.execute(_SESSION, {"secret": secret_sha256}).fetchone()
        if row is None:
            return None
        id_, key_id, secret, created, expires, data = row
        return SessionRow(id_, key_id, secret, codec.from_micros(created), codec.from_micros(expires), json.loads(data))

    def audit(self: _Speaks, *, before: int | None = None, limit: int = 100) -> list[AuditRow]:
        values = {"before": _LAST if before is None else before, "limit": limit}
        return [_audit(row) for row in self._link.execute(_PAGE, values).fetchall()]

    def request(self: _Speaks, key: str) -> RequestRow | None:
        row = self._link.execute(_REQUEST, {"key": key}).fetchone()
        if row is None:
            return None
        key, route, sha256, answer, created = row
        return RequestRow(key, route, sha256, codec.from_micros(created), answer and json.loads(answer))


class AccessWritten:
    """Writes."""

    def put_request(self: _Speaks, row: RequestRow) -> None:
        answer = None if row.answer is None else codec.to_json(row.answer)
        values = (row.key, row.route, row.sha256, answer, codec.to_micros(row.created_at))
        self._link.execute(_PUT_REQUEST, values)

    def drop_request(self: _Speaks, key: str) -> None:
        self._link.execute("DELETE FROM idempotency WHERE key = :key", {"key": key})

    def drop_requests(self: _Speaks, before: datetime) -> None:
        self._link.execute("DELETE FROM idempotency WHERE created_at < :before", {"before": codec.to_micros(before)})

    def drop_audit(self: _Speaks, before: datetime) -> int:
        done = self._link.execute("DELETE FROM audit WHERE at < :before", {"before": codec.to_micros(before)})
        return int(done.rowcount)

    def add_api_key(self: _Speaks, key: KeyRow) -> None:
        times = (key.created_at, key.expires_at, key.revoked_at, key.last_used_at)
        values = (key.id, key.name, key.role, key.secret_hash, key.kind, *(_micros(at) for at in times))
        self._link.execute(_ADD_KEY, values)

    def change_api_key(self: _Speaks, key_id: str, values: Mapping[str, object]) -> None:
        columns = codec.changed_columns(values, _KEY_CHANGES)
        self._link.execute(change("api_keys", tuple(columns), 0, has_fence=False), (*columns.values(), key_id))

    def add_session(self: _Speaks, session: SessionRow) -> None:
        times = (codec.to_micros(session.created_at), codec.to_micros(session.expires_at))
        values = (session.id, session.key_id, session.secret_sha256, *times, codec.to_json(session.data))
        self._link.execute(_ADD_SESSION, values)

    def remove_session(self: _Speaks, secret_sha256: str) -> bool:
        statement = "DELETE FROM sessions WHERE secret_sha256 = :secret"
        return bool(self._link.execute(statement, {"secret": secret_sha256}).rowcount)

    def remove_sessions(self: _Speaks, *, key_id: str | None = None, expired_before: datetime | None = None) -> None:
        statement = "DELETE FROM sessions WHERE key_id = :key OR expires_at < :before"
        self._link.execute(statement, {"key": key_id, "before": _micros(expired_before)})

    def add_audit(self: _Speaks, entry: AuditRow) -> None:
        values = (codec.to_micros(entry.at), entry.actor, entry.action, entry.target, codec.to_json(entry.data))
        self._link.execute(_ADD_AUDIT, values)


def _micros(at: datetime | None) -> int | None:
    return None if at is None else codec.to_micros(at)


def _time(value: int | None) -> datetime | None:
    return None if value is None else codec.from_micros(value)


def _key(row: codec.Columns) -> KeyRow:
    id_, name, role, secret_hash, kind, created, expires, revoked, used = row
    return KeyRow(
        id_,
        name,
        role,
        secret_hash,
        kind,
        codec.from_micros(created),
        _time(expires),
        _time(revoked),
        _time(used),
    )


def _audit(row: codec.Columns) -> AuditRow:
    id_, at, actor, action, target, data = row
    return AuditRow(codec.from_micros(at), actor, action, target, json.loads(data), id_)
