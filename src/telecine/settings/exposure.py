"""Whether a server may start as it is set: nobody may reach it from elsewhere without a login."""

from __future__ import annotations

import re

from telecine.kernel.errors import UserError
from telecine.services.access.exposure import why_login
from telecine.settings import Settings

_ORIGIN = re.compile(r"https?://[^/\s*?#@,]+")
_NOBODY = ("https://telecine-probe.invalid", "http://198.51.100.7:81")


def refuse_exposed(settings: Settings, listening: str) -> None:
    """Raises UserError with the reason and what to set."""
    origins_of(settings)
    if settings.auth.mode == "token":
        return
    api = settings.api
    regex = [api.cors_origin_regex] if api.cors_origin_regex else []
    reasons = why_login(
        listening,
        {
            "API_BASE_URL": [api.base_url] if api.base_url else [],
            "UI_ORIGIN": [api.ui_origin] if api.ui_origin else [],
            "CORS_ORIGINS": api.cors_origins,
            "TELECINE_API__CORS_ORIGIN_REGEX": regex,
            "TELECINE_API__TRUSTED_PROXIES": api.trusted_proxies,
        },
    )
    if reasons:
        raise UserError(
            f"nobody would have to log in, and others could come in: {'; '.join(reasons)}. Set"
            " TELECINE_AUTH__MODE=token and make a key with `telecine keys create --role admin`; or keep everything on"
            " this machine (127.0.0.1, localhost).",
            code="login_required",
        )


def origins_of(settings: Settings) -> list[str]:
    """Origins whose pages may use the API, its own public one included. Raises UserError for one that is none, and for what lets in every page."""
    given = [*settings.api.cors_origins, *filter(None, [settings.api.ui_origin])]
    for origin in given:
        if "*" in origin:
            raise UserError(
                "setting CORS_ORIGINS: `*` would let every page of the web act for whoever is logged in; list the origins,"
                " or describe them with TELECINE_API__CORS_ORIGIN_REGEX",
                code="bad_setting",
            )
        if not _ORIGIN.fullmatch(origin.rstrip("/")):
            raise UserError(
                f"setting CORS_ORIGINS: {origin!r} is no origin; write it as https://tv.example", code="bad_setting"
            )
    _refuse_all(settings.api.cors_origin_regex)
    own = _ORIGIN.match(settings.api.base_url or "")
    return list(dict.fromkeys(origin.rstrip("/") for origin in [*given, *([own[0]] if own else [])]))


def _refuse_all(regex: str | None) -> None:
    if regex is None:
        return
    try:
        found = re.compile(regex)
    except re.error as error:
        raise UserError(f"setting TELECINE_API__CORS_ORIGIN_REGEX: {error}", code="bad_setting") from error
    if any(found.fullmatch(nobody) for nobody in _NOBODY):
        raise UserError(
            "setting TELECINE_API__CORS_ORIGIN_REGEX: it matches every origin; name the host in it", code="bad_setting"
        )
