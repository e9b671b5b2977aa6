"""Records of application `media`: what a file is, its shots and its segments."""

from __future__ import annotations

from typing import ClassVar, Literal

from telecine.records.record import Instant, Record


class VideoStream(Record):
    """The video stream that is analysed. Sizes are those of the displayed picture, after `rotation`."""

    index: int
    codec: str
    width: int
    height: int
    rotation: Literal[0, 90, 180, 270]
    pixel_format: str
    bit_depth: int
    time_base: Instant
    frame_rate: Instant
    """Average rate; exact for constant-rate files, e.g. 30000/1001."""
    is_variable_rate: bool
    frames: int | None
    """As the container declares it; None when it does not."""
    is_interlaced: bool
    colour_space: str | None
    colour_transfer: str | None
    pixel_aspect: Instant


class AudioStream(Record):
    """One audio stream."""

    index: int
    codec: str
    rate: int
    channels: int
    layout: str
    duration: Instant | None


class Probe(Record):
    """What `media.probe` found."""

    SCHEMA: ClassVar[str] = "media.probe/1"
    container: str
    size_bytes: int
    origin: Instant
    """Container time of the first video frame; every other instant in Telecine counts from it."""
    duration: Instant
    """Declared or estimated seconds of video; `media.scan` has the exact figure."""
    video: VideoStream
    audio: tuple[AudioStream, ...]
    warnings: tuple[str, ...]


class Shot(Record):
    """One shot; shots partition the video."""

    start: Instant
    end: Instant
    kind: Literal["start", "cut", "fade", "dissolve", "wipe"]
    """How it began."""
    confidence: float
    """Of the boundary it began with, 0 to 1."""
    motion: float
    """Mean motion inside it, 0 (still) to 1."""
    thumbnail: str
    """File name of its thumbnail in the artifact."""
    thumbnail_at: Instant
    """Instant of the frame that the thumbnail shows."""


class Scan(Record):
    """What the one pass over the whole film found. Table `motion`: `at_num, at_den, motion` per sampled frame."""

    SCHEMA: ClassVar[str] = "media.scan/1"
    duration: Instant
    """End of the last frame."""
    frames: int
    shots: tuple[Shot, ...]
    keyframes: tuple[Instant, ...]
    sprite_columns: int
    sprite_interval: Instant
    """Seconds that one tile stands for."""
    sprite_width: int
    """Of one tile, in pixels; so is the height."""
    sprite_height: int
    damaged_frames: int
    """Frames the decoder refused; the picture before stands in for them."""


class Segment(Record):
    """A span that one task analyses. It reads from `start - lead_in` and emits from `start`."""

    item_id: str
    start: Instant
    end: Instant
    lead_in: Instant
    cuts: tuple[Instant, ...]
    """Starts of the shots inside it, without its own start."""
    starts_at_cut: bool
    motion: tuple[tuple[Instant, float], ...]
    """Sampled motion inside it, so that tracking can look closer where the camera moves."""


class Segments(Record):
    """What `media.segments` made: segments that partition the video."""

    SCHEMA: ClassVar[str] = "media.segments/1"
    duration: Instant
    segments: tuple[Segment, ...]


class Preview(Record):
    """Poster (`poster.jpg`) and, where a browser cannot play the source, a proxy (`proxy.mp4`)."""

    SCHEMA: ClassVar[str] = "media.preview/1"
    poster_at: Instant
    has_proxy: bool
    reason: str
