"""The stage `faces.likeness`, and who rests on it."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np

from telecine.adapters.artifacts.local import LocalArtifacts
from telecine.apps.faces.likeness import load_tracks, read_likeness
from telecine.apps.faces.logic.grouping.likeness import compare_tracks
from telecine.apps.faces.logic.trackset import TrackSet
from telecine.apps.faces.stages import IDENTITIES_STAGE, LIKENESS_STAGE, MATCHES_STAGE
from telecine.apps.screentime.stages import REPORT
from telecine.kernel.spans import Span
from telecine.records.catalog import FACE_TRACKS, LIKENESS
from telecine.records.items import Item
from tests.fixtures import face_tables
from tests.fixtures.face_tables import SIMILARITY, Look, PointModels, strangers, wearing
from tests.fixtures.stage_harness import Chain

ANNA, BELA = strangers(2)
FRAME = Fraction(1001, 30_000)


def _chain(folder: Path, *segments: list[Look]) -> Chain:
    chain = Chain(LocalArtifacts(folder), models=PointModels())
    made = []
    for index, looks in enumerate(segments):
        span = Span(Fraction(30 * index), Fraction(30 * index + 30))
        record = face_tables.record(span.start, span.end, rejected={"too small": 2})
        made.append((Item(Item.identify("segment", span), index, span), record, face_tables.tables(looks)))
    chain.put_each(FACE_TRACKS, made)
    chain.run(LIKENESS_STAGE)
    return chain


def _film() -> list[list[Look]]:
    """People in their clothes, some at once, some cut by a seam, one without a face."""
    first = [Look(f"a{n}", ANNA if n % 2 else BELA, 4 * n, 4 * n + 5, clothes=wearing(n % 2)) for n in range(6)]
    right = (300.0, 100.0, 380.0, 200.0)
    second = [
        Look("b0", ANNA, 30, 32 + FRAME, right, ends_at_seam=True),
        Look("b1", ANNA, 32 + FRAME, 40, right, begins_at_seam=True),
        Look("b2", BELA, 31, 43, has_face=False),
    ]
    return [first, second]


def test_tracks_and_their_likeness_are_read_as_they_were_written(tmp_path: Path) -> None:
    chain = _chain(tmp_path, *_film())
    parts = [ran.open(FACE_TRACKS) for ran in chain.all(FACE_TRACKS)]
    meant = load_tracks(parts)
    tracks, likeness = read_likeness(chain.one(LIKENESS).open(LIKENESS))
    for name in TrackSet.__dataclass_fields__:
        if name != "sources":
            assert np.array_equal(getattr(tracks, name), getattr(meant, name)), name
    assert tracks.sources == (parts[0].key,) * 6 + (parts[1].key,) * 3
    wanted = compare_tracks(meant, SIMILARITY, scene=60)
    assert np.array_equal(likeness.faces, wanted.faces)
    assert len(likeness.clothes.told) > 0
    for name in ("one", "other", "told"):
        assert np.array_equal(getattr(likeness.clothes, name), getattr(wanted.clothes, name)), name
    assert likeness.together.tolist() == wanted.together.tolist() != []
    assert likeness.seams.tolist() == wanted.seams.tolist() == [[6, 7]]


def test_what_the_segments_counted_is_added_up(tmp_path: Path) -> None:
    record = _chain(tmp_path, *_film()).one(LIKENESS).open(LIKENESS).record
    assert (record.segments, record.seconds, record.detections) == (2, Fraction(60), 200)
    assert record.rejected == {"too small": 4}


def test_a_video_without_segments_has_no_tracks(tmp_path: Path) -> None:
    tracks, likeness = read_likeness(_chain(tmp_path).one(LIKENESS).open(LIKENESS))
    assert len(tracks) == len(likeness.faces) == len(likeness.together) == 0


def test_what_a_correction_makes_anew_reads_no_tracks_and_what_compares_them_reads_no_correction() -> None:
    assert [artifact.name for artifact in LIKENESS_STAGE.consumes] == ["faces.tracks"]
    for stage in (IDENTITIES_STAGE, MATCHES_STAGE, REPORT):
        assert FACE_TRACKS not in stage.consumes, stage.id
