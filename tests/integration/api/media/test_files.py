"""Files out: signed links, ranges, entity tags; and keys that lead nowhere else."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from email.message import Message
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from telecine.bootstrap import Workspace
from telecine.kernel.errors import NotFound
from tests.fixtures.engine.home import EngineHome, submit, work
from tests.integration.api.media.sending import as_form


@pytest.fixture
def video(client: TestClient, home: EngineHome) -> dict[str, Any]:
    found: dict[str, Any] = client.post("/videos", files=as_form(home.video, "Zoë's film.mp4")).json()
    return found


@pytest.fixture
def link(client: TestClient, video: dict[str, Any]) -> str:
    """A signed link to the bytes of a video."""
    answer = client.get(f"/videos/{video['id']}/media", follow_redirects=False)
    assert answer.status_code == 307
    return str(answer.headers["location"])


def test_a_job_hands_out_its_files_with_their_hashes(
    client: TestClient, workspace: Workspace, home: EngineHome
) -> None:
    job = submit(workspace, home.video).id
    refused = client.get(f"/jobs/{job}/artifacts")
    assert (refused.status_code, refused.json()["code"]) == (409, "conflict")
    work(workspace, job)
    found = client.get(f"/jobs/{job}/artifacts").json()
    assert found
    for artifact in found:
        answer = client.get(artifact["url"])
        assert hashlib.sha256(answer.content).hexdigest() == artifact["sha256"]
        assert len(answer.content) == artifact["size_bytes"]
        assert answer.headers["etag"] == f'"{artifact["sha256"]}"'
        signed = client.get("/files/presign", params={"key": artifact["key"]}).json()
        assert client.get(signed["url"]).content == answer.content
    result = client.get(f"/jobs/{job}/result").json()
    assert [one["sha256"] for one in result["artifacts"]] == [one["sha256"] for one in found]
    assert client.get("/jobs/none/artifacts").status_code == 404
    assert client.get("/files/presign", params={"key": f"jobs/{job}/../x"}).status_code == 404


@pytest.mark.parametrize(
    ("wanted", "start", "end"),
    [("0-0", 0, 1), ("10-19", 10, 20), ("100-", 100, None), ("-7", -7, None), ("5-999999999", 5, None)],
)
def test_a_range_is_a_part_of_the_same_bytes(
    client: TestClient, link: str, home: EngineHome, wanted: str, start: int, end: int | None
) -> None:
    film = home.video.read_bytes()
    part = client.get(link, headers={"Range": f"bytes={wanted}"})
    assert (part.status_code, part.content) == (206, film[start:end])
    first = start % len(film)
    assert part.headers["content-range"] == f"bytes {first}-{first + len(part.content) - 1}/{len(film)}"
    whole = client.get(link)
    assert (whole.status_code, whole.content, whole.headers["accept-ranges"]) == (200, film, "bytes")
    head = client.head(link)
    assert (head.status_code, head.content, head.headers["content-length"]) == (200, b"", str(len(film)))


def test_several_ranges_come_in_parts(client: TestClient, link: str, home: EngineHome) -> None:
    film = home.video.read_bytes()
    answer = client.get(link, headers={"Range": "bytes=0-9,100-119"})
    assert answer.status_code == 206
    kind = Message()
    kind["content-type"] = answer.headers["content-type"]
    parts = answer.content.split(f"--{kind.get_param('boundary')}".encode())[1:-1]
    assert [part.partition(b"\r\n\r\n")[2].removesuffix(b"\r\n") for part in parts] == [film[:10], film[100:120]]


def test_a_range_that_is_not_there_is_told_with_the_size(client: TestClient, link: str, home: EngineHome) -> None:
    size = home.video.stat().st_size
    answer = client.get(link, headers={"Range": f"bytes={size}-"})
    assert (answer.status_code, answer.headers["content-range"]) == (416, f"bytes */{size}")


def test_a_client_that_has_the_bytes_gets_none_and_one_with_others_gets_all(
    client: TestClient, link: str, video: dict[str, Any], home: EngineHome
) -> None:
    tag = f'"{video["sha256"]}"'
    for known in (tag, f'"other", {tag}', f"W/{tag}", "*"):
        answer = client.get(link, headers={"If-None-Match": known})
        assert (answer.status_code, answer.content, answer.headers["etag"]) == (304, b"", tag)
    assert client.get(link, headers={"If-None-Match": '"other"'}).status_code == 200
    resumed = client.get(link, headers={"If-Range": tag, "Range": "bytes=5-"})
    assert (resumed.status_code, resumed.content) == (206, home.video.read_bytes()[5:])
    changed = client.get(link, headers={"If-Range": '"other"', "Range": "bytes=5-"})
    assert (changed.status_code, changed.content) == (200, home.video.read_bytes())


def test_a_name_in_any_script_arrives(client: TestClient, link: str) -> None:
    told = client.head(link).headers["content-disposition"]
    assert told.startswith("inline; ")
    assert f"filename*=UTF-8''{quote(chr(90) + 'oë' + chr(39) + 's film.mp4', safe='')}" in told
    assert client.head(f"{link}&download=true").headers["content-disposition"].startswith("attachment; ")


def test_a_link_that_was_changed_or_is_old_leads_nowhere(
    client: TestClient, workspace: Workspace, link: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, _, query = link.partition("?")
    said = dict(part.split("=") for part in query.split("&"))
    for wrong in (
        path,
        f"{path}?expires={int(said['expires']) + 1}&signature={said['signature']}",
        f"{path}?expires={said['expires']}&signature={said['signature'][::-1]}",
        f"{path}?expires={said['expires']}&signature=%C3%A9",
        f"/files/videos/other/source?{query}",
        f"/uploads/{'0' * 32}?{query}",
    ):
        answer = client.put(wrong) if wrong.startswith("/uploads") else client.get(wrong)
        assert (answer.status_code, answer.json()["code"]) == (403, "bad_link"), wrong
    monkeypatch.setattr(workspace.media.links._clock, "now", lambda: _later(workspace))
    assert client.get(link).json()["code"] == "bad_link"


def _later(workspace: Workspace) -> Any:
    from datetime import UTC, datetime, timedelta

    return datetime.now(UTC) + timedelta(minutes=16)


def test_the_key_of_the_links_is_for_its_owner_only(workspace: Workspace, link: str) -> None:
    key = workspace.home.root / "keys" / "links"
    assert key.stat().st_mode & 0o777 == 0o600
    assert len(key.read_bytes()) == 32


def test_the_file_of_a_video_that_is_another_one_now_does_not_go_out(
    client: TestClient, workspace: Workspace, home: EngineHome, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.mp4"
    copy.write_bytes(home.video.read_bytes())
    video = workspace.videos.register(copy).id
    assert client.get(f"/videos/{video}/media").status_code == 200
    copy.write_bytes(b"secrets")
    assert client.get(f"/videos/{video}/media").json()["code"] == "file_lost"
    copy.unlink()
    assert client.get(f"/videos/{video}/media").json()["code"] == "file_lost"
    assert client.get("/videos/none/media").json()["code"] == "not_found"


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory, tiny_video: Path) -> Iterator[tuple[Workspace, set[str]]]:
    """A home with a job, beside files that are nobody's business, and a symbolic link to them among its results."""
    home = EngineHome(tmp_path_factory.mktemp("keys"), tiny_video)
    with home.open() as workspace:
        job = submit(workspace, home.video).id
        work(workspace, job)
        files = workspace.media.files.of_job(job)
        (files[0].path.parent / "passwd").symlink_to("/etc/passwd")
        with workspace.store.reading() as reading:
            (video,) = reading.videos()
        yield workspace, {f"videos/{video.id}/source", *(file.key for file in files)}


_PARTS = st.sampled_from(
    ["..", ".", "", "jobs", "videos", "source", "passwd", "etc", "%2e%2e", "\0", "manifest.json", "~", "\\"]
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(base=st.integers(0, 5), parts=st.lists(_PARTS | st.text(max_size=8), max_size=8))
@example(base=0, parts=["..", "..", "etc", "passwd"])
def test_no_key_but_that_of_a_file_leads_to_one(kept: tuple[Workspace, set[str]], base: int, parts: list[str]) -> None:
    workspace, keys = kept
    known = sorted(keys)[base % len(keys)]
    start = known.rsplit("/", base % 3)[0] if base else ""
    key = "/".join([start, *parts] if start else parts)
    if key in keys:
        assert workspace.media.files.find(key).key == key
    else:
        with pytest.raises(NotFound):
            workspace.media.files.find(key)


def test_every_key_of_a_file_leads_to_it(kept: tuple[Workspace, set[str]]) -> None:
    workspace, keys = kept
    for key in keys:
        assert re.fullmatch(r"[0-9a-f]{64}", workspace.media.files.find(key).sha256)
