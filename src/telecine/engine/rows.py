"""Rows of the state tables as plain values. What the columns mean is said here once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from typing import Final

from telecine.engine.states import JobState, TaskState
from telecine.records.items import Item

AWAITED: Final = "awaited-"


@dataclass(frozen=True, slots=True)
class VideoRow:
    """One source file, identified by its content.

    One whose file is still to be brought here stands for it in jobs; instead of a hash it has a word that is none.
    """

    id: str
    sha256: str
    size_bytes: int
    name: str
    source_uri: str
    created_at: datetime
    probe: Mapping[str, object] | None = None
    show_id: str | None = None
    season: int | None = None
    episode: int | None = None
    ep_id: str | None = None

    @property
    def is_awaited(self) -> bool:
        """Whether its file is still to be brought here."""
        return self.sha256.startswith(AWAITED)


@dataclass(frozen=True, slots=True)
class JobRow:
    """A person's request.

    `resolved` holds the request as it was frozen and, beside it, the settings of that moment. `fingerprint` is the hash
    of (video, application, resolved request): an identical live request is the same job.
    `tasks_total`, `tasks_left` and `tasks_failed` count the tasks linked to the job; `is_expanded` is False while
    some of its tasks are not known yet because a list artifact is missing.
    """

    id: str
    video_id: str
    app: str
    params: Mapping[str, object]
    resolved: Mapping[str, object]
    fingerprint: str
    state: JobState
    priority: int
    created_at: datetime
    requested_by: str = ""
    node: str = "local"
    progress: float = 0.0
    tasks_total: int = 0
    tasks_left: int = 0
    tasks_failed: int = 0
    is_expanded: bool = False
    error_code: str | None = None
    error_detail: str | None = None
    idempotency_key: str | None = None
    started_at: datetime | None = None
    finished_at: datetime | None = None
    cancel_requested_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ImportRow:
    """Where the video of a job has to be brought from before anything of the job can be planned.

    `kind` is `url` or `path`; `location` may hold a secret, as signed addresses do, and is shown to nobody. `asked` is
    the submission less its video. The row goes when the video is there.
    """

    job_id: str
    kind: str
    location: str
    is_running: bool
    attempt: int
    asked: Mapping[str, object]
    created_at: datetime
    not_before: datetime | None = None


@dataclass(frozen=True, slots=True)
class WatchedRow:
    """A file of a watched folder that was taken in as it was then."""

    path: str
    size_bytes: int
    mtime_ns: int
    job_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class NewTask:
    """A task to be created: `needs` are the keys (with the name of the input) that have no artifact yet."""

    key: str
    stage: str
    version: int
    video_id: str
    item: Item | None
    spec: Mapping[str, object]
    queue: str
    priority: int
    max_attempts: int
    timeout_s: float
    needs: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One stage to be run for one key.

    `needs_left` counts needed keys without an artifact. `fence` grows with every claim; a result is accepted only
    under the fence it was claimed with. `cost` holds measured figures (seconds, CPU seconds, memory) of the last run.
    """

    id: int
    key: str
    stage: str
    version: int
    video_id: str
    item: Item | None
    spec: Mapping[str, object]
    queue: str
    priority: int
    state: TaskState
    attempt: int
    max_attempts: int
    needs_left: int
    timeout_s: float
    fence: int
    created_at: datetime
    not_before: datetime | None = None
    owner: str | None = None
    lease_until: datetime | None = None
    started_at: datetime | None = None
    finished_at: datetime | None = None
    progress: float = 0.0
    error_code: str | None = None
    error_detail: str | None = None
    cost: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ArtifactRow:
    """The committed result of a key: which fence is read."""

    key: str
    fence: int
    stage: str
    size_bytes: int
    manifest_sha256: str
    items: tuple[Item, ...] | None
    created_at: datetime
    last_used_at: datetime


