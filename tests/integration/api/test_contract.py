"""The API does what its description says: every operation, with good and bad input made from the description itself."""

from __future__ import annotations

import json
import logging
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pytest
import schemathesis
import structlog
from fastapi import FastAPI
from fastapi.testclient import TestClient
from schemathesis import openapi
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema

from telecine.api.application import create_app
from telecine.api.openapi import operations
from telecine.api.routes import aliases
from telecine.services.access.roles import Role
from tests.fixtures.engine.film import FilmHome, film_home, small_film
from tests.fixtures.engine.home import write_tiny_video

ADDRESS: Final = "http://127.0.0.1:8000"
PARTS: Final = {
    "episodes": r"^/episodes",
    "jobs": r"^/(jobs|celery_jobs)",
    "videos": r"^/videos",
    "rest": r"^/(?!episodes|jobs|celery_jobs|videos)",
}
STREAMS: Final = r"(/events|/stream|/stream/\{job_id\})$"
"""Never end by themselves; tests/integration/api/test_streams.py reads them."""

REFUSALS: Final = ["400", "401", "403", "404", "408", "409", "410", "412", "413", "415", "423", "460"]
"""What may be said to input of the right shape: it names what is not there, or asks for what cannot be."""

CHECKS: Final[dict[str, Any]] = {
    "positive_data_acceptance": {"expected-statuses": ["2xx", "3xx", *REFUSALS]},
    "negative_data_rejection": {"expected-statuses": [*REFUSALS, "405", "416", "422"]},
}
OVERLAPPING: Final[dict[str, Any]] = {
    # `/jobs/plan` has the form of `/jobs/{job_id}`, too, so what that takes is taken there, about a job of this name.
    "include-path-regex": r"^/jobs/[^/]+$|^/facebank/\{person\}/seeds/",
    "checks": {"unsupported_method": {"enabled": False}, "allow_header_conformance": {"enabled": False}},
}
MEANT: Final[dict[str, Any]] = {
    # 422 says here, too, that a file is no film, or that fields of a decision do not go together; 405,
    # that a POST to an upload stands for no other method.
    "include-path-regex": r"^/videos$|^/jobs/upload$|/decisions|/uploads|/facebank",
    "checks": {"positive_data_acceptance": {"expected-statuses": ["2xx", "3xx", *REFUSALS, "405", "422"]}},
}

AWAITED: Final[dict[str, Any]] = {
    # `POST /episodes` may answer 202: where to send the file of an episode, which is there once that has come.
    "include-path-regex": r"^/episodes/\{ep_id\}",
    "checks": {"ensure_resource_availability": {"enabled": False}},
}


@schemathesis.serializer("application/offset+octet-stream")
def _bytes(_context: schemathesis.SerializationContext, value: Any) -> bytes | None:
    return value if isinstance(value, bytes) else json.dumps(value).encode()


@dataclass
class Known:
    """An application on an analysed film, and the ids that are there; what may be removed is not the film itself."""

    app: FastAPI
    key: str
    ids: dict[str, str]
    removable: dict[str, str]

    def described(self, part: str) -> dict[str, Any]:
        """The description of a part, without streams; its examples are what is there."""
        document: dict[str, Any] = json.loads(_with(json.dumps(self.app.openapi()), self.ids))
        for path, method, operation in operations(self.app.openapi()):
            if method in {"delete", "patch"} or path.endswith("/merge"):
                document["paths"][path][method] = json.loads(_with(json.dumps(operation), self.removable))
        for path in list(document["paths"]):
            if not re.match(PARTS[part], path) or re.search(STREAMS, path):
                del document["paths"][path]
        return document


@dataclass
class Told:
    """What came of a run."""

    cases: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    answered: set[str] = field(default_factory=set)
    failures: dict[tuple[str, str], str] = field(default_factory=dict)

    def take(self, event: events.ScenarioFinished) -> None:
        recorder = event.recorder
        for case, interaction in recorder.interactions.items():
            self.cases += 1
            if interaction.response is not None:
                self.statuses[interaction.response.status_code] += 1
                if interaction.response.status_code < 400:
                    self.answered.add(recorder.cases[case].value.operation.label)
        for case, checks in recorder.checks.items():
            for check in checks:
                if check.failure_info is not None:
                    label = recorder.cases[case].value.operation.label
                    answer = recorder.interactions[case].response
                    shown = (answer.status_code, (answer.content or b"")[:300]) if answer is not None else None
                    text = f"{check.failure_info.failure.message}\n{check.failure_info.code_sample}\n{shown}"
                    self.failures.setdefault((check.name, label), text)


