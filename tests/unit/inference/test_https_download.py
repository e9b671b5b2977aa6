"""Files over https: resumed, verified, refused."""

import errno
import hashlib
import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import Message
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import Request

import pytest

from telecine.adapters.inference.fetching.checking import WrongHash
from telecine.adapters.inference.fetching.https_download import Response, download_url
from telecine.kernel.errors import NoSpace, TransientError, UserError

CONTENT = bytes(range(256)) * 4000
URL = "https://models.example/file.onnx"


class _Body(io.BytesIO):
    def __init__(self, content: bytes, status: int, breaks_after: int | None = None) -> None:
        super().__init__(content if breaks_after is None else content[:breaks_after])
        self.status = status


class Server:
    """Answers requests for one file and keeps what was asked."""

    def __init__(self, content: bytes = CONTENT, *, ranges: bool = True, breaks_after: int | None = None) -> None:
        self.content = content
        self.ranges = ranges
        self.breaks_after = breaks_after
        self.asked: list[str | None] = []

    @contextmanager
    def __call__(self, request: Request) -> Iterator[Response]:
        asked = request.get_header("Range")
        self.asked.append(asked)
        start = int(asked.removeprefix("bytes=").removesuffix("-")) if asked and self.ranges else 0
        if start >= len(self.content):
            raise HTTPError(request.full_url, 416, "Range Not Satisfiable", Message(), None)
        yield _Body(self.content[start:], 206 if start else 200, self.breaks_after)


def _download(folder: Path, server: Callable[..., object], reports: list[int] | None = None) -> Path:
    return download_url(
        URL,
        folder / "file.onnx",
        sha256=hashlib.sha256(CONTENT).hexdigest(),
        size_bytes=len(CONTENT),
        on_bytes=(reports if reports is not None else []).append,
        open_request=server,  # type: ignore[arg-type]
    )


def test_a_file_is_fetched_and_its_progress_told(tmp_path: Path) -> None:
    reports: list[int] = []
    assert _download(tmp_path / "new", Server(), reports).read_bytes() == CONTENT
    assert reports == sorted(reports)
    assert len(reports) > 2
    assert reports[-1] == len(CONTENT)
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["file.onnx"]


def test_what_came_before_a_break_is_kept_and_only_the_rest_asked_for(tmp_path: Path) -> None:
    with pytest.raises(TransientError, match=r"300,000 of 1,024,000 bytes"):
        _download(tmp_path, Server(breaks_after=300_000))
    server = Server()
    reports: list[int] = []
    assert _download(tmp_path, server, reports).read_bytes() == CONTENT
    assert server.asked == ["bytes=300000-"]
    assert reports[0] > 300_000


def test_a_server_without_ranges_gives_the_whole_file_again(tmp_path: Path) -> None:
    (tmp_path / "file.onnx.part").write_bytes(CONTENT[:1000])
    assert _download(tmp_path, Server(ranges=False)).read_bytes() == CONTENT


def test_a_whole_file_that_was_not_renamed_is_not_asked_for_again(tmp_path: Path) -> None:
    (tmp_path / "file.onnx.part").write_bytes(CONTENT)
    server = Server()
    assert _download(tmp_path, server).read_bytes() == CONTENT
    assert server.asked == []


@pytest.mark.parametrize("wrong", [b"x" * len(CONTENT), CONTENT + b"more", CONTENT + CONTENT])
def test_another_file_is_refused_and_deleted(tmp_path: Path, wrong: bytes) -> None:
    with pytest.raises(WrongHash, match="deleted"):
        _download(tmp_path, Server(wrong))
    assert list(tmp_path.iterdir()) == []


def test_no_more_is_read_than_needed_to_know_that_it_is_another_file(tmp_path: Path) -> None:
    reports: list[int] = []
    with pytest.raises(WrongHash):
        _download(tmp_path, Server(CONTENT * 50), reports)
    assert len(reports) < 10


def test_a_resumed_file_that_turns_out_wrong_is_deleted_so_that_the_next_try_begins_anew(tmp_path: Path) -> None:
    (tmp_path / "file.onnx.part").write_bytes(b"y" * 1000)
    with pytest.raises(WrongHash):
        _download(tmp_path, Server())
    assert _download(tmp_path, Server()).read_bytes() == CONTENT


def _failing(error: Exception) -> Callable[[Request], object]:
    def answer(request: Request) -> object:
        raise error

    return answer


def _status(code: int, reason: str) -> HTTPError:
    return HTTPError(URL, code, reason, Message(), None)


@pytest.mark.parametrize(
    ("error", "kind", "words"),
    [
        (_status(404, "Not Found"), UserError, "404 Not Found"),
        (_status(401, "Unauthorized"), UserError, "needs a login"),
        (_status(503, "Busy"), TransientError, "503 Busy"),
        (_status(429, "Too Many"), TransientError, "fetch again"),
        (URLError("Name or service not known"), TransientError, "Name or service not known"),
        (TimeoutError("timed out"), TransientError, "timed out"),
        (ConnectionResetError(errno.ECONNRESET, "reset"), TransientError, "Check the connection"),
        (OSError(errno.ENOSPC, "No space left on device"), NoSpace, "Free some space"),
    ],
)
def test_a_failure_says_what_is_so_and_what_to_do(
    tmp_path: Path, error: Exception, kind: type[Exception], words: str
) -> None:
    with pytest.raises(kind, match=words):
        _download(tmp_path, _failing(error))


def test_a_part_longer_than_the_servers_file_is_thrown_away(tmp_path: Path) -> None:
    (tmp_path / "file.onnx.part").write_bytes(CONTENT[:-10])
    with pytest.raises(TransientError, match="416"):
        _download(tmp_path, Server(CONTENT[:100]))
    assert list(tmp_path.iterdir()) == []
