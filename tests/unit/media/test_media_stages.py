"""The stages of `media` in a row, on films made on the spot."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import ClassVar

import cv2
import numpy as np
import pytest

from telecine.adapters.artifacts.local import LocalArtifacts
from telecine.adapters.video import PyAvReader
from telecine.adapters.video.frame import PyAvFrame
from telecine.apps.media.params import ScanParams, SegmentParams
from telecine.apps.media.stages import PREVIEW, PROBE, SCAN, SEGMENTS
from telecine.engine.ports import Loaded
from telecine.kernel.errors import BadMedia, Cancelled
from telecine.kernel.spans import ZERO, Span, partitions
from telecine.records import catalog, media
from tests.fixtures.bad_videos import damaged
from tests.fixtures.scenes import Film, dissolve, scene, write_film
from tests.fixtures.stage_harness import Chain, run_stage
from tests.fixtures.videos import video

CUTS = (50, 80, 172, 230)


def _film() -> Film:
    mixed = dissolve(scene(43, 60), scene(44, 52), 12)
    return np.concatenate([scene(41, 50), scene(42, 30, pan=3.0), scene(45, 92, pan=0.0), scene(46, 58), mixed])


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_film(tmp_path_factory.mktemp("film") / "film.mp4", _film(), sound=True)


@pytest.fixture(scope="module")
def chain(film: Path, tmp_path_factory: pytest.TempPathFactory) -> Chain:
    made = Chain(LocalArtifacts(tmp_path_factory.mktemp("store")), video=film)
    for stage in (PROBE, SCAN, SEGMENTS, PREVIEW):
        made.run(stage)
    return made


@pytest.fixture
def scan(chain: Chain) -> Loaded[media.Scan]:
    return chain.one(catalog.SCAN).open(catalog.SCAN)


def _picture(path: Path) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    decoded = cv2.imdecode(np.frombuffer(path.read_bytes(), np.uint8), cv2.IMREAD_COLOR_RGB)
    assert decoded is not None
    return np.asarray(decoded, np.uint8)


def test_shots_partition_the_film_and_begin_at_its_cuts(scan: Loaded[media.Scan]) -> None:
    shots = scan.record.shots
    assert scan.record.frames == 330
    assert scan.record.duration == Fraction(330, 25)
    assert partitions(Span(ZERO, scan.record.duration), [Span(shot.start, shot.end) for shot in shots])
    assert [shot.kind for shot in shots] == ["start", "cut", "cut", "cut", "cut", "dissolve"]
    assert [shot.start * 25 for shot in shots[:5]] == [0, *CUTS]
    assert abs(shots[5].start * 25 - 284) <= 3


def test_a_shot_has_a_thumbnail_of_itself(scan: Loaded[media.Scan]) -> None:
    film = _film()
    for shot in scan.record.shots:
        assert shot.start <= shot.thumbnail_at < shot.end
        shown = _picture(scan.file(shot.thumbnail))
        truth = film[int(shot.thumbnail_at * 25)]
        assert shown.shape == truth.shape
        assert np.abs(shown.astype(int) - truth).mean() < 8


def test_motion_is_seen_where_the_camera_moves(scan: Loaded[media.Scan]) -> None:
    still, moving = scan.record.shots[2], scan.record.shots[1]
    assert moving.motion > 0.2 > still.motion + 0.1
    table = scan.table("motion").to_pydict()
    instants = [Fraction(n, d) for n, d in zip(table["at_num"], table["at_den"], strict=True)]
    assert instants == sorted(set(instants))
    assert 3.5 * 13 < len(instants) <= 4 * 13.2 + 1
    assert all(0 <= value <= 1 for value in table["motion"])


def test_key_frames_are_those_of_the_file(scan: Loaded[media.Scan], film: Path) -> None:
    keys = [frame.at for frame in PyAvReader(film).frames() if frame.is_key]
    assert list(scan.record.keyframes) == keys
    assert len(keys) > 5


def test_the_sprite_sheet_shows_the_film_in_order(scan: Loaded[media.Scan]) -> None:
    record = scan.record
    sheet = _picture(scan.file("sprite.jpg"))
    assert sheet.shape[1] == record.sprite_columns * record.sprite_width
    film = _film()
    for tile in (0, 7, 13):
        y, x = tile // record.sprite_columns * record.sprite_height, tile % record.sprite_columns * record.sprite_width
        shown = sheet[y : y + record.sprite_height, x : x + record.sprite_width]
        truth = cv2.resize(film[-int(-tile * record.sprite_interval * 25 // 1)], (shown.shape[1], shown.shape[0]))
        assert np.abs(shown.astype(int) - truth).mean() < 15
    assert scan.file("sprite.vtt").read_text(encoding="utf-8").startswith("WEBVTT\n\n00:00:00.000 --> ")


def test_segments_carry_items_cuts_and_motion(chain: Chain, scan: Loaded[media.Scan]) -> None:
    ran = chain.one(catalog.SEGMENTS)
    (segment,) = ran.open(catalog.SEGMENTS).record.segments
    (item,) = ran.items
    assert item.id == segment.item_id
    assert item.span == Span(ZERO, scan.record.duration)
    assert segment.cuts == tuple(shot.start for shot in scan.record.shots[1:])
    assert len(segment.motion) == scan.table("motion").num_rows
    assert item.data == {
        "lead_in": "0/1",
        "starts_at_cut": True,
        "cuts": [f"{cut.numerator}/{cut.denominator}" for cut in segment.cuts],
    }


def test_what_lies_in_a_segment_is_part_of_its_item(chain: Chain, scan: Loaded[media.Scan], tmp_path: Path) -> None:
    fewer = scan.record.model_copy(
        update={"shots": (scan.record.shots[0].model_copy(update={"end": scan.record.duration}),)}
    )
    other = Chain(LocalArtifacts(tmp_path))
    other.put(catalog.SCAN, fewer)
    (item,), (before,) = other.run(SEGMENTS).items, chain.one(catalog.SEGMENTS).items
    assert item.span == before.span
    assert item.id != before.id


def test_short_targets_give_many_segments(chain: Chain) -> None:
    four = SegmentParams(target=Fraction(3), shortest=Fraction(2), longest=Fraction(4), longest_shot=Fraction(6))
    ran = run_stage(SEGMENTS, store=chain.store, inputs={catalog.SCAN: chain.one(catalog.SCAN)}, params=four)
    record = ran.open(catalog.SEGMENTS).record
    assert len(record.segments) == 4
    assert partitions(Span(ZERO, record.duration), [Span(s.start, s.end) for s in record.segments])
    assert all(a <= at < b for s in record.segments for at, _ in s.motion for a, b in [(s.start, s.end)])


def test_the_poster_is_a_thumbnail_and_no_proxy_is_made_of_what_plays(chain: Chain, scan: Loaded[media.Scan]) -> None:
    preview = chain.one(catalog.PREVIEW).open(catalog.PREVIEW)
    shot = next(shot for shot in scan.record.shots if shot.thumbnail_at == preview.record.poster_at)
    assert preview.file("poster.jpg").read_bytes() == scan.file(shot.thumbnail).read_bytes()
    assert not preview.record.has_proxy


def test_a_film_that_no_browser_plays_gets_a_proxy_with_the_same_frames(tmp_path: Path) -> None:
    chain = Chain(LocalArtifacts(tmp_path), video=video("ten-bit"))
    chain.run(PROBE)
    chain.run(SCAN)
    ran = chain.run(PREVIEW)
    preview = ran.open(catalog.PREVIEW)
    assert preview.record.has_proxy
    assert "yuv420p10le" in preview.record.reason
    proxy = PyAvReader(preview.file("proxy.mp4"))
    assert proxy.probe().video.pixel_format == "yuv420p"
    assert [f.at for f in proxy.frames()] == [f.at for f in PyAvReader(video("ten-bit")).frames()]
    assert len(ran.progress) > 5
    done, whole = ran.progress[-1]
    assert done == whole


def test_a_proxy_keeps_the_sound(film: Path, tmp_path: Path) -> None:
    store = LocalArtifacts(tmp_path)
    chain = Chain(store, video=film)
    probe = chain.run(PROBE).open(catalog.PROBE).record
    chain.put(catalog.PROBE, probe.model_copy(update={"container": "mpegts"}))
    chain.run(SCAN)
    preview = chain.run(PREVIEW).open(catalog.PREVIEW)
    (sound,) = PyAvReader(preview.file("proxy.mp4")).probe().audio
    assert sound.codec == "aac"
    assert sound.duration is not None
    assert abs(sound.duration - Fraction(330, 25)) < Fraction(1, 10)


@pytest.mark.parametrize("name", ["variable-rate", "turned-90", "odd-size", "late-start", "bare-h264", "rgb", "grey"])
def test_odd_films_are_scanned_too(name: str, tmp_path: Path) -> None:
    chain = Chain(LocalArtifacts(tmp_path), video=video(name))
    probe = chain.run(PROBE).open(catalog.PROBE).record
    scan = chain.run(SCAN).open(catalog.SCAN)
    assert scan.record.frames == 75
    assert partitions(Span(ZERO, scan.record.duration), [Span(s.start, s.end) for s in scan.record.shots])
    height, width = _picture(scan.file("thumbs/00000.jpg")).shape[:2]
    assert (width > height) == (probe.video.width > probe.video.height)
    last = [frame.at for frame in PyAvReader(video(name)).frames()][-1]
    assert last < scan.record.duration <= last + Fraction(1, 2)


def test_a_damaged_film_is_scanned_as_far_as_it_goes(tmp_path: Path) -> None:
    chain = Chain(LocalArtifacts(tmp_path / "store"), video=damaged(tmp_path / "film.mp4"))
    chain.run(PROBE)
    scan = chain.run(SCAN).open(catalog.SCAN).record
    assert scan.damaged_frames > 0
    assert 25 < scan.frames < 75


def test_what_is_no_video_fails_at_the_probe(tmp_path: Path) -> None:
    path = tmp_path / "notes.mp4"
    path.write_bytes(b"these are notes\n" * 100)
    with pytest.raises(BadMedia, match=r"notes\.mp4 is not a video"):
        Chain(LocalArtifacts(tmp_path / "store"), video=path).run(PROBE)


def _after(calls: int) -> Callable[[], bool]:
    left: Iterator[bool] = iter([False] * calls)
    return lambda: next(left, True)


def test_a_scan_stops_when_asked_to(film: Path, tmp_path: Path) -> None:
    store = LocalArtifacts(tmp_path)
    chain = Chain(store, video=film)
    probe = chain.run(PROBE)
    with pytest.raises(Cancelled):
        run_stage(
            SCAN,
            store=store,
            inputs={catalog.PROBE: probe},
            params=ScanParams(),
            video=film,
            is_cancelled=_after(5),
        )


def test_progress_grows_to_its_end(chain: Chain) -> None:
    done = [part / whole for part, whole in chain.one(catalog.SCAN).progress]
    assert done == sorted(done)
    assert done[-1] == 1
    assert len(done) > 30


class _WatchedFrame(PyAvFrame):
    """Gives pictures that own their memory, so that it is seen whether somebody still holds it."""

    given: ClassVar[list[weakref.ref[object]]] = []

    def rgb(self, size: tuple[int, int] | None = None) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
        picture = super().rgb(size).copy()
        self.given.append(weakref.ref(picture))
        return picture


class _WatchedReader(PyAvReader):
    """Counts, at the end of the film, how many of its pictures are still held."""

    held = -1

    def frames(
        self, span: Span | None = None, *, every: Fraction | None = None, fast: bool = False, threads: int = 1
    ) -> Iterator[PyAvFrame]:
        for frame in super().frames(span, every=every, fast=fast, threads=threads):
            yield _WatchedFrame(frame._frame, frame.at, frame.duration, frame._geometry)
        self.held = sum(picture() is not None for picture in _WatchedFrame.given)


def test_a_scan_holds_few_pictures_however_many_shots_there_are(tmp_path: Path) -> None:
    many = np.concatenate([scene(60 + number, 12) for number in range(40)])
    readers: list[_WatchedReader] = []

    def opened(path: Path) -> _WatchedReader:
        readers.append(_WatchedReader(path))
        return readers[-1]

    chain = Chain(LocalArtifacts(tmp_path / "store"), video=write_film(tmp_path / "film.mp4", many), open_video=opened)
    chain.run(PROBE)
    scan = chain.run(SCAN).open(catalog.SCAN).record
    assert len(scan.shots) == 40
    assert len({shot.thumbnail_at for shot in scan.shots}) == 40
    assert len(_WatchedFrame.given) >= 40
    assert 0 < readers[-1].held < 25
