"""Keys, sessions, requests that may come again, and the audit in memory."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Protocol

from telecine.engine.rows import AuditRow, KeyRow, RequestRow, SessionRow
from telecine.kernel.errors import DefectError


class _Holds(Protocol):
    @property
    def _t(self) -> Any: ...


class AccessRead:
    """Reads."""

    def api_key(self: _Holds, key_id: str) -> KeyRow | None:
        found: KeyRow | None = self._t.keys.get(key_id)
        return found

    def api_keys(self: _Holds) -> list[KeyRow]:
        return sorted(self._t.keys.values(), key=lambda key: (key.created_at, key.id))

    def session(self: _Holds, secret_sha256: str) -> SessionRow | None:
        found: SessionRow | None = self._t.sessions.get(secret_sha256)
        return found

    def audit(self: _Holds, *, before: int | None = None, limit: int = 100) -> list[AuditRow]:
        found = [row for row in self._t.audit.values() if before is None or row.id < before]
        return sorted(found, key=lambda row: -row.id)[:limit]

    def request(self: _Holds, key: str) -> RequestRow | None:
        found: RequestRow | None = self._t.requests.get(key)
        return found


class AccessWritten:
    """Writes."""

    def put_request(self: _Holds, row: RequestRow) -> None:
        self._t.requests[row.key] = replace(row, answer=json.loads(json.dumps(row.answer)))

    def drop_request(self: _Holds, key: str) -> None:
        self._t.requests.pop(key, None)

    def drop_requests(self: _Holds, before: datetime) -> None:
        self._t.requests = {key: row for key, row in self._t.requests.items() if row.created_at >= before}

    def drop_audit(self: _Holds, before: datetime) -> int:
        kept = {number: row for number, row in self._t.audit.items() if row.at >= before}
        gone = len(self._t.audit) - len(kept)
        self._t.audit = kept
        return gone

    def add_api_key(self: _Holds, key: KeyRow) -> None:
        if key.id in self._t.keys:
            raise DefectError("a key with this id is there already")
        self._t.keys[key.id] = key

    def change_api_key(self: _Holds, key_id: str, values: Mapping[str, object]) -> None:
        if key_id in self._t.keys:
            self._t.keys[key_id] = replace(self._t.keys[key_id], **values)

    def add_session(self: _Holds, session: SessionRow) -> None:
        if session.secret_sha256 in self._t.sessions or session.key_id not in self._t.keys:
            raise DefectError("this session is there already, or its key is not")
        self._t.sessions[session.secret_sha256] = replace(session, data=json.loads(json.dumps(session.data)))

    def remove_session(self: _Holds, secret_sha256: str) -> bool:
        return self._t.sessions.pop(secret_sha256, None) is not None

    def remove_sessions(self: _Holds, *, key_id: str | None = None, expired_before: datetime | None = None) -> None:
        for secret, row in list(self._t.sessions.items()):
            if row.key_id == key_id or (expired_before is not None and row.expires_at < expired_before):
                del self._t.sessions[secret]

    def add_audit(self: _Holds, entry: AuditRow) -> None:
        number = max(self._t.audit, default=0) + 1
        self._t.audit[number] = replace(entry, id=number, data=json.loads(json.dumps(entry.data)))
