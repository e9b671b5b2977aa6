"""`make bench` knows every measurement and runs those it can."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.__main__ import MEASUREMENTS, Measurement, chosen, main
from tests.architecture.tree import ROOT

ALONE = ["engine.store", "engine.throughput", "api.upload", "api.load", "faces.scale", "people.correcting"]


@pytest.fixture
def clips(tmp_path: Path) -> Path:
    (tmp_path / "video").mkdir()
    return tmp_path


def test_every_module_that_measures_is_listed() -> None:
    modules = (
        ".".join(path.relative_to(ROOT / "benchmarks").with_suffix("").parts)
        for path in (ROOT / "benchmarks").glob("*/*.py")
        if "argparse.ArgumentParser(" in path.read_text(encoding="utf-8")
    )
    assert sorted(modules) == sorted(each.name for each in MEASUREMENTS)


def test_without_clips_what_needs_none_is_run(clips: Path) -> None:
    assert [each.name for each in chosen([], None)] == ALONE
    named = {each.name for each in MEASUREMENTS}
    assert {each.name for each in chosen([], clips)} == named - {"faces.peer_dlib", "people.episode_limits"}
    assert [each.name for each in chosen(["faces.peer_dlib"], clips)] == ["faces.peer_dlib"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["faces.speeed"], "did you mean faces.speed?"),
        (["bread"], "see --list"),
        (["faces.speed"], "faces.speed needs the shared clips: --media DIR"),
        (["--media", "nowhere"], "nowhere has no folder video/"),
    ],
)
def test_what_cannot_be_run_is_refused_with_what_to_write(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        main(arguments, lambda _each, _media: pytest.fail("ran"))
    assert caught.value.code == 2
    assert said in capsys.readouterr().err


def test_all_are_run_though_one_ends_early(capsys: pytest.CaptureFixture[str]) -> None:
    ran: list[str] = []

    def run(measurement: Measurement, media: Path | None) -> bool:
        ran.append(measurement.name)
        assert media is None
        return measurement.name != "engine.store"

    assert main([], run) == 1
    assert ran == ALONE
    said = capsys.readouterr()
    assert "ended early: engine.store" in said.err
    assert "faces.speed" in said.out
    assert main(["faces.scale"], run) == 0


def test_clips_reach_the_measurements_that_need_them(clips: Path) -> None:
    seen = {each.name: None if each.clips is None else list(each.clips(clips)) for each in MEASUREMENTS}
    assert [name for name, arguments in seen.items() if arguments is None] == ALONE
    assert seen["faces.speed"] == ["--media", str(clips)]
    assert seen["faces.tracking"] == ["--media", str(clips / "video")]
    assert seen["media.scan"] == [str(clips / "video" / "bikes.mp4")]


def test_the_list_names_each_and_what_it_needs(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--list"], lambda _each, _media: pytest.fail("ran")) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[:2] for line in lines[: len(ALONE) + 1]] == [
        *([name, "-"] for name in ALONE),
        ["media.scan", "clips"],
    ]
    assert len(lines) == len(MEASUREMENTS)
