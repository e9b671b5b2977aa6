"""People, their seeds, and leaving nothing of what was removed."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest

from telecine.adapters.store.sql import SqlStore
from telecine.engine.rows import NewEvent, PersonRow, SeedRow
from telecine.engine.states import JobState, TaskState
from telecine.engine.store import Store
from telecine.kernel.errors import DefectError, StoreBusy
from tests.fixtures.store_rows import START, a_job, a_task, a_video, at

J = JobState


def test_people_are_renamed_and_listed_by_show(store: Store) -> None:
    with store.writing() as tx:
        tx.add_person(PersonRow("p1", "s1", "Bo", START))
        tx.add_person(PersonRow("p2", None, "Ana", START))
        tx.add_person(PersonRow("p1", "s2", "Zoë", at(1)))
        assert tx.people() == [PersonRow("p2", None, "Ana", START), PersonRow("p1", "s1", "Zoë", START)]
        assert [person.id for person in tx.people(show_id="s1")] == ["p1"]
        assert tx.people(show_id="s2") == []


def test_a_photograph_is_a_seed_once(store: Store) -> None:
    with store.writing() as tx:
        tx.add_person(PersonRow("p1", None, "Ana", START))
        tx.add_person(PersonRow("p2", None, "Bo", START))
        first = SeedRow("s1", "p1", "aa", "1.jpg", at(2))
        assert tx.add_seed(first)
        assert not tx.add_seed(SeedRow("s2", "p1", "aa", "copy.jpg", START))
        assert tx.add_seed(SeedRow("s3", "p2", "aa", "1.jpg", START))
        assert tx.add_seed(SeedRow("s4", "p1", "bb", "2.jpg", at(1)))
        assert [seed.id for seed in tx.seeds(["p2", "p1", "p3"])] == ["s4", "s1", "s3"]
        assert tx.seeds(["p1"])[1] == first
        assert tx.seeds([]) == []
    with pytest.raises(DefectError), store.writing() as tx:
        tx.add_seed(SeedRow("s5", "p3", "cc", "3.jpg", START))


def test_a_seed_says_which_track_it_is_from(store: Store) -> None:
    evidence = {"artifact": "k1", "track_id": "t1", "anchors": [{"at": "1/2", "box": [1.5, 2.0, 3.0, 4.0]}]}
    seed = SeedRow("s1", "p1", "aa", "film 0:01", START, "crop", "v1", Fraction(1, 3), 83.25, evidence, "agreed: Ana")
    with store.writing() as tx:
        tx.add_person(PersonRow("p1", None, "Ana", START))
        assert tx.add_seed(seed)
    with store.reading() as reading:
        assert reading.seeds(["p1"]) == [seed]


def test_a_removed_person_takes_the_seeds_along(store: Store) -> None:
    with store.writing() as tx:
        for name in ("p1", "p2"):
            tx.add_person(PersonRow(name, None, name, START))
            for number in ("1", "2"):
                tx.add_seed(SeedRow(f"{name}-{number}", name, number, "1.jpg", START))
        tx.remove_seed("p2-1")
        tx.remove_seed("absent")
        tx.remove_person("p1")
        tx.remove_person("absent")
        assert [person.id for person in tx.people()] == ["p2"]
        assert [seed.id for seed in tx.seeds(["p1", "p2"])] == ["p2-2"]


def test_a_person_is_marked_as_merged_and_as_being_forgotten(store: Store) -> None:
    with store.writing() as tx:
        tx.add_person(PersonRow("p1", None, "Ana", START))
        tx.change_person("p1", {"merged_into": "p2", "forgetting_since": at(3), "portrait": "9f86"})
        tx.change_person("absent", {"merged_into": "p2"})
        assert tx.people() == [PersonRow("p1", None, "Ana", START, "p2", at(3), "9f86")]
        tx.add_person(PersonRow("p1", None, "Anna", START))
        assert tx.people() == [PersonRow("p1", None, "Anna", START, "p2", at(3), "9f86")]
    with pytest.raises(DefectError), store.writing() as tx:
        tx.change_person("p1", {"id": "p9"})


def test_ended_jobs_are_dropped_with_what_only_they_had(store: Store) -> None:
    with store.writing() as tx:
        tx.add_video(a_video())
        for number, state in enumerate((J.SUCCEEDED, J.FAILED, J.QUEUED)):
            tx.add_job(a_job(f"local-{number}", state=state, finished_at=None if state is J.QUEUED else START))
            tx.add_events([NewEvent("job.queued", START, f"local-{number}")])
        ids = tx.add_tasks([a_task("k1"), a_task("k2")], START)
        for key in ("k1", "k2"):
            tx.change_task(ids[key], {"state": TaskState.CANCELLED})
        tx.link_tasks("local-0", [ids["k1"]])
        tx.link_tasks("local-1", [ids["k2"]])
        tx.drop_jobs(["local-0", "local-2", "absent"])
        assert {job.id for job in tx.jobs()} == {"local-1", "local-2"}, "what has not ended stays"
        assert {event.job_id for event in tx.events()} == {"local-1", "local-2"}
        assert set(tx.tasks_by_key(["k1", "k2"])) == {"k2"}
        tx.drop_jobs([])
        assert len(tx.jobs()) == 2


def test_a_scrubbed_store_has_its_rows(store: Store) -> None:
    with store.writing() as tx:
        tx.add_person(PersonRow("p1", None, "Ana", START))
    store.scrub()
    with store.reading() as reading:
        assert [person.id for person in reading.people()] == ["p1"]


def test_a_scrubbed_file_holds_nothing_of_removed_rows(database: Path, open_store: Callable[..., SqlStore]) -> None:
    store = open_store()
    copy = database.with_name("telecine.db.0001.bak")
    copy.write_bytes(b"somebody-unforgettable")
    with store.writing() as tx:
        for number in range(200):
            tx.add_person(PersonRow(f"p{number}", None, f"somebody-unforgettable-{number}", START))
    with store.writing() as tx:
        for number in range(200):
            tx.remove_person(f"p{number}")
    store.scrub()
    left = [path for path in database.parent.iterdir() if b"unforgettable" in path.read_bytes()]
    assert left == []
    assert not copy.exists()
    with store.reading() as reading:
        assert reading.people() == []


def test_a_file_that_somebody_reads_is_not_said_to_be_scrubbed(
    database: Path, open_store: Callable[..., SqlStore]
) -> None:
    store = open_store(busy_timeout_s=0.01, busy_attempts=1)
    with store.writing() as tx:
        tx.add_person(PersonRow("p1", None, "Ana", START))
    reader = sqlite3.connect(database, isolation_level=None)
    try:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM people").fetchall()
        with pytest.raises(StoreBusy):
            store.scrub()
    finally:
        reader.close()
    store.scrub()
