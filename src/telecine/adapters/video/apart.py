"""Looking into a file that strangers sent, in a process of its own: it may crash the decoder, hang it or fill memory."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

from telecine.kernel.errors import BadMedia, CorruptArtifact, NotFound
from telecine.records.codec import decode_record, encode_record
from telecine.records.media import Probe

_MEMORY_BYTES: Final = 4 * 2**30
_REFUSED: Final = 4


def probe_apart(path: Path, *, timeout_s: float) -> Probe:
    """What the file is. Raises BadMedia, also for one that ends the process or takes too long."""
    command = [sys.executable, "-m", "telecine.adapters.video.apart", str(path), str(timeout_s)]
    try:
        ended = subprocess.run(
            command, capture_output=True, stdin=subprocess.DEVNULL, timeout=timeout_s, check=False, env=_environment()
        )
    except subprocess.TimeoutExpired as error:
        raise BadMedia(
            f"{path.name} could not be looked into within {timeout_s:g} s. Convert it, and add that file."
        ) from error
    if ended.returncode == _REFUSED:
        refused: dict[str, Any] = json.loads(ended.stdout)
        raise BadMedia(refused["message"], code=refused["code"], details=refused["details"])
    try:
        return decode_record(Probe, ended.stdout)
    except CorruptArtifact as error:
        # The process was ended by the decoder, or by one of its limits.
        raise BadMedia(f"{path.name} cannot be looked into: the decoder fails on it. Convert it first.") from error


def _environment() -> dict[str, str]:
    folders = [folder for folder in sys.path if folder]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(folders), "OMP_NUM_THREADS": "1"}


def _main(path: Path, seconds: float) -> int:
    """The process: the record on standard output, or why there is none."""
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds) + 1, int(seconds) + 2))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    if sys.platform.startswith("linux"):
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
    from telecine.adapters.video.reader import PyAvReader

    try:
        content = encode_record(PyAvReader(path).probe())
    except (BadMedia, NotFound) as error:
        details = {name: str(value) for name, value in error.details.items()}
        refused = {"message": error.message, "code": error.code, "details": details}
        sys.stdout.write(json.dumps(refused))
        return _REFUSED
    sys.stdout.buffer.write(content)
    return 0


if __name__ == "__main__":
    sys.exit(_main(Path(sys.argv[1]), float(sys.argv[2])))
