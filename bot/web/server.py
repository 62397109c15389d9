"""The HTTP server: its routes, and running it inside our own loop until we stop it."""

import asyncio
import socket
from collections.abc import Generator, Sequence
from contextlib import contextmanager

import uvicorn
from starlette.applications import Starlette
from starlette.routing import BaseRoute
from starlette.types import ASGIApp

from handlers.errors import Misconfigured

_GRACE_SECONDS = 2
"""How long a stop waits for requests; without a limit uvicorn waits for an open connection for ever."""


def application(routes: Sequence[BaseRoute]) -> Starlette:
    """The app of these routes; its errors never show a traceback."""
    return Starlette(debug=False, routes=list(routes))


def bind(host: str, port: int) -> socket.socket:
    """Take the address before anything else starts. Raises Misconfigured when it is taken."""
    try:
        listener = socket.create_server((host, port), backlog=2048)
    except OSError as error:
        raise Misconfigured(
            f"can't listen on {host}:{port} ({error.strerror}): set BUZON_LISTEN to another port"
        ) from None
    # asyncio does this only for sockets that name their protocol; without it each kept-alive answer waits 40 ms.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


class _Server(uvicorn.Server):
    """Leaves the process's signals alone: they are handled in one place, `bot/wiring.py`."""

    @contextmanager
    def capture_signals(self) -> Generator[None]:
        """Nothing: see the class."""
        yield


async def serve(app: ASGIApp, listener: socket.socket, stopping: asyncio.Event) -> None:
    """Serve until `stopping`, then let running requests finish for a moment."""
    config = uvicorn.Config(
        app,
        log_config=None,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=_GRACE_SECONDS,
        lifespan="off",
    )
    server = _Server(config)
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    waiting = asyncio.create_task(stopping.wait())
    await asyncio.wait({serving, waiting}, return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    server.should_exit = True
    await serving
