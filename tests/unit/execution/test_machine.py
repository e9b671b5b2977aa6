"""A container's limits are its machine, whichever version of control groups sets them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from telecine.adapters.execution.machine import RESERVE_MB, Machine, this_machine

MB = 2**20
WHOLE = this_machine(Path("/nothing/here"))


def system(folder: Path, cgroup: str, files: Mapping[str, str]) -> Path:
    for name, text in {"proc/self/cgroup": cgroup, **{f"sys/fs/cgroup/{n}": t for n, t in files.items()}}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{text}\n", encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("cgroup", "files", "memory_mb"),
    [
        pytest.param("0::/", {"memory.max": f"{300 * MB}"}, 300, id="version 2"),
        pytest.param("0::/app", {"app/memory.max": "max", "memory.max": f"{64 * MB}"}, 64, id="the group around it"),
        pytest.param("0::/a/b", {"a/b/memory.max": f"{64 * MB}", "a/memory.max": f"{99 * MB}"}, 64, id="the smallest"),
        pytest.param(
            "4:memory:/docker/0123\n0::/", {"memory/memory.limit_in_bytes": f"{200 * MB}"}, 200, id="version 1"
        ),
        pytest.param(
            "9:memory,x:/a", {"memory,x/a/memory.limit_in_bytes": f"{80 * MB}"}, 80, id="together with others"
        ),
        pytest.param("0::/", {"memory.max": "max"}, WHOLE.memory_mb, id="no limit"),
        pytest.param(
            "4:memory:/", {"memory/memory.limit_in_bytes": "9223372036854771712"}, WHOLE.memory_mb, id="as good as none"
        ),
        pytest.param("0::/", {"memory.max": "nonsense"}, WHOLE.memory_mb, id="nothing readable"),
    ],
)
def test_memory_is_what_the_control_group_allows(
    cgroup: str, files: Mapping[str, str], memory_mb: int, tmp_path: Path
) -> None:
    assert this_machine(system(tmp_path, cgroup, files)).memory_mb == memory_mb


@pytest.mark.parametrize(
    ("cgroup", "files"),
    [
        pytest.param("0::/", {"cpu.max": "50000 100000"}, id="version 2"),
        pytest.param(
            "1:cpu,cpuacct:/x", {"cpu/cpu.cfs_quota_us": "50000", "cpu/cpu.cfs_period_us": "100000"}, id="version 1"
        ),
    ],
)
def test_half_a_core_is_one(cgroup: str, files: Mapping[str, str], tmp_path: Path) -> None:
    assert this_machine(system(tmp_path, cgroup, files)).cores == 1


@pytest.mark.parametrize(
    ("cgroup", "files"),
    [
        pytest.param("0::/", {"cpu.max": "max 100000"}, id="version 2"),
        pytest.param("1:cpu:/", {"cpu/cpu.cfs_quota_us": "-1", "cpu/cpu.cfs_period_us": "100000"}, id="version 1"),
        pytest.param("0::/", {"cpu.max": "100000000 100000"}, id="more than there are"),
    ],
)
def test_without_a_quota_there_are_the_cores_of_the_machine(
    cgroup: str, files: Mapping[str, str], tmp_path: Path
) -> None:
    assert this_machine(system(tmp_path, cgroup, files)).cores == WHOLE.cores >= 1


def test_tasks_get_what_the_rest_of_telecine_leaves() -> None:
    assert Machine(2, RESERVE_MB + 700).for_tasks_mb == 700
    assert Machine(2, 100).for_tasks_mb == 0
