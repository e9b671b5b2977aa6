"""`telecine decide pairs` on real footage: an answer is not asked for again, and an undo asks again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.program import Telecine

MEDIA = Path(__file__).resolve().parents[4] / "shared" / "media"
CLIP = MEDIA / "video" / "hamilton_10s" / "short_hamilton_clip.mp4"

pytestmark = [
    pytest.mark.models,
    pytest.mark.slow,
    pytest.mark.timeout(900),
    pytest.mark.skipif(not CLIP.is_file(), reason="the shared clips are not here"),
]


def _json(telecine: Telecine, *words: object) -> dict[str, Any]:
    ended = telecine(*words, "--json", patience_s=600)
    assert ended.code == 0, ended.err
    document: dict[str, Any] = json.loads(ended.out)
    return document


def _asked(telecine: Telecine) -> list[frozenset[str]]:
    """The tracks of the two of every pair, as one set a pair: labels change with every answer."""
    shown = {group["group"]: group["tracks"] for group in _json(telecine, "decide", "show", CLIP)["groups"]}
    pairs = _json(telecine, "decide", "pairs", CLIP, "--limit", 50)["pairs"]
    assert [pair["distance"] for pair in pairs] == sorted(pair["distance"] for pair in pairs)
    return [
        frozenset(track["track"] for side in pair["groups"] for group in side for track in shown[group])
        for pair in pairs
    ]


def test_what_was_answered_is_not_asked_again_until_it_is_undone(telecine: Telecine) -> None:
    _json(telecine, "run", "faces", CLIP, "--set", "faces.identities.threshold=0.3")
    asked = _asked(telecine)
    assert len(asked) > 2

    first = _json(telecine, "decide", "pairs", CLIP)["pairs"][0]
    _json(telecine, "decide", "split", CLIP, first["other"], "--from", first["one"])
    after_no = _asked(telecine)
    assert asked[0] not in after_no
    assert set(after_no) <= set(asked)

    second = _json(telecine, "decide", "pairs", CLIP)["pairs"][0]
    _json(telecine, "decide", "merge", CLIP, second["one"], second["other"])
    assert after_no[0] not in _asked(telecine)

    _json(telecine, "decide", "undo", CLIP)
    _json(telecine, "decide", "undo", CLIP)
    assert _asked(telecine) == asked
