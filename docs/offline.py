"""A hook of MkDocs: what the theme would fetch from other hosts in rare cases, it does not fetch at all."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Final

_ADDRESS: Final = re.compile(r"(?<=[\"'`])https://[^\"'`\s]+(?=[\"'`])")


def on_post_build(config: Any, **_: Any) -> None:
    """Take the addresses of other hosts out of the scripts, and leave out their source maps.

    The theme has them for diagrams in Mermaid, browsers without ResizeObserver and counts of stars; there are none.
    """
    for script in Path(config["site_dir"]).rglob("*.js"):
        text = script.read_text(encoding="utf-8")
        clean = re.sub(r"\n//# sourceMappingURL=\S+\s*$", "\n", _ADDRESS.sub("data:,", text))
        if clean != text:
            script.write_text(clean, encoding="utf-8")
    for leftover in Path(config["site_dir"]).rglob("*.map"):
        leftover.unlink()
