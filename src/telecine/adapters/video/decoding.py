"""From packets to frames with exact instants, from wherever a span starts."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Final, Literal, NamedTuple

from av.codec.context import ThreadType
from av.container import InputContainer
from av.error import FFmpegError
from av.packet import Packet
from av.sidedata.sidedata import SideData
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from telecine.adapters.video.frame import Geometry
from telecine.adapters.video.opening import choose_video, open_container
from telecine.adapters.video.orientation import Orientation, square_pixels
from telecine.kernel.errors import BadMedia

# Seconds before the wanted instant at which a key frame is looked for; the beginning of the file is the last resort.
_LEADS: Final = tuple(Fraction(seconds) for seconds in (0, 2, 12, 60, 300))
_MAX_READ_ERRORS: Final = 64
_CLOCK_PACKETS: Final = 16


class Timed(NamedTuple):
    """A decoded frame with its exact instant and declared duration (0 when unknown), both in seconds."""

    at: Fraction
    duration: Fraction
    frame: VideoFrame


@dataclass(slots=True)
class Damage:
    """How many packets and frames were refused."""

    count: int = 0


@dataclass(frozen=True, slots=True)
class Source:
    """What the first frame tells about its file.

    Attributes:
        clock: where instants come from: presentation stamps; decoding stamps, for containers that have only those; or
            the declared rate and a count, for bare streams without stamps.
        origin: the stamp of the first frame, in `time_base`.
        time_base: seconds of one unit of stamps.
        frame_step: seconds between frames at the declared rate.
        geometry: how pictures are turned and sized.
        first: the first frame.
    """

    clock: Literal["pts", "dts", "count"]
    origin: int
    time_base: Fraction
    frame_step: Fraction
    geometry: Geometry
    first: VideoFrame = field(repr=False)


def inspect(path: Path) -> Source:
    """Decode until the first frame.

    Raises:
        NotFound, BadMedia: see `open_container` and `choose_video`; also when no frame decodes.
    """
    with open_container(path) as container:
        stream = choose_video(path, container)
        _set_up(stream, fast=False, threads=1)
        packets: list[tuple[int | None, int | None]] = []
        frames: list[VideoFrame] = []
        damage = Damage()
        for packet in _packets(container, stream, damage):
            if packet.has_sidedata("encryption_info"):
                raise BadMedia(
                    f"The video in {path.name} is encrypted (DRM), so no picture can be read. "
                    "Add a copy without protection.",
                    details={"reason": "encrypted"},
                )
            if packet.size:
                packets.append((packet.pts, packet.dts))
            frames += _decoded(packet, damage)
            if frames and (len(packets) >= _CLOCK_PACKETS or all(pts is not None for pts, _ in packets)):
                break
        if not frames:
            raise BadMedia(_explain_nothing(path, stream, len(packets)), details={"reason": "nothing_decodes"})
        return _source(stream, frames, packets)


def decode(path: Path, source: Source, start: Fraction, damage: Damage, *, fast: bool, threads: int) -> Iterator[Timed]:
    """Frames in presentation order from a key frame at or before `start` to the end of the file.

    A seek is believed only when it yields a key frame at or before `start`; otherwise it is tried from further
    ahead, and at worst the file is decoded from its beginning.
    """
    if start > 0 and source.clock != "count":
        with open_container(path) as container:
            stream = choose_video(path, container)
            _set_up(stream, fast=fast, threads=threads)
            for lead in _LEADS:
                if start - lead <= 0:
                    break
                found = Damage()
                frames = _seek(container, stream, source, start - lead, found)
                first = _first_trusted(frames, start)
                if first is not None:
                    yield first
                    try:
                        yield from frames
                    finally:
                        damage.count += found.count
                    return
    with open_container(path) as container:
        stream = choose_video(path, container)
        _set_up(stream, fast=fast, threads=threads)
        yield from _timed(_frames(container, stream, damage), source)


def read_instants(path: Path, source: Source) -> list[Fraction]:
    """Instants of all frames as their packets say, sorted, from the first frame that decodes on."""
    with open_container(path) as container:
        stamps = [
            packet.pts if source.clock == "pts" else packet.dts
            for packet in _packets(container, choose_video(path, container), Damage())
            if packet.size and not packet.is_discard
        ]
    if source.clock == "count":
        return [count * source.frame_step for count in range(len(stamps))]
    known = sorted({stamp for stamp in stamps if stamp is not None and stamp >= source.origin})
    instants = [(stamp - source.origin) * source.time_base for stamp in known]
    if source.clock == "dts":
        # Decoding runs ahead of showing, so the last frames have no stamp of their own.
        ahead = sum(stamp is not None and stamp < source.origin for stamp in stamps)
        instants += [instants[-1] + source.frame_step * step for step in range(1, ahead + 1)]
    return instants


def _seek(
    container: InputContainer, stream: VideoStream, source: Source, position: Fraction, damage: Damage
) -> Iterator[Timed]:
    try:
        container.seek(source.origin + math.floor(position / source.time_base), stream=stream)
    except FFmpegError:
        return
    yield from _timed(_frames(container, stream, damage), source)


def _first_trusted(frames: Iterator[Timed], start: Fraction) -> Timed | None:
    """The key frame at which decoding resumes; frames before it lean on pictures that were not decoded."""
    for timed in frames:
        if timed.frame.key_frame:
            return timed if timed.at <= start else None
        if timed.at >= start:
            return None
    return None


def _timed(frames: Iterator[VideoFrame], source: Source) -> Iterator[Timed]:
    at = -source.frame_step
    for count, frame in enumerate(frames):
        stamp = None
        if source.clock == "count":
            at = count * source.frame_step
        else:
            stamp = frame.pts if source.clock == "pts" else frame.dts
            at = at + source.frame_step if stamp is None else (stamp - source.origin) * source.time_base
        yield Timed(at, max(frame.duration, 0) * source.time_base, frame)


def _frames(container: InputContainer, stream: VideoStream, damage: Damage) -> Iterator[VideoFrame]:
    for packet in _packets(container, stream, damage):
        for frame in _decoded(packet, damage):
            if frame.is_corrupt:
                damage.count += 1
            else:
                yield frame


def _packets(container: InputContainer, stream: VideoStream, damage: Damage) -> Iterator[Packet[VideoStream]]:
    errors = 0
    while True:
        try:
            yield from container.demux(stream)
        except FFmpegError:
            damage.count += 1
            errors += 1
            if errors < _MAX_READ_ERRORS:
                continue
        return


def _decoded(packet: Packet[VideoStream], damage: Damage) -> list[VideoFrame]:
    try:
        return packet.decode()
    except FFmpegError:
        damage.count += 1
        return []


def _set_up(stream: VideoStream, *, fast: bool, threads: int) -> None:
    context = stream.codec_context
    if threads == 1:
        context.thread_type = ThreadType.NONE
        context.thread_count = 1
    else:
        context.thread_type = ThreadType.AUTO
        context.thread_count = threads
    if fast:
        context.options = {**context.options, "skip_loop_filter": "all"}


def _source(stream: VideoStream, frames: list[VideoFrame], packets: list[tuple[int | None, int | None]]) -> Source:
    first = frames[0]
    rate = stream.average_rate or stream.guessed_rate or stream.base_rate or Fraction(25)
    clock: Literal["pts", "dts", "count"] = "count"
    origin = 0
    if first.pts is not None and all(pts is not None for pts, _ in packets):
        clock, origin = "pts", first.pts
    elif first.dts is not None and all(dts is not None for _, dts in packets):
        clock, origin = "dts", first.dts
    orientation = _orientation(first)
    aspect = stream.sample_aspect_ratio or Fraction(1)
    size = orientation.size(*square_pixels(first.width, first.height, aspect))
    return Source(
        clock=clock,
        origin=origin,
        time_base=stream.time_base or 1 / rate,
        frame_step=1 / rate,
        geometry=Geometry(orientation, size),
        first=first,
    )


def _orientation(frame: VideoFrame) -> Orientation:
    matrix: object = frame.side_data.get("DISPLAYMATRIX")
    return Orientation.from_matrix(bytes(matrix)) if isinstance(matrix, SideData) else Orientation()


def _explain_nothing(path: Path, stream: VideoStream, packets: int) -> str:
    if not packets:
        return f"{path.name} declares a video stream but holds no pictures. Export or copy it again."
    return (
        f"None of the {packets} {stream.codec_context.name} packets in {path.name} can be decoded. "
        "Check that it plays in a media player, and convert it to H.264 in MP4."
    )
