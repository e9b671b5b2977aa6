"""The site as `make docs` builds it: strictly, and without anything from other hosts."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT

pytestmark = pytest.mark.slow

_FOREIGN = re.compile(r"^(?:https?:)?//")
_IN_STYLES = re.compile(r"(?:url\(\s*[\"']?|@import\s+[\"'])((?:https?:)?//[^\"')]+)")
_IN_SCRIPTS = re.compile(r"[\"'`](?:https?:)?//[\w.-]+\.\w+/[^\"'`]*\.?(?:js|css|woff2?|json)?[\"'`]")
_NAMES_ONLY = re.compile(r"w3\.org|github\.com|gitlab|reactjs\.org|fb\.me|mths\.be")


class _Loads(HTMLParser):
    """What a browser fetches by itself when it shows a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        names = ("href",) if tag == "link" else () if tag == "a" else ("src", "data", "srcset", "poster", "action")
        self.found += [value for name in names if (value := given.get(name)) is not None]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("docs") / "site"
    built = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)],
        cwd=ROOT,
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        check=False,
        text=True,
    )
    assert built.returncode == 0, f"{built.stderr[-4000:]}\n`make docs` installs what it needs"
    return folder


def test_the_strict_build_passes_with_every_page(site: Path) -> None:
    pages = [path.relative_to(ROOT / "docs") for path in (ROOT / "docs").rglob("*.md")]
    shown = [
        page.parent / "index.html" if page.stem == "index" else page.with_suffix("") / "index.html" for page in pages
    ]
    assert [str(page) for page in shown if not (site / page).is_file()] == []
    assert not list(site.rglob("*.py"))


def test_pages_load_nothing_from_other_hosts(site: Path) -> None:
    foreign = []
    for path in site.rglob("*.html"):
        loads = _Loads()
        loads.feed(path.read_text(encoding="utf-8"))
        foreign += [f"{path.relative_to(site)}: {found}" for found in loads.found if _FOREIGN.match(found)]
    assert foreign == []


def test_styles_and_scripts_load_nothing_from_other_hosts(site: Path) -> None:
    foreign = []
    for path in [*site.rglob("*.css"), *site.rglob("*.js")]:
        pattern = _IN_STYLES if path.suffix == ".css" else _IN_SCRIPTS
        found = pattern.findall(path.read_text(encoding="utf-8"))
        foreign += [
            f"{path.relative_to(site)}: {address[:100]}" for address in found if not _NAMES_ONLY.search(address)
        ]
    assert foreign == []
