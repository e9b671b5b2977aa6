"""Fetches files of a Python package registry with pip, as plain data.

pip is run as a program, so that it uses the index, proxy and certificates the user has set for it. Every requirement
is pinned to one SHA-256 (`--require-hashes`), which pip checks before it opens the file. Wheels are not opened at all.
For a source distribution pip wants metadata, which setuptools gives by running code of the distribution; here
`bare_backend` stands in for setuptools and gives it from PKG-INFO. So nothing of any package is installed or run.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from telecine.adapters.inference.fetching import bare_backend
from telecine.adapters.inference.fetching.checking import OnBytes, WrongHash, accept, no_space
from telecine.adapters.inference.manifest import Archive
from telecine.kernel.errors import TelecineError, TransientError, UserError

_POLL_S: Final = 0.2
_UNREACHABLE: Final = re.compile(
    r"connection|timed? ?out|timeout|name resolution|max retries|proxy|ssl|network|temporary failure|\b5\d\d (server|bad|gate)",
    re.IGNORECASE,
)


class NoPip(UserError):
    """The Python that runs Telecine has no pip, which fetching needs."""

    code = "no_pip"


def download_archive(
    archive: Archive, folder: Path, on_bytes: OnBytes, *, python: Sequence[str] = (sys.executable,)
) -> Path:
    """Fetch `archive` into `folder`.

    Args:
        archive: what to fetch.
        folder: where it goes; temporary files are made there and removed.
        on_bytes: told the bytes on the disk, about five times a second.
        python: the command whose `-m pip` is used.

    Returns:
        The verified file; one that is there already is verified and not fetched again.

    Raises:
        WrongHash: the registry gave another file.
        NoPip: this Python has no pip.
        UserError: the registry does not have it.
        TransientError: the registry cannot be reached.
        NoSpace: the disk is full.
    """
    target = folder / archive.file
    if target.is_file():
        try:
            accept(target, archive.sha256, archive.file)
        except WrongHash:
            pass
        else:
            return target
    folder.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=".pip-", dir=folder))
    try:
        log = _run_pip(archive, work, on_bytes, python)
        fetched = work / "got" / archive.file
        if not fetched.is_file():
            raise _explain(archive, log, folder)
        accept(fetched, archive.sha256, archive.file)
        fetched.replace(target)
        return target
    finally:
        shutil.rmtree(work, ignore_errors=True)


def arguments(archive: Archive, requirements: Path, target: Path) -> list[str]:
    """What `python -m pip` is given to fetch `archive` into `target`, on any platform and any Python."""
    given = [
        *("download", "--no-deps", "--require-hashes", "--requirement", str(requirements), "--dest", str(target)),
        *("--no-cache-dir", "--no-input", "--disable-pip-version-check", "--progress-bar", "off", "--retries", "2"),
    ]
    if archive.kind == "sdist":
        return [*given, "--no-binary", ":all:", "--no-build-isolation", "--use-pep517"]
    return [*given, "--only-binary", ":all:", *_platform(archive.file)]


def _platform(wheel: str) -> list[str]:
    """Ask for the wheel named, whatever machine this is."""
    python, abi, platforms = wheel.removesuffix(".whl").split("-")[-3:]
    version = re.fullmatch(r"cp(\d)(\d+)", python)
    if version is None:
        return []
    chosen = [part for name in platforms.split(".") for part in ("--platform", name)]
    return ["--python-version", f"{version[1]}.{version[2]}", "--implementation", "cp", "--abi", abi, *chosen]


def _run_pip(archive: Archive, work: Path, on_bytes: OnBytes, python: Sequence[str]) -> str:
    """Run pip until it ends. Returns what it printed."""
    requirements, target, unpacked, log = work / "wanted.txt", work / "got", work / "tmp", work / "log.txt"
    for made in (target, unpacked):
        made.mkdir()
    requirements.write_text(f"{archive.requirement} --hash=sha256:{archive.sha256}\n", encoding="utf-8")
    changes = [f"TMPDIR={unpacked}", "PYTHONUNBUFFERED=1", "NO_COLOR=1"]
    if archive.kind == "sdist":
        standing_in = work / "bare" / "setuptools"
        standing_in.mkdir(parents=True)
        (standing_in / "__init__.py").touch()
        shutil.copyfile(bare_backend.__file__, standing_in / "build_meta.py")
        changes.append(f"PYTHONPATH={standing_in.parent}")
    # `env` adds to the environment, which only the settings may read.
    command = ["env", *changes, *python, "-m", "pip", *arguments(archive, requirements, target)]
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=work, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT)
        try:
            while process.poll() is None:
                on_bytes(min(archive.size_bytes, _largest(work, archive.file)))
                time.sleep(_POLL_S)
        finally:
            if process.poll() is None:
                process.kill()
            process.wait()
    return log.read_text(encoding="utf-8", errors="replace")


def _largest(folder: Path, name: str) -> int:
    """Bytes of the largest file called `name` anywhere below `folder`."""
    largest = 0
    # pip moves and removes files while this looks.
    with suppress(OSError):
        for path in folder.rglob(name):
            largest = max(largest, path.stat().st_size)
    return largest


def _explain(archive: Archive, log: str, folder: Path) -> TelecineError:
    """The error for what pip said; its last lines go along."""
    wanted = archive.requirement
    last = "\n".join(log.strip().splitlines()[-12:])
    details = {"pip": last}
    if "No module named pip" in log:
        return NoPip(
            "Fetching models needs pip, and the Python that runs Telecine has none. Run "
            f"`{sys.executable} -m ensurepip --upgrade`, or create the environment with pip in it, and try again."
        )
    if "DO NOT MATCH THE HASHES" in log:
        return WrongHash(
            f"The package index gave another {archive.file} than Telecine expects; it was refused and deleted. Fetch "
            "from another index (`python -m pip config list` shows which one is used).",
            details=details,
        )
    if "No space left" in log:
        return no_space(folder)
    if _UNREACHABLE.search(log):
        return TransientError(
            f"The package index cannot be reached, so {wanted} was not fetched. Check the connection, and the index and "
            "proxy that `python -m pip config list` shows, then run `telecine models fetch` again.",
            code="index_unreachable",
            details=details,
        )
    if "No matching distribution" in log or "Could not find a version" in log:
        return UserError(
            f"The package index does not have {archive.file}. Use a full index, such as the public one; `python -m pip "
            "config list` shows which one is used.",
            code="not_in_index",
            details=details,
        )
    return TransientError(f"pip could not fetch {wanted}. It said: {last}", code="pip_failed", details=details)
