"""An error carries its policy, so every class in the tree has one that makes sense."""

import importlib
import pkgutil
from collections import Counter
from collections.abc import Iterator

import pytest

import telecine
from telecine.kernel.errors import DefectError, TelecineError, TransientError, UserError

EXIT_CODES = {1, 2, 3, 4, 130}

# Alembic runs these in a context of its own; `__main__` runs the command.
_NOT_IMPORTED = ("migrations", "__main__")


def _import_everything() -> None:
    for module in pkgutil.walk_packages(telecine.__path__, "telecine."):
        if not any(part in _NOT_IMPORTED for part in module.name.split(".")):
            importlib.import_module(module.name)


def _subclasses(kind: type[TelecineError]) -> Iterator[type[TelecineError]]:
    for child in kind.__subclasses__():
        yield child
        yield from _subclasses(child)


@pytest.fixture(scope="module")
def tree() -> list[type[TelecineError]]:
    _import_everything()
    return [kind for kind in dict.fromkeys(_subclasses(TelecineError)) if kind.__module__.startswith("telecine.")]


def test_every_error_says_how_each_door_answers(tree: list[type[TelecineError]]) -> None:
    wrong = [
        kind.__qualname__
        for kind in tree
        if not (
            kind.code.replace("_", "").isalnum()
            and 400 <= kind.http_status < 600
            and kind.exit_code in EXIT_CODES
            and isinstance(kind.retryable, bool)
        )
    ]
    assert not wrong


def test_every_error_has_a_code_of_its_own(tree: list[type[TelecineError]]) -> None:
    assert not [code for code, count in Counter(kind.code for kind in tree).items() if count > 1]


def test_every_error_says_when_it_happens(tree: list[type[TelecineError]]) -> None:
    assert not [kind.__qualname__ for kind in tree if not kind.__dict__.get("__doc__")]


def test_the_kind_of_an_error_decides_its_retry_and_its_exit_code(tree: list[type[TelecineError]]) -> None:
    assert not [kind.__qualname__ for kind in tree if issubclass(kind, UserError) and kind.retryable]
    assert not [kind.__qualname__ for kind in tree if issubclass(kind, UserError) and kind.exit_code not in {2, 3}]
    assert not [kind.__qualname__ for kind in tree if issubclass(kind, TransientError) and not kind.retryable]
    assert not [kind.__qualname__ for kind in tree if issubclass(kind, TransientError) and kind.exit_code != 4]
    assert not [kind.__qualname__ for kind in tree if issubclass(kind, DefectError) and kind.http_status < 500]
