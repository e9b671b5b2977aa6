"""What the machine, or the container this process is in, lets it use."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil
from pathlib import Path, PurePosixPath
from typing import Final

RESERVE_MB: Final = 250
"""For the supervisor, a spare worker and the command that follows a job."""
_MB: Final = 2**20


@dataclass(frozen=True, slots=True)
class Machine:
    """Cores and memory within every limit there is."""

    cores: int
    memory_mb: int

    @property
    def for_tasks_mb(self) -> int:
        """Memory for all workers together."""
        return max(0, self.memory_mb - RESERVE_MB)


def this_machine(system: Path = Path("/")) -> Machine:
    """Cores and memory of this machine, less what affinity and control groups (version 1 or 2) withhold."""
    cores = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return Machine(
        cores=max(1, min([cores, *_core_limits(system)])),
        memory_mb=min([memory, *_memory_limits(system)]) // _MB,
    )


def _memory_limits(system: Path) -> Iterator[int]:
    for name, controller in (("memory.max", ""), ("memory.limit_in_bytes", "memory")):
        for folder in _groups(system, controller):
            text = _read(folder / name)
            if text.isdecimal():
                yield int(text)


def _core_limits(system: Path) -> Iterator[int]:
    for folder in _groups(system, ""):
        quota, _, period = _read(folder / "cpu.max").partition(" ")
        if quota.isdecimal() and period.isdecimal():
            yield ceil(int(quota) / int(period))
    for folder in _groups(system, "cpu"):
        quota, period = _read(folder / "cpu.cfs_quota_us"), _read(folder / "cpu.cfs_period_us")
        if quota.isdecimal() and period.isdecimal():
            yield ceil(int(quota) / int(period))


def _groups(system: Path, controller: str) -> Iterator[Path]:
    """Folders of this process's control group and of those around it, for a controller ("" for version 2).

    Inside a container the path may be the host's, of which only the top is to be seen.
    """
    for line in _read(system / "proc/self/cgroup").splitlines():
        _, _, rest = line.partition(":")
        names, _, path = rest.partition(":")
        if controller not in names.split(","):
            continue
        group = PurePosixPath(path.lstrip("/"))
        for mount in dict.fromkeys(("", controller, names)):
            for part in (group, *group.parents):
                yield system / "sys/fs/cgroup" / mount / part


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeError):
        return ""
