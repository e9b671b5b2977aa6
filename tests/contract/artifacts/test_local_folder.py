"""What only a folder of the local file system can do wrong."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from telecine.adapters.artifacts import durable
from telecine.adapters.artifacts.local import LocalArtifacts
from telecine.kernel.errors import NoSpace
from tests.contract.artifacts.bench import KEY, publish


def test_a_clean_up_between_making_the_folder_and_the_rename_costs_another_try(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make = durable.make_folder
    tries: list[Path] = []

    def make_and_lose(folder: Path, below: Path) -> None:
        make(folder, below)
        tries.append(folder)
        if len(tries) < 3:
            folder.rmdir()

    monkeypatch.setattr(durable, "make_folder", make_and_lose)
    store = LocalArtifacts(tmp_path)
    publish(store)
    store.verify(KEY, 1)
    assert len(tries) == 3


def test_a_folder_that_keeps_disappearing_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(durable, "make_folder", lambda folder, below: None)
    with pytest.raises(OSError, match="temporarily unavailable"):
        publish(LocalArtifacts(tmp_path))


def test_a_draft_that_is_gone_is_not_tried_again(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        durable.move_folder(tmp_path / "nothing", tmp_path / "a" / "b", tmp_path)


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_and_a_used_up_quota_are_no_space(number: int) -> None:
    with pytest.raises(NoSpace, match="the disk is full"), durable.full_disk_told():
        raise OSError(number, os.strerror(number))


def test_another_fault_of_the_disk_stays_what_it_is() -> None:
    with pytest.raises(OSError, match="Input/output error"), durable.full_disk_told():
        raise OSError(errno.EIO, os.strerror(errno.EIO))


def test_files_that_are_no_results_are_not_listed(tmp_path: Path) -> None:
    store = LocalArtifacts(tmp_path)
    publish(store)
    for stray in ("cas/notes.txt", "cas/ab/readme", f"cas/{KEY[:2]}/{KEY}/notes", "cas/lost+found/x"):
        (tmp_path / stray).parent.mkdir(exist_ok=True)
        (tmp_path / stray).write_bytes(b"")
    (tmp_path / "cas" / KEY[:2] / "not-a-key" / "00000001").mkdir(parents=True)
    (tmp_path / "cas" / KEY[:2] / KEY / "1").mkdir()
    (tmp_path / "cas" / KEY[:2] / KEY / "00000009").symlink_to("00000001")
    assert [(key, fence) for key, fence, _ in store.folders()] == [(KEY, 1)]
    found = store.newest(KEY, verify=True)
    assert found is not None
    assert found.fence == 1
