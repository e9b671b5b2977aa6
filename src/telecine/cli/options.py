"""Options that several commands share, and the values people write."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Final

import typer

HomeOption = Annotated[
    Path | None,
    typer.Option("--home", metavar="DIR", help="Folder of database, results and logs (TELECINE_HOME)."),
]
JsonOption = Annotated[bool, typer.Option("--json", metavar="", help="Print one JSON document and nothing else.")]
AppArgument = Annotated[
    str, typer.Argument(metavar="APP", help="What to find out: faces, screentime or media.", show_default=False)
]
VideoArgument = Annotated[Path, typer.Argument(metavar="VIDEO", help="A video file.", show_default=False)]
CastOption = Annotated[
    Path | None,
    typer.Option(
        "--cast",
        metavar="DIR",
        help="Photographs of the people to name: DIR/NAME/*.jpg or DIR/NAME.jpg. Without it, the people of this home.",
    ),
]
SetOption = Annotated[
    list[str] | None,
    typer.Option(
        "--set", metavar="STAGE.PARAM=VALUE", help="Change a parameter of a stage; `telecine stages` lists them."
    ),
]
TierOption = Annotated[
    list[str] | None,
    typer.Option(
        "--tier",
        metavar="default|best|CAPABILITY=NAME",
        help="Which models to use; `telecine models list` shows them.",
    ),
]
WorkersOption = Annotated[
    int | None,
    typer.Option("--workers", min=1, max=256, metavar="N", help="Worker processes; as many as cores without it."),
]
NoteOption = Annotated[
    str,
    typer.Option(
        "--note", metavar="TEXT", help="Where the pictures are from, and who agreed to their use; kept beside them."
    ),
]
OutOption = Annotated[
    Path | None,
    typer.Option("--out", metavar="DIR", help="Where to put the results; ./telecine-out/VIDEO/APP without it."),
]

_UNITS: Final = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def parse_params(given: Sequence[str]) -> dict[str, dict[str, object]]:
    """`stage.param=value` by stage; the last dot before `=` divides stage and parameter.

    Values stay text, which keeps fractions such as 1/3 exact; lists are written as JSON, and `null` is no value.
    """
    found: dict[str, dict[str, object]] = {}
    for text in given:
        name, is_there, value = text.partition("=")
        stage, _, param = name.strip().rpartition(".")
        if not is_there or not stage or not param:
            raise typer.BadParameter(
                f"{text!r} is not STAGE.PARAM=VALUE, such as faces.identities.threshold=0.5", param_hint="--set"
            )
        found.setdefault(stage, {})[param] = _value(text, value.strip())
    return found


def _value(whole: str, text: str) -> object:
    if text == "null":
        return None
    if not text.startswith(("[", "{")):
        return text
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise typer.BadParameter(f"the value of {whole!r} is not JSON: {error}", param_hint="--set") from error


def parse_tiers(given: Sequence[str]) -> Mapping[str, str]:
    """Tier or model name by capability; `*` stands for all."""
    found: dict[str, str] = {}
    for text in given:
        capability, is_pair, name = text.partition("=")
        if is_pair and capability and name:
            found[capability.strip()] = name.strip()
        elif text in {"default", "best"}:
            found["*"] = text
        else:
            raise typer.BadParameter(
                f"{text!r} is neither default, best nor CAPABILITY=NAME, such as face-embedder=sface",
                param_hint="--tier",
            )
    return found


def parse_age(text: str, option: str = "--older-than") -> timedelta:
    """`30d`, `12h`, `45m`, `90s` or `2w`."""
    matched = re.fullmatch(r"(\d{1,5})([smhdw])", text.strip())
    if matched is None:
        raise typer.BadParameter(f"{text!r} is no age; write 30d, 12h, 45m, 90s or 2w", param_hint=option)
    return timedelta(**{_UNITS[matched[2]]: int(matched[1])})
