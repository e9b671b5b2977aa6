"""The stages `faces.identities` and `faces.matches` on results of other stages."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from telecine.adapters.artifacts.local import LocalArtifacts
from telecine.apps.faces.params import IdentityParams
from telecine.apps.faces.stages import IDENTITIES_STAGE, LIKENESS_STAGE, MATCHES_STAGE
from telecine.kernel.errors import DefectError
from telecine.kernel.spans import Span
from telecine.records.catalog import FACE_TRACKS, FACEBANK, IDENTITIES, LINK_RULINGS, MATCHES, NAME_RULINGS
from telecine.records.decisions import Anchor, Evidence, LinkRuling, LinkRulings, NameRuling, NameRulings
from telecine.records.faces import Facebank, Matches, RefusedPhoto, Seed
from telecine.records.items import Item
from tests.fixtures import face_tables
from tests.fixtures.face_tables import EMBEDDER, Look, PointModels, Vector, strangers
from tests.fixtures.stage_harness import Chain

ANNA, BELA, STRANGER, OTHER = strangers(4)


@pytest.fixture
def chain(tmp_path: Path) -> Chain:
    return Chain(LocalArtifacts(tmp_path), models=PointModels())


def _tracks(chain: Chain, *segments: Sequence[Look]) -> None:
    made = []
    for index, looks in enumerate(segments):
        span = Span(Fraction(30 * index), Fraction(30 * index + 30))
        item = Item(Item.identify("segment", span), index, span)
        made.append((item, face_tables.record(span.start, span.end), face_tables.tables(looks)))
    chain.put_each(FACE_TRACKS, made)
    chain.run(LIKENESS_STAGE)


def _facebank(chain: Chain, people: dict[str, Vector], refused: tuple[RefusedPhoto, ...] = ()) -> None:
    seeds = tuple(
        Seed(
            kind="photo",
            person=person,
            name=person.title(),
            sha256="0" * 64,
            file_name=f"{person}.jpg",
            face_width_px=60.0 if person == "bela" else 200.0,
            sharpness=50.0,
            is_outlier=False,
            vector=row,
        )
        for row, person in enumerate(people)
    )
    schema = FACEBANK.tables["vectors"]
    rows = [{"row": row, "person": person, "vector": v.tolist()} for row, (person, v) in enumerate(people.items())]
    chain.put(
        FACEBANK,
        Facebank(space=EMBEDDER.space, seeds=seeds, refused=refused),
        tables={"vectors": pa.Table.from_pylist(rows, schema)},
    )


def _match(chain: Chain) -> Matches:
    chain.run(IDENTITIES_STAGE)
    return chain.run(MATCHES_STAGE).open(MATCHES).record


def test_people_are_found_across_segments(chain: Chain) -> None:
    _tracks(chain, [Look("a1", ANNA, 0, 4), Look("s", STRANGER, 5, 9)], [Look("a2", ANNA, 31, 35)])
    _facebank(chain, {"anna": ANNA, "bela": BELA})
    matches = _match(chain)
    found = {assignment.label: assignment for assignment in matches.assignments}
    assert set(found) == {"Anna", "Unknown 1"}
    assert found["Anna"].track_ids == ("a1", "a2")
    assert found["Anna"].person == "anna"
    assert found["Anna"].how == "facebank"
    assert found["Anna"].agreeing == found["Anna"].samples == 8
    assert found["Unknown 1"].person is None
    assert found["Unknown 1"].how == "none"
    assert matches.people == ("anna", "bela")


def test_a_score_is_said_to_be_uncalibrated_and_no_confidence_is_made_up(chain: Chain) -> None:
    _tracks(chain, [Look("a", ANNA, 0, 4)])
    _facebank(chain, {"anna": ANNA, "bela": BELA})
    (only,) = _match(chain).assignments
    assert only.confidence is None
    assert only.calibration == "uncalibrated"
    assert only.score is not None
    assert only.score < 0.2
    assert only.margin is not None
    assert only.margin > 0.3


def test_every_group_has_the_crop_of_its_best_track(chain: Chain) -> None:
    _tracks(chain, [Look("small", ANNA, 0, 4, (0, 0, 50, 60)), Look("large", ANNA, 5, 9), Look("s", STRANGER, 5, 9)])
    _facebank(chain, {"anna": ANNA})
    chain.run(IDENTITIES_STAGE)
    loaded = chain.run(MATCHES_STAGE).open(MATCHES)
    pictures = {a.label: loaded.file(a.thumbnail).read_bytes() for a in loaded.record.assignments if a.thumbnail}
    assert pictures == {"Anna": b"large", "Unknown 1": b"s"}


def test_a_video_without_segments_has_no_identities(chain: Chain) -> None:
    _tracks(chain)
    _facebank(chain, {"anna": ANNA})
    matches = _match(chain)
    assert matches.assignments == ()
    assert matches.warnings[0] == "No face was found in this video."
    assert len(chain.one(IDENTITIES).open(IDENTITIES).table("members")) == 0


def test_a_segment_without_tracks_is_no_trouble(chain: Chain) -> None:
    _tracks(chain, [], [Look("a", ANNA, 31, 35)])
    _facebank(chain, {"anna": ANNA})
    assert [assignment.label for assignment in _match(chain).assignments] == ["Anna"]


def test_only_segments_without_tracks(chain: Chain) -> None:
    _tracks(chain, [], [])
    _facebank(chain, {"anna": ANNA})
    assert _match(chain).assignments == ()


def test_a_cast_of_nobody_leaves_everybody_unknown(chain: Chain) -> None:
    _tracks(chain, [Look("a", ANNA, 0, 4), Look("b", BELA, 5, 6)])
    _facebank(chain, {})
    matches = _match(chain)
    assert [assignment.label for assignment in matches.assignments] == ["Unknown 1", "Unknown 2"]
    assert "--cast" in matches.warnings[0]


def test_warnings_say_who_was_not_found_and_what_is_wrong_with_the_photographs(chain: Chain) -> None:
    _tracks(chain, [Look("s", STRANGER, 0, 4)])
    refused = RefusedPhoto(
        kind="photo",
        person="anna",
        name="Anna",
        sha256="aa",
        file_name="party.jpg",
        code="several_faces",
        reason="3 faces",
    )
    _facebank(chain, {"anna": ANNA, "bela": BELA}, (refused,))
    nobody, photos, small = _match(chain).warnings
    assert "Nobody of the cast (Anna and Bela)" in nobody
    assert "party.jpg (Anna): 3 faces" in photos
    assert "bela.jpg (Bela)" in small


def test_somebody_not_found_is_mentioned_beside_those_who_were(chain: Chain) -> None:
    _tracks(chain, [Look("a", ANNA, 0, 4)])
    _facebank(chain, {"anna": ANNA, "bela": BELA})
    assert _match(chain).warnings[0] == "Not recognised in this video: Bela."


def test_identities_say_how_sure_their_groups_are(chain: Chain) -> None:
    _tracks(chain, [Look("a1", ANNA, 0, 4), Look("a2", ANNA, 5, 9), Look("blank", OTHER, 10, 14, has_face=False)])
    loaded = chain.run(IDENTITIES_STAGE).open(IDENTITIES)
    anna, blank = loaded.record.identities
    assert (anna.tracks, anna.seconds, anna.singleton_reason) == (2, Fraction(8), None)
    assert 0 < anna.cohesion < 0.2
    assert blank.singleton_reason is not None
    assert blank.nearest is None
    assert loaded.table("members").column("track_id").to_pylist() == ["a1", "a2", "blank"]
    assert loaded.table("centroids").column("vector").to_pylist()[1] is None
    assert loaded.record.threshold == EMBEDDER.similarity.cluster


def test_another_threshold_groups_the_same_tracks_anew(chain: Chain) -> None:
    near = np.asarray(ANNA + (BELA - ANNA) * 0.4, dtype=np.float32)
    _tracks(chain, [Look("a1", ANNA, 0, 4), Look("a2", near, 5, 9)])
    together = chain.run(IDENTITIES_STAGE).open(IDENTITIES)
    apart = chain.run(IDENTITIES_STAGE, IdentityParams(threshold=0.2)).open(IDENTITIES)
    assert len(together.record.identities) == 1
    assert len(apart.record.identities) == 2
    assert together.key != apart.key


def test_vectors_of_different_spaces_are_never_compared(chain: Chain) -> None:
    made = face_tables.record(0, 30).model_copy(update={"space": "another-model@0/1"})
    span = Span(Fraction(0), Fraction(30))
    tables = face_tables.tables([Look("a", ANNA, 0, 4)])
    chain.put_each(FACE_TRACKS, [(Item(Item.identify("segment", span), 0, span), made, tables)])
    with pytest.raises(DefectError, match="another-model"):
        chain.run(LIKENESS_STAGE)


def test_a_second_run_finds_its_result(chain: Chain) -> None:
    _tracks(chain, [Look("a", ANNA, 0, 4)])
    _facebank(chain, {"anna": ANNA})
    _match(chain)
    assert chain.run(IDENTITIES_STAGE).is_adopted
    assert chain.run(MATCHES_STAGE).is_adopted


def _seen(track: Look) -> Evidence:
    """The track as a decision would name it."""
    start, end = Fraction(track.start), Fraction(track.end)
    anchors = tuple(Anchor(at=start + (end - start) * place / 5, box=track.box) for place in range(5))
    return Evidence(artifact="a" * 64, track_id=track.track, start=start, end=end, anchors=anchors)


def _say(chain: Chain, *rulings: NameRuling) -> None:
    chain.snapshot(NAME_RULINGS, NameRulings(rulings=rulings))


def _assign(number: int, person: str | None, *tracks: Look) -> NameRuling:
    name = (person or "").title()
    return NameRuling(
        number=number, kind="assign", person=person, name=name, tracks=tuple(_seen(track) for track in tracks)
    )


def _labels(matches: Matches) -> dict[str, str]:
    return {track: assignment.label for assignment in matches.assignments for track in assignment.track_ids}


def test_a_name_that_a_person_gave_wins_over_the_facebank(chain: Chain) -> None:
    anna, other = Look("a", ANNA, 0, 4), Look("b", BELA, 5, 9)
    _tracks(chain, [anna, other])
    _facebank(chain, {"anna": ANNA, "bela": BELA})
    _say(chain, _assign(1, "cleo", anna))
    matches = _match(chain)
    assert _labels(matches) == {"a": "Cleo", "b": "Bela"}
    (said,) = [a for a in matches.assignments if a.person == "cleo"]
    assert (said.how, said.calibration, said.confidence) == ("decision", "confirmed", None)


def test_a_person_unknown_to_the_facebank_is_recognised_in_the_rest_of_the_video(chain: Chain) -> None:
    first, again = Look("a", STRANGER, 0, 4), Look("b", STRANGER, 20, 24, seed=1)
    _tracks(chain, [first, again, Look("c", ANNA, 30, 34)])
    _facebank(chain, {"anna": ANNA})
    assert _labels(_match(chain)) == {"a": "Unknown 1", "b": "Unknown 1", "c": "Anna"}
    _say(chain, _assign(1, "cleo", first))
    assert _labels(_match(chain)) == {"a": "Cleo", "b": "Cleo", "c": "Anna"}


def test_a_track_said_to_be_nobody_is_not_named_again(chain: Chain) -> None:
    one, other = Look("a", ANNA, 0, 4), Look("b", ANNA, 5, 9, seed=1)
    _tracks(chain, [one, other])
    _facebank(chain, {"anna": ANNA})
    _say(chain, _assign(1, None, one))
    assert _labels(_match(chain)) == {"a": "Unknown 1", "b": "Anna"}


def test_what_a_person_excluded_is_not_counted_and_listed(chain: Chain) -> None:
    one, other = Look("a", ANNA, 0, 4), Look("b", BELA, 5, 9)
    _tracks(chain, [one, other])
    _facebank(chain, {"anna": ANNA, "bela": BELA})
    _say(chain, NameRuling(number=1, kind="exclude", person=None, name="", tracks=(_seen(other),)))
    matches = _match(chain)
    assert _labels(matches) == {"a": "Anna"}
    assert matches.excluded == ("b",)


def test_tracks_said_to_be_one_person_share_a_name_and_tracks_said_to_be_two_do_not(chain: Chain) -> None:
    one, far = Look("a", ANNA, 0, 4), Look("b", STRANGER, 5, 9)
    _tracks(chain, [one, far])
    _facebank(chain, {"anna": ANNA})
    links = LinkRuling(number=1, kind="merge", tracks=(_seen(one), _seen(far)), others=())
    chain.snapshot(LINK_RULINGS, LinkRulings(rulings=(links,)))
    assert _labels(_match(chain)) == {"a": "Anna", "b": "Anna"}
    assert len(chain.one(IDENTITIES).open(IDENTITIES).record.identities) == 1
    apart = LinkRuling(number=2, kind="split", tracks=(_seen(one),), others=(_seen(far),))
    chain.snapshot(LINK_RULINGS, LinkRulings(rulings=(links, apart)))
    assert _labels(_match(chain)) == {"a": "Anna", "b": "Unknown 1"}


def test_a_decision_that_fits_nothing_any_more_is_noted(chain: Chain) -> None:
    _tracks(chain, [Look("a", ANNA, 0, 4)])
    _facebank(chain, {"anna": ANNA})
    _say(chain, _assign(7, "bela", Look("gone", BELA, 20, 24)))
    (note,) = _match(chain).notes
    assert (note.number, note.code) == (7, "lost")
