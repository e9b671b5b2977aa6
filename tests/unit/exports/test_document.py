"""The report as a PDF, read by pypdf."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from pypdf import PdfReader

from telecine.apps.screentime.exports.document.words import BODY, BOLD, Words, fit, line_width, word_width
from telecine.apps.screentime.exports.params import PdfParams
from telecine.apps.screentime.exports.stages import PDF
from telecine.records.faces import Metric
from tests.fixtures.screentime import Episode, Track, assignment, unknown

PORTRAIT = cv2.imencode(".jpg", np.full((112, 112, 3), 120, np.uint8))[1].tobytes()
EPISODE = Episode(
    duration=Fraction(3700),
    cuts=(Fraction(6), Fraction(2000)),
    tracks=(
        Track("z1", Fraction(1), Fraction(3), (True, False)),
        Track("z2", Fraction(33, 10), Fraction(6)),
        Track("w1", Fraction(100), Fraction(1300)),
        Track("u1", Fraction(3600), Fraction(3601), (False,)),
    ),
    assignments=(
        assignment("Zoë Saldaña", ["z1", "z2"], person="zoe-saldana", thumbnail="thumbs/z.jpg"),
        assignment("王小明", ["w1"], person="p-1"),
        unknown("Unknown 1", ["u1"]),
    ),
    portraits=(("thumbs/z.jpg", PORTRAIT),),
    metrics=(
        Metric(name="tracks_per_minute", value=80, unit="1/min", warn_above=50, is_warning=True, advice="Look closer."),
    ),
    warnings=("Photographs of Łukasz Żal were refused.",),
)


def read(episode: Episode, folder: Path, params: PdfParams | None = None) -> PdfReader:
    return PdfReader(io.BytesIO(episode.export(folder, PDF, params).file("report.pdf").read_bytes()))


def text_of(reader: PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def outline_of(reader: PdfReader) -> list[str]:
    def flat(entries: Iterable[Any]) -> Iterator[str]:
        for entry in entries:
            if isinstance(entry, list):
                yield from flat(entry)
            else:
                yield str(entry.title)

    return list(flat(reader.outline))


def content_of(reader: PdfReader) -> bytes:
    contents = [page.get_contents() for page in reader.pages]
    return b"".join(content.get_data() for content in contents if content is not None)


def test_the_document_says_what_the_report_says(tmp_path: Path) -> None:
    text = text_of(read(EPISODE, tmp_path, PdfParams(title="Pilot")))
    for said in (
        "Pilot", "1 h 01 min 40 s", "Zoë Saldaña", "4.7 s", "20 min 00.0 s", "Unknown 1", "no name found", "0:01.0",
        "by photographs, 3 of 4 pictures agree", "Tracks per minute", "Look closer.", "warns above 50",
        "centerface (default)", "0123456789abcdef", "faces.identities threshold", "screentime.report/1",
        "Photographs of", "were refused.", "People who could be named", "page 1",
    ):  # fmt: skip
        assert said in text, said
    assert "??" not in text


def test_a_name_in_any_script_is_in_the_outline_and_attached_to_its_picture(tmp_path: Path) -> None:
    reader = read(EPISODE, tmp_path)
    assert outline_of(reader)[:6] == [
        "Before you use these seconds", "Timeline", "People", "王小明", "Zoë Saldaña", "Unknown 1"
    ]  # fmt: skip
    content = content_of(reader)
    for word in ("王小明", "Łukasz", "Żal"):
        assert f"/ActualText <FEFF{word.encode('utf-16-be').hex().upper()}>".encode() in content
    assert content.count(b"BDC") == content.count(b"EMC")


def test_portraits_and_lanes_are_drawn(tmp_path: Path) -> None:
    reader = read(EPISODE, tmp_path)
    sizes = {image.image.size for page in reader.pages for image in page.images if image.image is not None}
    assert (112, 112) in sizes
    assert content_of(reader).count(b" re f") >= 4


def test_it_says_who_made_it_and_nothing_about_when(tmp_path: Path) -> None:
    first, second = EPISODE.export(tmp_path / "1", PDF), EPISODE.export(tmp_path / "2", PDF)
    assert first.file("report.pdf").read_bytes() == second.file("report.pdf").read_bytes()
    meta = PdfReader(first.file("report.pdf")).metadata
    assert meta is not None
    assert (meta.title, meta.creator) == ("Screen time", "Telecine")
    assert first.record.summary == "2 pages about 3 people"


def test_many_people_take_several_pages_and_every_row_is_whole(tmp_path: Path) -> None:
    tracks = tuple(Track(f"t{n}", Fraction(n), Fraction(n + 1)) for n in range(100))
    crowd = replace(
        EPISODE,
        tracks=tracks,
        assignments=tuple(unknown(f"Somebody {n:03}", [f"t{n}"]) for n in range(100)),
        portraits=(),
    )
    made = crowd.export(tmp_path, PDF)
    reader = PdfReader(made.file("report.pdf"))
    text = text_of(reader)
    assert len(reader.pages) >= 4
    assert all(text.count(f"Somebody {n:03}") == 2 for n in range(80))
    assert "20 more people with 20.0 s between them are in people.csv." in text
    assert f"page {len(reader.pages)}" in text
    assert made.record.summary == f"{len(reader.pages)} pages about 100 people"


@pytest.mark.parametrize(("paper", "size"), [("a4", (595, 842)), ("letter", (612, 792))])
def test_the_paper_can_be_chosen(tmp_path: Path, paper: str, size: tuple[int, int]) -> None:
    page = read(EPISODE, tmp_path, PdfParams.model_validate({"paper": paper})).pages[0]
    assert (round(page.mediabox.width), round(page.mediabox.height)) == size


def test_nobody_is_an_answer_too(tmp_path: Path) -> None:
    text = text_of(read(Episode(Fraction(5)), tmp_path))
    assert "Nobody was found in this film." in text
    assert "Nobody was found in this video." in text


def test_a_script_that_cannot_be_drawn_is_said_and_kept_in_the_outline(tmp_path: Path) -> None:
    track = (Track("a", Fraction(0), Fraction(1)),)
    films = Episode(Fraction(2), (), track, (assignment("أحمد", ["a"], person="p-2"),))
    made = films.export(tmp_path, PDF)
    reader = PdfReader(made.file("report.pdf"))
    assert "أحمد" in outline_of(reader)
    assert "(name in another script)" in text_of(reader)
    assert made.record.notes == ("أحمد is written in the outline only: its script cannot be drawn.",)


def test_words_wrap_at_the_room_they_get_and_are_cut_when_told() -> None:
    words = Words("one two three four five six", BODY, most=2)
    width = line_width(["one", "two"], BODY) + 0.01
    assert words.wrap(width, 0)[1] == 2 * BODY.height
    assert words._lines == [["one", "two"], ["three", "..."]]
    assert Words("one two", BODY).wrap(1000, 0)[1] == BODY.height
    assert word_width("王小明", BODY) > word_width("王", BODY) > 0
    assert word_width("Zoë", BOLD) > word_width("Zoë", BODY)


def test_a_name_that_is_too_long_for_its_lane_is_cut() -> None:
    assert fit("Ana", 100, BODY) == "Ana"
    shorter = fit("Wolfeschlegelsteinhausenbergerdorff", 60, BODY)
    assert shorter.endswith("...")
    assert line_width([shorter], BODY) <= 60
    assert fit("Ana", 0.1, BODY) == ""
