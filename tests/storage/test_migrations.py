"""The migrations build what the code knows, on both databases, and a database that is another is refused."""

import asyncio
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from storage import audit, migrations
from storage.database import Database
from storage.errors import SchemaMismatch, StorageDown, StorageError
from storage.tables import metadata
from tests.storage.moment import NOW


def test_the_stairs_go_up_down_and_up_again(empty_url: str) -> None:
    """A database can be migrated, taken back to nothing, and migrated again."""
    migrations.upgrade(empty_url)
    assert migrations.current(empty_url) == migrations.head()
    migrations.downgrade(empty_url)
    assert migrations.current(empty_url) is None
    migrations.upgrade(empty_url)
    assert migrations.current(empty_url) == migrations.head()


async def test_the_top_of_the_stairs_is_what_the_code_knows(db: Database) -> None:
    """Alembic finds no difference between the migrated database and the tables, server types and defaults included."""

    def differences(connection: Connection) -> object:
        options = {"compare_type": True, "compare_server_default": True}
        return compare_metadata(MigrationContext.configure(connection, opts=options), metadata)

    async with db.read() as connection:
        assert await connection.run_sync(differences) == []
    await db.check_schema()


def test_the_files_names_tell_what_alembic_would() -> None:
    """Which revisions there are, and which is the last, is told without loading alembic: it would say the same."""
    stairs = ScriptDirectory(str(Path(migrations.__file__).parent))
    assert migrations.known() == {step.revision for step in stairs.walk_revisions()}
    assert [migrations.head()] == stairs.get_heads()


async def test_two_deployments_that_migrate_at_once_both_succeed(empty_url: str) -> None:
    """One migrates, the others wait and find it done."""
    await asyncio.gather(*(asyncio.to_thread(migrations.upgrade, empty_url) for _ in range(3)))
    assert migrations.current(empty_url) == migrations.head()


def test_a_migration_that_fails_leaves_nothing_behind(empty_url: str) -> None:
    """Schema changes and the stamp are one transaction, on SQLite too."""
    migrations.upgrade(empty_url)
    migrations.downgrade(empty_url)
    _execute(empty_url, "CREATE TABLE audit (id INTEGER)")  # in the way of the last table that is made
    with pytest.raises(DBAPIError):
        migrations.upgrade(empty_url)
    _execute(empty_url, "DROP TABLE audit")
    migrations.upgrade(empty_url)
    assert migrations.current(empty_url) == migrations.head()


@pytest.mark.parametrize(
    ("change", "mend"),
    [
        ("DROP TABLE alembic_version", "buzon migrate"),
        ("DELETE FROM alembic_version", "buzon migrate"),
        ("DROP TABLE links", "buzon migrate"),
        ("UPDATE alembic_version SET version_num = '9999'", "newer"),
    ],
    ids=["never migrated", "older", "a table is gone", "newer"],
)
async def test_a_database_that_is_not_the_codes_is_refused_with_the_mend(own_url: str, change: str, mend: str) -> None:
    """Missing, older and newer schemas are told apart, and each says what to do."""
    _execute(own_url, change)
    database = Database.at(own_url)
    with pytest.raises(SchemaMismatch, match=mend):
        await database.check_schema()
    await database.close()


async def test_a_query_on_a_missing_table_says_to_migrate(own_url: str) -> None:
    """Also in the middle of the work a missing table is a schema mismatch, not an outage."""
    migrations.downgrade(own_url)
    database = Database.at(own_url)
    with pytest.raises(SchemaMismatch, match="buzon migrate"):
        async with database.read() as connection:
            await connection.execute(text("SELECT * FROM chats"))
    await database.close()


@pytest.mark.parametrize("change", ["UPDATE audit SET action = 'x'", "DELETE FROM audit"])
async def test_the_audit_can_only_be_added_to(url: str, db: Database, change: str) -> None:
    """The database itself refuses to change or delete an entry."""
    async with db.begin() as connection:
        await audit.record(connection, at=NOW, chat_id=None, action="started", subject="house")
    with pytest.raises(StorageError):
        _execute(url, change)


def test_a_new_sqlite_file_is_its_owners_alone(tmp_path: Path, sqlite_url: str) -> None:
    """Nobody else on the machine can read it."""
    migrations.upgrade(sqlite_url)
    assert (tmp_path / "buzon.db").stat().st_mode & 0o077 == 0


def test_a_folder_that_is_not_there_is_an_outage(tmp_path: Path) -> None:
    """No folder is made on a typing error, and no traceback of a driver shown."""
    with pytest.raises(StorageDown):
        migrations.upgrade(f"sqlite:///{tmp_path}/nowhere/buzon.db")


def _execute(url: str, statement: str) -> None:
    with migrations.connected(url) as connection:
        connection.execute(text(statement))
