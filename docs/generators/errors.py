"""The page of errors: the tree, and every code with its policy and what to do."""

from __future__ import annotations

from docs.generators.advice import ADVICE
from docs.generators.codes import Code, codes, tree
from docs.generators.markdown import block, code, document, sentence, table
from telecine.cli.errors import USAGE
from telecine.kernel.errors import TelecineError


def page() -> str:
    """The page."""
    kinds = tree()
    listed = [each for each in codes() if each.name != TelecineError.code]
    unknown = sorted({each.name for each in listed} - ADVICE.keys())
    if unknown:
        raise KeyError(f"say what to do about {', '.join(unknown)}: src/telecine/kernel/advice.py")
    return document(
        "Errors",
        "A failure has a code for programs and a message for people, which says what is so and what to do. With `--json` "
        'a command prints `{"error": {"code": ..., "message": ..., "details": ...}, "exit_code": ...}`. The class '
        "of a code decides its exit code, the status that a web answer has, and whether a task is tried again. "
        f"A command that was not understood ends with {USAGE} and the code `usage`.",
        "## Classes",
        block(_drawn(kinds)),
        _classes(kinds),
        "## Codes",
        "In bold: the code of a class itself, which errors have that nothing narrower fits.",
        table(
            ("code", "class", "exit code", "HTTP status", "tried again", "what to do"),
            (_row(each, kinds[each.kind]) for each in listed),
        ),
    )


def _drawn(kinds: dict[str, type[TelecineError]]) -> list[str]:
    return [f"{'    ' * (_depth(kind) - 1)}{name}" for name, kind in kinds.items()]


def _depth(kind: type[TelecineError]) -> int:
    return sum(issubclass(parent, TelecineError) for parent in kind.__mro__)


def _classes(kinds: dict[str, type[TelecineError]]) -> str:
    return table(
        ("class", "code", "when"),
        ((name, code(kind.code), sentence((kind.__doc__ or "").split("\n\n")[0])) for name, kind in kinds.items()),
    )


def _row(each: Code, kind: type[TelecineError]) -> tuple[str, ...]:
    shown = code(each.name)
    return (
        f"**{shown}**" if each.is_own else shown,
        kind.__name__,
        str(kind.exit_code),
        str(kind.http_status),
        "yes" if kind.retryable else "no",
        ADVICE[each.name],
    )
