"""Tells whoever listens that something in the make-believe world changed, as server-sent events."""

import asyncio
import json
from collections.abc import AsyncIterator
from enum import StrEnum

from starlette.responses import StreamingResponse

_HEARTBEAT_SECONDS = 15
_HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


class Changes:
    """Any number of listeners, each with its own queue; nothing is kept for those who come later."""

    def __init__(self) -> None:
        self._listeners: set[asyncio.Queue[StrEnum]] = set()

    def tell(self, what: StrEnum) -> None:
        """Pass a change to everybody who listens now."""
        for listener in self._listeners:
            listener.put_nowait(what)

    def answer(self) -> StreamingResponse:
        """The stream as an HTTP answer."""
        return StreamingResponse(self.stream(), media_type="text/event-stream", headers=_HEADERS)

    async def stream(self) -> AsyncIterator[str]:
        """Server-sent events `change` with data `{"what": …}`; a comment at once, so that the listener knows it is
        heard, and another after every 15 silent seconds.
        """
        listener: asyncio.Queue[StrEnum] = asyncio.Queue()
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
