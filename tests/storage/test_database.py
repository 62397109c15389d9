"""Transactions hold, readers don't wait, and every kind of database trouble is told in our own words."""

import asyncio
import sqlite3
import time
from pathlib import Path
from urllib.parse import quote

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import DBAPIError

from storage import chats, mailboxes, migrations
from storage.chats import Chat
from storage.database import Database
from storage.errors import StorageConflict, StorageDown, StorageError
from storage.tables import chats as chats_table
from storage.tables import journals
from tests.servers.postgres import PostgresServer
from tests.storage.moment import NOW, PATIENCE


async def _increment(db: Database, chat_id: int) -> None:
    """Read, think, write: the shape that loses updates where a transaction begins as a reader."""
    async with db.begin() as connection:
        row = select(chats_table.c.language).where(chats_table.c.id == chat_id).with_for_update()
        number = int((await connection.execute(row)).scalar_one() or 0)
        await asyncio.sleep(0)
        await connection.execute(
            update(chats_table).where(chats_table.c.id == chat_id).values(language=str(number + 1))
        )


async def test_eighty_increments_at_once_from_two_processes_all_survive(
    db: Database, other: Database, chat: Chat
) -> None:
    """With SQLite's default, deferred transactions 10 of 80 survived, and nobody was told."""
    await asyncio.gather(*(_increment((db, other)[number % 2], chat.id) for number in range(80)))
    async with db.read() as connection:
        found = await chats.get(connection, chat.id)
    assert found is not None
    assert found.language == "80"


async def test_an_exception_takes_everything_back(db: Database) -> None:
    """Whatever leaves the block by an exception, ours or anybody's, has written nothing."""

    async def failing() -> None:
        async with db.begin() as connection:
            await chats.ensure(connection, "telegram", "1", now=NOW)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await failing()
    async with db.read() as connection:
        assert await chats.count(connection) == 0


async def test_a_cancelled_transaction_writes_nothing_and_holds_nobody_up(db: Database) -> None:
    """A task cancelled in the middle releases its lock, and the next writer goes on at once."""
    inside = asyncio.Event()

    async def stuck() -> None:
        async with db.begin() as connection:
            await chats.ensure(connection, "telegram", "1", now=NOW)
            inside.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(stuck())
    await inside.wait()
    task.cancel()
    await asyncio.wait([task])
    async with db.begin() as connection:
        await chats.ensure(connection, "telegram", "2", now=NOW)
        assert await chats.count(connection) == 1


async def test_a_reader_neither_waits_for_a_writer_nor_sees_half_of_it(db: Database) -> None:
    """While a transaction is open, reads go on and show what was there before."""
    async with db.begin() as connection:
        await chats.ensure(connection, "telegram", "1", now=NOW)
        async with db.read() as reader:
            assert await chats.count(reader) == 0


async def test_a_row_that_hangs_on_nothing_is_a_conflict(db: Database) -> None:
    """A constraint's refusal is told as such, and without the values of the row."""
    row = {"chat_id": 987654321, "sealed": b"x", "changed_at": NOW, "expires_at": NOW}
    with pytest.raises(StorageConflict) as refusal:
        async with db.begin() as connection:
            await connection.execute(journals.insert().values(row))
    assert "987654321" not in str(refusal.value)
    assert refusal.value.__suppress_context__


async def test_a_naive_time_is_refused(db: Database) -> None:
    """A time without a zone never reaches the database."""
    with pytest.raises(Exception, match="time zone"):
        async with db.begin() as connection:
            await chats.ensure(connection, "telegram", "1", now=NOW.replace(tzinfo=None))


async def test_sqlite_runs_as_it_is_meant_to(sqlite: Database) -> None:
    """Write-ahead log, foreign keys on, every commit on the disk before it is told: on every connection."""
    async with sqlite.read() as one, sqlite.read() as two:
        for connection in (one, two):
            found = [
                (await connection.exec_driver_sql(f"PRAGMA {name}")).scalar_one()
                for name in ("journal_mode", "foreign_keys", "synchronous")
            ]
            assert found == ["wal", 1, 2]


async def test_a_mistake_in_our_own_query_shows_no_values(db: Database) -> None:
    """Not even a bug's traceback carries what people told us."""
    with pytest.raises(DBAPIError) as bug:
        async with db.begin() as connection:
            await connection.execute(text("SELEC :secret"), {"secret": "hunter2"})
    assert "hunter2" not in str(bug.value)


