"""Forgetting a person leaves nothing in the home, keeps what is about others, and can be cut short anywhere."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from telecine.adapters.store.sql import SqlStore
from telecine.apps import APPLICATIONS
from telecine.engine.faults import POINTS, Faults, no_faults
from telecine.engine.registry import Registry
from telecine.engine.rows import NewEvent
from telecine.engine.states import JobState, TaskState
from telecine.kernel.errors import Conflict, NotFound, StoreBusy
from telecine.kernel.hashing import digest
from telecine.records import catalog
from telecine.records.files import RECORD_FILE
from telecine.services.jobs import Jobs
from telecine.services.people import GivenPhoto
from telecine.services.planning import Planning
from telecine.services.review.erasing import Eraser
from tests.fixtures.store_rows import START, a_fact, a_job, a_task, a_video, an_artifact
from tests.unit.people.archive import FILM, NEVER, TRACKS_KEY, Archive, photo

NAME = "Zoë Unforgettable"
LATER = "Zoë Renamed"
ID = "zoe-unforgettable"
PHOTO = b"the photograph of somebody"
NOTE = "agreed to by letter"
ERASE = [point for point in POINTS if point.startswith("erase.")]


class CutShort(Exception):
    """Stands for a kill."""


class CutAt:
    def __init__(self, point: str) -> None:
        self._point = point

    def hit(self, point: str) -> None:
        if point == self._point:
            raise CutShort(point)


class Home:
    """Two films. In the first, Zoë was confirmed and taught; both were run with her photographs, one without too."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "home"
        self.folder.mkdir()
        self.store = SqlStore.open(f"sqlite:///{self.folder}/telecine.db", busy_timeout_s=0.01, busy_attempts=1)
        self.archive = Archive(self.folder, store=self.store)
        self.registry = Registry(APPLICATIONS)
        self.logs = self.folder / "logs"
        self.logs.mkdir()
        words = f"{json.dumps(NAME)} cannot be learned\n kept \n{LATER} too\n"
        (self.logs / "telecine.log").write_text(words, encoding="utf-8")
        self._fill(folder / "given")

    def _fill(self, given: Path) -> None:
        with self.store.writing() as tx:
            tx.add_video(a_video("v2", name="second.mp4"))
        people = self.archive.people
        people.add(NAME, [photo(given, PHOTO)], note=NOTE)
        people.add("Bo", [photo(given, b"bo", "bo.jpg"), photo(given, b"bo too", "bo2.jpg")])
        self.archive.say("assign", "a", name=NAME)
        self.archive.say("assign", "b", name="Bo")
        self.archive.seeding.teach(self.archive.view(), ["a", "b"])
        everybody, only_bo = people.snapshot(None), people.snapshot([GivenPhoto("Bo", photo(given, b"bo", "bo.jpg"))])
        names, links = self.archive.rulings.names(FILM), self.archive.rulings.links(FILM)
        people.rename(NAME, LATER)
        self.tracks2 = self._result(catalog.FACE_TRACKS.name, "v2", [])
        self._task(catalog.FACE_TRACKS.name, FILM, [], TRACKS_KEY)
        self.bank = self._result("faces.facebank", FILM, [everybody], {"seeds": [{"person": ID, "name": NAME}]})
        self.bank_of_bo = self._result("faces.facebank", "v2", [only_bo], {"seeds": [{"person": "bo", "name": "Bo"}]})
        found = [{"person": ID, "label": NAME}, {"person": None, "label": "Unknown 1"}]
        self.matches = self._result(
            "faces.matches", FILM, [TRACKS_KEY, self.bank, names, links], {"assignments": found}
        )
        known = {"assignments": [], "people": ["bo", ID]}
        self.matches2 = self._result("faces.matches", "v2", [self.tracks2, self.bank], known)
        self.of_bo = self._result("faces.matches", "v2", [self.tracks2, self.bank_of_bo], {"assignments": []})
        self.report = self._result("screentime.report", FILM, [self.matches], {"said": NAME})
        self.export = self._result("screentime.vtt", FILM, [self.report], {"said": NAME})
        self._jobs({"faces.photos": everybody, "faces.names": names}, {"faces.photos": only_bo})
        draft = self.archive.artifacts.draft("0" * 64, 3)
        (draft.folder / RECORD_FILE).write_text(NAME, encoding="utf-8")
        orphan = self.archive.artifacts.draft("1" * 64, 3)
        (orphan.folder / RECORD_FILE).write_text(NAME, encoding="utf-8")
        orphan.publish(stage="faces.matches", version=1, schema="faces.matches/1", items=None)

    def _result(self, stage: str, video: str, inputs: Sequence[str], said: object = None) -> str:
        key = digest({"stage": stage, "video": video, "inputs": list(inputs)})
        draft = self.archive.artifacts.draft(key, 1)
        (draft.folder / RECORD_FILE).write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")
        draft.publish(stage=stage, version=1, schema=f"{stage}/1", items=None)
        self._task(stage, video, inputs, key)
        with self.store.writing() as tx:
            tx.put_artifact(an_artifact(key, stage=stage))
        return key

    def _task(self, stage: str, video: str, inputs: Sequence[str], key: str) -> None:
        refs = {f"input {number}": {"keys": [name], "list_key": None} for number, name in enumerate(inputs)}
        with self.store.writing() as tx:
            new = a_task(key, stage=stage, video_id=video, spec={"params": {}, "inputs": {**refs, "none": None}})
            task_id = tx.add_tasks([new], START)[key]
            tx.change_task(task_id, {"state": TaskState.RUNNING})
            tx.change_task(task_id, {"state": TaskState.SUCCEEDED})

    def _jobs(self, snapshots: dict[str, str], others: dict[str, str]) -> None:
        ended = {"finished_at": START, "state": JobState.FAILED}
        with self.store.writing() as tx:
            tx.add_job(a_job("local-1", resolved={"snapshots": snapshots}, **ended))
            tx.add_job(a_job("local-2", resolved={"snapshots": snapshots}, error_detail=f"{NAME} has no face", **ended))
            tx.add_job(a_job("local-3", params={"screentime.vtt": {"people": [LATER]}}, **ended))
            tx.add_job(a_job("local-4", resolved={"snapshots": others, "settings": {"home": f"/{ID}"}}, **ended))
            tx.add_job(a_job("local-5", **ended))
            tx.add_events([NewEvent("job.failed", START, "local-5", None, {"detail": f"{ID}: no face"})])
            tx.add_events([NewEvent("job.queued", START, "local-4", None, {"video": "film of bo.mp4"})])
            tx.replace_facts(FILM, "faces", [a_fact(NAME, artifact_key=self.report)])
            tx.replace_facts("v2", "faces", [a_fact("Bo", artifact_key=self.of_bo)])

    def eraser(self, faults: Faults = no_faults) -> Eraser:
        parts = (self.store, self.archive.artifacts, self.registry, self.archive.clock)
        return Eraser(*parts, seeds=self.archive.seeds, logs=self.logs, faults=faults)

    def traces(self) -> list[str]:
        """Files of the home in which something of Zoë is left, and what."""
        wanted = [NAME.encode(), json.dumps(NAME)[1:-1].encode(), LATER.encode(), json.dumps(LATER)[1:-1].encode()]
        wanted += [ID.encode(), NOTE.encode(), PHOTO, b"crop a 0", b"crop a 1"]
        # Where the home is does not say who is in it; neither does the setting that holds the path.
        text = {path: path.read_bytes().replace(f'"home":"/{ID}"'.encode(), b"") for path in self._files()}
        return [f"{path.name}: {word!r}" for path, content in text.items() for word in wanted if word in content]

    def _files(self) -> Iterator[Path]:
        return (path for path in self.folder.rglob("*") if path.is_file())

    def keys(self) -> set[str]:
        with self.store.reading() as reading:
            known = [TRACKS_KEY, self.tracks2, self.bank, self.bank_of_bo, self.matches, self.matches2, self.of_bo]
            return set(reading.artifacts([*known, self.report, self.export]))


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    made = Home(tmp_path)
    yield made
    made.store.close()


