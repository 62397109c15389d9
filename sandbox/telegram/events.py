"""Tells the phone page at once what changed in a chat: server-sent events, one stream per open phone."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from starlette.responses import StreamingResponse

from sandbox.telegram.errors import JsonObject

HEARTBEAT_SECONDS = 15.0


@dataclass(frozen=True)
class Event:
    """`chat` (something in the chat changed) or `toast` (the bot answered a tap)."""

    name: str
    data: JsonObject

    def as_bytes(self) -> bytes:
        """One event of https://html.spec.whatwg.org/#server-sent-events."""
        return f"event: {self.name}\ndata: {json.dumps(self.data)}\n\n".encode()


class Events:
    """Who listens to which chat."""

    def __init__(self) -> None:
        self._listeners: dict[int, set[asyncio.Queue[Event]]] = {}

    def tell(self, chat_id: int, name: str, data: JsonObject) -> None:
        """Hand an event to every phone that shows this chat; never waits."""
        for listener in self._listeners.get(chat_id, ()):
            listener.put_nowait(Event(name, data))

    def tell_all(self, name: str, data: JsonObject) -> None:
        """Hand an event to every phone."""
        for chat_id in self._listeners:
            self.tell(chat_id, name, data)

    @contextmanager
    def listening(self, chat_id: int) -> Iterator[asyncio.Queue[Event]]:
        """Receive this chat's events in a queue for as long as the block runs."""
        queue: asyncio.Queue[Event] = asyncio.Queue()
        self._listeners.setdefault(chat_id, set()).add(queue)
        try:
            yield queue
        finally:
            self._listeners[chat_id].discard(queue)


def stream(events: Events, chat_id: int) -> StreamingResponse:
    """The chat's events as an endless response; a comment opens it and keeps it alive every 15 seconds."""

    async def lines() -> AsyncIterator[bytes]:
        with events.listening(chat_id) as queue:
            yield b": listening\n\n"
            while True:
                try:
                    event = await asyncio.wait_for(queue.get(), HEARTBEAT_SECONDS)
                except TimeoutError:
                    yield b": still here\n\n"
                else:
                    yield event.as_bytes()

    return StreamingResponse(lines(), media_type="text/event-stream", headers={"Cache-Control": "no-store"})
