"""What the tests of services share."""

from __future__ import annotations

from pathlib import Path

import pytest

from telecine.adapters.artifacts.local import LocalArtifacts


@pytest.fixture
def store(tmp_path: Path) -> LocalArtifacts:
    return LocalArtifacts(tmp_path / "store")
