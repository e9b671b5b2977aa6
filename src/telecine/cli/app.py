"""The program: every command, and the one place where a failure becomes a message and an exit code."""

from __future__ import annotations

import platform
import sys
from collections.abc import Callable, Sequence
from importlib.metadata import version
from typing import Annotated, Any, Final

import typer

from telecine.cli.commands import (
    clean,
    corrections,
    decide,
    demo,
    doctor,
    export,
    jobs,
    models,
    plan,
    run,
    stages,
)
from telecine.cli.commands.access import keys
from telecine.cli.commands.asking import compare, explain, pairs, totals
from telecine.cli.commands.benching import engine, faces
from telecine.cli.commands.library import imports, videos
from telecine.cli.commands.people import forgetting, known, seeds
from telecine.cli.commands.serving import serve, worker
from telecine.cli.errors import render
from telecine.cli.screen import READER_GONE, ReaderGone, Screen, leave_quietly
from telecine.cli.session import Door, Run
from telecine.kernel.errors import Cancelled, UserError

NO_WINDOWS: Final = (
    "Telecine runs on Linux, where it is tested, and is expected to run on macOS. On Windows use WSL2 or a container."
)

app = typer.Typer(
    name="telecine",
    help="Who is on screen, when, and for how long: video analysis on your own machine.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _group(name: str, text: str, within: typer.Typer = app) -> typer.Typer:
    group = typer.Typer(help=text, no_args_is_help=True)
    within.add_typer(group, name=name)
    return group


def _add(where: typer.Typer, name: str, command: Callable[..., Any], *examples: str) -> None:
    lines = "\n\n".join(f"  telecine {example}" for example in examples)
    where.command(name, epilog=f"Examples:\n\n{lines}")(command)


_JOBS = _group("jobs", "See, stop and repeat what was asked for.")
_PEOPLE = _group("people", "The people who can be named without a cast folder.")
_SEEDS = _group("seeds", "The pictures that somebody is recognised by.", within=_PEOPLE)
_DECIDE = _group("decide", "Correct who is who. Corrections last: they hold when a video is analysed again.")
_VIDEOS = _group("videos", "The videos of this home, and which episodes they are.")
_BENCH = _group("bench", "Measure this machine.")
_KEYS = _group("keys", "Who may use the API of `telecine serve`.")
_MODELS = _group("models", "The models, where they come from, and fetching them.")

_add(
    app, "run", run.run,
    "run faces episode.mp4 --cast cast/",
    "run faces episode.mp4 --set faces.identities.threshold=0.5 --workers 4",
    "run screentime episode.mp4 --tier face-embedder=sface --out results --json",
)  # fmt: skip
_add(
    app, "export", export.export,
    "export episode.mp4 --format vtt",
    'export episode.mp4 --format otio --format edl --person "Grace Hopper"',
)  # fmt: skip
_add(
    app, "explain", explain.explain,
    "explain episode.mp4 --at 12:34",
    "explain episode.mp4 --at 12:34 --look",
)  # fmt: skip
_add(
    app, "totals", totals.totals,
    "totals --all",
    "totals --show 'The Office' --by season --together",
    "totals --video pilot.mp4 --video finale.mp4 --csv",
)  # fmt: skip
_add(
    app, "compare", compare.compare,
    "compare episode.mp4",
    "compare episode.mp4 --runs 01JD3Q8ZK2T4N6V8X0Y2A4C6E8 01JD3QB2M4P6R8T0V2X4Z6B8D0",
)  # fmt: skip
_add(app, "demo", demo.demo, "demo", "demo holiday.mp4 --cast cast/")
_add(
    app, "import", imports.import_videos,
    "import season-1/ --recursive --app faces",
    "import https://example.com/films/pilot.mp4",
)  # fmt: skip
_add(app, "serve", serve.serve, "serve", "serve --port 8080 --workers 4")
_add(app, "worker", worker.worker, "worker", "worker --workers 4 --grace 60")
_add(app, "plan", plan.plan, "plan faces episode.mp4", "plan faces episode.mp4 --set faces.identities.threshold=0.5")
_add(app, "stages", stages.stages, "stages", "stages faces.tracks")
_add(_JOBS, "list", jobs.list_jobs, "jobs list", "jobs list --state failed --json")
_add(_JOBS, "show", jobs.show, "jobs show local-01JD3Q8ZK2T4N6V8X0Y2A4C6E8")
_add(_JOBS, "cancel", jobs.cancel, "jobs cancel local-01JD3Q8ZK2T4N6V8X0Y2A4C6E8")
_add(_JOBS, "retry", jobs.retry, "jobs retry local-01JD3Q8ZK2T4N6V8X0Y2A4C6E8")
_add(_JOBS, "follow", jobs.attend, "jobs follow local-01JD3Q8ZK2T4N6V8X0Y2A4C6E8 --out results")
_add(_PEOPLE, "add", known.add, 'people add "Grace Hopper" hopper1.jpg hopper2.jpg', "people add Ada photos/ada/")
_add(_PEOPLE, "list", known.list_people, "people list")
_add(_PEOPLE, "rename", known.rename, 'people rename Ada "Ada Lovelace"')
_add(_PEOPLE, "merge", known.merge, 'people merge "Countess of Lovelace" Ada')
_add(_PEOPLE, "forget", forgetting.forget, "people forget Ada", "people forget Ada --yes")
_add(_SEEDS, "add", seeds.add, "people seeds add episode.mp4 Ada", "people seeds add episode.mp4 Ada --track 3fa9")
_add(_SEEDS, "list", seeds.list_seeds, "people seeds list Ada")
_add(_SEEDS, "remove", seeds.remove, "people seeds remove Ada 5b21c0de", "people seeds remove Ada hopper1.jpg")
_add(_DECIDE, "show", corrections.show, "decide show episode.mp4", "decide show episode.mp4 'Unknown 3'")
_add(_DECIDE, "log", corrections.log, "decide log episode.mp4")
_add(
    _DECIDE, "assign", decide.assign,
    "decide assign episode.mp4 'Unknown 3' --to 'Grace Hopper'",
    "decide assign episode.mp4 --at 1:23 --to Ada",
    "decide assign episode.mp4 Ada --track 3fa9 --nobody",
)  # fmt: skip
_add(_DECIDE, "merge", decide.merge, "decide merge episode.mp4 'Unknown 3' 'Unknown 5'")
_add(
    _DECIDE, "split", decide.split,
    "decide split episode.mp4 Ada --at 1:23",
    "decide split episode.mp4 Ada --track 3f",
    "decide split episode.mp4 'Unknown 3' --from Ada",
)  # fmt: skip
_add(_DECIDE, "pairs", pairs.pairs, "decide pairs episode.mp4", "decide pairs episode.mp4 --limit 30 --json")
_add(_DECIDE, "exclude", decide.exclude, "decide exclude episode.mp4 'Not a face 1'")
_add(_DECIDE, "restore", decide.restore, "decide restore episode.mp4", "decide restore episode.mp4 --track 3fa9")
_add(_DECIDE, "lock", decide.lock, "decide lock episode.mp4 Ada")
_add(_DECIDE, "unlock", decide.unlock, "decide unlock episode.mp4 Ada")
_add(_DECIDE, "undo", decide.undo, "decide undo episode.mp4", "decide undo episode.mp4 4")
_add(_DECIDE, "redo", decide.redo, "decide redo episode.mp4")
_add(_VIDEOS, "list", videos.list_videos, "videos list")
_add(_VIDEOS, "set", videos.set_video, "videos set pilot.mp4 --show 'The Office' --season 5 --episode 2")
_add(_KEYS, "create", keys.create, "keys create ada --role admin", "keys create 'night shift' --expires 30d")
_add(_KEYS, "list", keys.list_keys, "keys list")
_add(_KEYS, "revoke", keys.revoke, "keys revoke 3f9c2a7be410")
_add(_MODELS, "list", models.list_models, "models list", "models list --json")
_add(_MODELS, "fetch", models.fetch, "models fetch", "models fetch face-detector sface")
_add(_MODELS, "verify", models.verify, "models verify")
_add(_BENCH, "faces", faces.faces, "bench faces", "bench faces episode.mp4 --cast cast/ --workers 4 --json")
_add(_BENCH, "engine", engine.engine, "bench engine", "bench engine --tasks 10000 --workers 8")
_add(app, "doctor", doctor.doctor, "doctor", "doctor --rebuild-facts")
_add(app, "clean", clean.clean, "clean --dry-run", "clean --older-than 7d")


def _refuse_windows() -> None:
    if platform.system() == "Windows":
        raise UserError(NO_WINDOWS, code="windows")


def _print_version(asked: bool) -> None:
    if asked:
        typer.echo(f"telecine {version('telecine')}")
        raise typer.Exit


@app.callback()
def telecine(
    _version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, metavar="", help="Print the version.")
    ] = False,
) -> None:
    """Who is on screen, when, and for how long: video analysis on your own machine."""


def main(arguments: Sequence[str] | None = None, door: Door | None = None) -> int:
    """Run one command. Returns the exit code: 0 ok, 1 defect, 2 usage, 3 user, 4 transient, 130 cancelled."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    run_ = Run(door or Door(), Screen(is_json="--json" in given))
    run_.door.configure_logs("error", None)
    try:
        _refuse_windows()
        ended = app(args=given, prog_name="telecine", standalone_mode=False, obj=run_)
    except ReaderGone:
        leave_quietly()
        return READER_GONE
    except Exception as error:  # noqa: BLE001 - whatever happens, a person gets a message and not a traceback
        return render(error, run_.screen, log_path=run_.log_path, is_debug=run_.is_debug)
    if ended == Cancelled.exit_code and not run_.screen.has_shown:
        stopped = Cancelled("Stopped. What was finished is kept: the same command goes on from there.")
        return render(stopped, run_.screen, log_path=run_.log_path, is_debug=False)
    return ended if isinstance(ended, int) else 0
