"""A watch on a real database, before a portal on loopback that counts, delays and fails as it is told."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Any

from sqlalchemy import Executable, Row, select, update
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.metrics import Metrics
from bot.portal.api import ApiMailbox
from bot.portal.profile import Profile
from bot.push.breaker import Breaker, Limits, Ramp
from bot.push.watch import Watch
from buzon.credentials import Credentials, Secret
from handlers.planning import LATER
from handlers.prefills import Prefills
from handlers.world import Operator, Ways, World
from sandbox.listen import serving
from storage import chats, credentials, mailboxes
from storage.database import Database
from storage.mailboxes import Mailbox
from storage.tables import OutageKind, outbox
from storage.tables import mailboxes as rows
from storage.vault import Vault, new_master_key, parse_keys
from tests.handlers.outside import HeldFiles, TextSheets

BASE = timedelta(seconds=0.4)
NO_RAMP = Ramp(seconds=0)
QUICK = Limits(first_pause=0.3, longest_pause=1.0)
"""A breaker that asks again soon: the minutes of the real one are for the pure tests."""


async def until(found: Callable[[], Awaitable[Any] | Any], what: str, *, seconds: float = 30) -> None:
    deadline = monotonic() + seconds
    while True:
        answer = found()
        if await answer if asyncio.iscoroutine(answer) else answer:
            return
        assert monotonic() < deadline, f"{what}: not within {seconds:.0f} s"
        await asyncio.sleep(0.01)


class Wall:
    """The machine's clock, as far as it was set wrong."""

    def __init__(self) -> None:
        self.ahead = timedelta(0)

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead


@dataclass
class Portal:
    """What each user is answered, and who asked when. `down` and `slow` are for all, the sets for some."""

    notices: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    passwords: dict[str, str] = field(default_factory=dict)
    down: bool = False
    slow: float = 0.0
    failing: set[str] = field(default_factory=set)
    odd: set[str] = field(default_factory=set)
    hanging: set[str] = field(default_factory=set)
    stamped: bool = False
    looks: list[tuple[float, str]] = field(default_factory=list)
    sign_ins: list[str] = field(default_factory=list)
    at_once: int = 0
    most_at_once: int = 0

    def publish(self, user: str, notice: str, subject: str = "CARTA INFORMATIVA") -> None:
        row = {
            "id": notice,
            "asunto": subject,
            "fechaDeposito": datetime.now(UTC).isoformat(),
            "leido": False,
            "adjuntos": 1,
            "expediente": "LM260000001",
        }
        self.notices.setdefault(user, []).insert(0, row)

    def users(self, *, since: float = 0.0) -> list[str]:
        """Whose list was asked for, in order."""
        return [user for at, user in self.looks if at >= since]

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/sine-api/autenticacion", self._sign_in, methods=["POST"]),
                Route("/sine-api/casilla/notificaciones", self._list),
            ]
        )

    async def _sign_in(self, request: Request) -> Response:
        asked = await request.json()
        user = asked["usuario"]
        self.sign_ins.append(user)
        if self.down:
            return Response(status_code=503)
        if self.passwords.get(user, "clave") != asked["clave"]:
            return JSONResponse({"codigo": "CREDENCIALES_INVALIDAS"}, 401)
        response = JSONResponse({"titular": "NADIE"})
        response.set_cookie("SINESESSION", user)
        return response

    async def _list(self, request: Request) -> Response:
        user = request.cookies["SINESESSION"]
        self.looks.append((monotonic(), user))
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            await asyncio.sleep(3_600 if user in self.hanging else self.slow)
        finally:
            self.at_once -= 1
        if self.down or user in self.failing:
            return Response(status_code=503)
        if user in self.odd:
            return JSONResponse({"otra": "cosa"})
        listed = self.notices.get(user, [])
        stamp = {"consultado": monotonic()} if self.stamped else {}
        return JSONResponse({"total": len(listed), "datos": listed} | stamp)


class Account:
    """A ledger that remembers what it was told, in order."""

    def __init__(self) -> None:
        self.told: list[tuple[Any, ...]] = []

    async def look_failed(self, mailbox: Mailbox, kind: OutageKind, seen: str, now: datetime) -> None:
        self.told.append(("failed", mailbox.id, kind, seen))

    async def look_worked(self, mailbox_ids: Iterable[int], now: datetime) -> None:
        self.told.append(("worked", *mailbox_ids))

    async def portal_out(self, kind: OutageKind, seen: str, now: datetime) -> None:
        self.told.append(("out", kind, seen))

    async def portal_back(self, now: datetime) -> None:
        self.told.append(("back",))

    def of(self, what: str) -> list[tuple[Any, ...]]:
        return [told for told in self.told if told[0] == what]


