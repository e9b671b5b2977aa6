"""What happens within a shot and is no cut: flashes, strobes, shake, whip pans, light, explosions, pictures in pictures."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

Film = npt.NDArray[np.uint8]
Curve = npt.NDArray[np.float64]
Rng = np.random.Generator

Disturbance = Callable[[Rng, Film, float], Film]
"""Changes a shot of some seconds at a frame rate, without a change of scene."""

_EDGE_S: Final = 0.4


def flashes(rng: Rng, shot: Film, rate: float) -> Film:
    """Photographers: many short lights from anywhere, sometimes over the whole picture."""
    light = np.zeros((len(shot), *shot.shape[1:3]), np.float32)
    margin = round(_EDGE_S * rate)
    for _ in range(int(rng.integers(2, 9))):
        at = int(rng.integers(margin, len(shot) - margin))
        strength = float(rng.uniform(80, 400))
        glow = _glow(rng, shot.shape[1:3]) if rng.random() < 0.6 else np.ones(shot.shape[1:3], np.float32)
        lasting = int(rng.integers(1, 4))
        for later in range(lasting):
            light[at + later] += glow * strength * 0.45**later
    return _clipped(shot * (1 + light[..., None] / 250) + light[..., None] * 0.5)


def lightning(rng: Rng, shot: Film, rate: float) -> Film:
    """Bursts of bluish pulses of changing strength over a darkened scene."""
    gain = np.full(len(shot), 0.35)
    margin = round(_EDGE_S * rate)
    for _ in range(int(rng.integers(1, 4))):
        at = int(rng.integers(margin, len(shot) - margin - round(0.6 * rate)))
        length = round(float(rng.uniform(0.2, 0.6)) * rate)
        pulses = rng.uniform(0.2, 3.0, length) * (rng.random(length) < 0.6)
        gain[at : at + length] = np.maximum(0.35, pulses * np.linspace(1, 0.5, length))
    blue = np.clip((gain[:, None] - 0.35) * np.array([-0.1, 0.0, 0.25]), -0.3, 0.6)
    return _clipped(shot * (gain[:, None] * (1 + blue))[:, None, None, :])


def strobe(rng: Rng, shot: Film, rate: float) -> Film:
    """A club: the light goes on and off, or changes its colour, 4 to 12 times a second for a while."""
    length = round(float(rng.uniform(0.8, 2.5)) * rate)
    margin = round(_EDGE_S * rate)
    length = min(length, len(shot) - 2 * margin)
    start = int(rng.integers(margin, len(shot) - margin - length + 1))
    beats = (np.arange(length) * float(rng.uniform(4, 12)) * 2 / rate).astype(int)
    dark = np.full(3, rng.uniform(0.02, 0.25))
    lights = [dark, np.full(3, rng.uniform(1.0, 1.8))]
    if rng.random() < 0.4:
        lights = [rng.uniform(0.1, 1.5, 3) for _ in range(4)]
    made = shot.astype(np.float32)
    made[start : start + length] *= np.array([lights[beat % len(lights)] for beat in beats])[:, None, None, :]
    return _clipped(made)


def shake(rng: Rng, shot: Film, rate: float) -> Film:
    """A camera in the hand of somebody who runs: jolts of some percent of the width, blurred as they are."""
    height, width = shot.shape[1:3]
    jolts = rng.normal(0, 1, (len(shot), 2))
    smooth = cv2.GaussianBlur(jolts, (1, 0), sigmaX=0.01, sigmaY=float(rng.uniform(0.6, 2.0)) * rate / 25)
    path = smooth / smooth.std(axis=0) * width * float(rng.uniform(0.015, 0.04))
    made = np.empty_like(shot)
    for number, picture in enumerate(shot):
        moved = path[number] - path[max(number - 1, 0)]
        blurred = smeared(picture, moved / 2)
        matrix = np.array([[1.2, 0, path[number, 0] - 0.1 * width], [0, 1.2, path[number, 1] - 0.1 * height]])
        made[number] = cv2.warpAffine(blurred, matrix, (width, height), borderMode=cv2.BORDER_REFLECT)
    return made


def whip(rng: Rng, shot: Film, rate: float) -> Film:
    """The camera is torn to another place of the same wide scene and stays there; `shot` is that scene, once to see."""
    height, width = shot.shape[1:3]
    wide = _wide(shot[0], 3)
    length = round(float(rng.uniform(0.2, 0.5)) * rate)
    start = (len(shot) - length) // 2
    share = np.clip((np.arange(len(shot)) - start) / length, 0, 1)
    eased = share * share * (3 - 2 * share)
    reach = wide.shape[1] - width - 8
    lefts = 4 + eased * reach * float(rng.uniform(0.5, 1.0))
    drift = np.cumsum(rng.normal(0, 0.25, (len(shot), 2)), axis=0)
    if rng.random() < 0.5:
        lefts = reach + 4 - lefts
    made = np.empty_like(shot)
    for number in range(len(shot)):
        speed = lefts[number] - lefts[max(number - 1, 0)]
        x, y = lefts[number] + drift[number, 0], (wide.shape[0] - height) / 2 + drift[number, 1]
        matrix = np.array([[1.0, 0, -x], [0, 1.0, -y]])
        view = cv2.warpAffine(wide, matrix, (width, height), borderMode=cv2.BORDER_REFLECT)
        made[number] = smeared(np.asarray(view, np.uint8), np.array([speed * 0.6, 0.0]))
    return made


def light(rng: Rng, shot: Film, rate: float) -> Film:
    """A cloud, a dimmer, a curtain: brightness and warmth change within 0.2 to 3 s."""
    length = min(round(float(rng.choice([0.2, 0.5, 1.0, 2.0, 3.0])) * rate), len(shot) - 4)
    start = int(rng.integers(2, len(shot) - length - 1))
    share = np.clip((np.arange(len(shot)) - start) / length, 0, 1)[:, None]
    ends = rng.uniform(0.25, 1.0, 1) if rng.random() < 0.7 else rng.uniform(1.2, 2.2, 1)
    warmth = 1 + float(rng.uniform(-0.25, 0.25)) * np.array([1.0, 0.0, -1.0])
    gain = 1 + (ends * warmth - 1) * share
    if rng.random() < 0.5:
        gain = gain[::-1]
    return _clipped(shot * gain[:, None, None, :])


def near_object(rng: Rng, shot: Film, rate: float) -> Film:
    """Somebody passes close to the camera, out of focus, and may cover all of it for a moment."""
    height, width = shot.shape[1:3]
    size = float(rng.uniform(0.5, 1.3)) * width
    length = round(float(rng.uniform(0.4, 1.2)) * rate)
    start = int(rng.integers(round(_EDGE_S * rate), max(len(shot) - length - round(_EDGE_S * rate), 12)))
    colour = rng.uniform(5, 120, 3)
    texture = cv2.GaussianBlur(rng.normal(0, 60, (height, round(size), 3)), (0, 0), 12) * 4
    way = 1 if rng.random() < 0.5 else -1
    made = shot.astype(np.float32)
    x = np.arange(width)
    for number in range(start, min(start + length, len(shot))):
        left = -size + (width + size) * (number - start + 1) / (length + 1)
        inside = np.clip((x - left) / 14, 0, 1) * np.clip((left + size - x) / 14, 0, 1)
        places = np.clip(x - left, 0, texture.shape[1] - 1).astype(int)
        cover = (colour + texture[:, places])[:, ::way]
        share = inside[::way][None, :, None]
        made[number] = made[number] * (1 - share) + cover * share
    return _clipped(made)


def explosion(rng: Rng, shot: Film, rate: float) -> Film:
    """Fire grows over much of the picture at once; smoke hangs in the air and clears; the camera jolts."""
    height, width = shot.shape[1:3]
    start = int(rng.integers(round(_EDGE_S * rate), max(len(shot) // 2, round(_EDGE_S * rate) + 1)))
    grow, clear = float(rng.uniform(0.1, 0.3)) * rate, float(rng.uniform(0.7, 1.6)) * rate
    largest = float(rng.uniform(0.4, 0.9))
    centre = rng.uniform(0.25, 0.75, 2) * (width, height)
    y, x = np.mgrid[:height, :width]
    ragged = cv2.GaussianBlur(rng.normal(0, 1, (height, width)), (0, 0), 9) * 3
    far = np.hypot(x - centre[0], y - centre[1]) / width + ragged * 0.05
    made = shot.astype(np.float32)
    for number in range(start, len(shot)):
        after = number - start
        size = largest * min(1.0, (after + 1) / grow)
        cover = np.clip((size - far) / 0.08, 0, 1) * max(0.0, 1 - max(0.0, after - grow) / clear)
        heat = np.clip(1.4 - after / (2.5 * grow), 0, 1)
        inner = np.clip(1 - far / max(size, 0.05), 0, 1)[..., None]
        fire = heat * (np.array([255, 190, 90]) + inner * (0, 60, 120)) + (1 - heat) * (70 + 25 * ragged[..., None])
        made[number] = made[number] * (1 - cover[..., None]) + fire * cover[..., None]
        made[number] *= 1 + 0.8 * heat * np.exp(-after / grow)
        jolt = rng.normal(0, 0.015 * width * np.exp(-after / (2 * grow)), 2)
        matrix = np.array([[1.0, 0, jolt[0]], [0, 1.0, jolt[1]]])
        made[number] = cv2.warpAffine(made[number], matrix, (width, height), borderMode=cv2.BORDER_REFLECT)
    return _clipped(made)


def inset(rng: Rng, shot: Film, others: list[Film]) -> Film:
    """Another programme in a corner: it comes at once or slides in, is cut within, and goes again."""
    height, width = shot.shape[1:3]
    share = float(rng.uniform(0.25, 0.5))
    small = (round(width * share), round(height * share))
    start, end = sorted(int(place) for place in rng.integers(4, len(shot) - 4, 2))
    slide = int(rng.choice([1, 8])) if end - start > 24 else 1
    right, low = bool(rng.integers(2)), bool(rng.integers(2))
    top = height - small[1] - 8 if low else 8
    made = shot.copy()
    changed = int(rng.integers(start, end + 1))
    for number in range(start, end):
        film = others[0 if number < changed else 1]
        picture = cv2.resize(film[(number - start) % len(film)], small, interpolation=cv2.INTER_AREA)
        shown = min(1.0, (number - start + 1) / slide, (end - number) / slide)
        visible = max(2, round(small[0] * shown))
        left = width - visible - (8 if shown == 1 else 0) if right else (8 if shown == 1 else 0)
        part = picture[:, :visible] if right else picture[:, small[0] - visible :]
        made[number, top : top + small[1], left : left + visible] = part
    return made


def smeared(picture: Film, by: Curve) -> Film:
    """Blurred along a way of so many pixels, as a moving camera blurs."""
    length = int(np.hypot(*by))
    if length < 2:
        return picture
    kernel = np.zeros((2 * length + 1, 2 * length + 1), np.float32)
    end = (length + round(by[0] / 2), length + round(by[1] / 2))
    cv2.line(kernel, (length - round(by[0] / 2), length - round(by[1] / 2)), end, 1.0)
    if abs(by[1]) < 1:
        kernel = kernel[length : length + 1]
    return np.asarray(cv2.filter2D(picture, -1, kernel / kernel.sum(), borderType=cv2.BORDER_REFLECT), np.uint8)


def _wide(picture: Film, times: int) -> Film:
    """A scene `times` as wide as the picture: it continues as its own mirror image, lit differently."""
    parts = [picture[:, :: -1 if number % 2 else 1] * gain for number, gain in enumerate((1.0, 0.8, 0.6)[:times])]
    return np.asarray(np.concatenate(parts, axis=1), np.uint8)


def _glow(rng: Rng, size: tuple[int, ...]) -> npt.NDArray[np.float32]:
    y, x = np.mgrid[: size[0], : size[1]] / size[1]
    return np.asarray(
        np.exp(-((x - rng.uniform()) ** 2 + (y - rng.uniform() * 0.56) ** 2) * rng.uniform(4, 30)), np.float32
    )


def _clipped(film: npt.NDArray[np.floating]) -> Film:
    return np.asarray(np.clip(film, 0, 255), np.uint8)
