"""`telecine decide pairs` on real footage: an answer is not asked for again, and an undo asks again."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.program import Telecine, document_of

MEDIA = Path(__file__).resolve().parents[4] / "shared" / "media"
CLIP = MEDIA / "video" / "hamilton_10s" / "short_hamilton_clip.mp4"

pytestmark = [
    pytest.mark.models,
    pytest.mark.slow,
    pytest.mark.timeout(900),
    pytest.mark.skipif(not CLIP.is_file(), reason="the shared clips are not here"),
]


def _asked(telecine: Telecine) -> list[frozenset[str]]:
    """The tracks of the two of every pair, as one set a pair: labels change with every answer."""
    shown = {group["group"]: group["tracks"] for group in document_of(telecine, "decide", "show", CLIP)["groups"]}
    pairs = document_of(telecine, "decide", "pairs", CLIP, "--limit", 50)["pairs"]
    assert [pair["distance"] for pair in pairs] == sorted(pair["distance"] for pair in pairs)
    return [
        frozenset(track["track"] for side in pair["groups"] for group in side for track in shown[group])
        for pair in pairs
    ]


def test_what_was_answered_is_not_asked_again_until_it_is_undone(telecine: Telecine) -> None:
    document_of(telecine, "run", "faces", CLIP, "--set", "faces.identities.threshold=0.3")
    asked = _asked(telecine)
    assert len(asked) > 2

    first = document_of(telecine, "decide", "pairs", CLIP)["pairs"][0]
    document_of(telecine, "decide", "split", CLIP, first["other"], "--from", first["one"])
    after_no = _asked(telecine)
    assert asked[0] not in after_no
    assert set(after_no) <= set(asked)

    second = document_of(telecine, "decide", "pairs", CLIP)["pairs"][0]
    document_of(telecine, "decide", "merge", CLIP, second["one"], second["other"])
    assert after_no[0] not in _asked(telecine)

    document_of(telecine, "decide", "undo", CLIP)
    document_of(telecine, "decide", "undo", CLIP)
    assert _asked(telecine) == asked
