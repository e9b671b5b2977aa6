"""Turns a view into the text of `report.html`."""

from __future__ import annotations

import base64
import hashlib
import json
from functools import cache
from importlib.resources import files
from typing import Final

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from telecine.apps.screentime.page.view import View

_PERSON_COLOURS: Final = "\n".join(f".c{n} {{ --c: var(--p{n}); color: var(--c); }}" for n in range(13))
_UNSAFE: Final = {ord(character): f"\\u{ord(character):04x}" for character in "<>&'\u2028\u2029"}


def render(view: View) -> str:
    """The whole page: names are escaped, and the policy in its head lets only its own style and script run."""
    style, script = _style(), _read("report.js")
    return (
        _environment()
        .get_template("report.html.jinja")
        .render(
            view=view,
            style=Markup(style),  # noqa: S704 - the package's own file
            script=Markup(script),  # noqa: S704 - the package's own file
            style_hash=_hash(style),
            script_hash=_hash(script),
            data=_json(view.script_data),
        )
    )


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FunctionLoader(_read), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["jpeg"] = _data_uri
    return environment


@cache
def _style() -> str:
    light = " ".join(_read("light.css").split("\n"))
    themes = (
        f'@media (prefers-color-scheme: light) {{ :root:not([data-theme="dark"]) {{ {light} }} }}\n'
        f':root[data-theme="light"] {{ {light} }}'
    )
    style = _read("report.css").replace("LIGHT_THEME", themes).replace("PRINT_THEME", light)
    return style.replace("PERSON_COLOURS", _PERSON_COLOURS)


@cache
def _read(name: str) -> str:
    return (files(__package__) / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    """The source expression that allows one inline element (Content Security Policy, level 2)."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _json(value: object) -> Markup:
    """JSON that cannot end the element it stands in."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.translate(_UNSAFE))  # noqa: S704 - what could be markup is escaped


def _data_uri(jpeg: bytes) -> Markup:
    return Markup(f"data:image/jpeg;base64,{base64.b64encode(jpeg).decode()}")  # noqa: S704 - base64 has no markup
