"""Nodes, analytics and the live log over HTTP."""

from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from telecine.adapters.files.tailing import LONGEST_LINE, Tail
from telecine.api.streams.hub import Hub
from telecine.api.watching.following import MOST_FOLLOWERS, Filter, Followers
from telecine.bootstrap import Workspace
from telecine.engine.lists.rows import STAGE
from telecine.engine.rows import NodeRow
from telecine.engine.states import JobState
from telecine.kernel.errors import TooMany
from tests.fixtures.store_rows import a_job, a_video


def test_nodes_are_shown_with_their_heartbeat_and_what_they_do(client: TestClient, workspace: Workspace) -> None:
    now = workspace.clock.now()
    with workspace.store.writing() as tx:
        tx.put_node(NodeRow("local", now, is_accepting=True, data={"workers": 2, "busy": 1, "version": "1.2"}))
        tx.put_node(NodeRow("away", now - timedelta(seconds=31), is_accepting=True, data={"workers": 4}))
    found = client.get("/cluster/nodes", params={"internal": 1}).json()
    away, local = found["nodes"]
    assert found["self"] == "local"
    assert (local["is_stale"], local["is_accepting"], local["workers"], local["busy"]) == (False, True, 2, 1)
    assert (away["name"], away["is_stale"], away["is_accepting"]) == ("away", True, False)
    assert away["heartbeat_age_s"] >= 31


@pytest.mark.parametrize("word", ["on", "enabled"])
def test_maintenance_is_kept_over_heartbeats(client: TestClient, workspace: Workspace, word: str) -> None:
    node = NodeRow("local", workspace.clock.now(), is_accepting=True)
    with workspace.store.writing() as tx:
        tx.put_node(node)
    resting = client.post("/cluster/nodes/local/maintenance", json={word: True}).json()
    assert (resting["in_maintenance"], resting["is_accepting"]) == (True, False)
    with workspace.store.writing() as tx:
        tx.put_node(node)
    assert client.get("/cluster/nodes").json()["nodes"][0]["in_maintenance"]
    assert client.get("/health").json()["maintenance_mode"]
    assert not client.post("/cluster/nodes/local/maintenance", json={word: False}).json()["in_maintenance"]
    assert client.post("/cluster/nodes/none/maintenance", json={"on": True}).status_code == 404
    assert client.post("/cluster/nodes/local/maintenance", json={}).status_code == 422


def test_analytics_count_by_day_by_stage_and_by_code(client: TestClient, workspace: Workspace) -> None:
    now = workspace.clock.now()
    with workspace.store.writing() as tx:
        tx.add_video(a_video())
        for number, (state, days, code) in enumerate(
            [("succeeded", 0, None), ("succeeded", 1, None), ("failed", 1, "bad_media"), ("failed", 40, "no_space")]
        ):
            ended = now - timedelta(days=days)
            tx.add_job(
                a_job(f"local-{number}", state=JobState(state), created_at=ended, finished_at=ended, error_code=code)
            )
        for seconds in (2.0, 4.0):
            tx.tally(STAGE, "faces.tracks", seconds=seconds)
    found = client.get("/cluster/analytics").json()
    yesterday = (now - timedelta(days=1)).date().isoformat()
    assert {day["day"]: (day["succeeded"], day["failed"]) for day in found["days"]} == {
        yesterday: (1, 1),
        now.date().isoformat(): (1, 0),
    }
    assert found["stages"] == [{"stage": "faces.tracks", "runs": 2, "seconds": 6.0, "mean_s": 3.0}]
    assert [(each["code"], each["jobs"]) for each in found["failures"]] == [("bad_media", 1)]
    assert "player" in found["failures"][0]["advice"]
    assert client.get("/cluster/analytics", params={"days": 91}).status_code == 422


def write(path: Path, *lines: object) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.writelines(f"{json.dumps(line) if isinstance(line, dict) else line}\n" for line in lines)


_SECONDS = itertools.count()


def an_event(event: str, level: str = "info", **values: object) -> dict[str, object]:
    return {"event": event, "level": level, "timestamp": f"2026-01-01T00:00:{next(_SECONDS):02d}Z", **values}


