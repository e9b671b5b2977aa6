"""The facebank: pictures that people are recognised by."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, File, Form, Path, Response, UploadFile
from fastapi.responses import FileResponse

from telecine.api.problems import responses
from telecine.api.reach import Home
from telecine.api.routes.people.people import PersonId
from telecine.api.routes.results.subject import NOT_MODIFIED, Editor, IfNoneMatch, Viewer, find_video
from telecine.api.shapes.people import Likelihoods, Likely, Person, PhotoVerdict, PhotoVerdicts, Seed, TracksAsked
from telecine.api.shapes.review import Learned
from telecine.api.shapes.shape import Page
from telecine.kernel.errors import NotFound, TooLarge, UserError
from telecine.services.people import MOST_PHOTO_BYTES
from telecine.services.review.deciding import chosen_of

router = APIRouter(prefix="/facebank", tags=["people"])

_MOST_PHOTOS = 50

SeedId = Annotated[
    str,
    Path(
        pattern=r"^[0-9a-f]{8,64}$",
        description="SHA-256 of the picture, or its beginning.",
        examples=["9f86d081884c7d65"],
    ),
]


@router.post("/search", responses=responses(400, 413, 422))
def search(
    home: Home, _asking: Viewer, photo: Annotated[UploadFile, File(description="One photograph.")]
) -> Likelihoods:
    """Who of this home is nearest to the face in a photograph. The photograph is not kept."""
    found = home.results.photographs.search(_read(photo))
    return Likelihoods(
        nearest=[Likely.of(one) for one in found.nearest],
        same=found.same,
        calibration="uncalibrated",
        compared=found.compared,
        not_compared=found.left,
        face_width_px=round(found.face.width_px, 1),
    )


@router.get("/{person}/seeds", responses=responses(404))
def list_seeds(home: Home, _asking: Viewer, person: PersonId) -> Page[Seed]:
    """Pictures of a person, and what became of each in the newest run that looked at it."""
    _, seeds = home.people.find(person)
    return Page(items=[Seed.of(one) for one in home.seeding.states(seeds)], next=None)


@router.post("/{person}/seeds", status_code=201, responses=responses(400, 409, 413, 422))
def add_photographs(
    home: Home,
    _asking: Editor,
    person: PersonId,
    photos: Annotated[list[UploadFile], File(min_length=1, description="Photographs with this person alone.")],
    note: Annotated[str, Form(max_length=1000, description="Where they are from, and who agreed to their use.")] = "",
) -> PhotoVerdicts:
    """Add photographs; each is looked at, and one that teaches nothing is left out with the reason.

    Somebody who is not there yet is added. Two or more photographs in different light help most.
    """
    if len(photos) > _MOST_PHOTOS:
        raise UserError(f"send at most {_MOST_PHOTOS} photographs at once", code="too_many")
    given = [(photo.filename or "photograph", _read(photo)) for photo in photos]
    row, verdicts = home.results.photographs.add(person, given, note=note)
    return PhotoVerdicts(person=row.id, name=row.name, photos=[PhotoVerdict.of(one) for one in verdicts])


@router.post("/{person}/seeds/from-tracks", status_code=201, responses=responses(400, 404, 409, 422))
def teach(home: Home, _asking: Editor, person: PersonId, asked: TracksAsked) -> Learned:
    """Let confirmed faces of a video teach the others: the best of them become pictures of the person."""
    row, _ = home.people.find(person)
    view = home.desk.look(find_video(home, asked.video), run=asked.run)
    taught = home.seeding.teach(view, chosen_of(view, asked.tracks, asked.groups))
    own = next((one for one in taught if one.person.id == row.id), None)
    if own is None:
        raise UserError(f"none of these tracks is confirmed to be {row.name}", code="not_confirmed")
    return Learned.of(own)


@router.delete("/{person}/seeds/{seed}", status_code=204, response_class=Response, responses=responses(400, 404))
def remove(home: Home, _asking: Editor, person: PersonId, seed: SeedId) -> Response:
    """Remove one picture. The next run of a video does without it."""
    home.people.remove_seed(person, seed)
    return Response(status_code=204)


@router.post("/{person}/seeds/{seed}/feature", responses=responses(400, 404, 409, 422))
def feature(home: Home, _asking: Editor, person: PersonId, seed: SeedId) -> Person:
    """Let one picture stand for the person in lists."""
    row = home.people.feature(person, seed)
    return Person.of(*home.people.find(row.id))


@router.get(
    "/{person}/seeds/{seed}/picture",
    response_class=Response,
    responses={200: {"content": {"image/*": {}}}, **NOT_MODIFIED, **responses(404)},
)
def picture(home: Home, _asking: Viewer, person: PersonId, seed: SeedId, if_none_match: IfNoneMatch = None) -> Response:
    """The picture itself."""
    _, seeds = home.people.find(person)
    found = next((one for one in seeds if one.sha256.startswith(seed)), None)
    if found is None:
        raise NotFound(f"there is no seed {seed} of {person}")
    tag = f'"{found.sha256}"'
    # Not for ever: somebody may be forgotten.
    headers = {"ETag": tag, "Cache-Control": "private, no-cache", "X-Content-Type-Options": "nosniff"}
    if if_none_match is not None and tag in if_none_match:
        return Response(status_code=304, headers=headers)
    return FileResponse(home.people.picture(found), media_type=_kind(found.file_name), headers=headers)


def _kind(file_name: str) -> str:
    suffix = file_name.rpartition(".")[2].lower()
    return f"image/{suffix}" if suffix in {"png", "webp", "bmp"} else "image/jpeg"


def _read(photo: UploadFile) -> bytes:
    content = photo.file.read(MOST_PHOTO_BYTES + 1)
    if len(content) > MOST_PHOTO_BYTES:
        raise TooLarge(f"{photo.filename} is larger than {MOST_PHOTO_BYTES // 2**20} MB")
    return content
