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


def _lose_the_folder(monkeypatch: pytest.MonkeyPatch, *, times: int) -> list[Path]:
    """Removes the folder a result is about to move to, the first times. Where each try went is listed."""
    tries: list[Path] = []
    rename = Path.rename

    def lose_and_rename(source: Path, target: Path) -> Path:
        tries.append(target)
        if len(tries) <= times:
            target.parent.rmdir()
        return rename(source, target)

    monkeypatch.setattr(Path, "rename", lose_and_rename)
    return tries


def test_a_clean_up_between_making_the_folder_and_the_rename_costs_another_try(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = _lose_the_folder(monkeypatch, times=2)
    store = LocalArtifacts(tmp_path)
    publish(store)
    store.verify(KEY, 1)
    assert len(tries) == 3


def test_a_folder_that_keeps_disappearing_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _lose_the_folder(monkeypatch, times=1000)
    with pytest.raises(OSError, match="temporarily unavailable"):
        publish(LocalArtifacts(tmp_path))


def test_everything_is_durable_before_the_rename_and_its_folders_before_the_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[str] = []
    moved_after: list[int] = []
    fsync, rename = os.fsync, Path.rename

    def note_fsync(descriptor: int) -> None:
        fsync(descriptor)
        synced.append(str(Path(f"/proc/self/fd/{descriptor}").readlink()))

    def note_rename(source: Path, target: Path) -> Path:
        moved_after.append(len(synced))
        return rename(source, target)

    monkeypatch.setattr(os, "fsync", note_fsync)
    monkeypatch.setattr(Path, "rename", note_rename)
    published = publish(LocalArtifacts(tmp_path))
    (moved,) = moved_after
    draft = tmp_path / "cas" / ".tmp" / f"{KEY}-00000001"
    names = [*published.files, "manifest.json", "pictures"]
    assert sorted(synced[:moved]) == sorted([str(draft), *(str(draft / name) for name in names)])
    of_key = tmp_path / "cas" / KEY[:2] / KEY
    assert sorted(synced[moved:]) == sorted(str(path) for path in (of_key, of_key.parent, tmp_path / "cas", tmp_path))


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
