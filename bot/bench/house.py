"""The product as a bench runs it: a database, a key, settings, and `buzon run`, `serve` and `work` as processes."""

import asyncio
import atexit
import shutil
import sys
import tempfile
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select

from bot.bench.on import On
from bot.bench.outside import TOKEN
from bot.bench.processes import Program, running
from bot.bench.servers import Postgres, RedisServer, Server, serving
from buzon.schedule import next_look
from handlers.errors import Misconfigured
from handlers.planning import LATER
from storage.database import Database
from storage.keys import new_master_key, parse_keys, write_key_file
from storage.tables import ChatState, OutboxState, chats
from storage.tables import outbox as outbox_rows
from storage.vault import Vault

_NOWHERE = "http://127.0.0.1:9"


@dataclass(frozen=True, slots=True)
class House:
    """A migrated database and everything that a process of the product must know. `postgres` and `redis` are the
    bench's own servers, where it started them."""

    database: Database
    vault: Vault
    on: On
    environment: dict[str, str]
    postgres: Server | None = None
    redis: Server | None = None
    chosen: dict[str, str] = field(default_factory=dict)

    def choose(self, **settings: object) -> None:
        """Other settings for the processes that start from now on: `watch_interval=2` is BUZON_WATCH_INTERVAL."""
        self.chosen.update({f"BUZON_{name.upper()}": str(value) for name, value in settings.items()})

    def look_every(self, seconds: float) -> None:
        """Have the processes that start from now on look into a mailbox that has just changed once in so many seconds.
        By night the watch looks more seldom than the setting says, and the hour of a bench must not matter."""
        moment, base = now(), timedelta(seconds=1)
        looked = next_look(
            moment, base=base, changed_at=moment, term_until=None, linked_at=moment, failures=0, jitter=0.0
        )
        self.choose(watch_interval=seconds * (base / (looked - moment)))

    @property
    def worker(self) -> str:
        """The command that sends alerts: the one process of SQLite, or one of many."""
        return "run" if self.on is On.SQLITE else "work"

    @asynccontextmanager
    async def process(self, command: str, **settings: object) -> AsyncGenerator[Program]:
        """`buzon <command>`, once it runs. Raises Misconfigured with its last words where it doesn't."""
        own = {f"BUZON_{name.upper()}": str(value) for name, value in settings.items()}
        environment = self.environment | self.chosen | own
        async with running(f"buzon {command}", _buzon(command), environment) as program:
            await program.logged(b'"running"')
            yield program

    async def unsettled(self) -> int:
        """How many rows of the outbox are neither sent nor given up. What waits for people who have left, in case they
        come back, is not counted."""
        unsettled = outbox_rows.c.state.in_((OutboxState.PENDING, OutboxState.SENDING))
        waiting = unsettled & outbox_rows.c.text_key.not_in(LATER)
        counted = select(func.count()).join(chats, chats.c.id == outbox_rows.c.chat_id).select_from(outbox_rows)
        async with self.database.read() as connection:
            return (await connection.execute(counted.where(waiting, chats.c.state != ChatState.LEFT))).scalar_one()

    async def in_flight(self) -> dict[int, int]:
        """The rows that are being sent: id → the notice that they tell of."""
        sending = select(outbox_rows.c.id, outbox_rows.c.params).where(outbox_rows.c.state == OutboxState.SENDING)
        async with self.database.read() as connection:
            return {row.id: int(row.params["notice"]) for row in await connection.execute(sending)}

    async def settled(self, *by: Program, seconds: float) -> None:
        """Return when nothing is left to be sent. Raises Misconfigured where that takes longer, or where one of these
        processes ended."""
        loop = asyncio.get_running_loop()
        until = loop.time() + seconds
        while left := await self.unsettled():
            for program in by:
                program.check()
            if loop.time() > until:
                raise Misconfigured(f"{left} messages were still unsent after {seconds:g} s")
            await asyncio.sleep(0.2)

    async def rows(self, table: str) -> int:
        """How many rows a table has."""
        counted = select(func.count()).select_from(outbox_rows.metadata.tables[table])
        async with self.database.read() as connection:
            return (await connection.execute(counted)).scalar_one()


@asynccontextmanager
async def house(
    on: On,
    *,
    telegram: str = _NOWHERE,
    portal: str = _NOWHERE,
    database_url: str | None = None,
    redis_url: str | None = None,
) -> AsyncGenerator[House]:
    """A house with nobody in it, gone afterwards. On PostgreSQL its servers are the named ones (the database must be
    empty, and is not emptied), or private ones. Raises Misconfigured."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="buzon-bench-")))
        # Once more at the very end: where a bench is ended, a thread may still be making the database in it.
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        postgres = redis = None
        if on is On.SQLITE:
            url = f"sqlite+aiosqlite:///{folder / 'buzon.db'}"
        else:
            if database_url is None:
                postgres = await stack.enter_async_context(serving(Postgres))
            if redis_url is None:
                redis = await stack.enter_async_context(serving(RedisServer))
            url = database_url or (postgres.url if postgres else "")
        keys = parse_keys(new_master_key())
        write_key_file(folder / "keys.txt", keys)
        environment = {
            "BUZON_DATABASE_URL": url,
            "BUZON_MASTER_KEYS_FILE": str(folder / "keys.txt"),
            "BUZON_TELEGRAM_TOKEN": TOKEN,
            "BUZON_TELEGRAM_API_URL": telegram,
            "BUZON_TELEGRAM_UPDATES": "polling",
            "BUZON_PORTAL_URL": portal,
            "BUZON_PORTAL_PROFILE": "sandbox",
            "BUZON_LISTEN": "127.0.0.1:0",
            "BUZON_LOG_LEVEL": "INFO",  # "running" is said there
        }
        if on is On.POSTGRES:
            environment["BUZON_REDIS_URL"] = redis_url or (redis.url if redis else "")
        await _migrated(environment)
        database = Database.at(url)
        stack.push_async_callback(database.close)
        made = House(database, Vault(keys), on, environment, postgres, redis)
        if await made.rows("chats"):
            raise Misconfigured("the database of a bench must be empty")
        yield made


def now() -> datetime:
    """The current instant, in UTC."""
    return datetime.now(UTC)


async def _migrated(environment: dict[str, str]) -> None:
    async with running("buzon migrate", _buzon("migrate"), environment) as program:
        if not await program.ended(60):
            raise Misconfigured("buzon migrate did not end")
        if program.process.returncode:
            program.check()


def _buzon(command: str) -> list[str]:
    return [sys.executable, "-c", "from bot.cli import main; main()", command]
