"""The planner: registry + request + what exists -> tasks to create. A pure function.

Keys are made from the source downwards as far as they can be known: below a fan-out they are known once the list
artifact exists. Demand goes from the targets upwards and stops at what exists. The planner is called when a job is
submitted and when a list artifact appears; every other success only counts off needs, so its work is proportional
to what becomes ready.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from telecine.engine.capabilities import ModelRef
from telecine.engine.keys import KeyMaker, gather_key, source_key
from telecine.engine.registry import SOURCE_NAME, Registry
from telecine.engine.stage import Params, Stage
from telecine.records.items import Item
from telecine.records.record import AnyArtifact


@dataclass(frozen=True)
class Request:
    """What a job asks for, fully resolved and frozen at submission."""

    source_sha256: str
    targets: tuple[AnyArtifact, ...]
    params: Mapping[str, Params]
    models: Mapping[str, ModelRef]
    snapshots: Mapping[str, str]
    """Content hash by snapshot name."""


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of one artifact of a request: one, or one for each item of the list artifact `list_key`."""

    keys: tuple[str, ...]
    items: tuple[Item, ...] | None = None
    list_key: str | None = None


@dataclass(frozen=True, slots=True)
class InputRef:
    """Where a task reads one input: a single key, or all keys of a fan-out over the items of `list_key`."""

    keys: tuple[str, ...]
    list_key: str | None


@dataclass(frozen=True, slots=True)
class PlannedTask:
    """A task whose result is wanted and missing."""

    key: str
    stage: Stage
    item: Item | None
    inputs: Mapping[str, InputRef | None]
    needs: tuple[tuple[str, str], ...]
    """Missing input keys with the name of the input."""


@dataclass
class Plan:
    """What to do for a request.

    `is_expanded` is False while a missing list artifact hides some tasks. `cached` counts, by stage, the results at
    which demand stopped because they exist. `targets` are the keys of targets that are known already.
    """

    tasks: list[PlannedTask] = field(default_factory=list)
    cached: dict[str, list[str]] = field(default_factory=dict)
    is_expanded: bool = True
    targets: dict[str, Keys] = field(default_factory=dict)


ItemsOf = Callable[[str], Sequence[Item] | None]
"""Items of a list artifact by key; None when it does not exist."""
Exists = Callable[[str], bool]


def resolve(registry: Registry, request: Request, items_of: ItemsOf) -> dict[str, Keys | None]:
    """Keys of every artifact the targets need; None where a list artifact is missing above it."""
    known: dict[str, Keys | None] = {SOURCE_NAME: Keys((source_key(request.source_sha256),))}
    for name, content in request.snapshots.items():
        known[name] = Keys((content,))
    closure = registry.closure(request.targets)
    for stage_id in closure:
        known[stage_id] = _resolve_stage(request, registry.stages[stage_id], closure, known, items_of)
    return known


def inputs_in(stage: Stage, closure: Sequence[str]) -> dict[str, bool]:
    """Names of the inputs that enter the key, and whether each takes part in a request with this closure."""
    axis = stage.scope.each_of
    names = {a.name: True for a in stage.consumes if axis is None or a.name != axis.name}
    return names | {a.name: a.name in closure for a in stage.optional}


def _resolve_stage(
    request: Request,
    stage: Stage,
    closure: Sequence[str],
    known: Mapping[str, Keys | None],
    items_of: ItemsOf,
) -> Keys | None:
    axis = stage.scope.each_of
    items: tuple[Item, ...] | None = None
    list_key: str | None = None
    if axis is not None:
        lists = known[axis.name]
        if lists is None:
            return None
        list_key = lists.keys[0]
        found = items_of(list_key)
        if found is None:
            return None
        items = tuple(found)
    inputs: dict[str, Keys | None] = {}
    for name, takes_part in inputs_in(stage, closure).items():
        if takes_part and known[name] is None:
            return None
        inputs[name] = known[name] if takes_part else None
    maker = KeyMaker(stage, request.params[stage.id], request.models)
    whole = {
        name: None if keys is None else keys.keys[0] if keys.items is None else gather_key(keys.keys)
        for name, keys in inputs.items()
        if axis is None or keys is None or keys.list_key != list_key or keys.items is None
    }
    if items is None:
        return Keys((maker.key(whole, None),))
    along = {name: keys for name, keys in inputs.items() if name not in whole and keys is not None}
    made = tuple(
        maker.key(whole | {name: keys.keys[place] for name, keys in along.items()}, item.id)
        for place, item in enumerate(items)
    )
    return Keys(made, items, list_key)


def plan(registry: Registry, request: Request, items_of: ItemsOf, exists: Exists) -> Plan:
    """Tasks that are missing for the targets, each with what it needs.

    Args:
        items_of: items of the list artifacts that exist.
        exists: whether a key has a usable result; asked at most once a key, only where demand reaches.
    """
    known = resolve(registry, request, items_of)
    closure = registry.closure(request.targets)
    walk = _Demand(registry, closure, known, exists)
    for target in request.targets:
        keys = known[target.name]
        if keys is not None:
            walk.made.targets[target.name] = keys
        walk.want(target.name)
    return walk.made


class _Demand:
    """Goes from targets to sources, each artifact and item at most once."""

    def __init__(
        self, registry: Registry, closure: Sequence[str], known: Mapping[str, Keys | None], exists: Exists
    ) -> None:
        self.made = Plan()
        self._stages = registry.stages
        self._closure = closure
        self._known = known
        self._exists = exists
        self._seen: dict[str, bool] = {}
        self._opened: set[str] = set()

    def want(self, name: str) -> None:
        """Plan all of an artifact."""
        stage = self._stages.get(name)
        if stage is None:
            return
        keys = self._known[name]
        if keys is not None:
            for place in range(len(keys.keys)):
                self._is_missing(stage, keys, place)
            return
        self.made.is_expanded = False
        if name in self._opened:
            return
        self._opened.add(name)
        if stage.scope.each_of is not None:
            self.want(stage.scope.each_of.name)
        for source, takes_part in inputs_in(stage, self._closure).items():
            if takes_part:
                self.want(source)

    def _is_missing(self, stage: Stage, keys: Keys, place: int) -> bool:
        key = keys.keys[place]
        if key in self._seen:
            return self._seen[key]
        if self._exists(key):
            self._seen[key] = False
            self.made.cached.setdefault(stage.id, []).append(key)
            return False
        self._seen[key] = True
        inputs: dict[str, InputRef | None] = {}
        needs: list[tuple[str, str]] = []
        for name, takes_part in inputs_in(stage, self._closure).items():
            source = self._known[name] if takes_part else None
            if source is None:
                inputs[name] = None
                continue
            is_along = source.items is not None and source.list_key == keys.list_key
            places = (place,) if is_along else range(len(source.keys))
            inputs[name] = InputRef(
                (source.keys[place],) if is_along else source.keys,
                None if is_along or source.items is None else source.list_key,
            )
            producer = self._stages.get(name)
            if producer is not None:
                needs += [(source.keys[p], name) for p in places if self._is_missing(producer, source, p)]
        item = keys.items[place] if keys.items is not None else None
        self.made.tasks.append(PlannedTask(key, stage, item, inputs, tuple(needs)))
        return True
