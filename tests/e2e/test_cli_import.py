"""`telecine import`: videos are taken in, and what is none is named with the reason."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.e2e.program import Program
from tests.fixtures.serving.web import Web, giving


def test_files_folders_and_the_web_are_taken_in(
    program: Program, tiny_video: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TELECINE_SOURCES__URL_OPEN_NETWORKS", "127.0.0.1/32")
    folder = program.folder / "films"
    folder.mkdir()
    (folder / "one.mp4").write_bytes(tiny_video.read_bytes())
    (folder / "broken.mov").write_text("no film")
    web = Web()
    web.answers["/two.mp4"] = giving(tiny_video.read_bytes())
    said = program.run("import", "films", web.url("/two.mp4"), "--app", "words", "--json")
    web.close()
    document = json.loads(said.out)
    assert said.code == 3
    assert [Path(refused["source"]).name for refused in document["refused"]] == ["broken.mov"]
    # The same bytes are one video and, with the same application, one job.
    assert {video["id"] for video in document["videos"]} == {document["videos"][0]["id"]}
    assert len({video["job"] for video in document["videos"]}) == 1
    shown = json.loads(program.run("jobs", "list", "--json").out)
    assert [job["state"] for job in shown["jobs"]] == ["queued"]


def test_nothing_to_take_in_is_told(program: Program) -> None:
    (program.folder / "empty").mkdir()
    said = program.run("import", "empty")
    assert (said.code, "--recursive" in said.err) == (3, True)
    inside = program.run("import", "http://127.0.0.1:8000/film.mp4")
    assert inside.code == 3
    assert "private network or this machine" in inside.out + inside.err
