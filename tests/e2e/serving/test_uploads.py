"""Uploads to a running server: by a client library of others, through kills, in bounded memory."""

from __future__ import annotations

import hashlib
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
from tusclient.client import TusClient

from tests.e2e.program import Program
from tests.e2e.serving.test_serve import Served, served, wait  # noqa: F401 - `served` is a fixture

TUS = {"Tus-Resumable": "1.0.0"}
MB = 1 << 20
ROOM_MB = 160
"""How much the server may grow while it takes in a file of any size."""


@pytest.fixture
def large(program: Program) -> Path:
    """A video with 300 MB behind it, all of them different from their neighbours."""
    path = program.home.root / "large.mp4"
    with path.open("wb") as file:
        file.write(program.home.video.read_bytes())
        file.write((300 * MB).to_bytes(4, "big") + b"free")
        for number in range(300):
            file.write(hashlib.sha256(number.to_bytes(4, "big")).digest() * (MB // 32))
        file.seek(-8, 2)
        file.truncate()
    return path


def api(served: Served) -> psutil.Process:  # noqa: F811
    found = served.member("api")
    assert found is not None
    return found


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def ended(served: Served, place: str) -> dict[str, Any]:  # noqa: F811
    found: dict[str, Any] = {}

    def is_over() -> bool:
        found.update(served.http.get(place).json())
        return found["state"] in {"accepted", "refused"}

    wait(is_over)
    return found


def test_a_client_of_others_uploads_in_pieces_with_checksums(served: Served, program: Program) -> None:  # noqa: F811
    client = TusClient(str(served.http.base_url).rstrip("/") + "/uploads")
    with program.home.video.open("rb") as film:
        options = {"file_stream": film, "chunk_size": 5000, "upload_checksum": True}
        uploader = client.uploader(metadata={"filename": "film.mp4"}, **options)
        uploader.upload(stop_at=10_000)
        again = client.uploader(url=uploader.url, **options)
        assert again.offset == 10_000
        again.upload()
    upload = ended(served, str(again.url))
    video = served.http.get(f"/videos/{upload['video_id']}").json()
    assert (video["name"], video["sha256"]) == ("film.mp4", digest(program.home.video))


def begin(served: Served, size: int) -> str:  # noqa: F811
    answer = served.http.post("/uploads", headers={**TUS, "Upload-Length": str(size)})
    assert answer.status_code == 201
    return str(answer.headers["location"])


def test_a_kill_in_the_middle_loses_no_byte_and_memory_stays_small(
    served: Served,  # noqa: F811
    large: Path,
) -> None:
    place = begin(served, large.stat().st_size)
    process = api(served)
    before = process.memory_info().rss
    content = large.read_bytes()
    with connection(served, place, 0, len(content)) as sending:
        sending.sendall(content[: 120 * MB])
        wait(lambda: offset(served, place) >= 100 * MB)
        grown = process.memory_info().rss - before
        process.kill()
        process.wait(30)
    assert grown < ROOM_MB * MB
    wait(served.answers)
    here = offset(served, place)
    assert 100 * MB <= here <= 120 * MB
    process = api(served)
    before = process.memory_info().rss
    peak = 0
    with connection(served, place, here, len(content) - here) as sending:
        for start in range(here, len(content), 8 * MB):
            sending.sendall(content[start : start + 8 * MB])
            peak = max(peak, process.memory_info().rss)
        assert sending.recv(4096).startswith(b"HTTP/1.1 204 ")
    assert peak - before < ROOM_MB * MB
    upload = ended(served, place)
    video = served.http.get(f"/videos/{upload['video_id']}").json()
    assert video["sha256"] == hashlib.sha256(content).hexdigest()


def test_a_form_of_any_size_takes_little_memory(served: Served, large: Path) -> None:  # noqa: F811
    process = api(served)
    before = peak = process.memory_info().rss

    def body() -> Iterator[bytes]:
        nonlocal peak
        yield b'--edge\r\nContent-Disposition: form-data; name="file"; filename="large.mp4"\r\n\r\n'
        with large.open("rb") as file:
            while block := file.read(MB):
                yield block
                peak = max(peak, process.memory_info().rss)
        yield b"\r\n--edge--\r\n"

    answer = served.http.post(
        "/videos", content=body(), headers={"Content-Type": "multipart/form-data; boundary=edge"}, timeout=120
    )
    assert (answer.status_code, answer.json()["sha256"]) == (201, digest(large))
    assert peak - before < ROOM_MB * MB


def offset(served: Served, place: str) -> int:  # noqa: F811
    return int(served.http.head(place, headers=TUS).headers["upload-offset"])


def connection(served: Served, place: str, start: int, size: int) -> socket.socket:  # noqa: F811
    """A request whose bytes are still to be sent."""
    url = served.http.base_url
    made = socket.create_connection((url.host, url.port or 80), timeout=120)
    made.sendall(
        f"PATCH {place} HTTP/1.1\r\nHost: 127.0.0.1\r\nTus-Resumable: 1.0.0\r\nUpload-Offset: {start}\r\n"
        f"Content-Type: application/offset+octet-stream\r\nContent-Length: {size}\r\n\r\n".encode()
    )
    return made


def test_what_came_before_a_connection_broke_is_kept(served: Served, program: Program) -> None:  # noqa: F811
    film = program.home.video.read_bytes()
    place = begin(served, len(film))
    with connection(served, place, 0, len(film)) as sending:
        sending.sendall(film[:7000])
        time.sleep(0.2)
    wait(lambda: offset(served, place) == 7000)
    wait(lambda: served.http.patch(place, content=film[7000:], headers=_chunk(7000)).status_code == 204)
    assert ended(served, place)["state"] == "accepted"


def _chunk(start: int) -> dict[str, str]:
    return {**TUS, "Content-Type": "application/offset+octet-stream", "Upload-Offset": str(start)}


def test_a_body_without_an_end_is_refused_while_it_comes(served: Served) -> None:  # noqa: F811
    place = begin(served, 1000)
    url = served.http.base_url
    with socket.create_connection((url.host, url.port or 80), timeout=60) as sending:
        head = f"PATCH {place} HTTP/1.1\r\nHost: 127.0.0.1\r\nTus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\n"
        sending.sendall(
            f"{head}Content-Type: application/offset+octet-stream\r\nTransfer-Encoding: chunked\r\n\r\n".encode()
        )
        try:
            for _ in range(10_000):
                sending.sendall(b"10000\r\n" + bytes(1 << 16) + b"\r\n")
            raise AssertionError("640 MB were taken for 1000 bytes")
        except OSError:
            # The server closed the connection.
            pass
    wait(lambda: offset(served, place) == 0)


def test_a_client_that_falls_silent_is_given_up(
    program: Program, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    monkeypatch.setenv("TELECINE_UPLOADS__IDLE_S", "0.5")
    served: Served = request.getfixturevalue("served")  # noqa: F811
    place = begin(served, 1000)
    with connection(served, place, 0, 1000) as sending:
        sending.sendall(b"x" * 10)
        answer = sending.recv(4096)
        assert answer.startswith(b"HTTP/1.1 408 ")
        while more := sending.recv(4096):
            answer += more
    assert b"too_slow" in answer
    assert offset(served, place) == 10
    assert program.home.root.is_dir()
