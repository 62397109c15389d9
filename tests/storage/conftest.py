"""A migrated database of either kind, empty, with what a test usually needs beside it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage import chats, migrations
from storage.chats import Chat
from storage.database import Database
from storage.turns import Turns
from storage.vault import Vault, new_master_key, parse_keys
from tests.storage.moment import NOW, PATIENCE, StandingClock


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """Where a SQLite file may be made."""
    return f"sqlite+aiosqlite:///{tmp_path}/buzon.db"


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest) -> str:
    """The address of a database without tables."""
    return str(request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_database"))


@pytest.fixture
def url(empty_url: str) -> str:
    """The address of a migrated, empty database."""
    migrations.upgrade(empty_url)
    return empty_url


@pytest.fixture
async def db(url: str) -> AsyncIterator[Database]:
    database = Database.at(url)
    yield database
    await database.close()


@pytest.fixture
async def other(url: str) -> AsyncIterator[Database]:
    """A second process, as far as the database can tell."""
    database = Database.at(url)
    yield database
    await database.close()


@pytest.fixture
async def sqlite(sqlite_url: str) -> AsyncIterator[Database]:
    """SQLite only, and impatient, for what is SQLite's own."""
    migrations.upgrade(sqlite_url)
    database = Database.at(sqlite_url, patience=PATIENCE)
    yield database
    await database.close()


@pytest.fixture
async def chat(db: Database) -> Chat:
    async with db.begin() as connection:
        return await chats.ensure(connection, "telegram", "1001", now=NOW)


@pytest.fixture
def vault() -> Vault:
    return Vault(parse_keys(new_master_key()))


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock()


@pytest.fixture
async def turns(db: Database, vault: Vault, clock: StandingClock) -> AsyncIterator[Turns]:
    serving = Turns(db, vault, clock=clock)
    yield serving
    await serving.close()
