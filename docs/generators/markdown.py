"""Pieces of Markdown that read alike on the site and in a plain viewer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

GENERATED: Final = "<!-- Written by `make docs`; edit the product, not this page. -->"


def document(title: str, *parts: str) -> str:
    """A whole generated page."""
    return "\n\n".join([f"# {title}", GENERATED, *(part for part in parts if part)]) + "\n"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; columns that are empty in every row are left out."""
    lines = [tuple(_cell(cell) for cell in row) for row in rows]
    kept = [column for column in range(len(heads)) if any(line[column] for line in lines)]
    if not kept:
        return ""
    shown = [
        [heads[column] for column in kept],
        ["---"] * len(kept),
        *([line[column] for column in kept] for line in lines),
    ]
    return "\n".join(f"| {' | '.join(line)} |" for line in shown)


def bullets(lines: Iterable[str]) -> str:
    """A list."""
    return "\n".join(f"- {line}" for line in lines)


def block(lines: Iterable[str], language: str = "text") -> str:
    """A block of code."""
    return "\n".join([f"```{language}", *lines, "```"])


def code(text: object) -> str:
    """Words as they are typed; empty for nothing."""
    return f"`{text}`" if str(text) else ""


def anchor(heading: str) -> str:
    """The id that the site gives to a heading."""
    return re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", heading).strip().lower())


def paragraph(text: str | None) -> str:
    """A docstring as Markdown: reStructuredText's double backticks become single ones."""
    return (text or "").strip().replace("``", "`")


def sentence(text: str | None) -> str:
    """A docstring as one line that ends with a full stop; empty for nothing."""
    line = " ".join(paragraph(text).split())
    return line if not line or line.endswith((".", "!", "?", ":")) else f"{line}."


def _cell(text: str) -> str:
    if "|" in text:
        raise ValueError(f"a bar would end this cell of a table: {text!r}")
    return " ".join(text.split())
