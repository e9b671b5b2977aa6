"""Health, figures and the log of requests."""

from __future__ import annotations

import shutil
import threading
import time
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families
from structlog.testing import capture_logs

from telecine.api.application import create_app
from telecine.bootstrap import Workspace
from telecine.engine.rows import NodeRow
from telecine.kernel.errors import StoreBusy
from telecine.services.operations.health import HealthChecks
from tests.fixtures.engine.home import EngineHome, submit, work

LOCAL = "http://127.0.0.1:8000"


def families(text: str) -> dict[str, dict[tuple[tuple[str, str], ...], float]]:
    """Samples of a page of metrics by name and labels."""
    found: dict[str, dict[tuple[tuple[str, str], ...], float]] = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            found.setdefault(sample.name, {})[tuple(sorted(sample.labels.items()))] = sample.value
    return found


def test_a_server_in_order_is_well(client: TestClient, workspace: Workspace) -> None:
    answer = client.get("/healthz")
    said = answer.json()
    assert answer.status_code == 200
    assert {name: said[name] for name in ("status", "redis", "storage", "db")} == {
        "status": "ok",
        "redis": "unconfigured",
        "storage": "ok",
        "db": "ok",
    }
    assert said["version"]
    assert said["details"]["supervisor"] == {"state": "absent", "heartbeat_age_s": None, "is_accepting": False}
    assert [path.name for path in workspace.home.store.glob(".probe*")] == []

    with workspace.store.writing() as tx:
        tx.put_node(NodeRow("local", workspace.clock.now(), is_accepting=True))
    health = client.get("/health").json()
    assert (health["status"], health["node"], health["db"]) == ("ok", "local", "ok")
    assert health["accepting"] == health["accepting_new_jobs"] == (not health["maintenance_mode"]) is True


def test_a_store_that_is_gone_and_a_full_disk_are_told(home: EngineHome) -> None:
    with home.open(free_floor_mb=10**9) as workspace, TestClient(create_app(workspace), base_url=LOCAL) as client:
        full = client.get("/healthz")
        assert (full.status_code, full.json()["storage"], full.json()["db"]) == (503, "error", "ok")
        assert "MB are free" in full.json()["details"]["storage"]["why"]
        assert client.get("/livez").status_code == 200
    with home.open() as workspace, TestClient(create_app(workspace), base_url=LOCAL) as client:
        shutil.rmtree(workspace.home.store)
        gone = client.get("/healthz")
        assert (gone.status_code, gone.json()["storage"]) == (503, "error")
        assert str(home.root) not in gone.text


def test_a_database_that_fails_is_told(
    client: TestClient, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse() -> None:
        raise StoreBusy(f"the database {workspace.home.database} is locked")

    monkeypatch.setitem(workspace.operations.health._probes, "db", refuse)
    answers = [client.get("/healthz"), client.get("/health")]
    assert [answer.status_code for answer in answers] == [503, 503]
    assert [answer.json()["db"] for answer in answers] == ["error", "error"]
    assert str(workspace.home.database) not in answers[0].text


def test_a_look_that_hangs_costs_its_bound_and_no_more_threads() -> None:
    release = threading.Event()
    looks: list[int] = []

    def hang() -> None:
        looks.append(1)
        release.wait(30)

    checks = HealthChecks({"db": hang, "storage": lambda: None}, longest_s=0.05)
    first = checks.check()
    assert (first.parts["db"].word, first.parts["storage"].word) == ("error", "ok")
    assert "did not answer" in str(first.parts["db"].why)
    checks._known = None
    assert checks.check().parts["db"].word == "error"
    assert looks == [1], "one that hangs is not asked again"
    assert checks.check() is checks.check(), "what is fresh is kept"
    release.set()
    end = time.monotonic() + 10
    while not checks._running["db"].done():
        assert time.monotonic() < end
        time.sleep(0.01)
    checks._known = None
    assert checks.check().is_well
    checks.close()


def test_metrics_tell_of_jobs_tasks_queues_stages_and_requests(
    client: TestClient, workspace: Workspace, home: EngineHome
) -> None:
    done = submit(workspace, home.video)
    work(workspace, done.id)
    client.post("/jobs", json={"app": "words", "video": done.video_id, "fresh": True})
    client.get(f"/videos/{done.video_id}/timeline")
    client.get("/nowhere/at/all")
    answer = client.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    told = families(answer.text)
    jobs = {dict(labels)["state"]: number for labels, number in told["telecine_jobs"].items()}
    assert (jobs["succeeded"], jobs["failed"], sum(jobs.values())) == (1, 0, 2)
    assert sum(told["telecine_queue_depth"].values()) >= 1
    assert max(told["telecine_queue_oldest_task_seconds"].values()) > 0
    with workspace.store.reading() as reading:
        stages = {task.stage for task in reading.tasks_of_job(done.id)}
    assert {dict(labels)["stage"] for labels in told["telecine_stage_seconds_total"]} == stages
    assert told["telecine_videos_finished_in_a_week"][()] == 1
    assert told["telecine_jobs_submitted_this_process_total"][()] == 1
    assert told["telecine_process_memory_bytes"][()] > 10_000_000
    assert told["telecine_sse_clients"][()] == 0
    routes = {(dict(labels)["method"], dict(labels)["route"]) for labels in told["telecine_http_requests_total"]}
    assert {("POST", "/jobs"), ("GET", "/videos/{video_id}/timeline"), ("GET", "(none)")} <= routes
    assert sum(told["telecine_http_request_seconds_count"].values()) >= 3

    counted = client.get("/metrics.json").json()
    assert counted == {**client.get("/metrics", headers={"Accept": "application/json"}).json(),
        "jobs_queued": 1, "jobs_processing": 0, "jobs_completed": 1, "jobs_failed": 0,
        "jobs_submitted_this_process": 1, "node": "local", "uptime_seconds": counted["uptime_seconds"]
    }  # fmt: skip


def test_two_applications_share_no_figures(client: TestClient, workspace: Workspace) -> None:
    client.get("/jobs")
    with TestClient(create_app(workspace), base_url=LOCAL) as other:
        assert "telecine_http_requests_total{" not in other.get("/metrics").text
    assert 'route="/jobs"' in client.get("/metrics").text


def test_every_request_is_an_event_but_looks_whether_the_process_lives(client: TestClient, tiny_video: Path) -> None:
    with capture_logs() as events:
        client.get("/livez")
        client.get("/jobs/none", headers={"X-Request-ID": "abc"})
        client.get(f"/jobs/{tiny_video.name}/tasks")
    told = [event for event in events if event["event"] == "api.request"]
    assert [(event["method"], event["route"], event["status"]) for event in told] == [
        ("GET", "/jobs/{job_id}", 404),
        ("GET", "/jobs/{job_id}/tasks", 404),
    ]
    assert told[0]["principal"] == "local"
    assert told[0]["ms"] >= 0
    assert tiny_video.name not in str(told), "paths may hold what is nobody's business; templates do not"