def test_a_followed_file_may_be_rotated_cut_and_made_anew(tmp_path: Path) -> None:
    log = tmp_path / "api.log"
    write(log, "one", "two", "three")
    tail = Tail(tmp_path)
    assert [line.text for line in tail.last(2)] == ["two", "three"]
    write(log, "four")
    log.rename(tmp_path / "api.log.1")
    write(log, "five")
    write(tmp_path / "worker-0.log", "six")
    assert [(line.file, line.text) for line in tail.fresh()] == [("api.log", "five"), ("worker-0.log", "six")]
    log.write_text("7\n")
    assert [line.text for line in tail.fresh()] == ["7"]
    with log.open("a") as file:
        file.write("half")
        file.flush()
        assert tail.fresh() == []
        file.write(" whole\n" + "x" * 3 * LONGEST_LINE + "\n")
    assert [line.text for line in tail.fresh()] == ["half whole", "x" * LONGEST_LINE]
    log.unlink()
    assert tail.fresh() == []


class Reader:
    """Reads frames of a stream of the log."""

    def __init__(self, frames: AsyncIterator[bytes]) -> None:
        self._frames = frames

    async def next(self) -> dict[str, Any]:
        async with asyncio.timeout(20):
            while True:
                lines = (await anext(self._frames)).decode().splitlines()
                if "event: log" in lines:
                    data = next(line for line in lines if line.startswith("data:"))
                    found: dict[str, Any] = json.loads(data.removeprefix("data:"))
                    return found


def test_the_log_is_followed_narrowed_and_without_secrets(workspace: Workspace, tmp_path: Path) -> None:
    log = tmp_path / "telecine.log"
    write(
        log,
        an_event("task.started", job="local-1"),
        an_event("task.failed", "error", job="local-1", token="tlc_0123456789ab_secretsecret"),
        an_event("task.failed", "error", job="local-2"),
        "Traceback (most recent call last):",
    )

    async def follow() -> None:
        hub, followers = Hub(workspace.store), Followers()
        wanted = Filter("warning", None, "local-1")
        reader = Reader(await followers.follow(Tail(tmp_path), hub, workspace.clock, wanted, 10))
        first = await reader.next()
        assert (first["event"], first["values"]["job"], first["file"]) == ("task.failed", "local-1", "telecine.log")
        assert "secretsecret" not in str(first)
        write(log, an_event("task.started", job="local-1"), an_event("task.lost", "warning", job="local-1"))
        assert (await reader.next())["event"] == "task.lost"
        everything = Reader(
            await followers.follow(Tail(tmp_path), hub, workspace.clock, Filter("debug", None, None), 2)
        )
        assert {(await everything.next())["event"] for _ in range(2)} == {"task.started", "task.lost"}
        hub.close()

    asyncio.run(follow())


def test_requests_that_went_well_can_be_left_out_and_hide_nothing(workspace: Workspace, tmp_path: Path) -> None:
    asked = [an_event("api.request") for _ in range(30)]
    write(
        tmp_path / "api.log", an_event("job.failed", "error"), "Traceback", *asked, an_event("api.request", "warning")
    )

    async def follow() -> None:
        hub = Hub(workspace.store)
        wanted = Filter("debug", None, None, has_requests=False)
        reader = Reader(await Followers().follow(Tail(tmp_path), hub, workspace.clock, wanted, 3))
        assert [(await reader.next())["event"] for _ in range(3)] == ["job.failed", None, "api.request"]
        hub.close()

    asyncio.run(follow())


def test_only_so_many_follow_the_log_and_who_leaves_makes_room(workspace: Workspace, tmp_path: Path) -> None:
    async def crowd() -> None:
        hub, followers, wanted = Hub(workspace.store), Followers(), Filter("info", None, None)
        open_ = []
        for _ in range(MOST_FOLLOWERS):
            frames = await followers.follow(Tail(tmp_path), hub, workspace.clock, wanted, 0)
            await anext(frames)
            open_.append(frames)
        with pytest.raises(TooMany):
            await followers.follow(Tail(tmp_path), hub, workspace.clock, wanted, 0)
        await open_.pop().aclose()  # type: ignore[attr-defined]
        open_.append(await followers.follow(Tail(tmp_path), hub, workspace.clock, wanted, 0))
        await anext(open_[-1])
        for frames in open_:
            await frames.aclose()  # type: ignore[attr-defined]

    asyncio.run(crowd())
