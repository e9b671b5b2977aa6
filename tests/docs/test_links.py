"""Every link inside the repository leads somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from docs.generators.markdown import anchor
from tests.architecture.tree import ROOT, repository_files
from tests.docs.documents import DOCS, documents, read

_FOREIGN = ("http://", "https://", "mailto:")


def _wrong(page: Path, target: str) -> str:
    """What is wrong with a link; empty when nothing is."""
    name, _, heading = target.partition("#")
    place = (page.parent / name).resolve() if name else page
    if not place.exists() or (place.is_file() and place not in repository_files()):
        return f"{target} is not there"
    if page.is_relative_to(DOCS) and not place.is_relative_to(DOCS):
        return f"{target} leaves docs, which the site does not have"
    if heading and heading not in {anchor(found) for found in read(place).headings()}:
        return f"{target} has no such heading"
    return ""


def test_relative_links_lead_somewhere() -> None:
    links = [
        (document.path, link)
        for document in documents()
        for link in document.links()
        if not link.text.startswith(_FOREIGN)
    ]
    assert len(links) > 50, "the documents were not read"
    assert [f"{link.where}: {wrong}" for page, link in links if (wrong := _wrong(page, link.text))] == []


@pytest.mark.parametrize(
    ("target", "wrong"),
    [
        ("reference/cli.md", ""),
        ("reference/cli.md#exit-codes", ""),
        ("reference/cli.md#no-such-heading", "no such heading"),
        ("reference/no-such-page.md", "is not there"),
        ("../README.md", "leaves docs"),
    ],
)
def test_a_broken_link_is_found(target: str, wrong: str) -> None:
    said = _wrong(DOCS / "index.md", target)
    assert (wrong in said) if wrong else not said


def test_headings_of_a_page_are_told_apart() -> None:
    """The site gives a second heading of the same name another id, so a link would lead to the first."""
    twice = {
        document.name: [name for name in anchors if anchors.count(name) > 1]
        for document in documents()
        if document.path.is_relative_to(DOCS) and (anchors := [anchor(heading) for heading in document.headings()])
    }
    assert {name: found for name, found in twice.items() if found} == {}


def test_every_page_is_in_the_navigation_once() -> None:
    config = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    listed = re.findall(r"^\s+- (?:[\w -]+: )?([\w/.-]+\.md)$", config, re.MULTILINE)
    pages = [
        document.path.relative_to(DOCS).as_posix() for document in documents() if document.path.is_relative_to(DOCS)
    ]
    assert sorted(listed) == sorted(pages)
