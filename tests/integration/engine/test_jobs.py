"""Jobs run by a real supervisor with real worker processes on a real store."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from telecine.engine.states import JobState, TaskState
from telecine.kernel.errors import Conflict, UserError
from telecine.services.review.results import newest_with
from tests.fixtures.engine.app import CHUNK, FILM, GATHERED, LETTER
from tests.fixtures.engine.home import (
    EngineHome,
    events_of,
    job_of,
    submission,
    submit,
    succeeded,
    work,
    write_tiny_video,
)


@pytest.fixture(scope="module")
def video(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny_video(tmp_path_factory.mktemp("video") / "tiny.mp4")


@pytest.fixture
def home(tmp_path: Path, video: Path) -> EngineHome:
    return EngineHome(tmp_path, video)


def test_a_job_with_fan_out_audio_and_an_encoded_film_gives_its_results(home: EngineHome) -> None:
    with home.open() as workspace:
        job = submit(workspace, home.video, words__chunk={"reads_audio": True})
        work(workspace, job.id)
        assert succeeded(workspace, job.id)
        with workspace.store.reading() as reading:
            tasks = reading.tasks_of_job(job.id)
            rows = reading.artifacts([task.key for task in tasks])
        film = next(row for row in rows.values() if row.stage == FILM.name)
        assert workspace.artifacts.open(FILM, film.key, film.fence, None).file("film.mp4").stat().st_size > 0
        loud = {
            task.item.index: workspace.artifacts.open(CHUNK, task.key, rows[task.key].fence, task.item).record.loudness
            for task in tasks
            if task.item is not None
        }
        assert loud[0] < 0.01
        assert loud[3] > 0.2


def test_a_finished_stage_does_not_run_again(home: EngineHome) -> None:
    with home.open() as workspace:
        first = submit(workspace, home.video)
        work(workspace, first.id)
        before = home.runs()
        second = submit(workspace, home.video)
        assert second.id != first.id
        assert second.state is JobState.SUCCEEDED
        assert home.runs() == before
        assert "task.cached" in {event.type for event in events_of(workspace, second.id)}


def test_another_parameter_redoes_only_what_depends_on_it(home: EngineHome) -> None:
    with home.open() as workspace:
        work(workspace, submit(workspace, home.video).id)
        before = home.runs()
        work(workspace, submit(workspace, home.video, words__gathered={"sign": -1}).id)
        new = home.runs() - before
        assert set(new) == {"words.gathered None", "words.film None", "words.opinion None"}


def test_an_export_is_made_from_the_results_of_the_newest_run(home: EngineHome) -> None:
    with home.open() as workspace:
        work(workspace, submit(workspace, home.video, words__gathered={"sign": -1}).id)
        before = home.runs()
        asked = replace(submission(workspace, home.video, words__letter={"greeting": "Hi"}), exports=("letter",))
        first = workspace.jobs.submit(workspace.jobs.as_before(asked, inherit=()))
        work(workspace, first.id)
        assert set(home.runs() - before) == {"words.letter None"}
        with workspace.store.reading() as reading:
            (task,) = reading.tasks_of_job(first.id)
            row = reading.artifacts([task.key])[task.key]
        letter = workspace.artifacts.open(LETTER, row.key, row.fence, None).file("letter.txt")
        assert letter.read_text() == "Hi (0, -2, -4, -6)"

        again = workspace.jobs.submit(workspace.jobs.as_before(asked, inherit=()))
        assert (again.state, again.id != first.id) == (JobState.SUCCEEDED, True)
        assert again.fingerprint == first.fingerprint
        assert set(home.runs() - before) == {"words.letter None"}


def test_corrections_are_for_the_run_and_make_no_export_again(home: EngineHome) -> None:
    with home.open() as workspace:
        plain = submission(workspace, home.video)
        run = workspace.jobs.submit(plain)
        export = workspace.jobs.submit(replace(plain, exports=("letter",)))
        work(workspace, run.id, export.id)
        with workspace.store.reading() as reading:
            video = reading.video(run.video_id)
            assert video is not None
            newest, _, _ = newest_with(workspace.registry, reading, video, GATHERED)
        assert newest.id == run.id
        again = workspace.jobs.again(job_of(workspace, export.id), (), requested_by="test")
        assert again.fingerprint == run.fingerprint


def test_a_request_with_an_export_is_not_the_same_as_one_without(home: EngineHome) -> None:
    with home.open() as workspace:
        plain = submission(workspace, home.video)
        first = workspace.jobs.submit(plain)
        second = workspace.jobs.submit(replace(plain, exports=("letter",)))
        assert first.fingerprint != second.fingerprint
        with pytest.raises(UserError, match="Did you mean 'letter'"):
            workspace.jobs.submit(replace(plain, exports=("leter",)))


def test_two_jobs_that_need_the_same_result_share_one_task(home: EngineHome) -> None:
    with home.open() as workspace:
        words = submit(workspace, home.video, words__chunk={"seconds": 0.1})
        count = submit(workspace, home.video, "count", words__chunk={"seconds": 0.1})
        work(workspace, words.id, count.id)
        assert succeeded(workspace, words.id)
        assert succeeded(workspace, count.id)
        assert set(home.runs().values()) == {1}


def test_an_identical_live_request_is_the_same_job(home: EngineHome) -> None:
    with home.open() as workspace:
        assert submit(workspace, home.video).id == submit(workspace, home.video).id


def test_an_optional_input_enters_only_when_the_request_makes_it(home: EngineHome) -> None:
    with home.open() as workspace:
        echo = submit(workspace, home.video, "echo")
        work(workspace, echo.id)
        assert succeeded(workspace, echo.id)
        assert "words.opinion None" not in home.runs()


def test_an_empty_list_is_gathered_at_once(home: EngineHome) -> None:
    with home.open() as workspace:
        job = submit(workspace, home.video, "count", words__chunks={"count": 0})
        work(workspace, job.id)
        with workspace.store.reading() as reading:
            (gathered,) = [t for t in reading.tasks_of_job(job.id) if t.stage == GATHERED.name]
            row = reading.artifacts([gathered.key])[gathered.key]
        assert workspace.artifacts.open(GATHERED, row.key, row.fence, None).record.values == ()


def test_a_user_error_fails_the_job_without_a_retry_and_the_rest_is_kept(home: EngineHome) -> None:
    with home.open() as workspace:
        job = submit(workspace, home.video, words__chunk={"fail": "user", "fail_at": 1})
        work(workspace, job.id)
        ended = job_of(workspace, job.id)
        assert (ended.state, ended.error_code) == (JobState.FAILED, "bad_media")
        assert ended.error_detail == "this chunk cannot be read"
        assert home.runs()["words.chunk 1"] == 1
        with workspace.store.reading() as reading:
            states = [t.state for t in reading.tasks_of_job(job.id) if t.stage == "words.chunk"]
        assert sorted(states) == [TaskState.FAILED] + [TaskState.SUCCEEDED] * 3


def test_a_transient_error_is_tried_three_times(home: EngineHome) -> None:
    with home.open() as workspace:
        job = submit(workspace, home.video, words__chunk={"fail": "transient", "fail_at": 0})
        work(workspace, job.id)
        assert job_of(workspace, job.id).error_code == "transient"
        assert home.runs()["words.chunk 0"] == 3


def test_what_fails_once_succeeds_in_the_end(home: EngineHome) -> None:
    with home.open() as workspace:
        job = submit(workspace, home.video, words__chunk={"fail": "once", "fail_at": 2})
        work(workspace, job.id)
        assert succeeded(workspace, job.id)
        assert "task.retrying" in {event.type for event in events_of(workspace, job.id)}


def test_a_defect_names_the_stage_and_is_not_retried(home: EngineHome) -> None:
    with home.open() as workspace:
        job = submit(workspace, home.video, words__chunk={"fail": "defect", "fail_at": 0})
        work(workspace, job.id)
        ended = job_of(workspace, job.id)
        assert ended.error_code == "defect"
        assert "words.chunk failed: ZeroDivisionError" in (ended.error_detail or "")
        assert home.runs()["words.chunk 0"] == 1


def test_retry_redoes_only_what_failed(home: EngineHome) -> None:
    with home.open() as workspace:
        job = submit(workspace, home.video, words__chunk={"fail": "kill", "fail_at": 3})
        work(workspace, job.id)
        assert job_of(workspace, job.id).error_code == "worker_lost"
        before = home.runs()
        again = workspace.jobs.retry(job.id)
        assert again.state is JobState.QUEUED
        work(workspace, job.id)
        assert set(home.runs() - before) == {"words.chunk 3"}


def _cancel_when_running(home: EngineHome, params: dict[str, object]) -> float:
    with home.open() as workspace:
        job = submit(workspace, home.video, words__chunk=params)
        asked: list[float] = []

        def cancel() -> None:
            while "words.chunk 0" not in home.runs():
                time.sleep(0.02)
            asked.append(time.monotonic())
            workspace.jobs.cancel(job.id)
            workspace.home.poke()

        thread = threading.Thread(target=cancel)
        thread.start()
        work(workspace, job.id)
        took = time.monotonic() - asked[0]
        thread.join()
        assert job_of(workspace, job.id).state is JobState.CANCELLED
        with workspace.store.reading() as reading:
            assert not reading.running_tasks()
        return took


def test_cancel_reaches_a_stage_that_listens(home: EngineHome) -> None:
    _cancel_when_running(home, {"seconds": 60})


def test_cancel_ends_a_stage_that_does_not_listen(home: EngineHome) -> None:
    _cancel_when_running(home, {"fail": "deaf"})


def test_a_cancelled_job_resumes_where_it_stopped(home: EngineHome) -> None:
    with home.open() as workspace:
        job = submit(workspace, home.video)
        workspace.jobs.cancel(job.id)
        assert job_of(workspace, job.id).state is JobState.CANCELLED
        workspace.jobs.retry(job.id)
        work(workspace, job.id)
        assert succeeded(workspace, job.id)
        with pytest.raises(Conflict):
            workspace.jobs.cancel(job.id)


def test_cancelling_one_of_two_jobs_leaves_what_the_other_needs(home: EngineHome) -> None:
    with home.open() as workspace:
        words = submit(workspace, home.video)
        count = submit(workspace, home.video, "count")
        workspace.jobs.cancel(words.id)
        work(workspace, count.id)
        assert succeeded(workspace, count.id)
        assert job_of(workspace, words.id).state is JobState.CANCELLED


def test_a_job_of_higher_priority_runs_first(home: EngineHome) -> None:
    with home.open() as workspace:
        slow = submit(workspace, home.video, "count", words__chunks={"count": 3}, words__chunk={"factor": 3})
        fast = submit(workspace, home.video, "count", words__chunks={"count": 3}, words__chunk={"factor": 5})
        workspace.jobs.set_priority(fast.id, 10)
        work(workspace, slow.id, fast.id, workers=1)
        started = {e.job_id: e.at for e in events_of(workspace, slow.id) + events_of(workspace, fast.id)
                   if e.type == "job.started"}  # fmt: skip
        assert started[fast.id] <= started[slow.id]


def test_fresh_makes_everything_anew(home: EngineHome) -> None:
    from telecine.services.jobs import Submission

    with home.open() as workspace:
        job = submit(workspace, home.video)
        work(workspace, job.id)
        again = workspace.jobs.submit(Submission(job.video_id, "words", is_fresh=True))
        work(workspace, again.id)
        assert set(home.runs().values()) == {2}


def test_a_wrong_parameter_is_refused_with_the_nearest_name(home: EngineHome) -> None:
    with home.open() as workspace:
        with pytest.raises(UserError, match="Did you mean 'factor'"):
            submit(workspace, home.video, words__chunk={"factr": 1})
        with pytest.raises(UserError, match=r"words\.chunks\.count"):
            submit(workspace, home.video, words__chunks={"count": -1})


def test_progress_events_go_when_the_job_ends(home: EngineHome) -> None:
    with home.open() as workspace:
        job = submit(workspace, home.video, words__chunk={"seconds": 0.4})
        work(workspace, job.id)
        assert not {"job.progress", "task.progress"} & {event.type for event in events_of(workspace, job.id)}
        assert job_of(workspace, job.id).progress == 1.0
