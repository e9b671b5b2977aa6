"""What holds for every test: nothing of the developer's own Telecine is read or written."""

import os
import shutil
import tempfile
from pathlib import Path

import pytest
import structlog
from hypothesis import settings

from telecine import logs
from telecine.settings import ALIASES

# A slow machine is no wrong answer, and the same commit has to give the same verdict.
settings.register_profile("telecine", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("telecine")

_HOME = pytest.StashKey[Path]()

# Model weights are kept between runs and checked by hash, so the developer's own copies may serve.
_KEPT = ("TELECINE_MODELS",)


# As the product logs. Without this, a traceback is drawn with every variable in it, for many seconds.
structlog.configure(processors=logs.processors(is_console=True))


def pytest_configure(config: pytest.Config) -> None:
    for name in list(os.environ):
        if name in ALIASES or (name.startswith("TELECINE_") and not name.startswith(_KEPT)):
            del os.environ[name]
    home = Path(tempfile.mkdtemp(prefix="telecine-test-home-"))
    os.environ["TELECINE_HOME"] = str(home)
    config.stash[_HOME] = home


def pytest_unconfigure(config: pytest.Config) -> None:
    shutil.rmtree(config.stash[_HOME], ignore_errors=True)
