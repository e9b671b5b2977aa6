"""How one shot becomes the next: cuts, dissolves, fades through black or white, wipes, pushes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Literal, NamedTuple

import numpy as np
import numpy.typing as npt

Film = npt.NDArray[np.uint8]
Field = npt.NDArray[np.float32]
Rng = np.random.Generator


class Transition(NamedTuple):
    """A cut has `first == last`, the first frame of the new shot; others cover ``[first, last)``."""

    kind: Literal["cut", "dissolve", "fade", "wipe"]
    first: int
    last: int


Edit = Callable[[Rng, Film, Film, float], tuple[Film, Transition]]
"""Joins two shots at a frame rate; the transition is counted in frames of the whole."""

FADE_S: Final = (0.2, 0.4, 0.6, 0.8, 1.2)
HELD_S: Final = (0.0, 0.1, 0.3, 0.6)
DISSOLVE_S: Final = (0.2, 0.4, 0.8, 1.2, 2.0)
WIPE_S: Final = (0.3, 0.5, 0.8, 1.2)
WIPES: Final = ("left", "right", "up", "down", "corner", "iris", "clock", "blinds", "push")


def cut(_rng: Rng, before: Film, after: Film, _rate: float) -> tuple[Film, Transition]:
    """One after the other."""
    return np.concatenate([before, after]), Transition("cut", len(before), len(before))


def dissolve(rng: Rng, before: Film, after: Film, rate: float) -> tuple[Film, Transition]:
    """Both at once, evenly from one to the other."""
    frames = _frames(rng, DISSOLVE_S, rate, before, after)
    share = _rising(frames)
    mixed = np.round(before[-frames:] * (1 - share) + after[:frames] * share).astype(np.uint8)
    start = len(before) - frames
    return np.concatenate([before[:start], mixed, after[frames:]]), Transition("dissolve", start, len(before))


def fade(rng: Rng, before: Film, after: Film, rate: float) -> tuple[Film, Transition]:
    """To black or to white and back, which may be held; one side may be at once."""
    colour = float(rng.choice([0.0, 0.0, 255.0]))
    out, back = (_frames(rng, FADE_S, rate, film, film) for film in (before, after))
    side = int(rng.integers(6))
    out, back = (0 if side == 0 else out), (0 if side == 1 else back)
    held = max(round(float(rng.choice(HELD_S)) * rate), 3 if min(out, back) == 0 else 0)
    gone = before[len(before) - out :] + (colour - before[len(before) - out :]) * _rising(out)
    come = after[:back] + (colour - after[:back]) * _rising(back)[::-1]
    empty = np.full((held, *after.shape[1:]), colour)
    start = len(before) - out
    between = np.concatenate([gone, empty, come])
    whole = np.concatenate([before[:start], np.round(between).astype(np.uint8), after[back:]])
    return whole, Transition("fade", start, start + len(between))


def wipe(rng: Rng, before: Film, after: Film, rate: float) -> tuple[Film, Transition]:
    """The new picture comes over the old one along an edge, hard or soft, or pushes it away."""
    frames = _frames(rng, WIPE_S, rate, before, after)
    way = str(rng.choice(WIPES))
    start = len(before) - frames
    old, new = before[start:], after[:frames]
    if way == "push":
        mixed = _pushed(old, new, to_left=bool(rng.integers(2)))
    else:
        order = order_of(way, old.shape[1], old.shape[2])
        mixed = _uncovered(old, new, order, float(rng.choice([0.01, 0.01, 0.15])))
    return np.concatenate([before[:start], mixed, after[frames:]]), Transition("wipe", start, len(before))


def order_of(way: str, height: int, width: int) -> Field:
    """When each place is wiped, 0 first to 1 last, float32 ``[h, w]``."""
    y, x = np.mgrid[:height, :width].astype(np.float32)
    y, x = y / (height - 1), x / (width - 1)
    centred = x - 0.5, (y - 0.5) * height / width
    orders: dict[str, Field] = {
        "left": x,
        "right": 1 - x,
        "up": y,
        "down": 1 - y,
        "corner": (x + y) / 2,
        "iris": np.hypot(*centred),
        "clock": np.arctan2(centred[0], -centred[1]) + np.float32(np.pi),
        "blinds": (x * 8) % 1,
    }
    order = orders[way]
    return np.asarray((order - order.min()) / (order.max() - order.min()), np.float32)


def _uncovered(old: Film, new: Film, order: Field, softness: float) -> Film:
    made = np.empty_like(old)
    for number, at in enumerate(_rising(len(old)).ravel()):
        share = np.clip((at * (1 + softness) - order) / softness, 0, 1)[..., None]
        made[number] = np.round(old[number] * (1 - share) + new[number] * share)
    return made


def _pushed(old: Film, new: Film, *, to_left: bool) -> Film:
    made = np.empty_like(old)
    width = old.shape[2]
    for number, at in enumerate(_rising(len(old)).ravel()):
        shift = round(float(at) * width)
        pair = (old[number], new[number]) if to_left else (new[number], old[number])
        left = shift if to_left else width - shift
        made[number] = np.concatenate(pair, axis=1)[:, left : left + width]
    return made


def _frames(rng: Rng, lengths_s: tuple[float, ...], rate: float, before: Film, after: Film) -> int:
    """One of the lengths that leaves at least a third of both shots alone."""
    room = 2 * min(len(before), len(after)) // 3
    fitting = [round(seconds * rate) for seconds in lengths_s if round(seconds * rate) <= room]
    return int(rng.choice(fitting or [max(3, room)]))


def _rising(frames: int) -> Field:
    return np.asarray((np.arange(frames) + 1) / (frames + 1), np.float32)[:, None, None, None]
