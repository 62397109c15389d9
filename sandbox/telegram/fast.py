"""A Bot API server for benchmarks: as light as Python allows, so that the bot is what gets measured.

`python -m sandbox.telegram.fast [--host 127.0.0.1] [--port 0]` prints one JSON line `{"telegram": "http://…"}` when it
accepts connections, and ends on SIGTERM or SIGINT. Any token is taken, nothing is checked or stored, no limit is kept:
send*, copy*, forward* and edit* give a small valid Message, the other methods the smallest valid result.

Control, on the same port, JSON:

`POST /load` starts a load (409 while one runs, 422 for a plan that makes no sense) and returns 201:
    updates     how many private text messages to send (required)
    chats       from how many chats (200); ids run from `first_chat` (900000001)
    rate        null: saturation — every getUpdates is kept full, 100 updates or as many as chats are free;
                a number: so many per second fall due, evenly, whether or not the bot keeps up (null)
    window      the most updates handed out and not yet answered (400); a chat never has more than one
    patience    seconds after which an update is given up as unanswered and its chat freed (30)
    script      the texts of a chat, in turn, again and again (["/ayuda"])
    scripts     instead of script: one script per chat, dealt out in turn
    opening     texts that each chat says once, before its script ([])
    replies     {text: sends}: how many sends a text is answered with, where not one; its chat is busy until the last
    resume      true: each chat goes on in opening and script where the load before left it (false)
`GET /load` → {"done", "sent", "answered", "unanswered", "elapsed", "per_second", "p50_ms", "p99_ms"} (404 before any).
`GET /said` → [{"heard", "said"}]: of every chat that was sent to, what it said last and what was last sent to it
(null where the request can't be read: multipart). True of each other only once the load is done.

An update is answered by the first send* or editMessageText to its chat after it was handed out; latency runs
from the moment it fell due (without a rate: was handed out) to that. `elapsed` is in seconds, from the first hand-out
(with a rate: from the POST) to the last answer. An update is handed out once: offsets are not looked at.
"""

import argparse
import asyncio
import json
import re
import signal
import time
from collections import deque
from dataclasses import dataclass
from typing import cast
from urllib.parse import parse_qs

import httptools
import orjson
import uvloop

from sandbox.telegram.errors import JsonObject
from sandbox.telegram.fast_load import Load, Plan, next_number

_LINGER_SECONDS = 0.05  # a poll waits so long for a full batch: single updates would measure polling, not the bot
_SWEEP_SECONDS = 0.5
_PARAMETER = r'(?:^|[?&"]){}(?:=|"\s*:\s*"?|"(?:\r\n[^\r\n]+)*\r\n\r\n)(-?\d+)'
_CHAT_ID, _MESSAGE_ID, _TIMEOUT, _LIMIT = (
    re.compile(_PARAMETER.format(name).encode()) for name in ("chat_id", "message_id", "timeout", "limit")
)
_BOT = b'{"id":1,"is_bot":true,"first_name":"Bot","username":"medido_bot"}'
_RESULTS = {
    b"getme": _BOT,
    b"getwebhookinfo": b'{"url":"","has_custom_certificate":false,"pending_update_count":0}',
    b"getmycommands": b"[]",
    b"getchatmenubutton": b'{"type":"commands"}',
}
_MESSAGE = (
    b'{"message_id":%d,"date":%d,"chat":{"id":%d,"type":"private","first_name":"P"},"from":' + _BOT + b',"text":"."}'
)
_ANSWERING = (b"send", b"editmessagetext")
_GIVING_MESSAGE = (b"send", b"edit", b"forward")
_HEAD = b"HTTP/1.1 %d %b\r\nContent-Type: application/json\r\nContent-Length: %d\r\n%b\r\n"
_REASONS = {200: b"OK", 201: b"Created", 404: b"Not Found", 409: b"Conflict", 422: b"Unprocessable"}


@dataclass(eq=False)
class _Poll:
    connection: "_Connection"
    limit: int
    since: float
    until: float


