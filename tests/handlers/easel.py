"""The place where pictures are drawn, as full as it gets."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from threading import Event

from handlers.drawing import MOST_AT_ONCE, drawn


@asynccontextmanager
async def crowded() -> AsyncIterator[None]:
    """As many people wait for a picture as may; when it is over, each has theirs."""
    held = Event()

    def blank() -> bytes:
        held.wait(20)
        return b""

    waiting = [asyncio.ensure_future(drawn(blank)) for _ in range(MOST_AT_ONCE)]
    await asyncio.sleep(0)
    try:
        yield
    finally:
        held.set()
        await asyncio.gather(*waiting)
