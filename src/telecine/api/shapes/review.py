"""The review queue and decisions over the wire."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from telecine.api.shapes.jobs import Job
from telecine.api.shapes.results.report import RunRef
from telecine.api.shapes.shape import NOT_A_WORD, Asked, Flag, Position, Shape, Whole
from telecine.engine.rows import DecisionRow
from telecine.services.review.deciding import Kind
from telecine.services.review.journal import describe
from telecine.services.review.seeding import Taught

Why = Literal["conflict", "needs_a_look", "unknown", "unsure", "pair", "not_a_face"]


class Side(Shape):
    """Somebody whom a question is about."""

    groups: list[str]
    label: str | None
    person: str | None
    visible: Position
    tracks: int
    pictures: list[str] = Field(description="Addresses of pictures, best first.")


class Question(Shape):
    """One thing that a person should look at."""

    why: Why = Field(
        description="conflict: one person in two places at once. needs_a_look: a decision that does not hold as it was "
        "made. unknown: nobody was named. unsure: a name that rests on little. pair: two who may be one person. "
        "not_a_face: something that looks like no face."
    )
    at_stake: Position = Field(description="Screen time that the answer may move.")
    text: str
    sides: list[Side] = Field(description="Whom it is about; two for a pair and a conflict.")
    decision: int | None = Field(description="Number of the decision, for one that needs a look.")
    at: Position = Field(description="An instant to look at.")


class Review(RunRef):
    """The questions that a run leaves open, most screen time at stake first. `next` is null on the last page."""

    items: list[Question]
    next: str | None
    total: int
    seconds: float = Field(description="Seconds at stake of all questions together.")


class Decision(Shape):
    """One entry of the journal."""

    number: int
    kind: str = Field(description="assign, merge, split, exclude, restore, lock, undo or redo.", examples=["assign"])
    text: str = Field(examples=["2 tracks: Ada"])
    author: str
    at: datetime
    state: Literal["in_force", "undone", "undo"] = Field(description="`undo` for an undo or redo itself.")
    person: str | None
    tracks: list[str]
    note: str | None = Field(description="What does not hold as it was decided, in the newest results.")

    @classmethod
    def of(cls, entry: DecisionRow, *, is_alive: bool, note: str | None) -> Self:
        tracks, person = entry.payload.get("tracks"), entry.payload.get("person")
        return cls(
            number=entry.seq,
            kind=entry.kind,
            text=describe(entry),
            author=entry.author,
            at=entry.at,
            state="undo" if entry.undoes is not None else "in_force" if is_alive else "undone",
            person=person if isinstance(person, str) else None,
            tracks=[piece["track_id"] for piece in tracks] if isinstance(tracks, list) else [],
            note=note,
        )


class Journal(Shape):
    """Decisions of a video, newest first. `next` is null on the last page."""

    items: list[Decision]
    next: str | None
    head: int = Field(description="Number of the newest entry; 0 for none.")
    undo: int | None = Field(description="What an undo without a number takes back.")
    redo: int | None = Field(description="What a redo without a number puts back.")


class Learned(Shape):
    """What confirmed tracks taught about a person."""

    person: str
    name: str
    added: list[str] = Field(description="SHA-256 of new seeds.")
    known: int
    refused: list[str] = Field(description="What was left out, and why.")

    @classmethod
    def of(cls, taught: Taught) -> Self:
        return cls(
            person=taught.person.id,
            name=taught.person.name,
            added=[seed.sha256 for seed in taught.added],
            known=taught.known,
            refused=[f"{where}: {reason}" for where, reason in taught.refused],
        )


class Decided(Shape):
    """What came of a decision."""

    decision: Decision
    head: int = Field(description="Send it with the next decision on the same view.")
    job: Job = Field(description="Brings the results up to it.")
    taught: list[Learned]
    untaught: str | None = Field(description="Why nothing was taught, where that was asked for.")


class NewDecision(Asked):
    """What a person decides about tracks of one run."""

    kind: Kind
    run: str | None = Field(None, max_length=100, description="The run that was looked at; the newest without it.")
    head: Whole = Field(ge=0, description="`head` of the answer that was looked at.")
    tracks: list[str] = Field(default_factory=list, max_length=10_000)
    groups: list[str] = Field(default_factory=list, max_length=10_000, description="All tracks of these groups.")
    others: list[str] = Field(
        default_factory=list, max_length=10_000, description="Of a split: tracks that stay apart from `tracks`."
    )
    other_groups: list[str] = Field(default_factory=list, max_length=10_000, description="Likewise, whole groups.")
    person: str | None = Field(None, min_length=1, max_length=200, description="For assign: who it is, by id.")
    name: str | None = Field(
        None, min_length=1, max_length=200, description="For assign: who it is, by name; added when new."
    )
    nobody: Flag = Field(False, description="For assign: nobody who can be named.")
    teach: Flag = Field(False, description="For assign: other videos learn from it, too.")
    together: Flag = Field(False, description="Also when they are on screen at once, as with mirrors and pictures.")

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        given = (self.person is not None) + (self.name is not None) + self.nobody
        if self.kind == "assign" and given != 1:
            raise ValueError("say who it is with one of person, name and nobody")
        if self.kind != "assign" and (given or self.teach):
            raise ValueError("person, name, nobody and teach are for assign")
        if self.kind != "split" and (self.others or self.other_groups):
            raise ValueError("others and other_groups are for split")
        return self


class TakeBack(Asked):
    """What an undo takes back, or a redo puts back."""

    head: Whole = Field(ge=0, description="`head` of the answer that was looked at.")
    number: Annotated[int, Field(ge=1), NOT_A_WORD] | None = Field(
        None, description="Of a decision; the newest without it."
    )
