"""No changed, lost or added byte goes unnoticed."""

from __future__ import annotations

import json

import pytest

from telecine.engine.ports import ArtifactStore
from telecine.kernel.errors import CorruptArtifact
from telecine.records.record import Artifact
from tests.contract.artifacts.bench import KEY, NOTE, NOTES, OTHER_KEY, Bench, Note, publish

FILES = ("manifest.json", "record.json", "rows.parquet", "pictures/one.jpg")


class _Letter(Note):
    SCHEMA = "test.letter/1"


@pytest.mark.parametrize("name", FILES)
def test_one_flipped_bit_anywhere_is_found(bench: Bench, name: str) -> None:
    store = bench.open()
    publish(store)
    whole = bench.read(KEY, 1, name)
    for place in range(0, len(whole), max(1, len(whole) // 200)):
        bench.write(KEY, 1, name, whole[:place] + bytes([whole[place] ^ (1 << place % 8)]) + whole[place + 1 :])
        with pytest.raises(CorruptArtifact) as caught:
            store.verify(KEY, 1)
        assert caught.value.details["key"] == KEY
        assert store.newest(KEY, verify=True) is None
    bench.write(KEY, 1, name, whole)
    store.verify(KEY, 1)


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("change", ["empty", "half", "longer", "a line longer", "gone"])
def test_a_file_that_was_cut_lengthened_or_lost_is_found_by_a_cheap_look(bench: Bench, name: str, change: str) -> None:
    store = bench.open()
    publish(store)
    whole = bench.read(KEY, 1, name)
    if change == "gone":
        bench.delete(KEY, 1, name)
    else:
        changed = {
            "empty": b"",
            "half": whole[: len(whole) // 2],
            "longer": whole + b"\0",
            "a line longer": whole + b"\n",
        }
        bench.write(KEY, 1, name, changed[change])
    assert not store.exists(KEY, 1)
    assert store.newest(KEY, verify=False) is None
    with pytest.raises(CorruptArtifact):
        store.open(NOTES, KEY, 1, None)


def test_damage_is_told_with_the_file_and_what_is_wrong_with_it(bench: Bench) -> None:
    store = bench.open()
    publish(store)
    whole = bench.read(KEY, 1, "pictures/one.jpg")
    bench.write(KEY, 1, "pictures/one.jpg", whole[1:])
    with pytest.raises(
        CorruptArtifact, match=rf"pictures/one\.jpg has {len(whole) - 1} bytes rather than {len(whole)}"
    ):
        store.verify(KEY, 1)
    bench.write(KEY, 1, "pictures/one.jpg", whole[::-1])
    with pytest.raises(CorruptArtifact, match=r"the bytes of pictures/one\.jpg are not those that were written"):
        store.verify(KEY, 1)
    bench.delete(KEY, 1, "pictures/one.jpg")
    with pytest.raises(CorruptArtifact, match=r"pictures/one\.jpg cannot be read: No such file"):
        store.verify(KEY, 1)


def test_the_newest_undamaged_result_is_adopted(bench: Bench) -> None:
    store = bench.open()
    for fence in (1, 2, 3, 4):
        publish(store, fence=fence)
    bench.write(KEY, 4, "record.json", b"{}")
    bench.delete(KEY, 3, "manifest.json")
    found = store.newest(KEY, verify=True)
    assert found is not None
    assert found.fence == 2


def test_a_changed_byte_of_the_same_length_is_found_by_verifying_only(bench: Bench) -> None:
    store = bench.open()
    publish(store)
    bench.write(KEY, 1, "pictures/one.jpg", bench.read(KEY, 1, "pictures/one.jpg")[::-1])
    assert store.exists(KEY, 1)
    assert store.newest(KEY, verify=False) is not None
    assert store.newest(KEY, verify=True) is None


def test_a_damaged_result_is_replaced_when_it_is_made_again_under_its_fence(bench: Bench) -> None:
    store = bench.open()
    publish(store)
    bench.write(KEY, 1, "rows.parquet", b"PAR1")
    publish(store)
    store.verify(KEY, 1)
    assert store.open(NOTES, KEY, 1, None).table("rows").num_rows == 3


def test_the_manifest_of_another_result_is_not_taken_for_its_own(bench: Bench) -> None:
    store = bench.open()
    publish(store)
    publish(store, OTHER_KEY)
    bench.write(KEY, 1, "manifest.json", bench.read(OTHER_KEY, 1, "manifest.json"))
    with pytest.raises(CorruptArtifact, match="is that of"):
        store.verify(KEY, 1)


def test_a_manifest_that_names_files_elsewhere_is_refused(bench: Bench) -> None:
    store = bench.open()
    publish(store)
    text = bench.read(KEY, 1, "manifest.json").decode().replace("page.html", "../../page.html")
    bench.write(KEY, 1, "manifest.json", text.encode())
    with pytest.raises(CorruptArtifact):
        store.verify(KEY, 1)


@pytest.mark.parametrize("content", [b"", b"null", b"[]", b"{}", b"\xff", b'"seal"', b"[" * 100_000])
def test_a_manifest_of_another_form_is_damage(bench: Bench, content: bytes) -> None:
    store = bench.open()
    publish(store)
    bench.write(KEY, 1, "manifest.json", content)
    with pytest.raises(CorruptArtifact, match="manifest"):
        store.verify(KEY, 1)


def test_a_result_of_another_kind_does_not_open(store: ArtifactStore) -> None:
    publish(store)
    with pytest.raises(CorruptArtifact, match=r"test\.letter/1 was expected"):
        store.open(Artifact("test.letter", _Letter), KEY, 1, None)


def test_what_an_opened_result_does_not_hold_is_damage(bench: Bench) -> None:
    store = bench.open()
    publish(store)
    loaded = store.open(NOTES, KEY, 1, None)
    with pytest.raises(CorruptArtifact, match=r"no file 'pictures/two\.jpg'"):
        loaded.file("pictures/two.jpg")
    with pytest.raises(CorruptArtifact, match="no file"):
        loaded.file("../00000001/record.json")
    bench.delete(KEY, 1, "rows.parquet")
    with pytest.raises(CorruptArtifact) as caught:
        loaded.table("rows")
    assert caught.value.details["key"] == KEY


def test_the_seal_is_over_everything_else_in_the_manifest(bench: Bench) -> None:
    publish(bench.open())
    manifest = json.loads(bench.read(KEY, 1, "manifest.json"))
    assert manifest.keys() == {"key", "stage", "version", "schema", "files", "items", "seal"}


@pytest.mark.parametrize("name", ["rows.parquet", "pictures/one.jpg"])
def test_a_changed_byte_is_found_by_whoever_reads_the_file_and_by_nobody_else(bench: Bench, name: str) -> None:
    store = bench.open()
    publish(store)
    bench.write(KEY, 1, name, bench.read(KEY, 1, name)[::-1])
    loaded = store.open(NOTES, KEY, 1, None)
    assert loaded.record == NOTE
    for _ in range(2):
        with pytest.raises(CorruptArtifact, match="are not those that were written") as caught:
            loaded.file(name)
        assert caught.value.details["key"] == KEY
    assert loaded.file("page.html").is_file()


def test_a_record_with_a_changed_byte_does_not_open(bench: Bench) -> None:
    store = bench.open()
    publish(store)
    whole = bench.read(KEY, 1, "record.json")
    bench.write(KEY, 1, "record.json", whole.replace(b"1", b"2", 1) if b"1" in whole else whole[::-1])
    with pytest.raises(CorruptArtifact):
        store.open(NOTES, KEY, 1, None)
