"""What holds for every set of tracks: constraints are kept, time is exact, order does not matter."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from telecine.apps.faces.logic.grouping.clustering import link, number_by_first
from telecine.apps.faces.logic.grouping.evidence import shared_by_groups, telling, trust
from telecine.apps.faces.logic.grouping.poorfaces import PoorFaceLimits, join_poor_faces
from telecine.apps.faces.logic.grouping.together import overlapping
from telecine.apps.faces.logic.trackset import TrackSet, read_tracks
from telecine.kernel.spans import Span, total
from tests.fixtures.face_tables import Look, strangers, tables, wearing

PAIRS = st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11)).filter(lambda p: p[0] != p[1]), max_size=8)


def _distances(seed: int, count: int = 12) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    points = np.random.default_rng(seed).normal(size=(count, 3))
    return np.asarray(np.linalg.norm(points[:, None] - points[None, :], axis=-1), dtype=np.float32)


@given(st.integers(0, 1 << 30), PAIRS, st.floats(0.1, 5))
def test_what_is_forbidden_never_happens(seed: int, cannot: list[tuple[int, int]], threshold: float) -> None:
    groups = link(_distances(seed), threshold=threshold, cannot=np.array(cannot, np.int64).reshape(-1, 2))
    assert all(groups[first] != groups[second] for first, second in cannot)


@given(st.integers(0, 1 << 30), PAIRS, PAIRS, st.floats(0.1, 5))
def test_what_is_demanded_always_happens(
    seed: int, must: list[tuple[int, int]], cannot: list[tuple[int, int]], threshold: float
) -> None:
    forbidden = np.array(cannot, np.int64).reshape(-1, 2)
    groups = link(_distances(seed), threshold=threshold, must=must, cannot=forbidden)
    assert all(groups[first] == groups[second] for first, second in must)


@given(st.integers(0, 1 << 30), st.floats(0.1, 3))
def test_a_group_is_never_wider_than_the_next_merge_allows(seed: int, threshold: float) -> None:
    distances = _distances(seed)
    groups = link(distances, threshold=threshold)
    means = [
        distances[np.ix_(groups == one, groups == other)].mean()
        for one in range(groups.max() + 1)
        for other in range(one)
    ]
    assert all(mean > threshold - 1e-4 for mean in means)


@given(st.integers(0, 1 << 30), st.permutations(range(12)), st.floats(0.1, 3))
def test_the_order_of_rows_does_not_matter(seed: int, order: list[int], threshold: float) -> None:
    distances = _distances(seed)
    groups = link(distances, threshold=threshold)
    shuffled = link(distances[np.ix_(order, order)], threshold=threshold)
    assert ((groups[order][:, None] == groups[order][None, :]) == (shuffled[:, None] == shuffled[None, :])).all()


@given(st.integers(0, 1 << 30), st.floats(0.1, 3), PAIRS)
def test_who_is_far_away_changes_nobodys_group(seed: int, threshold: float, must: list[tuple[int, int]]) -> None:
    near, far = _distances(seed), _distances(seed + 1)
    whole = np.full((24, 24), 100, np.float32)
    whole[::2, ::2], whole[1::2, 1::2] = near, far
    groups = link(whole, threshold=threshold, must=[(2 * one, 2 * other) for one, other in must])
    for rows, alone in (
        (groups[::2], link(near, threshold=threshold, must=must)),
        (groups[1::2], link(far, threshold=threshold)),
    ):
        assert ((rows[:, None] == rows[None, :]) == (alone[:, None] == alone[None, :])).all()
    assert not set(groups[::2]) & set(groups[1::2])


@given(st.integers(0, 1 << 30), st.integers(1, 12), st.integers(1, 5))
def test_a_group_is_told_what_any_of_its_tracks_is_told(seed: int, count: int, groups: int) -> None:
    rng = np.random.default_rng(seed)
    table = np.triu(rng.random((count, count)) * (rng.random((count, count)) < 0.3), 1).astype(np.float32)
    table += table.T
    group = number_by_first(rng.integers(0, groups, count))
    best = np.stack([table[:, group == one].max(axis=1) for one in range(group.max() + 1)], axis=1)[:, group]
    shared = np.zeros_like(table)
    found = shared_by_groups(telling(table), group)
    shared[found.one, found.other] = found.told
    assert (shared == np.maximum(best, best.T)).all()


def _crowd(seed: int, count: int) -> TrackSet:
    """Tracks in one minute with faces of every quality, in few clothes."""
    rng = np.random.default_rng(seed)
    people = strangers(count, seed=seed)
    looks = []
    for n in range(count):
        start = int(rng.integers(0, 50))
        box = (100.0 * n, 100.0, 100.0 * n + 80, 200.0)
        colours = wearing(int(rng.integers(0, 5))) + 0.5 * wearing(int(rng.integers(0, 5)))
        sharpness = float(rng.choice([1, 4, 80]))
        looks.append(Look(f"t{n}", people[n], start, start + 3, box, sharpness=sharpness, clothes=colours))
    made = tables(looks)
    return read_tracks([made["tracks"]], [made["samples"]])


@given(st.integers(0, 1 << 20), PAIRS)
def test_clothes_join_groups_whole_and_never_two_that_are_apart(seed: int, cannot: list[tuple[int, int]]) -> None:
    tracks = _crowd(seed, 12)
    group = np.arange(12) // 2
    apart = np.array([pair for pair in cannot if pair[0] // 2 != pair[1] // 2], np.int64).reshape(-1, 2)
    limits = PoorFaceLimits(alike=0.5, lead=-1)
    owner = join_poor_faces(tracks, group, apart, scene=60, limits=limits)
    best = trust(tracks).reshape(6, 2).max(axis=1)
    assert (owner[owner] == owner).all()
    assert all(owner[g] == g or best[g] < limits.poor <= best[owner[g]] for g in range(6))
    assert all(owner[group[first]] != owner[group[second]] for first, second in apart)


@given(st.lists(st.integers(0, 5), max_size=12))
def test_groups_numbered_by_first_row_are_the_same_groups(group: list[int]) -> None:
    numbered = number_by_first(np.array(group, np.int64)).tolist()
    assert list(dict.fromkeys(numbered)) == list(range(len(set(group))))
    assert len(set(zip(group, numbered, strict=True))) == len(set(group))


SPANS = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 10)), max_size=15)


@given(SPANS)
def test_overlaps_are_those_that_every_pair_would_show(spans: list[tuple[int, int]]) -> None:
    start = np.array([begin for begin, _ in spans], np.int64)
    end = start + np.array([length for _, length in spans], np.int64)
    found = {(int(a), int(b)) for a, b in overlapping(start, end)}
    assert found == {
        (a, b)
        for a in range(len(spans))
        for b in range(a + 1, len(spans))
        if max(start[a], start[b]) < min(end[a], end[b])
    }


INSTANTS = st.builds(Fraction, st.integers(0, 1 << 22), st.sampled_from([25, 1000, 24000, 30000, 90000]))


@given(st.lists(st.tuples(INSTANTS, INSTANTS).filter(lambda p: p[0] != p[1]), min_size=1, max_size=3))
def test_screen_time_is_exact(edges: list[tuple[Fraction, Fraction]]) -> None:
    looks = [Look(f"t{n}", strangers(1)[0], min(pair), max(pair), samples=1) for n, pair in enumerate(edges)]
    made = tables(looks)
    tracks = read_tracks([made["tracks"]], [made["samples"]])
    assert tracks.duration(list(range(len(looks)))) == total(Span(min(pair), max(pair)) for pair in edges)
