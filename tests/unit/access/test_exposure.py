"""A server starts without a login only where nobody else can reach it."""

from __future__ import annotations

from typing import Any

import pytest

from telecine.kernel.errors import UserError
from telecine.services.access.exposure import is_loopback
from telecine.settings import read_settings
from telecine.settings.exposure import origins_of, refuse_exposed


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.9.1", "::1", "[::1]", "localhost", "LOCALHOST.", "a.localhost"])
def test_names_of_this_machine(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "10.0.0.1", "tv.example", "localhost.example", "", "*", "0.0.0.0/0"])
def test_names_that_lead_here_from_elsewhere(host: str) -> None:
    assert not is_loopback(host)


@pytest.mark.parametrize(
    ("host", "api", "reason"),
    [
        ("0.0.0.0", {}, "it would listen on 0.0.0.0"),
        ("::", {}, "it would listen on ::"),
        ("127.0.0.1", {"base_url": "https://tv.example"}, "API_BASE_URL is https://tv.example"),
        ("127.0.0.1", {"ui_origin": "https://ui.example"}, "UI_ORIGIN is https://ui.example"),
        ("127.0.0.1", {"cors_origins": "http://localhost:3000,https://ui.example"}, "CORS_ORIGINS is https://ui"),
        ("127.0.0.1", {"cors_origin_regex": r"https://pr-\d+\.example"}, "CORS_ORIGIN_REGEX is"),
        ("127.0.0.1", {"trusted_proxies": "127.0.0.1,10.0.0.0/8"}, "TRUSTED_PROXIES is 10.0.0.0/8"),
    ],
)
def test_whatever_lets_others_in_needs_a_login(host: str, api: dict[str, Any], reason: str) -> None:
    with pytest.raises(UserError) as caught:
        refuse_exposed(read_settings(api=api), host)
    assert reason in caught.value.message
    assert "TELECINE_AUTH__MODE=token" in caught.value.message
    refuse_exposed(read_settings(api=api, auth={"mode": "token"}), host)


def test_a_server_of_this_machine_needs_none() -> None:
    api = {"base_url": "http://localhost:8000", "ui_origin": "http://127.0.0.1:3000/"}
    refuse_exposed(read_settings(api=api), "127.0.0.1")
    assert {"http://127.0.0.1:3000", "http://localhost:8000"} <= set(origins_of(read_settings(api=api)))


@pytest.mark.parametrize("address", ["https://tv.example", "https://tv.example/", "https://tv.example/telecine"])
def test_pages_of_the_public_address_are_its_own(address: str) -> None:
    settings = read_settings(api={"base_url": address, "cors_origins": ""}, auth={"mode": "token"})
    assert origins_of(settings) == ["https://tv.example"]


@pytest.mark.parametrize("mode", ["none", "token"])
@pytest.mark.parametrize(
    ("api", "why"),
    [
        ({"cors_origins": "*"}, "every page of the web"),
        ({"cors_origins": "https://*.example"}, "every page of the web"),
        ({"cors_origins": "ui.example"}, "is no origin"),
        ({"cors_origins": "https://ui.example/path"}, "is no origin"),
        ({"cors_origin_regex": ".*"}, "matches every origin"),
        ({"cors_origin_regex": "https?://.+"}, "matches every origin"),
        ({"cors_origin_regex": "("}, "CORS_ORIGIN_REGEX"),
    ],
)
def test_what_lets_every_page_in_is_refused_with_or_without_a_login(mode: str, api: dict[str, Any], why: str) -> None:
    with pytest.raises(UserError, match="setting") as caught:
        refuse_exposed(read_settings(api=api, auth={"mode": mode}), "127.0.0.1")
    assert why in caught.value.message
