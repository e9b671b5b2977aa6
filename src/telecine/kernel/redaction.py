"""Keeping secrets and places of this machine out of what others read."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Final

HIDDEN: Final = "[hidden]"
PLACE: Final = "[path]"

_SECRET_NAMES: Final = re.compile(
    r"(?i)(^|_|-)(password|passwd|passphrase|secret|token|ticket|authorization|cookie|credentials?|signature"
    r"|api_?key|bootstrap_?key|secret_?key|access_?key)($|_|-)"
)
_TEXTS: Final = (
    (re.compile(r"\btlc_[0-9a-f]{12}_[A-Za-z0-9_-]+"), HIDDEN),
    (re.compile(r"(?i)\b(bearer|basic|digest)\s+[A-Za-z0-9._~+/=-]{8,}"), rf"\1 {HIDDEN}"),
    (re.compile(r"(?i)\b((?:set-)?cookie|authorization)(['\"]?\s*[:=]\s*)[^\r\n]+"), rf"\1\2{HIDDEN}"),
    (re.compile(r"(://)[^/\s:@'\"]*:[^/\s@'\"]*@"), rf"\1{HIDDEN}@"),
    (
        re.compile(
            r"(?i)([?&;#](?:[a-z-]*(?:signature|credential|token|ticket|password|secret)|sig|se|key|api_?key|link)=)"
            r"[^&#\s'\"<>]+"
        ),
        rf"\1{HIDDEN}",
    ),
    (
        re.compile(r"(?i)\b(password|passwd|secret|token|ticket)(['\"]?\s*[=:]\s*['\"]?)[^\s'\",;&}]{6,}"),
        rf"\1\2{HIDDEN}",
    ),
)
_ROOTS: Final = (
    "Applications|Library|System|Users|Volumes|bin|boot|data|dev|etc|home|lib|lib64|media|mnt|nix|opt|private|proc|root"
    "|run|sbin|scratch|snap|srv|storage|sys|tmp|usr|var|work|workspace"
)
_QUOTED: Final = re.compile(rf"(?P<quote>['\"])/(?:{_ROOTS})(?:/.*?)?(?P=quote)")
_BARE: Final = re.compile(rf"(?<![\w.:/\]-])/(?:{_ROOTS})(?:/[^\s'\"<>|,;:()\[\]]*)?(?![\w-])")
_SHORTEST: Final = 6


def hide_secrets(text: str, known: Collection[str] = ()) -> str:
    """The text without keys, tokens, passwords and signatures, and without the secrets that are known."""
    for secret in known:
        if len(secret) >= _SHORTEST:
            text = text.replace(secret, HIDDEN)
    for pattern, instead in _TEXTS:
        text = pattern.sub(instead, text)
    return text


def hide_all_secrets(value: object, known: Collection[str] = ()) -> object:
    """The same for a value made of mappings and lists; what has the name of a secret is hidden whatever it is."""
    if isinstance(value, str):
        return hide_secrets(value, known)
    if isinstance(value, Mapping):
        return {
            name: HIDDEN if is_secret_name(str(name)) and held not in (None, "set", "unset")
            else hide_all_secrets(held, known)
            for name, held in value.items()
        }  # fmt: skip
    if isinstance(value, list | tuple | set | frozenset):
        return [hide_all_secrets(held, known) for held in value]
    if isinstance(value, bytes):
        return HIDDEN
    return value


def is_secret_name(name: str) -> bool:
    """Whether something of this name is a secret."""
    return _SECRET_NAMES.search(name) is not None


def hide_places(text: str, known: Collection[str] = ()) -> str:
    """The text without paths of this machine: those below the folders that are known, and those that look like one."""
    for folder in sorted(known, key=len, reverse=True):
        if len(folder) > 1:
            text = re.sub(rf"{re.escape(folder)}(?:/[^\s'\"<>|,;:()\[\]]*)?", PLACE, text)
    return _BARE.sub(PLACE, _QUOTED.sub(PLACE, text))


def hide_all_places(value: object, known: Collection[str] = ()) -> object:
    """The same for a value made of mappings and lists."""
    if isinstance(value, str):
        return hide_places(value, known)
    if isinstance(value, Mapping):
        return {name: hide_all_places(held, known) for name, held in value.items()}
    if isinstance(value, list | tuple):
        return [hide_all_places(held, known) for held in value]
    return value
