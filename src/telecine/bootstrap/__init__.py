"""The composition root: the only place that reads settings and picks adapters.

Adapters that are slow to import are imported when they are first needed: a worker needs no database, a list no decoder.
"""

from telecine.bootstrap.effects import SystemClock, open_encoder, open_video
from telecine.bootstrap.wiring import open_workspace
from telecine.bootstrap.working import worker_tools
from telecine.bootstrap.workspace import Workspace

__all__ = ["SystemClock", "Workspace", "open_encoder", "open_video", "open_workspace", "worker_tools"]
