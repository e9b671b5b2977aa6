"""Decoding and encoding through PyAV: the only door to FFmpeg."""

from __future__ import annotations

from telecine.adapters.video.reader import PyAvReader
from telecine.adapters.video.writer import PyAvWriter

__all__ = ["PyAvReader", "PyAvWriter"]
