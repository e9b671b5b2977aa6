"""Confirmed in one film, recognised in another: two films with the same people, and what is left when one is forgotten."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.faces.truth import TrueBox
from benchmarks.people.teaching import FILMS, Lab
from telecine.adapters.inference.fetching.folder import ModelFolder
from telecine.adapters.inference.manifest import Manifest
from telecine.bootstrap import open_workspace

MEDIA = Path(__file__).resolve().parents[3] / "shared" / "media"

pytestmark = [
    pytest.mark.models,
    pytest.mark.slow,
    pytest.mark.timeout(900),
    pytest.mark.skipif(not MEDIA.is_dir(), reason="the shared clips are not beside the repository"),
]


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Lab:
    """Both films analysed in a home that knows nobody; everybody in the first is confirmed, and taught."""
    ModelFolder(Manifest.load()).fetch(["centerface", "dlib-resnet"])
    made = Lab.of(FILMS["bbt"], MEDIA, tmp_path_factory.mktemp("lab"))
    made.run(made.first)
    made.run(made.second)
    assert made.named().right == 0, "nobody can be named before"
    tracks = made.confirm()
    made.teach([track for own in tracks.values() for track in own])
    made.run(made.second)
    return made


def test_people_confirmed_in_one_film_are_recognised_in_another(lab: Lab) -> None:
    named = lab.named()
    assert named.wrong == []
    assert named.right >= 2
    assert named.seconds["right"] > 0.75 * (named.seconds["right"] + named.seconds["unknown"])
    with lab.open() as workspace:
        states = [one.state for _, seeds in workspace.people.all() for one in workspace.seeding.states(seeds)]
        assert len(states) >= 10
        assert set(states) <= {"used", "unlike the others"}


def test_taking_the_corrections_back_takes_the_names_back(lab: Lab) -> None:
    before = lab.named()
    with lab.open() as workspace:
        film = lab.view(workspace, lab.first).video.id
        count = len(workspace.journals.entries(film))
        for _ in range(count):
            workspace.journals.undo(film, author="test")
    lab.run(lab.second)
    assert lab.named().right == 0
    with lab.open() as workspace:
        for _ in range(count):
            workspace.journals.redo(film, author="test")
    lab.run(lab.second)
    assert lab.named() == before


def test_who_is_forgotten_is_nowhere_in_the_home_and_recognised_no_more(lab: Lab) -> None:
    with lab.open() as workspace:
        person, seeds = workspace.people.find("howard")
        faces = [(workspace.home.seeds / seed.sha256).read_bytes() for seed in seeds]
        home = workspace.home.root
    assert faces
    lab.type("people", "forget", "howard", "--yes")
    # What was copied out of the store is the reader's, wherever it lies.
    files = [path for path in home.rglob("*") if path.is_file() and home / "out" not in path.parents]
    assert [path.name for path in files if person.id.encode() in path.read_bytes().lower()] == []
    assert [path.name for path in files if any(face in path.read_bytes() for face in faces)] == []
    lab.run(lab.second)
    after = lab.named()
    assert after.wrong == []
    assert after.unknown >= 1
    lab.run(lab.first)
    with lab.open() as workspace:
        view = lab.view(workspace, lab.first)
        assert "howard" not in {group.person for group in view.matches.assignments}
        his = {track for track, name in lab.truly(view, lab.first).items() if name == "howard"}
        again = next(group.label for group in view.matches.assignments if his & set(group.track_ids))
    lab.type("decide", "assign", lab.first, again, "--to", "Somebody New", "--teach", "--out", home / "out")
    with lab.open() as workspace:
        taught = workspace.people.find("Somebody New")[1]
        assert taught
        assert {seed.kind for seed in taught} == {"crop"}


def test_in_the_sample_episode_only_who_was_confirmed_is_named(tmp_path: Path) -> None:
    with open_workspace(home=tmp_path / "home") as workspace:
        sample = workspace.sample_episode(on_fetch=lambda *_: None, on_frames=lambda *_: None)
    boxes = [
        TrueBox(float(box.at), (box.x1, box.y1, box.x2, box.y2), person.person.replace("-", "_"), "clear", True)
        for person in sample.read_truth().people
        for track in person.tracks
        for box in track.boxes[::12]
    ]
    sample_lab = Lab(tmp_path, sample.video, boxes, (("0", "34"),), (("34", "67.4"),))
    sample_lab.run(sample_lab.first)
    sample_lab.run(sample_lab.second)
    assert sample_lab.named().right == 0
    (tracks,) = sample_lab.confirm(["barack obama"]).values()
    sample_lab.teach(tracks)
    sample_lab.run(sample_lab.second)
    named = sample_lab.named()
    assert named.wrong == []
    assert named.right >= 1
    assert named.unknown >= 1, "people who were not confirmed stay unknown"
