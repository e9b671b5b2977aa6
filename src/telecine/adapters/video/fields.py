"""Interlaced frames made whole: the two fields of a frame show two instants, so that moving edges are combs."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import Final

from av.error import BlockingIOError as NotYetError
from av.error import EOFError as EndedError
from av.filter import Graph
from av.video.frame import VideoFrame

from telecine.adapters.video.decoding import Timed

# One frame comes out for each that goes in; those that are not interlaced pass unchanged.
_HOW: Final = "mode=send_frame:parity=auto:deint=interlaced"


def whole(frames: Iterator[Timed], *, threads: int) -> Iterator[Timed]:
    """The same frames at the same instants, with what the other field lacks filled in (FFmpeg's bwdif).

    Nothing is touched before the first interlaced frame, and nothing at all in a progressive film.
    """
    filling: _Filling | None = None
    for timed in frames:
        if filling is not None and not filling.takes(timed.frame):
            yield from filling.rest()
            filling = None
        if filling is None and timed.frame.interlaced_frame:
            filling = _Filling(timed.frame, threads)
        if filling is None:
            yield timed
        else:
            yield from filling.put(timed)
    if filling is not None:
        yield from filling.rest()


class _Filling:
    """The filter for frames of one size and format. It holds one frame back, to see what comes after it."""

    def __init__(self, first: VideoFrame, threads: int) -> None:
        self._kind = (first.width, first.height, first.format.name)
        self._held: deque[Timed] = deque()
        graph = Graph()
        graph.threads = threads
        source = graph.add_buffer(
            width=first.width, height=first.height, format=first.format, time_base=first.time_base
        )
        graph.link_nodes(source, graph.add("bwdif", _HOW), graph.add("buffersink"))
        graph.configure()
        self._graph = graph

    def takes(self, frame: VideoFrame) -> bool:
        return (frame.width, frame.height, frame.format.name) == self._kind

    def put(self, timed: Timed) -> Iterator[Timed]:
        self._held.append(timed)
        self._graph.vpush(timed.frame)
        yield from self._made()

    def rest(self) -> Iterator[Timed]:
        self._graph.vpush(None)
        yield from self._made()
        # What the filter did not give back is shown as it is.
        yield from self._held

    def _made(self) -> Iterator[Timed]:
        while self._held:
            try:
                frame = self._graph.vpull()
            except (NotYetError, EndedError):
                return
            yield self._held.popleft()._replace(frame=frame)
