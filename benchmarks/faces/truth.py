"""Truth of the shared clips, and how far a result agrees with it.

Truth has a grain of one second: one frame a second was looked at. Boxes marked `sure=0` are areas to ignore.
"""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

NOBODY = "unknown_person"


@dataclass(frozen=True)
class TrueBox:
    """One face at one frame."""

    at: float
    box: tuple[float, float, float, float]
    name: str
    kind: str
    is_sure: bool

    @property
    def width(self) -> float:
        return self.box[2] - self.box[0]


@dataclass(frozen=True)
class Second:
    """Who is visible at one instant."""

    at: float
    clear: tuple[str, ...]
    small: tuple[str, ...]
    hidden: tuple[str, ...]


@dataclass(frozen=True)
class Truth:
    """All that is known of one clip."""

    boxes: tuple[TrueBox, ...]
    seconds: tuple[Second, ...]
    clear_s: Mapping[str, float]
    visible_s: Mapping[str, float]
    any_s: Mapping[str, float]


@dataclass(frozen=True)
class SeenTrack:
    """A track of a result: samples are ``(instant, box)`` in order of time."""

    track: str
    start: float
    end: float
    samples: Sequence[tuple[float, tuple[float, float, float, float]]]
    identity: str
    person: str | None
    is_face: bool
    is_clear: bool

    def box_at(self, at: float) -> tuple[float, float, float, float]:
        """Linear between samples, the nearest one outside them."""
        before = [s for s in self.samples if s[0] <= at]
        after = [s for s in self.samples if s[0] > at]
        if not before or not after:
            return (before or after)[-1 if before else 0][1]
        (t0, a), (t1, b) = before[-1], after[0]
        part = (at - t0) / (t1 - t0)
        x1, y1, x2, y2 = (p + (q - p) * part for p, q in zip(a, b, strict=True))
        return x1, y1, x2, y2


@dataclass
class Score:
    """Counts; percentages are left to the reader."""

    clear: tuple[int, int] = (0, 0)
    small: tuple[int, int] = (0, 0)
    wrong_seconds: int = 0
    boxes: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    named_elsewhere: int = 0
    missed: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    screen_time: dict[str, dict[str, float]] = field(default_factory=dict)


def read_truth(folder: Path) -> Truth:
    """The three CSV files of a clip."""
    boxes = tuple(
        TrueBox(
            at=float(row["time_s"]),
            box=(float(row["x1"]), float(row["y1"]), float(row["x2"]), float(row["y2"])),
            name=row["name"],
            kind=row["class"],
            is_sure=row["sure"] == "1",
        )
        for row in _rows(folder / "named_boxes.csv")
    )
    seconds = tuple(
        Second(
            at=float(row["frame_time"]),
            clear=tuple(row["clear"].split()),
            small=tuple(row["small_or_hard"].split()),
            hidden=tuple(row["present_face_hidden"].split()),
        )
        for row in _rows(folder / "visible_1fps.csv")
    )
    times = _rows(folder / "screen_time.csv")
    return Truth(
        boxes=boxes,
        seconds=seconds,
        clear_s={row["person"]: float(row["seconds_clear"]) for row in times},
        visible_s={row["person"]: float(row["seconds_clear_or_small"]) for row in times},
        any_s={row["person"]: float(row["seconds_on_screen_any"]) for row in times},
    )


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def score_names(truth: Truth, tracks: Sequence[SeenTrack], cast: Iterable[str]) -> Score:
    """How many of the cast are named where they are visible, and every wrong name."""
    people = set(cast)
    score = Score()
    for second in truth.seconds:
        named = {t.person for t in tracks if t.person and t.start <= second.at < t.end}
        present = {*second.clear, *second.small, *second.hidden}
        for name in sorted(named - present):
            score.wrong_seconds += 1
            score.wrong.append(f"{name} at {second.at} s, not there")
        clear, small = people & set(second.clear), people & set(second.small)
        score.clear = (score.clear[0] + len(clear & named), score.clear[1] + len(clear))
        score.small = (score.small[0] + len(small & named), score.small[1] + len(small))
        score.missed += [f"{name} at {second.at} s (clear)" for name in sorted(clear - named)]
    _score_boxes(truth, tracks, people, score)
    for person in sorted(people & set(truth.any_s)):
        mine = [t for t in tracks if t.person == person]
        score.screen_time[person] = {
            "visible": _covered(mine),
            "true clear": truth.clear_s[person],
            "true visible": truth.visible_s[person],
            "true any": truth.any_s[person],
        }
    return score


