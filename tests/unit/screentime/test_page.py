"""The page: one file, safe with any name, bounded in size."""

import base64
import hashlib
import json
import re
from fractions import Fraction
from html.parser import HTMLParser
from pathlib import Path

import cv2
import numpy as np
import pytest

from telecine.apps.screentime.page.pictures import SPRITE_BYTES, shrink_portrait
from telecine.apps.screentime.page.view import MOST_LANES
from telecine.apps.screentime.params import ReportParams
from tests.fixtures.screentime import Episode, Track, assignment, unknown

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</title></style></script><h1>",
    "{{ 7 * 7 }}{% raw %}",
    "\u202egnp.exe",
    "Zoë 林志玲 محمد 👩‍🚀",
    "a" * 500,
    "]]>--><!--",
    "' onload='alert(1)",
]


class Page(HTMLParser):
    """Elements, attributes and text of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.html = html
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.inline: dict[str, str] = {}
        self.open = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        kind = dict(attrs).get("type")
        self.open = f"script:{kind}" if tag == "script" and kind else tag

    def handle_data(self, data: str) -> None:
        if self.open.split(":")[0] in {"script", "style"}:
            self.inline[self.open] = self.inline.get(self.open, "") + data
        else:
            self.text.append(data)

    def handle_endtag(self, tag: str) -> None:
        self.open = ""

    def count(self, tag: str) -> int:
        return sum(name == tag for name, _ in self.tags)


def page(episode: Episode, folder: Path, params: ReportParams | None = None) -> Page:
    return Page(episode.run(folder, params).file("report.html").read_text(encoding="utf-8"))


def crowd(people: int, intervals: int = 1) -> Episode:
    """Named people who each appear `intervals` times for a second, one after the other."""
    tracks = [
        Track(f"t{who}-{when}", Fraction(2 * when) + Fraction(who, 100), Fraction(2 * when + 1) + Fraction(who, 100))
        for who in range(people)
        for when in range(intervals)
    ]
    groups = [assignment(f"Person {who}", [f"t{who}-{when}" for when in range(intervals)]) for who in range(people)]
    return Episode(Fraction(2 * intervals + 2), (), tuple(tracks), tuple(groups))


def jpeg(side: int, *, noise: bool = False) -> bytes:
    rng = np.random.default_rng(1)
    pixels = rng.integers(0, 255, (side, side, 3), dtype=np.uint8) if noise else np.full((side, side, 3), 90, np.uint8)
    return cv2.imencode(".jpg", pixels)[1].tobytes()


def test_hostile_names_stay_text(tmp_path: Path) -> None:
    tracks = [Track(f"t{n}", Fraction(n), Fraction(n + 1)) for n in range(len(HOSTILE))]
    groups = [assignment(name, [f"t{n}"]) for n, name in enumerate(HOSTILE)]
    plain = [assignment(f"Name {n}", [f"t{n}"]) for n in range(len(HOSTILE))]
    duration = Fraction(len(HOSTILE))
    found = page(
        Episode(duration, (), tuple(tracks), tuple(groups), warnings=("<b>bold</b>",)), tmp_path / "hostile",
        ReportParams(title="<i>Title</i>"),
    )  # fmt: skip
    harmless = page(
        Episode(duration, (), tuple(tracks), tuple(plain), warnings=("bold",)), tmp_path / "plain",
        ReportParams(title="Title"),
    )  # fmt: skip
    assert [tag for tag, _ in found.tags] == [tag for tag, _ in harmless.tags]
    assert {name for name, _ in found.tags if name in {"b", "i"}} == {
        name for name, _ in harmless.tags if name in {"b", "i"}
    }
    everything = "".join(found.text)
    for name in HOSTILE:
        assert name in everything
    lanes = json.loads(found.inline["script:application/json"])["lanes"]
    assert {lane["name"] for lane in lanes} == set(HOSTILE)


def test_nothing_is_loaded_from_elsewhere(tmp_path: Path) -> None:
    found = page(crowd(3), tmp_path)
    for tag, attributes in found.tags:
        for name in ("src", "srcset", "poster", "data", "action", "background"):
            assert (attributes.get(name) or "data:").startswith("data:"), (tag, attributes)
        assert tag not in {"link", "iframe", "object", "embed", "base", "form"}
        assert not [name for name in attributes if name.startswith("on") or name == "style"], (tag, attributes)
        if tag == "a":
            assert re.fullmatch(r"#\w+|[a-z]+\.(csv|json|parquet)", attributes["href"] or "")
    assert not re.search(r"url\((?!\")|@import|https?://", found.inline["style"] + found.inline["script"])


def test_the_policy_allows_this_style_and_this_script_and_nothing_else(tmp_path: Path) -> None:
    found = page(crowd(1), tmp_path)
    (policy,) = [a["content"] for t, a in found.tags if a.get("http-equiv") == "Content-Security-Policy"]
    assert policy is not None
    assert policy.startswith("default-src 'none'; img-src data:;")
    assert "unsafe" not in policy
    for kind in ("style", "script"):
        digest = base64.b64encode(hashlib.sha256(found.inline[kind].encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}'" in policy


def test_every_person_has_a_lane_a_row_and_times_without_the_script(tmp_path: Path) -> None:
    found = page(crowd(40, 3), tmp_path)
    classes = [(attributes.get("class") or "").split() for _, attributes in found.tags]
    assert sum({"lane", "person"} <= set(names) for names in classes) == 40
    assert found.count("details") == 41
    assert "".join(found.text).count("0:02.000") >= 1


def test_more_people_than_lanes_are_counted_and_not_drawn(tmp_path: Path) -> None:
    found = page(crowd(MOST_LANES + 5), tmp_path)
    assert "5 more people with 5.0 s between them" in "".join(found.text)


def test_many_intervals_make_a_page_of_bounded_size(tmp_path: Path) -> None:
    whole = crowd(40, 125)
    cuts = tuple(sorted({Fraction(n, 12) for n in range(1, 3000)}))
    found = page(Episode(whole.duration, cuts, whole.tracks, whole.assignments), tmp_path)
    assert len(found.html) < 2_500_000
    assert found.count("tr") > 40 * 100
    assert "5 more are in" in "".join(found.text)


def test_unknown_people_are_told_apart_by_words(tmp_path: Path) -> None:
    track = Track("u", Fraction(0), Fraction(1))
    found = page(Episode(Fraction(2), (), (track,), (unknown("Unknown 1", ["u"]),)), tmp_path)
    assert "no name found" in "".join(found.text)


def test_a_warning_metric_shows_its_advice_and_a_fine_one_does_not(tmp_path: Path) -> None:
    track = Track("u", Fraction(0), Fraction(1))
    text = "".join(page(Episode(Fraction(2), (), (track,), (unknown("Unknown 1", ["u"]),)), tmp_path).text)
    assert "No photographs were given" in text
    assert "Faces are often lost" not in text


def test_the_page_says_how_it_was_made(tmp_path: Path) -> None:
    text = " ".join(page(crowd(1), tmp_path).text)
    for part in (
        "centerface",
        "dlib-resnet-v1",
        "default",
        "MIT",
        "uncalibrated",
        "3 of 4 pictures agree",
        "faces.likeness/1",
        "1/2 s",
        "0.52",
    ):
        assert part in text


def test_portraits_and_film_are_inside(tmp_path: Path) -> None:
    track = Track("a", Fraction(0), Fraction(1))
    group = assignment("Ana", ["a"], thumbnail="thumbs/1.jpg")
    found = page(Episode(Fraction(2), (), (track,), (group,), portraits=(("thumbs/1.jpg", jpeg(150)),)), tmp_path)
    sources = [attributes["src"] for tag, attributes in found.tags if tag == "img"]
    assert len(sources) == 3
    assert all(base64.b64decode((source or "").partition(",")[2]).startswith(b"\xff\xd8") for source in sources)


def test_a_picture_that_is_none_is_left_out(tmp_path: Path) -> None:
    track = Track("a", Fraction(0), Fraction(1))
    group = assignment("Ana", ["a"], thumbnail="thumbs/1.jpg")
    found = page(
        Episode(Fraction(2), (), (track,), (group,), portraits=(("thumbs/1.jpg", b"not a picture"),)), tmp_path
    )
    assert [attributes.get("id") for tag, attributes in found.tags if tag == "img"] == ["sprite"]


@pytest.mark.parametrize("side", [40, 600])
def test_a_portrait_is_small(side: int) -> None:
    small = shrink_portrait(jpeg(side, noise=True))
    assert small is not None
    assert len(small) < 8_000


def test_a_sheet_that_is_too_large_is_scaled_with_its_tiles(tmp_path: Path) -> None:
    sheet = np.random.default_rng(1).integers(0, 255, (54 * 60, 960, 3), dtype=np.uint8)
    large = cv2.imencode(".jpg", sheet, [cv2.IMWRITE_JPEG_QUALITY, 95])[1].tobytes()
    assert len(large) > SPRITE_BYTES
    track = Track("a", Fraction(0), Fraction(1))
    found = page(Episode(Fraction(1200), (), (track,), (assignment("Ana", ["a"]),), sprite=large), tmp_path)
    tiles = json.loads(found.inline["script:application/json"])["sprite"]
    (source,) = [attributes["src"] for tag, attributes in found.tags if attributes.get("id") == "sprite"]
    picture = base64.b64decode((source or "").partition(",")[2])
    pixels = cv2.imdecode(np.frombuffer(picture, np.uint8), cv2.IMREAD_COLOR)
    assert pixels is not None
    assert len(picture) <= SPRITE_BYTES
    assert pixels.shape[:2] == (60 * tiles["height"], 10 * tiles["width"])
    assert tiles["width"] < 96
