"""Uploads that can be resumed."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Iterator
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

from telecine.bootstrap import Workspace
from tests.fixtures.engine.home import EngineHome
from tests.integration.api.media.sending import (
    CHUNK,
    TUS,
    add,
    begin,
    client_of,
    ended,
    files_below,
    in_blocks,
    metadata,
    nothing_is_left,
)


def offset(client: TestClient, place: str) -> int:
    answer = client.head(place, headers=TUS)
    assert answer.headers["cache-control"] == "no-store"
    return int(answer.headers["upload-offset"])


def test_it_says_what_of_the_protocol_it_speaks(client: TestClient) -> None:
    told = client.options("/uploads")
    assert told.status_code == 204
    assert told.headers["tus-version"] == told.headers["tus-resumable"] == "1.0.0"
    assert {"creation", "termination", "checksum", "expiration"} <= set(told.headers["tus-extension"].split(","))
    assert int(told.headers["tus-max-size"]) == 20480 * 2**20
    refused = client.post("/uploads", headers={"Upload-Length": "1"})
    assert (refused.status_code, refused.headers["tus-version"]) == (412, "1.0.0")


def test_a_file_comes_in_pieces_and_becomes_a_video(client: TestClient, workspace: Workspace, home: EngineHome) -> None:
    film = home.video.read_bytes()
    place = begin(client, len(film), filename="Zoë's film.mp4", show="The Office", season="1", episode="2")
    done = 0
    for block in in_blocks(film, 1 + len(film) // 3):
        answer = add(client, place, done, block)
        done += len(block)
        assert (answer.status_code, answer.headers["upload-offset"]) == (204, str(done))
        assert offset(client, place) == done
    upload = ended(client, place)
    assert (upload["state"], upload["error"], upload["name"]) == ("accepted", None, "Zoë's film.mp4")
    video = client.get(f"/videos/{upload['video_id']}").json()
    assert video["sha256"] == hashlib.sha256(film).hexdigest()
    assert video["ep_id"] == "the-office-s01e02"
    assert files_below(workspace, "incoming") == []
    assert add(client, place, 0, b"x").status_code == 409
    assert client.delete(place, headers=TUS).status_code == 204
    assert client.get(place).status_code == 404
    assert client.get(f"/videos/{upload['video_id']}").status_code == 200


def test_the_first_bytes_may_come_with_the_creation(client: TestClient, home: EngineHome) -> None:
    film = home.video.read_bytes()
    headers = {**CHUNK, "Upload-Length": str(len(film)), "Upload-Metadata": metadata(filename="a.mp4")}
    begun = client.post("/uploads", content=film, headers=headers)
    assert (begun.status_code, begun.headers["upload-offset"]) == (201, str(len(film)))
    assert ended(client, begun.headers["location"])["state"] == "accepted"


def test_bytes_at_another_offset_are_refused_and_change_nothing(client: TestClient) -> None:
    place = begin(client, 10, filename="a.mp4")
    assert add(client, place, 0, b"12345").status_code == 204
    for wrong in (0, 4, 6):
        refused = add(client, place, wrong, b"x")
        assert (refused.status_code, refused.json()["details"]) == (409, {"offset": 5})
    assert offset(client, place) == 5


@pytest.mark.parametrize("algorithm", ["sha1", "sha256", "md5"])
def test_of_bytes_with_another_checksum_nothing_is_kept(client: TestClient, algorithm: str) -> None:
    place = begin(client, 10, filename="a.mp4")
    good = b64encode(hashlib.new(algorithm, b"12345").digest()).decode()
    assert add(client, place, 0, b"12345", Upload_Checksum=f"{algorithm} {good}").status_code == 204
    refused = add(client, place, 5, b"67890", Upload_Checksum=f"{algorithm} {good}")
    assert (refused.status_code, refused.json()["code"]) == (460, "wrong_checksum")
    assert offset(client, place) == 5
    assert add(client, place, 5, b"x", Upload_Checksum=f"crc32 {good}").status_code == 400
    assert add(client, place, 5, b"x", Upload_Checksum=f"{algorithm} *").status_code == 400


def test_more_than_was_announced_is_refused_also_without_a_length(client: TestClient) -> None:
    place = begin(client, 10, filename="a.mp4")
    assert add(client, place, 0, b"1" * 11).status_code == 413

    def of_unknown_length() -> Iterator[bytes]:
        yield from [bytes(1 << 16)] * 40

    refused = client.patch(place, content=of_unknown_length(), headers={**CHUNK, "Upload-Offset": "0"})
    assert (refused.status_code, refused.json()["code"]) == (413, "too_large")
    assert offset(client, place) == 0


def test_one_request_writes_at_a_time(client: TestClient, workspace: Workspace) -> None:
    place = begin(client, 10, filename="a.mp4")
    with workspace.media.uploads.receiving(place.rpartition("/")[2], 0, size=5):
        refused = add(client, place, 0, b"12345")
        assert (refused.status_code, refused.json()["code"]) == (423, "in_use")
        assert client.delete(place, headers=TUS).status_code == 423
    assert add(client, place, 0, b"12345").status_code == 204


def test_what_is_no_video_is_refused_with_the_reason_and_leaves_nothing(
    client: TestClient, workspace: Workspace
) -> None:
    place = begin(client, 100, filename="film.mp4")
    add(client, place, 0, b"x" * 100)
    upload = ended(client, place)
    assert (upload["state"], upload["error"]["code"], upload["video_id"]) == ("refused", "bad_media", None)
    assert upload["error"]["message"].startswith("film.mp4")
    assert nothing_is_left(workspace)


def test_another_file_than_the_announced_one_is_refused(
    client: TestClient, workspace: Workspace, home: EngineHome
) -> None:
    film = home.video.read_bytes()
    place = begin(client, len(film), filename="film.mp4", sha256="0" * 64)
    add(client, place, 0, film)
    assert ended(client, place)["error"]["code"] == "wrong_checksum"
    assert nothing_is_left(workspace)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Upload-Length": "-1"},
        {"Upload-Length": "0"},
        {"Upload-Length": "1e3"},
        {"Upload-Length": "9" * 30},
        {"Upload-Length": "5", "Upload-Metadata": "filename *"},
        {"Upload-Length": "5", "Upload-Metadata": "filename " + b64encode(b"\xff\xfe").decode()},
        {"Upload-Length": "5", "Upload-Metadata": "a YQ==,a YQ=="},
        {"Upload-Length": "5", "Upload-Metadata": metadata(season="one")},
        {"Upload-Length": "5", "Upload-Metadata": metadata(sha256="short")},
    ],
)
def test_a_creation_that_is_not_one_is_refused(
    client: TestClient, workspace: Workspace, headers: dict[str, str]
) -> None:
    answer = client.post("/uploads", headers={**TUS, **headers})
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_upload")
    assert answer.headers["tus-resumable"] == "1.0.0"
    assert nothing_is_left(workspace)


def test_too_much_is_refused_before_a_byte_has_come(client: TestClient, workspace: Workspace) -> None:
    for length, status in ((20481 * 2**20, 413), (20480 * 2**20, 507)):
        headers = {**TUS, "Upload-Length": str(length)}
        uploads = [client.post("/uploads", headers=headers).status_code for _ in range(1)]
        if status == 507:
            # What others are still to bring counts as if it were here.
            while uploads[-1] == 201:
                uploads.append(client.post("/uploads", headers=headers).status_code)
        assert uploads[-1] == status
    assert all(workspace.media.incoming.length(name) == 0 for name in workspace.media.incoming.names())


def test_metadata_may_hold_anything_and_harms_nobody(client: TestClient) -> None:
    place = begin(client, 5, filename="../..\x00\n\x1b[31mred.mp4", strange="\x00\x01")
    assert client.get(place).json()["name"] == "[31mred.mp4"


def test_an_upload_nothing_comes_to_any_more_is_gone_and_its_bytes_are_swept(home: EngineHome) -> None:
    with home.open(uploads={"expire_hours": 1e-9}) as workspace, client_of(workspace) as client:
        place = begin(client, 10, filename="a.mp4")
        assert client.head(place, headers=TUS).status_code == 410
        assert add(client, place, 0, b"1").status_code == 410
        assert workspace.media.sweep(is_dry_run=True) == 1
        assert files_below(workspace, "incoming") != []
        assert workspace.media.sweep() == 1
        assert client.get(place).status_code == 404
        assert nothing_is_left(workspace)


def test_clients_without_patch_say_it_otherwise(client: TestClient) -> None:
    place = begin(client, 5, filename="a.mp4")
    headers = {**CHUNK, "Upload-Offset": "0", "X-HTTP-Method-Override": "PATCH"}
    assert client.post(place, content=b"12345", headers=headers).status_code == 204
    ended(client, place)
    assert client.post(place, headers={**TUS, "X-HTTP-Method-Override": "DELETE"}).status_code == 204
    assert client.post(place, headers=TUS).status_code == 405


def test_the_file_of_an_episode_is_sent_by_a_link_without_a_key(client: TestClient, home: EngineHome) -> None:
    film = home.video.read_bytes()
    asked = {"filename": "pilot.mp4", "size_bytes": len(film), "sha256": hashlib.sha256(film).hexdigest()}
    asset = client.post("/episodes/the-office-s01e01/assets", json=asked).json()
    assert (asset["method"], asset["backend"], asset["bucket"]) == ("PUT", "local", None)
    changed = asset["upload_url"].replace("signature=", "signature=0")
    assert client.put(changed, content=film).json()["code"] == "bad_link"
    assert client.put(asset["tus_url"], content=film).status_code == 403
    short = client.put(asset["upload_url"], content=film[:-1])
    assert (short.status_code, short.json()["code"]) == (400, "bad_upload")
    assert client.put(asset["upload_url"], content=film).status_code == 204
    upload = ended(client, asset["status_url"])
    video = client.get(f"/videos/{upload['video_id']}").json()
    assert video["ep_id"] == "the-office-s01e01"
    assert asset["key"] == "raw/videos/the-office/s01/e01/episode.mp4"
    assert (client.app.state.workspace.home.root / "media" / asset["key"]).is_file()  # type: ignore[attr-defined]
    assert client.post("/episodes/nothing/assets", json=asked).json()["code"] == "bad_upload"


def test_a_whole_upload_is_checked_by_the_next_process(home: EngineHome) -> None:
    film = home.video.read_bytes()
    with home.open() as workspace:
        from telecine.services.intake.uploads import Announced

        row = workspace.media.uploads.begin(Announced("a.mp4", len(film), "test"))
        # As if the process had been killed after the last byte and before it could say so.
        workspace.media.incoming.path(row.id).write_bytes(film)
    with home.open() as workspace, client_of(workspace) as client:
        assert ended(client, f"/uploads/{row.id}")["state"] == "accepted"
        assert workspace.media.uploads.expires_at(row) - row.updated_at == timedelta(hours=24)
