"""Keys: made, checked, revoked."""

from __future__ import annotations

import contextlib
import threading
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from telecine.engine.ports import Clock
from telecine.engine.rows import KeyRow
from telecine.engine.store import Store
from telecine.kernel.errors import Conflict, LoginNeeded, NotFound, TransientError, UserError
from telecine.services.access import tokens
from telecine.services.access.roles import Principal, Role, Via

LINK_LIFE: Final = timedelta(minutes=15)
REMEMBERED_S: Final = 600.0
SETTING_ID: Final = "setting"
SETTING_LENGTH: Final = 24
_REMEMBERED: Final = 4096
_USE_NOTED: Final = timedelta(minutes=1)
_WRONG: Final = "this key is not known here, or not valid any more; ask an administrator for another one"


class Keys:
    """The keys of a home.

    A key that was checked is remembered for some minutes, so that only its first request costs a slow hash. Its row is
    read with every request: one that is revoked or expires is refused at once, in every process.
    """

    def __init__(self, store: Store, clock: Clock, entropy: Callable[[int], bytes]) -> None:
        self._store = store
        self._clock = clock
        self._entropy = entropy
        self._turn = threading.Lock()
        self._checked: OrderedDict[str, tuple[str, float]] = OrderedDict()

    def create(
        self, name: str, role: Role, *, expires_in: timedelta | None = None, kind: str = "key"
    ) -> tuple[KeyRow, str]:
        """A new key and its text, which is told this once and kept nowhere. Raises UserError."""
        if not name.strip() or len(name) > 100 or not name.isprintable():
            raise UserError("the name of a key is one line of at most 100 characters", code="bad_name")
        if expires_in is not None and expires_in <= timedelta(0):
            raise UserError("a key that expires at once helps nobody; give it some time", code="bad_parameter")
        now = self._clock.now()
        id_, key = tokens.make_key(self._entropy(tokens.ID_BYTES), self._entropy(tokens.SECRET_BYTES))
        kept = tokens.slow_hash(key, self._entropy(tokens.SALT_BYTES))
        row = KeyRow(id_, name.strip(), role.word, kept, kind, now, None if expires_in is None else now + expires_in)
        with self._store.writing() as tx:
            tx.add_api_key(row)
        return row, key

    def create_link(self) -> str:
        """The secret of a link by which somebody becomes administrator once, soon."""
        for row in self.all():
            if row.kind == "link" and row.last_used_at is None and is_valid(row, self._clock.now()):
                self.revoke(row.id)
        return self.create("one-time link", Role.ADMIN, expires_in=LINK_LIFE, kind="link")[1]

    def all(self) -> list[KeyRow]:
        """In the order in which they were made."""
        with self._store.reading() as reading:
            return reading.api_keys()

    def revoke(self, key_id: str) -> KeyRow:
        """End a key and every login with it. Raises NotFound, Conflict."""
        with self._store.writing() as tx:
            row = tx.api_key(key_id)
            if row is None:
                raise NotFound(f"there is no key {key_id}")
            if row.kind == "setting":
                raise Conflict("this key comes from TELECINE_AUTH__BOOTSTRAP_KEY; unset it and start again")
            if row.revoked_at is None:
                tx.change_api_key(key_id, {"revoked_at": self._clock.now()})
            tx.remove_sessions(key_id=key_id)
            found = tx.api_key(key_id)
        assert found is not None  # noqa: S101 - keys are never removed
        return found

    def is_remembered(self, key: str) -> bool:
        """Whether checking this key costs nothing."""
        known = self._checked.get(tokens.quick_hash(key))
        return known is not None and self._clock.monotonic() - known[1] < REMEMBERED_S

    def may_be(self, key: str) -> bool:
        """Whether there is a key with this id at all; says nothing of its secret, and costs little."""
        with self._store.reading() as reading:
            return (reading.api_key(tokens.id_in(key) or SETTING_ID) or reading.api_key(SETTING_ID)) is not None

    def check(self, key: str, *, is_login: bool = False) -> KeyRow:
        """The row of a key that is valid. Raises LoginNeeded. Links are for logins only."""
        with self._store.reading() as reading:
            row = reading.api_key(tokens.id_in(key) or SETTING_ID) or reading.api_key(SETTING_ID)
        if row is None or not is_valid(row, self._clock.now()) or (row.kind == "link" and not is_login):
            raise LoginNeeded(_WRONG)
        if not self._fits(key, row):
            raise LoginNeeded(_WRONG)
        self._note_use(row)
        return row

    def has_admin(self) -> bool:
        """Whether somebody can log in who may make further keys."""
        now = self._clock.now()
        return any(
            row.role == Role.ADMIN.word and is_valid(row, now) and (row.kind != "link" or row.last_used_at is not None)
            for row in self.all()
        )

    def take_setting(self, secret: str | None) -> None:
        """Let the key of the settings be valid, and no other one that was there before. Raises UserError."""
        if secret is not None and len(secret) < SETTING_LENGTH:
            raise UserError(
                f"setting TELECINE_AUTH__BOOTSTRAP_KEY: too short, it takes at least {SETTING_LENGTH} characters;"
                " `openssl rand -base64 32` makes one",
                code="bad_setting",
            )
        with self._store.reading() as reading:
            row = reading.api_key(SETTING_ID)
        now = self._clock.now()
        is_known = row is not None and row.revoked_at is None and secret is not None and self._fits(secret, row)
        if is_known or (secret is None and (row is None or row.revoked_at is not None)):
            return
        kept = None if secret is None else tokens.slow_hash(secret, self._entropy(tokens.SALT_BYTES))
        with self._store.writing() as tx:
            tx.remove_sessions(key_id=SETTING_ID)
            if kept is None:
                tx.change_api_key(SETTING_ID, {"revoked_at": now})
            elif row is None:
                tx.add_api_key(KeyRow(SETTING_ID, "bootstrap key", Role.ADMIN.word, kept, "setting", now))
            else:
                tx.change_api_key(SETTING_ID, {"secret_hash": kept, "revoked_at": None})

    def _fits(self, key: str, row: KeyRow) -> bool:
        name = tokens.quick_hash(key)
        known = self._checked.get(name)
        if known is not None and known[0] == row.secret_hash and self.is_remembered(key):
            return True
        # One at a time: each takes 16 MB, and many at once would be a way to exhaust the machine.
        with self._turn:
            if not tokens.is_key_of(key, row.secret_hash):
                return False
            self._checked[name] = (row.secret_hash, self._clock.monotonic())
            while len(self._checked) > _REMEMBERED:
                self._checked.popitem(last=False)
        return True

    def _note_use(self, row: KeyRow) -> None:
        now = self._clock.now()
        is_due = row.last_used_at is None or now - row.last_used_at >= _USE_NOTED
        if row.kind == "link" or not is_due:
            return
        # Not worth failing a request for.
        with contextlib.suppress(TransientError), self._store.writing() as tx:
            tx.change_api_key(row.id, {"last_used_at": now})


def is_valid(row: KeyRow, now: datetime) -> bool:
    """Whether a key is neither revoked nor past its time."""
    return row.revoked_at is None and (row.expires_at is None or now < row.expires_at)


def principal_of(row: KeyRow, via: Via) -> Principal:
    """Who asks with this key."""
    return Principal(row.name, Role.of(row.role), row.id, via)
