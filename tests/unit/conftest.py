"""Unit tests reach no network: what needs one is an integration test, or takes a fake."""

import socket

import pytest

_connect = socket.socket.connect


def _connect_locally(self: socket.socket, address: tuple[object, ...] | str | bytes) -> None:
    if self.family != socket.AF_UNIX:
        msg = f"a unit test tried to connect to {address!r}"
        raise RuntimeError(msg)
    _connect(self, address)


@pytest.fixture(autouse=True)
def _sockets_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket.socket, "connect", _connect_locally)
