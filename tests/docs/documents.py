"""What the tests of documents look at: pages, the code in them, their headings and their links."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.architecture.tree import ROOT, name_of, repository_files

DOCS = ROOT / "docs"

_FENCE = re.compile(r"^\s*(```+|~~~+)(.*)$")
_INDENTED = re.compile(r"^ {4}(?=\S)")
_INLINE = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)(?:\s+\"[^\"]*\")?\)")
_ENDS_A_COMMAND = {"|", ";", "&&", "||", ">", ">>", "2>", "<", "&"}


@dataclass(frozen=True)
class Line:
    """One line of a document; `where` says which."""

    where: str
    text: str


@dataclass(frozen=True)
class Document:
    """One page, taken apart: lines of code blocks, and prose. Blocks marked `text` show output, and are neither."""

    path: Path
    code: tuple[Line, ...]
    prose: tuple[Line, ...]

    @property
    def name(self) -> str:
        return name_of(self.path)

    def inline(self) -> Iterator[Line]:
        """Code inside prose."""
        for line in self.prose:
            yield from (Line(line.where, text) for text in _INLINE.findall(line.text))

    def links(self) -> Iterator[Line]:
        """Where links and pictures lead."""
        for line in self.prose:
            yield from (Line(line.where, target) for target in _LINK.findall(_INLINE.sub("", line.text)))

    def headings(self) -> Iterator[str]:
        for line in self.prose:
            if line.text.startswith("#"):
                yield line.text.lstrip("#").strip()


@cache
def documents() -> tuple[Document, ...]:
    """Every Markdown page of the repository."""
    return tuple(read(path) for path in repository_files() if path.suffix == ".md")


@cache
def read(path: Path) -> Document:
    """A page. Code is fenced, or indented by four columns after an empty line."""
    code: list[Line] = []
    prose: list[Line] = []
    fence = language = ""
    is_block, is_after_empty, is_list = False, True, False
    for number, text in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        line = Line(f"{name_of(path)}:{number}", text)
        found = _FENCE.match(text)
        if fence:
            if found and found[1].startswith(fence) and not found[2].strip():
                fence = ""
            elif language != "text":
                code.append(line)
            continue
        if found:
            fence, language = found[1], found[2].strip()
            continue
        is_list = bool(re.match(r"\s*([-*]|\d+\.) ", text)) or (is_list and (not text or text.startswith(" ")))
        is_block = bool(_INDENTED.match(text)) and (is_block or is_after_empty) and not is_list
        (code if is_block else prose).append(line)
        is_after_empty = not text.strip()
    return Document(path, tuple(code), tuple(prose))


def words_of(text: str) -> list[str]:
    """The words of a command without its comment, its settings in front and what follows a pipe; none for prose."""
    try:
        words = shlex.split(text.removeprefix("$ "), comments=True)
    except ValueError:
        return []
    while words and re.fullmatch(r"[A-Z][A-Z0-9_]*=.*", words[0]):
        words = words[1:]
    end = next((place for place, word in enumerate(words) if word in _ENDS_A_COMMAND), len(words))
    return words[:end]


def commands(program: str) -> Iterator[tuple[str, list[str]]]:
    """Every command of code blocks that calls `program`, with where it stands."""
    for document in documents():
        pending = ""
        for line in document.code:
            text = pending + line.text.strip()
            pending = text[:-1] if text.endswith("\\") else ""
            words = [] if pending else words_of(text)
            if words and Path(words[0]).name == program:
                yield line.where, words[1:]


def mentions(program: str) -> Iterator[tuple[str, list[str]]]:
    """Every mention of a command of `program` in prose."""
    for document in documents():
        for line in document.inline():
            words = words_of(line.text)
            if len(words) > 1 and Path(words[0]).name == program:
                yield line.where, words[1:]
