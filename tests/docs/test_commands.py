"""What documents tell people to type exists."""

from __future__ import annotations

import importlib.util
import re
from functools import cache, partial
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.main import get_command

from docs.generators import settings
from docs.generators.graph import REGISTRY
from telecine.cli.app import app
from telecine.cli.options import parse_params, parse_tiers
from telecine.kernel.errors import UserError
from telecine.settings import PREFIX
from tests.architecture.tree import ROOT
from tests.docs.documents import commands, documents, mentions

_SETTING = re.compile(rf"{PREFIX}[A-Z][A-Z0-9_]*")
_ASIDE = {"CHANGELOG.md"}


_root = cache(partial(get_command, app))


def _command(words: list[str]) -> tuple[Any, list[str]]:
    """The command that words lead to, and the rest of the words."""
    command: Any = _root()
    while words and words[0] in getattr(command, "commands", {}):
        command, words = command.commands[words[0]], words[1:]
    return command, words


def _options(command: Any) -> set[str]:
    context = command.make_context("telecine", [], resilient_parsing=True)
    return {option for param in command.get_params(context) for option in param.opts} | {"--help", "-h"}


def _check_names(words: list[str]) -> str:
    """What is wrong with a mention; empty when nothing is."""
    command, rest = _command(words)
    if hasattr(command, "commands") and rest and not rest[0].startswith("-"):
        return f"there is no command {rest[0]!r}"
    unknown = [word for word in rest if word.startswith("-") and word.split("=")[0] not in _options(command)]
    return f"there is no option {unknown[0]}" if unknown else ""


def _check_whole(words: list[str]) -> str:
    """What is wrong with a command as somebody would type it; empty when nothing is."""
    command, rest = _command(words)
    if wrong := _check_names(words):
        return wrong
    if {"--help", "-h"} & set(rest) or hasattr(command, "commands"):
        return ""
    try:
        given = command.make_context(command.name, rest).params
        return _check_values(given)
    except typer.TyperException as error:
        return error.format_message()
    except UserError as error:
        return error.message


def _check_values(given: dict[str, Any]) -> str:
    app_id = "screentime" if "formats" in given else given.get("app")
    if app_id is not None:
        formats = [name for text in given.get("formats") or () for name in text.split(",")]
        targets = REGISTRY.targets(app_id, formats)
        REGISTRY.params(targets, parse_params(given.get("given") or ()))
        unknown = parse_tiers(given.get("tier") or ()).keys() - {"*", *REGISTRY.capabilities(targets)}
        return f"no model for {sorted(unknown)}" if unknown else ""
    if isinstance(given.get("name"), str) and "." in given["name"]:
        REGISTRY.stage(given["name"])
    return ""


def test_commands_that_people_copy_are_understood() -> None:
    found = list(commands("telecine"))
    assert len(found) > 50, "the documents were not read"
    assert [f"{where}: {wrong}" for where, words in found if (wrong := _check_whole(words))] == []


def test_commands_that_prose_mentions_exist() -> None:
    found = list(mentions("telecine"))
    assert len(found) > 20, "the documents were not read"
    assert [f"{where}: {wrong}" for where, words in found if (wrong := _check_names(words))] == []


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ("run faces episode.mp4 --cast cast/", ""),
        ("run faces episode.mp4 --caste cast/", "no option --caste"),
        ("run faces", "Missing"),
        ("fly faces episode.mp4", "no command 'fly'"),
        ("jobs start JOB", "no command 'start'"),
        ("run faces a.mp4 --set faces.identities.treshold=1", "no parameter 'treshold'"),
        ("run faces a.mp4 --set faces.identities.threshold=much", "valid number"),
        ("run faces a.mp4 --workers none", "workers"),
        ("export a.mp4 --format vtt", ""),
        ("export a.mp4 --format vhs", "no format 'vhs'"),
        ("run nobody a.mp4", "no application 'nobody'"),
        ("run faces a.mp4 --tier face-embeder=sface", "face-embeder"),
        ("stages faces.track", "no stage 'faces.track'"),
    ],
)
def test_a_wrong_command_is_found(typed: str, wrong: str) -> None:
    said = _check_whole(typed.split())
    assert (wrong in said) if wrong else not said


def test_settings_that_documents_name_exist() -> None:
    known = {setting.name for setting in settings.settings()}
    text = {document.name: document.path.read_text(encoding="utf-8") for document in documents()}
    unknown = [
        f"{name}: {found}"
        for name, page in text.items()
        for found in _SETTING.findall(page)
        if name not in _ASIDE and found not in known
    ]
    assert unknown == []


def test_targets_of_the_bench_that_documents_name_exist() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    found = [*commands("make"), *mentions("make")]
    assert found
    unknown = [
        f"{where}: {words}"
        for where, words in found
        if not {w for w in words if w.islower() and "=" not in w} <= targets
    ]
    assert unknown == []


def test_modules_that_documents_run_exist() -> None:
    found = [*commands("python"), *mentions("python")]
    modules = [(where, words[1]) for where, words in found if words[:1] == ["-m"]]
    assert modules
    unknown = [f"{where}: {module}" for where, module in modules if not _is_module(module)]
    assert unknown == []


def _is_module(name: str) -> bool:
    place = ROOT / Path(*name.split("."))
    return place.with_suffix(".py").is_file() or importlib.util.find_spec(name) is not None
