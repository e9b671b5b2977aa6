"""How a server is set, over HTTP."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from telecine.services.access.roles import Role
from telecine.settings import names
from tests.e2e.program import open_test_home
from tests.integration.api.access.conftest import guard_home

SECRET = "a-key-for-an-administrator-0123"


def test_settings_are_listed_with_what_they_mean_and_whether_they_were_changed(client: TestClient) -> None:
    items = {each["name"]: each for each in client.get("/admin/settings").json()["items"]}
    assert list(items) == list(names())
    retention = items["TELECINE_RETENTION__JOB_DAYS"]
    assert (retention["value"], retention["is_default"]) == (30, True)
    assert "removed" in retention["meaning"]
    assert items["TELECINE_HOME"] == items["TELECINE_HOME"] | {"value": "[path]", "is_default": False}


def test_of_secrets_only_their_being_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELECINE_AUTH__BOOTSTRAP_KEY", SECRET)
    monkeypatch.setenv("TELECINE_WORKERS", "3")
    with open_test_home(home=tmp_path / "home", auth={"mode": "token", "bootstrap_key": SECRET}) as workspace:
        guarded = guard_home(workspace)
        answer = guarded.client(Role.ADMIN).get("/admin/settings")
    items = {each["name"]: each for each in answer.json()["items"]}
    assert SECRET not in answer.text
    assert items["TELECINE_AUTH__BOOTSTRAP_KEY"]["value"] == "set"
    assert items["TELECINE_STORE__URL"]["value"] == "unset"
    assert (items["TELECINE_WORKERS"]["value"], items["TELECINE_WORKERS"]["is_default"]) == (3, False)
