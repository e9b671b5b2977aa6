"""Videos listed, found, and let go."""

from __future__ import annotations

from pathlib import Path

from fastapi.testclient import TestClient

from telecine.bootstrap import Workspace
from tests.fixtures.engine.home import EngineHome, submit, work
from tests.integration.api.media.sending import as_form, files_below


def film(home: EngineHome, number: int) -> Path:
    """The tiny video with other bytes at its end."""
    path = home.root / f"film {number}.mp4"
    path.write_bytes(home.video.read_bytes() + bytes([number]) * 8)
    return path


def names(client: TestClient, **query: str | int | bool) -> list[str]:
    found: list[str] = []
    cursor: str | None = None
    while True:
        given: dict[str, str | int | bool | None] = {**query, "limit": 2, "cursor": cursor}
        page = client.get("/videos", params={name: value for name, value in given.items() if value is not None}).json()
        found += [video["name"] for video in page["items"]]
        cursor = page["next"]
        if cursor is None:
            return found


def test_a_list_is_whole_over_its_pages_and_found_by_name_show_and_kind(client: TestClient, home: EngineHome) -> None:
    for number in range(5):
        said = {"show": "Zoë & Co", "season": "1", "episode": str(number)} if number < 2 else {}
        assert client.post("/videos", files=as_form(film(home, number)), data=said).status_code == 201
    everything = [f"film {number}.mp4" for number in (4, 3, 2, 1, 0)]
    assert names(client) == everything
    assert names(client, q="FILM 3") == ["film 3.mp4"]
    assert names(client, q="s01e01") == ["film 1.mp4"]
    assert names(client, show="zoe-co") == names(client, show="Zoë & Co") == names(client, is_episode=True)
    assert names(client, is_episode=False) == everything[:3]
    assert names(client, season=2) == []
    for wrong in ("x", "bm9wZQ", "WzEwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMCwiYSJd"):
        assert client.get("/videos", params={"cursor": wrong}).json()["code"] == "bad_cursor"


def test_a_page_goes_on_after_a_video_that_is_gone(client: TestClient, home: EngineHome) -> None:
    ids = [client.post("/videos", files=as_form(film(home, number))).json()["id"] for number in range(3)]
    cursor = client.get("/videos", params={"limit": 1}).json()["next"]
    assert client.delete(f"/videos/{ids[2]}").status_code == 200
    rest = client.get("/videos", params={"cursor": cursor}).json()
    assert [video["id"] for video in rest["items"]] == ids[1::-1]


def test_a_video_goes_with_what_was_made_of_it_and_says_so_before(
    client: TestClient, workspace: Workspace, home: EngineHome
) -> None:
    video = client.post("/videos", files=as_form(home.video)).json()["id"]
    job = client.post("/jobs", json={"app": "words", "video": video}).json()["id"]
    live = client.delete(f"/videos/{video}")
    assert (live.status_code, live.json()["details"]) == (409, {"jobs": [job]})
    work(workspace, job)
    said = client.delete(f"/videos/{video}", params={"dry_run": "true"}).json()
    assert (said["is_dry_run"], said["jobs"], said["has_file"]) == (True, 1, True)
    assert said["results"] > 0
    assert client.get(f"/jobs/{job}").status_code == 200
    gone = client.delete(f"/videos/{video}").json()
    assert gone == said | {"is_dry_run": False}
    for place in (f"/videos/{video}", f"/jobs/{job}", f"/videos/{video}/media"):
        assert client.get(place).status_code == 404
    assert files_below(workspace, "media") == []
    assert [name for name in files_below(workspace, "store") if name.endswith("manifest.json")] == []
    assert client.delete(f"/videos/{video}").status_code == 404


def test_a_file_that_was_analysed_where_it_lies_stays_there(
    client: TestClient, workspace: Workspace, home: EngineHome
) -> None:
    job = submit(workspace, home.video)
    client.post(f"/jobs/{job.id}/cancel")
    said = client.delete(f"/videos/{job.video_id}").json()
    assert said["has_file"] is False
    assert any(home.video.name in line for line in said["stays"])
    assert home.video.is_file()


def test_the_same_file_comes_back_after_it_was_let_go(
    client: TestClient, workspace: Workspace, home: EngineHome
) -> None:
    for _ in range(2):
        answer = client.post("/videos", files=as_form(home.video))
        assert answer.status_code == 201
        assert client.delete(f"/videos/{answer.json()['id']}").status_code == 200
    assert files_below(workspace, "media") == []


def test_each_video_is_listed_with_its_newest_job_however_many_jobs_there_are(
    client: TestClient, workspace: Workspace, home: EngineHome
) -> None:
    idle, done, asked = (client.post("/videos", files=as_form(film(home, number))).json()["id"] for number in range(3))
    work(workspace, client.post("/jobs", json={"app": "words", "video": done}).json()["id"])
    work(workspace, client.post("/jobs", json={"app": "words", "video": asked}).json()["id"])
    newest = client.post("/jobs", json={"app": "words", "video": asked, "fresh": True}).json()
    listed = {video["id"]: video for video in client.get("/videos").json()["items"]}
    assert (listed[idle]["job"], listed[idle]["has_results"]) == (None, False)
    assert (listed[done]["job"]["state"], listed[done]["has_results"]) == ("succeeded", True)
    assert (listed[asked]["job"], listed[asked]["has_results"]) == (newest, True)
