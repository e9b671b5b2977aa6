"""Names under which exports are handed out."""

from __future__ import annotations

from fractions import Fraction

import pytest

from telecine.records.exports import EdlEdits, ExportedPerson, MotBoxes, NamesTrack, PersonClips
from telecine.services.delivery.outputs import name_of

OWN = ExportedPerson(person="ada", label="Ada", count=1, seconds=Fraction(1), files=("edl/01-ada.edl",))
EDL = EdlEdits(summary="", files=OWN.files, people=(OWN,), notes=())
NAMES = NamesTrack(summary="", files=("names.vtt",), people=(), notes=())
MOT = MotBoxes(summary="", files=("mot/tracks.txt", "mot/people.csv"), people=(), notes=())
CLIP = OWN.model_copy(update={"files": ("clips/01-ada-001.mp4",)})
CLIPS = PersonClips(summary="", files=(*CLIP.files, "clips/clips.csv"), people=(CLIP,), notes=())


def test_what_is_about_everybody_keeps_its_name() -> None:
    assert [name_of(name, each, ()) for each in (NAMES, MOT, CLIPS) for name in each.files] == [
        *NAMES.files, *MOT.files, *CLIPS.files
    ]  # fmt: skip


def test_what_is_about_some_people_lies_beside_it() -> None:
    who = ("Ada", "Zoë Saldaña")
    assert name_of("names.vtt", NAMES, who) == "names-ada+zoe-saldana.vtt"
    assert name_of("mot/tracks.txt", MOT, who) == "mot-ada+zoe-saldana/tracks.txt"
    assert [name_of(name, CLIPS, ("Ada",)) for name in CLIPS.files] == [
        "clips-ada/01-ada-001.mp4",
        "clips-ada/clips.csv",
    ]


def test_a_file_about_one_person_has_a_name_of_its_own_already() -> None:
    assert name_of("edl/01-ada.edl", EDL, ("Ada",)) == "edl/01-ada.edl"


@pytest.mark.parametrize("name", ["阿达", "../..", "a/b"])
def test_no_name_leads_out_of_the_folder(name: str) -> None:
    handed_out = name_of("names.vtt", NAMES, (name,))
    assert "/" not in handed_out
    assert handed_out != "names-.vtt"


def test_many_people_do_not_make_a_name_too_long_for_a_file() -> None:
    crowd = tuple(f"Somebody Number {number}" for number in range(100))
    names = {name_of("names.vtt", NAMES, who) for who in (crowd, crowd[1:])}
    assert len(names) == 2
    assert all(len(name) < 100 for name in names)
