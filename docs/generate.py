"""`python -m docs.generate`: write the reference pages and `.env.example` from the product itself."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from docs.generators import api, cli, errors, graph, records, settings, stages

ROOT: Final = Path(__file__).resolve().parents[1]

PAGES: Final[Mapping[str, Callable[[], str]]] = {
    "docs/reference/cli.md": cli.page,
    "docs/reference/settings.md": settings.page,
    "docs/reference/errors.md": errors.page,
    "docs/reference/stages.md": stages.page,
    "docs/reference/stages.svg": graph.picture,
    "docs/reference/records.md": records.page,
    "docs/reference/api.md": api.page,
    "docs/reference/openapi.json": api.contract,
    ".env.example": settings.example,
}
"""What is generated, by its place in the repository."""


def main() -> int:
    """Write what changed, and say so."""
    for name, write in PAGES.items():
        target = ROOT / name
        text = write()
        if not target.exists() or target.read_text(encoding="utf-8") != text:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8", newline="\n")
            print(f"wrote {name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
