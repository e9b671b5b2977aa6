"""An application whose stages do nothing: what is left is the engine."""

from __future__ import annotations

import os
import time
from fractions import Fraction
from pathlib import Path
from typing import Any, ClassVar, Final

from pydantic import Field

from telecine.engine.ports import StageContext
from telecine.engine.stage import Application, Params, Scope, Stage
from telecine.kernel.spans import Span
from telecine.records.catalog import SOURCE
from telecine.records.items import Item
from telecine.records.record import Artifact, Record

_LOOK_S: Final = 0.02


class EmptyList(Record):
    """A list of things to do nothing for."""

    SCHEMA: ClassVar[str] = "empty.list/1"


class Empty(Record):
    """What was done: nothing."""

    SCHEMA: ClassVar[str] = "empty.item/1"


LIST: Final = Artifact("empty.list", EmptyList, is_list=True)
ITEM: Final = Artifact("empty.item", Empty)
END: Final = Artifact("empty.end", Empty)


class ListParams(Params):
    """How much of nothing there is."""

    count: int = Field(default=1, ge=0, description="Tasks.")


class ItemParams(Params):
    """How nothing is done."""

    seconds: float = Field(default=0, ge=0, description="How long a task takes that was not begun before.")
    notes: str = Field(
        default="", description="A file that gets process and instant, on the monotonic clock, of each beginning."
    )


def run_list(ctx: StageContext, params: ListParams) -> None:
    """The items, one second of film each."""
    spans = [Span(Fraction(number), Fraction(number + 1)) for number in range(params.count)]
    ctx.out.record(EmptyList())
    ctx.out.items([Item(Item.identify("empty", span), number, span, {}) for number, span in enumerate(spans)])


def run_item(ctx: StageContext, params: ItemParams) -> None:
    """Note the beginning where that is asked for, and wait as long as asked for."""
    end = time.monotonic() + params.seconds
    if params.notes:
        with Path(params.notes).open("a+", encoding="utf-8") as notes:
            notes.write(f"{os.getpid()} {time.monotonic()!r}\n")
            notes.seek(0)
            is_again = len(notes.readlines()) > 1
    else:
        is_again = False
    while not is_again and time.monotonic() < end:
        ctx.check_cancelled()
        time.sleep(_LOOK_S)
    ctx.out.record(Empty())


def run_end(ctx: StageContext, _params: Any) -> None:
    """Nothing, once everything is done."""
    ctx.out.record(Empty())


EMPTY: Final = Application(
    id="empty",
    title="Stages that do nothing",
    targets=(END,),
    stages=(
        Stage(id="empty.list", version=1, consumes=(SOURCE,), produces=LIST, run=run_list, params=ListParams),
        Stage(
            id="empty.item",
            version=1,
            consumes=(LIST,),
            produces=ITEM,
            run=run_item,
            params=ItemParams,
            scope=Scope.each(LIST),
        ),
        Stage(id="empty.end", version=1, consumes=(ITEM,), produces=END, run=run_end),
    ),
)
