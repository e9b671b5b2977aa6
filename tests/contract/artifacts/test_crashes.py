"""Whatever step a process ends at, the store holds whole results only, and the next run goes on from there."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import NoReturn

import pytest

from telecine.engine.faults import POINTS
from telecine.kernel.errors import NoSpace
from tests.contract.artifacts.bench import KEY, NOTE, NOTES, Bench, FailAt, Note, fill, publish

PUBLISHING = tuple(point for point in POINTS if point.startswith("artifact.publish."))
BEFORE_IT_IS_THERE = tuple(point for point in PUBLISHING if not point.endswith(".after"))


class _PowerCut(BaseException):
    """The process is no more: nothing tidies up after it."""


def _cut() -> NoReturn:
    raise _PowerCut


def test_publishing_passes_every_fault_point_in_order(bench: Bench) -> None:
    faults = FailAt("none", _cut)
    publish(bench.open(faults))
    assert tuple(faults.met) == PUBLISHING


@pytest.mark.parametrize("point", BEFORE_IT_IS_THERE)
def test_a_process_that_ends_before_the_rename_leaves_nothing_visible(bench: Bench, point: str) -> None:
    with pytest.raises(_PowerCut):
        publish(bench.open(FailAt(point, _cut)))
    store = bench.open()
    assert store.newest(KEY, verify=False) is None
    assert list(store.folders()) == []
    assert store.sweep_drafts(older_than_s=0) == 1
    assert bench.names() == []


def test_a_process_that_ends_after_the_rename_leaves_a_whole_result(bench: Bench) -> None:
    with pytest.raises(_PowerCut):
        publish(bench.open(FailAt("artifact.publish.after", _cut)))
    store = bench.open()
    found = store.newest(KEY, verify=True)
    assert found is not None
    assert found.fence == 1
    assert store.open(NOTES, KEY, 1, None).record == NOTE
    assert store.sweep_drafts(older_than_s=0) == 0


@pytest.mark.parametrize("fence", [1, 2])
@pytest.mark.parametrize("point", PUBLISHING)
def test_the_next_run_publishes_whatever_the_one_before_left(bench: Bench, point: str, fence: int) -> None:
    with pytest.raises(_PowerCut):
        publish(bench.open(FailAt(point, _cut)))
    store = bench.open()
    publish(store, fence=fence)
    found = store.newest(KEY, verify=True)
    assert found is not None
    assert found.fence == fence


@pytest.mark.parametrize("point", PUBLISHING)
def test_a_snapshot_cut_short_is_stored_by_the_next_try(bench: Bench, point: str) -> None:
    with pytest.raises(_PowerCut):
        bench.open(FailAt(point, _cut)).put_snapshot(NOTE, {"pictures/one.jpg": b"x"})
    store = bench.open()
    stored = store.put_snapshot(NOTE, {"pictures/one.jpg": b"x"})
    store.verify(stored.key, 0)
    store.sweep_drafts(older_than_s=0)
    assert not [name for name in bench.names() if ".tmp" in name]


def test_a_full_disk_while_the_manifest_is_written_is_no_space_and_leaves_nothing_visible(bench: Bench) -> None:
    drafts: list[Path] = []
    # The kernel itself answers ENOSPC to whoever writes to /dev/full.
    faults = FailAt("artifact.publish.before_manifest", lambda: (drafts[0] / "manifest.json").symlink_to("/dev/full"))
    draft = bench.open(faults).draft(KEY, 1)
    drafts.append(draft.folder)
    fill(draft)
    with pytest.raises(NoSpace) as caught:
        draft.publish(stage="test.note", version=1, schema=Note.SCHEMA, items=None)
    assert caught.value.retryable
    draft.discard()
    store = bench.open()
    assert store.newest(KEY, verify=False) is None
    publish(store, note=Note(text="room again", at=Fraction(0)))
    store.verify(KEY, 1)
