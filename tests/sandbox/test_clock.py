"""The one clock of the make-believe world: how it is moved, and that everything in it goes by it."""

import asyncio
import json
import smtplib
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp import ClientSession

from sandbox.clock import Clock, What
from sandbox.whatsapp import WhatsApp
from sandbox.world import World, running

NOW = datetime(2026, 12, 3, 15, 15, tzinfo=UTC)
TOKEN = "8000000001:SANDBOX-for-the-tests-of-the-one-clock-0"
DAY = timedelta(days=1)


class Visitor:
    """What a test does to a whole world over its wires."""

    def __init__(self, http: ClientSession, world: World) -> None:
        self.http = http
        self.world = world

    async def control(self, method: str, path: str, body: Any = None, *, status: int = 200) -> Any:
        async with self.http.request(method, f"{self.world.page}/control{path}", json=body) as answer:
            assert answer.status == status, (path, answer.status, await answer.text())
            return await answer.json()

    async def sine(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        """A call to the portal, as whoever signed in last."""
        async with self.http.request(method, f"{self.world.portal}/sine-api{path}", json=body) as answer:
            for cookie in answer.cookies.values():
                self.http.headers["Cookie"] = f"{cookie.key}={cookie.value}"
            return answer.status, await answer.json()


@pytest.fixture
async def visitor() -> AsyncIterator[Visitor]:
    async with running(bot_token=TOKEN) as world, ClientSession(json_serialize=json.dumps) as http:
        yield Visitor(http, world)


def test_it_gives_the_real_time_and_what_it_is_ahead() -> None:
    """Put ahead it goes on from there; put back it is the real time again; it is never behind that."""
    clock = Clock(lambda: NOW)
    clock.ahead = 86_400
    clock.ahead += 0.5
    assert (clock(), clock.ahead) == (NOW + DAY + timedelta(seconds=0.5), 86_400.5)
    for wrong in (-1, float("nan"), float("inf"), 11 * 366 * 86_400):
        with pytest.raises(ValueError, match="ten years"):
            clock.ahead = wrong
    clock.ahead = 0
    assert clock() == NOW


def test_whatsapp_alone_has_a_clock_of_its_own() -> None:
    """Where no world gives one, it can be put ahead all the same."""
    alone = WhatsApp(clock=lambda: NOW)
    alone.ahead = 60
    assert alone.now == NOW.timestamp() + 60
    alone.reset()
    assert alone.now == NOW.timestamp()


async def test_the_puppeteer_moves_it_and_puts_it_back(visitor: Visitor) -> None:
    """So much ahead, so much farther, and back; a move is told to who listens; WhatsApp's door moves the same clock."""
    told = await visitor.control("GET", "/clock")
    assert told["ahead_seconds"] == 0
    assert abs(datetime.fromisoformat(told["now"]) - datetime.now(UTC)) < timedelta(seconds=60)
    async with visitor.http.get(f"{visitor.world.page}/control/portal/events") as stream:
        assert await stream.content.readline() == b": listening\n"
        moved = await visitor.control("POST", "/clock", {"ahead_seconds": 3600})
        assert moved["ahead_seconds"] == 3600
        async with asyncio.timeout(20):
            lines = [await stream.content.readline() for _ in range(3)]
        assert lines == [b"\n", b"event: change\n", f'data: {{"what": "{What.CLOCK}"}}\n'.encode()]
    moved = await visitor.control("POST", "/clock", {"forward_seconds": 86_400})
    assert abs(datetime.fromisoformat(moved["now"]) - datetime.now(UTC) - timedelta(hours=25)) < timedelta(seconds=60)
    assert (await visitor.control("POST", "/clock", {"forward_seconds": -3600}))["ahead_seconds"] == 86_400
    assert (await visitor.control("POST", "/whatsapp/clock", {"forward_seconds": 5}))["ahead_seconds"] == 86_405
    assert (await visitor.control("GET", "/clock"))["ahead_seconds"] == 86_405
    assert (await visitor.control("POST", "/clock", {"ahead_seconds": 0}))["ahead_seconds"] == 0
    await visitor.control("POST", "/clock", {"ahead_seconds": 3600})
    assert (await visitor.control("DELETE", "/clock"))["ahead_seconds"] == 0


async def test_what_does_not_make_sense_moves_nothing(visitor: Visitor) -> None:
    """Back beyond the real time, too far, both words or none, other words, what is no number: 422 with a reason."""
    await visitor.control("POST", "/clock", {"ahead_seconds": 60})
    bodies = [
        {"ahead_seconds": -1},
        {"forward_seconds": -61},
        {"forward_seconds": 1e12},
        {"ahead_seconds": 1, "forward_seconds": 1},
        {},
        {"ahead_seconds": True},
        {"ahead_seconds": "60"},
        {"hours": 1},
        [],
    ]
    for body in bodies:
        assert (await visitor.control("POST", "/clock", body, status=422))["error"], body
    await visitor.control("POST", "/whatsapp/clock", {"forward_seconds": 1e12}, status=422)
    assert (await visitor.control("GET", "/clock"))["ahead_seconds"] == 60


async def test_everything_that_stamps_goes_by_it(visitor: Visitor) -> None:
    """A notice, its opening, a mail and a message on either phone, one day ahead: all carry tomorrow's date."""
    (joao,) = [one for one in await visitor.control("GET", "/portal/people") if one["id"] == "joao"]
    yuleisy = await visitor.control("POST", "/telegram/people", {"first_name": "Yuleisy"}, status=201)
    luz = await visitor.control("POST", "/whatsapp/people", {"name": "Luz"}, status=201)
    await visitor.control("POST", "/clock", {"ahead_seconds": DAY.total_seconds()})
    published = await visitor.control("POST", "/portal/people/joao/notices", {"kind": "remedy"}, status=201)
    await visitor.sine("POST", "/autenticacion", {"usuario": joao["user"], "clave": joao["password"]})
    _, opened = await visitor.sine("GET", f"/casilla/notificaciones/{published['id']}")
    (opening,) = await visitor.control("GET", "/portal/openings")
    host, _, port = visitor.world.mail.removeprefix("smtp://").rpartition(":")

    def send() -> None:
        with smtplib.SMTP(host, int(port), timeout=10) as client:
            client.sendmail("bot@buzon.example", "informes@migraciones.example", "Subject: Hola\n\nHola")

    await asyncio.to_thread(send)
    (mail,) = await visitor.control("GET", "/mail/mails")
    for phone in (f"/telegram/people/{yuleisy['id']}", f"/whatsapp/people/{luz['id']}"):
        await visitor.control("POST", f"{phone}/messages", {"text": "Hola"}, status=201)
    (said,) = (await visitor.control("GET", f"/telegram/people/{yuleisy['id']}/chat"))["messages"]
    (written,) = (await visitor.control("GET", f"/whatsapp/people/{luz['id']}/chat"))["messages"]
    stamps = [published["deposited_at"], opened["fechaLectura"], opening["opened_at"], mail["received_at"]]
    times = [datetime.fromisoformat(stamp) for stamp in stamps]
    times += [datetime.fromtimestamp(seconds, UTC) for seconds in (said["date"], written["at"])]
    tomorrow = datetime.now(UTC) + DAY
    assert all(abs(time - tomorrow) < timedelta(seconds=60) for time in times), times


async def test_what_runs_out_goes_by_it(visitor: Visitor) -> None:
    """A session of the portal is over after a quarter of an hour, WhatsApp's window after a day; nobody waited."""
    (joao,) = [one for one in await visitor.control("GET", "/portal/people") if one["id"] == "joao"]
    luz = await visitor.control("POST", "/whatsapp/people", {"name": "Luz"}, status=201)
    await visitor.control("POST", f"/whatsapp/people/{luz['id']}/messages", {"text": "Hola"}, status=201)
    await visitor.sine("POST", "/autenticacion", {"usuario": joao["user"], "clave": joao["password"]})
    await visitor.control("POST", "/clock", {"forward_seconds": 14 * 60})
    assert (await visitor.sine("GET", "/casilla/notificaciones"))[0] == 200
    await visitor.control("POST", "/clock", {"forward_seconds": 15 * 60})
    assert (await visitor.sine("GET", "/casilla/notificaciones"))[0] == 401
    assert (await visitor.control("GET", f"/whatsapp/people/{luz['id']}/chat"))["window"]["open"]
    await visitor.control("POST", "/clock", {"forward_seconds": DAY.total_seconds()})
    assert not (await visitor.control("GET", f"/whatsapp/people/{luz['id']}/chat"))["window"]["open"]


async def test_put_back_it_leaves_nothing_hanging(visitor: Visitor) -> None:
    """Three wrong tries of the day ahead lock nobody out today, and nobody is typing since tomorrow."""
    (joao,) = [one for one in await visitor.control("GET", "/portal/people") if one["id"] == "joao"]
    yuleisy = await visitor.control("POST", "/telegram/people", {"first_name": "Yuleisy"}, status=201)
    await visitor.control("POST", "/clock", {"ahead_seconds": DAY.total_seconds()})
    typing = {"chat_id": yuleisy["id"], "action": "typing"}
    async with visitor.http.post(f"{visitor.world.telegram}/bot{TOKEN}/sendChatAction", json=typing) as answer:
        assert (await answer.json())["ok"]
    chat = f"/telegram/people/{yuleisy['id']}/chat"
    assert (await visitor.control("GET", chat))["typing"]
    record = joao["identity"]
    data = {
        "nacionalidad": joao["nationality"],
        "tipoDocumento": record["document_type"],
        "numeroDocumento": record["document_number"],
        "apellidoPaterno": "SILVA",
        "apellidoMaterno": record["maternal"],
        "nombres": record["given"],
        "fechaNacimiento": record["born_on"],
    }
    for _ in range(3):
        await visitor.sine("POST", "/recuperacion/verificacion", data)
    right = data | {"apellidoPaterno": record["paternal"]}
    assert (await visitor.sine("POST", "/recuperacion/verificacion", right))[0] == 429
    await visitor.control("DELETE", "/clock")
    assert not (await visitor.control("GET", chat))["typing"]
    assert (await visitor.sine("POST", "/recuperacion/verificacion", right))[0] == 200
