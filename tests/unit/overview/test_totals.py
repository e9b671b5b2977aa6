"""Totals over videos: exact, over people as they are now, and by show and season."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telecine.adapters.store.memory import MemoryStore
from telecine.engine.rows import FactRow, PersonRow, VideoRow
from telecine.services.overview.totals import By, Group, Overview

NOW = datetime(2026, 1, 1, tzinfo=UTC)
Stays = Mapping[str, Sequence[tuple[int, int]]]
"""Spans on screen, in thirds of a second, by person; "" is somebody without a name."""


def _video(name: str, show: str | None = None, season: int | None = None) -> VideoRow:
    return VideoRow(name, name, 1, f"{name}.mp4", f"/{name}.mp4", NOW, show_id=show, season=season)


def _fact(kind: str, start: Fraction, end: Fraction, subject: str = "", **data: object) -> FactRow:
    return FactRow("", "screentime", kind, start, end, subject, None, subject.title(), data, "k")


def _facts(length: int, people: Stays) -> list[FactRow]:
    facts = [_fact("film", Fraction(0), Fraction(length))]
    for person, spans in people.items():
        exact = [(Fraction(start, 3), Fraction(end, 3)) for start, end in spans]
        visible = sum((end - start for start, end in exact), Fraction(0))
        seconds = {"visible": str(visible), "clear": str(visible / 2), "bridged": "0"}
        first, last = exact[0][0], exact[-1][1]
        facts.append(_fact("person", first, last, person, **seconds, appearances=len(exact)))
        facts += [_fact("on_screen", start, end, person, seen="visible") for start, end in exact]
    return facts


def _home(videos: Mapping[VideoRow, tuple[int, Stays] | None], people: Sequence[PersonRow] = ()) -> Overview:
    store = MemoryStore()
    with store.writing() as tx:
        for person in people:
            tx.add_person(replace(person, merged_into=None))
            if person.merged_into is not None:
                tx.change_person(person.id, {"merged_into": person.merged_into})
        for video, found in videos.items():
            tx.add_video(video)
            if found is not None:
                tx.replace_facts(video.id, "screentime", _facts(*found))
    return Overview(store)


ONE, TWO = _video("one", "show", 1), _video("two", "show", 2)


def _names(group: Group) -> dict[str, Fraction]:
    return {one.name: one.visible_s for one in group.people}


def test_seconds_add_up_exactly_and_the_share_is_of_all_videos() -> None:
    overview = _home(
        {ONE: (10, {"ana": [(0, 1), (5, 9)], "": [(0, 3)]}), TWO: (20, {"ana": [(1, 2)], "ben": [(0, 30)]})}
    )
    (group,) = overview.totals([ONE, TWO]).groups
    ben, ana = group.people
    assert (ana.visible_s, ana.clear_s, ana.appearances) == (Fraction(2), Fraction(1), 3)
    assert ana.share == pytest.approx(2 / 30)
    assert ben.videos == ("two",)
    assert (group.seconds, group.unknown_s) == (Fraction(30), Fraction(1))


def test_people_are_those_they_are_now() -> None:
    people = [
        PersonRow("ana", None, "Ana Maria", NOW),
        PersonRow("anna", None, "Anna", NOW, merged_into="ana"),
    ]
    overview = _home({ONE: (10, {"ana": [(0, 3)]}), TWO: (10, {"anna": [(0, 6)], "guest": [(9, 12)]})}, people)
    (group,) = overview.totals([ONE, TWO], together=True).groups
    assert _names(group) == {"Ana Maria": Fraction(3), "Guest": Fraction(1)}


def test_videos_without_a_report_are_said_and_not_counted() -> None:
    overview = _home({ONE: (10, {"ana": [(0, 3)]}), TWO: None})
    found = overview.totals([ONE, TWO])
    assert [row.id for row in found.missing] == ["two"]
    assert found.groups[0].seconds == 10
    assert _home({TWO: None}).totals([TWO]).groups == ()


def test_shows_and_seasons_are_told_apart() -> None:
    other = _video("other", "another", 1)
    overview = _home({ONE: (10, {"ana": [(0, 3)]}), TWO: (10, {"ana": [(0, 3)]}), other: (10, {"ana": [(0, 3)]})})

    def places(by: By) -> list[tuple[str | None, int | None, int]]:
        groups = overview.totals([ONE, TWO, other], by=by).groups
        return [(group.show, group.season, len(group.videos)) for group in groups]

    assert places("all") == [(None, None, 3)]
    assert places("show") == [("another", None, 1), ("show", None, 2)]
    assert places("season") == [("another", 1, 1), ("show", 1, 1), ("show", 2, 1)]
    assert [row.id for row in overview.videos(show="show", season=2)] == ["two"]


SPANS = st.lists(st.tuples(st.integers(0, 29), st.integers(1, 8)), min_size=1, max_size=4)
FILMS = st.lists(st.dictionaries(st.sampled_from(["ana", "ben", "cyd"]), SPANS, max_size=3), min_size=1, max_size=3)


@settings(max_examples=60, deadline=None)
@given(films=FILMS)
def test_the_seconds_two_share_are_those_counted_one_by_one(films: list[dict[str, list[tuple[int, int]]]]) -> None:
    made = [
        {who: [(start, start + length) for start, length in spans] for who, spans in film.items()} for film in films
    ]
    videos = [_video(f"v{number}") for number in range(len(made))]
    overview = _home({video: (20, people) for video, people in zip(videos, made, strict=True)})
    (group,) = overview.totals(videos, together=True).groups
    thirds: dict[tuple[str, str], int] = {}
    for people in made:
        shown = {who: {t for start, end in spans for t in range(start, end)} for who, spans in people.items()}
        for one, other in (("ana", "ben"), ("ana", "cyd"), ("ben", "cyd")):
            common = len(shown.get(one, set()) & shown.get(other, set()))
            thirds[one, other] = thirds.get((one, other), 0) + common
    assert dict(group.together) == {pair: Fraction(count, 3) for pair, count in thirds.items() if count}
    alone = [overview.totals([video]).groups[0] for video in videos]
    for person in group.people:
        assert person.visible_s == sum(
            one.visible_s for part in alone for one in part.people if one.person == person.person
        )
