"""Every process that serves is restarted, one after the other, while people write: behind a proxy nobody notices."""

import asyncio
import socket
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from itertools import count, cycle
from pathlib import Path

import aiohttp
import pytest_asyncio
from aiohttp import web
from multidict import CIMultiDict
from sqlalchemy import select

from bot.rehearsal import Person
from sandbox import world
from storage.database import Database
from storage.tables import inbox
from tests.flow.onetime import OneTimePage
from tests.flow.process import BotProcess
from tests.flow.scene import alerts_of
from tests.flow.town import TOKEN, control, resident, settle, until

PEOPLE = 6
PAUSE_SECONDS = 0.25
WORDS = {
    "/ayuda": "Te aviso cuando llega algo",
    "/privacidad": "Tus datos",
    "/cuentas": "ningún buzón vinculado",
    "/cancelar": "No hay nada que cancelar",
    "/idioma": "Which language do you prefer",
}
"""What a stranger may write, and a piece of the one message that answers it."""


class Balancer:
    """A proxy as an operator has it: requests in turn to each backend, to the next where one refuses the connection."""

    def __init__(self, ports: list[int]) -> None:
        self._backends = cycle(ports)
        self._count = len(ports)
        self.carried = dict.fromkeys(ports, 0)
        self.broken: list[str] = []

    async def carry(self, request: web.Request) -> web.Response:
        """One request there, one answer back."""
        body = await request.read()
        for _ in range(self._count):
            port = next(self._backends)
            address = f"http://127.0.0.1:{port}{request.rel_url}"
            headers = CIMultiDict(request.headers)
            headers.pop("Host")
            try:
                async with self._http.request(
                    request.method, address, data=body, headers=headers, allow_redirects=False
                ) as answer:
                    self.carried[port] += 1
                    kept = {key: answer.headers[key] for key in ("Content-Type", "Set-Cookie") if key in answer.headers}
                    return web.Response(status=answer.status, body=await answer.read(), headers=kept)
            except aiohttp.ClientConnectorError:
                continue
            except aiohttp.ClientError as error:
                self.broken.append(type(error).__name__)
                return web.Response(status=502)
        return web.Response(status=503)

    async def open(self, stack: AsyncExitStack) -> str:
        """Listen; gives the address."""
        # A connection for each request: none is kept alive to a process that is about to stop.
        connector = aiohttp.TCPConnector(force_close=True)
        self._http = await stack.enter_async_context(aiohttp.ClientSession(connector=connector))
        app = web.Application(client_max_size=20_000_000)
        app.router.add_route("*", "/{path:.*}", self.carry)
        runner = web.AppRunner(app)
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        return f"http://127.0.0.1:{runner.addresses[0][1]}"


@dataclass
class Street:
    """Two that serve behind a proxy, one that works."""

    http: aiohttp.ClientSession
    balancer: Balancer
    serving: list[BotProcess]
    database: Database


@pytest_asyncio.fixture
async def street(tmp_path: Path, postgres_database: str, redis_database: str) -> AsyncIterator[Street]:
    async with AsyncExitStack() as stack:
        outside = await stack.enter_async_context(world.running(bot_token=TOKEN))
        http = await stack.enter_async_context(aiohttp.ClientSession(outside.page))
        await control(http, "PATCH", "/telegram/limits", {"enforce": False})
        await control(http, "PATCH", "/telegram/faults", {"slow_seconds": 0.05})
        ports = free_ports(2)
        balancer = Balancer(ports)
        settings = {
            "database_url": postgres_database,
            "redis_url": redis_database,
            "master_keys_file": settle(tmp_path, outside, database_url=postgres_database).master_keys_file,
            "telegram_token": TOKEN,
            "telegram_api_url": outside.telegram,
            "telegram_updates": "webhook",
            "telegram_rate": 200,
            "telegram_chat_rate": 200,
            "portal_url": outside.portal,
            "portal_profile": "sandbox",
            "public_url": await balancer.open(stack),
            "watch_interval": 0.5,
        }
        serving = [
            BotProcess({**settings, "listen": f"127.0.0.1:{port}"}, tmp_path / f"serve{port}.log", "serve")
            for port in ports
        ]
        working = BotProcess({**settings, "listen": "127.0.0.1:0"}, tmp_path / "work.log", "work")
        database = Database.at(postgres_database)
        stack.push_async_callback(database.close)
        for process in (*serving, working):
            stack.push_async_callback(process.close)
        await asyncio.gather(*(process.start() for process in (*serving, working)))
        yield Street(http, balancer, serving, database)


