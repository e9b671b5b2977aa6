"""A body in blocks, as it comes: never more than one of them in memory."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Final

from fastapi import HTTPException, Request
from starlette.requests import ClientDisconnect

from telecine.kernel.errors import TooSlow, UserError

BLOCK_BYTES: Final = 1 << 20


async def blocks(request: Request, *, idle_s: float) -> AsyncIterator[bytes]:
    """Blocks of about 1 MiB; the last is smaller.

    What came is given out before it is told that no more comes.

    Raises:
        TooSlow: not a byte for `idle_s`.
        ClientDisconnect: the client went away before the end.
    """
    parts = aiter(request.stream())
    held = bytearray()
    problem: Exception | None = None
    while True:
        try:
            async with asyncio.timeout(idle_s):
                part = await anext(parts)
        except StopAsyncIteration:
            break
        except TimeoutError:
            problem = TooSlow(f"nothing came for {idle_s:g} s; go on from what is here, or begin again")
            break
        except (ClientDisconnect, HTTPException) as error:
            problem = error
            break
        held += part
        if len(held) >= BLOCK_BYTES:
            yield bytes(held)
            held.clear()
    if held:
        yield bytes(held)
    if problem is not None:
        raise problem


def length_of(request: Request) -> int | None:
    """What the client says about the length of the body; None when it says nothing."""
    text = request.headers.get("content-length")
    if text is None:
        return None
    if not text.isdecimal() or len(text) > 18:
        raise UserError("Content-Length is a number of bytes", code="bad_upload")
    return int(text)
