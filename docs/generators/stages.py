"""The page of stages: the graph, and everything that each stage declares."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterable
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path

from pydantic.fields import FieldInfo

from docs.generators.fields import allowed, default, kind
from docs.generators.graph import REGISTRY
from docs.generators.markdown import anchor, block, bullets, code, document, sentence, table
from telecine.engine.registry import SOURCE_NAME, inputs_of
from telecine.engine.stage import Application, Stage
from telecine.records.record import AnyArtifact


def page() -> str:
    """The page."""
    stages = [REGISTRY.stages[name] for name in REGISTRY.order if name in REGISTRY.stages]
    return document(
        "Stages",
        "A stage makes one kind of result from others. A run makes what its application wants and what that needs, and "
        "nothing that is there already: [keys](../explanation/keys.md) says how that is known.",
        "![Every stage with what it is made from](stages.svg)",
        "An arrow is left out where a longer way leads to the same stage.",
        "A parameter is set with `--set`; values that are lists are written as JSON, exact numbers as `1/3`, and `null` "
        "is no value:",
        block(["telecine run faces episode.mp4 --set faces.identities.threshold=0.5"], "sh"),
        "## Applications",
        "What `telecine run APP VIDEO` can be asked for.",
        *(_application(app) for app in REGISTRY.applications.values()),
        *(_stage(stage) for stage in stages),
    )


def _application(app: Application) -> str:
    names = dict.fromkeys(name for _, name in app.outputs)
    facts = [
        f"wants {_links(app.targets)}",
        f"runs {', '.join(_link(name) for name in REGISTRY.closure(app.targets))}",
        f"hands out {', '.join(code(name) for name in names)}",
    ]
    if app.exports:
        listed = ", ".join(f"{code(name)} ({_link(artifact.name)})" for name, artifact in app.exports.items())
        facts.append(f"exports {listed}")
    return "\n\n".join([f"### {app.id}", sentence(app.title), bullets(facts)])


def _stage(stage: Stage) -> str:
    params = stage.params.model_fields
    facts = (
        ("made from", _links(stage.consumes)),
        ("and, where the request makes it", _links(stage.optional)),
        ("makes", f"[{stage.produces.name}](records.md#{anchor(stage.produces.name)})"),
        ("runs", _how_often(stage)),
        ("version", str(stage.version)),
        ("models", ", ".join(code(name) for name in stage.resources.models)),
        ("needs", f"about {stage.resources.memory_mb} MB of memory, {_threads(stage)}; queue `{stage.resources.queue}`"),
        ("first estimate", f"{stage.resources.cost:g} s of work for a second of video, until there are measured times"),
        ("limits", f"soft {_length(stage.limits.soft)}, hard {_length(stage.limits.hard)}, {stage.limits.attempts} attempts"),
        ("same again", "the same inputs give the same bytes" if stage.deterministic else "a second run may differ"),
    )  # fmt: skip
    rows = ((name, text) for name, text in facts if text)
    parts = [
        f"## {stage.id}",
        _purpose(stage),
        table(("what", "how"), rows),
        "Parameters:" if params else "No parameters.",
    ]
    if params:
        listed = (_param(stage, name, field) for name, field in params.items())
        parts += [sentence(stage.params.__doc__), table(("parameter", "takes", "default", "meaning"), listed)]
    return "\n\n".join(parts)


def _param(stage: Stage, name: str, field: FieldInfo) -> tuple[str, ...]:
    takes = ", ".join(part for part in (kind(field.annotation), allowed(field)) if part)
    return code(f"{stage.id}.{name}"), takes, code(default(field)), sentence(field.description)


def _purpose(stage: Stage) -> str:
    """What the module of its run function says it does."""
    given = inspect.getclosurevars(stage.run).nonlocals
    spec = find_spec(given["module"])
    if spec is None or spec.origin is None:
        raise LookupError(f"stage {stage.id} runs {given['module']}, which is not there")
    text = ast.get_docstring(ast.parse(Path(spec.origin).read_text(encoding="utf-8"))) or ""
    words = sentence(re.sub(rf"^Stage `{re.escape(stage.id)}`:\s*", "", text.split("\n\n")[0]))
    return words[:1].upper() + words[1:]


def _how_often(stage: Stage) -> str:
    if stage.scope.each_of is not None:
        return f"once for each item of {_link(stage.scope.each_of.name)}"
    before = (REGISTRY.stages[name] for name in REGISTRY.closure((stage.produces,)))
    sees_video = any(artifact.name == SOURCE_NAME for one in before for artifact in inputs_of(one))
    return "once for a video" if sees_video else "once; it does not see the video, so its result serves every video"


def _threads(stage: Stage) -> str:
    return "every core" if stage.resources.threads == "all" else "one core"


def _length(limit: timedelta) -> str:
    minutes = limit.total_seconds() / 60
    return f"{minutes:g} min"


def _links(artifacts: Iterable[AnyArtifact]) -> str:
    return ", ".join(_link(artifact.name) for artifact in artifacts)


def _link(name: str) -> str:
    return f"[{name}](#{anchor(name)})" if name in REGISTRY.stages else f"[{name}](records.md#{anchor(name)})"
