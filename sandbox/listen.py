"""Puts an ASGI app on a port and takes it away again: programmatic uvicorn, for the sandbox and for tests.

Several servers may live in one event loop; none touches the process's signals, and an open stream holds up no stop.
"""

import asyncio
import socket
import struct
from collections.abc import AsyncIterator, Generator
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import Any, Self

from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn import Config, Server
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

_CONNECTION = "sandbox.connection"
_GRACE_SECONDS = 1
_LINGER_ZERO = struct.pack("ii", 1, 0)


@asynccontextmanager
async def serving(app: ASGIApp, *, host: str = "127.0.0.1", port: int = 0) -> AsyncIterator[str]:
    """Serve `app` while the block runs; gives the base address, e.g. `http://127.0.0.1:43121`.

    Port 0 lets the system choose. Connections are accepted before the block starts. Leaving the block lets running
    requests finish for one second, ends streams at once, and cancels what is left.

    Raises:
        OSError: the address cannot be bound (taken, not permitted, unknown host).
    """
    stopping = asyncio.Event()
    with _bound(host, port) as listener:
        server = _Server(
            Config(
                _ending_streams(app, stopping),
                http=_Protocol,
                ws="none",
                log_config=None,
                log_level="error",
                access_log=False,
                server_header=False,
                proxy_headers=False,
                timeout_keep_alive=75,
                timeout_graceful_shutdown=_GRACE_SECONDS,
            ),
            stopping,
        )
        running = asyncio.create_task(server.serve(sockets=[listener]))
        try:
            await server.accepting(running)
            yield _address(host, listener)
        finally:
            stopping.set()
            await running
            await asyncio.gather(*server.server_state.tasks, return_exceptions=True)  # cancelled, but not yet gone


async def drop(scope: Scope, receive: Receive) -> None:
    """Cut the connection of this request without an answer (the peer sees a reset) and wait until it is gone.

    Whatever is sent afterwards goes nowhere; a middleware just returns. Works only under `serving`.

    Raises:
        KeyError: the app runs under another server or a test client.
    """
    transport: asyncio.Transport = scope["extensions"][_CONNECTION]["transport"]
    peer = transport.get_extra_info("socket")
    with suppress(OSError):  # the peer may have gone first
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER_ZERO)
    transport.abort()
    while (await receive())["type"] != "http.disconnect":
        pass


class _Protocol(HttpToolsProtocol):
    """uvicorn's own protocol, which also lets `drop` reach the connection: ASGI has no word for hanging up."""

    def on_message_begin(self) -> None:
        super().on_message_begin()
        extensions: dict[str, dict[Any, Any]] = {_CONNECTION: {"transport": self.transport}}
        self.scope["extensions"] = extensions


class _Server(Server):
    """uvicorn's server without its signal handlers, which would fight over the process with its siblings."""

    def __init__(self, config: Config, stopping: asyncio.Event) -> None:
        super().__init__(config)
        self._stopping = stopping
        self._accepting = asyncio.Event()

    @contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._accepting.set()

    async def main_loop(self) -> None:
        """Tick once a second, for the date header, and leave at once when told to; uvicorn's own loop polls."""
        while not self._stopping.is_set():
            await self.on_tick(0)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), 1)

    async def accepting(self, running: asyncio.Task[None]) -> None:
        """Wait until connections are accepted, or raise what kept the server from it."""
        ready = asyncio.create_task(self._accepting.wait())
        await asyncio.wait({ready, running}, return_when=asyncio.FIRST_COMPLETED)
        if not ready.done():
            ready.cancel()
            running.result()


def _bound(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.create_server((host, port), family=family, backlog=2048)
    # asyncio does this only for sockets that name their protocol; without it each kept-alive answer waits 40 ms.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


def _address(host: str, listener: socket.socket) -> str:
    port: int = listener.getsockname()[1]
    reachable = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  (compared with, not bound to)
    return f"http://[{reachable}]:{port}" if ":" in reachable else f"http://{reachable}:{port}"


def _ending_streams(app: ASGIApp, stopping: asyncio.Event) -> ASGIApp:
    """Tell requests that only wait for the client's leaving, as event streams do, that it left once we stop."""

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        answering = False

        async def watched_send(message: Message) -> None:
            nonlocal answering
            answering = message["type"] == "http.response.start" or message.get("more_body", False)
            await send(message)

        with _Ear(receive, stopping) as ear:
            try:
                await app(scope, ear, watched_send)
            except asyncio.CancelledError:
                if not stopping.is_set():
                    raise
                await drop(scope, receive)  # it outlasted its grace: uvicorn would report a fault of the app
                return
        if answering and stopping.is_set():  # a stream that just ended: close it properly, or the peer sees a fault
            await send({"type": "http.response.body", "body": b"", "more_body": False})

    return wrapped


class _Ear:
    """What a request hears: its body, then nothing until the client leaves or the server stops.

    The wait for the client's leaving is one task kept for the whole request, so that an impatient caller, such as
    Starlette's `Request.is_disconnected`, may cancel its own waiting and still find the news the next time.
    """

    def __init__(self, receive: Receive, stopping: asyncio.Event) -> None:
        self._receive = receive
        self._stopping = stopping
        self._body_read = False
        self._waits: list[asyncio.Task[Any]] = []

    async def __call__(self) -> Message:
        if not self._body_read:
            message = await self._receive()
            self._body_read = not message.get("more_body", False)
            return message
        if not self._waits:
            self._waits = [asyncio.ensure_future(self._receive()), asyncio.create_task(self._stopping.wait())]
        if not any(wait.done() for wait in self._waits):
            await asyncio.wait(self._waits, return_when=asyncio.FIRST_COMPLETED)
        return {"type": "http.disconnect"}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for wait in self._waits:
            wait.cancel()
