"""The default models find and follow the faces of clips whose truth was drawn by hand."""

from pathlib import Path

import pytest

from benchmarks.faces.tracking import CLIPS, Found, measure, models
from benchmarks.faces.truth import read_truth
from telecine.adapters.inference.fetching.folder import ModelFolder
from telecine.adapters.inference.manifest import Manifest
from telecine.apps.faces.params import TrackParams

pytestmark = [pytest.mark.models, pytest.mark.slow, pytest.mark.timeout(900)]

MEDIA = Path(__file__).resolve().parents[4] / "shared" / "media" / "video"


@pytest.mark.skipif(not MEDIA.is_dir(), reason="the shared clips are not beside the repository")
def test_faces_from_40_px_are_found_and_what_is_shown_is_a_face() -> None:
    ModelFolder(Manifest.load()).fetch(["centerface", "dlib-resnet"])
    found = models()
    pooled = Found()
    for clip in CLIPS:
        tracks, _ = measure(next((MEDIA / clip).glob("*.mp4")), TrackParams(), found)
        pooled.add(read_truth(MEDIA / clip), tracks)
    large = [counts for (low, _), counts in pooled.by_height.items() if low >= 40]
    right, of = (sum(column) for column in zip(*large, strict=True))
    assert of == 60
    assert right >= 0.95 * of, pooled.missed
    assert len(pooled.wrong) <= 0.05 * pooled.shown, pooled.wrong
