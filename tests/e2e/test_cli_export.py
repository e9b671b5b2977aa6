"""`telecine export`: what is known already, in other forms, and never analysed twice."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import opentimelineio as otio
import pytest
import webvtt

from telecine.adapters.video import PyAvReader
from telecine.apps import APPLICATIONS
from telecine.engine.registry import Registry
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

    jobs = telecine("jobs", "list", "--json").out
    for options in ([], ["--set", "faces.identities.threshold=0.5"]):
        nobody = telecine("export", tiny_video, "--format", "vtt", "--person", "Ada", *options)
        assert (nobody.code, nobody.out) == (3, "")
        assert "Nobody in this film is called 'Ada'" in nobody.err
    assert telecine("jobs", "list", "--json").out == jobs, "no job was made to find that out"


def test_before_the_first_run_only_those_with_pictures_can_be_asked_for(
    telecine: Telecine, tiny_video: Path, tmp_path: Path
) -> None:
    cast = tmp_path / "cast"
    cast.mkdir()
    (cast / "Grace Hopper.jpg").write_bytes(b"not looked at")
    said = telecine("export", tiny_video, "--format", "vtt", "--cast", cast, "--person", "Grace Hoper")
    assert (said.code, said.out) == (3, "")
    assert "Did you mean 'Grace Hopper'? There are pictures of: Grace Hopper." in said.err
    assert json.loads(telecine("jobs", "list", "--json").out)["jobs"] == []


def test_a_video_that_was_not_analysed_yet_is_analysed_first(telecine: Telecine, tiny_video: Path) -> None:
    made = json.loads(telecine("export", tiny_video, "--format", "vtt", "--json").out)
    assert (made["state"], made["cached"]) == ("succeeded", 0)
    again = json.loads(telecine("run", "faces", tiny_video, "--json").out)
    fresh = {stage for stage, figures in again["stages"].items() if figures["cached"] < figures["results"]}
    assert fresh == {"media.preview"}


def test_every_format_is_made_at_once_and_found_again(telecine: Telecine, tiny_video: Path, tmp_path: Path) -> None:
    formats = ",".join(Registry(APPLICATIONS).application("screentime").exports)
    first = telecine("export", tiny_video, "--format", formats, "--interval", "1")
    assert (first.code, first.err) == (0, "")
    folder = tmp_path / "telecine-out" / "tiny film" / "exports"
    made = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert made == {
        "names.vtt", "on-screen.csv", "on-screen.json", "boxes.coco.json", "mot/tracks.txt", "mot/seqinfo.ini",
        "mot/people.csv", "clips/clips.csv", "overlay.mp4", "report.pdf",
    }  # fmt: skip
    assert len((folder / "on-screen.csv").read_text().splitlines()) == 5
    assert PyAvReader(folder / "overlay.mp4").instants() == PyAvReader(tiny_video).instants()

    again = json.loads(telecine("export", tiny_video, "--format", formats, "--interval", "1", "--json").out)
    assert again["cached"] == again["results"]
    assert set(again["exports"]) == set(formats.split(","))
    retried = telecine("jobs", "follow", again["job"], "--json")
    assert set(json.loads(retried.out)["files"]) == made


def test_photographs_that_are_gone_matter_only_when_they_have_to_be_read(
    telecine: Telecine, tiny_video: Path, tmp_path: Path
) -> None:
    telecine("run", "faces", tiny_video)
    records = [path for path in tmp_path.rglob("record.json") if '"faces.photos/' in path.read_text()]
    assert records
    for record in records:
        shutil.rmtree(record.parents[1])
    assert telecine("export", tiny_video, "--format", "vtt").code == 0
    ended = telecine("export", tiny_video, "--format", "vtt", "--set", "faces.facebank.detector_score=0.6")
    assert (ended.code, ended.out) == (3, "")
    assert "Run it again, or say with --cast whom to name." in ended.err


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_the_exports_of_the_sample_agree_with_its_report(telecine: Telecine, tmp_path: Path) -> None:
    demo = json.loads(telecine("demo", "--json", patience_s=600).out)
    report = next(row for row in demo["runs"][0]["people"] if row["label"] == "Barack Obama")
    (film,) = (tmp_path / "home" / "sample").rglob("*.mp4")
    made = telecine(
        "export", film, "--format", "vtt,otio,clips,overlay,mot,timeline", "--person", "barack obama", "--json",
        patience_s=600,
    )  # fmt: skip
    document = json.loads(made.out)
    assert {stage for stage, of in document["stages"].items() if of["cached"] < of["results"]} == {
        f"screentime.{name}" for name in ("vtt", "otio", "clips", "overlay", "mot", "timeline")
    }
    files = {name: Path(path) for name, path in document["files"].items()}

    cues = webvtt.read(str(files["names-barack-obama.vtt"])).captions
    assert {cue.text for cue in cues} == {"Barack Obama"}
    shown = sum(_seconds(cue.end) - _seconds(cue.start) for cue in cues)
    assert shown == pytest.approx(report["visible_s"] + report["bridged_s"], abs=0.001 * len(cues))

    timeline = otio.adapters.read_from_file(str(files["otio/01-barack-obama.otio"]))
    edited = sum(clip.duration().to_seconds() for clip in timeline.tracks[0])
    assert edited == pytest.approx(shown, abs=0.01)
    assert len(timeline.tracks[0]) == report["appearances"]

    source = PyAvReader(film).instants()
    assert PyAvReader(files["overlay-barack-obama.mp4"]).instants() == source
    rows = np.loadtxt(files["mot-barack-obama/tracks.txt"], delimiter=",", ndmin=2)
    assert len(set(rows[:, 0])) / 25 == pytest.approx(report["visible_s"], abs=0.001)
    clips = [PyAvReader(path).instants() for name, path in files.items() if name.endswith("-boxes.mp4")]
    assert all(len(instants) <= 30 * 25 for instants in clips)
    assert sum(map(len, clips)) == sum(
        clip.duration().value for clip in timeline.tracks[0] if clip.duration().value >= 25
    )


def _seconds(timestamp: str) -> float:
    hours, minutes, seconds = timestamp.split(":")
    return int(hours) * 3600 + int(minutes) * 60 + float(seconds)
