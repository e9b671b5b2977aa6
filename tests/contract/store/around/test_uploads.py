"""Uploads, and videos that go with everything that was made of them."""

from __future__ import annotations

from dataclasses import replace

from telecine.engine.rows import NewEvent, UploadRow
from telecine.engine.states import JobState
from telecine.engine.store import Store
from tests.fixtures.store_rows import START, a_fact, a_job, a_task, a_video, an_artifact, at

FIRST = UploadRow("u1", "film.mp4", 10, "uploading", START, at(2), {"sha256": "ab", "season": 3})


def test_an_upload_is_kept_changed_listed_and_removed(store: Store) -> None:
    second = replace(FIRST, id="u2", updated_at=at(1))
    with store.writing() as tx:
        tx.put_upload(FIRST)
        tx.put_upload(second)
        assert tx.uploads() == [second, FIRST]
    done = replace(FIRST, state="accepted", updated_at=at(3), data={"video_id": "v"})
    with store.writing() as tx:
        tx.put_upload(done)
        assert tx.upload("u1") == done
        assert tx.uploads(state="uploading") == [second]
        tx.remove_upload("u1")
        tx.remove_upload("u1")
    with store.reading() as reading:
        assert reading.upload("u1") is None
        assert reading.uploads() == [second]


def test_a_video_goes_with_its_jobs_tasks_events_and_facts_and_with_no_other_ones(store: Store) -> None:
    with store.writing() as tx:
        for name in ("v1", "v2"):
            tx.add_video(a_video(name))
            tx.add_job(a_job(f"job-{name}", video_id=name, state=JobState.SUCCEEDED))
            ids = tx.add_tasks([a_task(f"key-{name}", video_id=name)], START)
            tx.link_tasks(f"job-{name}", list(ids.values()))
            tx.put_artifact(an_artifact(f"key-{name}"))
            tx.add_events([NewEvent("job.queued", START, f"job-{name}")])
            tx.replace_facts(name, "words", [a_fact(video_id=name)])
    with store.writing() as tx:
        assert [row.key for row in tx.artifacts_of_video("v1")] == ["key-v1"]
        tx.remove_video("v1")
    with store.reading() as reading:
        assert (reading.video("v1"), reading.job("job-v1")) == (None, None)
        assert list(reading.tasks_by_key(["key-v1", "key-v2"])) == ["key-v2"]
        assert reading.facts("v1") == []
        assert [event.job_id for event in reading.events()] == ["job-v2"]
        assert len(reading.tasks_of_job("job-v2")) == len(reading.facts("v2")) == 1
        assert reading.artifacts_of_video("v1") == []
