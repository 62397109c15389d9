"""Alembic, driven from code: no alembic.ini is needed. It is loaded only to migrate: which revision there is and which
there should be, as every start asks, is told without it.

Blocking, on a connection of its own that no event loop knows: from a coroutine call it in a thread.
"""

import sqlite3
import time
from collections.abc import Generator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, column, create_engine, event, inspect, select, table, text
from sqlalchemy.pool import NullPool

from storage.address import existing, parse_url, sqlite_path
from storage.faults import translated

if TYPE_CHECKING:
    from alembic.config import Config

VERSION_TABLE = "alembic_version"

_FOLDER = Path(__file__).parent

# Two deployments that start at once must not both migrate. Any number does; it is ours by being written here.
_LOCK = 0x62757A6F6E
# Seconds to wait for another migration.
_PATIENCE = 30


def upgrade(url: str, *, revision: str = "head") -> None:
    """Bring the database to `revision`, in one transaction, making a SQLite file (mode 600) where there is none.

    Safe to run twice at once: the second waits for the first. Raises StorageDown, StorageError on a bad address.
    """
    from alembic import command  # noqa: PLC0415  (a quarter of a second, which no start needs: see above)

    with connected(url, create=True) as connection:
        command.upgrade(_config(connection), revision)


def downgrade(url: str, *, revision: str = "base") -> None:
    """Take the database back to `revision`; what the tables held is gone. Raises StorageDown."""
    from alembic import command  # noqa: PLC0415

    with connected(url, create=False) as connection:
        command.downgrade(_config(connection), revision)


def current(url: str) -> str | None:
    """The revision that the database is at; None when it was never migrated. Raises StorageDown."""
    with connected(url, create=False) as connection:
        return stamped(connection)


def stamped(connection: Connection) -> str | None:
    """`current`, on a connection that is open already."""
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    stamp: str | None = connection.execute(select(column("version_num")).select_from(table(VERSION_TABLE))).scalar()
    return stamp


def head() -> str:
    """The revision this code was written for."""
    return max(known())


@cache
def known() -> frozenset[str]:
    """Every revision up to `head`, by the numbers that the files' names begin with. One that is not here was made by
    newer code."""
    return frozenset(file.name.partition("_")[0] for file in (_FOLDER / "versions").glob("[0-9]*_*.py"))


def _config(connection: Connection) -> "Config":
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


@contextmanager
def connected(url: str, *, create: bool = False) -> Generator[Connection]:
    """A synchronous connection in one transaction, alone among those that migrate. Raises StorageDown."""
    engine = _engine(url, create=create)
    try:
        with translated(), engine.begin() as connection:
            if engine.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
            yield connection
    finally:
        engine.dispose()


def _engine(url: str, *, create: bool) -> Engine:
    address = parse_url(url)
    if address.get_backend_name() != "sqlite":
        return create_engine(address, poolclass=NullPool, hide_parameters=True)
    path = sqlite_path(address)
    if create and path.parent.is_dir():
        path.touch(mode=0o600)
    file = existing(address.set(drivername="sqlite"))
    connect = {"isolation_level": None, "timeout": _PATIENCE}
    engine = create_engine(file, poolclass=NullPool, hide_parameters=True, connect_args=connect)

    @event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, _record: object) -> None:
        # WAL is a property of the file. Of two that switch it on at once SQLite sends one away without waiting.
        deadline = time.monotonic() + _PATIENCE
        while True:
            try:
                connection.execute("PRAGMA journal_mode=WAL")
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                    raise
                time.sleep(0.02)
            else:
                return

    # The driver would commit before every CREATE TABLE; this way a migration is all or nothing, and one at a time.
    @event.listens_for(engine, "begin")
    def _open(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine
