"""Which detection continues which track."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import linear_sum_assignment

Floats = npt.NDArray[np.float32]
Integers = npt.NDArray[np.int64]

REFUSED = 1e6


@dataclass(frozen=True, slots=True)
class Gate:
    """How far apart a track and its continuation may be.

    Attributes:
        reach: distance of centres, in face sizes, for an instantaneous step.
        speed: by how much `reach` grows a second, for what motion prediction does not foresee.
        growth: largest ratio of sizes.
        look: largest distance of appearance, 0 to 1, for a continuation in the same place.
        far_look: the same for one at the end of the reach; in between it falls evenly.
        patience: longest step for which `reach` grows, in seconds.
    """

    reach: float
    speed: float
    growth: float
    look: float
    far_look: float
    patience: float = 0.5


def look_distances(first: Floats, second: Floats) -> Floats:
    """Hellinger distances 0 to 1 of rows that are square roots of histograms: float32 ``[n, m]``.

    Rows of zeros (not seen) are half-way from everything.
    """
    alike = first @ second.T
    seen_first, seen_second = np.abs(first).sum(axis=1) > 0, np.abs(second).sum(axis=1) > 0
    distance = np.sqrt(np.clip(1 - alike, 0, 1))
    return np.where(seen_first[:, None] & seen_second[None, :], distance, 0.5).astype(np.float32)


def pair_costs(predicted: Floats, elapsed: Floats, boxes: Floats, looks: Floats, gate: Gate) -> Floats:
    """Cost of continuing each track with each detection; `REFUSED` outside the gate.

    Args:
        predicted: float32 ``[n, 4]``, where tracks should be by now.
        elapsed: float32 ``[n]``, seconds since each was seen.
        boxes: float32 ``[m, 4]``.
        looks: float32 ``[n, m]`` from `look_distances`.
        gate: limits.

    Returns:
        float32 ``[n, m]``: distance as a part of the reach, plus difference of size and of appearance.
    """
    if not len(predicted) or not len(boxes):
        return np.zeros((len(predicted), len(boxes)), np.float32)
    size_p, size_b = _sizes(predicted), _sizes(boxes)
    size = np.sqrt(size_p[:, None] * size_b[None, :])
    centre_p = (predicted[:, :2] + predicted[:, 2:]) / 2
    centre_b = (boxes[:, :2] + boxes[:, 2:]) / 2
    distance = np.linalg.norm(centre_p[:, None] - centre_b[None], axis=2) / size
    reach = gate.reach + gate.speed * np.minimum(elapsed, gate.patience)[:, None]
    ratio = np.abs(np.log(size_p[:, None] / size_b[None, :])) / np.log(gate.growth)
    part = distance / reach
    refused = (part > 1) | (ratio > 1) | (looks > gate.look + (gate.far_look - gate.look) * part)
    cost = part + 0.4 * ratio + looks
    return np.where(refused, REFUSED, cost).astype(np.float32)


def assign(costs: Floats) -> tuple[Integers, Integers]:
    """The one-to-one assignment of least total cost among allowed pairs: rows and columns, int64 ``[k]`` each."""
    if not costs.size:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    rows, columns = linear_sum_assignment(costs)
    allowed = costs[rows, columns] < REFUSED
    return rows[allowed].astype(np.int64), columns[allowed].astype(np.int64)


def _sizes(boxes: Floats) -> npt.NDArray[np.float64]:
    sides = np.maximum(boxes[:, 2:] - boxes[:, :2], 1.0).astype(np.float64)
    return np.asarray(np.sqrt(sides.prod(axis=1)), dtype=np.float64)
