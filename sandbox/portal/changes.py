"""Tells whoever listens that something in the make-believe portal changed, as server-sent events."""

import asyncio
import json
from collections.abc import AsyncIterator
from enum import StrEnum

_HEARTBEAT_SECONDS = 15


class What(StrEnum):
    """What may change under a listener's eyes."""

    NOTICE = "notice"
    OPENING = "opening"
    FAULTS = "faults"
    LOCK = "lock"


class Changes:
    """Any number of listeners, each with its own queue; nothing is kept for those who come later."""

    def __init__(self) -> None:
        self._listeners: set[asyncio.Queue[What]] = set()

    def tell(self, what: What) -> None:
        """Pass a change to everybody who listens now."""
        for listener in self._listeners:
            listener.put_nowait(what)

    async def stream(self) -> AsyncIterator[str]:
        """Server-sent events `change` with data `{"what": …}`; a comment at once, so that the listener knows it is
        heard, and another after every 15 silent seconds.
        """
        listener: asyncio.Queue[What] = asyncio.Queue()
        self._listeners.add(listener)
        try:
            yield ": listening\n\n"
            while True:
                try:
                    what = await asyncio.wait_for(listener.get(), _HEARTBEAT_SECONDS)
                except TimeoutError:
                    yield ": heartbeat\n\n"
                else:
                    yield f"event: change\ndata: {json.dumps({'what': what})}\n\n"
        finally:
            self._listeners.discard(listener)
