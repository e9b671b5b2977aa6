"""`telecine explain` on real footage: reasons that hold, and settings that do what it says."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

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


@pytest.fixture
def cast(tmp_path: Path) -> Path:
    folder = tmp_path / "cast"
    folder.mkdir()
    for name in ("alex-lacamoire", "lin-manuel-miranda"):
        shutil.copy(PHOTOGRAPHS / f"{name}.png", folder / f"{name}.png")
    return folder


def _missed(face: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {c["name"]: c for step in face["steps"] for c in step["checks"] if not c["is_met"]}


def test_every_face_has_its_story_and_a_proposed_setting_does_what_it_says(telecine: Telecine, cast: Path) -> None:
    document_of(telecine, "run", "faces", CLIP, "--cast", cast)
    told = document_of(telecine, "explain", CLIP, "--at", "5.5")
    (face,) = told["faces"]
    assert (face["label"], face["counts"]) == ("lin-manuel-miranda", "clear")
    assert [step["stage"] for step in face["steps"]] == [
        *("detector", "track", "samples", "identity", "name", "count", "clarity")
    ]

    crowd = document_of(telecine, "explain", CLIP, "--at", "2")["faces"]
    assert {face["counts"] for face in crowd} >= {"visible", "left_out"}
    left_out = next(face for face in crowd if face["counts"] == "left_out")
    assert left_out["steps"][-1]["outcome"] == "not_a_face"

    # The one nearest to the limit: a looser limit lets others in, who then have as good a right to the name.
    far = min((face for face in crowd if "distance_to_photographs" in _missed(face)), key=_needs)
    needs = _missed(far)["distance_to_photographs"]["needs"]
    document_of(telecine, "run", "faces", CLIP, "--cast", cast, "--set", f"faces.matches.photos={needs}")
    again = {face["track"]: face for face in document_of(telecine, "explain", CLIP, "--at", "2")["faces"]}
    assert again[far["track"]]["person"] == "alex-lacamoire", "nearest, and now near enough"


def _needs(face: dict[str, Any]) -> float:
    return float(_missed(face)["distance_to_photographs"]["needs"] or "inf")


def test_a_second_look_tells_of_faces_that_were_not_followed(telecine: Telecine, cast: Path) -> None:
    document_of(telecine, "run", "faces", CLIP, "--cast", cast)
    stored = document_of(telecine, "explain", CLIP, "--at", "2")["faces"]
    looked = document_of(telecine, "explain", CLIP, "--at", "2", "--look")["faces"]
    assert [face for face in looked if face["track"]] == stored, "what was followed is followed the same again"
    added = [face for face in looked if face["track"] is None]
    assert added
    outcomes = {face["steps"][1]["outcome"] for face in added}
    assert outcomes <= {"too_weak", "seen_once", "low_score", "landmarks", "not_looked_for"}
    assert all(face["steps"][0]["text"].startswith("Seen") for face in added)


def test_an_instant_outside_the_film_is_refused(telecine: Telecine, cast: Path) -> None:
    document_of(telecine, "run", "faces", CLIP, "--cast", cast)
    ended = telecine("explain", CLIP, "--at", "1:00:00", patience_s=60)
    assert ended.code == 3
    assert "the film is 9.2 s long and ends before that" in ended.err


def test_the_end_of_the_film_as_it_is_shown_means_its_last_frame(telecine: Telecine, cast: Path) -> None:
    document_of(telecine, "run", "faces", CLIP, "--cast", cast)
    (film,) = document_of(telecine, "videos", "list")["videos"]
    told = document_of(telecine, "explain", CLIP, "--at", f"{film['duration_s']:.1f}")
    assert any(face["track"] for face in told["faces"])
