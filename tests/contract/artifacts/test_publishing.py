"""A result is there whole or not at all, and reads back as it was written."""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest

from telecine.engine.ports import ArtifactStore
from telecine.kernel.errors import CorruptArtifact, DefectError
from telecine.kernel.spans import Span
from telecine.records.items import Item
from tests.contract.artifacts.bench import ITEMS, KEY, NOTE, NOTES, OTHER_KEY, TABLE, Bench, Note, fill, publish


def test_what_is_opened_is_what_was_published(store: ArtifactStore) -> None:
    item = Item("of", 4, Span(Fraction(1), Fraction(2)))
    published = publish(store)
    loaded = store.open(NOTES, KEY, 1, item)
    assert loaded.record == NOTE
    assert loaded.table("rows").equals(TABLE)
    assert loaded.file("pictures/one.jpg").read_bytes() == b"\xff\xd8 a picture"
    assert loaded.file("page.html").read_bytes() == b""
    assert (loaded.key, loaded.item) == (KEY, item)
    assert (published.key, published.fence) == (KEY, 1)


def test_items_come_back_exactly(store: ArtifactStore) -> None:
    publish(store)
    found = store.newest(KEY, verify=True)
    assert found is not None
    assert found.items is not None
    assert tuple(found.items) == ITEMS


@pytest.mark.parametrize("items", [None, ()])
def test_no_list_and_an_empty_list_are_told_apart(store: ArtifactStore, items: tuple[Item, ...] | None) -> None:
    publish(store, items=items)
    found = store.newest(KEY, verify=True)
    assert found is not None
    assert found.items == items


def test_the_manifest_names_every_file_with_its_size_and_hash(bench: Bench) -> None:
    published = publish(bench.open())
    manifest = json.loads(bench.read(KEY, 1, "manifest.json"))
    assert manifest["key"] == KEY
    assert (manifest["stage"], manifest["version"], manifest["schema"]) == ("test.note", 3, "test.note/1")
    names = [file["name"] for file in manifest["files"]]
    assert names == sorted(["page.html", "pictures/one.jpg", "record.json", "rows.parquet"])
    for file in manifest["files"]:
        content = bench.read(KEY, 1, file["name"])
        assert (file["bytes"], file["sha256"]) == (len(content), hashlib.sha256(content).hexdigest())
        assert published.files[file["name"]] == file["sha256"]
    assert published.size_bytes == sum(file["bytes"] for file in manifest["files"])
    assert published.manifest_sha256 == hashlib.sha256(bench.read(KEY, 1, "manifest.json")).hexdigest()


def test_the_same_result_has_the_same_bytes_wherever_it_is_made(bench: Bench) -> None:
    store = bench.open()
    assert publish(store, fence=1).manifest_sha256 == publish(store, fence=2).manifest_sha256


def test_nothing_is_visible_before_it_is_published(bench: Bench) -> None:
    store = bench.open()
    fill(store.draft(KEY, 1))
    assert store.newest(KEY, verify=False) is None
    assert not store.exists(KEY, 1)
    assert list(store.folders()) == []
    with pytest.raises(CorruptArtifact):
        store.open(NOTES, KEY, 1, None)


def test_a_published_result_leaves_no_draft(bench: Bench) -> None:
    publish(bench.open())
    assert not [name for name in bench.names() if ".tmp" in name]


def test_a_discarded_draft_leaves_nothing(bench: Bench) -> None:
    draft = bench.open().draft(KEY, 1)
    fill(draft)
    draft.discard()
    draft.discard()
    assert bench.names() == []


def test_a_draft_begins_empty_whatever_a_dead_process_left(bench: Bench) -> None:
    fill(bench.open().draft(KEY, 1), Note(text="half done", at=Fraction(0)))
    assert list(bench.open().draft(KEY, 1).folder.iterdir()) == []


def test_the_highest_fence_is_the_newest(store: ArtifactStore) -> None:
    for fence in (2, 10, 1):
        publish(store, fence=fence)
    found = store.newest(KEY, verify=True)
    assert found is not None
    assert found.fence == 10


def test_a_result_published_again_under_its_fence_is_the_first_one(store: ArtifactStore) -> None:
    first = publish(store)
    second = publish(store, note=Note(text="late", at=Fraction(5)))
    assert second.manifest_sha256 == first.manifest_sha256
    assert store.open(NOTES, KEY, 1, None).record == NOTE


def test_keys_do_not_mix(store: ArtifactStore) -> None:
    publish(store)
    assert store.newest(OTHER_KEY, verify=True) is None
    assert not store.exists(OTHER_KEY, 1)