@dataclass
class Lookout:
    """Everything a test of the watch may want to look at."""

    world: World
    portal: Portal
    address: str
    account: Account
    wall: Wall
    metrics: Metrics
    woken: list[None]

    def watch(self, **options: Any) -> Watch:
        """Another worker's watch, without a ramp and with a quick breaker unless told otherwise."""
        given = {"ledger": self.account, "ramp": NO_RAMP, "breaker": Breaker(QUICK), "tick": timedelta(seconds=0.05)}
        return Watch(self.world, self.metrics, **(given | options))

    @asynccontextmanager
    async def watching(self, **options: Any) -> AsyncIterator[Watch]:
        """A watch that runs while the block does; leaving it stops the watch in order."""
        watch, stopping = self.watch(**options), asyncio.Event()
        running = asyncio.create_task(watch.run(stopping))
        try:
            yield watch
        finally:
            stopping.set()
            async with asyncio.timeout(10):
                await running

    async def linked(self, count: int, *, since: timedelta = timedelta(days=10)) -> list[Mailbox]:
        """So many mailboxes of users u0, u1, …, linked and last changed so long ago, all due now."""
        now = self.world.now()
        async with self.world.database.begin() as connection:
            chat = await chats.ensure(connection, "telegram", "1001", now=now)
            for number in range(count):
                opened = Credentials(user=Secret(f"u{number}"), password=Secret("clave"))
                mailbox = await mailboxes.add(
                    connection,
                    chat_id=chat.id,
                    name=f"u{number}",
                    fingerprints=credentials.fingerprints(self.world.vault, opened),
                    seal=lambda mailbox_id, opened=opened: credentials.seal(self.world.vault, mailbox_id, opened),  # type: ignore[misc]
                    now=now - since,
                    next_check_at=now,
                )
                assert isinstance(mailbox, Mailbox)
                await mailboxes.checked(
                    connection,
                    mailbox.id,
                    now=now - since,
                    # In this order, a moment apart: who comes first is then no chance.
                    next_check_at=now - timedelta(milliseconds=count - number),
                    baseline_at=now - since,
                )
        return await self.all()

    async def all(self) -> list[Mailbox]:
        async with self.world.database.read() as connection:
            return await mailboxes.of_chat(connection, 1)

    async def alerts(self) -> list[Row[Any]]:
        return await self.query(select(outbox).where(outbox.c.text_key.not_in(LATER)).order_by(outbox.c.id))

    async def query(self, statement: Executable) -> list[Row[Any]]:
        async with self.world.database.read() as connection:
            return list(await connection.execute(statement))

    async def due_now(self) -> None:
        """All mailboxes are due, as if their time had come."""
        async with self.world.database.begin() as connection:
            await connection.execute(update(rows).values(next_check_at=self.world.now() - timedelta(seconds=1)))


@asynccontextmanager
async def lookout(
    url: str, *, patience: timedelta = timedelta(seconds=2), master_key: str | None = None
) -> AsyncIterator[Lookout]:
    """A lookout over the migrated database at `url`."""
    portal, wall, metrics, woken = Portal(), Wall(), Metrics(), []  # type: ignore[var-annotated]

    async def wake() -> None:
        woken.append(None)

    async with AsyncExitStack() as stack:
        address = await stack.enter_async_context(serving(portal.app()))
        keys = master_key or new_master_key()
        world = await world_at(url, address, stack, master_key=keys, wall=wall, wake=wake, patience=patience)
        yield Lookout(world, portal, address, Account(), wall, metrics, woken)


async def world_at(
    url: str,
    portal: str,
    stack: AsyncExitStack,
    *,
    master_key: str,
    wall: Wall,
    wake: Callable[[], Awaitable[None]],
    patience: timedelta = timedelta(seconds=2),
) -> World:
    """What a watch needs to know, over the database at `url` and the portal at this address."""
    mailbox = await stack.enter_async_context(ApiMailbox(Profile.load("sandbox"), base_url=portal))
    database = Database.at(url, patience=patience)
    stack.push_async_callback(database.close)
    return World(
        database=database,
        vault=Vault(parse_keys(master_key)),
        mailbox=mailbox,
        ways=Ways(),
        sheets=TextSheets(),
        files=HeldFiles(),
        prefills=Prefills(wall),
        clock=wall,
        operator=Operator("Casa Amiga"),
        page_url=str,
        wake=wake,
        watch_interval=BASE,
        dialog_life=timedelta(days=3),
    )
