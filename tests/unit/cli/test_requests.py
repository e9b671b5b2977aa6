"""What is wrong with a request is said before anything is worked on."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
import typer

from telecine.apps import APPLICATIONS
from telecine.cli.commands.export import FORMATS
from telecine.cli.options import parse_age, parse_params, parse_tiers
from telecine.engine.registry import Registry
from tests.unit.cli.conftest import Tell


def test_params_are_split_at_the_last_dot_and_stay_exact_text() -> None:
    given = [
        "faces.tracks.detect_every=1/3",
        "faces.tracks.coarse=[320, 192]",
        "screentime.report.title=a=b",
        "x.y=null",
    ]
    assert parse_params(given) == {
        "faces.tracks": {"detect_every": "1/3", "coarse": [320, 192]},
        "screentime.report": {"title": "a=b"},
        "x": {"y": None},
    }


def test_tiers_are_for_all_or_for_one_capability() -> None:
    assert parse_tiers(["best", "face-embedder=sface"]) == {"*": "best", "face-embedder": "sface"}


@pytest.mark.parametrize(
    ("text", "age"),
    [("30d", timedelta(days=30)), ("12h", timedelta(hours=12)), ("0s", timedelta(0)), ("2w", timedelta(weeks=2))],
)
def test_ages_are_read(text: str, age: timedelta) -> None:
    assert parse_age(text) == age


@pytest.mark.parametrize("text", ["", "d", "-1d", "1.5h", "999999d", "30 days"])
def test_what_is_no_age_is_refused(text: str) -> None:
    with pytest.raises(typer.BadParameter):
        parse_age(text)


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"", "empty"), (b"this is a shopping list\n" * 50, "not a video"), (None, "there is no file")],
)
def test_a_bad_file_ends_at_once(tell: Tell, tmp_path: Path, content: bytes | None, said: str) -> None:
    if content is not None:
        (tmp_path / "film.mp4").write_bytes(content)
    ended = tell("run", "faces", "film.mp4")
    assert ended.code == 3
    assert "film.mp4" in ended.err
    assert said in ended.err
    assert ended.out == ""
    assert not (tmp_path / "telecine-out").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--set", "faces.identities.threshhold=1"), "Did you mean 'threshold'?"),
        (("--set", "faces.identity.threshold=1"), "Did you mean 'faces.identities'?"),
        (("--set", "faces.identities.threshold=-1"), "faces.identities.threshold"),
        (("--set", "faces.tracks.gap=1/0"), "faces.tracks.gap"),
        (("--tier", "face-embeder=sface"), "Did you mean 'face-embedder'?"),
        (("--tier", "face-embedder=yunet"), "is a face-detector"),
        (("--cast", "nowhere"), "there is no cast folder nowhere"),
        (("--cast", "empty"), "holds no photographs"),
        (("--out", "a file/below"), "is a file"),
    ],
)
def test_a_wrong_request_is_refused_with_what_is_right(
    tell: Tell, tmp_path: Path, tiny_video: Path, arguments: tuple[str, ...], said: str
) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "a file").touch()
    ended = tell("run", "faces", tiny_video, *arguments)
    assert (ended.code, ended.out) == (3, "")
    assert said in ended.err


def test_an_application_that_names_nobody_refuses_a_cast(tell: Tell, tmp_path: Path, tiny_video: Path) -> None:
    assert "names nobody" in tell("run", "media", tiny_video, "--cast", tmp_path).err


def test_an_unknown_application_is_refused_with_the_nearest(tell: Tell) -> None:
    assert "Did you mean 'faces'" in tell("run", "face", "film.mp4").err


def test_a_plan_says_what_would_run_and_why_and_runs_nothing(tell_small: Tell, tiny_video: Path) -> None:
    ended = tell_small("plan", "words", tiny_video, "--json")
    document = json.loads(ended.out)
    assert ended.code == 0
    assert {line["stage"]: line["state"] for line in document["stages"]} == {
        "words.chunks": "to run", "words.chunk": "later", "words.gathered": "later", "words.film": "later",
        "words.opinion": "later",
    }  # fmt: skip
    assert document["is_whole"] is False
    assert json.loads(tell_small("jobs", "list", "--json").out)["jobs"] == []


def test_the_people_of_the_home_are_added_and_listed(tell: Tell, tmp_path: Path) -> None:
    folder = tmp_path / "ada"
    folder.mkdir()
    (folder / "1.jpg").write_bytes(b"one")
    (folder / "2.png").write_bytes(b"two")
    assert "2 new photographs" in tell("people", "add", "Ada Lovelace", folder).out
    assert "0 new photographs, 1 known already" in tell("people", "add", "Ada Lovelace", folder / "1.jpg").out
    (person,) = json.loads(tell("people", "list", "--json").out)["people"]
    photographs = {"photographs": ["1.jpg", "2.png"], "crops": []}
    assert person == {"person": "ada-lovelace", "name": "Ada Lovelace", **photographs}
    assert tell("people", "add", "Ada", tmp_path / "3.jpg").code == 3
    assert tell("people", "add", " ", folder).code == 2


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("--format", "vt"), 3, "Did you mean 'vtt'?"),
        (("--format", "vtt", "--interval", "10"), 3, "--interval has no use for format vtt"),
        (("--format", "vtt", "--set", "screentime.vtt.peopel=[]"), 3, "Did you mean 'people'?"),
        (("--format", "vtt,pdf", "--person", "Ada"), 3, "--person has no use for format pdf"),
        (("--format", "timeline", "--interval", "soon"), 2, "'soon' is no length"),
        (("--format", "timeline", "--interval", "0"), 2, "'0' is no length"),
        (("--format", ","), 2, "name at least one of vtt"),
        ((), 2, "--format"),
    ],
)
def test_a_wrong_export_is_refused_with_what_is_right(
    tell: Tell, tiny_video: Path, arguments: tuple[str, ...], code: int, said: str
) -> None:
    ended = tell("export", tiny_video, *arguments)
    assert (ended.code, ended.out) == (code, "")
    assert said in ended.err


def test_the_help_names_every_format() -> None:
    assert FORMATS.split(", ") == list(Registry(APPLICATIONS).application("screentime").exports)