@dataclass(frozen=True, slots=True)
class NewEvent:
    """Something that happened, for people and clients."""

    type: str
    at: datetime
    job_id: str | None = None
    task_id: int | None = None
    data: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EventRow(NewEvent):
    """A stored event; `seq` grows with commits."""

    seq: int = 0


@dataclass(frozen=True, slots=True)
class PersonRow:
    """Somebody who can be named.

    `merged_into` is the id of the person that this id means since the two were found to be one. `forgetting_since` is
    set while everything about the person is being erased. `portrait` is the SHA-256 of the picture that was chosen to
    stand for the person.
    """

    id: str
    show_id: str | None
    name: str
    created_at: datetime
    merged_into: str | None = None
    forgetting_since: datetime | None = None
    portrait: str | None = None


@dataclass(frozen=True, slots=True)
class SeedRow:
    """One picture of a person; its bytes are in the home's facebank folder, named by `sha256`.

    `kind` is `photo`, or `crop`: the aligned face of a track that a person confirmed. A crop says where it is from:
    `evidence` is the track in video `video_id` as decisions name it, `at` the instant, `width_px` the width of the
    face there. `note` says where the picture is from and who agreed to its use, in somebody's own words.
    """

    id: str
    person_id: str
    sha256: str
    file_name: str
    created_at: datetime
    kind: str = "photo"
    video_id: str | None = None
    at: Fraction | None = None
    width_px: float | None = None
    evidence: Mapping[str, object] | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """One entry of a journal of human corrections. Entries are only added; `undoes` is the id of an entry it takes back."""

    id: str
    journal: str
    seq: int
    author: str
    at: datetime
    kind: str
    payload: Mapping[str, object]
    undoes: str | None = None


@dataclass(frozen=True, slots=True)
class FactRow:
    """A row of the generic read model."""

    video_id: str
    app: str
    kind: str
    at: Fraction
    end: Fraction
    subject: str
    score: float | None
    text: str
    data: Mapping[str, object]
    artifact_key: str


@dataclass(frozen=True, slots=True)
class RequestRow:
    """A request that a client may send again; `answer` is None while the first one is under way."""

    key: str
    route: str
    sha256: str
    created_at: datetime
    answer: Mapping[str, object] | None = None


@dataclass(frozen=True, slots=True)
class NodeRow:
    """A process group that works. While it is in maintenance, it takes nothing new; only people change that."""

    name: str
    heartbeat_at: datetime
    is_accepting: bool
    data: Mapping[str, object] = field(default_factory=dict)
    in_maintenance: bool = False


@dataclass(frozen=True, slots=True)
class UploadRow:
    """A file that is coming in, or came. How much of it is here is the length of the file, and nowhere else.

    `state` is `uploading`, `checking`, `accepted` or `refused`. `data` holds what was said about it (`sha256`, `type`,
    `show`, `season`, `episode`, `by`), and what became of it (`video_id`, or `code` and `detail`).
    """

    id: str
    name: str
    size_bytes: int
    state: str
    created_at: datetime
    updated_at: datetime
    data: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class KeyRow:
    """What somebody proves with who they are. The secret itself is nowhere: only a slow, salted hash of it.

    `kind` is `key`; or `link`, which serves for one login only; or `setting`, the key of the settings.
    """

    id: str
    name: str
    role: str
    secret_hash: str
    kind: str
    created_at: datetime
    expires_at: datetime | None = None
    revoked_at: datetime | None = None
    last_used_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SessionRow:
    """Somebody is logged in with a key, until `expires_at`; with a `path` in `data`, a ticket for one stream."""

    id: str
    key_id: str
    secret_sha256: str
    created_at: datetime
    expires_at: datetime
    data: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AuditRow:
    """Somebody did something, or tried to. `id` grows with time; 0 before it is stored."""

    at: datetime
    actor: str
    action: str
    target: str
    data: Mapping[str, object] = field(default_factory=dict)
    id: int = 0
