"""The error tree.

An error carries its policy, so that no caller decides by type name what to do with it::

    TelecineError
    ├── UserError        the request or the file is at fault; said once, never retried
    │   ├── BadMedia     the file cannot be analysed
    │   ├── NotFound     the thing named does not exist
    │   │   └── Gone     it was there, and its time is over
    │   ├── NoMemory     the machine is too small for the work
    │   ├── LoginNeeded  nobody knows who asks
    │   ├── Forbidden    who asks may not do this
    │   ├── TooLarge     more bytes than are allowed
    │   ├── WrongBytes   what came is not what was announced
    │   └── Conflict     the thing is in a state that forbids this
    │       └── InUse    another request works on it right now
    ├── TransientError   may succeed later; retried with backoff
    │   ├── SoftLimit    the stage ran out of its soft time limit
    │   ├── WorkerLost   the process that ran the task ended without an answer
    │   ├── StoreBusy    the database did not answer in time
    │   ├── TooSlow      the other side sent nothing for too long
    │   ├── TooMany      more requests than are allowed in this time
    │   └── NoSpace      the disk is full
    ├── Cancelled        somebody asked to stop
    └── DefectError      Telecine is at fault; a bug
        ├── IllegalTransition
        └── CorruptArtifact

Messages say what is so and what to do next. They are rendered by the CLI, the API and the worker only.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar


class TelecineError(Exception):
    """Root of the tree.

    Attributes:
        code: stable machine-readable word; subclasses set a default, instances may narrow it.
        http_status: status the API answers with.
        exit_code: status the CLI ends with (0 ok, 1 defect, 2 usage, 3 user, 4 transient, 130 cancelled).
        retryable: whether running the same task again may succeed.
        details: plain values for machines; never secrets.
    """

    code: str = "error"
    http_status: ClassVar[int] = 500
    exit_code: ClassVar[int] = 1
    retryable: ClassVar[bool] = False

    def __init__(self, message: str, *, code: str | None = None, details: Mapping[str, object] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.details: dict[str, object] = dict(details or {})
        if code is not None:
            self.code = code

    def __str__(self) -> str:
        return self.message


class UserError(TelecineError):
    """The request or the input is at fault."""

    code = "user_error"
    http_status = 400
    exit_code = 3


class BadMedia(UserError):
    """The file cannot be analysed; the message names what is wrong with it."""

    code = "bad_media"
    http_status = 422


class NotFound(UserError):
    """What was named does not exist."""

    code = "not_found"
    http_status = 404


class Gone(NotFound):
    """What was named existed, and its time is over."""

    code = "gone"
    http_status = 410


class TooLarge(UserError):
    """More bytes than are allowed."""

    code = "too_large"
    http_status = 413


class WrongBytes(UserError):
    """The checksum of what came is not the one that was announced; the status is the one of the tus protocol."""

    code = "wrong_checksum"
    http_status = 460


class NoMemory(UserError):
    """A stage needs more memory than the machine has for tasks."""

    code = "too_little_memory"
    http_status = 507


class LoginNeeded(UserError):
    """Nobody knows who asks: no key, or one that is not valid any more."""

    code = "login_needed"
    http_status = 401


class Forbidden(UserError):
    """Who asks may not do this."""

    code = "forbidden"
    http_status = 403


class Conflict(UserError):
    """The state of the thing forbids what was asked."""

    code = "conflict"
    http_status = 409


class InUse(Conflict):
    """Another request works on the thing right now."""

    code = "in_use"
    http_status = 423


class TransientError(TelecineError):
    """May succeed when tried again."""

    code = "transient"
    http_status = 503
    exit_code = 4
    retryable = True


class SoftLimit(TransientError):
    """The stage ran out of its soft time limit."""

    code = "time_limit_soft"


class WorkerLost(TransientError):
    """The process that ran the task ended without an answer."""

    code = "worker_lost"


class StoreBusy(TransientError):
    """The database did not answer within the bounded retries."""

    code = "store_busy"


class TooSlow(TransientError):
    """The other side sent nothing for too long."""

    code = "too_slow"
    http_status = 408


class TooMany(TransientError):
    """More requests than are allowed in this time; `details` say after how many seconds to come back."""

    code = "too_many_requests"
    http_status = 429


class NoSpace(TransientError):
    """The disk is full, or below the floor that keeps state writable."""

    code = "no_space"
    http_status = 507


class Cancelled(TelecineError):
    """Somebody asked to stop."""

    code = "cancelled"
    http_status = 409
    exit_code = 130


class DefectError(TelecineError):
    """Telecine is at fault."""

    code = "defect"


class IllegalTransition(DefectError):
    """A state was asked to change along an edge that does not exist."""

    code = "illegal_transition"


class CorruptArtifact(DefectError):
    """Stored bytes do not match their hash, or do not decode to their record."""

    code = "corrupt_artifact"
    retryable = True


def find_error_type(code: str) -> type[TelecineError]:
    """The class whose default code is `code`; `DefectError` when there is none."""
    pending: list[type[TelecineError]] = [TelecineError]
    while pending:
        kind = pending.pop()
        if kind.code == code:
            return kind
        pending.extend(kind.__subclasses__())
    return DefectError
