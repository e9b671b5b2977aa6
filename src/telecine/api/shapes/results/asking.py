"""Answers about results over the wire."""

from __future__ import annotations

from fractions import Fraction
from typing import Self

from pydantic import Field

from telecine.api.shapes.results.report import RunRef
from telecine.api.shapes.shape import Position, Shape
from telecine.records import explaining
from telecine.services.overview.comparing import Comparison, Difference


class Check(Shape):
    """One limit that was looked at."""

    name: str
    value: float | None
    limit: float
    is_met: bool
    setting: str | None = Field(description="The parameter that holds the limit, `stage.param`.")
    needs: str | None = Field(description="The value of the setting with which the limit would be met.")


class Step(Shape):
    """What one stage made of a face."""

    stage: str
    outcome: str
    text: str
    checks: list[Check]


class Change(Shape):
    """Something that would change what became of a face."""

    text: str
    setting: str | None
    value: str | None
    command: str | None


class FaceStory(Shape):
    """One face, from the detector to the report."""

    track: str | None
    label: str | None
    person: str | None
    box: tuple[float, float, float, float] | None
    counts: explaining.Counts
    steps: list[Step]
    changes: list[Change]


class Explanation(RunRef):
    """Why each face at an instant counts, or does not."""

    at: Position
    shot_start: Position | None
    shot_end: Position | None
    faces: list[FaceStory]
    looked: bool = Field(description="Whether the shot was decoded again, for faces that were not followed.")


def story_of(story: explaining.FaceStory) -> FaceStory:
    """As it goes over the wire."""
    return FaceStory.model_validate(story.model_dump())


class Pair(Shape):
    """Two people of the report who may be one."""

    one: str = Field(description="Label of the one with a name, or with more screen time.")
    other: str
    groups: tuple[list[str], list[str]]
    distance: float = Field(description="Smaller is likelier.")
    nearest: float
    seconds: float = Field(description="Screen time that a merge would move.")
    reason: str
    pictures: tuple[list[str], list[str]] = Field(description="Addresses of pictures of both.")


class Pairs(RunRef):
    """Pairs that nobody has answered yet, likeliest first."""

    threshold: float
    pairs: list[Pair]


class Changed(Shape):
    """One person in two runs."""

    person: str | None
    label: str
    state: str = Field(description="new, gone or kept.", examples=["kept"])
    visible_before: Position | None
    visible_after: Position | None
    visible_change: Position
    clear_change: Position
    was: list[str] = Field(description="Labels that the same tracks had in the earlier run.")

    @classmethod
    def of(cls, one: Difference) -> Self:
        return cls(
            person=one.person,
            label=one.label,
            state="gone" if one.after is None else "new" if one.before is None else "kept",
            visible_before=None if one.before is None else Position.of(one.before.visible_s),
            visible_after=None if one.after is None else Position.of(one.after.visible_s),
            visible_change=Position.of(one.visible_s),
            clear_change=Position.of(one.clear_s),
            was=list(one.was),
        )


class Unknown(Shape):
    """Everybody without a name in one run."""

    people: int
    visible: Position

    @classmethod
    def of(cls, given: tuple[int, Fraction]) -> Self:
        return cls(people=given[0], visible=Position.of(given[1]))


class Setting(Shape):
    """Something that was asked for differently."""

    name: str = Field(examples=["faces.matches.accept"])
    before: str
    after: str


class Compared(Shape):
    """What changed between two runs."""

    before: str = Field(description="Id of the earlier run.")
    after: str
    is_same: bool = Field(description="Whether both have the very same report.")
    people: list[Changed] = Field(description="Most changed first.")
    unknown_before: Unknown
    unknown_after: Unknown
    settings: list[Setting]

    @classmethod
    def of(cls, found: Comparison) -> Self:
        return cls(
            before=found.before.id,
            after=found.after.id,
            is_same=found.is_same,
            people=[Changed.of(one) for one in found.people],
            unknown_before=Unknown.of(found.unknown[0]),
            unknown_after=Unknown.of(found.unknown[1]),
            settings=[Setting(name=name, before=old, after=new) for name, old, new in found.settings],
        )
