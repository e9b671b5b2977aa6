"""The home folder: where database, artifacts and logs live, and who supervises it."""

from __future__ import annotations

import fcntl
import os
import socket
from dataclasses import dataclass
from pathlib import Path

from telecine.kernel.errors import NoSpace, UserError

_NETWORK_FILE_SYSTEMS = ("nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs", "glusterfs", "ceph")
BALLAST_BYTES = 8 * 1024 * 1024
_LONGEST_SOCKET_PATH = 100


@dataclass(frozen=True, slots=True)
class Home:
    """Paths of one home."""

    root: Path

    @property
    def database(self) -> Path:
        return self.root / "telecine.db"

    @property
    def store(self) -> Path:
        return self.root / "store"

    @property
    def logs(self) -> Path:
        return self.root / "logs"

    @property
    def lock(self) -> Path:
        return self.root / "supervisor.lock"

    @property
    def wake(self) -> Path:
        return self.root / "wake.sock"

    @property
    def ballast(self) -> Path:
        return self.root / "ballast"

    @property
    def swept(self) -> Path:
        """Its time says when this home was last cleaned up."""
        return self.root / "swept"

    @property
    def seeds(self) -> Path:
        return self.root / "facebank"

    def prepare(self) -> None:
        """Create the folders. Raises UserError when the place cannot be used."""
        try:
            for folder in (self.root, self.store, self.logs):
                folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UserError(
                f"cannot use {self.root} as home: {error.strerror}. Choose another with --home or TELECINE_HOME.",
                code="home_unusable",
            ) from error
        refuse_network(self.root, "with --home or TELECINE_HOME")
        self.keep_ballast()

    def keep_ballast(self) -> None:
        """A small file that can be given up so that state can still be written on a full disk."""
        if self.ballast.exists():
            return
        try:
            with self.ballast.open("wb") as file:
                os.posix_fallocate(file.fileno(), 0, BALLAST_BYTES)
        except OSError:
            self.ballast.unlink(missing_ok=True)

    def drop_ballast(self) -> bool:
        """Give the ballast up. Whether there was one."""
        if not self.ballast.exists():
            return False
        self.ballast.unlink(missing_ok=True)
        return True

    def poke(self) -> None:
        """Tell the supervisor that there is something to see; it looks by itself soon anyway."""
        if len(str(self.wake)) > _LONGEST_SOCKET_PATH or not self.wake.exists():
            return
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
            sender.setblocking(False)
            try:
                sender.sendto(b"!", str(self.wake))
            except OSError:
                return


def refuse_network(folder: Path, how: str) -> None:
    """Raises UserError for a folder on a network file system; `how` says with what to choose another."""
    kind = file_system_of(folder)
    if kind in _NETWORK_FILE_SYSTEMS:
        raise UserError(
            f"{folder} is on a network file system ({kind}), where SQLite loses data. Choose a local folder {how}.",
            code="home_on_network",
        )


def file_system_of(path: Path) -> str:
    """Type of the file system that holds `path`; empty when the system does not say."""
    try:
        lines = Path("/proc/mounts").read_text(encoding="utf-8").splitlines()
    except OSError:
        return ""
    resolved = str(path.resolve())
    best, kind = "", ""
    for line in lines:
        _, mount, file_system, *_ = line.split(" ")
        inside = resolved == mount or resolved.startswith(mount.rstrip("/") + "/")
        if inside and len(mount) >= len(best):
            best, kind = mount, file_system
    return kind


class HomeLock:
    """The right to supervise a home: a lock the system drops when the process ends, however it ends."""

    def __init__(self, home: Home) -> None:
        self._path = home.lock
        self._descriptor: int | None = None

    def acquire(self) -> bool:
        """Whether this process supervises the home now."""
        if self._descriptor is not None:
            return True
        try:
            descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise NoSpace(f"cannot open {self._path}: {error.strerror}") from error
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(descriptor)
            return False
        self._descriptor = descriptor
        return True

    def release(self) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


class WakeSocket:
    """Where other processes poke the supervisor."""

    def __init__(self, home: Home) -> None:
        self._path = home.wake
        self.socket: socket.socket | None = None
        if len(str(self._path)) > _LONGEST_SOCKET_PATH:
            return
        self._path.unlink(missing_ok=True)
        receiver = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        receiver.setblocking(False)
        receiver.bind(str(self._path))
        self.socket = receiver

    def drain(self) -> None:
        """Forget the pokes seen so far."""
        if self.socket is None:
            return
        try:
            while self.socket.recv(64):
                pass
        except OSError:
            return

    def close(self) -> None:
        if self.socket is not None:
            self.socket.close()
            self._path.unlink(missing_ok=True)
