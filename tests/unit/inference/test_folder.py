"""The folder of models: fetched once, verified always, never half there."""

import fcntl
import json
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from telecine.adapters.inference.conversion import ConversionFailed
from telecine.adapters.inference.fetching.checking import FetchProgress, WrongHash
from telecine.adapters.inference.fetching.folder import ModelFolder, ModelMissing
from telecine.adapters.inference.manifest import Recording, Source
from telecine.adapters.inference.sessions import OnnxNetwork
from telecine.kernel.errors import NotFound, TransientError, UserError
from tests.fixtures.models.shelf import SDIST, WHEEL, Shelf, promising


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


def _names(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_all_default_models_are_fetched_and_run(shelf: Shelf, tmp_path: Path) -> None:
    fetched = shelf.folder(tmp_path).fetch()
    assert set(fetched) == {"first", "second"}
    assert OnnxNetwork(fetched["first"]).inputs == {"data": (None, 3, 8, 8)}
    assert OnnxNetwork(fetched["second"]).inputs == {"data": (1, 3, 16, 16)}
    assert shelf.asked == [WHEEL, SDIST]


def test_what_is_there_is_not_fetched_again(shelf: Shelf, tmp_path: Path) -> None:
    first = shelf.folder(tmp_path).fetch()
    assert shelf.folder(tmp_path).fetch() == first
    assert len(shelf.asked) == 2


def test_an_archive_with_several_files_is_fetched_once_and_then_removed(shelf: Shelf, tmp_path: Path) -> None:
    found = shelf.folder(tmp_path).fetch(["one", "second", "two"])
    assert shelf.asked == [SDIST]
    assert found["one"].read_bytes() == b"a picture"
    assert found["two"].suffix == ".jpg"
    assert not [name for name in _names(tmp_path) if name.startswith("downloads/")]


def test_photographs_are_fetched_all_together(shelf: Shelf, tmp_path: Path) -> None:
    assert set(shelf.folder(tmp_path).fetch_samples()) == {"one", "two"}


def test_a_capability_stands_for_its_default_model(shelf: Shelf, tmp_path: Path) -> None:
    assert set(shelf.folder(tmp_path).fetch(["second-capability", "second"])) == {"second"}


def test_a_file_with_another_hash_is_refused_and_deleted(shelf: Shelf, tmp_path: Path) -> None:
    folder = shelf.folder(tmp_path, promising(shelf.manifest(), "first", b"what was promised"))
    with pytest.raises(WrongHash, match="deleted"):
        folder.fetch(["first"])
    assert not folder.has("first")
    assert _names(tmp_path) <= {".lock", f"downloads/{WHEEL}"}


def test_an_archive_without_the_file_is_refused(shelf: Shelf, tmp_path: Path) -> None:
    manifest = shelf.manifest()
    elsewhere = (Source("tiny", "tiny/elsewhere.onnx"),)
    models = tuple(replace(model, sources=elsewhere) for model in manifest.models)
    with pytest.raises(WrongHash, match="elsewhere"):
        shelf.folder(tmp_path, replace(manifest, models=models)).fetch(["first"])


def test_finished_files_are_kept_when_a_later_one_fails(shelf: Shelf, tmp_path: Path) -> None:
    shelf.refuse[SDIST] = TransientError("not reachable")
    folder = shelf.folder(tmp_path)
    with pytest.raises(TransientError, match="not reachable"):
        folder.fetch()
    assert folder.has("first")
    shelf.refuse.clear()
    folder.fetch()
    assert shelf.asked == [WHEEL, SDIST, SDIST]


def test_a_fetched_archive_is_kept_when_fetching_stops_before_all_of_it_was_used(shelf: Shelf, tmp_path: Path) -> None:
    folder = shelf.folder(tmp_path)

    def stop(progress: FetchProgress) -> None:
        if progress.step == "converting":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        folder.fetch(["second"], stop)
    assert not folder.has("second")
    folder.fetch(["second"])
    assert shelf.asked == [SDIST]


def test_the_second_source_is_tried_when_the_first_has_nothing(shelf: Shelf, tmp_path: Path) -> None:
    manifest = shelf.manifest()
    first = replace(
        manifest.model("first"), sources=(Source("source", "nowhere.onnx"), *manifest.model("first").sources)
    )
    folder = shelf.folder(tmp_path, replace(manifest, models=(first, manifest.model("second"))))
    assert folder.fetch(["first"])["first"].is_file()
    assert shelf.asked == [SDIST, WHEEL]


def test_when_every_source_fails_the_error_worth_a_retry_is_told(shelf: Shelf, tmp_path: Path) -> None:
    manifest = shelf.manifest()
    first = replace(
        manifest.model("first"), sources=(Source("source", "nowhere.onnx"), *manifest.model("first").sources)
    )
    shelf.refuse[WHEEL] = TransientError("not reachable")
    with pytest.raises(TransientError):
        shelf.folder(tmp_path, replace(manifest, models=(first, manifest.model("second")))).fetch(["first"])


def test_a_damaged_model_is_deleted_and_said_to_be_missing(shelf: Shelf, tmp_path: Path) -> None:
    folder = shelf.folder(tmp_path)
    path = folder.fetch()["first"]
    path.write_bytes(path.read_bytes()[:-1] + b"\xff")
    assert folder.verify() == {"first": "damaged, deleted", "second": "ok", "one": "missing", "two": "missing"}
    assert not path.exists()
    with pytest.raises(ModelMissing, match="telecine models fetch"):
        folder.path("first")


def test_a_damaged_model_is_fetched_again(shelf: Shelf, tmp_path: Path) -> None:
    folder = shelf.folder(tmp_path)
    path = folder.fetch()["first"]
    whole = path.read_bytes()
    path.write_bytes(whole[:-1] + b"\xff")
    assert folder.fetch()["first"].read_bytes() == whole


def test_a_damaged_photograph_is_deleted(shelf: Shelf, tmp_path: Path) -> None:
    folder = shelf.folder(tmp_path)
    folder.fetch(["one"])["one"].write_bytes(b"b picture")
    assert folder.verify(["one"]) == {"one": "damaged, deleted"}


def test_a_model_without_its_note_is_fetched_again(shelf: Shelf, tmp_path: Path) -> None:
    folder = shelf.folder(tmp_path)
    path = folder.fetch()["first"]
    for damaged in ("", "[]", "{}", '{"sha256": 5, "size_bytes": "many"}'):
        path.with_suffix(".json").write_text(damaged)
        assert not folder.has("first")
        folder.fetch()
    assert json.loads(path.with_suffix(".json").read_text())["source_sha256"] == shelf.manifest().model("first").sha256


def test_a_conversion_that_answers_differently_leaves_nothing(shelf: Shelf, tmp_path: Path) -> None:
    manifest = shelf.manifest()
    told = manifest.model("first").recording
    assert told is not None
    wrong = Recording(told.shape, told.seed, told.block, told.tolerance, tuple(v + 1 for v in told.values), told.origin)
    models = (replace(manifest.model("first"), recording=wrong), manifest.model("second"))
    folder = shelf.folder(tmp_path, replace(manifest, models=models))
    with pytest.raises(ConversionFailed, match="First as converted here answers differently"):
        folder.fetch(["first"])
    assert not folder.has("first")


def test_two_that_fetch_at_once_fetch_once(shelf: Shelf, tmp_path: Path) -> None:
    waiting = threading.Event()
    shelf.before = lambda: _wait(waiting)
    reports: list[FetchProgress] = []

    def hear(progress: FetchProgress) -> None:
        reports.append(progress)
        if progress.step == "waiting":
            waiting.set()

    folders = [shelf.folder(tmp_path), shelf.folder(tmp_path)]
    found: list[dict[str, Path]] = []
    threads = [threading.Thread(target=lambda one=one: found.append(one.fetch((), hear))) for one in folders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(found) == 2
    assert found[0] == found[1]
    assert shelf.asked == [WHEEL, SDIST]
    assert any(report.step == "waiting" for report in reports)


def _wait(event: threading.Event) -> None:
    assert event.wait(20), "the second never waited"


def test_a_lock_left_by_a_dead_process_stops_nobody(shelf: Shelf, tmp_path: Path) -> None:
    with (tmp_path / ".lock").open("w") as left:
        fcntl.flock(left, fcntl.LOCK_EX)
    assert shelf.folder(tmp_path).fetch()


def test_progress_grows_to_the_size_and_ends_with_done(shelf: Shelf, tmp_path: Path) -> None:
    reports: list[FetchProgress] = []
    shelf.folder(tmp_path).fetch(["first"], reports.append)
    steps = [report.step for report in reports]
    assert steps == sorted(steps, key=["downloading", "converting", "done"].index)
    loading = [report for report in reports if report.step == "downloading"]
    assert loading[0].done_bytes < loading[-1].done_bytes == loading[-1].total_bytes
    assert reports[-1].name == "first"


def test_what_a_killed_fetch_left_behind_is_removed(shelf: Shelf, tmp_path: Path) -> None:
    left = tmp_path / "downloads" / ".pip-killed" / "tmp"
    left.mkdir(parents=True)
    (left / "half.whl").write_bytes(b"half")
    shelf.folder(tmp_path).fetch(["first"])
    assert not [name for name in _names(tmp_path) if "half" in name]


def test_a_folder_that_cannot_be_written_to_is_said_so(shelf: Shelf, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(UserError, match="cannot be written to"):
        shelf.folder(tmp_path / "file" / "models").fetch()


def test_the_list_says_what_is_there_and_where_it_comes_from(shelf: Shelf, tmp_path: Path) -> None:
    folder = shelf.folder(tmp_path)
    folder.fetch(["second"])
    rows = {row.name: row for row in folder.rows()}
    assert (rows["first"].present, rows["second"].present) == (False, True)
    assert rows["second"].path.is_file()
    assert rows["first"].origin == "tiny==1.0 (wheel)"
    assert rows["second"].origin == "tiny-source==2.0 (sdist)"


def test_a_name_in_no_list_is_not_found(shelf: Shelf, tmp_path: Path) -> None:
    folder = shelf.folder(tmp_path)
    for ask in (folder.has, folder.path):
        with pytest.raises(NotFound, match="first, second"):
            ask("third")
    with pytest.raises(NotFound):
        folder.fetch(["third"])
    with pytest.raises(NotFound):
        folder.verify(["third"])


def test_without_a_folder_the_users_cache_is_used(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    assert ModelFolder(shelf.manifest()).folder.is_relative_to(tmp_path)
