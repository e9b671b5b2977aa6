"""The planner is a pure function: what exists goes in, what is missing comes out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

import pytest

from telecine.engine.planner import Plan, Request, plan, resolve
from telecine.engine.registry import Registry
from telecine.engine.stage import VIDEO, Application, Stage
from telecine.kernel.errors import DefectError
from telecine.kernel.spans import Span
from telecine.records.items import Item
from telecine.records.record import Artifact
from tests.fixtures.engine.app import CHUNKS, ECHO, FILM, GATHERED, OPINION, Chunk, engine_registry


def items(count: int, *, start: int = 0) -> tuple[Item, ...]:
    made = []
    for index in range(count):
        span = Span(Fraction(start + index), Fraction(start + index + 1))
        made.append(Item(Item.identify("chunk", span), index, span, {}))
    return tuple(made)


def request_for(
    registry: Registry, *targets: Artifact[Chunk] | object, given: Mapping[str, Mapping[str, object]] | None = None
) -> Request:
    wanted = tuple(targets)
    return Request("a" * 64, wanted, registry.params(wanted, given or {}), {}, {})  # type: ignore[arg-type]


class World:
    """What exists."""

    def __init__(self, lists: Mapping[str, Sequence[Item]] | None = None) -> None:
        self.keys: set[str] = set()
        self.lists: dict[str, Sequence[Item]] = dict(lists or {})
        self.asked: list[str] = []

    def items_of(self, key: str) -> Sequence[Item] | None:
        return self.lists.get(key) if key in self.keys else None

    def exists(self, key: str) -> bool:
        self.asked.append(key)
        return key in self.keys

    def plan(self, registry: Registry, request: Request) -> Plan:
        return plan(registry, request, self.items_of, self.exists)

    def make(self, made: Plan, lists: Mapping[str, Sequence[Item]]) -> None:
        for task in made.tasks:
            self.keys.add(task.key)
            if task.stage.id in lists:
                self.lists[task.key] = lists[task.stage.id]


def test_behind_a_missing_list_only_the_list_is_planned() -> None:
    registry = engine_registry()
    made = World().plan(registry, request_for(registry, FILM))
    assert [task.stage.id for task in made.tasks] == ["words.chunks"]
    assert not made.is_expanded


def test_once_the_list_is_there_everything_is_planned_with_its_needs() -> None:
    registry, world = engine_registry(), World()
    request = request_for(registry, FILM)
    world.make(world.plan(registry, request), {"words.chunks": items(3)})
    made = world.plan(registry, request)
    assert made.is_expanded
    assert [task.stage.id for task in made.tasks] == ["words.chunk"] * 3 + ["words.gathered", "words.film"]
    gathered = made.tasks[3]
    assert [key for key, _ in gathered.needs] == [task.key for task in made.tasks[:3]]
    ref = gathered.inputs["words.chunk"]
    assert ref is not None
    assert ref.list_key in world.lists


def test_what_exists_is_not_planned_and_nothing_above_it_is_looked_at() -> None:
    registry, world = engine_registry(), World()
    request = request_for(registry, FILM)
    for _ in range(2):
        world.make(world.plan(registry, request), {"words.chunks": items(3)})
    world.asked.clear()
    made = world.plan(registry, request)
    assert made.tasks == []
    assert len(world.asked) == 1
    assert made.cached == {"words.film": [made.targets["words.film"].keys[0]]}


def test_every_key_is_asked_for_once() -> None:
    registry, world = engine_registry(), World()
    request = request_for(registry, FILM, OPINION, ECHO)
    world.make(world.plan(registry, request), {"words.chunks": items(5)})
    world.asked.clear()
    world.plan(registry, request)
    assert len(world.asked) == len(set(world.asked))


def test_a_changed_parameter_changes_only_keys_below_it() -> None:
    registry, world = engine_registry(), World()
    request = request_for(registry, FILM)
    for _ in range(2):
        world.make(world.plan(registry, request), {"words.chunks": items(3)})
    changed = request_for(registry, FILM, given={"words.gathered": {"sign": -1}})
    assert [task.stage.id for task in world.plan(registry, changed).tasks] == ["words.gathered", "words.film"]


def test_an_item_keeps_its_key_when_others_appear_around_it() -> None:
    registry = engine_registry()
    request = request_for(registry, GATHERED)
    few = {"x": items(2, start=1)}
    many = {"x": items(4, start=0)}
    keys = []
    for lists in (few, many):
        found = lists["x"]
        known = resolve(registry, request, lambda _key, found=found: found)  # type: ignore[misc]
        chunk = known["words.chunk"]
        assert chunk is not None
        keys.append(chunk.keys)
    assert keys[0] == keys[1][1:3]


def test_an_optional_input_changes_the_key_only_when_it_takes_part() -> None:
    registry, world = engine_registry(), World()
    alone, both = request_for(registry, ECHO), request_for(registry, ECHO, OPINION)
    world.make(world.plan(registry, alone), {"words.chunks": items(1)})
    known = [resolve(registry, request, world.items_of)["echo.sum"] for request in (alone, both)]
    assert known[0] is not None
    assert known[1] is not None
    assert known[0].keys != known[1].keys


def test_zero_items_leave_a_gather_without_needs() -> None:
    registry, world = engine_registry(), World()
    request = request_for(registry, GATHERED)
    world.make(world.plan(registry, request), {"words.chunks": ()})
    (gathered,) = world.plan(registry, request).tasks
    assert gathered.needs == ()


def test_another_source_shares_no_key() -> None:
    registry = engine_registry()
    request = request_for(registry, GATHERED)
    other = replace(request, source_sha256="b" * 64)
    one = resolve(registry, request, lambda _key: items(3))
    two = resolve(registry, other, lambda _key: items(3))
    assert one["words.chunks"] != two["words.chunks"]
    assert one["words.gathered"] != two["words.gathered"]


def _stage(name: str, *consumes: str) -> Stage:
    return Stage(
        id=name,
        version=1,
        consumes=tuple(Artifact(c, Chunk) for c in consumes),
        produces=Artifact(name, Chunk),
        run=lambda _ctx, _params: None,
        scope=VIDEO,
    )


@pytest.mark.parametrize(
    ("stages", "words"),
    [
        ((_stage("a", "b"), _stage("b", "a")), "cycle"),
        ((_stage("a", "nowhere"),), "which nothing produces"),
        ((_stage("a", "source"), _stage("a", "source")), "two applications bring"),
    ],
)
def test_a_graph_that_cannot_work_is_refused(stages: tuple[Stage, ...], words: str) -> None:
    with pytest.raises(DefectError, match=words):
        Registry([Application(id="x", title="x", targets=(), stages=stages)])


def test_the_list_is_known_to_be_a_list() -> None:
    assert CHUNKS.is_list
