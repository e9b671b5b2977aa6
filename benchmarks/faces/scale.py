"""Identities and matches of a long film: ``python -m benchmarks.faces.scale [--tracks N]...``.

Synthetic tracks over an hour for each 2,000 of them: forty people, a third of the faces blurred, twenty people in the
facebank. Prints CPU seconds of one process with one thread, the best of three runs, and the peak memory of the process.
"""

from __future__ import annotations

import argparse
import resource
import time
from fractions import Fraction

import numpy as np

from telecine.apps.faces.logic.grouping.evidence import CueWeights
from telecine.apps.faces.logic.grouping.identities import group_tracks, regroup
from telecine.apps.faces.logic.grouping.poorfaces import PoorFaceLimits
from telecine.apps.faces.logic.naming.people import learn_people
from telecine.apps.faces.logic.naming.rounds import NamingLimits
from telecine.apps.faces.logic.naming.verdict import decide
from telecine.apps.faces.logic.trackset import read_tracks
from tests.fixtures.face_tables import SIMILARITY, Look, strangers, tables, wearing

PEOPLE = strangers(40, seed=1)
KNOWN = 20


def film(count: int) -> list[Look]:
    """Tracks of random people, three or so at once."""
    rng = np.random.default_rng(0)
    looks: list[Look] = []
    for number in range(count):
        start = Fraction(1800 * number + int(rng.integers(0, 3000)), 1000)
        x, width = float(rng.integers(0, 900)), float(rng.integers(24, 120))
        looks.append(
            Look(
                f"t{number}",
                PEOPLE[rng.integers(0, len(PEOPLE))],
                start,
                start + Fraction(int(rng.integers(500, 6000)), 1000),
                (x, 100, x + width, 100 + 1.3 * width),
                samples=8,
                noise=0.35,
                sharpness=float(rng.choice([3, 30, 80])),
                clothes=wearing(int(rng.integers(0, 8))),
            )
        )
    return looks


def measure(count: int) -> None:
    made = tables(film(count))
    known = learn_people(PEOPLE[:KNOWN], [f"p{n:02d}" for n in range(KNOWN)], np.zeros(KNOWN, np.bool_))
    runs: list[tuple[float, float, int]] = []
    for _ in range(3):
        begin = time.process_time()
        tracks = read_tracks([made["tracks"]], [made["samples"]])
        found = group_tracks(
            tracks, similarity=SIMILARITY, threshold=SIMILARITY.cluster, cues=CueWeights(), poor=PoorFaceLimits()
        )
        middle = time.process_time()
        again = regroup(tracks, found.group, similarity=SIMILARITY, cues=CueWeights())
        faces = np.ones(len(again), np.bool_)
        decide(tracks, again, known, similarity=SIMILARITY, limits=NamingLimits(), is_face=faces)
        runs.append((middle - begin, time.process_time() - middle, len(found)))
    grouping, matching, identities = min(runs, key=lambda run: run[0] + run[1])
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{count} tracks: identities {grouping:.2f} s, matches {matching:.2f} s, together {grouping + matching:.2f} CPU-s;"
        f" {identities} identities; peak memory {memory:.0f} MB"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tracks", type=int, action="append", default=[])
    options = parser.parse_args()
    for count in options.tracks or [500, 2000]:
        measure(count)


if __name__ == "__main__":
    main()
