"""Agglomerative clustering with constraints."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Distances = npt.NDArray[np.float32]


def link(
    distances: Distances,
    *,
    threshold: float,
    weights: npt.NDArray[np.float64] | None = None,
    cannot: npt.NDArray[np.int64] | None = None,
    must: Sequence[tuple[int, int]] = (),
) -> npt.NDArray[np.int64]:
    """Average linkage (UPGMA, Sokal & Michener 1958) that never joins a pair of `cannot`, directly or through others.

    Groups are merged nearest first while their weighted mean distance is at most `threshold`. Pairs of `must` are
    merged first, whatever their distance; where they contradict `cannot`, `must` wins, because it comes from a
    person. O(n^2) memory, O(n^2) time in practice (nearest neighbours are remembered). Rows that no chain of pairs
    within the threshold connects can never meet, so each connected part is clustered by itself.

    Args:
        distances: float32 ``[n, n]``, symmetric; infinite for pairs that say nothing and must not meet.
        threshold: largest mean distance at which two groups merge.
        weights: float64 ``[n]`` > 0, how much each row counts in a mean; 1 each without it.
        cannot: int64 ``[p, 2]``.
        must: pairs of rows.

    Returns:
        int64 ``[n]``: group of each row, numbered 0, 1, … by first row.
    """
    count = len(distances)
    table = distances.astype(np.float32, copy=True)
    weight = np.ones(count) if weights is None else weights.astype(np.float64)
    if cannot is not None and len(cannot):
        table[cannot[:, 0], cannot[:, 1]] = table[cannot[:, 1], cannot[:, 0]] = np.inf
    np.fill_diagonal(table, np.inf)
    chains = np.concatenate([np.argwhere(table <= threshold), np.array([*must], np.int64).reshape(-1, 2)])
    label = _connected(count, chains)
    group = np.arange(count)
    held: dict[int, list[tuple[int, int]]] = {}
    for first, second in must:
        held.setdefault(int(label[first]), []).append((first, second))
    order = np.argsort(label, kind="stable")
    for rows in np.split(order, np.flatnonzero(np.diff(label[order])) + 1):
        if len(rows) > 1:
            place = {int(row): index for index, row in enumerate(rows)}
            pairs = [(place[first], place[second]) for first, second in held.get(int(label[rows[0]]), ())]
            group[rows] = rows[_link_part(table[np.ix_(rows, rows)], weight[rows], threshold, pairs)]
    return np.asarray(np.unique(group, return_inverse=True)[1], dtype=np.int64)


def _connected(count: int, pairs: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """The lowest row that each row is connected to by pairs ``[p, 2]``: int64 ``[count]``."""
    label = np.arange(count)
    one, other = pairs.T
    while True:
        lower = label.copy()
        np.minimum.at(lower, one, label[other])
        np.minimum.at(lower, other, label[one])
        lower = lower[lower]
        if np.array_equal(lower, label):
            return label
        label = lower


def _link_part(
    table: Distances, weight: npt.NDArray[np.float64], threshold: float, must: Sequence[tuple[int, int]]
) -> npt.NDArray[np.int64]:
    """The lowest row of the group of each row: int64 ``[n]``. Works in the tables it is given."""
    count = len(table)
    group = np.arange(count)
    for first, second in must:
        into, gone = sorted((_root(group, first), _root(group, second)))
        if into != gone:
            _merge(table, weight, into, gone)
            group[gone] = into
    alive = np.flatnonzero(group == np.arange(count))
    table, weight = table[np.ix_(alive, alive)], weight[alive]
    while len(alive) > 1:
        merged = _agglomerate(table, weight, alive, group, threshold)
        # Half of the table is dead by now: a smaller one is faster to update.
        left = np.flatnonzero(group[alive] == alive)
        table, weight, alive = table[np.ix_(left, left)], weight[left], alive[left]
        if not merged:
            break
    return np.array([_root(group, row) for row in range(count)], dtype=np.int64)


def number_by_first(group: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """The same groups, numbered 0, 1, … by first row: int64 ``[n]``."""
    _, first, inverse = np.unique(group, return_index=True, return_inverse=True)
    return np.asarray(np.argsort(np.argsort(first))[inverse], dtype=np.int64)


def _agglomerate(
    table: Distances,
    weight: npt.NDArray[np.float64],
    names: npt.NDArray[np.int64],
    group: npt.NDArray[np.int64],
    threshold: float,
) -> bool:
    """Merge nearest groups until half of the rows are gone; whether there may be more to merge.

    Row i of `table` stands for row ``names[i]`` of `group`, where merges are written down.
    """
    nearest = table.argmin(axis=1)
    closest = table[np.arange(len(table)), nearest]
    for _ in range(max(1, len(table) // 2)):
        row = int(closest.argmin())
        if not closest[row] <= threshold:
            return False
        into, gone = sorted((row, int(nearest[row])))
        _merge(table, weight, into, gone)
        group[names[gone]] = names[into]
        closest[gone] = np.inf
        stale = np.flatnonzero((nearest == into) | (nearest == gone) | (np.arange(len(table)) == into))
        nearest[stale] = table[stale].argmin(axis=1)
        closest[stale] = table[stale, nearest[stale]]
        nearest[stale[np.isinf(closest[stale])]] = -1
    return True


def _merge(table: Distances, weight: npt.NDArray[np.float64], into: int, gone: int) -> None:
    """Put row `gone` into row `into`: weighted mean distances; infinity in what is gone."""
    total = weight[into] + weight[gone]
    row = (table[into] * weight[into] + table[gone] * weight[gone]) / total
    row[[into, gone]] = np.inf
    table[into, :] = table[:, into] = row
    table[gone, :] = table[:, gone] = np.inf
    weight[into] = total


def _root(group: npt.NDArray[np.int64], row: int) -> int:
    while group[row] != row:
        row = int(group[row])
    return row
