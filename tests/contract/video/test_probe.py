"""What `VideoReader.probe` says of good files, and how it refuses bad ones."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from telecine.adapters.video import PyAvReader
from telecine.kernel.errors import BadMedia, NotFound
from tests.fixtures.bad_videos import BAD, cut_short, damaged
from tests.fixtures.videos import SPECS, make_video, number_of, video


@pytest.mark.parametrize("name", sorted(SPECS))
def test_a_probe_tells_size_rate_and_length(name: str) -> None:
    spec = SPECS[name]
    found = PyAvReader(video(name)).probe()
    width, height = spec.size
    width = round(width * (spec.aspect or 1))
    assert (found.video.width, found.video.height) == (
        (height, width) if spec.rotation in {90, 270} else (width, height)
    )
    assert found.video.rotation == spec.rotation
    assert found.video.is_variable_rate == (name == "variable-rate")
    if name != "variable-rate":
        assert found.video.frame_rate == spec.rate
        assert abs(found.duration - len(spec.stamps) / spec.rate) <= 1 / spec.rate
    assert found.audio == ()
    assert found.size_bytes == video(name).stat().st_size


def test_the_origin_is_where_the_first_picture_stands_in_its_container() -> None:
    assert PyAvReader(video("late-start")).probe().origin == Fraction(10_240, 12_800)
    assert PyAvReader(video("plain-25")).probe().origin == 0


@pytest.mark.parametrize(
    ("name", "depth"), [("plain-25", 8), ("ten-bit", 10), ("twelve-bit-hevc", 12), ("full-range-422", 8), ("grey", 8)]
)
def test_the_depth_of_pixels_is_known(name: str, depth: int) -> None:
    assert PyAvReader(video(name)).probe().video.bit_depth == depth


def test_what_a_person_should_know_is_a_warning() -> None:
    assert any("rate varies" in w for w in PyAvReader(video("variable-rate")).probe().warnings)
    assert any("no stamps" in w for w in PyAvReader(video("bare-h264")).probe().warnings)
    assert PyAvReader(video("plain-25")).probe().warnings == ()


@pytest.mark.parametrize(("transfer", "name"), [(16, "smpte2084"), (18, "arib-std-b67")])
def test_high_dynamic_range_is_a_warning(transfer: int, name: str, tmp_path: Path) -> None:
    path = tmp_path / "hdr.mp4"
    make_video(path, replace(SPECS["ten-bit"], transfer=transfer))
    found = PyAvReader(path).probe()
    assert found.video.colour_transfer == name
    assert any("HDR" in warning for warning in found.warnings)


def test_interlaced_video_is_a_warning(tmp_path: Path) -> None:
    path = tmp_path / "interlaced.mp4"
    make_video(path, replace(SPECS["plain-25"], options={"x264-params": "interlaced=1"}))
    found = PyAvReader(path).probe()
    assert found.video.is_interlaced
    assert any("interlaced" in warning for warning in found.warnings)


@pytest.mark.parametrize("suffix", ["mp4", "mkv"])
def test_a_rate_that_changes_later_is_seen(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"screen.{suffix}"
    stamps = (*range(0, 14_000, 40), *range(14_000, 30_000, 50))
    spec = replace(SPECS["plain-25"], suffix=suffix, time_base=Fraction(1, 1000), stamps=stamps, size=(64, 48))
    make_video(path, spec)
    found = PyAvReader(path).probe()
    assert found.video.is_variable_rate
    assert abs(found.duration - 30) <= Fraction(1, 20)


@pytest.mark.parametrize("what", sorted(BAD))
def test_what_is_no_video_is_refused_with_the_reason(what: str, tmp_path: Path) -> None:
    make, words = BAD[what]
    path = make(tmp_path)
    with pytest.raises(BadMedia) as caught:
        PyAvReader(path).probe()
    assert words in str(caught.value)
    assert path.name in str(caught.value)
    assert str(tmp_path) not in str(caught.value.details)


def test_a_file_that_is_not_there_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match=r"nowhere\.mp4"):
        PyAvReader(tmp_path / "nowhere.mp4").probe()


def test_a_file_that_may_not_be_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "secret.mp4"
    path.write_bytes(video("plain-25").read_bytes())
    monkeypatch.setattr("os.access", lambda *_: False)
    with pytest.raises(BadMedia, match="permission"):
        PyAvReader(path).probe()


def test_a_name_that_looks_like_an_address_is_a_file(tmp_path: Path) -> None:
    path = tmp_path / "http:film.mp4"
    path.write_bytes(video("plain-25").read_bytes())
    assert PyAvReader(path).probe().video.frames == 75


@pytest.mark.parametrize("name", ["Großer Abend Folge 2.mp4", "試験 映像.mp4", "a 'b' \"c\" %d [1].mp4", "🎬.mp4"])
def test_any_name_of_a_file_can_be_read(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(video("plain-25").read_bytes())
    reader = PyAvReader(path)
    assert reader.probe().video.frames == 75
    assert [number_of(frame) for frame in reader.frames()] == list(range(75))


def test_damaged_packets_are_skipped_and_counted(tmp_path: Path) -> None:
    reader = PyAvReader(damaged(tmp_path / "damaged.mp4"))
    frames = [(frame.at, number_of(frame)) for frame in reader.frames()]
    assert 25 < len(frames) < 75
    assert reader.damaged > 0
    assert [number for _, number in frames[:25]] == list(range(25))
    assert [at for at, _ in frames] == sorted({at for at, _ in frames})


def test_a_copy_without_its_end_gives_what_is_there_and_says_so(tmp_path: Path) -> None:
    reader = PyAvReader(cut_short(tmp_path / "short.mp4"))
    assert any("incomplete" in warning for warning in reader.probe().warnings)
    numbers = [number_of(frame) for frame in reader.frames()]
    assert numbers == list(range(len(numbers)))
    assert 10 < len(numbers) < 75
