"""A Graph API server for benchmarks: as light as Python allows, so that the bot is what gets measured.

`python -m sandbox.whatsapp.fast [--host 127.0.0.1] [--port 0]` prints one JSON line `{"whatsapp": "http://…"}` when it
accepts connections, and ends on SIGTERM or SIGINT. Any token is taken, nothing is checked, and until it is told
otherwise nothing is remembered and no limit is kept: a message gives the smallest valid answer, `GET` of a number
its data, of templates an empty list, everything else `{"success": true}`.

Control, on the same port, JSON:

`POST /load` starts a load of signed webhooks (409 while one runs, 422 for a plan that makes no sense), returns 201:
    webhook     the address to post to (required)
    app_secret  what signs the bodies (required)
    batch       the most messages in one body (1)
    connections the most bodies that are on their way at once (20)
    statuses    true: each send that is taken is also told as sent and delivered (false)
    updates, chats, rate, window, patience, first_chat, script, scripts, opening, replies, resume
                as in `sandbox.telegram.fast`; a chat is a phone number, from 51900000001, its user id is `PE.<number>`
`GET /load` → {"done", "sent", "answered", "unanswered", "elapsed", "per_second", "p50_ms", "p99_ms", "posted",
"refused"} (404 before any): `posted` counts the bodies, `refused` those that were not answered with a 2xx. They are
posted again after 0.2 s, and after twice as long each time.
`GET /said` → [{"heard", "said"}]: of every chat that was sent to, what it said last and what was last sent to it.

An update is answered by the first message to its chat after it was handed out; latency runs from the moment it fell due
(without a rate: was handed out) to that. `elapsed` is in seconds.

`POST /limits` {fields of `sandbox.whatsapp.limits.Limits`} keeps these limits from now on; `null` keeps none.
`POST /windows` {"closed": [numbers]}: who has not written for 24 hours. To them goes a template only, else 131047;
every other number's window is open. `GET /counts` tells of `closed`, what was refused so, and of `templates`, what was
taken.
`POST /weather` {fields of `sandbox.telegram.fast_weather.Weather`}: latency, faults and people who are gone (131026).
`POST /sent`, `GET /sent[?number=<expression>&mark=<text>]`, `GET /counts`: as in `sandbox.telegram.fast`.
"""

import asyncio
import re
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs

import orjson

from sandbox import fast_http
from sandbox.fast_http import HTML, Connection
from sandbox.telegram.fast_load import Load, Plan, next_number
from sandbox.telegram.fast_record import Record
from sandbox.telegram.fast_weather import Accident, Sky, Weather
from sandbox.whatsapp.errors import refused
from sandbox.whatsapp.fast_hooks import FIRST_CHAT, PHONE_ID, Hooks, Wire, update
from sandbox.whatsapp.limits import FloodGate, Limits

_TO = re.compile(rb'"(?:to|recipient)"\s*:\s*"(?:[A-Z]{2}\.)?\+?(\d+)"')
_SENT = b'{"messaging_product":"whatsapp","contacts":[{"input":"%d","wa_id":"%d"}],"messages":[{"id":"wamid.fast%d"}]}'
_DONE = b'{"success":true}'
_TEMPLATE = re.compile(rb'"type"\s*:\s*"template"')
_COUNTED = {131026: "gone", 131047: "closed"}
_NUMBER = orjson.dumps(
    {
        "id": PHONE_ID,
        "verified_name": "Medido",
        "display_phone_number": "+51 1 555 0100",
        "quality_rating": "GREEN",
        "throughput": {"level": "STANDARD"},
        "whatsapp_business_manager_messaging_limit": "TIER_10K",
    }
)
_BAD_GATEWAY = b"<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>\n"


