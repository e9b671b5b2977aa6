"""The description of the API, and the page that lists its routes."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from docs.generators.markdown import code, document, sentence, table
from telecine.api.application import create_app
from telecine.api.openapi import operations, text_of
from telecine.bootstrap import open_workspace


@cache
def described() -> dict[str, Any]:
    """The description as `GET /openapi.json` gives it, without the version of this installation."""
    with TemporaryDirectory() as folder, open_workspace(home=Path(folder)) as workspace:
        found = create_app(workspace).openapi()
    return {**found, "info": {**found["info"], "version": "current"}}


def contract() -> str:
    """The description as a file."""
    return text_of(described())


def page() -> str:
    """Every route by its subject."""
    groups: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for path, method, operation in operations(described()):
        first = str(operation.get("description", "")).split("\n\n", 1)[0].replace("\n", " ")
        groups[operation["tags"][0]].append((code(f"{method.upper()} {path}"), sentence(first)))
    parts = [part for tag in sorted(groups) for part in (f"## {tag}", table(("Route", "What it does"), groups[tag]))]
    return document(
        "HTTP API",
        "Every route by its subject. [openapi.json](openapi.json) describes each in full, with the shapes of what is sent "
        "and answered; a running server has the same at `/openapi.json`, and a page to read it at `/docs`.",
        "Errors are problem details (`application/problem+json`) with one of these [codes](errors.md).",
        *parts,
    )
