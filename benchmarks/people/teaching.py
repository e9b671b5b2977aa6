"""What confirmed faces of one film teach about another: ``python -m benchmarks.people.teaching --media DIR``.

Each clip whose truth is known is cut into two films with the same people. All people of the first are confirmed as they
truly are and taught; what matters is who is named in the second. Then one track is confirmed as the wrong person.
"""

from __future__ import annotations

import argparse
import io
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Final
from unittest import mock

from benchmarks.faces.truth import NOBODY, TrueBox, read_truth
from telecine.adapters.video.reader import PyAvReader
from telecine.adapters.video.writer import PyAvWriter
from telecine.bootstrap import Workspace, open_workspace
from telecine.cli.app import main as telecine
from telecine.cli.session import Door
from telecine.kernel.errors import UserError
from telecine.kernel.spans import Span
from telecine.services.people import person_id
from telecine.services.review import seeding
from telecine.services.review.confirming import box_at, overlap
from telecine.services.review.desk import View

Spans = Sequence[tuple[str, str]]
_IS_SAME: Final = 0.3
"""Overlap of a true box with a track's from which the track is of that person; boxes of truth are loose."""


@dataclass(frozen=True)
class Film:
    """A clip, the parts of it that become two films with the same people, and photographs of these by name."""

    clip: str
    first: Spans
    second: Spans
    photographs: Mapping[str, Sequence[str]]


_BBT: Final = ("amy", "bernadette", "howard", "leonard", "penny", "raj", "sheldon", "stuart")
FILMS: Final = {
    "bbt": Film(
        "video/bbt_annotated_28s/bbt_annotated_28s.mp4",
        (("0", "8"), ("14.2", "25.6")),
        (("8", "14.2"), ("25.6", "27.9")),
        {name: [f"faces/bbt/{name}/{name}{number}.png" for number in range(1, 6)] for name in _BBT},
    ),
    "hamilton": Film(
        "video/hamilton_10s/short_hamilton_clip.mp4",
        (("0", "5"),),
        (("5", "10"),),
        {
            "alex lacamoire": ["faces/hamilton/alex-lacamoire.png"],
            "lin manuel miranda": ["faces/hamilton/lin-manuel-miranda.png"],
            "barack obama": ["faces/hamilton/obama.jpg"],
        },
    ),
}


@dataclass
class Named:
    """Tracks of known people, by what became of them; those with a wrong name as truth and name."""

    right: int = 0
    unknown: int = 0
    wrong: list[tuple[str, str]] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=lambda: defaultdict(float))

    def __str__(self) -> str:
        seconds = " ".join(f"{what} {self.seconds[what]:.1f} s" for what in ("right", "unknown", "wrong"))
        return f"right {self.right}, unknown {self.unknown}, wrong {len(self.wrong)} ({seconds}) {self.wrong or ''}"


