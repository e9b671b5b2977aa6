"""`telecine export`: what is known already, in other forms, and never analysed twice."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.e2e.program import Telecine

pytestmark = pytest.mark.models


def test_an_export_uses_the_results_of_the_run_before_and_is_kept_itself(
    telecine: Telecine, tiny_video: Path, tmp_path: Path
) -> None:
    telecine("run", "faces", tiny_video, "--set", "faces.identities.threshold=0.4")
    first = json.loads(telecine("export", tiny_video, "--format", "vtt", "--json").out)
    assert [stage for stage, made in first["stages"].items() if made["cached"] < made["results"]] == ["screentime.vtt"]
    file = tmp_path / "telecine-out" / "tiny film" / "exports" / "names.vtt"
    assert first["files"] == {"names.vtt": str(file)}
    assert file.read_text().startswith("WEBVTT")

    second = telecine("export", tiny_video, "-f", "vtt", "--out", "elsewhere")
    assert (second.code, second.err) == (0, "")
    assert "0 cues of 0 people" in second.out
    assert "Nobody is on screen in this film." in second.out
    assert f"{first['results']} results, {first['results']} of them cached" in second.out
    assert (tmp_path / "elsewhere" / "names.vtt").read_bytes() == file.read_bytes()

    nobody = telecine("export", tiny_video, "--format", "vtt", "--person", "Ada")
    assert (nobody.code, nobody.out) == (3, "")
    assert "Nobody in this film is called 'Ada'" in nobody.err
    assert "Traceback" not in nobody.err


def test_a_video_that_was_not_analysed_yet_is_analysed_first(telecine: Telecine, tiny_video: Path) -> None:
    made = json.loads(telecine("export", tiny_video, "--format", "vtt", "--json").out)
    assert (made["state"], made["cached"]) == ("succeeded", 0)
    again = json.loads(telecine("run", "faces", tiny_video, "--json").out)
    fresh = {stage for stage, figures in again["stages"].items() if figures["cached"] < figures["results"]}
    assert fresh == {"media.preview"}
