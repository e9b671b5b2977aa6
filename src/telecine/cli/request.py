"""From what a person wrote to what a job asks for: checks first, then models, video and people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Final

from telecine.cli.bars import Bars
from telecine.cli.session import Session
from telecine.engine.rows import VideoRow
from telecine.kernel.errors import UserError
from telecine.records.record import AnyArtifact
from telecine.services.facebank.cast import read_cast
from telecine.services.jobs import Submission

_PATIENCE_S: Final = 2.0
_PEOPLE: Final = "faces.photos"


@dataclass(frozen=True)
class Asked:
    """What a person wrote."""

    app: str
    video: Path
    cast: Path | None = None
    params: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    tiers: Mapping[str, str] = field(default_factory=dict)
    priority: int = 0
    is_fresh: bool = False
    exports: tuple[str, ...] = ()


def prepare(session: Session, asked: Asked, *, fetches: bool = True) -> tuple[VideoRow, Submission]:
    """Check all that was written, take in people and video, and fetch the models that are missing.

    What takes long comes last. Raises UserError and its kind with what to do.
    """
    workspace = session.workspace
    targets = workspace.registry.targets(asked.app, asked.exports)
    workspace.registry.params(targets, asked.params)
    models = choose_models(session, asked)
    people = _snapshots(session, asked, targets)
    video = register(session, asked.video)
    if fetches:
        fetch_models(session, models)
    submission = Submission(
        video_id=video.id,
        app=asked.app,
        params=asked.params,
        tiers=asked.tiers,
        snapshots=people,
        exports=asked.exports,
        priority=asked.priority,
        requested_by="cli",
        is_fresh=asked.is_fresh,
    )
    return video, submission


def choose_models(session: Session, asked: Asked) -> list[str]:
    """Names of the models that a request uses. Raises UserError for a capability it does not."""
    workspace, tiers = session.workspace, asked.tiers
    capabilities = workspace.registry.capabilities(workspace.registry.targets(asked.app, asked.exports))
    for name in tiers:
        if name != "*" and name not in capabilities:
            near = get_close_matches(name, capabilities, n=1)
            hint = f"Did you mean {near[0]!r}?" if near else f"It uses {', '.join(capabilities) or 'no models'}."
            text = f"application {asked.app} uses no model for {name!r}. {hint}"
            raise UserError(text, code="unknown_capability")
    everywhere = tiers.get("*", "default")
    return [workspace.manifest.choose(name, tiers.get(name, everywhere)).name for name in capabilities]


def fetch_models(session: Session, names: Sequence[str]) -> None:
    """Fetch the models that are not there yet."""
    models = session.workspace.models
    missing = [name for name in names if not models.has(name)]
    if missing:
        with Bars(session.screen) as bars:
            models.fetch(missing, bars.tell)


def register(session: Session, path: Path) -> VideoRow:
    """The video of a file; a bar when reading it takes more than two seconds."""
    clock = session.workspace.clock
    begun = clock.monotonic()
    with Bars(session.screen) as bars:

        def tell(done: int, total: int) -> None:
            if clock.monotonic() - begun >= _PATIENCE_S:
                bars.move(path.name, f"reading {path.name}", done, total)

        return session.workspace.videos.register(path, tell)


def _snapshots(session: Session, asked: Asked, targets: Sequence[AnyArtifact]) -> dict[str, str]:
    cast = asked.cast
    read = {artifact.name for artifact in session.workspace.registry.snapshots(targets)}
    if _PEOPLE not in read:
        if cast is not None:
            raise UserError(f"application {asked.app} names nobody, so --cast has no use", code="cast_unused")
        return {}
    return {} if cast is None else {_PEOPLE: session.workspace.people.snapshot(read_cast(cast))}
