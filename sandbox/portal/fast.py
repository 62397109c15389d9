"""A mailbox portal for benchmarks: as light as Python allows, so that the watch is what gets measured.

`python -m sandbox.portal.fast [--host 127.0.0.1] [--port 0]` prints one JSON line `{"portal": "http://…"}` when it
accepts connections, and ends on SIGTERM or SIGINT. It speaks as the sandbox's portal does (v1, session in a cookie):
sign in, list, sign out. Any user name and password is let in; everybody has the same notices, and those that are
published for them on top.

Control, on the same port, JSON:

`POST /weather` {"latency": seconds of every answer (0), "down": true cuts every connection (false)}
`POST /notices` {"users": [user names], "subject": text} → {"published": [{"user", "id", "at"}]}: one new notice each;
    `id` is unique, `at` is seconds of `time.monotonic`, which all processes of a Linux machine share
`GET /counts` → {"sign_ins", "listings", "users", "connections", "now"}: so far; how many users were listed; how many
    connections are open
"""

import asyncio
import json
import time
from collections import defaultdict
from collections.abc import Callable
from datetime import datetime
from itertools import count

import orjson

from sandbox import fast_http
from sandbox.fast_http import Connection
from sandbox.portal.samples import LIMA

_API = b"/sine-api/"
_SIGN_IN, _LIST, _SIGN_OUT = _API + b"autenticacion", _API + b"casilla/notificaciones", _API + b"salir"
_COOKIE = b"SINESESSION="
_EXPIRED = orjson.dumps({"codigo": "SESION_EXPIRADA", "mensaje": "Su sesión ha expirado."})
_NOT_FOUND = orjson.dumps({"codigo": "NO_ENCONTRADO", "mensaje": "No existe."})
_SIGNED_IN = orjson.dumps({"titular": "PERSONA DE PRUEBA", "nacionalidad": "VENEZOLANA", "expiraEn": 900})

STANDING = ("a1", "a2")
"""The ids of the notices that everybody has from the beginning."""


class _Client(Connection):
    """A connection that also keeps the request's cookies, and is counted."""

    def __init__(self, portal: "Portal") -> None:
        super().__init__(portal.answer)
        self._portal = portal
        self.cookies = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self._portal.connections += 1

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self._portal.connections -= 1

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self.cookies = b""

    def on_header(self, name: bytes, value: bytes) -> None:
        """One header line."""
        if len(name) == 6 and name.lower() == b"cookie":
            self.cookies = value


class Portal:
    """What is published, and how often it was asked."""

    def __init__(self) -> None:
        self.connections = 0
        self._latency = 0.0
        self._down = False
        self._sign_ins = 0
        self._listings = 0
        self._users: set[bytes] = set()
        self._numbers = count(1)
        self._published: dict[bytes, list[bytes]] = defaultdict(list)
        self._standing = [_row(notice, f"CARTA DE LA PRUEBA {notice}") for notice in STANDING]
        self._unchanged = self._listing([])

    def client(self) -> Connection:
        """The protocol of one connection."""
        return _Client(self)

    def answer(self, connection: Connection) -> None:
        """Take one request, whatever it is."""
        path = connection.target.partition(b"?")[0]
        if not path.startswith(_API):
            self._control(connection, path)
        elif self._down:
            connection.reset()
        elif self._latency:
            asyncio.get_running_loop().call_later(self._latency, self._ask(connection, path))
        else:
            self._ask(connection, path)()

    def _ask(self, connection: Connection, path: bytes) -> Callable[[], None]:
        """What the client is to see when it is time."""
        if path == _LIST:
            user = connection.cookies.partition(_COOKIE)[2] if isinstance(connection, _Client) else b""
            if not user:
                return lambda: connection.respond(_EXPIRED, 401)
            self._listings += 1
            self._users.add(user)
            own = self._published.get(user)
            body = self._listing(own) if own else self._unchanged
            return lambda: connection.respond(body)
        if path == _SIGN_IN:
            self._sign_ins += 1
            user = str(orjson.loads(connection.body).get("usuario", "")).encode()
            cookie = b"Set-Cookie: %b%b; HttpOnly; Path=/\r\n" % (_COOKIE, user)
            return lambda: connection.respond(_SIGNED_IN, headers=cookie)
        if path == _SIGN_OUT:
            return lambda: connection.respond(b"{}")
        return lambda: connection.respond(_NOT_FOUND, 404)

    def _control(self, connection: Connection, path: bytes) -> None:
        if path == b"/counts":
            told = {
                "sign_ins": self._sign_ins,
                "listings": self._listings,
                "users": len(self._users),
                "connections": self.connections,
                "now": time.monotonic(),
            }
            connection.respond(orjson.dumps(told))
            return
        try:
            wanted = orjson.loads(connection.body)
            if path == b"/weather":
                self._latency, self._down = float(wanted.get("latency", 0)), bool(wanted.get("down", False))
                connection.respond(b'{"changed":true}')
            elif path == b"/notices":
                published = [self._publish(user, str(wanted["subject"])) for user in wanted["users"]]
                connection.respond(orjson.dumps({"published": published}), 201)
            else:
                connection.respond(_NOT_FOUND, 404)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            connection.respond(json.dumps({"error": repr(error)}).encode(), 422)

    def _publish(self, user: str, subject: str) -> dict[str, str | float]:
        notice = f"p{next(self._numbers)}"
        self._published[user.encode()].append(_row(notice, subject))
        return {"user": user, "id": notice, "at": time.monotonic()}

    def _listing(self, own: list[bytes]) -> bytes:
        # One page whatever is asked for: nobody is given more notices than a page holds.
        rows = [*reversed(own), *self._standing]
        return b'{"total":%d,"pagina":1,"datos":[%b]}' % (len(rows), b",".join(rows))


def _row(notice: str, subject: str) -> bytes:
    row = {
        "id": notice,
        "asunto": subject,
        "expediente": "LM260000001",
        "fechaDeposito": datetime.now(LIMA).isoformat(timespec="seconds"),
        "leido": False,
        "adjuntos": 1,
    }
    return orjson.dumps(row)


async def serve(*, host: str = "127.0.0.1", port: int = 0) -> tuple[asyncio.Server, str]:
    """Listen; gives the running server and its address. Closing the server ends it."""
    return await fast_http.listen(Portal().client, host=host, port=port)


def main() -> None:
    """Run from the command line."""
    fast_http.run("portal", "A very fast, very simple mailbox portal for benchmarks.", Portal().client)


if __name__ == "__main__":
    main()