@pytest.mark.parametrize(
    "make",
    [
        lambda folder: (folder / "a b").write_bytes(b""),
        lambda folder: (folder / ".hidden").write_bytes(b""),
        lambda folder: (folder / "é.txt").write_bytes(b""),
        lambda folder: (folder / "new\nline").write_bytes(b""),
        lambda folder: (folder / ("x" * 151)).write_bytes(b""),
        lambda folder: (folder / "manifest.json").write_bytes(b"{}"),
        lambda folder: ((folder / "a" / "b").mkdir(parents=True), (folder / "a" / "b" / "c").write_bytes(b"")),
        lambda folder: (folder / "link").symlink_to("/etc/hostname"),
        lambda folder: os.mkfifo(folder / "pipe"),
    ],
    ids=["space", "hidden", "accent", "newline", "long", "manifest", "two folders", "link", "pipe"],
)
def test_a_file_that_no_artifact_may_hold_is_refused(bench: Bench, make: Callable[[Path], object]) -> None:
    store = bench.open()
    draft = store.draft(KEY, 1)
    fill(draft)
    make(draft.folder)
    with pytest.raises(DefectError):
        draft.publish(stage="test.note", version=1, schema=Note.SCHEMA, items=None)
    assert store.newest(KEY, verify=False) is None


@pytest.mark.parametrize("key", ["", "..", "../../etc", "source:abc", KEY.upper(), KEY[:-1], KEY + "\n", "/" + KEY[1:]])
def test_what_is_no_key_is_refused(store: ArtifactStore, key: str) -> None:
    with pytest.raises(DefectError, match="not the key"):
        store.draft(key, 1)
    with pytest.raises(DefectError, match="not the key"):
        store.remove(key, 1)


@pytest.mark.parametrize("fence", [-1, 10**8])
def test_what_is_no_fence_is_refused(store: ArtifactStore, fence: int) -> None:
    with pytest.raises(DefectError, match="not the fence"):
        store.draft(KEY, fence)


def test_items_that_json_cannot_hold_are_refused_before_anything_is_visible(store: ArtifactStore) -> None:
    with pytest.raises(DefectError, match="items"):
        publish(store, items=[Item("a", 0, Span(Fraction(0), Fraction(1)), {"score": float("nan")})])
    assert store.newest(KEY, verify=False) is None


def test_removing_frees_what_was_stored_and_nothing_else(bench: Bench) -> None:
    store = bench.open()
    for key, fence in ((KEY, 1), (KEY, 2), (OTHER_KEY, 1)):
        publish(store, key, fence)
    expected = sum(
        len(bench.read(KEY, 1, n.rpartition("00000001/")[2])) for n in bench.names() if f"{KEY}/00000001" in n
    )
    assert store.remove(KEY, 1) == expected
    assert sorted((key, fence) for key, fence, _ in store.folders()) == sorted([(KEY, 2), (OTHER_KEY, 1)])
    assert store.verify(KEY, 2).fence == 2
    assert store.remove(KEY, 1) == 0


def test_removing_the_last_result_leaves_no_trace(bench: Bench) -> None:
    store = bench.open()
    publish(store)
    store.remove(KEY, 1)
    assert bench.names() == []
    assert list(store.folders()) == []


def test_folders_tell_when_they_were_made(store: ArtifactStore) -> None:
    before = time.time()
    publish(store)
    ((key, fence, modified),) = store.folders()
    assert (key, fence) == (KEY, 1)
    assert before - 5 <= modified <= time.time() + 5


def test_old_drafts_are_swept_unless_they_are_wanted(bench: Bench) -> None:
    store = bench.open()
    publish(store, OTHER_KEY)
    fill(store.draft(KEY, 1))
    fill(store.draft(KEY, 2))
    assert store.sweep_drafts(older_than_s=3600) == 0
    assert store.sweep_drafts(older_than_s=0, keep=[(KEY, 2)]) == 1
    assert {name.split("/")[2] for name in bench.names() if ".tmp" in name} == {f"{KEY}-00000002"}
    store.verify(OTHER_KEY, 1)


def test_a_draft_that_is_still_written_to_is_not_old(bench: Bench, tmp_path: Path) -> None:
    store = bench.open()
    draft = store.draft(KEY, 1)
    fill(draft)
    os.utime(draft.folder, (0, 0))
    assert store.sweep_drafts(older_than_s=3600) == 0
    for path in draft.folder.rglob("*"):
        os.utime(path, (0, 0))
    os.utime(draft.folder, (0, 0))
    assert store.sweep_drafts(older_than_s=3600) == 1


def test_free_space_is_told_of_a_store_that_is_still_empty(store: ArtifactStore) -> None:
    assert store.free_bytes() > 0
