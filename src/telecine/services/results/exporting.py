"""Results in the forms that other programs read: what can be asked for, and asking for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from difflib import get_close_matches
from pathlib import PurePath
from typing import Final

from telecine.engine.registry import Registry
from telecine.engine.rows import JobRow, VideoRow
from telecine.engine.stage import Stage
from telecine.kernel.errors import CorruptArtifact, NotFound, UserError
from telecine.records import catalog
from telecine.records.screentime import PersonTime, ScreenTime
from telecine.services.jobs import Jobs, Submission
from telecine.services.people import People, is_label, person_id
from telecine.services.results.runs import Runs

APP: Final = "screentime"
_MOST_NAMES: Final = 8

Given = Mapping[str, Mapping[str, object]]
Choose = Callable[[Sequence[PersonTime], Sequence[str], Mapping[str, str]], object]
"""Finds people of a report by name or id, with those who could have been named; raises UserError for anybody else."""


class Exporting:
    """Asks for exports; they are made from the results that are there."""

    def __init__(self, jobs: Jobs, registry: Registry, runs: Runs, people: People, choose: Choose) -> None:
        self._jobs = jobs
        self._registry = registry
        self._runs = runs
        self._people = people
        self._choose = choose

    def stages(self, formats: Sequence[str]) -> dict[str, Stage]:
        """The export stage of each format. Raises UserError with the nearest format."""
        self._registry.targets(APP, formats)
        exports = self._registry.application(APP).exports
        return {name: self._registry.stages[exports[name].name] for name in formats}

    def ask(
        self,
        video: VideoRow,
        formats: Sequence[str],
        params: Given,
        people: Sequence[str],
        interval: str | None,
        *,
        requested_by: str,
    ) -> JobRow:
        """Ask for formats of the newest run of a video, with its people and settings.

        Args:
            params: by stage.
            people: names or ids; everybody without any.
            interval: seconds of the rows of the timeline.
        """
        stages = self.stages(formats)
        filled = fill(stages, params, people, interval, video.name)
        is_as_before = filled.keys() <= {stage.id for stage in stages.values()}
        self.check_people(video, people, is_as_before=is_as_before)
        asked = Submission(video.id, APP, filled, exports=tuple(formats), requested_by=requested_by)
        return self._jobs.submit(self._jobs.as_before(asked, inherit=(catalog.PHOTOS.name,)))

    def check_people(
        self, video: VideoRow, names: Sequence[str], *, cast: Sequence[str] | None = None, is_as_before: bool
    ) -> None:
        """Raises UserError with the nearest names when somebody asked for cannot be in what is made.

        Whoever the newest report of the video shows can, and so can those whose pictures a run is given: the people of
        `cast`, or of the home. A run that is not as before numbers people without a name anew, so that such a label is
        left to it.
        """
        report, could_be = self._reported(video)
        if report is None or not is_as_before:
            names = [name for name in names if not is_label(name)]
            known = cast if cast is not None else [person.name for person, _ in self._people.all()]
            could_be |= {person_id(name): name for name in known}
        if report is not None:
            self._choose(report.people, names, could_be)
            return
        for name in names:
            if person_id(name) not in could_be:
                called = list(could_be.values())
                near = get_close_matches(name, called, n=1)
                hint = f" Did you mean {near[0]!r}?" if near else ""
                text = (
                    f"nobody called {name!r} can be named in {video.name}.{hint} There are pictures of: {_few(called)}."
                )
                raise UserError(text, code="unknown_person")

    def _reported(self, video: VideoRow) -> tuple[ScreenTime | None, dict[str, str]]:
        """The newest report of a video, and by id who could have been named in it; nothing before the first."""
        with suppress(NotFound, CorruptArtifact):
            run = self._runs.find(video, None, catalog.SCREENTIME)
            report = run.one(catalog.SCREENTIME).record
            with suppress(NotFound):
                known = run.one(catalog.FACEBANK).record
                refused = {photo.person: photo.name for photo in known.refused}
                return report, refused | {seed.person: seed.name for seed in known.seeds}
        return None, {}


def fill(
    stages: Mapping[str, Stage],
    params: Given,
    people: Sequence[str],
    interval: str | None,
    media: str,
    *,
    called: Mapping[str, str] | None = None,
) -> dict[str, dict[str, object]]:
    """The parameters with what is said for all formats; what `params` says wins.

    Args:
        stages: by format.
        media: file name of the film.
        called: what people call `people` and `interval` where they write them.

    Raises UserError for something that a format has no use for.
    """
    filled = {stage: dict(values) for stage, values in params.items()}
    said: dict[str, object] = {"people": list(people), "interval": interval}
    for option, value in said.items():
        if not value:
            continue
        takers = [stage for stage in stages.values() if option in stage.params.model_fields]
        if (option == "people" and len(takers) < len(stages)) or not takers:
            useless = ", ".join(name for name, stage in stages.items() if stage not in takers)
            name = (called or {}).get(option, option)
            raise UserError(f"{name} has no use for format {useless}; leave it out", code="useless_option")
        for stage in takers:
            filled.setdefault(stage.id, {}).setdefault(option, value)
    for stage in stages.values():
        if "media" in stage.params.model_fields:
            filled.setdefault(stage.id, {}).setdefault("media", media)
        if "title" in stage.params.model_fields:
            filled.setdefault(stage.id, {}).setdefault("title", PurePath(media).stem)
    return filled


def _few(names: Sequence[str]) -> str:
    more = f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
    return (", ".join(names[:_MOST_NAMES]) or "nobody") + more
