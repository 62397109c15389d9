"""A Bot API server for benchmarks: as light as Python allows, so that the bot is what gets measured.

`python -m sandbox.telegram.fast [--host 127.0.0.1] [--port 0]` prints one JSON line `{"telegram": "http://…"}` when it
accepts connections, and ends on SIGTERM or SIGINT. Any token is taken, nothing is checked, and until it is told
otherwise nothing is remembered and no limit is kept: send*, copy*, forward* and edit* give a small valid Message, the
other methods the smallest valid result.

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

`POST /limits` {fields of `sandbox.telegram.limits.Limits`} keeps these limits from now on (429); `null` keeps none.
`POST /weather` {fields of `sandbox.telegram.fast_weather.Weather`}: latency, faults and people who are gone. Limits and
weather are for send* and editMessageText alone. A refused or broken send is not taken.
`POST /sent` remembers from now on what is taken, beginning with nothing.
`GET /sent[?number=<expression>&mark=<text>]` → {"chats": {id: [[at, number, marked]]}, "cut", "max_in_1s",
"max_in_1s_chat"}: per chat each send that was taken, when, the number that the expression's group finds in the request
as it came, and whether the text stands in it. `cut` has a chat for each that was taken and seemed not to be
(`reset_after_rate`). Then the most that came within any second, to all and to one chat.
`GET /counts` → {"taken", "last", "now", "violations", "counts": {what befell sends: how many}}. Times are seconds of
`time.monotonic`, which all processes of a Linux machine share.
"""

import asyncio
import re
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import parse_qs

import orjson

from sandbox import fast_http
from sandbox.fast_http import HTML, Connection
from sandbox.telegram.fast_load import Load, Plan, next_number
from sandbox.telegram.fast_record import Record
from sandbox.telegram.fast_weather import Accident, Sky, Weather
from sandbox.telegram.limits import Limits

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
_NOT_FOUND = b'{"ok":false,"error_code":404,"description":"Not Found"}'
_BAD_GATEWAY = b"<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>\n"


