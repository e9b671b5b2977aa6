"""Edits of a person's appearances, read by OpenTimelineIO and its reader of CMX 3600 lists."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import opentimelineio as otio
import pytest

from telecine.apps.screentime.exports.params import EditParams
from telecine.apps.screentime.exports.stages import EDL, OTIO
from telecine.apps.screentime.logic.formats.edl import plain, reel_of
from telecine.kernel.errors import UserError
from tests.fixtures.screentime import Episode, Track, a_probe, assignment, unknown

PAL, NTSC = Fraction(25), Fraction(30_000, 1001)


def episode(rate: Fraction, *, is_variable_rate: bool = False, channels: int = 2) -> Episode:
    """Somebody with two appearances, on whole frames, and somebody without a name."""
    duration = 3000 / rate
    return Episode(
        duration=duration,
        tracks=(
            Track("z1", 25 / rate, 75 / rate),
            Track("z2", 1790 / rate, 1850 / rate),
            Track("u1", 90 / rate, 300 / rate),
        ),
        assignments=(
            assignment("Zoë Saldaña", ["z1", "z2"], person="zoe-saldana"), unknown("Unknown 1", ["u1"])
        ),
        probe=a_probe(duration, rate=rate, is_variable_rate=is_variable_rate, channels=channels),
    )  # fmt: skip


def read_edl(path: Path, rate: Fraction) -> Any:
    return otio.adapters.read_from_file(str(path), "cmx_3600", rate=float(rate))


def frames(clips: Sequence[Any], side: str) -> list[tuple[float, float]]:
    ranges = [clip.source_range if side == "source" else clip.range_in_parent() for clip in clips]
    return [(one.start_time.value, one.duration.value) for one in ranges]


@pytest.mark.parametrize("rate", [PAL, NTSC, Fraction(24_000, 1001), Fraction(60_000, 1001)])
def test_an_edit_list_holds_the_frames_of_every_appearance_one_after_the_other(tmp_path: Path, rate: Fraction) -> None:
    made = episode(rate).export(tmp_path, EDL, EditParams(media="Pilot 1.mov"))
    assert made.record.files == ("edl/01-zoe-saldana.edl",)
    read = read_edl(made.file(made.record.files[0]), rate)
    video, audio, _ = read.tracks
    assert frames(list(video), "source") == frames(list(audio), "source") == [(25, 50), (1790, 60)]
    assert frames(list(video), "record") == [(0, 50), (50, 60)]
    assert read.name == "Zoe Saldana in Pilot 1.mov"
    assert {clip.name for clip in video} == {"Pilot 1.mov"}


def test_the_list_is_written_as_the_format_wants_it(tmp_path: Path) -> None:
    made = episode(NTSC).export(tmp_path, EDL, EditParams(media="Pilot 1.mov"))
    assert made.file("edl/01-zoe-saldana.edl").read_text(encoding="utf-8").splitlines() == [
        "TITLE: Zoe Saldana in Pilot 1.mov",
        "FCM: DROP FRAME",
        "",
        "001  PILOT1   AA/V  C        00:00:00;25 00:00:02;15 01:00:00;00 01:00:01;20",
        "* FROM CLIP NAME: Pilot 1.mov",
        "* COMMENT: Zoë Saldaña",
        "002  PILOT1   AA/V  C        00:00:59;20 00:01:01;22 01:00:01;20 01:00:03;20",
        "* FROM CLIP NAME: Pilot 1.mov",
        "* COMMENT: Zoë Saldaña",
    ]


@pytest.mark.parametrize(("channels", "letters"), [(0, "V"), (1, "B"), (2, "AA/V"), (6, "AA/V")])
def test_sound_is_in_the_edit_when_the_film_has_it(tmp_path: Path, channels: int, letters: str) -> None:
    films = episode(PAL, channels=channels)
    made = films.export(tmp_path / "edl", EDL)
    assert made.file("edl/01-zoe-saldana.edl").read_text().splitlines()[3].split()[2] == letters
    timeline = otio.adapters.read_from_file(str(films.export(tmp_path, OTIO).file("otio/01-zoe-saldana.otio")))
    assert [track.kind for track in timeline.tracks] == ["Video", "Audio"][: 2 if channels else 1]


@pytest.mark.parametrize("rate", [PAL, NTSC])
def test_a_timeline_refers_to_the_film_and_has_the_seconds_of_the_report(tmp_path: Path, rate: Fraction) -> None:
    films = episode(rate)
    made = films.export(tmp_path, OTIO, EditParams(media="Das Boot #1.mov", source_start="10:00:00:00"))
    timeline = otio.adapters.read_from_file(str(made.file("otio/01-zoe-saldana.otio")))
    first = 10 * (107_892 if rate == NTSC else 90_000)
    assert timeline.name == "Zoë Saldaña in Das Boot #1.mov"
    assert timeline.global_start_time.value == first / 10
    clips = list(timeline.tracks[0])
    assert frames(clips, "source") == [(first + 25, 50), (first + 1790, 60)]
    assert {clip.source_range.start_time.rate for clip in clips} == {float(rate)}
    for clip in clips:
        assert unquote(clip.media_reference.target_url) == "Das Boot #1.mov"
        assert clip.media_reference.available_range.start_time.value == first
        assert clip.media_reference.available_range.duration.value == 3000
    report = films.report(tmp_path / "report").people[0]
    assert made.record.people[0].seconds == report.visible_s == 110 / rate
    exact = [clip.metadata["telecine"] for clip in clips]
    assert sum(Fraction(one["end"]) - Fraction(one["start"]) for one in exact) == report.visible_s
    assert [problem for problem in timeline.find_clips() if problem.visible_range() != problem.source_range] == []


def test_people_without_a_name_are_left_out_unless_they_are_asked_for(tmp_path: Path) -> None:
    made = episode(PAL).export(tmp_path, OTIO)
    assert [one.label for one in made.record.people] == ["Zoë Saldaña"]
    assert "ask for one with --person" in made.record.notes[0]
    asked = episode(PAL).export(tmp_path, OTIO, EditParams(people=("Unknown 1",)))
    assert asked.record.files == ("otio/02-unknown-1.otio",)


def test_appearances_are_joined_widened_and_left_out_as_asked(tmp_path: Path) -> None:
    films = Episode(
        Fraction(20),
        (Fraction(5),),
        tuple(
            Track(f"a{n}", Fraction(start), Fraction(end))
            for n, (start, end) in enumerate([("0", "2"), ("5", "6"), ("7", "9"), ("15", "15.2")])
        ),
        (assignment("Ana", [f"a{n}" for n in range(4)]),),
        probe=a_probe(Fraction(20), rate=PAL),
    )
    wide = EditParams(handle=Fraction(1), join=Fraction(1), shortest=Fraction(1, 2))
    clips = list(
        otio.adapters.read_from_file(str(films.export(tmp_path, OTIO, wide).file("otio/01-ana.otio"))).tracks[0]
    )
    assert frames(clips, "source") == [(0, 75), (100, 150)]


def test_a_list_has_at_most_999_events_and_goes_on_in_another(tmp_path: Path) -> None:
    tracks = tuple(Track(f"a{n}", Fraction(2 * n), Fraction(2 * n + 1)) for n in range(1001))
    films = Episode(
        Fraction(2002),
        (),
        tracks,
        (assignment("Ana", [t.track_id for t in tracks]),),
        probe=a_probe(Fraction(2002), rate=PAL),
    )
    made = films.export(tmp_path, EDL)
    assert made.record.files == ("edl/01-ana.edl", "edl/01-ana-2.edl")
    assert made.record.summary == "1,001 events of 1 person"
    first, second = (list(read_edl(made.file(name), PAL).tracks[0]) for name in made.record.files)
    assert (len(first), len(second)) == (999, 2)
    starts = [start for clips in (first, second) for start, _ in frames(clips, "source")]
    assert starts == [50 * n for n in range(1001)]
    records = [line.split()[6] for line in made.file("edl/01-ana-2.edl").read_text().splitlines() if line[:3].isdigit()]
    assert records == ["01:16:39:00", "01:16:40:00"]


@pytest.mark.parametrize(
    ("rate", "is_variable_rate", "said"), [("137/5", True, "varies"), ("15", False, "15 frames a second is no rate")]
)
def test_a_rate_that_editing_programs_do_not_have_is_rounded_and_said(
    tmp_path: Path, rate: str, is_variable_rate: bool, said: str
) -> None:
    made = episode(Fraction(rate), is_variable_rate=is_variable_rate).export(tmp_path, EDL)
    assert said in made.record.notes[-1]
    assert "30 frames a second" in made.record.notes[-1]
    ((start, length), *_) = frames(
        list(read_edl(made.file("edl/01-zoe-saldana.edl"), Fraction(30)).tracks[0]), "source"
    )
    assert start == round(25 / Fraction(rate) * 30)
    assert start + length == round(75 / Fraction(rate) * 30)


def test_a_timecode_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="source_start: '1h' is no timecode"):
        episode(PAL).export(tmp_path, EDL, EditParams(source_start="1h"))


@pytest.mark.parametrize(
    ("media", "reel"),
    [
        ("episode.mp4", "EPISODE"),
        ("s01e02 - Pilot.mov", "S01E02PI"),
        ("東京.mp4", "AX"),
        ("", "AX"),
        ("Été 1.mov", "ETE1"),
    ],
)
def test_a_reel_has_at_most_eight_capitals_and_digits(media: str, reel: str) -> None:
    assert reel_of(media) == reel
    assert plain(reel) == reel


def test_two_people_whose_names_have_no_latin_letter_get_files_of_their_own(tmp_path: Path) -> None:
    tracks = (Track("a", Fraction(0), Fraction(2)), Track("b", Fraction(3), Fraction(4)))
    named = (assignment("王小明", ["a"], person="p-1"), assignment("김연아", ["b"], person="p-2"))
    made = Episode(Fraction(9), (), tracks, named, probe=a_probe(Fraction(9), rate=PAL)).export(tmp_path, EDL)
    assert made.record.files == ("edl/01-p-1.edl", "edl/02-p-2.edl")
    text = made.file("edl/01-p-1.edl").read_text(encoding="utf-8")
    assert text.startswith("TITLE: Person 1\n")
    assert "* COMMENT: 王小明" in text
    assert all(before != after for before, after in pairwise(made.record.files))
