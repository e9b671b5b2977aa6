"""Videos, jobs, events, artifacts kept and dropped, people, facts, nodes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from telecine.engine.rows import DecisionRow, EventRow, NewEvent, NodeRow
from telecine.engine.states import JobState, TaskState
from telecine.engine.store import Store
from telecine.kernel.errors import DefectError, IllegalTransition
from tests.fixtures.store_rows import (
    START,
    a_fact,
    a_job,
    a_task,
    a_video,
    add,
    an_artifact,
    at,
    finish,
    run,
)

J = JobState


def test_a_video_comes_back_as_it_was_added(store: Store) -> None:
    whole = a_video("v2", probe={"fps": "30000/1001"}, show_id="s", season=1, episode=2, ep_id="s-s01e02")
    with store.writing() as tx:
        tx.add_video(a_video("v1"))
        tx.add_video(whole)
    with store.reading() as view:
        assert view.video("v1") == a_video("v1")
        assert view.video_by_sha256(whole.sha256) == whole
        assert (view.video_by_ep_id(str(whole.ep_id)), view.video_by_ep_id("none")) == (whole, None)
        assert (view.video("v3"), view.video_by_sha256("none")) == (None, None)


def test_videos_are_listed_newest_first(store: Store) -> None:
    with store.writing() as tx:
        for name, seconds in (("b", 1), ("a", 2), ("c", 1), ("d", 0)):
            tx.add_video(a_video(name, created_at=at(seconds)))
        assert [video.id for video in tx.videos(limit=3)] == ["a", "c", "b"]
        assert [video.id for video in tx.videos(limit=2, after=(at(1), "c"))] == ["b", "d"]
        assert [video.id for video in tx.videos(limit=2, after=(at(1), "bb"))] == ["b", "d"]
        assert tx.videos(after=(at(0), "d")) == []


def test_videos_are_found_by_place_name_and_beginning_of_their_hash(store: Store) -> None:
    given = {
        "a": ("film.mp4", "/x/film.mp4", "ab12" * 16),
        "b": ("film.old.mp4", "/y/film.mp4", "ab13" * 16),
        "c": ("film", "/x/film.mp4", "cd14" * 16),
        "d": ("film-2.mp4", "/x/film.mp4.bak", "awaited-d"),
        "e": ("films.mp4", "/x/Film.mp4", "ab" * 32),
    }
    with store.writing() as tx:
        for seconds, (name, (called, place, sha256)) in enumerate(given.items()):
            tx.add_video(a_video(name, created_at=at(seconds), name=called, source_uri=place, sha256=sha256))
    with store.reading() as view:
        found = {
            "place": view.videos_at("/x/film.mp4"),
            "name": view.videos_called("film"),
            "whole name": view.videos_called("film.mp4"),
            "hash": view.videos_hashed("ab1"),
            "awaited": view.videos_hashed("await"),
            "everything": view.videos_hashed("ab"),
        }
    assert {what: [video.id for video in videos] for what, videos in found.items()} == {
        "place": ["c", "a"],
        "name": ["c", "b", "a"],
        "whole name": ["a"],
        "hash": ["b", "a"],
        "awaited": [],
        "everything": ["e", "b", "a"],
    }


def test_one_content_is_one_video(store: Store) -> None:
    with store.writing() as tx:
        tx.add_video(a_video("v1"))
    with pytest.raises(DefectError), store.writing() as tx:
        tx.add_video(a_video("v2", sha256=a_video("v1").sha256))


def test_a_video_is_changed_by_field_name(store: Store) -> None:
    with store.writing() as tx:
        tx.add_video(a_video())
        tx.update_video("v1", {"probe": {"frames": 3}, "source_uri": "/moved.mp4", "ep_id": "s-s01e01"})
        tx.update_video("v2", {"name": "nobody"})
        changed = replace(a_video(), probe={"frames": 3}, source_uri="/moved.mp4", ep_id="s-s01e01")
        assert tx.videos() == [changed]


def test_a_job_comes_back_as_it_was_added(store: Store) -> None:
    whole = a_job(
        state=J.FAILED,
        requested_by="ana",
        node="n2",
        progress=0.1,
        is_expanded=True,
        error_code="bad_media",
        error_detail="truncated",
        idempotency_key="i",
        started_at=at(1),
        finished_at=at(2),
        cancel_requested_at=at(3),
    )
    with store.writing() as tx:
        add(tx, job=whole)
        assert tx.job("local-1") == whole
        assert tx.job("local-2") is None


def test_a_job_of_an_unknown_video_is_refused(store: Store) -> None:
    with pytest.raises(DefectError), store.writing() as tx:
        tx.add_job(a_job())


def test_an_idempotency_key_is_used_once(store: Store) -> None:
    with store.writing() as tx:
        add(tx, job=a_job("local-1", idempotency_key="i"))
        add(tx, job=a_job("local-2"))
        add(tx, job=a_job("local-3"))
    with pytest.raises(DefectError), store.writing() as tx:
        add(tx, job=a_job("local-4", idempotency_key="i"))


def test_only_a_live_job_answers_to_its_fingerprint(store: Store) -> None:
    with store.writing() as tx:
        add(tx, job=a_job("local-1", fingerprint="f", state=J.SUCCEEDED))
        assert tx.live_job("f") is None
        add(tx, job=a_job("local-2", fingerprint="f", state=J.QUEUED))
        assert tx.live_job("f") == a_job("local-2", fingerprint="f", state=J.QUEUED)
        tx.change_job("local-2", {"state": J.RUNNING})
        assert tx.live_job("f") is not None
        tx.change_job("local-2", {"state": J.CANCELLED})
        assert tx.live_job("f") is None


def test_jobs_are_listed_newest_first(store: Store) -> None:
    states = [J.QUEUED, J.RUNNING, J.SUCCEEDED, J.FAILED, J.CANCELLED]
    with store.writing() as tx:
        for number in range(10):
            add(tx, job=a_job(f"local-{number}", created_at=at(number // 2), state=states[number % 5]))
        every = [f"local-{number}" for number in range(9, -1, -1)]
        assert [job.id for job in tx.jobs()] == every
        assert [job.id for job in tx.jobs(states=[J.QUEUED], limit=1)] == ["local-5"]
        assert tx.jobs(states=()) == []


def test_the_newest_job_of_each_video_is_found_and_the_newest_that_succeeded(store: Store) -> None:
    with store.writing() as tx:
        for video in ("v1", "v2"):
            tx.add_video(a_video(video))
        for number, (video, state) in enumerate(
            [("v1", J.SUCCEEDED), ("v1", J.FAILED), ("v2", J.SUCCEEDED), ("v1", J.SUCCEEDED), ("v1", J.QUEUED)]
        ):
            tx.add_job(a_job(f"local-{number}", video_id=video, created_at=at(number // 2), state=state))
        videos = ["v1", "v2", "none"]
        newest = {video: job.id for video, job in tx.newest_jobs(videos).items()}
        succeeded = {video: job.id for video, job in tx.newest_jobs(videos, succeeded=True).items()}
    assert newest == {"v1": "local-4", "v2": "local-2"}
    assert succeeded == {"v1": "local-3", "v2": "local-2"}


def test_a_job_changes_only_from_the_expected_state(store: Store) -> None:
    with store.writing() as tx:
        add(tx, job=a_job(state=J.QUEUED))
        assert tx.change_job("local-1", {"state": J.RUNNING, "started_at": at(1)}, expect=(J.QUEUED,))
        assert not tx.change_job("local-1", {"state": J.RUNNING}, expect=(J.QUEUED,))
        assert not tx.change_job("local-2", {"state": J.RUNNING})
        with pytest.raises(IllegalTransition):
            tx.change_job("local-1", {"state": J.QUEUED})
        with pytest.raises(IllegalTransition):
            tx.change_job("local-1", {"state": J.SUCCEEDED}, expect=(J.RUNNING, J.FAILED))
        assert tx.change_job("local-1", {"params": {"a": {}}, "resolved": {"b": [1]}, "is_expanded": True})
        changed = tx.job("local-1")
        assert changed == a_job(
            state=J.RUNNING, started_at=at(1), params={"a": {}}, resolved={"b": [1]}, is_expanded=True
        )
    with pytest.raises(DefectError, match="colour"), store.writing() as tx:
        tx.change_job("local-1", {"colour": "red"})


def test_counters_add_up(store: Store) -> None:
    with store.writing() as tx:
        add(tx, job=a_job("local-1", tasks_total=5, tasks_left=5))
        add(tx, job=a_job("local-2"))
        tx.count_job(["local-1", "local-2", "gone"], left=-2, failed=1, total=3)
        tx.count_job([], left=9)
        tx.count_job(["local-1"], left=1)
        found = [tx.job(name) for name in ("local-1", "local-2")]
    assert [(job.tasks_total, job.tasks_left, job.tasks_failed) for job in found if job] == [(8, 4, 1), (3, -2, 1)]


def test_events_are_read_in_order_from_any_point(store: Store) -> None:
    with store.writing() as tx:
        assert (tx.last_event(), tx.events()) == (0, [])
        tx.add_events([NewEvent("job.queued", at(1), "local-1", None, {"text": "ä\n"})])
        tx.add_events([NewEvent("task.started", at(2), "local-1", 7), NewEvent("node.up", at(3))])
        tx.add_events([])
        tx.add_events([NewEvent("job.queued", at(4), "local-2")])
        events = tx.events()
        assert events[0] == EventRow("job.queued", at(1), "local-1", None, {"text": "ä\n"}, events[0].seq)
        assert [event.type for event in events] == ["job.queued", "task.started", "node.up", "job.queued"]
        assert [event.seq for event in events] == sorted({event.seq for event in events})
        assert tx.last_event() == events[-1].seq
        assert tx.events(after=events[1].seq, limit=1) == [events[2]]
        assert tx.events(after=events[0].seq, job_id="local-1") == [events[1]]
        assert tx.events(after=events[-1].seq) == []


def test_a_pruned_number_never_comes_back(store: Store) -> None:
    with store.writing() as tx:
        tx.add_events(
            [
                NewEvent("task.progress", START, "local-2"),
                NewEvent("job.started", START, "local-1"),
                NewEvent("job.progress", START, "local-1"),
                NewEvent("task.progress", START, "local-1"),
            ]
        )
        last = tx.last_event()
    with store.writing() as tx:
        tx.prune_progress("local-1")
        tx.add_events([NewEvent("job.succeeded", START, "local-1")])
        assert [event.type for event in tx.events(job_id="local-1")] == ["job.started", "job.succeeded"]
        assert [event.type for event in tx.events(after=last)] == ["job.succeeded"]
        assert [event.type for event in tx.events(job_id="local-2")] == ["task.progress"]


def test_what_live_jobs_made_or_need_is_not_idle(store: Store) -> None:
    with store.writing() as tx:
        for number in range(1, 7):
            used = at(0) if number == 6 else at(-10 + number)
            tx.put_artifact(an_artifact(f"k{number}", last_used_at=used))
        add(tx, a_task("k2"), a_task("x", ["k3"]))
        add(tx, a_task("k4"), a_task("y", ["k5"]), job=a_job("local-2"))
        tx.satisfy("k3")
        assert [a.key for a in tx.artifacts_unused_since(at(0), limit=9)] == ["k1"]
        tx.change_job("local-2", {"state": J.FAILED})
        assert [a.key for a in tx.artifacts_unused_since(at(0), limit=9)] == ["k1", "k4", "k5"]
        assert [a.key for a in tx.artifacts_unused_since(at(0), limit=2)] == ["k1", "k4"]
        tx.touch_artifacts(["k4", "absent"], at(0))
        tx.touch_artifacts([], at(9))
        tx.drop_artifact("k1")
        tx.drop_artifact("absent")
        assert [a.key for a in tx.artifacts_unused_since(at(0), limit=9)] == ["k5"]
        assert tx.artifacts(["k1", "k4"]) == {"k4": an_artifact("k4", last_used_at=at(0))}


def test_a_journal_has_one_entry_for_each_number(store: Store) -> None:
    entry = DecisionRow("d1", "v1", 1, "ana", START, "assign", {"person": "zoë", "tracks": [1]})
    undo = DecisionRow("d2", "v1", 2, "bo", at(1), "undo", {}, undoes="d1")
    with store.writing() as tx:
        assert tx.add_decision(entry)
        assert tx.add_decision(DecisionRow("e1", "v2", 1, "ana", START, "exclude", {}))
        assert tx.add_decision(undo)
        assert not tx.add_decision(DecisionRow("d3", "v1", 2, "ana", at(2), "merge", {}))
        assert tx.decisions("v1") == [entry, undo]
        assert tx.decisions("v3") == []
    with pytest.raises(DefectError), store.writing() as tx:
        tx.add_decision(DecisionRow("d1", "v1", 7, "ana", at(2), "merge", {}))


def test_an_entry_can_be_redacted_and_keeps_its_place(store: Store) -> None:
    entry = DecisionRow("d1", "v1", 1, "ana", START, "assign", {"person": "zoë"})
    with store.writing() as tx:
        tx.add_decision(entry)
        tx.redact_decision("d1", {"erased": True})
        tx.redact_decision("d9", {"erased": True})
        assert tx.decisions("v1") == [replace(entry, payload={"erased": True})]


def test_facts_of_a_video_are_replaced_by_application(store: Store) -> None:
    with store.writing() as tx:
        tx.replace_facts("v1", "screentime", [a_fact("total", app="screentime", score=None, data={})])
        tx.replace_facts("v1", "faces", [a_fact("old"), a_fact("older")])
        tx.replace_facts("v2", "faces", [a_fact("other", video_id="v2")])
        tx.replace_facts("v1", "faces", (fact for fact in [a_fact("b"), a_fact("a", score=0.1)]))
        assert tx.facts("v1", app="faces") == [a_fact("b"), a_fact("a", score=0.1)]
        assert [fact.text for fact in tx.facts("v1")] == ["b", "a", "total"]
        assert [fact.text for fact in tx.facts("v2")] == ["other"]
        tx.replace_facts("v1", "faces", [])
        assert tx.facts("v1") == [a_fact("total", app="screentime", score=None, data={})]


def test_facts_of_a_kind_are_found_over_videos_and_say_what_they_were_made_from(store: Store) -> None:
    with store.writing() as tx:
        tx.replace_facts(
            "v2", "faces", [a_fact("b", video_id="v2", artifact_key="k2"), a_fact("x", video_id="v2", kind="film")]
        )
        tx.replace_facts("v1", "faces", [a_fact("z"), a_fact("a")])
        tx.replace_facts("v1", "screentime", [a_fact("other", app="screentime")])
        assert [fact.text for fact in tx.facts_of_kind("faces", "presence")] == ["z", "a", "b"]
        assert [fact.text for fact in tx.facts_of_kind("faces", "presence", videos=["v2", "v9"])] == ["b"]
        assert tx.facts_of_kind("faces", "presence", videos=[]) == []
        assert [fact.text for fact in tx.facts_of_kind("faces", "film")] == ["x"]
        assert (tx.facts_from("v2", "faces"), tx.facts_from("v9", "faces")) == ("k2", None)


def test_a_node_is_put_again_with_every_heartbeat(store: Store) -> None:
    with store.writing() as tx:
        tx.put_node(NodeRow("b", START, is_accepting=True))
        tx.put_node(NodeRow("a", START, is_accepting=True, data={"workers": 2}))
        tx.put_node(NodeRow("b", at(10), is_accepting=False, data={"workers": 1}))
        assert tx.nodes() == [
            NodeRow("a", START, is_accepting=True, data={"workers": 2}),
            NodeRow("b", at(10), is_accepting=False, data={"workers": 1}),
        ]


def test_ended_jobs_leave_with_what_only_they_had(store: Store) -> None:
    with store.writing() as tx:
        ids = add(tx, *(a_task(f"k{number}") for number in range(1, 5)), job=a_job("old"))
        add(tx, job=a_job("live"))
        tx.link_tasks("live", ids[:1])
        tx.add_events([NewEvent("job.queued", START, name) for name in ("old", "live")])
        for number, state in enumerate([TaskState.SUCCEEDED, TaskState.SUCCEEDED, TaskState.FAILED]):
            finish(tx, run(tx), state)
            if number == 1:
                tx.put_artifact(an_artifact("k2"))
        tx.change_job("old", {"state": J.FAILED, "finished_at": at(10)})
        assert tx.remove_jobs(at(10)) == 0
        assert tx.remove_jobs(at(10.5)) == 1
        assert (tx.job("old"), tx.job("live")) == (None, a_job("live"))
        # k1 is the live job's, k2 has its artifact, k3 is gone, k4 may still be claimed.
        assert sorted(tx.tasks_by_key(["k1", "k2", "k3", "k4"])) == ["k1", "k2", "k4"]
        assert [event.job_id for event in tx.events()] == ["live"]
        assert tx.tasks_of_job("old") == []
        assert tx.live_jobs_of_task(ids[3]) == []


def test_tasks_leave_when_the_last_thing_that_kept_them_is_gone(store: Store) -> None:
    with store.writing() as tx:
        ids = add(tx, *(a_task(f"k{number}") for number in range(1, 4)), job=a_job("old"))
        for _ in range(2):
            task = run(tx)
            finish(tx, task)
            tx.put_artifact(an_artifact(task.key))
        tx.change_job("old", {"state": J.CANCELLED, "finished_at": START})
        tx.remove_jobs(at(1))
        assert len(tx.tasks_by_key(["k1", "k2", "k3"])) == 3
    with store.writing() as tx:
        tx.drop_artifact("k1")
        tx.change_task(ids[2], {"state": TaskState.CANCELLED})
        assert tx.remove_jobs(at(1)) == 0
        assert sorted(tx.tasks_by_key(["k1", "k2", "k3"])) == ["k2"]
        tx.drop_artifact("k2")
        add(tx, job=a_job("new"))
        tx.link_tasks("new", [ids[1]])
        tx.remove_jobs(at(1))
        assert sorted(tx.tasks_by_key(["k1", "k2", "k3"])) == ["k2"]
        tx.change_job("new", {"state": J.CANCELLED, "finished_at": START})
        tx.remove_jobs(at(1))
        assert tx.tasks_by_key(["k1", "k2", "k3"]) == {}


def test_a_removed_tasks_number_is_not_given_again(store: Store) -> None:
    with store.writing() as tx:
        (first,) = add(tx, a_task("k1"))
        tx.change_task(first, {"state": TaskState.CANCELLED})
        tx.change_job("local-1", {"state": J.CANCELLED, "finished_at": START})
        tx.remove_jobs(at(1))
        assert tx.task(first) is None
        assert tx.add_tasks([a_task("k1")], START)["k1"] > first


def test_a_job_that_was_retried_is_not_removed(store: Store) -> None:
    with store.writing() as tx:
        add(tx, job=a_job(state=J.QUEUED, finished_at=START))
        assert tx.remove_jobs(at(1)) == 0


def test_the_jobs_of_a_video_come_newest_first(store: Store) -> None:
    with store.writing() as tx:
        tx.add_video(a_video())
        tx.add_video(a_video("v2"))
        tx.add_job(a_job("local-1", created_at=at(1)))
        tx.add_job(a_job("local-2", created_at=at(2), state=JobState.FAILED))
        tx.add_job(a_job("local-3", video_id="v2", created_at=at(3)))
        assert [job.id for job in tx.jobs_of_video("v1")] == ["local-2", "local-1"]
        assert [job.id for job in tx.jobs_of_video("v1", limit=1)] == ["local-2"]
        assert tx.jobs_of_video("v3") == []
