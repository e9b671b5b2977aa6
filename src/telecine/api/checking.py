"""The thread of the server process that checks uploads which are whole. What is left goes on with the next process."""

from __future__ import annotations

import threading
from typing import Final

import structlog

from telecine.kernel.errors import TelecineError
from telecine.services.intake.uploads import Uploads

log = structlog.get_logger(__name__)

LOOK_S: Final = 5.0
_LAST_S: Final = 2.0


class Checker:
    """Looks when it is told to, and now and then."""

    def __init__(self, uploads: Uploads) -> None:
        self._uploads = uploads
        self._woken = threading.Event()
        self._is_over = False
        self._thread = threading.Thread(target=self._run, daemon=True, name="checker")

    def start(self) -> None:
        self._thread.start()

    def poke(self) -> None:
        """There is something to check."""
        self._woken.set()

    def stop(self) -> None:
        """Begin nothing new; wait a moment for what is going on."""
        self._is_over = True
        self._woken.set()
        self._thread.join(_LAST_S)

    def _run(self) -> None:
        while not self._is_over:
            try:
                has_checked = self._uploads.check_next()
            except TelecineError as error:
                log.warning("upload.not_checked", reason=error.message)
                has_checked = False
            except Exception:
                log.exception("upload.not_checked")
                has_checked = False
            if not has_checked:
                self._woken.wait(LOOK_S)
                self._woken.clear()
