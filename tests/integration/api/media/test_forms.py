"""Whole files in one form."""

from __future__ import annotations

import hashlib
import io
import unicodedata
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from telecine.bootstrap import Workspace
from tests.fixtures.engine.home import EngineHome, work
from tests.integration.api.media.sending import as_form, client_of, files_below, nothing_is_left


def test_a_form_becomes_a_video_once(client: TestClient, workspace: Workspace, home: EngineHome) -> None:
    digest = hashlib.sha256(home.video.read_bytes()).hexdigest()
    first = client.post("/videos", files=as_form(home.video), data={"sha256": digest.upper()})
    assert first.status_code == 201, first.text
    video = first.json()
    assert (video["sha256"], video["name"], video["ep_id"]) == (digest, home.video.name, None)
    assert first.headers["location"] == f"/videos/{video['id']}"
    again = client.post("/videos", files=as_form(home.video, "other.mov"))
    assert (again.status_code, again.json()) == (200, video)
    assert files_below(workspace, "media") == [f"raw/videos/by-hash/{digest}/source.mp4"]
    assert files_below(workspace, "incoming") == []


def test_a_form_that_is_sent_again_with_its_key_is_answered_alike(
    client: TestClient, workspace: Workspace, home: EngineHome
) -> None:
    def send() -> tuple[str, bool]:
        answer = client.post(
            "/jobs/upload", files=as_form(home.video), data={"app": "words"}, headers={"Idempotency-Key": "up9"}
        )
        assert answer.status_code == 202, answer.text
        return answer.json()["id"], "idempotency-replayed" in answer.headers

    first = send()
    workspace.jobs.cancel(first[0])
    assert send() == (first[0], True)


def test_a_field_that_nobody_knows_is_refused(client: TestClient, home: EngineHome, workspace: Workspace) -> None:
    said = {"show": "The Office", "seson": "2", "episode": "5"}
    answer = client.post("/videos", files=as_form(home.video), data=said)
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_upload")
    assert "seson" in answer.json()["detail"]
    assert files_below(workspace, "incoming") == []


def test_an_episode_lies_where_episodes_lie(client: TestClient, workspace: Workspace, home: EngineHome) -> None:
    said = {"show": "The Office", "season": "2", "episode": "5"}
    video = client.post("/videos", files=as_form(home.video), data=said).json()
    assert video["ep_id"] == "the-office-s02e05"
    assert files_below(workspace, "media") == ["raw/videos/the-office/s02/e05/episode.mp4"]
    other = home.root / "other.mp4"
    other.write_bytes(home.video.read_bytes() + bytes(8))
    refused = client.post("/videos", files=as_form(other), data=said)
    assert (refused.status_code, refused.json()["code"]) == (409, "conflict")
    assert files_below(workspace, "media") == ["raw/videos/the-office/s02/e05/episode.mp4"]
    assert files_below(workspace, "incoming") == []


@pytest.mark.parametrize(
    ("given", "label"),
    [
        ("../../etc/passwd.mp4", "passwd.mp4"),
        ("C:\\Videos\\film.mov", "film.mov"),
        ("a\x85b\u202egnp.mp4", "abgnp.mp4"),
        (unicodedata.normalize("NFD", "Zoë.mp4"), "Zoë.mp4"),
        ("...", "video"),
        ("x" * 500 + ".mkv", "x" * 196 + ".mkv"),
    ],
)
def test_a_name_is_only_a_label(
    client: TestClient, workspace: Workspace, home: EngineHome, given: str, label: str
) -> None:
    video = client.post("/videos", files=as_form(home.video, given)).json()
    assert video["name"] == label
    (kept,) = files_below(workspace, "media")
    assert kept.startswith(f"raw/videos/by-hash/{video['sha256']}/source.")


def bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("film.mp4", bytes(50_000_000))
    return packed.getvalue()


ATTACKS = {
    "empty": b"",
    "archive": bomb(),
    "page": b"<html><script>alert(1)</script></html>" * 100,
    "playlist": b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n",
    "list": b"ffconcat version 1.0\nfile /etc/passwd\n",
    "torn": b"\0\0\0\x20ftypisom" + bytes(4000),
    "picture": b"GIF89a\1\0\1\0\x80\0\0\xff\xff\xff\0\0\0!\xf9\4\1\0\0\0\0,\0\0\0\0\1\0\1\0\0\2\2D\1\0;",
}


@pytest.mark.parametrize("kind", ATTACKS)
def test_what_is_no_video_is_refused_and_leaves_nothing(client: TestClient, workspace: Workspace, kind: str) -> None:
    answer = client.post("/videos", files={"file": ("film.mp4", ATTACKS[kind])})
    assert (answer.status_code, answer.json()["code"]) == (422, "bad_media")
    assert "form-" not in answer.json()["detail"]
    assert nothing_is_left(workspace)


