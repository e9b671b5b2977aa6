"""Jobs whose video has to be brought here first."""

from __future__ import annotations

from dataclasses import replace

from telecine.engine.rows import AWAITED, ImportRow
from telecine.engine.states import JobState
from telecine.engine.store import Store
from tests.fixtures.store_rows import START, a_job, a_video, at


def waiting(store: Store, name: str, *, second: float = 0) -> ImportRow:
    row = ImportRow(name, "url", f"https://example.com/{name}", False, 0, {"app": "faces"}, at(second))
    with store.writing() as tx:
        tx.add_video(a_video(f"v {name}", sha256=f"{AWAITED}{name}"))
        tx.add_job(a_job(name, video_id=f"v {name}", state=JobState.QUEUED))
        tx.add_import(row)
    return row


def test_the_next_import_is_the_oldest_that_is_due(store: Store) -> None:
    waiting(store, "late", second=9)
    early = waiting(store, "early", second=1)
    first = waiting(store, "first")
    with store.writing() as tx:
        assert tx.next_import(at(30)) == first
        assert tx.change_import("first", {"is_running": True, "attempt": 1})
        assert tx.next_import(at(30)) == early
        assert tx.change_import("early", {"not_before": at(40)})
        found = tx.next_import(at(30))
        assert found is not None
        assert found.job_id == "late"
        tx.change_job("late", {"state": JobState.CANCELLED}, expect=(JobState.QUEUED,))
        assert tx.next_import(at(30)) is None
        again = tx.next_import(at(40))
        assert again is not None
        assert (again.job_id, again.not_before) == ("early", at(40))
        tx.stop_imports()
        assert tx.next_import(at(30)) == replace(first, attempt=1)


def test_an_import_that_is_there_no_more_is_not_changed(store: Store) -> None:
    row = waiting(store, "one")
    with store.writing() as tx:
        assert tx.import_of("one") == row
        tx.drop_import("one")
        assert tx.import_of("one") is None
        assert not tx.change_import("one", {"is_running": True})


def test_videos_that_are_still_to_come_are_in_no_list_and_go_with_their_job(store: Store) -> None:
    waiting(store, "one")
    with store.writing() as tx:
        tx.add_video(a_video("here"))
        assert [video.id for video in tx.videos()] == ["here"]
        known = tx.video("v one")
        assert known is not None
        assert known.is_awaited
        tx.drop_video("v one")
        assert tx.video("v one") is not None
        tx.change_job("one", {"state": JobState.FAILED, "finished_at": START}, expect=(JobState.QUEUED,))
        tx.remove_jobs(at(1))
        assert tx.video("v one") is None
        assert tx.import_of("one") is None
        assert tx.video("here") is not None
        tx.drop_video("here")
        assert tx.videos() == []
