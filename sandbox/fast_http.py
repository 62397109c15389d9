"""HTTP/1.1 as light as Python allows, for the servers that benches measure against: httptools on a bare protocol."""

import argparse
import asyncio
import json
import os
import signal
import socket
import struct
from collections.abc import Callable
from typing import cast

import httptools
import uvloop

_HEAD = b"HTTP/1.1 %d %b\r\nContent-Type: %b\r\nContent-Length: %d\r\n%b\r\n"
_REASONS = {
    200: b"OK",
    201: b"Created",
    400: b"Bad Request",
    401: b"Unauthorized",
    403: b"Forbidden",
    404: b"Not Found",
    409: b"Conflict",
    422: b"Unprocessable",
    429: b"Too Many Requests",
    502: b"Bad Gateway",
}
_LINGER_ZERO = struct.pack("ii", 1, 0)

JSON = b"application/json"
HTML = b"text/html"


class Connection(asyncio.Protocol):
    """One connection; `answer` is called with it for every request, and must call `respond` or `reset` once, then or
    later. The parser calls the `on_…` methods."""

    def __init__(self, answer: Callable[["Connection"], None]) -> None:
        self._answer = answer
        self._parser = httptools.HttpRequestParser(self)
        self._transport: asyncio.Transport | None = None
        self.target = b""
        self.body = b""

    @property
    def is_open(self) -> bool:
        """Whether an answer would still reach somebody."""
        return self._transport is not None

    @property
    def verb(self) -> bytes:
        """The request's method, upper case."""
        verb: bytes = self._parser.get_method()
        return verb

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A client has come."""
        self._transport = cast("asyncio.Transport", transport)

    def connection_lost(self, exc: Exception | None) -> None:
        """It has gone."""
        self._transport = None

    def data_received(self, data: bytes) -> None:
        """Feed the parser; what is no HTTP ends the connection."""
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError:
            if self._transport is not None:
                self._transport.close()

    def on_message_begin(self) -> None:
        """A request begins."""
        self.target = self.body = b""

    def on_url(self, url: bytes) -> None:
        """A piece of its target."""
        self.target += url

    def on_body(self, body: bytes) -> None:
        """A piece of its body."""
        self.body += body

    def on_message_complete(self) -> None:
        """The whole request is here."""
        self._answer(self)

    def respond(self, body: bytes, status: int = 200, *, kind: bytes = JSON, headers: bytes = b"") -> None:
        """Write one answer; `headers` are whole lines, each with its end."""
        if self._transport is None:
            return
        keep = self._parser.should_keep_alive()
        more = headers if keep else headers + b"Connection: close\r\n"
        self._transport.write(_HEAD % (status, _REASONS[status], kind, len(body), more) + body)
        if not keep:
            self._transport.close()

    def reset(self) -> None:
        """Cut the connection without an answer: the client sees a reset."""
        if self._transport is None:
            return
        # By a socket of its own over the same connection: uvloop gives its transport's socket no setsockopt.
        with socket.socket(fileno=os.dup(self._transport.get_extra_info("socket").fileno())) as peer:
            peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER_ZERO)
        self._transport.abort()


async def listen(make: Callable[[], Connection], *, host: str, port: int) -> tuple[asyncio.Server, str]:
    """Accept connections, each served by a protocol of `make`; gives the running server and its address."""
    listening = await asyncio.get_running_loop().create_server(make, host, port, backlog=2048)
    actual: int = listening.sockets[0].getsockname()[1]
    return listening, f"http://{host}:{actual}"


def run(name: str, description: str, make: Callable[[], Connection]) -> None:
    """The command line of such a server: prints `{name: address}` when it accepts connections, ends on SIGTERM."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0)
    options = parser.parse_args()

    async def until_told() -> None:
        stop = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        listening, address = await listen(make, host=options.host, port=options.port)
        print(json.dumps({name: address}), flush=True)
        await stop.wait()
        listening.close()

    uvloop.run(until_told())
