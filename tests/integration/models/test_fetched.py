"""`make fixtures` ends with everything there that tests cannot make."""

import pytest

from telecine.adapters.inference.fetching.folder import ModelFolder
from tests.fixtures.__main__ import main

pytestmark = [pytest.mark.models, pytest.mark.timeout(900)]


def test_default_models_and_all_photographs_are_there_and_verified(
    real_models: ModelFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    main()
    manifest = real_models.manifest
    wanted = {entry.name for entry in manifest.models if entry.tier == "default"}
    wanted |= {entry.name for entry in manifest.samples}
    said = capsys.readouterr().out
    assert wanted <= set(said.splitlines()[0].split(", "))
    assert str(real_models.folder) in said
