"""The web pages: found by their addresses, kept as long as they may be, and allowed to run what was built only."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from telecine.api.application import create_app
from telecine.api.pages import Pages
from telecine.bootstrap import Workspace

SCRIPT = "_next/static/chunks/0a1b.js"


@pytest.fixture
def export(tmp_path: Path) -> Path:
    folder = tmp_path / "web"
    for name, text in {
        "index.html": "library",
        "video/index.html": "video",
        "404.html": "nothing here",
        SCRIPT: "run()",
        "icon.svg": "<svg/>",
    }.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (folder / f"{SCRIPT}.gz").write_bytes(gzip.compress(b"run()"))
    (folder / "policy.json").write_text(json.dumps({"index.html": ["sha256-abc="], "video/index.html": []}))
    (tmp_path / "secret.txt").write_text("secret")
    return folder


@contextmanager
def serving(workspace: Workspace, folder: Path) -> Iterator[TestClient]:
    app = create_app(workspace, Pages(folder))
    with TestClient(app, base_url="http://127.0.0.1:8000", client=("127.0.0.1", 50000)) as client:
        yield client


@pytest.fixture
def web(workspace: Workspace, export: Path) -> Iterator[TestClient]:
    with serving(workspace, export) as client:
        yield client


@pytest.mark.parametrize(("path", "text"), [("/ui/", "library"), ("/ui/video/", "video"), ("/ui/icon.svg", "<svg/>")])
def test_an_address_leads_to_its_file(web: TestClient, path: str, text: str) -> None:
    answer = web.get(path)
    assert (answer.status_code, answer.text) == (200, text)
    assert web.head(path).headers["etag"] == answer.headers["etag"]


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("", "/ui/"),
        ("upload", "/ui/"),
        ("faces", "/ui/people/"),
        ("episodes/dinner-s01e02", "/ui/?q=dinner-s01e02"),
        ("episodes/a&b//evil.example", "/ui/?q=a%26b%2F%2Fevil.example"),
    ],
)
def test_an_address_of_screenalytics_leads_to_its_page(web: TestClient, path: str, place: str) -> None:
    answer = web.get(f"/screenalytics/{path}", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (307, place)


def test_an_address_without_its_slash_keeps_what_it_asks_for(web: TestClient) -> None:
    answer = web.get("/ui/video?id=1&t=2", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (308, "/ui/video/?id=1&t=2")


@pytest.mark.parametrize(
    "path", ["/ui/nothing", "/ui/nothing/", "/ui/policy.json", "/ui/../secret.txt", "/ui/%2e%2e/secret.txt", "/ui//"]
)
def test_what_was_not_exported_is_the_page_that_says_so(web: TestClient, path: str) -> None:
    answer = web.get(path)
    assert answer.status_code == 404
    assert "secret" not in answer.text
    if answer.url.path.startswith("/ui/"):
        assert answer.text == "nothing here"


def test_a_page_runs_the_scripts_that_were_built_and_no_others(web: TestClient) -> None:
    policy = dict(
        part.strip().partition(" ")[::2] for part in web.get("/ui/").headers["content-security-policy"].split(";")
    )
    assert policy["script-src"] == "'self' 'sha256-abc='"
    assert policy["frame-ancestors"] == "'none'"
    other = web.get("/ui/video/").headers["content-security-policy"]
    assert other.endswith("script-src 'self'")


def test_files_named_by_their_content_are_kept_for_ever_and_pages_are_asked_for_again(web: TestClient) -> None:
    script, page = web.get(f"/ui/{SCRIPT}"), web.get("/ui/")
    assert "immutable" in script.headers["cache-control"]
    assert page.headers["cache-control"] == "no-cache"
    again = web.get("/ui/", headers={"If-None-Match": page.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["content-security-policy"] == page.headers["content-security-policy"]


def test_a_packed_file_is_sent_to_those_who_can_unpack_it(web: TestClient) -> None:
    packed = web.get(f"/ui/{SCRIPT}", headers={"Accept-Encoding": "gzip"})
    plain = web.get(f"/ui/{SCRIPT}", headers={"Accept-Encoding": "identity"})
    assert (packed.headers["content-encoding"], packed.text) == ("gzip", "run()")
    assert ("content-encoding" in plain.headers, plain.text) == (False, "run()")
    assert packed.headers["etag"] != plain.headers["etag"]
    assert "Accept-Encoding" in packed.headers["vary"]


def test_a_new_build_is_shown_without_a_restart(web: TestClient, export: Path) -> None:
    assert web.get("/ui/people/").status_code == 404
    (export / "people").mkdir()
    (export / "people" / "index.html").write_text("people")
    (export / "policy.json").write_text(json.dumps({"people/index.html": ["sha256-new="]}))
    assert "sha256-new=" in web.get("/ui/people/").headers["content-security-policy"]


def test_the_front_leads_to_the_pages(web: TestClient) -> None:
    assert web.get("/", follow_redirects=False).headers["location"] == "/ui/"
    assert web.get("/api/", follow_redirects=False).headers["location"] == "/api/ui/"
    assert web.get("/ui", follow_redirects=False).headers["location"] == "/ui/"


def test_without_a_build_the_front_leads_to_the_description(workspace: Workspace, tmp_path: Path) -> None:
    with serving(workspace, tmp_path / "nothing") as client:
        assert client.get("/", follow_redirects=False).headers["location"] == "/docs"
        answer = client.get("/ui/")
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
        assert "make web" in answer.json()["detail"]