@contextmanager
def known(folder: Path) -> Iterator[Known]:
    auth = {"mode": "token", "attempts_per_minute": 1_000_000}
    with film_home(folder, small_film(), auth=auth, api={"requests_per_minute": 0}) as film:
        film.workspace.videos.describe(film.video, show="The Show", season=1, episode=2)
        job = film.analyse()
        key = film.workspace.access.keys.create("admin", Role.ADMIN)[1]
        app = create_app(film.workspace)
        client = TestClient(app, base_url=ADDRESS, headers={"Authorization": f"Bearer {key}"})
        yield Known(app, key, _ids(film, client, job.id), _removable(film, folder))


def _ids(film: FilmHome, client: TestClient, job: str) -> dict[str, str]:
    """Ids that are there, by the example that stands for them in the description."""
    groups = client.get(f"/videos/{film.video.id}/identities").json()["groups"]
    return {
        "local-01JD3Q8ZK2T4N6V8X0Y2A4C6E8": job,
        "5f1d7a84db00d2fc": film.video.id,
        # Not its episode id: requests say that it is another episode.
        "rhobh-s05e02": film.video.id,
        "the-office": "the-show",
        "t-0f3c9a7b12d4e5f60718": "t-ada-1",
        "g-3f9c2a7be410": groups[0]["group"],
        "9f86d081884c7d65": client.get("/facebank/ada/seeds").json()["items"][0]["seed"],
    }


def _removable(film: FilmHome, folder: Path) -> dict[str, str]:
    """Ids of what a test may lose."""
    gone = film.workspace.videos.register(write_tiny_video(folder / "gone.mp4"))
    film.workspace.videos.describe(gone, show="Gone", season=1, episode=1)
    film.workspace.people.add("Gone", [])
    return {"5f1d7a84db00d2fc": gone.id, "rhobh-s05e02": "gone-s01e01", '"ada"': '"gone"'}


def _with(text: str, ids: dict[str, str]) -> str:
    for example, real in ids.items():
        text = text.replace(example, real)
    return text


def run(there: Known, part: str, *phases: str, most: int = 1) -> Told:
    """Send what these phases of Schemathesis make of a part of the API, and check every answer."""
    config = SchemathesisConfig.from_dict(
        {
            "seed": 1,
            "base-url": ADDRESS,
            "continue-on-failure": True,
            "headers": {"Authorization": f"Bearer {there.key}"},
            "checks": CHECKS,
            "operations": [OVERLAPPING, MEANT, AWAITED],
            "generation": {
                "deterministic": True,
                "max-examples": most,
                "no-shrink": True,
                "database": "none",
                # Whether keys are asked for is the check `ignored_auth`; what is random in their place tells no more.
                "with-security-parameters": False,
            },
            "phases": {name: {"enabled": name in phases} for name in ("examples", "coverage", "fuzzing", "stateful")},
        }
    )
    schema = openapi.from_dict(there.described(part), config=config)
    schema.app = there.app
    told = Told()
    for event in from_schema(schema).execute():
        if isinstance(event, events.ScenarioFinished):
            told.take(event)
        assert not isinstance(event, events.NonFatalError), f"{event.label}: {event.value!r}"
        assert not isinstance(event, events.FatalError), event.exception
    return told


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    """Thousands of requests are not told one by one."""
    before = structlog.get_config()
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL), cache_logger_on_first_use=False
    )
    yield
    structlog.configure(**before)


@pytest.fixture(autouse=True)
def _nobody_works_so_nobody_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(aliases, "_WAIT_S", 0.1)


@pytest.mark.timeout(600)
@pytest.mark.parametrize("part", PARTS)
def test_every_answer_is_as_it_is_described(part: str, tmp_path: Path) -> None:
    with known(tmp_path) as there:
        told = run(there, part, "examples", "coverage")
    assert not told.failures, "\n\n".join(
        f"{check} of {label}: {text}" for (check, label), text in told.failures.items()
    )
    assert told.cases > 800
    assert len(told.answered) > 10


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("part", PARTS)
def test_thousands_of_random_requests_are_answered_as_it_is_described(part: str, tmp_path: Path) -> None:
    with known(tmp_path) as there:
        told = run(there, part, "fuzzing", "stateful", most=40)
    assert not told.failures, "\n\n".join(
        f"{check} of {label}: {text}" for (check, label), text in told.failures.items()
    )
    assert told.cases > 1000
