"""The page of settings and `.env.example`, from the one table of defaults."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from docs.generators.fields import allowed, default, kind
from docs.generators.markdown import block, code, document, sentence, table
from telecine.settings import ALIASES, PREFIX, Settings

MADE: Final = {
    "TELECINE_HOME": "the user's data folder; on Linux `~/.local/share/telecine`",
    "TELECINE_MODELS_DIR": "`models` in the user's cache folder; on Linux `~/.cache/telecine/models`",
    "TELECINE_LIMITS": "those that the stages declare",
    "TELECINE_WORKERS": "as many as cores",
}
"""Defaults that depend on the machine, in words."""


@dataclass(frozen=True)
class Setting:
    """One thing that can be set.

    Attributes:
        path: names from the root of the table to the field.
        field: as declared.
    """

    path: tuple[str, ...]
    field: FieldInfo

    @property
    def name(self) -> str:
        """Its own environment variable."""
        return PREFIX + "__".join(self.path).upper()

    @property
    def aliases(self) -> tuple[str, ...]:
        """Other variables that set it too."""
        return tuple(alias for alias, name in ALIASES.items() if name == self.name)

    @property
    def default(self) -> str:
        """In words; empty for nothing."""
        if self.field.default_factory is not None:
            if self.name not in MADE:
                raise KeyError(f"say the default of {self.name} in words: docs/generators/settings.py, MADE")
            return MADE[self.name]
        return "" if self.field.default is None else code(default(self.field))


def settings(model: type[BaseModel] = Settings, path: tuple[str, ...] = ()) -> Iterator[Setting]:
    """Every setting, in the order of the declaration."""
    for name, field in model.model_fields.items():
        inner = field.annotation
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            yield from settings(inner, (*path, name))
        else:
            yield Setting((*path, name), field)


def page() -> str:
    """The page."""
    parts: dict[tuple[str, ...], list[Setting]] = {}
    for setting in settings():
        parts.setdefault(setting.path[:-1], []).append(setting)
    first = next(settings())
    return document(
        "Settings",
        "Settings are read from the environment and from a file `.env` in the current folder; an option of a command "
        "wins over both, the environment over the file. Nothing has to be set, and what is empty is not set. A name that "
        "begins with `TELECINE_` and does not exist is refused, with the nearest right one. `.env.example` in the "
        "repository lists them all.",
        block([f"{first.name}=/data/telecine telecine doctor"], "sh"),
        "Names of earlier deployments are accepted too; a `TELECINE_` name wins over them, and two of them that stand for "
        "one setting and say different things are refused. `DATABASE_PATH` is the path of a file.",
        *(_part(path, found) for path, found in parts.items()),
    )


def _part(path: tuple[str, ...], found: list[Setting]) -> str:
    rows = (
        (
            code(setting.name),
            ", ".join(code(alias) for alias in setting.aliases),
            _takes(setting),
            setting.default,
            sentence(setting.field.description),
        )
        for setting in found
    )
    heading = f"## {path[0].replace('_', ' ').capitalize()}" if path else "## General"
    about = sentence(Settings.model_fields[path[0]].description) if path else ""
    listed = table(("variable", "also accepted", "takes", "default", "meaning"), rows)
    return "\n\n".join(part for part in (heading, about, listed) if part)


def _takes(setting: Setting) -> str:
    words = kind(setting.field.annotation).removesuffix(" or null")
    return ", ".join(part for part in (words, allowed(setting.field)) if part)


def example() -> str:
    """`.env.example`: every setting with its default, all as remarks."""
    lines = [
        "# Every setting of Telecine with its default. Copy what you need to a file `.env` in the folder where you run it.",
        "# Written by `make docs`; do not edit.",
    ]
    for setting in settings():
        also = f" Also accepted: {', '.join(setting.aliases)}." if setting.aliases else ""
        made = setting.field.default_factory is not None
        value = "" if made else setting.default.strip("`")
        without = f" Without it: {setting.default}." if made else ""
        lines += ["", f"# {sentence(setting.field.description)}{without}{also}", f"# {setting.name}={value}"]
    return "\n".join(lines) + "\n"
