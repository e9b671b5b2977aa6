"""The repository holds sources only: no media, no weights, nothing of one machine, nothing of one registry."""

import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, name_of, repository_files

MAX_FILE_BYTES = 1024 * 1024

# Written in pieces, so that this file does not find itself.
_REGISTRIES = re.compile(
    "|".join(
        [
            r"pypi\." + "org",
            r"python" + r"hosted\.org",
            r"npm" + r"js\.(org|com)",
            r"yarn" + r"pkg\.com",
            r"deb\." + r"debian\.org",
            r"(extra-)?index" + "-url",
            r"registry\s*=\s*[\"']?" + "http",
            r"\"resolved\":\s*\"" + "http",
        ]
    ),
    re.IGNORECASE,
)
_MACHINE_PATHS = re.compile(r"(^|[^\w.])/(" + "work|farm|root|home/[a-z]|Users/[a-z]" + r")\S*/")
_SECRETS = re.compile("|".join(["-----BEGIN [A-Z ]*PRIVATE" + " KEY", r"AKIA[0-9A-Z]{16}", r"gh[pousr]_\w{36}"]))


def _text_of(path: Path) -> str | None:
    content = path.read_bytes()
    return None if b"\0" in content[:8192] else content.decode("utf-8")


def _rows_matching(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{name_of(path)}:{number}: {row.strip()[:120]}"
        for path in repository_files()
        if (text := _text_of(path)) is not None and pattern.search(text)
        for number, row in enumerate(text.splitlines(), 1)
        if pattern.search(row)
    ]


def test_no_file_is_larger_than_one_mebibyte() -> None:
    assert not [name_of(path) for path in repository_files() if path.stat().st_size > MAX_FILE_BYTES]


def test_no_file_names_the_host_of_a_registry() -> None:
    assert not _rows_matching(_REGISTRIES)


def test_no_file_names_a_path_of_one_machine() -> None:
    assert not _rows_matching(_MACHINE_PATHS)


def test_no_file_holds_a_secret() -> None:
    assert not _rows_matching(_SECRETS)


def test_every_runtime_dependency_is_locked_with_hashes() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    locked = _locked("requirements.txt")
    names = {re.split(r"[<>=!~\[; ]", entry)[0] for entry in project["project"]["dependencies"]}
    assert names <= locked.keys()
    assert not [name for name, hashes in locked.items() if not hashes]
    for others in ("requirements-dev.txt", "requirements-docs.txt"):
        assert not [name for name, hashes in _locked(others).items() if not hashes]


def test_no_framework_for_training_is_a_dependency() -> None:
    locked = _locked("requirements.txt").keys() | _locked("requirements-dev.txt").keys()
    assert not locked & {"torch", "tensorflow", "dlib", "jax", "opencv-python"}


def test_every_decision_ends_with_its_check() -> None:
    pages = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))
    assert pages
    for page in pages:
        text = page.read_text(encoding="utf-8").strip()
        missing = [
            heading for heading in ("Status", "Context", "Decision", "Consequences") if f"## {heading}" not in text
        ]
        assert not missing, f"{page.name}: no section {missing}"
        assert text.splitlines()[-1].startswith("Enforced by: "), page.name


def test_the_bench_explains_every_target() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = re.findall(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    explained = set(re.findall(r"^([a-z-]+):.*?## ", makefile, re.MULTILINE))
    assert {target for row in phony for target in row.split()} - explained == {"setup-dev"}


@pytest.mark.slow
def test_the_wheel_carries_licences_types_and_package_data(tmp_path: Path) -> None:
    subprocess.run(
        [
            *(
                sys.executable,
                "-m",
                "pip",
                "wheel",
                "--quiet",
                "--no-deps",
                "--no-build-isolation",
                "--no-index",
            ),
            *("--wheel-dir", str(tmp_path), str(ROOT)),
        ],
        check=True,
        capture_output=True,
    )
    (wheel,) = tmp_path.glob("telecine-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        packed = set(archive.namelist())
    assert {Path(name).name for name in packed} >= {"LICENSE", "NOTICE", "py.typed"}
    sources = {
        path.relative_to(ROOT / "src").as_posix()
        for path in repository_files()
        if path.is_relative_to(ROOT / "src" / "telecine")
    }
    assert sources <= packed


def _locked(name: str) -> dict[str, int]:
    """Name of each locked distribution -> number of its hashes."""
    hashes: dict[str, int] = {}
    current = ""
    for row in (ROOT / name).read_text(encoding="utf-8").splitlines():
        if found := re.match(r"([a-z0-9][\w.-]*)==", row):
            current = found[1]
            hashes[current] = 0
        elif row.strip().startswith("--hash=sha256:"):
            hashes[current] += 1
    return hashes