class Lab:
    """One home, the two films of a clip in it, and their truth."""

    def __init__(self, folder: Path, clip: Path, boxes: Sequence[TrueBox], first: Spans, second: Spans) -> None:
        """`boxes` say who is where in the clip, in its own time."""
        self._home = folder / "home"
        self.first, self.second = folder / "first.mp4", folder / "second.mp4"
        self._truth: dict[Path, list[TrueBox]] = {}
        for path, spans in ((self.first, first), (self.second, second)):
            cut(clip, path, spans)
            self._truth[path] = list(_moved(boxes, spans))

    @classmethod
    def of(cls, film: Film, media: Path, folder: Path) -> Lab:
        """With one of `FILMS`."""
        clip = media / film.clip
        return cls(folder, clip, read_truth(clip.parent).boxes, film.first, film.second)

    @contextmanager
    def open(self) -> Iterator[Workspace]:
        with open_workspace(home=self._home) as workspace:
            yield workspace

    def type(self, *words: object) -> None:
        """A command as a person types it, quietly. Raises RuntimeError when it fails."""
        said = io.StringIO()
        with redirect_stdout(said):
            code = telecine(
                [*map(str, words), "--home", str(self._home), "--json"], Door(configure_logs=lambda *_given: None)
            )
        if code:
            raise RuntimeError(f"{words}: {said.getvalue()}")

    def run(self, path: Path) -> None:
        self.type("run", "faces", path, "--out", self._home / "out")

    def view(self, workspace: Workspace, path: Path) -> View:
        return workspace.desk.look(workspace.videos.find(str(path)))

    def truly(self, view: View, path: Path) -> dict[str, str]:
        """Who a track shows, for tracks of people with a name."""
        votes: dict[str, Counter[str]] = {}
        for true in self._truth[path]:
            at = Fraction(true.at)
            seen = [track.evidence for track in view.tracks.values() if track.holds(at) and track.evidence.anchors]
            best = max(seen, key=lambda one: overlap(true.box, box_at(one.anchors, at)), default=None)
            if best is not None and overlap(true.box, box_at(best.anchors, at)) >= _IS_SAME:
                votes.setdefault(best.track_id, Counter())[true.name.replace("_", " ")] += 1
        names = {track: counted.most_common(1)[0][0] for track, counted in votes.items()}
        return {track: name for track, name in names.items() if name != NOBODY.replace("_", " ")}

    def named(self) -> Named:
        """Who is named in the second film now."""
        result = Named()
        with self.open() as workspace:
            view = self.view(workspace, self.second)
            true = self.truly(view, self.second)
            for group in view.matches.assignments:
                for track in group.track_ids:
                    said, is_whom = group.person, true.get(track)
                    if is_whom is None and said is None:
                        continue
                    what = "unknown" if said is None else "right" if said == person_id(is_whom or "") else "wrong"
                    evidence = view.tracks[track].evidence
                    result.seconds[what] += float(evidence.end - evidence.start)
                    result.right += what == "right"
                    result.unknown += what == "unknown"
                    if what == "wrong":
                        result.wrong.append((is_whom or NOBODY, said or ""))
        return result

    def confirm(self, only: Sequence[str] = ()) -> dict[str, list[str]]:
        """Say of every track of the first film, or those of `only`, who it truly is. Tracks by name."""
        by_name: dict[str, list[str]] = {}
        with self.open() as workspace:
            for track, name in self.truly(self.view(workspace, self.first), self.first).items():
                if not only or name in only:
                    by_name.setdefault(name, []).append(track)
            for name, tracks in sorted(by_name.items()):
                workspace.desk.assign(self.view(workspace, self.first), tracks, name, author="bench")
        return by_name

    def teach(self, tracks: Sequence[str], most: int = seeding.MOST_SEEDS) -> str:
        """What these tracks of the first film give."""
        with self.open() as workspace, mock.patch.object(seeding, "MOST_SEEDS", most):
            try:
                taught = workspace.seeding.teach(self.view(workspace, self.first), tracks)
            except UserError as error:
                return error.message
        return ", ".join(f"{one.person.name} {len(one.added)}" for one in taught)

    def without_crops(self) -> None:
        with self.open() as workspace:
            for person, seeds in workspace.people.all():
                for seed in seeds:
                    if seed.kind == "crop":
                        workspace.people.remove_seed(person.name, seed.sha256)


def cut(source: Path, target: Path, spans: Spans) -> None:
    """Write these parts of a film one after another, nearly without loss."""
    reader = PyAvReader(source)
    video = reader.probe().video
    frames = (frame for begin, end in spans for frame in reader.frames(Span(Fraction(begin), Fraction(end))))
    with PyAvWriter(target, size=(video.width, video.height), frame_rate=video.frame_rate, crf=14) as writer:
        for number, frame in enumerate(frames):
            writer.write(frame.rgb(), number / video.frame_rate)


def _moved(boxes: Sequence[TrueBox], spans: Spans) -> Iterator[TrueBox]:
    base = 0.0
    for begin, end in ((float(a), float(b)) for a, b in spans):
        for box in boxes:
            if box.is_sure and begin <= box.at < end:
                yield TrueBox(base + box.at - begin, box.box, box.name, box.kind, box.is_sure)
        base += end - begin


def measure(media: Path, name: str, photographs: int, folder: Path) -> None:
    """Print one clip with so many photographs of each person."""
    film = FILMS[name]
    lab = Lab.of(film, media, folder)
    with lab.open() as workspace:
        for person, photos in film.photographs.items():
            workspace.people.add(person, [media / photo for photo in photos[:photographs]])
    lab.run(lab.first)
    lab.run(lab.second)
    print(f"{name}, {photographs} photographs of each: {lab.named()}", flush=True)
    tracks = lab.confirm()
    everything = [track for own in tracks.values() for track in own]
    for most in (1, 3, seeding.MOST_SEEDS):
        lab.without_crops()
        given = lab.teach(everything, most)
        lab.run(lab.second)
        print(f"  taught at most {most} ({given}): {lab.named()}", flush=True)
    names = sorted(tracks)
    for whom, other in zip(names, [*names[1:], names[0]], strict=True):
        lab.without_crops()
        with lab.open() as workspace:
            view = lab.view(workspace, lab.first)
            longest = max(tracks[whom], key=lambda t: view.tracks[t].evidence.end - view.tracks[t].evidence.start)
            workspace.desk.assign(view, [longest], other, author="bench")
        given = lab.teach([longest])
        lab.run(lab.second)
        print(f"  {whom} taken for {other} ({given}): {lab.named()}", flush=True)
        with lab.open() as workspace:
            workspace.journals.undo(lab.view(workspace, lab.first).video.id, author="bench")


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--media", type=Path, required=True, help="folder of the shared clips")
    media: Path = parser.parse_args(arguments).media
    for name, counts in (("bbt", (0, 1, 5)), ("hamilton", (0, 1))):
        for photographs in counts:
            with tempfile.TemporaryDirectory() as folder:
                measure(media, name, photographs, Path(folder))


if __name__ == "__main__":
    main()
