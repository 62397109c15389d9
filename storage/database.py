"""The way into the database: short transactions, one at a time for writers on SQLite, and errors in our own words.

SQLite runs in WAL with `synchronous=FULL`: a commit survives a power cut too. Group commits make that cheap: beside
`NORMAL`, which survives only the end of the process, `buzon bench updates` shows no difference beyond its noise.
"""

import asyncio
import os
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, Self

import sqlalchemy
from sqlalchemy import URL, Connection, Table, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from storage import migrations
from storage.address import existing, parse_url, sqlite_path
from storage.errors import SchemaMismatch, StorageDown
from storage.faults import UNOPENED, translated
from storage.tables import metadata

_READ = "buzon_read"


class Database:
    """One database. Raises StorageDown, StorageConflict and SchemaMismatch; their texts hold no value of any row.

    No transaction may stay open across a network call: open one late, leave it early.
    """

    def __init__(self, engine: AsyncEngine, *, patience: timedelta, file: Path | None = None) -> None:
        self._engine = engine
        self._reader = engine.execution_options(**_reading(engine.dialect.name))
        self._patience = patience.total_seconds()
        # Writers of this process queue here, in order: SQLite's own waiting is a sleep in steps of up to 100 ms.
        self._writing = asyncio.Lock() if file else None
        self._file = file
        self._opened: tuple[int, int] | None = None

    @classmethod
    def at(cls, url: str, *, pool_size: int = 5, patience: timedelta = timedelta(seconds=5)) -> Self:
        """A database at `sqlite+aiosqlite:///path` or `postgresql+psycopg://…`; nothing is opened yet.

        `patience` is how long to wait for a lock, a free connection or a server before StorageDown. A SQLite file is
        never created here (that is for `migrations.upgrade`). Raises StorageError on an address that is neither.
        """
        address = parse_url(url)
        options: dict[str, Any] = {
            "pool_size": pool_size,
            "max_overflow": 0,
            "pool_timeout": patience.total_seconds(),
            "hide_parameters": True,
        }
        if address.get_backend_name() == "sqlite":
            engine = _sqlite_engine(address, patience=patience, **options)
            return cls(engine, patience=patience, file=sqlite_path(address))
        milliseconds = int(patience.total_seconds() * 1000)
        connect = {
            "connect_timeout": max(2, round(patience.total_seconds())),
            "options": f"-c lock_timeout={milliseconds} -c timezone=UTC",
        }
        return cls(create_async_engine(address, connect_args=connect, pool_pre_ping=True, **options), patience=patience)

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""
        return self._engine.dialect.name

    @asynccontextmanager
    async def begin(self) -> AsyncGenerator[AsyncConnection]:
        """One short transaction that may write: committed at the end, rolled back on any exception."""
        async with self._turn_to_write():
            await self._follow_file()
            with translated():
                async with self._engine.begin() as connection:
                    yield connection

    @asynccontextmanager
    async def read(self) -> AsyncGenerator[AsyncConnection]:
        """One short transaction that only reads. On SQLite it neither waits for a writer nor holds one up."""
        await self._follow_file()
        with translated():
            async with self._reader.begin() as connection:
                yield connection

    async def ping(self) -> None:
        """Return if the database answers; StorageDown if not."""
        async with self.read() as connection:
            await connection.execute(sqlalchemy.select(1))

    async def check_schema(self) -> None:
        """Return if the schema is the one this code was written for; SchemaMismatch with the mend if not."""
        async with self.read() as connection:
            found, tables = await connection.run_sync(_look)
        if found is not None and found not in migrations.known():
            raise SchemaMismatch("the database is newer than this program: install the newer version")
        if found != migrations.head() or not tables.issuperset(metadata.tables):
            raise SchemaMismatch("the database has not the tables this program needs: run `buzon migrate`")

    async def close(self) -> None:
        """Close every connection. The object is of no use afterwards."""
        await self._engine.dispose()

    async def _follow_file(self) -> None:
        """Connect anew where the SQLite file was deleted or replaced: the old one would go on taking writes, unread."""
        if self._file is None:
            return
        found = _identity(self._file)
        # Said here, since a driver that fails to open leaves a thread behind, whose complaint would be the last word.
        if found is None or not os.access(self._file, os.R_OK | os.W_OK):
            raise StorageDown(UNOPENED)
        if self._opened not in {None, found}:
            await self._engine.dispose()
        self._opened = found

    @asynccontextmanager
    async def _turn_to_write(self) -> AsyncGenerator[None]:
        if self._writing is None:
            yield
            return
        try:
            async with asyncio.timeout(self._patience):
                await self._writing.acquire()
        except TimeoutError as error:
            raise StorageDown("database is busy") from error
        try:
            yield
        finally:
            self._writing.release()


def insert(dialect: str, table: Table) -> sqlite.Insert | postgresql.Insert:
    """An INSERT with `on_conflict_do_nothing` and `on_conflict_do_update`, which both databases spell alike."""
    return sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)


def _reading(dialect: str) -> dict[str, Any]:
    return {_READ: True} if dialect == "sqlite" else {_READ: True, "postgresql_readonly": True}


def _sqlite_engine(address: URL, *, patience: timedelta, **options: Any) -> AsyncEngine:
    # isolation_level=None: the driver opens no transactions of its own; `_open` does, and knows which kind.
    connect = {"isolation_level": None, "timeout": patience.total_seconds()}
    engine = create_async_engine(existing(address), connect_args=connect, **options)

    @event.listens_for(engine.sync_engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        cursor = connection.cursor()
        # secure_delete: what is deleted is overwritten, so that what was typed does not lie about in free pages.
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def _open(connection: Connection) -> None:
        # A deferred transaction that turns out to write may find that its snapshot is old: lost updates, or an error.
        reads = connection.get_execution_options().get(_READ, False)
        connection.exec_driver_sql("BEGIN DEFERRED" if reads else "BEGIN IMMEDIATE")

    return engine


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        stat = path.stat()
    except OSError:
        return None
    return stat.st_dev, stat.st_ino


def _look(connection: Connection) -> tuple[str | None, set[str]]:
    tables = set(sqlalchemy.inspect(connection).get_table_names())
    if migrations.VERSION_TABLE not in tables:
        return None, tables
    return migrations.stamped(connection), tables
