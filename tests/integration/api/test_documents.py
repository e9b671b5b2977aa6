"""The page that describes the API needs nothing but this server."""

from __future__ import annotations

import re

from fastapi.testclient import TestClient


def test_the_page_and_everything_it_names_come_from_here(client: TestClient) -> None:
    page = client.get("/docs")
    assert page.status_code == 200
    named = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    assert len(named) == 4
    for name in named:
        assert not name.startswith(("http", "//"))
        assert client.get(f"/{name}").status_code == 200
    assert client.get("/docs/other.js").status_code == 404
    assert client.get("/openapi.json").json()["info"]["title"] == "Telecine"
