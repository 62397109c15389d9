"""A migrated database of either kind, empty, with what a test usually needs beside it."""

import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import psycopg
import pytest

from storage import chats, migrations
from storage.chats import Chat
from storage.database import Database
from storage.turns import Turns
from storage.vault import Vault, new_master_key, parse_keys
from tests.servers.postgres import PostgresServer
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
def own_url(empty_url: str) -> str:
    """The address of a migrated database whose tables a test may spoil."""
    migrations.upgrade(empty_url)
    return empty_url


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to be copied: migrating takes longer than most tests."""
    path = tmp_path_factory.mktemp("migrated") / "buzon.db"
    migrations.upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def migrated_postgres(postgres_server: PostgresServer) -> Iterator[str]:
    """A migrated PostgreSQL database to be emptied for each test."""
    url = postgres_server.create_database()
    migrations.upgrade(url)
    yield url
    postgres_server.drop_database(url)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, sqlite_url: str) -> str:
    """The address of a migrated, empty database."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("migrated_file"), sqlite_url.partition("///")[2])
        return sqlite_url
    shared = str(request.getfixturevalue("migrated_postgres"))
    with psycopg.connect(shared.replace("+psycopg", ""), autocommit=True) as session:
        # As a replica, for whom foreign keys and the trigger that keeps the audit are silent.
        session.execute("SET session_replication_role = replica")
        session.execute(_EMPTIED)
    return shared


# Where there is anything: TRUNCATE makes new files for each table and index, and costs a dozen times as much.
_EMPTIED = """
DO $$ DECLARE name text; filled boolean; BEGIN
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version' LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM %I)', name) INTO filled;
        IF filled THEN EXECUTE format('DELETE FROM %I', name); END IF;
    END LOOP;
    PERFORM setval(format('%I', sequencename)::regclass, start_value, false)
        FROM pg_sequences WHERE last_value IS NOT NULL;
END $$
"""


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
