"""People, their pictures and likenesses over the wire."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Self

from pydantic import Field

from telecine.api.shapes.shape import Asked, Position, Shape
from telecine.engine.rows import PersonRow, SeedRow
from telecine.services.facebank.photographs import Likeness, Verdict
from telecine.services.review.seeding import SeedState
from telecine.services.review.traces import Traces


class Person(Shape):
    """Somebody who can be named."""

    person: str = Field(description="Id; it stays when the name changes.", examples=["ada"])
    name: str = Field(examples=["Ada"])
    show: str | None
    photographs: int
    confirmed_faces: int
    is_being_forgotten: bool
    picture: str | None = Field(description="Address of the picture that was chosen, else of the first.")
    created_at: datetime

    @classmethod
    def of(cls, person: PersonRow, seeds: Sequence[SeedRow]) -> Self:
        photos = [seed for seed in seeds if seed.kind == "photo"]
        chosen = [seed for seed in seeds if seed.sha256 == person.portrait]
        first = next(iter([*chosen, *photos, *seeds]), None)
        return cls(
            person=person.id,
            name=person.name,
            show=person.show_id,
            photographs=len(photos),
            confirmed_faces=len(seeds) - len(photos),
            is_being_forgotten=person.forgetting_since is not None,
            picture=None if first is None else picture_of(first),
            created_at=person.created_at,
        )


class NewPerson(Asked):
    """Somebody new."""

    name: str = Field(min_length=1, max_length=100)
    show: str | None = Field(None, max_length=100)


class ChangedPerson(Asked):
    """What changes; what is left out stays."""

    name: str | None = Field(None, min_length=1, max_length=100)
    show: str | None = Field(None, max_length=100, description="Empty for no show.")


class MergeInto(Asked):
    """With whom somebody is one person."""

    into: str = Field(min_length=1, max_length=200, description="Id or name of the person who stays.")


class Merged(Shape):
    """Two people who are one now."""

    person: str
    name: str
    merged: str = Field(description="Id that means this person from now on.")
    seeds_moved: int


class Appearance(Shape):
    """Somebody in one video."""

    video: str
    video_name: str
    ep_id: str | None
    visible: Position
    clear: Position
    first: Position
    last: Position
    appearances: int


class Seed(Shape):
    """One picture of a person, and what became of it."""

    seed: str = Field(description="SHA-256 of the picture.")
    kind: str = Field(description="`photo`, or `crop` for a confirmed face of a video.")
    file_name: str
    note: str = Field(description="Where it is from, and who agreed to its use.")
    state: str = Field(description="used, unlike the others, refused, taken back, not looked at yet.")
    reason: str
    video: str | None
    at: Position | None
    width_px: float | None
    picture: str
    created_at: datetime

    @classmethod
    def of(cls, one: SeedState) -> Self:
        seed = one.seed
        return cls(
            seed=seed.sha256,
            kind=seed.kind,
            file_name=seed.file_name,
            note=seed.note,
            state=one.state,
            reason=one.reason,
            video=seed.video_id,
            at=None if seed.at is None else Position.of(seed.at),
            width_px=seed.width_px,
            picture=picture_of(seed),
            created_at=seed.created_at,
        )


class PersonDetails(Person):
    """Somebody with everything that is known."""

    seeds: list[Seed]
    seen: list[Appearance] = Field(description="Videos with them, by the newest finished run of each.")


class PhotoVerdict(Shape):
    """What became of one photograph that was sent."""

    file_name: str
    state: str = Field(description="added, known, refused.")
    code: str | None = Field(description="no_face, several_faces, too_small, blurred, duplicate, unreadable.")
    reason: str
    seed: str | None
    face_width_px: float | None
    sharpness: float | None
    distance: float | None = Field(description="To the person's other pictures; larger is less alike.")

    @classmethod
    def of(cls, one: Verdict) -> Self:
        return cls(
            file_name=one.file_name,
            state=one.state,
            code=one.code,
            reason=one.reason,
            seed=one.seed.sha256 if one.seed is not None else None,
            face_width_px=round(one.face.width_px, 1) if one.face is not None else None,
            sharpness=round(one.face.sharpness, 1) if one.face is not None else None,
            distance=one.distance,
        )


class PhotoVerdicts(Shape):
    """What became of photographs."""

    person: str
    name: str
    photos: list[PhotoVerdict]


class TracksAsked(Asked):
    """Confirmed tracks that teach who somebody is."""

    video: str = Field(max_length=200, description="Id of a video or an episode.")
    run: str | None = Field(None, max_length=100, description="The run that names the tracks; the newest without it.")
    tracks: list[str] = Field(default_factory=list, max_length=10_000)
    groups: list[str] = Field(default_factory=list, max_length=10_000)


class Likely(Shape):
    """Somebody whom a face may be."""

    person: str
    name: str
    distance: float = Field(description="Smaller is surer.")
    picture: str = Field(description="Address of the nearest picture.")

    @classmethod
    def of(cls, one: Likeness) -> Self:
        return cls(person=one.person.id, name=one.person.name, distance=one.distance, picture=picture_of(one.seed))


class Likelihoods(Shape):
    """Who is nearest to the face of a photograph."""

    nearest: list[Likely]
    same: float = Field(description="Up to this distance two pictures usually show one person.")
    calibration: str = Field(description="Always `uncalibrated`: a distance is no probability.")
    compared: int = Field(description="Pictures that were compared.")
    not_compared: int = Field(description="Pictures that no run has looked at yet.")
    face_width_px: float


class Erasure(Shape):
    """What goes with a person, or went."""

    state: str = Field(description="`would_go`, `erased`, or `begun`: done as soon as nothing runs.")
    ids: list[str]
    photographs: int
    confirmed_faces: int
    results: int
    decisions: int
    jobs: int
    videos: list[str] = Field(description="Their faces are looked for anew by the next run.")
    stays: str

    @classmethod
    def of(cls, found: Traces, state: str) -> Self:
        photos = sum(seed.kind == "photo" for seed in found.seeds)
        return cls(
            state=state,
            ids=sorted(found.subject.ids),
            photographs=photos,
            confirmed_faces=len(found.seeds) - photos,
            results=len(found.results),
            decisions=len(found.decisions),
            jobs=len(found.jobs),
            videos=[video.id for video in found.videos],
            stays="The videos, pictures of whole frames made of them, and copies of reports outside this home.",
        )


def picture_of(seed: SeedRow) -> str:
    """Address of the picture of a seed."""
    return f"/facebank/{seed.person_id}/seeds/{seed.sha256}/picture"