def test_a_page_that_is_a_video_as_well_is_kept_as_a_video_only(
    client: TestClient, workspace: Workspace, home: EngineHome
) -> None:
    mixed = home.video.read_bytes() + b"<html><script>alert(1)</script></html>"
    video = client.post("/videos", files={"file": ("film.html", mixed)}).json()
    assert files_below(workspace, "media") == [f"raw/videos/by-hash/{video['sha256']}/source.video"]
    shown = client.get(f"/videos/{video['id']}/media", follow_redirects=True)
    assert shown.headers["x-content-type-options"] == "nosniff"
    assert shown.headers["content-security-policy"].startswith("sandbox")


def test_another_hash_than_the_announced_one_is_refused(
    client: TestClient, workspace: Workspace, home: EngineHome
) -> None:
    answer = client.post("/videos", files=as_form(home.video), data={"sha256": "0" * 64})
    assert (answer.status_code, answer.json()["code"]) == (460, "wrong_checksum")
    assert client.post("/videos", files=as_form(home.video), data={"sha256": "xy"}).json()["code"] == "bad_upload"
    assert nothing_is_left(workspace)


@pytest.fixture
def small(home: EngineHome) -> Iterator[TestClient]:
    """An application that takes 1 MB."""
    with home.open(uploads={"most_mb": 1}) as workspace, client_of(workspace) as client:
        yield client


def form_head(boundary: str = "edge") -> bytes:
    return f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="a.mp4"\r\n\r\n'.encode()


def test_a_file_over_the_limit_is_refused_when_it_is_announced_and_while_it_streams(small: TestClient) -> None:
    announced = small.post("/videos", files={"file": ("a.mp4", bytes(3_000_000))})
    assert (announced.status_code, announced.json()["code"]) == (413, "too_large")
    assert announced.headers["connection"] == "close"

    def of_unknown_length() -> Iterator[bytes]:
        yield form_head()
        yield from [bytes(1 << 16)] * 40

    streamed = small.post(
        "/videos", content=of_unknown_length(), headers={"Content-Type": "multipart/form-data; boundary=edge"}
    )
    assert (streamed.status_code, streamed.json()["code"]) == (413, "too_large")
    assert nothing_is_left(small.app.state.workspace)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/json", b"{}"),
        ("multipart/form-data", b""),
        ("multipart/form-data; boundary=edge", b"nothing of a form"),
        ("multipart/form-data; boundary=edge", form_head() + b"cut short"),
        (
            "multipart/form-data; boundary=edge",
            b'--edge\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n--edge--\r\n',
        ),
        ("multipart/form-data; boundary=edge", b"--edge\r\nX: " + b"y" * 100_000),
        ("multipart/form-data; boundary=edge", form_head() + b"a\r\n" + form_head() + b"b\r\n--edge--\r\n"),
        (f"multipart/form-data; boundary={'e' * 300}", b""),
    ],
)
def test_what_is_no_such_form_is_refused(client: TestClient, workspace: Workspace, kind: str, body: bytes) -> None:
    answer = client.post("/videos", content=body, headers={"Content-Type": kind})
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_upload")
    assert nothing_is_left(workspace)


def test_a_form_may_ask_for_a_job(client: TestClient, workspace: Workspace, home: EngineHome) -> None:
    asked = {"app": "words", "params": '{"words.chunks": {"count": 2}}', "priority": "3"}
    answer = client.post("/jobs/upload", files=as_form(home.video), data=asked)
    assert answer.status_code == 202, answer.text
    assert answer.json()["priority"] == 3
    work(workspace, answer.json()["id"])
    assert client.get(f"/jobs/{answer.json()['id']}").json()["state"] == "succeeded"


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"app": "wrods"}, "unknown_application"),
        ({"app": "words", "params": "{"}, "bad_upload"),
        ({"app": "words", "priority": "high"}, "bad_upload"),
        ({}, "bad_upload"),
    ],
)
def test_a_form_that_asks_for_no_job_there_is_keeps_no_file(
    client: TestClient, workspace: Workspace, home: EngineHome, asked: dict[str, str], code: str
) -> None:
    answer = client.post("/jobs/upload", files=as_form(home.video), data=asked)
    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert nothing_is_left(workspace)


def test_there_has_to_be_room(home: EngineHome, tmp_path: Path) -> None:
    for settings in ({"free_floor_mb": 10**12}, {"uploads": {"quota_mb": 1}}):
        with home.open(**settings) as workspace, client_of(workspace) as client:
            answer = client.post("/videos", files={"file": ("a.mp4", bytes(4_000_000))})
            assert (answer.status_code, answer.json()["code"]) == (507, "no_space")
            assert nothing_is_left(workspace)
