"""Canonical JSON and content hashes: what keys are made of."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from fractions import Fraction


def canonical(value: object) -> object:
    """`value` as plain JSON data in one form only: fractions as "n/d", floats as their `repr`, keys sorted.

    Raises:
        TypeError: for a value that has no canonical form.
    """
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, Mapping):
        return {str(name): canonical(value[name]) for name in sorted(value, key=str)}
    if isinstance(value, Sequence):
        return [canonical(element) for element in value]
    raise TypeError(f"{type(value).__name__} has no canonical form")


def canonical_json(value: object) -> bytes:
    """UTF-8 bytes of `canonical(value)` without white space."""
    return json.dumps(canonical(value), sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def digest(value: object) -> str:
    """SHA-256, hex, of the canonical JSON of `value`."""
    return hashlib.sha256(canonical_json(value)).hexdigest()
