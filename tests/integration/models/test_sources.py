"""The real pip, with archives on this machine for a registry: nothing of a package runs, whatever it holds."""

from dataclasses import replace
from pathlib import Path

import pytest

from telecine.adapters.inference.fetching.checking import WrongHash
from telecine.adapters.inference.fetching.pip_download import download_archive
from telecine.adapters.inference.manifest import Archive
from telecine.kernel.errors import TelecineError
from tests.fixtures.models.shelf import sdist_of, sha256, wheel_of

METADATA = b"Metadata-Version: 2.1\nName: tiny-source\nVersion: 2.0\n"
WHEEL_METADATA = b"Metadata-Version: 2.1\nName: tiny\nVersion: 1.0\nRequires-Python: >=2.7\n"


@pytest.fixture
def registry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder pip takes for its only index."""
    folder = tmp_path / "registry"
    folder.mkdir()
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    return folder


def _sdist(registry: Path, marker: Path) -> Archive:
    """A source distribution that leaves `marker` when any code of it runs."""
    touch = f"import pathlib; pathlib.Path({str(marker)!r}).touch()\n".encode()
    content = sdist_of(
        "tiny_source-2.0",
        {"PKG-INFO": METADATA, "setup.py": touch, "data.bin": b"weights", "setuptools.py": touch, "conftest.py": touch},
    )
    file = "tiny_source-2.0.tar.gz"
    (registry / file).write_bytes(content)
    return Archive("sdist", "tiny-source==2.0", file, sha256(content), len(content))


def _wheel(registry: Path, tags: str) -> Archive:
    content = wheel_of(
        {
            "tiny/data.bin": b"weights",
            "tiny-1.0.dist-info/METADATA": WHEEL_METADATA,
            "tiny-1.0.dist-info/WHEEL": f"Wheel-Version: 1.0\nTag: {tags}\n".encode(),
            "tiny-1.0.dist-info/RECORD": b"",
        }
    )
    file = f"tiny-1.0-{tags}.whl"
    (registry / file).write_bytes(content)
    return Archive("wheel", "tiny==1.0", file, sha256(content), len(content))


def test_a_source_distribution_is_fetched_and_its_code_does_not_run(registry: Path, tmp_path: Path) -> None:
    marker = tmp_path / "it-ran"
    archive = _sdist(registry, marker)
    fetched = download_archive(archive, tmp_path / "to", lambda _: None)
    assert fetched.read_bytes() == (registry / archive.file).read_bytes()
    assert not marker.exists()
    assert list((tmp_path / "to").iterdir()) == [fetched]


@pytest.mark.parametrize("tags", ["py3-none-any", "cp311-cp311-manylinux_2_17_x86_64", "cp39-cp39-macosx_11_0_arm64"])
def test_a_wheel_of_any_platform_is_fetched(registry: Path, tmp_path: Path, tags: str) -> None:
    archive = _wheel(registry, tags)
    assert download_archive(archive, tmp_path / "to", lambda _: None).name == archive.file


@pytest.mark.parametrize("kind", ["wheel", "sdist"])
def test_an_archive_with_another_hash_is_refused_before_it_is_opened(registry: Path, tmp_path: Path, kind: str) -> None:
    marker = tmp_path / "it-ran"
    archive = _wheel(registry, "py3-none-any") if kind == "wheel" else _sdist(registry, marker)
    with pytest.raises(WrongHash, match="another"):
        download_archive(replace(archive, sha256="0" * 64), tmp_path / "to", lambda _: None)
    assert not marker.exists()
    assert list((tmp_path / "to").iterdir()) == []


def test_what_the_index_does_not_have_is_said_so(registry: Path, tmp_path: Path) -> None:
    archive = Archive("wheel", "absent==1.0", "absent-1.0-py3-none-any.whl", "0" * 64, 10)
    with pytest.raises(TelecineError, match="does not have absent") as caught:
        download_archive(archive, tmp_path / "to", lambda _: None)
    assert caught.value.code == "not_in_index"


def test_an_index_that_cannot_be_reached_is_worth_another_try(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    monkeypatch.setenv("PIP_RETRIES", "0")
    for name in ("PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL"):
        monkeypatch.setenv(name, "http://127.0.0.1:9/simple")
    monkeypatch.setenv("PIP_FIND_LINKS", "")
    archive = Archive("wheel", "absent==1.0", "absent-1.0-py3-none-any.whl", "0" * 64, 10)
    with pytest.raises(TelecineError, match="cannot be reached") as caught:
        download_archive(archive, tmp_path / "to", lambda _: None)
    assert caught.value.retryable
    assert caught.value.code == "index_unreachable"
