"""Jobs over HTTP."""

from __future__ import annotations

from typing import Final

from fastapi.testclient import TestClient
from structlog.testing import capture_logs

from telecine.bootstrap import Workspace
from tests.fixtures.engine.home import EngineHome, submit, work

FAILING: Final = {"words.chunk": {"fail": "user"}}


def test_a_job_is_accepted_runs_and_shows_its_tasks(client: TestClient, workspace: Workspace, home: EngineHome) -> None:
    video = workspace.videos.register(home.video)
    answer = client.post("/jobs", json={"app": "words", "video": video.id})
    assert answer.status_code == 202
    job = answer.json()
    assert (job["state"], job["video"]["id"]) == ("queued", video.id)
    assert answer.headers["location"] == f"/jobs/{job['id']}"

    work(workspace, job["id"])
    shown = client.get(f"/jobs/{job['id']}").json()
    assert (shown["state"], shown["progress"], shown["error"]) == ("succeeded", 1.0, None)
    assert {task["state"] for task in shown["tasks"]} == {"succeeded"}


def test_the_same_request_while_it_is_live_is_the_same_job(
    client: TestClient, workspace: Workspace, home: EngineHome
) -> None:
    asked = {"app": "words", "video": workspace.videos.register(home.video).id}
    first, second = (client.post("/jobs", json=asked) for _ in range(2))
    assert (first.status_code, second.status_code) == (202, 200)
    assert first.json()["id"] == second.json()["id"]


def test_what_cannot_be_asked_for_is_refused_with_a_reason(
    client: TestClient, workspace: Workspace, home: EngineHome
) -> None:
    video = workspace.videos.register(home.video).id
    unknown_app = client.post("/jobs", json={"app": "wrods", "video": video})
    assert (unknown_app.status_code, unknown_app.json()["code"]) == (400, "unknown_application")
    assert "Did you mean 'words'?" in unknown_app.json()["detail"]
    assert unknown_app.headers["content-type"] == "application/problem+json"
    unknown_video = client.post("/jobs", json={"app": "words", "video": "nope"})
    assert (unknown_video.status_code, unknown_video.json()["code"]) == (404, "not_found")
    misspelt = client.post("/jobs", json={"app": "words", "video": video, "parms": {}})
    assert (misspelt.status_code, misspelt.json()["code"]) == (422, "invalid_request")
    assert "parms" in misspelt.json()["detail"]


def test_a_list_is_whole_over_its_pages(client: TestClient, workspace: Workspace, home: EngineHome) -> None:
    made = [submit(workspace, home.video, words__chunks={"count": n}).id for n in range(1, 8)]
    seen: list[str] = []
    cursor: str | None = None
    while True:
        page = client.get("/jobs", params={"limit": 3} | ({"cursor": cursor} if cursor else {})).json()
        seen += [job["id"] for job in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert seen == made[::-1]
    assert client.get("/jobs", params={"cursor": "bm9wZQ"}).json()["code"] == "bad_cursor"


def test_a_job_is_cancelled_and_retried(client: TestClient, workspace: Workspace, home: EngineHome) -> None:
    job = submit(workspace, home.video).id
    assert client.post(f"/jobs/{job}/cancel").json()["state"] == "cancelled"
    assert client.post(f"/jobs/{job}/retry").json()["state"] == "queued"
    assert client.patch(f"/jobs/{job}", json={"priority": 7}).json()["priority"] == 7
    work(workspace, job)
    again = client.post(f"/jobs/{job}/cancel")
    assert (again.status_code, again.json()["code"]) == (409, "conflict")
    assert client.post("/jobs/none/cancel").status_code == 404


def test_what_tasks_log_names_the_request_that_asked_for_them(
    client: TestClient, workspace: Workspace, home: EngineHome
) -> None:
    asked = {"app": "words", "video": workspace.videos.register(home.video).id, "params": FAILING}
    job = client.post("/jobs", json=asked, headers={"X-Request-ID": "from-the-desk-7"}).json()["id"]
    assert client.get(f"/jobs/{job}").json()["request_id"] == "from-the-desk-7"
    with capture_logs() as told:
        work(workspace, job)
    failed = [event for event in told if event["event"] == "task.failed"]
    assert {(event["job"], event["request_id"], event["code"]) for event in failed} == {
        (job, "from-the-desk-7", "bad_media")
    }

    by_hand = submit(workspace, home.video).id
    assert client.get(f"/jobs/{by_hand}").json()["request_id"] is None