def _score_boxes(truth: Truth, tracks: Sequence[SeenTrack], people: set[str], score: Score) -> None:
    for at in sorted({box.at for box in truth.boxes}):
        boxes = [box for box in truth.boxes if box.at == at]
        owner = match(boxes, tracks, at)
        taken = {track.track for track in owner.values()}
        for index, box in enumerate(boxes):
            if not box.is_sure:
                continue
            track = owner.get(index)
            person = track.person if track else None
            if person is not None and person != box.name:
                score.boxes[box.kind]["wrong"] += 1
                score.wrong.append(f"{box.name} ({box.kind}, {box.width:.0f} px) at {at} s is called {person}")
            elif box.name in people:
                score.boxes[box.kind]["right" if person else "unnamed" if track else "not found"] += 1
            else:
                score.boxes["stranger"]["left unnamed" if track else "not found"] += 1
        for track in tracks:
            is_named = track.person and track.start <= at < track.end and track.track not in taken
            if is_named and not any(_same(box.box, track.box_at(at)) for box in boxes):
                score.named_elsewhere += 1
                score.wrong.append(f"{track.person} at {at} s where no face is")


def match(boxes: Sequence[TrueBox], tracks: Sequence[SeenTrack], at: float) -> dict[int, SeenTrack]:
    """Track of each true box, by index: best IoU first, each track once."""
    live = [track for track in tracks if track.start <= at < track.end]
    pairs = sorted(
        ((iou(box.box, track.box_at(at)), index, number) for index, box in enumerate(boxes)
         for number, track in enumerate(live) if _same(box.box, track.box_at(at))),
        reverse=True,
    )  # fmt: skip
    owner: dict[int, SeenTrack] = {}
    used: set[int] = set()
    for _, index, number in pairs:
        if index not in owner and number not in used:
            owner[index] = live[number]
            used.add(number)
    return owner


def _same(true: tuple[float, ...], seen: tuple[float, ...]) -> bool:
    x, y = (seen[0] + seen[2]) / 2, (seen[1] + seen[3]) / 2
    return iou(true, seen) >= 0.3 or (true[0] < x < true[2] and true[1] < y < true[3])


def iou(first: Sequence[float], second: Sequence[float]) -> float:
    """Intersection over union of two boxes."""
    width = min(first[2], second[2]) - max(first[0], second[0])
    height = min(first[3], second[3]) - max(first[1], second[1])
    if width <= 0 or height <= 0:
        return 0.0
    common = width * height
    areas = sum((b[2] - b[0]) * (b[3] - b[1]) for b in (first, second))
    return common / (areas - common)


def _covered(tracks: Sequence[SeenTrack]) -> float:
    total, end = 0.0, float("-inf")
    for track in sorted(tracks, key=lambda t: t.start):
        total += max(0.0, track.end - max(track.start, end))
        end = max(end, track.end)
    return total


@dataclass(frozen=True)
class Clusters:
    """How well identities agree with people, over the true boxes that a track was found for."""

    boxes: int
    precision: float
    recall: float
    people: int
    identities: int
    false_merges: tuple[str, ...]

    @property
    def f1(self) -> float:
        return 2 * self.precision * self.recall / max(self.precision + self.recall, 1e-9)


def score_identities(truth: Truth, tracks: Sequence[SeenTrack], *, smallest: float) -> Clusters:
    """B-cubed (Bagga and Baldwin, 1998) over true boxes of known people at least `smallest` px wide."""
    labels: list[tuple[str, str]] = []
    for at in sorted({box.at for box in truth.boxes}):
        boxes = [box for box in truth.boxes if box.at == at]
        for index, track in match(boxes, tracks, at).items():
            box = boxes[index]
            if box.is_sure and box.name != NOBODY and box.width >= smallest:
                labels.append((box.name, track.identity))
    people, identities, both = Counter(n for n, _ in labels), Counter(i for _, i in labels), Counter(labels)
    merges = {
        identity: sorted(name for name, other in both if other == identity)
        for identity in identities
        if sum(1 for _, other in both if other == identity) > 1
    }
    count = max(len(labels), 1)
    return Clusters(
        boxes=len(labels),
        precision=sum(both[pair] / identities[pair[1]] for pair in labels) / count,
        recall=sum(both[pair] / people[pair[0]] for pair in labels) / count,
        people=len(people),
        identities=len(identities),
        false_merges=tuple(" + ".join(names) for names in merges.values()),
    )