async def test_a_locked_database_is_down_after_its_patience(sqlite: Database, sqlite_url: str) -> None:
    """A lock held by another process is waited for, then told as StorageDown; afterwards all is well again."""
    holder = sqlite3.connect(_path(sqlite_url), isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    began = time.monotonic()
    with pytest.raises(StorageDown, match="locked"):
        async with sqlite.begin() as connection:
            await chats.ensure(connection, "telegram", "1", now=NOW)
    assert time.monotonic() - began >= PATIENCE.total_seconds() * 0.9
    holder.execute("ROLLBACK")
    holder.close()
    async with sqlite.begin() as connection:
        await chats.ensure(connection, "telegram", "1", now=NOW)


async def test_writers_of_one_process_lose_patience_too(sqlite: Database) -> None:
    """A writer that waits behind another of this process gets StorageDown, not an endless wait."""
    async with sqlite.begin():
        with pytest.raises(StorageDown, match="busy"):
            async with sqlite.begin():
                pass


async def test_a_full_disk_is_down_and_loses_nothing_that_was_kept(sqlite: Database) -> None:
    """SQLite that can't grow says so as StorageDown; what was committed is still there."""
    async with sqlite.begin() as connection:
        chat = await chats.ensure(connection, "telegram", "1", now=NOW)

    async def too_much() -> None:
        async with sqlite.begin() as connection:
            await connection.exec_driver_sql("PRAGMA max_page_count = 1")
            row = {"chat_id": chat.id, "sealed": bytes(1_000_000), "changed_at": NOW, "expires_at": NOW}
            await connection.execute(journals.insert().values(row))

    with pytest.raises(StorageDown, match="full"):
        await too_much()
    async with sqlite.read() as connection:
        assert await chats.count(connection) == 1


async def test_a_file_that_was_never_there_is_down_and_is_not_made(tmp_path: Path) -> None:
    """A typing error in the path makes no empty database, and the mend is named."""
    database = Database.at(f"sqlite:///{tmp_path}/nothing.db")
    with pytest.raises(StorageDown, match="buzon migrate"):
        await database.ping()
    await database.close()
    assert list(tmp_path.iterdir()) == []


async def test_a_file_deleted_under_us_is_noticed_and_a_new_one_taken(sqlite: Database, sqlite_url: str) -> None:
    """SQLite itself would go on writing into the deleted file, to nobody's use."""
    async with sqlite.begin() as connection:
        await chats.ensure(connection, "telegram", "1", now=NOW)
    for file in _path(sqlite_url).parent.glob("buzon.db*"):
        file.unlink()
    with pytest.raises(StorageDown, match="missing"):
        async with sqlite.begin() as connection:
            await chats.ensure(connection, "telegram", "2", now=NOW)
    await asyncio.to_thread(migrations.upgrade, sqlite_url)
    async with sqlite.begin() as connection:
        await chats.ensure(connection, "telegram", "3", now=NOW)
        assert await chats.count(connection) == 1


async def test_a_file_that_is_no_database_is_down(tmp_path: Path) -> None:
    """A text file, or one that was damaged, is told as StorageDown."""
    (tmp_path / "notes.db").write_text("buy milk\n" * 200)
    database = Database.at(f"sqlite:///{tmp_path}/notes.db")
    with pytest.raises(StorageDown, match="not a database"):
        await database.check_schema()
    await database.close()


async def test_postgresql_killed_is_down_and_back_when_it_is_back(
    postgres_database: str, postgres_server: PostgresServer
) -> None:
    """A dead server is StorageDown without its address or password; after its return the same object works."""
    await asyncio.to_thread(migrations.upgrade, postgres_database)
    database = Database.at(postgres_database)
    await database.ping()
    await asyncio.to_thread(postgres_server.kill)
    with pytest.raises(StorageDown) as outage:
        await database.ping()
    assert "postgres:" not in str(outage.value)
    await asyncio.to_thread(postgres_server.start)
    await database.check_schema()
    await database.close()


@pytest.mark.parametrize(
    "address",
    ["", "buzon.db", "mysql://user:hunter2@host/db", "sqlite://", "sqlite:///:memory:", "postgresql://u:hunter2@h:x/d"],
)
def test_an_address_of_another_kind_is_refused_without_repeating_it(address: str) -> None:
    """The message shows the two kinds of address, and not the password in this one."""
    with pytest.raises(StorageError, match=r"sqlite\+aiosqlite:///path") as refusal:
        Database.at(address)
    assert "hunter2" not in str(refusal.value)


async def test_odd_paths_are_only_paths(tmp_path: Path) -> None:
    """Blanks, hashes and question marks in a folder's name mean nothing, quoted as in any address."""
    folder = tmp_path / "mis datos ¿ñ? #1 100% &"
    folder.mkdir()
    url = f"sqlite:///{quote(str(folder))}/buzon.db"
    await asyncio.to_thread(migrations.upgrade, url)
    database = Database.at(url)
    await database.check_schema()
    await database.close()
    assert (folder / "buzon.db").exists()


async def test_a_mailbox_of_a_chat_that_is_gone_is_a_conflict(db: Database) -> None:
    """Linking races with deleting: the loser hears of it."""
    with pytest.raises(StorageConflict):
        async with db.begin() as connection:
            await mailboxes.add(
                connection,
                chat_id=404,
                name="Mamá",
                fingerprints=[b"f" * 32],
                seal=lambda _id: b"s",
                now=NOW,
                next_check_at=NOW,
            )


def _path(url: str) -> Path:
    return Path(url.partition("///")[2])
