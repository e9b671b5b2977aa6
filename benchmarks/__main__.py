"""Every measurement of this folder: ``python -m benchmarks [NAME ...] [--media DIR] [--list]``.

Without names, those that need no media are run, and with `--media` the others too. Each runs in a process of its own, so
that memory and what libraries keep are its own. Tables are printed and nothing is asserted; `make bench` does the same.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Final


@dataclass(frozen=True)
class Measurement:
    """One module below `benchmarks`.

    Attributes:
        prints: what its tables show.
        clips: its arguments for a folder of shared clips; None for one that needs no media.
        is_only_by_name: it is left out unless it is named: it takes long or fetches what the product does not need.
    """

    name: str
    prints: str
    clips: Callable[[Path], Sequence[str]] | None = None
    is_only_by_name: bool = False


def _media(folder: Path) -> Sequence[str]:
    return ("--media", str(folder))


MEASUREMENTS: Final = (
    Measurement("engine.store", "state tables: claims and results a second, their tail, size, what a long past costs"),
    Measurement("engine.throughput", "engine without work: tasks a second, latency, planning, recovery after a kill"),
    Measurement("api.upload", "a large video sent and fetched: throughput, CPU and memory of the server"),
    Measurement(
        "api.load", "lists of 100,000 jobs beside 1,000 streams of events: latency, CPU and memory of the server"
    ),
    Measurement("faces.scale", "identities and matches of thousands of tracks: CPU seconds, memory"),
    Measurement("people.correcting", "an hour of film: from a correction to the new report, by part"),
    Measurement("media.scan", "the scan beside pure decoding", lambda folder: (str(folder / "video" / "bikes.mp4"),)),
    Measurement("media.shots", "where shots begin: hits, misses, false ones", _media),
    Measurement(
        "faces.tracking", "faces found by height, CPU by part", lambda folder: ("--media", str(folder / "video"))
    ),
    Measurement("faces.blur", "what size and blur do to face vectors", _media),
    Measurement("faces.naming", "who is named, strangers, identities, screen time, what each lever brings", _media),
    Measurement("people.episodes", "screen time of composed episodes, and what each lever brings", _media),
    Measurement("people.episode_limits", "limits that fit themselves to a video", _media, is_only_by_name=True),
    Measurement("people.teaching", "what faces confirmed in one film teach about another", _media),
    Measurement("faces.speed", "times real time and CPU by part on ten minutes of film", _media),
    Measurement("faces.peer_dlib", "the same clips and scoring for dlib, fetched for it", _media, is_only_by_name=True),
)


def chosen(names: Sequence[str], media: Path | None) -> list[Measurement]:
    """What to run. Raises ValueError with what to write instead."""
    known = {each.name: each for each in MEASUREMENTS}
    for name in names:
        if name not in known:
            near = get_close_matches(name, known, n=1)
            raise ValueError(
                f"there is no measurement {name!r}; {f'did you mean {near[0]}?' if near else 'see --list'}"
            )
        if known[name].clips is not None and media is None:
            raise ValueError(f"{name} needs the shared clips: --media DIR, or make bench MEDIA=DIR")
    if names:
        return [known[name] for name in names]
    return [each for each in MEASUREMENTS if not each.is_only_by_name and (each.clips is None or media is not None)]


def run(measurement: Measurement, media: Path | None) -> bool:
    """Whether it came to its end."""
    arguments = () if measurement.clips is None or media is None else measurement.clips(media)
    command = [sys.executable, "-m", f"benchmarks.{measurement.name}", *arguments]
    print(f"\n== {measurement.name}: {measurement.prints}", flush=True)
    return subprocess.run(command, check=False).returncode == 0


def main(arguments: Sequence[str] | None = None, run: Callable[[Measurement, Path | None], bool] = run) -> int:
    """Run what was asked for. 1 when a measurement ended early."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="only these")
    parser.add_argument("--media", type=Path, metavar="DIR", help="folder of the shared clips (faces/, video/)")
    parser.add_argument("--list", action="store_true", dest="is_list", help="say what there is, and run nothing")
    given = parser.parse_args(arguments)
    if given.is_list:
        for each in MEASUREMENTS:
            needs = "clips" if each.clips is not None else "-"
            print(f"{each.name:<20}{needs:<7}{each.prints}")
        return 0
    if given.media is not None and not (given.media / "video").is_dir():
        parser.error(f"{given.media} has no folder video/ with the shared clips")
    try:
        wanted = chosen(given.names, given.media)
    except ValueError as error:
        parser.error(str(error))
    ended_early = [each.name for each in wanted if not run(each, given.media)]
    left = [each.name for each in MEASUREMENTS if each not in wanted]
    if not given.names and left:
        print(f"\nnot run: {', '.join(left)}; those that need clips take --media DIR (make bench MEDIA=DIR)")
    if ended_early:
        print(f"\nended early: {', '.join(ended_early)}", file=sys.stderr)
    return 1 if ended_early else 0


if __name__ == "__main__":
    sys.exit(main())
