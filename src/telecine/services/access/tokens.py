"""How keys look, and how they are kept.

A key is `tlc_{id}_{secret}` with a secret of 256 random bits. What is kept is scrypt (RFC 7914) of the whole key with a
salt of its own: the key of the settings is chosen by a person, and may be a weak one. Secrets of sessions and tickets
are random and live short; they are kept as SHA-256.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from typing import Final

PREFIX: Final = "tlc"
ID_BYTES: Final = 6
SECRET_BYTES: Final = 32
SALT_BYTES: Final = 16
_KEY: Final = re.compile(r"tlc_([0-9a-f]{12})_[A-Za-z0-9_-]{43}")
_LOG_N, _R, _P = 14, 8, 1


def make_key(id_: bytes, secret: bytes) -> tuple[str, str]:
    """Id and text of a new key."""
    return id_.hex(), f"{PREFIX}_{id_.hex()}_{text_of(secret)}"


def text_of(secret: bytes) -> str:
    """Bytes as text that fits into a header, a cookie and an address."""
    return base64.urlsafe_b64encode(secret).decode().rstrip("=")


def id_in(key: str) -> str | None:
    """The id that a key names; None for a text that is no key of ours."""
    found = _KEY.fullmatch(key)
    return found[1] if found else None


def slow_hash(key: str, salt: bytes) -> str:
    """What is kept of a key: the parameters, the salt and the hash. Takes some 50 ms and 16 MB."""
    made = _scrypt(key, salt, _LOG_N, _R, _P)
    return f"scrypt${_LOG_N}${_R}${_P}${salt.hex()}${made.hex()}"


def is_key_of(key: str, kept: str) -> bool:
    """Whether a hash was made of this key."""
    _, log_n, r, p, salt, made = kept.split("$")
    return hmac.compare_digest(_scrypt(key, bytes.fromhex(salt), int(log_n), int(r), int(p)), bytes.fromhex(made))


def quick_hash(secret: str) -> str:
    """What is kept of a random secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def csrf_of(session: str) -> str:
    """The token that a page sends with every write, to show that it can read answers. Made of the session's secret."""
    return quick_hash(f"csrf {session}")


def are_same(one: str, other: str) -> bool:
    """Compared in constant time."""
    return hmac.compare_digest(one.encode(), other.encode())


def _scrypt(key: str, salt: bytes, log_n: int, r: int, p: int) -> bytes:
    return hashlib.scrypt(key.encode(), salt=salt, n=2**log_n, r=r, p=p, maxmem=2**26, dklen=32)
