"""Several processes at one store; snapshots, which they all may write."""

from __future__ import annotations

import os
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from threading import Barrier

import pytest

from telecine.engine.ports import ArtifactStore
from telecine.kernel.errors import DefectError
from telecine.records.record import Artifact
from tests.contract.artifacts.bench import KEY, NOTE, Bench, Note, publish

SNAPSHOT = Artifact("test.note", Note, files=("pictures/*",), is_snapshot=True)
FILES = {"pictures/one.jpg": b"one", "pictures/two.jpg": b"two"}


def test_a_snapshot_reads_back_as_it_was_put(store: ArtifactStore) -> None:
    stored = store.put_snapshot(NOTE, FILES)
    assert stored.fence == 0
    assert stored.items is None
    loaded = store.open(SNAPSHOT, stored.key, 0, None)
    assert loaded.record == NOTE
    assert loaded.file("pictures/two.jpg").read_bytes() == b"two"


def test_the_same_snapshot_is_stored_once(bench: Bench) -> None:
    store = bench.open()
    first = store.put_snapshot(NOTE, FILES)
    names = bench.names()
    again = bench.open().put_snapshot(Note.model_validate(NOTE.model_dump()), dict(sorted(FILES.items(), reverse=True)))
    assert again.key == first.key
    assert bench.names() == names


@pytest.mark.parametrize(
    ("note", "files"),
    [
        (Note(text="other", at=NOTE.at), FILES),
        (Note(text=NOTE.text, at=Fraction(1001, 30001)), FILES),
        (NOTE, FILES | {"pictures/two.jpg": b"2"}),
        (NOTE, {"pictures/one.jpg": b"two", "pictures/two.jpg": b"one"}),
        (NOTE, {"pictures/one.jpg": b"one"}),
        (NOTE, {}),
    ],
)
def test_another_content_has_another_key(store: ArtifactStore, note: Note, files: Mapping[str, bytes]) -> None:
    assert store.put_snapshot(note, files).key != store.put_snapshot(NOTE, FILES).key


def test_a_damaged_snapshot_is_mended_when_it_is_put_again(bench: Bench) -> None:
    store = bench.open()
    stored = store.put_snapshot(NOTE, FILES)
    bench.write(stored.key, 0, "pictures/one.jpg", b"ONE")
    assert store.put_snapshot(NOTE, FILES).key == stored.key
    store.verify(stored.key, 0)


def test_a_snapshot_put_again_is_young_again(store: ArtifactStore) -> None:
    stored = store.put_snapshot(NOTE, FILES)
    os.utime(store.folder(stored.key, 0), (0, 0))
    assert _modified(store, stored.key) == 0
    store.put_snapshot(NOTE, FILES)
    assert _modified(store, stored.key) > 0


@pytest.mark.parametrize("name", ["../x", "/x", "a/b/c", "", ".", "manifest.json", "record.json"])
def test_a_snapshot_takes_no_file_of_a_name_that_is_not_allowed(bench: Bench, name: str) -> None:
    with pytest.raises(DefectError):
        bench.open().put_snapshot(NOTE, {name: b"x"})
    assert bench.names() == []


def test_many_who_put_one_snapshot_at_once_all_get_it(bench: Bench) -> None:
    barrier = Barrier(8)

    def put(_: int) -> str:
        store = bench.open()
        barrier.wait()
        return store.put_snapshot(NOTE, FILES).key

    with ThreadPoolExecutor(8) as pool:
        (key,) = set(pool.map(put, range(8)))
    bench.open().verify(key, 0)
    assert not [name for name in bench.names() if ".tmp" in name]


def test_publishing_survives_a_clean_up_of_the_same_key(bench: Bench) -> None:
    """Removing the last result of a key also removes its folder, in which another one may be about to appear."""
    rounds = 40
    barrier = Barrier(2)

    def remove() -> None:
        store = bench.open()
        for fence in range(1, rounds):
            barrier.wait()
            store.remove(KEY, fence)

    store = bench.open()
    publish(store, fence=1)
    with ThreadPoolExecutor(1) as pool:
        removed = pool.submit(remove)
        for fence in range(1, rounds):
            barrier.wait()
            publish(store, fence=fence + 1)
            store.verify(KEY, fence + 1)
        removed.result()
    assert [fence for _, fence, _ in store.folders()] == [rounds]


def _modified(store: ArtifactStore, key: str) -> float:
    return next(modified for found, _, modified in store.folders() if found == key)
