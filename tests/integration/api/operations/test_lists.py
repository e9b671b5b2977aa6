"""Lists of jobs: filters, orders, pages that hold while jobs go, and removal."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from telecine.bootstrap import Workspace
from telecine.engine.rows import JobRow, NewEvent
from telecine.engine.states import JobState
from tests.fixtures.engine.home import EngineHome, submit, work
from tests.fixtures.store_rows import a_job, a_video

START = datetime(2026, 5, 1, tzinfo=UTC)
STATES = tuple(JobState)


def filled(workspace: Workspace, number: int = 23) -> list[JobRow]:
    """Jobs of every state, several at the same instant."""
    made = []
    with workspace.store.writing() as tx:
        for name in ("v1", "v2"):
            tx.add_video(a_video(name, name=f"{name}.mp4"))
        for index in range(number):
            state = STATES[index % len(STATES)]
            at = START + timedelta(seconds=index // 4)
            is_over = state not in {JobState.QUEUED, JobState.RUNNING}
            job = a_job(
                f"local-{index:03d}",
                video_id=f"v{1 + index % 2}",
                app="faces" if index % 3 else "words",
                state=state,
                created_at=at,
                finished_at=START + timedelta(hours=1, seconds=-(index // 3)) if is_over else None,
                requested_by="ana" if index % 5 == 0 else "bo",
                resolved={"targets": [], "models": {}, "settings": {}},
            )
            tx.add_job(job)
            made.append(job)
    return made


def pages(client: TestClient, limit: int, **params: object) -> Iterator[list[str]]:
    cursor = None
    while True:
        asked: dict[str, Any] = {**params, "limit": limit} | ({"cursor": cursor} if cursor else {})
        answer = client.get("/jobs", params=asked)
        assert answer.status_code == 200, answer.text
        yield [job["id"] for job in answer.json()["items"]]
        cursor = answer.json()["next"]
        if cursor is None:
            return


@pytest.mark.parametrize("sort", ["created_at", "-created_at", "finished_at", "-completed_at"])
def test_pages_show_every_job_once_and_in_order(client: TestClient, workspace: Workspace, sort: str) -> None:
    jobs = filled(workspace)
    by_end = "created" not in sort
    wanted = sorted(
        (job for job in jobs if not by_end or job.finished_at is not None),
        key=lambda job: ((job.finished_at if by_end else job.created_at) or START, job.id),
        reverse=sort.startswith("-"),
    )
    for limit in (1, 4, 50):
        assert [one for page in pages(client, limit, sort=sort) for one in page] == [job.id for job in wanted]


def test_a_cursor_leads_on_after_the_job_it_came_from_was_removed(client: TestClient, workspace: Workspace) -> None:
    filled(workspace)
    whole = [one for page in pages(client, 50) for one in page]
    first = client.get("/jobs", params={"limit": 10}).json()
    removed = [job["id"] for job in first["items"] if job["state"] in {"succeeded", "failed", "cancelled"}]
    assert first["items"][-1]["id"] in removed
    gone = client.post("/jobs/bulk-delete", json={"ids": removed}).json()
    assert gone == {"removed": len(removed), "kept": []}
    rest = [one for page in pages(client, 10, cursor=first["next"]) for one in page]
    # `pages` begins again where the cursor leads.
    assert rest == whole[10:]


def test_filters_narrow_a_list_together(client: TestClient, workspace: Workspace) -> None:
    jobs = filled(workspace)

    def shown(**params: object) -> set[str]:
        return {one for page in pages(client, 5, **params) for one in page}

    def are(fits: object) -> set[str]:
        return {job.id for job in jobs if fits(job)}  # type: ignore[operator]

    assert shown(app="words", video="v1") == are(lambda job: (job.app, job.video_id) == ("words", "v1"))
    assert shown(requested_by="ana", state="failed") == are(lambda j: (j.requested_by, j.state) == ("ana", "failed"))
    assert shown(status="in_progress") == are(lambda job: job.state in {"queued", "running"})
    assert shown(status="completed") == are(lambda job: job.state == "succeeded")
    assert shown(status=["completed", "failed"], state=["failed", "queued"]) == are(lambda job: job.state == "failed")
    assert shown(node="elsewhere") == set()
    middle = START + timedelta(seconds=2)
    assert shown(created_after=middle.isoformat()) == are(lambda job: job.created_at >= middle)
    assert shown(created_before=middle.isoformat()) == are(lambda job: job.created_at < middle)


def test_totals_are_told_where_they_are_known(client: TestClient, workspace: Workspace) -> None:
    filled(workspace)
    totals = {
        "": client.get("/jobs").json()["total"],
        "failed": client.get("/jobs", params={"state": "failed"}).json()["total"],
        "ended": client.get("/jobs", params={"sort": "-finished_at"}).json()["total"],
        "app": client.get("/jobs", params={"app": "faces"}).json()["total"],
    }
    assert totals == {"": 23, "failed": 4, "ended": 13, "app": None}


@pytest.mark.parametrize(
    "cursor", ["x", "W10", "WyItY3JlYXRlZF9hdCIsIm5vdyIsImEiXQ", "WyJmaW5pc2hlZF9hdCIsIjIwMjYiLCJhIl0"]
)
def test_a_cursor_of_another_list_is_refused(client: TestClient, cursor: str) -> None:
    answer = client.get("/jobs", params={"cursor": cursor})
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_cursor")


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cursor=st.text(max_size=60), sort=st.sampled_from(["created_at", "-finished_at", "size"]))
def test_no_cursor_and_no_order_breaks_a_list(client: TestClient, cursor: str, sort: str) -> None:
    answer = client.get("/jobs", params={"cursor": cursor, "sort": sort})
    assert answer.status_code in {200, 400, 422}


def test_only_jobs_that_have_ended_are_removed(client: TestClient, workspace: Workspace) -> None:
    filled(workspace)
    queued, failed = "local-000", "local-003"
    refused = client.delete(f"/jobs/{queued}")
    assert (refused.status_code, refused.json()["code"]) == (409, "work_goes_on")
    assert client.delete(f"/jobs/{failed}").status_code == 204
    assert client.delete(f"/jobs/{failed}").status_code == 404
    answer = client.post("/jobs/bulk-delete", json={"ids": [queued, failed, "local-004", "local-004"]}).json()
    assert answer["removed"] == 1
    assert {kept["id"]: kept["error"]["code"] for kept in answer["kept"]} == {
        queued: "work_goes_on",
        failed: "not_found",
    }
    assert client.post("/jobs/bulk-delete", json={"ids": []}).status_code == 422


def test_tasks_of_a_job_come_in_pages(client: TestClient, workspace: Workspace, home: EngineHome) -> None:
    job = submit(workspace, home.video)
    work(workspace, job.id)
    whole = [task["id"] for task in client.get(f"/jobs/{job.id}").json()["tasks"]]
    paged: list[int] = []
    params: dict[str, Any] = {"limit": 2}
    while True:
        page = client.get(f"/jobs/{job.id}/tasks", params=params).json()
        paged += [task["id"] for task in page["items"]]
        if page["next"] is None:
            break
        params["cursor"] = page["next"]
    assert paged == whole
    assert len(whole) > 2
    assert client.get("/jobs/none/tasks").status_code == 404


def test_a_running_job_tells_what_it_does_and_how_long_it_still_takes(
    client: TestClient, workspace: Workspace, home: EngineHome
) -> None:
    job = submit(workspace, home.video)
    with workspace.store.writing() as tx:
        tx.change_job(job.id, {"state": JobState.RUNNING})
        now = workspace.clock.now()
        tx.add_events(
            [NewEvent("job.progress", now, job.id, None, {"eta_s": eta, "doing": "Counting"}) for eta in (90.0, 61.5)]
        )
        tx.add_events([NewEvent("task.progress", now, job.id, 1, {})])
    for told in (client.get(f"/jobs/{job.id}").json(), client.get("/jobs").json()["items"][0]):
        assert (told["eta_s"], told["doing"]) == (61.5, "Counting")


def test_an_explanation_says_why_and_what_to_do(client: TestClient, workspace: Workspace, home: EngineHome) -> None:
    job = submit(workspace, home.video)
    waiting = client.get(f"/jobs/{job.id}/explanation").json()
    assert "nothing works" in waiting["summary"]
    assert "telecine serve" in waiting["advice"]
    assert not waiting["can_retry"]
    with workspace.store.writing() as tx:
        tx.change_job(job.id, {"state": JobState.FAILED, "error_code": "bad_media", "error_detail": "cut short"})
        task = tx.tasks_of_job(job.id)[0]
        tx.change_task(task.id, {"state": "cancelled"})
    failed = client.get(f"/jobs/{job.id}/explanation").json()
    assert (failed["state"], failed["error"]) == ("failed", {"code": "bad_media", "message": "cut short"})
    assert "player" in failed["advice"]
    assert failed["can_retry"]
    assert client.get("/jobs/none/explanation").status_code == 404


def test_lists_of_the_cluster_are_the_same_list(client: TestClient, workspace: Workspace) -> None:
    filled(workspace)
    lists = [client.get(path, params={"internal": 1}).json() for path in ("/cluster/jobs", "/admin/jobs")]
    assert lists[0] == lists[1]
    assert len(lists[0]["items"]) == 23
