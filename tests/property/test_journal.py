"""A journal against the simplest thing that could be right: what counts, and a stack of what was undone since."""

from __future__ import annotations

import random
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telecine.adapters.store.memory import MemoryStore
from telecine.kernel.errors import Conflict, NotFound
from telecine.services.review.journal import Journals, in_force

STEPS = ("decide", "decide", "undo", "undo", "redo", "undo one", "redo one")


class StillClock:
    def now(self) -> datetime:
        return datetime(2026, 1, 1, tzinfo=UTC)

    def monotonic(self) -> float:
        return 0.0


class Model:
    """Numbers of corrections: all that were ever made, those in force, and the undone ones a redo would put back."""

    def __init__(self) -> None:
        self.entries = 0
        self.made: list[int] = []
        self.alive: set[int] = set()
        self.undone: list[int] = []

    def decide(self) -> None:
        self.entries += 1
        self.made.append(self.entries)
        self.alive.add(self.entries)
        self.undone.clear()

    def undo(self, number: int | None) -> bool:
        target = max(self.alive, default=None) if number is None else number
        if target not in self.alive:
            return False
        self.entries += 1
        self.alive.remove(target)
        self.undone.append(target)
        return True

    def redo(self, number: int | None) -> bool:
        target = (self.undone[-1] if self.undone else None) if number is None else number
        if target is None or target in self.alive:
            return False
        self.entries += 1
        self.alive.add(target)
        self.undone = [other for other in self.undone if other != target]
        return True


def journals() -> Journals:
    return Journals(MemoryStore(), StillClock(), random.Random(0).randbytes)


def take(journal: Journals, model: Model, step: str, pick: float) -> None:
    """One step on both; both refuse it or neither."""
    name, _, is_one = step.partition(" ")
    number = model.made[int(pick * len(model.made))] if is_one and model.made else None
    if name == "decide":
        model.decide()
        journal.add("v", "assign", {"n": model.entries}, author="ana")
        return
    does = model.undo(number) if name == "undo" else model.redo(number)
    act = journal.undo if name == "undo" else journal.redo
    if does:
        act("v", author="bo", number=number)
    else:
        with pytest.raises((NotFound, Conflict)):
            act("v", author="bo", number=number)


def assert_same(journal: Journals, model: Model) -> None:
    entries = journal.entries("v")
    assert [entry.seq for entry in entries] == list(range(1, model.entries + 1))
    assert [entry.seq for entry in in_force(entries)] == sorted(model.alive)
    assert all(entry.payload["n"] == entry.seq for entry in in_force(entries))


@given(st.lists(st.tuples(st.sampled_from(STEPS), st.floats(0, 1, exclude_max=True)), max_size=40))
def test_decisions_undos_and_redos_leave_what_a_simple_model_says(steps: list[tuple[str, float]]) -> None:
    journal, model = journals(), Model()
    for step, pick in steps:
        take(journal, model, step, pick)
        assert_same(journal, model)


@pytest.mark.parametrize("seed", range(20))
def test_ten_thousand_random_decisions_and_undos_leave_what_a_simple_model_says(seed: int) -> None:
    """Twenty journals of five hundred steps each."""
    journal, model, chance = journals(), Model(), random.Random(seed)
    for _ in range(500):
        take(journal, model, chance.choice(STEPS), chance.random())
    assert_same(journal, model)


def test_an_entry_of_one_video_is_not_seen_in_another() -> None:
    journal = journals()
    journal.add("v", "assign", {}, author="ana")
    assert journal.entries("w") == []
    with pytest.raises(NotFound, match="nothing to undo"):
        journal.undo("w", author="ana")


def test_an_undo_cannot_be_undone_but_redone() -> None:
    journal = journals()
    journal.add("v", "assign", {}, author="ana")
    journal.undo("v", author="bo")
    with pytest.raises(Conflict, match="use redo"):
        journal.undo("v", author="ana", number=2)
    journal.redo("v", author="ana", number=1)
    assert [entry.kind for entry in journal.entries("v")] == ["assign", "undo", "redo"]


def test_a_check_that_refuses_leaves_the_journal_as_it_was() -> None:
    journal = journals()

    def refuse(_: object) -> None:
        raise Conflict("locked")

    with pytest.raises(Conflict, match="locked"):
        journal.add("v", "assign", {}, author="ana", check=refuse)
    assert journal.entries("v") == []