def free_ports(number: int) -> list[int]:
    """Ports that nobody has: the proxy must know them before anybody listens there."""
    probes = [socket.create_server(("127.0.0.1", 0)) for _ in range(number)]
    ports = [probe.getsockname()[1] for probe in probes]
    for probe in probes:
        probe.close()
    return ports


async def keep_writing(person: Person, stopping: asyncio.Event) -> list[str]:
    """Write one thing after the other without waiting for answers; gives what was written."""
    written: list[str] = []
    for text in cycle(WORDS):
        if stopping.is_set():
            return written
        await person.write(text)
        written.append(text)
        await asyncio.sleep(PAUSE_SECONDS)  # the rhythm of somebody impatient: it is what is tested
    return written


async def answers(person: Person, number: int) -> list[str]:
    """What was answered, once there are so many answers and nothing is on its way."""

    async def enough() -> list[str] | None:
        texts = [message.get("text") or "" for message in await person.messages()]
        return texts if len(texts) >= number else None

    return await until(enough, f"{number} answers", seconds=60)


async def nothing_waits(street: Street) -> None:
    """Return when every update is answered."""

    async def quiet() -> bool:
        counts = await control(street.http, "GET", "/telegram/counts")
        async with street.database.read() as connection:
            rows = (await connection.execute(select(inbox.c.update_id).where(inbox.c.done_at.is_(None)))).all()
        return not counts["waiting_updates"] and not rows

    await until(quiet, "quiet", seconds=60)


async def test_each_process_is_restarted_while_people_write(street: Street) -> None:
    """SIGTERM to one, start it again, then the other: every message is answered once, in its chat's order, and what is
    published meanwhile is told once."""
    reader, owner = await Person.meet(street.http), await resident(street.http, "maria")
    await reader.write("/vincular")
    await reader.tap(await reader.sees("necesito tu permiso"), "Sí, acepto")
    page = await OneTimePage.load(await reader.open_page(await reader.sees("Toca el botón"), "página segura"))
    assert "quedó vinculado" in (await page.post(owner.user, owner.password, "Mamá")).words
    await reader.sees("quedó vinculado")

    people = [await Person.meet(street.http) for _ in range(PEOPLE)]
    stopping = asyncio.Event()
    writing = [asyncio.create_task(keep_writing(person, stopping)) for person in people]
    published = count(1)
    for process in street.serving:
        await asyncio.sleep(1)  # some of them are in the middle of something
        assert await process.stop() == 0
        await control(street.http, "POST", "/portal/people/maria/notices", {"kind": "demand", "pdf": False})
        notices = next(published)
        await process.start()
    await asyncio.sleep(1)
    stopping.set()
    written = await asyncio.gather(*writing)
    await nothing_waits(street)

    overtaken = 0
    for person, texts in zip(people, written, strict=True):
        got = await answers(person, len(texts))
        heard = [next(text for text, piece in WORDS.items() if piece in answer) for answer in got]
        assert Counter(heard) == Counter(texts)
        overtaken += heard != texts
    assert min(street.balancer.carried.values()) > PEOPLE
    # A request that lay in the queue of a socket that closed is cut off: the platform brings it again.
    assert set(street.balancer.broken) <= {"ClientOSError", "ServerDisconnectedError"}

    async def told() -> bool:
        return len(await alerts_of(reader)) >= notices

    await until(told, "the alerts")
    assert len(await alerts_of(reader)) == notices
    assert overtaken == 0, "answered out of order"
