"""The page of the command line, from the program itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from typer.main import get_command

from docs.generators.markdown import block, bullets, code, document, paragraph, table
from telecine.cli.app import app
from telecine.cli.errors import USAGE
from telecine.kernel.errors import Cancelled, DefectError, TransientError, UserError

PROGRAM: Final = "telecine"

EXIT_CODES: Final = {
    0: "Done.",
    DefectError.exit_code: "A bug in Telecine. The log in the home folder says more; what is finished is kept.",
    USAGE: "The command was not understood. `--help` shows how it is used.",
    UserError.exit_code: "Something about the request, a setting or the file; the message says what to do. "
    "`telecine doctor` and `telecine models verify` end with it when they find something wrong.",
    TransientError.exit_code: "Gave up after retries. When the cause is gone, the same command goes on from there.",
    Cancelled.exit_code: "Stopped, by Ctrl-C or `telecine jobs cancel`. The same command goes on from there.",
}


def page() -> str:
    """The page."""
    return document(
        "Command line",
        "What `telecine --help` and the help of each command say. Which codes and words a failure has: "
        "[errors](errors.md). How programs read the answers: [from a script](../how-to/script.md).",
        *(_part(words, context) for words, context in commands()),
        "## Exit codes",
        table(("code", "meaning"), ((str(number), text) for number, text in sorted(EXIT_CODES.items()))),
    )


def commands() -> Iterator[tuple[str, Any]]:
    """Every command and group as it is typed, with the context that its help is printed in."""
    yield from _below(get_command(app), None, PROGRAM)


def _below(command: Any, parent: Any, name: str) -> Iterator[tuple[str, Any]]:
    context = command.make_context(name, [], parent=parent, resilient_parsing=True)
    yield context.command_path, context
    for inner, below in getattr(command, "commands", {}).items():
        yield from _below(below, context, inner)


def _part(words: str, context: Any) -> str:
    command = context.command
    shown: dict[str, list[str]] = {"argument": [], "option": []}
    for param in command.get_params(context):
        record = param.get_help_record(context)
        if record is not None:
            shown[param.param_type_name].append(f"{code(record[0].strip().split(' <')[0])}: {_words(record[1])}")
    parts = [
        f"## {words}",
        block([" ".join([words, *command.collect_usage_pieces(context)])]),
        paragraph(command.help),
        f"Arguments:\n\n{bullets(shown['argument'])}" if shown["argument"] else "",
        f"Options:\n\n{bullets(shown['option'])}",
        f"Examples:\n\n{block(_examples(command.epilog), 'sh')}" if command.epilog else "",
    ]
    return "\n\n".join(part for part in parts if part)


def _words(text: str) -> str:
    return " ".join(text.split()).replace("*", r"\*")


def _examples(epilog: str) -> list[str]:
    return [line.strip() for line in epilog.splitlines() if line.strip().startswith(f"{PROGRAM} ")]
