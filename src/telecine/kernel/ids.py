"""Identifiers: sortable and readable, made from a clock reading and entropy that the caller supplies."""

from __future__ import annotations

import re
import unicodedata

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_SLUG = re.compile(r"[^a-z0-9]+")


def ulid(milliseconds: int, entropy: bytes) -> str:
    """A ULID (26 Crockford base-32 characters): 48 bits of time, then 80 bits of `entropy` (10 bytes)."""
    if len(entropy) != 10:
        raise ValueError("a ULID takes 10 bytes of entropy")
    number = (milliseconds << 80) | int.from_bytes(entropy, "big")
    return "".join(_ALPHABET[(number >> shift) & 31] for shift in range(125, -1, -5))


def slug(name: str) -> str:
    """Lower-case letters and digits without accents, joined by hyphens, for ids that people read. May be empty."""
    return _SLUG.sub("-", _plain(name)).strip("-")


def is_told_by_slug(name: str) -> bool:
    """Whether `slug` keeps every letter and digit of a name; it loses those of other scripts."""
    return all(c.isascii() for c in _plain(name) if c.isalnum())


def _plain(name: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c)).lower()
