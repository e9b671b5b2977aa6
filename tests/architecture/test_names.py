"""Names say what a thing is, so a name that fits anything is refused."""

import re

from tests.architecture.tree import name_of, python_files

EMPTY_WORDS = {"util", "utils", "helper", "helpers", "common", "manager", "managers", "base", "misc", "stuff"}


def test_no_module_has_a_name_that_fits_anything() -> None:
    empty = [
        name
        for path in python_files("src", "tests", "benchmarks")
        if EMPTY_WORDS & set(re.split(r"[/_]", name := name_of(path).removesuffix(".py")))
    ]
    assert not empty