def test_nothing_of_the_person_is_left_in_the_home(home: Home) -> None:
    assert {trace.split(":")[0] for trace in home.traces()} >= {"telecine.db-wal", "telecine.log", RECORD_FILE}
    found = home.eraser().erase(NAME)
    assert found.subject.names == {NAME, LATER}
    assert home.traces() == []
    with pytest.raises(NotFound):
        home.eraser().erase(NAME)


def test_what_is_about_others_stays(home: Home) -> None:
    home.eraser().erase(LATER)
    assert home.keys() == {home.tracks2, home.bank_of_bo, home.of_bo}, "the first film's tracks hold her face"
    assert [person.name for person, _ in home.archive.people.all()] == ["Bo"]
    assert {(photo.person, photo.kind) for photo in home.archive.photos()} == {("bo", "photo"), ("bo", "crop")}
    assert [ruling.person for ruling in home.archive.names()] == ["bo"]
    with home.store.reading() as reading:
        assert {job.id for job in reading.jobs()} == {"local-1", "local-4"}
        assert [fact.text for fact in reading.facts("v2")] == ["Bo"]
        assert reading.facts(FILM) == []
    assert (home.logs / "telecine.log").read_text(encoding="utf-8") == " kept \n"


def test_the_journal_remembers_that_there_was_something(home: Home) -> None:
    home.eraser().erase(NAME)
    first, second = home.archive.journals.entries(FILM)
    assert (first.seq, first.kind, dict(first.payload)) == (1, "assign", {"erased": True})
    assert second.payload["name"] == "Bo"
    home.archive.journals.undo(FILM, author="ana", number=1)
    home.archive.journals.redo(FILM, author="ana")
    assert [ruling.number for ruling in home.archive.names()] == [2]


