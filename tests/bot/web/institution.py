"""An institution that signs what it sends: the engineer's side of `/ingest/v1`, written by the document alone."""

import asyncio
import hashlib
import hmac
import itertools
import json
from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp

from bot.push.gates import Gates, LocalGates
from bot.web import server
from bot.web.ingest import Ingest, LocalReplays, Replays
from buzon.credentials import Secret
from handlers.prefills import Prefills
from handlers.world import Operator, Ways, World
from storage import chats, ingest_keys, ingest_links
from storage.database import Database
from storage.mailboxes import Mailbox
from storage.vault import Vault

SOURCE = "Oficina de Migraciones"
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    body: Any
    headers: dict[str, str]

    @property
    def problem(self) -> str:
        """The last word of the problem's type."""
        assert self.headers["content-type"] == "application/problem+json", self.headers
        assert self.body["status"] == self.status
        return str(self.body["type"]).rpartition(":")[2]

    @property
    def statuses(self) -> list[str]:
        """Of a batch: what became of each."""
        return [one["status"] for one in self.body["results"]]


@dataclass
class Institution:
    """One institution with one key; `now` is what its clock says."""

    http: aiohttp.ClientSession
    key_id: str
    secret: str = field(repr=False)
    now: datetime
    _ticks: itertools.count = field(default_factory=itertools.count)  # type: ignore[type-arg]

    def headers(self, method: str, target: str, body: bytes = b"", *, at: datetime | None = None) -> dict[str, str]:
        """The three headers; no two are signed in the same millisecond."""
        timestamp = str(round((at or self.now).timestamp() * 1_000) + next(self._ticks))
        text = f"{timestamp}.{method} {target}\n".encode() + body
        signed = hmac.new(self.secret.encode(), text, hashlib.sha256).hexdigest()
        return {"Buzon-Key-Id": self.key_id, "Buzon-Timestamp": timestamp, "Buzon-Signature": f"v1={signed}"}

    async def send(
        self, method: str, target: str, body: bytes = b"", *, headers: dict[str, str] | None = None, **more: str
    ) -> Answer:
        """One request, signed unless it brings headers of its own."""
        signed = self.headers(method, target, body) if headers is None else headers
        kind = {"Content-Type": "application/json"} if method == "POST" else {}
        async with self.http.request(method, target, data=body or None, headers={**kind, **signed, **more}) as answer:
            text = await answer.text()
            lowered = {name.lower(): value for name, value in answer.headers.items()}
            return Answer(answer.status, json.loads(text) if text else None, lowered)

    async def push(self, *notices: Any) -> Answer:
        return await self.send("POST", "/ingest/v1/notices", json.dumps({"notices": notices}).encode())

    async def code(self, recipient: str, holder: str = "María Quispe") -> Answer:
        body = json.dumps({"recipient": recipient, "holder": holder}).encode()
        return await self.send("POST", "/ingest/v1/links", body)

    async def statuses(self, after: int = 0, limit: int = 200) -> Answer:
        return await self.send("GET", f"/ingest/v1/statuses?after={after}&limit={limit}")

    def notice(self, recipient: str, **other: Any) -> dict[str, Any]:
        """An invented notice."""
        made = {
            "id": f"N-{next(_numbers)}",
            "recipient": recipient,
            "subject": "NOTIFICACIÓN DE OBSERVACIONES - EXP. LM260012345",
            "body": "Dentro del plazo de cinco (05) días hábiles subsane lo observado.",
            "deposited_at": (self.now - timedelta(minutes=5)).isoformat(),
        }
        return made | other


class _Clock:
    def now(self) -> datetime:
        return datetime.now(UTC)


async def _asleep() -> None:
    """Nobody sends."""


def world_on(database: Database, vault: Vault) -> World:
    """A world of which nothing is needed but its database, its key and the time."""
    clock = _Clock()
    nobody: Any = None
    return World(
        database=database,
        vault=vault,
        mailbox=nobody,
        ways=Ways(),
        sheets=nobody,
        files=nobody,
        prefills=Prefills(clock),
        clock=clock,
        operator=Operator("Casa Amiga"),
        page_url=lambda token: token,
        wake=_asleep,
        watch_interval=timedelta(minutes=30),
        dialog_life=timedelta(days=3),
    )


async def link(world: World, recipient: str, *, address: str = "1001") -> Mailbox:
    """Somebody's mailbox, as it is after they have typed the code."""
    now = world.now()
    async with world.database.begin() as connection:
        chat = await chats.ensure(connection, "telegram", address, now=now)
        offer = ingest_links.Offer(f"ln_{recipient}", SOURCE, "", Secret(recipient))
        added = await ingest_links.link(connection, world.vault, offer, chat_id=chat.id, name="Uno", now=now)
    assert isinstance(added, Mailbox)
    return added


@asynccontextmanager
async def serving(
    world: World,
    *,
    gates: Gates | None = None,
    replays: Replays | None = None,
    rate: float = 1_000,
    backlog: int = 1_000,
    accepting: Callable[[], AbstractContextManager[None]] = nullcontext,
) -> AsyncGenerator[aiohttp.ClientSession]:
    """The ingest of this world on a real server."""
    listener = server.bind("127.0.0.1", 0)
    taking = Ingest(
        world, gates or LocalGates(), replays or LocalReplays(), rate=rate, backlog=backlog, accepting=accepting
    )
    stopping = asyncio.Event()
    running = asyncio.create_task(server.serve(server.application(taking.routes()), listener, stopping))
    async with aiohttp.ClientSession(f"http://127.0.0.1:{listener.getsockname()[1]}") as http:
        yield http
    stopping.set()
    await running


async def admitted(world: World, http: aiohttp.ClientSession, source: str = SOURCE) -> Institution:
    """An institution with a new key."""
    async with world.database.begin() as connection:
        key, secret = await ingest_keys.add(connection, world.vault, source=source, now=world.now())
    return Institution(http, key.id, secret.reveal(), world.now())