class Server:
    """The load, the polls that wait for it, and the answers to everything else."""

    def __init__(self) -> None:
        self._load: Load | None = None
        self._said: dict[int, bytes] = {}
        self._polls: deque[_Poll] = deque()
        self._alarm: asyncio.TimerHandle | None = None

    def call(self, connection: "_Connection", method: bytes, parameters: bytes) -> None:
        """Carry out one Bot API method."""
        if method == b"getupdates":
            self._get_updates(connection, parameters)
            return
        result = _RESULTS.get(method, b"true")
        if method.startswith(_GIVING_MESSAGE) and method != b"sendchataction":
            result = self._message(method, parameters)
        connection.respond(b'{"ok":true,"result":%b}' % result)

    def control(self, connection: "_Connection", verb: bytes, body: bytes) -> None:
        """Start a load, or report on it."""
        now = time.monotonic()
        if verb == b"GET":
            report = self._load.report(now) if self._load else {}
            connection.respond(orjson.dumps(report), 200 if self._load else 404)
            return
        if self._load is not None and not self._load.report(now)["done"]:
            connection.respond(b'{"error":"a load is running"}', 409)
            return
        try:
            self._load = Load(Plan(**orjson.loads(body)), now, self._load)
        except (TypeError, ValueError) as error:
            connection.respond(orjson.dumps({"error": str(error)}), 422)
            return
        self._said.clear()
        connection.respond(b'{"started":true}', 201)
        self._pump()

    def said(self, connection: "_Connection") -> None:
        """Tell what each chat heard last: read out only now, since while a load runs every microsecond is the bot's."""
        heard = self._load.heard if self._load else lambda _: None
        rows = [{"heard": heard(chat), "said": _text(sent)} for chat, sent in self._said.items()]
        connection.respond(orjson.dumps(rows))

    def _message(self, method: bytes, parameters: bytes) -> bytes:
        chat_id, edited = _number(_CHAT_ID, parameters, 0), _number(_MESSAGE_ID, parameters, 0)
        if method.startswith(_ANSWERING) and self._load is not None:
            self._said[chat_id] = parameters
            if self._load.answer(chat_id, time.monotonic()) and self._polls:
                self._pump()
        message_id = edited if edited and method.startswith(b"edit") else next_number()
        return _MESSAGE % (message_id, int(time.time()), chat_id)

    def _get_updates(self, connection: "_Connection", parameters: bytes) -> None:
        now = time.monotonic()
        limit = _number(_LIMIT, parameters, 100)
        self._polls.append(_Poll(connection, limit, now, now + _number(_TIMEOUT, parameters, 0)))
        self._pump()

    def _pump(self) -> None:
        """Answer the polls that can be answered, and wake up again when the next one may be."""
        now = time.monotonic()
        while self._polls:
            poll = self._polls[0]
            batch = self._batch(poll, now)
            if not batch and now < poll.until and poll.connection.is_open:
                break
            self._polls.popleft()
            if poll.connection.is_open:
                poll.connection.respond(b'{"ok":true,"result":[%b]}' % b",".join(batch))
        self._set_alarm(now)

    def _batch(self, poll: _Poll, now: float) -> list[bytes]:
        load = self._load
        if load is None or not poll.connection.is_open:
            return []
        load.expire(now)
        enough = min(poll.limit, load.full_batch)
        if load.available(now) < enough and now - poll.since < _LINGER_SECONDS:
            return []
        return load.hand_out(poll.limit, now)

    def _set_alarm(self, now: float) -> None:
        if not self._polls:
            return
        poll = self._polls[0]
        moments = [poll.until, now + _SWEEP_SECONDS]
        if now < poll.since + _LINGER_SECONDS:
            moments.append(poll.since + _LINGER_SECONDS)
        due = self._load.next_due() if self._load else None
        if due is not None and due > now:
            moments.append(due)
        if self._alarm is not None:
            self._alarm.cancel()
        self._alarm = asyncio.get_running_loop().call_later(max(0.0, min(moments) - now), self._pump)


class _Connection(asyncio.Protocol):
    """One HTTP/1.1 connection; the parser calls its `on_…` methods."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._parser = httptools.HttpRequestParser(self)
        self._transport: asyncio.Transport | None = None
        self._target = b""
        self._body = b""

    @property
    def is_open(self) -> bool:
        """Whether an answer would still reach somebody."""
        return self._transport is not None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None

    def data_received(self, data: bytes) -> None:
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError:
            if self._transport is not None:
                self._transport.close()

    def on_message_begin(self) -> None:
        self._target = self._body = b""

    def on_url(self, url: bytes) -> None:
        self._target += url

    def on_body(self, body: bytes) -> None:
        self._body += body

    def on_message_complete(self) -> None:
        path, _, query = self._target.partition(b"?")
        if path == b"/load":
            self._server.control(self, self._parser.get_method(), self._body)
        elif path == b"/said":
            self._server.said(self)
        elif path.startswith(b"/bot"):
            parameters = b"?" + query + b"&" + self._body if query else self._body
            self._server.call(self, path.rpartition(b"/")[2].lower(), parameters)
        else:
            self.respond(b'{"ok":false,"error_code":404,"description":"Not Found"}', 404)

    def respond(self, body: bytes, status: int = 200) -> None:
        """Write one answer."""
        if self._transport is None:
            return
        keep = self._parser.should_keep_alive()
        more = b"" if keep else b"Connection: close\r\n"
        self._transport.write(_HEAD % (status, _REASONS[status], len(body), more) + body)
        if not keep:
            self._transport.close()


def _number(pattern: re.Pattern[bytes], parameters: bytes, default: int) -> int:
    match = pattern.search(parameters)
    return int(match.group(1)) if match else default


def _text(parameters: bytes) -> str | None:
    """The text of a send, from its query, its form or its JSON."""
    if parameters.startswith(b"{"):
        return str(orjson.loads(parameters).get("text"))
    return parse_qs(parameters.decode(errors="replace")).get("text", [None])[0]


async def serve(*, host: str = "127.0.0.1", port: int = 0) -> tuple[asyncio.Server, str]:
    """Listen; gives the running server and its address. Closing the server ends it."""
    server = Server()
    listening = await asyncio.get_running_loop().create_server(lambda: _Connection(server), host, port, backlog=1024)
    actual: int = listening.sockets[0].getsockname()[1]
    return listening, f"http://{host}:{actual}"


async def _until_told(host: str, port: int) -> None:
    listening, address = await serve(host=host, port=port)
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    ready: JsonObject = {"telegram": address}
    print(json.dumps(ready), flush=True)
    await stop.wait()
    listening.close()


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description="A very fast, very simple Bot API server for benchmarks.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0)
    options = parser.parse_args()
    uvloop.run(_until_told(options.host, options.port))


if __name__ == "__main__":
    main()
