"""Totals, what two runs differ in, and episodes, on real footage: a correction shows at once, and so does its undo."""

from __future__ import annotations

import csv
import io
import shutil
from pathlib import Path

import pytest

from tests.e2e.program import Telecine, document_of

MEDIA = Path(__file__).resolve().parents[4] / "shared" / "media"
CLIP = MEDIA / "video" / "hamilton_10s" / "short_hamilton_clip.mp4"
PHOTOGRAPHS = MEDIA / "faces" / "hamilton"

pytestmark = [
    pytest.mark.models,
    pytest.mark.slow,
    pytest.mark.timeout(900),
    pytest.mark.skipif(not CLIP.is_file(), reason="the shared clips are not here"),
]


def _seconds(telecine: Telecine) -> dict[str, str]:
    (group,) = document_of(telecine, "totals", "--all")["groups"]
    return {person["name"]: person["visible_exact"] for person in group["people"]}


def test_totals_follow_a_correction_and_its_undo_and_the_runs_can_be_compared(
    telecine: Telecine, tmp_path: Path
) -> None:
    cast = tmp_path / "cast"
    cast.mkdir()
    shutil.copy(PHOTOGRAPHS / "lin-manuel-miranda.png", cast / "Lin.png")
    run = document_of(telecine, "run", "faces", CLIP, "--cast", cast)
    first = _seconds(telecine)
    assert list(first) == ["Lin"]
    told = {person["label"]: person["visible_exact"] for person in run["people"] if "visible_exact" in person}
    assert told.get("Lin", first["Lin"]) == first["Lin"]

    document_of(telecine, "decide", "assign", CLIP, "Unknown 1", "--to", "Zoë")
    assert set(_seconds(telecine)) == {"Lin", "Zoë"}
    changed = document_of(telecine, "compare", CLIP)
    new = [one for one in changed["people"] if one["state"] == "new"]
    assert [(one["label"], one["was"]) for one in new] == [("Zoë", ["Unknown 1"])]
    assert [one["name"] for one in changed["settings"]] == ["corrections of names"]

    document_of(telecine, "decide", "undo", CLIP)
    assert _seconds(telecine) == first, "every result was there, and the totals are those of the undo"

    assert document_of(telecine, "videos", "set", CLIP, "--show", "Hamilton", "--season", 1, "--episode", 2)["video"][
        "ep_id"
    ]
    ended = telecine("totals", "--show", "hamilton", "--by", "season", "--together", "--csv", patience_s=60)
    (row,) = csv.DictReader(io.StringIO(ended.out, newline=""))
    assert (row["show"], row["season"], row["name"], row["videos"]) == ("hamilton", "1", "Lin", "1")