class Server:
    """The load, and the answers to everything else."""

    def __init__(self) -> None:
        self._load: Load | None = None
        self._hooks: Hooks | None = None
        self._said: dict[int, bytes] = {}
        self._sky = Sky()
        self._gate: FloodGate | None = None
        self._gone: frozenset[int] = frozenset()
        self._closed: frozenset[int] = frozenset()
        self._record: Record | None = None

    def answer(self, connection: Connection) -> None:
        """Take one request, whatever it is."""
        path, _, query = connection.target.partition(b"?")
        control: dict[bytes, Callable[[], None]] = {
            b"/load": lambda: self._control(connection),
            b"/said": lambda: self._tell_said(connection),
            b"/sent": lambda: self._sent(connection, query),
            b"/counts": lambda: self._counts(connection),
            b"/limits": lambda: self._change(connection, path),
            b"/weather": lambda: self._change(connection, path),
            b"/windows": lambda: self._change(connection, path),
        }
        if path in control:
            control[path]()
        elif connection.verb == b"POST" and path.endswith(b"/messages"):
            self._message(connection)
        elif connection.verb == b"GET":
            connection.respond(b'{"data":[]}' if path.endswith(b"/message_templates") else _NUMBER)
        else:
            connection.respond(_DONE)

    def _message(self, connection: Connection) -> None:
        found = _TO.search(connection.body)
        if found is None:  # a mark that something was read
            connection.respond(_DONE)
            return
        told = self._taken(connection, int(found.group(1)), connection.body)
        if self._sky.weather.latency:
            asyncio.get_running_loop().call_later(self._sky.weather.latency, told)
        else:
            told()

    def _taken(self, connection: Connection, chat_id: int, body: bytes) -> Callable[[], None]:
        """Take a send, or don't; gives what the client is to see of it, when it is time."""
        accident = self._sky.accident()
        if accident is Accident.RESET_BEFORE:
            return connection.reset
        if accident is Accident.BAD_GATEWAY:
            return lambda: connection.respond(_BAD_GATEWAY, 502, kind=HTML)
        now = time.monotonic()
        if (code := self._refusal(chat_id, body, now)) is not None:
            refusal = refused(code)
            self._sky.counts[_COUNTED.get(code, "too_many")] += 1
            return lambda: connection.respond(orjson.dumps(refusal.as_json()), refusal.status)
        number = next_number()
        self._keep(chat_id, body, number, now)
        if accident is Accident.RESET_AFTER:
            self._sky.cut.append(chat_id)
            return connection.reset
        return lambda: connection.respond(_SENT % (chat_id, chat_id, number))

    def _refusal(self, chat_id: int, body: bytes, now: float) -> int | None:
        """Meta's code, where the send is not taken. The limits come first."""
        code = self._gate.admit(chat_id, now=now) if self._gate else None
        if code is not None or chat_id in self._gone:
            return code or 131026
        if chat_id in self._closed:
            if not _TEMPLATE.search(body):
                return 131047
            self._sky.counts["templates"] += 1
        return None

    def _keep(self, chat_id: int, body: bytes, number: int, now: float) -> None:
        if self._record is not None:
            self._record.keep(now, chat_id, body)
        if self._load is None or self._hooks is None:
            return
        self._said[chat_id] = body
        self._hooks.state(chat_id, number)
        if self._load.answer(chat_id, now):
            self._hooks.look_again()

    def _control(self, connection: Connection) -> None:
        """Start a load, or report on it."""
        now = time.monotonic()
        if connection.verb == b"GET":
            report = self._load.report(now) | self._hooks.report() if self._load and self._hooks else {}
            connection.respond(orjson.dumps(report), 200 if report else 404)
            return
        if self._load is not None and not self._load.report(now)["done"]:
            connection.respond(b'{"error":"a load is running"}', 409)
            return
        try:
            wanted: dict[str, Any] = {"first_chat": FIRST_CHAT, **orjson.loads(connection.body)}
            wire = Wire(**{name: wanted.pop(name) for name in Wire.__dataclass_fields__ if name in wanted})
            self._load = Load(Plan(**wanted), now, self._load, update)
        except (TypeError, ValueError) as error:
            connection.respond(orjson.dumps({"error": str(error)}), 422)
            return
        self._said.clear()
        if self._hooks is not None:
            self._hooks.stop()
        self._hooks = Hooks(self._load, wire)
        connection.respond(b'{"started":true}', 201)

    def _tell_said(self, connection: Connection) -> None:
        heard = self._load.heard if self._load else lambda _: None
        connection.respond(
            orjson.dumps([{"heard": heard(chat), "said": _text(sent)} for chat, sent in self._said.items()])
        )

    def _change(self, connection: Connection, path: bytes) -> None:
        """Other limits, other weather, other windows."""
        try:
            wanted = orjson.loads(connection.body)
            if path == b"/weather":
                self._sky.change(Weather(**wanted))
                self._gone = frozenset(self._sky.weather.gone)
            elif path == b"/windows":
                self._closed = _closed(**wanted)
            elif wanted is None:
                self._gate = None
            else:
                gate = FloodGate()
                gate.limits = Limits(**wanted)
                self._gate = gate
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            connection.respond(orjson.dumps({"error": str(error)}), 422)
            return
        connection.respond(b'{"changed":true}')

    def _sent(self, connection: Connection, query: bytes) -> None:
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

    def _counts(self, connection: Connection) -> None:
        """Tell how many, without which."""
        record = self._record or Record()
        violations = self._gate.violations if self._gate else 0
        told = {"taken": len(record), "last": record.last, "now": time.monotonic(), "violations": violations}
        connection.respond(orjson.dumps({**told, "counts": dict(self._sky.counts)}))


def _closed(*, closed: list[int]) -> frozenset[int]:
    """The body of `POST /windows`; a `TypeError` or a `ValueError` says that it is none."""
    return frozenset(map(int, closed))


def _text(body: bytes) -> str | None:
    """The words of a send: a text's, or an interactive message's body."""
    message = orjson.loads(body)
    words = message.get("text") or (message.get("interactive") or {}).get("body") or {}
    said = words.get("body", words.get("text"))
    return str(said) if said is not None else None


async def serve(*, host: str = "127.0.0.1", port: int = 0) -> tuple[asyncio.Server, str]:
    """Listen; gives the running server and its address. Closing the server ends it."""
    server = Server()
    return await fast_http.listen(lambda: Connection(server.answer), host=host, port=port)


def main() -> None:
    """Run from the command line."""
    server = Server()
    description = "A very fast, very simple Graph API server for benchmarks."
    fast_http.run("whatsapp", description, lambda: Connection(server.answer))


if __name__ == "__main__":
    main()