@pytest.mark.parametrize("point", ERASE)
def test_an_erasure_that_was_cut_short_is_finished_by_asking_again(home: Home, point: str) -> None:
    with pytest.raises(CutShort):
        home.eraser(CutAt(point)).erase(NAME)
    assert all(photo.person == "bo" for photo in home.archive.photos()), "no run learns from her any more"
    home.eraser().erase(NAME)
    assert home.traces() == []
    assert home.keys() == {home.tracks2, home.bank_of_bo, home.of_bo}


def test_tables_that_somebody_reads_are_scrubbed_by_asking_again(home: Home) -> None:
    with home.store.reading(), pytest.raises(StoreBusy):
        home.eraser().erase(NAME)
    assert not home.eraser().look(NAME), "only the end is left"
    home.eraser().erase(NAME)
    assert home.traces() == []


def test_nobody_is_forgotten_while_jobs_have_not_ended(home: Home) -> None:
    with home.store.writing() as tx:
        tx.add_job(a_job("local-9", state=JobState.QUEUED))
    before = home.traces()
    with pytest.raises(Conflict, match="local-9 has not ended") as caught:
        home.eraser().erase(NAME)
    assert caught.value.code == "work_goes_on"
    assert home.traces() == before
    assert home.archive.people.find(NAME)[0].forgetting_since is None


def test_somebody_of_a_cast_folder_only_can_be_forgotten(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "home")
    snapshot = archive.people.snapshot([GivenPhoto("Cy", photo(tmp_path, b"cy"))])
    (tmp_path / "home" / "logs").mkdir()
    registry, logs = Registry(APPLICATIONS), tmp_path / "home" / "logs"
    eraser = Eraser(archive.store, archive.artifacts, registry, archive.clock, seeds=archive.seeds, logs=logs)
    assert eraser.erase("cy").snapshots == (snapshot,)
    assert archive.artifacts.newest(snapshot, verify=False) is None


def test_a_name_that_nobody_has_is_said(home: Home) -> None:
    with pytest.raises(NotFound, match="Did you mean 'Bo'"):
        home.eraser().look("Bob")


@pytest.mark.parametrize("word", ["", " ", "faces", "film of bo", "true", "1"])
def test_a_word_that_only_turns_up_in_requests_is_nobody_and_erases_nothing(home: Home, word: str) -> None:
    before = home.traces()
    with pytest.raises(NotFound):
        home.eraser().erase(word)
    with home.store.reading() as reading:
        assert reading.job("local-4") is not None
    assert home.traces() == before


def test_another_name_does_not_go_on_with_an_erasure_that_was_cut_short(home: Home) -> None:
    with pytest.raises(CutShort):
        home.eraser(CutAt(ERASE[-1])).erase(NAME)
    with pytest.raises(NotFound):
        home.eraser().erase("faces")
    home.eraser().erase(NAME)
    assert home.traces() == []


def test_those_who_were_merged_are_forgotten_together(home: Home, tmp_path: Path) -> None:
    home.archive.people.add("Former Self", [photo(tmp_path, b"an earlier photograph")])
    home.archive.people.snapshot(None)
    home.archive.people.merge("Former Self", LATER)
    found = home.eraser().erase(LATER)
    assert found.subject.ids == {ID, "former-self"}
    assert home.traces() == []
    left = [path for path in home.folder.rglob("*") if path.is_file() and b"former-self" in path.read_bytes()]
    assert left == []


def test_a_picture_that_somebody_else_has_too_stays_theirs(home: Home, tmp_path: Path) -> None:
    home.archive.people.add("Bo", [photo(tmp_path, PHOTO, "both.jpg")])
    home.eraser().erase(NAME)
    assert any(trace.endswith(repr(PHOTO)) for trace in home.traces())
    assert len(home.archive.photos()) == 5


def test_a_job_whose_pictures_were_erased_says_so_when_it_is_tried_again(home: Home) -> None:
    home.eraser().erase(NAME)
    planning = Planning(home.registry, home.archive.artifacts, home.archive.clock)
    jobs = Jobs(home.store, planning, home.archive.clock, resolve_model=NEVER, snapshot_of=NEVER, entropy=NEVER)
    with pytest.raises(Conflict, match="erased or cleaned up; run the video again") as caught:
        jobs.retry("local-1")
    assert caught.value.code == "request_erased"
    with home.store.reading() as reading:
        job = reading.job("local-1")
        assert job is not None
        assert job.state is JobState.FAILED
