"""What a file is, read from its headers, its first frame and the stamps of some hundred packets."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import islice, pairwise
from pathlib import Path
from typing import Final

import av
from av.container import InputContainer
from av.error import FFmpegError
from av.video.reformatter import ColorTrc
from av.video.stream import VideoStream

from telecine.adapters.video.decoding import Source
from telecine.adapters.video.opening import choose_video, open_container
from telecine.kernel.errors import BadMedia
from telecine.records import media

_SAMPLED_PACKETS: Final = 250
# Frames that follow in the file and precede in time leave holes at the end of a sample.
_REORDERED: Final = 17
_RATES: Final = tuple(
    rate
    for whole in (10, 12, 15, 16, 20, 24, 25, 30, 48, 50, 60, 72, 90, 100, 120, 144, 240)
    for rate in (Fraction(whole), Fraction(whole * 1000, 1001))
)
_SPACES: Final = {1: "bt709", 4: "fcc", 5: "bt470bg", 6: "smpte170m", 7: "smpte240m", 9: "bt2020nc", 10: "bt2020c"}
_TRANSFERS: Final = {int(ColorTrc.SMPTE2084): "smpte2084", int(ColorTrc.ARIB_STD_B67): "arib-std-b67"} | {
    1: "bt709", 4: "gamma22", 5: "gamma28", 6: "smpte170m", 7: "smpte240m", 8: "linear", 13: "iec61966-2-1",
    14: "bt2020-10", 15: "bt2020-12",
}  # fmt: skip
_HDR: Final = frozenset({"smpte2084", "arib-std-b67"})


def read_probe(path: Path, source: Source) -> media.Probe:
    """Fill the record.

    Raises:
        BadMedia: there is only one picture; and what `choose_video` raises.
    """
    with open_container(path) as container:
        stream = choose_video(path, container)
        heads = _stamps(container, stream)
        if len(heads) == 1:
            raise BadMedia(
                f"{path.name} is a still picture. Telecine needs a video file.", details={"reason": "still_picture"}
            )
        middle = _stamps_from_middle(container, stream, source)
        rate, is_variable = _rate(stream, source, [heads, middle])
        duration = _duration(path, container, stream, source, rate)
        warnings = _warnings(path, container, stream, source, is_variable=is_variable)
        return media.Probe(
            container=container.format.name,
            size_bytes=path.stat().st_size,
            origin=source.origin * source.time_base,
            duration=duration,
            video=_video(stream, source, rate, is_variable=is_variable),
            audio=tuple(_audio(container)),
            warnings=warnings,
        )


def _video(stream: VideoStream, source: Source, rate: Fraction, *, is_variable: bool) -> media.VideoStream:
    first = source.first
    width, height = source.geometry.size
    return media.VideoStream(
        index=stream.index,
        codec=stream.codec_context.codec.canonical_name,
        width=width,
        height=height,
        rotation=source.geometry.orientation.rotation,
        pixel_format=first.format.name,
        bit_depth=max((component.bits for component in first.format.components), default=8),
        time_base=source.time_base,
        frame_rate=rate,
        is_variable_rate=is_variable,
        frames=stream.frames or None,
        is_interlaced=first.interlaced_frame,
        colour_space=_SPACES.get(int(first.colorspace)),
        colour_transfer=_TRANSFERS.get(int(first.color_trc)),
        pixel_aspect=stream.sample_aspect_ratio or Fraction(1),
    )


def _audio(container: InputContainer) -> list[media.AudioStream]:
    found = []
    for stream in container.streams.audio:
        context: object = stream.codec_context
        unit = stream.time_base
        found.append(
            media.AudioStream(
                index=stream.index,
                codec="unknown" if context is None else stream.codec_context.codec.canonical_name,
                rate=0 if context is None else stream.codec_context.sample_rate,
                channels=0 if context is None else stream.codec_context.layout.nb_channels,
                layout="unknown" if context is None else stream.codec_context.layout.name,
                duration=None if stream.duration is None or unit is None else stream.duration * unit,
            )
        )
    return found


def _stamps(container: InputContainer, stream: VideoStream) -> list[int]:
    """Presentation stamps of the next packets, sorted; decoding stamps where those are missing."""
    try:
        packets = [p for p in islice(container.demux(stream), _SAMPLED_PACKETS) if p.size]
    except FFmpegError:
        return []
    stamps = [p.pts for p in packets]
    if any(stamp is None for stamp in stamps):
        stamps = [p.dts for p in packets]
    return sorted(stamp for stamp in stamps if stamp is not None)


def _stamps_from_middle(container: InputContainer, stream: VideoStream, source: Source) -> list[int]:
    """The same from the middle of a longer film: screen recordings begin at a steady rate."""
    length = Fraction(container.duration or 0, av.time_base)
    if source.clock == "count" or length <= 2 * _SAMPLED_PACKETS * source.frame_step:
        return []
    try:
        container.seek((container.start_time or 0) + int(length / 2 * av.time_base))
    except FFmpegError:
        return []
    return _stamps(container, stream)[_REORDERED:]


def _rate(stream: VideoStream, source: Source, samples: Sequence[Sequence[int]]) -> tuple[Fraction, bool]:
    """Frame rate, and whether it varies.

    It is constant when the stamps of each sample stand on a regular grid to within the rounding of the time base,
    and the grids of the samples agree.
    """
    declared = stream.average_rate or stream.guessed_rate or 1 / source.frame_step
    if source.clock == "count":
        return declared, False
    grids: list[tuple[Fraction, Fraction]] = []
    for sample in samples:
        whole = sample[: -_REORDERED or None] if len(sample) > 2 * _REORDERED else sample
        if len(whole) < 3:
            continue
        step = Fraction(whole[-1] - whole[0], len(whole) - 1)
        if step == 0 or any(abs(stamp - whole[0] - n * step) > Fraction(3, 2) for n, stamp in enumerate(whole)):
            return declared, True
        grids.append((step, Fraction(2, len(whole) - 1)))
    if not grids:
        return declared, False
    best, blur = min(grids, key=lambda grid: grid[1])
    if any(abs(other - best) > blur + other_blur for other, other_blur in grids):
        return declared, True
    if all(b - a == best for sample in samples for a, b in pairwise(sample[:-_REORDERED])):
        return 1 / (best * source.time_base), False
    return _nearest_rate(best * source.time_base, blur * source.time_base, declared), False


def _nearest_rate(step: Fraction, blur: Fraction, declared: Fraction) -> Fraction:
    """The usual rate that explains a mean `step` known to within `blur`; else what the container declares."""
    fitting = [rate for rate in _RATES if abs(1 / rate - step) <= blur]
    return min(fitting, key=lambda rate: abs(1 / rate - step), default=declared)


def _duration(path: Path, container: InputContainer, stream: VideoStream, source: Source, rate: Fraction) -> Fraction:
    if stream.duration and source.clock != "count":
        late = source.origin - (stream.start_time if stream.start_time is not None else source.origin)
        return max((stream.duration - late) * source.time_base, 1 / rate)
    if stream.frames:
        return stream.frames / rate
    if container.duration:
        begin = Fraction(container.start_time or 0, av.time_base)
        lead = source.origin * source.time_base - begin if source.clock != "count" else Fraction(0)
        return max(Fraction(container.duration, av.time_base) - lead, 1 / rate)
    return _count_pictures(path) / rate


def _count_pictures(path: Path) -> int:
    """Read the whole file without decoding it; for containers that say nothing about their length."""
    with open_container(path) as container:
        stream = choose_video(path, container)
        try:
            return sum(1 for packet in container.demux(stream) if packet.size)
        except FFmpegError:
            return 0


def _warnings(
    path: Path, container: InputContainer, stream: VideoStream, source: Source, *, is_variable: bool
) -> tuple[str, ...]:
    first = source.first
    found = []
    if first.interlaced_frame:
        found.append(
            "The video is interlaced; each frame is shown at once, with the lines of its other field filled in."
        )
    if _TRANSFERS.get(int(first.color_trc)) in _HDR:
        found.append("The video is HDR; pictures are shown without tone mapping and look flat.")
    if is_variable:
        found.append("The frame rate varies; every instant is taken from the frames' own stamps.")
    if source.clock == "dts":
        found.append("The container has no presentation stamps; instants follow the order of decoding.")
    if source.clock == "count":
        found.append(f"The container has no stamps; instants are counted at {float(1 / source.frame_step):g} fps.")
    if source.geometry.orientation.is_mirrored:
        found.append("The picture is stored mirrored and is turned back.")
    others = sum(1 for s in container.streams.video if not s.disposition & s.disposition.__class__.attached_pic) - 1
    if others > 0:
        found.append(f"The file has {others + 1} video streams; number {stream.index} is analysed.")
    if _is_cut_short(path, stream):
        found.append("The file ends before its index does: the copy is incomplete and its end is missing.")
    return tuple(found)


def _is_cut_short(path: Path, stream: VideoStream) -> bool:
    entries = list(stream.index_entries)
    return bool(entries) and max(entry.pos + entry.size for entry in entries[-8:]) > path.stat().st_size
