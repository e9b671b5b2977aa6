"""Average linkage with constraints."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform

from telecine.apps.faces.logic.grouping.clustering import link


def _points(*values: float) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    line = np.array(values, dtype=np.float32)
    return np.asarray(np.abs(line[:, None] - line[None, :]), dtype=np.float32)


def test_what_is_near_is_one_group_and_what_is_far_is_not() -> None:
    assert link(_points(0, 0.1, 5, 5.1), threshold=1).tolist() == [0, 0, 1, 1]


def test_groups_are_numbered_by_their_first_row() -> None:
    assert link(_points(5, 0, 5.1, 0.1), threshold=1).tolist() == [0, 1, 0, 1]


def test_a_forbidden_pair_stays_apart_though_it_is_nearest() -> None:
    groups = link(_points(0, 0.01, 0.5), threshold=1, cannot=np.array([[0, 1]]))
    assert groups[0] != groups[1]


def test_a_forbidden_pair_stays_apart_though_a_third_lies_between() -> None:
    groups = link(_points(0, 0.1, 0.2), threshold=9, cannot=np.array([[0, 2]]))
    assert groups[0] != groups[2]
    assert groups[1] in {groups[0], groups[2]}


def test_a_demanded_pair_is_one_group_however_far_apart() -> None:
    assert link(_points(0, 100), threshold=1, must=[(0, 1)]).tolist() == [0, 0]


def test_what_a_person_demands_wins_over_what_is_forbidden() -> None:
    assert link(_points(0, 1), threshold=0.1, must=[(1, 0)], cannot=np.array([[0, 1]])).tolist() == [0, 0]


def test_demands_chain() -> None:
    assert link(_points(0, 50, 100, 7), threshold=1, must=[(0, 1), (2, 1)]).tolist() == [0, 0, 0, 1]


def test_a_heavy_row_counts_more_in_the_mean() -> None:
    distances = _points(0, 1, 2.2)
    even = link(distances, threshold=1.5)
    heavy = link(distances, threshold=1.5, weights=np.array([1.0, 9.0, 1.0]))
    assert even.tolist() == [0, 0, 1]
    assert heavy.tolist() == [0, 0, 0]


def test_rows_that_say_nothing_stand_alone() -> None:
    distances = _points(0, 0.1, 0.2)
    distances[2] = distances[:, 2] = np.inf
    assert link(distances, threshold=1).tolist() == [0, 0, 1]


@pytest.mark.parametrize("count", [0, 1])
def test_there_may_be_nothing_to_join(count: int) -> None:
    assert link(np.zeros((count, count), np.float32), threshold=1).tolist() == [0] * count


def test_without_constraints_it_is_the_average_linkage_of_scipy() -> None:
    rng = np.random.default_rng(3)
    points = rng.normal(size=(120, 4))
    distances = np.linalg.norm(points[:, None] - points[None, :], axis=-1)
    theirs = fcluster(linkage(squareform(distances, checks=False), "average"), 1.7, "distance")
    ours = link(distances.astype(np.float32), threshold=1.7)
    assert 10 < len(set(theirs)) < 110
    assert {tuple(np.flatnonzero(theirs == g)) for g in set(theirs)} == {
        tuple(np.flatnonzero(ours == g)) for g in set(ours)
    }
