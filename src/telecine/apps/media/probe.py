"""Stage `media.probe`: what the file is."""

from __future__ import annotations

from telecine.engine.ports import StageContext
from telecine.engine.stage import NoParams


def run_probe(ctx: StageContext, _params: NoParams) -> None:
    """Write the `Probe`. Raises BadMedia when the file cannot be analysed."""
    found = ctx.video.probe()
    for warning in found.warnings:
        ctx.log.warning("media.probe.warning", warning=warning)
    ctx.out.record(found)
    ctx.progress(1, 1)
