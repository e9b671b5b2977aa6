"""Commands that look, and the help of all."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from telecine.cli.app import app
from tests.unit.cli.conftest import Tell

COMMANDS = (
    "run", "demo", "plan", "stages", "doctor", "export", "clean", "jobs list", "jobs show", "jobs cancel", "jobs retry",
    "jobs follow", "people add", "people list", "people rename", "people merge", "people forget",
    "people seeds add", "people seeds list", "people seeds remove", "models list", "models fetch", "models verify",
    "decide show", "decide log", "decide assign", "decide merge", "decide split", "decide exclude", "decide restore",
    "decide lock", "decide unlock", "decide undo", "decide redo", "decide pairs", "explain",
    "bench faces", "bench engine", "totals", "compare", "videos list", "videos set", "import",
    "keys create", "keys list", "keys revoke",
)  # fmt: skip
LASTING = ("serve", "worker")
"""They go on until somebody stops them, and have no result to print."""


def _commands(group: object, prefix: str = "") -> Iterator[str]:
    for name, command in group.commands.items():  # type: ignore[attr-defined]
        if hasattr(command, "commands"):
            yield from _commands(command, f"{prefix}{name} ")
        else:
            yield prefix + name


def test_these_are_the_commands() -> None:
    assert sorted(_commands(get_command(app))) == sorted((*COMMANDS, *LASTING))


@pytest.mark.parametrize("command", [*COMMANDS, *LASTING])
def test_every_command_has_help_with_examples_a_home_and_json(command: str) -> None:
    result = CliRunner().invoke(app, [*command.split(), "--help"], env={"COLUMNS": "200"})
    assert result.exit_code == 0
    assert "Examples:" in result.output
    assert f"telecine {command}" in result.output.split("Examples:")[1]
    assert "--home" in result.output
    assert ("--json" in result.output) == (command not in LASTING)


def test_the_stages_and_their_parameters_are_listed(tell: Tell) -> None:
    document = json.loads(tell("stages", "--json").out)
    stages = {stage["stage"]: stage for stage in document["stages"]}
    assert stages["faces.tracks"]["each_of"] == "media.segments"
    assert {app["app"] for app in document["applications"]} == {"media", "faces", "screentime"}
    params = {param["name"]: param for param in json.loads(tell("stages", "faces.tracks", "--json").out)["params"]}
    assert params["detect_every"]["default"] == "1/3"
    assert "faces.tracks.detect_every" in tell("stages", "faces.tracks").out
    wrong = tell("stages", "faces.track")
    assert (wrong.code, "Did you mean 'faces.tracks'" in wrong.err) == (3, True)


def test_the_models_are_listed_with_licence_hash_and_use(tell: Tell) -> None:
    models = {model["name"]: model for model in json.loads(tell("models", "list", "--json").out)["models"]}
    assert models["centerface"]["licence"] == "MIT"
    assert len(models["centerface"]["sha256"]) == 64
    assert "faces.tracks" in models["centerface"]["used_by"]
    assert tell("models", "fetch", "no-such-model").code == 3


def test_a_job_that_is_not_there_is_said_so(tell: Tell) -> None:
    for command in ("show", "cancel", "retry", "follow"):
        ended = tell("jobs", command, "local-nothing")
        assert (ended.code, "`telecine jobs list` shows all" in ended.err) == (3, True)


def test_an_empty_home_has_no_jobs_and_nobody_and_nothing_to_clean(tell: Tell) -> None:
    assert tell("jobs", "list").out == "There are no jobs.\n"
    assert tell("people", "list").out.startswith("Nobody can be named yet.")
    swept = json.loads(tell("clean", "--dry-run", "--json").out)
    biometric = swept.pop("biometric")
    assert biometric == {"seeds": 0, "face_results": 0, "lists": 0}
    nothing = {"jobs": 0, "artifacts": 0, "orphans": 0, "drafts": 0, "bytes_freed": 0, "uploads": 0}
    assert swept == nothing | {"is_dry_run": True}
    assert tell("clean").code == 0


def test_the_doctor_looks_at_everything(tell: Tell) -> None:
    ended = tell("doctor", "--json", "--rebuild-facts")
    document = json.loads(ended.out)
    states = {check["name"]: check["state"] for check in document["checks"]}
    assert set(states) == {
        "system", "python", "cores", "settings", "home", "permissions", "disk", "memory", "database", "store", "clock",
        "models",
    }  # fmt: skip
    assert "error" not in states.values()
    assert (ended.code, document["facts_rebuilt_from"]) == (0, 0)
    assert document["settings"]["TELECINE_HOME"].endswith("home")


@pytest.mark.parametrize("length", ["abc", "0", "-1", "nan", "1/0", "inf"])
def test_an_interval_that_is_no_length_is_a_usage_error(tell: Tell, length: str) -> None:
    said = tell("export", "film.mp4", "--format", "timeline", f"--interval={length}")
    assert said.code == 2
    assert "--interval" in said.err
    assert "Fraction" not in said.err


def test_a_number_of_a_correction_that_is_none_is_a_usage_error(tell: Tell) -> None:
    for number in ("abc", "1.5", "\N{SUPERSCRIPT TWO}"):
        said = tell("decide", "undo", "film.mp4", number)
        assert said.code == 2
        assert "is no number of a correction; `telecine decide log VIDEO` lists them" in said.err


def test_an_empty_show_is_refused_before_anything_is_looked_up(tell: Tell) -> None:
    for command in (("videos", "set", "film.mp4"), ("totals",)):
        said = tell(*command, "--show", " ")
        assert (said.code, "a show has a name, such as --show 'The Office'" in said.err) == (2, True)


def test_totals_of_a_show_that_is_not_there_say_so(tell: Tell) -> None:
    said = tell("totals", "--show", "NOPE")
    assert (said.code, said.out) == (3, "")
    assert "no video here is of show 'nope'. No video has a show. `telecine videos set" in said.err