@dataclass(eq=False)
class _Poll:
    connection: Connection
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
        self._sky = Sky()
        self._record: Record | None = None

    def answer(self, connection: Connection) -> None:
        """Take one request, whatever it is."""
        path, _, query = connection.target.partition(b"?")
        if path.startswith(b"/bot"):
            parameters = b"?" + query + b"&" + connection.body if query else connection.body
            self.call(connection, path.rpartition(b"/")[2].lower(), parameters)
        elif path == b"/load":
            self.control(connection)
        elif path == b"/said":
            self.said(connection)
        elif path == b"/sent":
            self.sent(connection, query)
        elif path == b"/counts":
            self.counts(connection)
        elif path in {b"/limits", b"/weather"}:
            self.change(connection, path)
        else:
            connection.respond(_NOT_FOUND, 404)

    def call(self, connection: Connection, method: bytes, parameters: bytes) -> None:
        """Carry out one Bot API method."""
        if method == b"getupdates":
            self._get_updates(connection, parameters)
            return
        if method == b"sendchataction" or not method.startswith(_GIVING_MESSAGE):
            connection.respond(b'{"ok":true,"result":%b}' % _RESULTS.get(method, b"true"))
            return
        if not method.startswith(_ANSWERING):
            connection.respond(b'{"ok":true,"result":%b}' % self._message(method, parameters))
            return
        latency = self._sky.weather.latency
        if latency:
            asyncio.get_running_loop().call_later(latency, self._send(connection, method, parameters))
        else:
            self._send(connection, method, parameters)()

    def _send(self, connection: Connection, method: bytes, parameters: bytes) -> Callable[[], None]:
        """Take a send, or don't; gives what the client is to see of it, when it is time."""
        accident = self._sky.accident()
        if accident is Accident.RESET_BEFORE:
            return connection.reset
        if accident is Accident.BAD_GATEWAY:
            return lambda: connection.respond(_BAD_GATEWAY, 502, kind=HTML)
        chat_id = _number(_CHAT_ID, parameters, 0)
        refusal = self._sky.refusal(chat_id, time.monotonic())
        if refusal is not None:
            return lambda: connection.respond(orjson.dumps(refusal.as_json()), refusal.code)
        message = self._message(method, parameters)
        if accident is Accident.RESET_AFTER:
            self._sky.cut.append(chat_id)
            return connection.reset
        return lambda: connection.respond(b'{"ok":true,"result":%b}' % message)

    def control(self, connection: Connection) -> None:
        """Start a load, or report on it."""
        now = time.monotonic()
        if connection.verb == b"GET":
            report = self._load.report(now) if self._load else {}
            connection.respond(orjson.dumps(report), 200 if self._load else 404)
            return
        if self._load is not None and not self._load.report(now)["done"]:
            connection.respond(b'{"error":"a load is running"}', 409)
            return
        try:
            self._load = Load(Plan(**orjson.loads(connection.body)), now, self._load)
        except (TypeError, ValueError) as error:
            connection.respond(orjson.dumps({"error": str(error)}), 422)
            return
        self._said.clear()
        connection.respond(b'{"started":true}', 201)
        self._pump()

    def said(self, connection: Connection) -> None:
        """Tell what each chat heard last: read out only now, since while a load runs every microsecond is the bot's."""
        heard = self._load.heard if self._load else lambda _: None
        rows = [{"heard": heard(chat), "said": _text(sent)} for chat, sent in self._said.items()]
        connection.respond(orjson.dumps(rows))

    def change(self, connection: Connection, path: bytes) -> None:
        """Other limits or other weather."""
        try:
            wanted = orjson.loads(connection.body)
            if path == b"/limits":
                self._sky.limit(None if wanted is None else Limits(**wanted))
            else:
                self._sky.change(Weather(**wanted))
        except (TypeError, ValueError) as error:
            connection.respond(orjson.dumps({"error": str(error)}), 422)
            return
        connection.respond(b'{"changed":true}')

    def sent(self, connection: Connection, query: bytes) -> None:
        """Begin to remember, or tell what was taken since."""
        if connection.verb == b"POST":
            self._record = Record()
            self._sky.counts.clear()
            self._sky.cut.clear()
            connection.respond(b'{"remembering":true}', 201)
            return
        if self._record is None:
            connection.respond(b'{"error":"nothing is remembered: POST first"}', 404)
            return
        wanted = parse_qs(query.decode())
        number, mark = (wanted.get(name, [""])[0].encode() for name in ("number", "mark"))
        try:
            chats = self._record.by_chat(number=number, mark=mark)
        except re.error as error:
            connection.respond(orjson.dumps({"error": str(error)}), 422)
            return
        told = {
            "chats": {str(chat_id): rows for chat_id, rows in chats.items()},
            "cut": self._sky.cut,
            "max_in_1s": self._record.most_in_a_second(),
            "max_in_1s_chat": self._record.most_of_a_chat(),
        }
        connection.respond(orjson.dumps(told))

    def counts(self, connection: Connection) -> None:
        """Tell how many, without which."""
        record = self._record or Record()
        told = {"taken": len(record), "last": record.last, "now": time.monotonic(), "violations": self._sky.violations}
        connection.respond(orjson.dumps({**told, "counts": dict(self._sky.counts)}))

    def _message(self, method: bytes, parameters: bytes) -> bytes:
        chat_id, edited = _number(_CHAT_ID, parameters, 0), _number(_MESSAGE_ID, parameters, 0)
        if self._record is not None and method.startswith(_ANSWERING):
            self._record.keep(time.monotonic(), chat_id, parameters)
        if method.startswith(_ANSWERING) and self._load is not None:
            self._said[chat_id] = parameters
            if self._load.answer(chat_id, time.monotonic()) and self._polls:
                self._pump()
        message_id = edited if edited and method.startswith(b"edit") else next_number()
        return _MESSAGE % (message_id, int(time.time()), chat_id)

    def _get_updates(self, connection: Connection, parameters: bytes) -> None:
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
    return await fast_http.listen(lambda: Connection(server.answer), host=host, port=port)


def main() -> None:
    """Run from the command line."""
    server = Server()
    description = "A very fast, very simple Bot API server for benchmarks."
    fast_http.run("telegram", description, lambda: Connection(server.answer))


if __name__ == "__main__":
    main()
