"""Parameters of the stages of application `media`. Lengths of time are in seconds."""

from __future__ import annotations

from fractions import Fraction

from pydantic import Field

from telecine.engine.stage import Params
from telecine.records.record import Instant


class ScanParams(Params):
    """How the one pass over the whole film is made."""

    motion_every: Instant = Field(default=Fraction(1, 4), gt=0, description="Seconds between two samples of motion.")
    thumbnail_width: int = Field(default=480, ge=64, le=1920, description="Largest width of a thumbnail in pixels.")
    thumbnail_height: int = Field(default=480, ge=64, le=1920, description="Largest height of a thumbnail in pixels.")
    tile_width: int = Field(default=160, ge=32, le=320, description="Largest width of a picture of the sprite sheet.")
    tile_height: int = Field(default=90, ge=32, le=320, description="Largest height of a picture of the sprite sheet.")
    tiles: int = Field(default=200, ge=10, le=400, description="Most pictures on the sprite sheet.")
    jpeg_quality: int = Field(default=80, ge=30, le=100, description="Quality of thumbnails and sprite sheet.")


class SegmentParams(Params):
    """How the film is divided for workers."""

    target: Instant = Field(default=Fraction(25), gt=0, description="Length of a segment that is aimed at.")
    shortest: Instant = Field(default=Fraction(20), gt=0, description="Length below which a segment is avoided.")
    longest: Instant = Field(default=Fraction(30), gt=0, description="Length above which a segment is avoided.")
    longest_shot: Instant = Field(default=Fraction(60), gt=0, description="A shot longer than this is split.")
    lead_in: Instant = Field(
        default=Fraction(2), ge=0, le=2, description="How far a segment that begins inside a shot reads back."
    )


class PreviewParams(Params):
    """What people see before and while they watch."""

    proxy_width: int = Field(default=1280, ge=160, le=3840, description="Largest width of the proxy in pixels.")
    proxy_height: int = Field(default=720, ge=90, le=2160, description="Largest height of the proxy in pixels.")
    proxy_crf: int = Field(default=23, ge=15, le=40, description="Quality of the proxy; lower is better.")
    audio_rate: int = Field(default=48_000, description="Samples a second of the sound of the proxy.")
