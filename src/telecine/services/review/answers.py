"""Questions about a finished job, answered from its stored results."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from telecine.engine.capabilities import Capability, ModelRef
from telecine.engine.planner import Request
from telecine.engine.ports import Loaded, Models, VideoReader
from telecine.engine.registry import Registry
from telecine.engine.rows import JobRow, VideoRow
from telecine.engine.stage import Params
from telecine.engine.store import Store
from telecine.kernel.errors import BadMedia, DefectError, NotFound
from telecine.records.record import Artifact, Record
from telecine.services.requests import thaw
from telecine.services.review.opening import Opens
from telecine.services.review.results import Shape, newest_with

T = TypeVar("T", bound=Record)
P = TypeVar("P", bound=Params)
C = TypeVar("C")

OpenVideo = Callable[[str], VideoReader]
OpenModels = Callable[[Mapping[str, ModelRef], int], Models]


class Answers:
    """Asks applications about what was found. Nothing is stored and no task is made."""

    def __init__(
        self,
        store: Store,
        artifacts: Opens,
        registry: Registry,
        *,
        open_video: OpenVideo,
        open_models: OpenModels,
    ) -> None:
        self._store = store
        self._artifacts = artifacts
        self._registry = registry
        self._open_video = open_video
        self._open_models = open_models

    def ask(self, video: VideoRow, question_id: str, kind: type[T], **asked: object) -> T:
        """The answer of the newest finished job of a video that can give one.

        Args:
            video: about which it is asked.
            question_id: see `Application.questions`.
            kind: what the answer is.
            asked: what the person wrote.

        Raises:
            NotFound: no such job has finished, or its results were cleaned up.
        """
        question = self._registry.question(question_id)
        with self._store.reading() as reading:
            job, shape, _ = newest_with(self._registry, reading, video, question.reads)
        return self.ask_of(video, job, shape, question_id, kind, **asked)

    def ask_of(self, video: VideoRow, job: JobRow, shape: Shape, question_id: str, kind: type[T], **asked: object) -> T:
        """The answer of one finished job. Raises NotFound when its results were cleaned up."""
        question = self._registry.question(question_id)
        answer = question.answer(self._findings(video, job, shape), asked)
        if not isinstance(answer, kind):
            raise DefectError(f"{question_id} answered with a {type(answer).__name__}, not a {kind.__name__}")
        return answer

    def _findings(self, video: VideoRow, job: JobRow, shape: Shape) -> JobFindings:
        request = thaw(self._registry, job.resolved)
        return JobFindings(
            request,
            StoredResults(shape, request, self._artifacts),
            JobModels(request.models, self._open_models),
            lambda: _opened(video, self._open_video),
        )


class JobFindings:
    """Implements `engine.stage.Findings` for one job."""

    def __init__(
        self, request: Request, inputs: StoredResults, models: JobModels, open_video: Callable[[], VideoReader]
    ) -> None:
        self.inputs = inputs
        self.models = models
        self._request = request
        self._open_video = open_video

    @property
    def video(self) -> VideoReader:
        return self._open_video()

    def params(self, stage: str, kind: type[P]) -> P:
        found = self._request.params[stage]
        if not isinstance(found, kind):
            raise DefectError(f"{stage} ran with {type(found).__name__}, not with {kind.__name__}")
        return found


class JobModels:
    """Implements `engine.ports.Models`: the models of a job, loaded when first asked for."""

    def __init__(self, refs: Mapping[str, ModelRef], open_models: OpenModels) -> None:
        self._refs = refs
        self._open_models = open_models

    def get(self, capability: Capability[C]) -> C:
        return self._open_models(self._refs, 1).get(capability)

    def ref(self, capability: Capability[Any]) -> ModelRef:
        return self._refs[capability.name]


class StoredResults:
    """Implements `engine.ports.Inputs` over all results of a job; opened and verified when first asked for."""

    def __init__(self, shape: Shape, request: Request, artifacts: Opens) -> None:
        self._shape = shape
        self._snapshots = request.snapshots
        self._artifacts = artifacts
        self._opened: dict[str, list[Loaded[Any]]] = {}

    def one(self, artifact: Artifact[T]) -> Loaded[T]:
        found = self.all(artifact)
        if len(found) != 1:
            raise DefectError(f"there are {len(found)} results of {artifact.name}; use all, not one")
        return found[0]

    def all(self, artifact: Artifact[T]) -> Sequence[Loaded[T]]:
        """Raises NotFound when one of them was cleaned up."""
        if artifact.name not in self._opened:
            self._opened[artifact.name] = self._open(artifact)
        return self._opened[artifact.name]

    def maybe(self, artifact: Artifact[T]) -> Loaded[T] | None:
        is_part = artifact.name in self._shape.keys or artifact.name in self._snapshots
        return self.one(artifact) if is_part else None

    def _open(self, artifact: Artifact[T]) -> list[Loaded[T]]:
        if artifact.name in self._snapshots:
            return [self._artifacts.open(artifact, self._snapshots[artifact.name], 0, None)]
        keys = self._shape.keys.get(artifact.name)
        if keys is None or any(key not in self._shape.rows for key in keys.keys):
            raise NotFound(
                f"the results of {artifact.name} were cleaned up; run the video again, and they are made again",
                code="cleaned_up",
            )
        items = keys.items or (None,) * len(keys.keys)
        return [
            self._artifacts.open(artifact, key, self._shape.rows[key].fence, item)
            for key, item in zip(keys.keys, items, strict=True)
        ]


def _opened(video: VideoRow, open_video: OpenVideo) -> VideoReader:
    try:
        return open_video(video.source_uri)
    except FileNotFoundError as error:
        raise BadMedia(f"there is no file {video.source_uri} any more", code="file_missing") from error
