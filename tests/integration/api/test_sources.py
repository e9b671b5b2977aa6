"""Jobs on videos that lie elsewhere: accepted at once, brought here, planned, or refused with a reason."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from telecine.api.application import create_app
from telecine.bootstrap import Workspace
from tests.fixtures.engine.home import EngineHome, job_of, work
from tests.fixtures.serving.web import Web, failing, giving


@pytest.fixture
def films(tmp_path: Path, tiny_video: Path) -> Path:
    folder = tmp_path / "films"
    (folder / "deep").mkdir(parents=True)
    (folder / "one.mp4").write_bytes(tiny_video.read_bytes())
    (folder / "deep" / "two.mkv").write_bytes(tiny_video.read_bytes())
    (folder / "notes.txt").write_text("no film")
    (folder / "broken.mov").write_text("no film either")
    (folder / ".hidden.mp4").write_bytes(tiny_video.read_bytes())
    return folder


@pytest.fixture
def web() -> Iterator[Web]:
    web = Web()
    yield web
    web.close()


@pytest.fixture
def workspace(home: EngineHome, films: Path) -> Iterator[Workspace]:
    sources = {"folder_roots": [str(films)], "url_open_networks": ["127.0.0.1/32"], "url_timeout_s": 2}
    with home.open(sources=sources) as workspace:
        yield workspace


@pytest.fixture
def client(workspace: Workspace) -> Iterator[TestClient]:
    with TestClient(create_app(workspace), base_url="http://127.0.0.1:8000", client=("127.0.0.1", 50000)) as client:
        yield client


def finish(workspace: Workspace, *jobs: str) -> None:
    """Bring the files here and run the jobs."""
    with workspace.sources.working(lambda: None):
        work(workspace, *jobs)


def test_a_film_from_the_web_is_fetched_and_analysed(
    client: TestClient, workspace: Workspace, web: Web, tiny_video: Path
) -> None:
    web.answers["/film.mp4"] = giving(tiny_video.read_bytes())
    asked = {"app": "words", "urls": [web.url("/film.mp4?token=secret"), "http://10.0.0.1:99/x", "file:///etc/passwd"]}
    answer = client.post("/jobs/by-urls", json=asked)
    assert answer.status_code == 202
    assert [refused["code"] for refused in answer.json()["refused"]] == ["url_refused", "url_invalid"]
    job = answer.json()["jobs"][0]["job_id"]
    assert answer.json()["jobs"][0] | {"job_id": "", "source": ""} == {
        "job_id": "",
        "status": "queued",
        "async": True,
        "source": "",
    }
    waiting = client.get(f"/jobs/{job}").json()
    assert (waiting["state"], waiting["video"], waiting["tasks"]) == ("queued", {"id": None, "name": "film.mp4"}, [])

    finish(workspace, job)
    done = client.get(f"/jobs/{job}").json()
    assert done["state"] == "succeeded"
    video = client.get(f"/videos/{done['video']['id']}").json()
    assert (video["name"], video["size_bytes"]) == ("film.mp4", tiny_video.stat().st_size)
    assert "secret" not in client.get(f"/jobs/{job}/events").text
    assert [row["id"] for row in client.get("/videos").json()["items"]] == [video["id"]]


def test_what_cannot_be_fetched_fails_the_job_with_its_reason_and_can_be_retried(
    client: TestClient, workspace: Workspace, web: Web, tiny_video: Path
) -> None:
    web.answers["/text.mp4"] = giving(b"this is no film" * 100)
    urls = [web.url("/missing.mp4"), web.url("/text.mp4")]
    jobs = [job["job_id"] for job in client.post("/jobs/by-urls", json={"app": "words", "urls": urls}).json()["jobs"]]
    finish(workspace, *jobs)
    missing, text = (client.get(f"/jobs/{job}").json() for job in jobs)
    assert (missing["state"], missing["error"]["code"]) == ("failed", "url_not_found")
    assert text["state"] == "failed"
    assert text["error"]["code"] in {"bad_media", "not_video", "unreadable", "no_video"}
    assert not list(workspace.media.incoming.path("x").parent.glob("import-*"))

    web.answers["/missing.mp4"] = giving(tiny_video.read_bytes())
    assert client.post(f"/jobs/{jobs[0]}/retry").json()["state"] == "queued"
    finish(workspace, jobs[0])
    assert client.get(f"/jobs/{jobs[0]}").json()["state"] == "succeeded"


def test_a_server_that_fails_is_tried_again_and_then_told_of(
    client: TestClient, workspace: Workspace, web: Web
) -> None:
    web.answers["/film.mp4"] = failing(503)
    asked = {"app": "words", "urls": [web.url("/film.mp4")]}
    job = client.post("/jobs/by-urls", json=asked).json()["jobs"][0]["job_id"]
    finish(workspace, job)
    assert client.get(f"/jobs/{job}").json()["error"]["code"] == "fetch_failed"
    assert len(web.hosts) == 3


def test_a_job_that_waits_for_its_file_is_cancelled_at_once(
    client: TestClient, workspace: Workspace, web: Web, tiny_video: Path
) -> None:
    web.answers["/film.mp4"] = giving(tiny_video.read_bytes())
    asked = {"app": "words", "urls": [web.url("/film.mp4")]}
    first = client.post("/jobs/by-urls", json=asked).json()["jobs"][0]["job_id"]
    assert client.post("/jobs/by-urls", json=asked).json()["jobs"][0]["job_id"] == first
    assert client.post(f"/jobs/{first}/cancel").json()["state"] == "cancelled"
    other = client.post("/jobs/by-urls", json=asked).json()["jobs"][0]["job_id"]
    assert other != first
    finish(workspace, other)
    assert (job_of(workspace, first).state, len(web.hosts)) == ("cancelled", 1)


def test_a_request_that_cannot_be_met_is_refused_before_anything_is_fetched(client: TestClient, web: Web) -> None:
    for body, code in (
        ({"app": "wrods", "urls": [web.url("/film.mp4")]}, "unknown_application"),
        ({"app": "words", "urls": ["http://169.254.169.254/latest"]}, "url_refused"),
        ({"app": "words", "urls": ["http://user:secret@films.org/x"]}, "url_invalid"),
        ({"app": "words", "urls": []}, "invalid_request"),
    ):
        answer = client.post("/jobs/by-urls", json=body)
        assert answer.json()["code"] == code
        assert "secret" not in answer.text
    assert web.hosts == []


def test_a_name_that_leads_inside_is_refused_when_it_is_connected_to(home: EngineHome) -> None:
    with home.open() as workspace, TestClient(create_app(workspace), base_url="http://127.0.0.1:8000") as client:
        refuse_inside(client, workspace)


def refuse_inside(client: TestClient, workspace: Workspace) -> None:
    asked = {"app": "words", "urls": ["http://localhost:9000/latest/meta-data"]}
    job = client.post("/jobs/by-urls", json=asked).json()["jobs"][0]["job_id"]
    finish(workspace, job)
    assert client.get(f"/jobs/{job}").json()["error"]["code"] == "url_refused"


def test_files_and_folders_of_the_server_are_taken_where_they_lie(
    client: TestClient, workspace: Workspace, films: Path
) -> None:
    one = client.post("/jobs/by-filepath", json={"app": "words", "path": str(films / "one.mp4")})
    assert one.status_code == 202
    flat = client.post("/jobs/by-folder", json={"app": "words", "folder": str(films)}).json()
    deep = client.post("/jobs/by-folder", json={"app": "words", "folder": str(films), "is_recursive": True}).json()
    assert [job["source"] for job in flat["jobs"]] == ["broken.mov", "one.mp4"]
    assert [job["source"] for job in deep["jobs"]] == ["broken.mov", "one.mp4", "deep/two.mkv"]
    jobs = {job["source"]: job["job_id"] for job in deep["jobs"]}
    assert jobs["one.mp4"] == one.json()["job_id"]
    finish(workspace, *jobs.values())
    assert job_of(workspace, jobs["one.mp4"]).state == "succeeded"
    assert job_of(workspace, jobs["broken.mov"]).state == "failed"
    assert (films / "one.mp4").exists()


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("films/one.mp4", 400, "path_invalid"),
        ("{films}/../secret.mp4", 400, "path_invalid"),
        ("{films}/deep/../../secret.mp4", 400, "path_invalid"),
        ("{films}/\u0000one.mp4", 400, "path_invalid"),
        ("", 400, "path_invalid"),
        ("~/one.mp4", 400, "path_invalid"),
        ("file://{films}/one.mp4", 400, "path_invalid"),
        ("\\\\server\\share\\one.mp4", 400, "path_invalid"),
        ("/" + "x" * 4000, 403, "path_forbidden"),
        ("/etc/passwd", 403, "path_forbidden"),
        ("/proc/self/environ", 403, "path_forbidden"),
        ("/dev/zero", 403, "path_forbidden"),
        ("{films}-else/one.mp4", 403, "path_forbidden"),
        ("{films}/link.mp4", 403, "path_forbidden"),
        ("{films}/linked/passwd", 403, "path_forbidden"),
        ("{films}/none.mp4", 404, "path_not_found"),
        ("{films}/deep", 400, "path_invalid"),
        ("{films}/pipe.mp4", 400, "path_invalid"),
    ],
)
def test_a_path_that_leads_elsewhere_is_refused(
    client: TestClient, films: Path, path: str, status: int, code: str
) -> None:
    (films.parent / "secret.mp4").write_bytes(b"secret")
    (films / "link.mp4").symlink_to(films.parent / "secret.mp4")
    (films / "linked").symlink_to("/etc")
    os.mkfifo(films / "pipe.mp4")
    answer = client.post("/jobs/by-filepath", json={"app": "words", "path": path.format(films=films)})
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert str(films) not in answer.text


def test_a_link_that_appears_after_it_was_asked_for_leads_nowhere(
    client: TestClient, workspace: Workspace, films: Path
) -> None:
    job = client.post("/jobs/by-filepath", json={"app": "words", "path": str(films / "one.mp4")}).json()["job_id"]
    (films.parent / "secret.mp4").write_bytes((films / "one.mp4").read_bytes())
    (films / "one.mp4").unlink()
    (films / "one.mp4").symlink_to(films.parent / "secret.mp4")
    finish(workspace, job)
    found = job_of(workspace, job)
    assert (found.state, found.error_code) == ("failed", "path_forbidden")


def test_without_open_folders_no_path_is_taken(home: EngineHome, films: Path) -> None:
    with home.open() as workspace, TestClient(create_app(workspace), base_url="http://127.0.0.1:8000") as client:
        answer = client.post("/jobs/by-filepath", json={"app": "words", "path": str(films / "one.mp4")})
        assert (answer.status_code, answer.json()["code"]) == (403, "path_forbidden")
        assert "ALLOWED_FOLDER_ROOTS" in answer.json()["detail"]


def test_a_film_in_a_watched_folder_is_taken_once_it_stops_growing_and_never_again(
    home: EngineHome, films: Path, tiny_video: Path
) -> None:
    (films / "broken.mov").unlink()
    given = {"watch": [str(films)], "watch_app": "words", "watch_settle_s": 0.5}
    with home.open(sources=given) as workspace:

        def jobs() -> list[str]:
            with workspace.store.reading() as reading:
                return [job.id for job in reading.jobs() if job.requested_by == "watched folder"]

        with workspace.sources.working(lambda: None):
            growing = films / "late.mp4"
            content = tiny_video.read_bytes()
            with growing.open("wb") as file:
                for start in range(0, len(content), max(1, len(content) // 8)):
                    file.write(content[start : start + max(1, len(content) // 8)])
                    file.flush()
                    time.sleep(0.2)
            end = time.monotonic() + 60
            while len(jobs()) < 3:
                assert time.monotonic() < end, "films were not taken"
                time.sleep(0.1)
            work(workspace, *jobs())
            assert {job_of(workspace, job).state for job in jobs()} == {"succeeded"}
            known = set(jobs())
        with workspace.sources.working(lambda: None):
            time.sleep(2.5)
        assert set(jobs()) == known
