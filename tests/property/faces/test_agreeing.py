"""Samples agree with a name as if each had been compared with everybody by itself."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from telecine.apps.faces.logic.grouping.together import row_distances
from telecine.apps.faces.logic.naming.agreeing import Samples
from telecine.apps.faces.logic.naming.people import Episode, People
from telecine.apps.faces.logic.trackset import TrackSet, read_tracks
from telecine.engine.capabilities import Similarity
from tests.fixtures.face_tables import Look, strangers, tables

SCALE = 1.1


def one_by_one(
    tracks: TrackSet, people: People, similarity: Similarity, person: int, row: int, beside: list[list[int]]
) -> int:
    """The definition: the nearer of photographs and named tracks, for every person and sample."""
    agreeing = 0
    for index in range(int(tracks.first[row]), int(tracks.first[row + 1])):
        vector = tracks.vectors[tracks.vector_of[index]][None]
        apart = people.distances(vector, similarity)[0].astype(np.float64)
        for who, others in enumerate(beside):
            known = [float(row_distances(vector, tracks.prototype[[one]], similarity)[0]) for one in others if one >= 0]
            if known:
                apart[who] = min(apart[who], SCALE * sum(known) / len(known))
        agreeing += int(apart.argmin()) == person
    return agreeing


@pytest.mark.parametrize("metric", ["l2", "cosine"])
@given(seed=st.integers(0, 1 << 30), count=st.integers(1, 9))
def test_samples_agree_as_each_by_itself(metric: str, seed: int, count: int) -> None:
    rng = np.random.default_rng(seed)
    centres = strangers(3, seed=seed)
    similarity = Similarity("l2" if metric == "l2" else "cosine", 0.6, 0.42)
    looks = [
        Look(f"t{n}", centres[rng.integers(3)], n, n + 1, samples=int(rng.integers(1, 7)), noise=0.9, seed=seed % 997)
        for n in range(count)
    ]
    made = tables(looks)
    tracks = read_tracks([made["tracks"]], [made["samples"]])
    people = People(("a", "b", "c"), centres, np.array([True, True, bool(rng.integers(2))]))
    nearest = rng.integers(-1, count, (count, 3, 2))
    nearest[:, :, 1] = np.where(nearest[:, :, 0] < 0, -1, nearest[:, :, 1])
    person = rng.integers(0, 3, count)
    episode = Episode(np.zeros((count, 3), np.float32), nearest)
    rows = np.flatnonzero(rng.random(count) < 0.8)
    found = Samples(tracks, people, similarity, scale=SCALE).agreeing(person, episode, rows)
    wanted = np.zeros(count, np.int64)
    for row in rows:
        wanted[row] = one_by_one(tracks, people, similarity, int(person[row]), int(row), nearest[row].tolist())
    assert found.tolist() == wanted.tolist()
