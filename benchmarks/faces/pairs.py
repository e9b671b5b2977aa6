"""How many of the pairs that are one person are among the first that people are asked about.

    python -m benchmarks.faces.pairs /path/to/media

Without photographs, so that nothing but the faces helps; at the default threshold, and with every track by itself.
"""

from __future__ import annotations

import sys
import tempfile
from itertools import combinations
from pathlib import Path

import numpy as np

from benchmarks.faces.trials import Bench, Setting, prepare
from telecine.apps.faces.logic.grouping.nonfaces import looks_like_a_face
from telecine.apps.faces.logic.naming.case import Case
from telecine.apps.faces.logic.naming.given import nothing_given
from telecine.apps.faces.logic.naming.people import People
from telecine.apps.faces.logic.naming.rounds import NamingLimits
from telecine.apps.faces.logic.pairs import Shown, same_person_pairs
from telecine.apps.faces.logic.rulings.links import read_links
from telecine.apps.faces.logic.rulings.names import read_names

SPLIT = 0.2
"""A threshold at which nearly every track of the shared clips is an identity of its own."""


def ranks(bench: Bench, clip: str, setting: Setting) -> tuple[list[int], int, int]:
    """Ranks from 0 of the proposals that are right, how many pairs are one person, and how many are proposed."""
    tracks, grouping = bench.clips[clip].tracks, bench.grouping(clip, setting)
    is_face = looks_like_a_face(tracks, grouping)
    names = bench.true_names(clip)
    shown, who = [], []
    for group in range(len(grouping)):
        rows = grouping.members(group)
        if is_face[group]:
            shown.append(Shown(f"Unknown {group}", None, rows))
            seen = [names[row] for row in rows if names[row]]
            who.append(max(set(seen), key=seen.count) if seen else "")
    case = Case(
        tracks=tracks,
        grouping=grouping,
        people=People(ids=(), centroids=np.zeros((0, 0), np.float32), is_known=np.zeros(0, np.bool_)),
        given=nothing_given(len(tracks)),
        said=read_names((), tracks),
        links=read_links((), tracks),
        limits=NamingLimits(),
        similarity=bench.similarity,
        is_face=is_face,
        names={},
    )
    threshold = bench.similarity.cluster if setting.cluster is None else setting.cluster
    proposed = same_person_pairs(case, shown, threshold=threshold)
    right = [rank for rank, pair in enumerate(proposed) if who[pair.one] and who[pair.one] == who[pair.other]]
    return right, sum(bool(one) and one == other for one, other in combinations(who, 2)), len(proposed)


def main() -> None:
    """Print a table."""
    with tempfile.TemporaryDirectory() as home:
        bench = prepare(Path(sys.argv[1]), Path(home))
        print(f"{'clip':12}{'threshold':>11}{'one person':>12}{'proposed':>10}{'in first 6':>12}{'in first 12':>13}")
        for clip, made in bench.clips.items():
            if made.truth is None:
                continue
            for setting in (Setting(), Setting(cluster=SPLIT)):
                right, pairs, proposed = ranks(bench, clip, setting)
                first = [sum(rank < most for rank in right) for most in (6, 12)]
                limit = "default" if setting.cluster is None else f"{setting.cluster}"
                print(f"{clip:12}{limit:>11}{pairs:>12}{proposed:>10}{first[0]:>12}{first[1]:>13}")


if __name__ == "__main__":
    main()
