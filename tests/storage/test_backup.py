"""A copy of a database is whole, and nothing that is there is lost to one that would not do."""

import sqlite3
from pathlib import Path
from stat import S_IMODE

import pytest
from sqlalchemy import Connection, insert, select

from buzon.credentials import Credentials, Secret
from storage import backup, credentials, migrations
from storage.errors import SchemaMismatch, StorageError
from storage.tables import ChatState, MailboxState, OutboxState, chats, mailboxes, outbox
from storage.vault import Vault, new_master_key, parse_keys
from tests.servers.locate import Found, Need, locate
from tests.storage.moment import NOW


@pytest.fixture
def tools(own_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The path on which pg_dump is found: that of the server itself, which it must not be older than."""
    server = locate(Need.POSTGRES)
    if "postgresql" in own_url and isinstance(server, Found):
        if not server.binary.with_name("pg_dump").exists():
            pytest.skip("NOT RUN: pg_dump missing beside PostgreSQL: install the package `postgresql-client`")
        monkeypatch.setenv("PATH", str(server.binary.parent), prepend=":")


@pytest.fixture
def url(own_url: str, tools: None, vault: Vault) -> str:
    """A database with one person, a mailbox, and three messages: sent, due, and due another day."""
    with migrations.connected(own_url) as connection:
        fill(connection, vault)
    return own_url


def fill(connection: Connection, vault: Vault) -> None:
    seen = {"created_at": NOW, "seen_at": NOW}
    connection.execute(insert(chats).values(id=1, channel="telegram", address="1", state=ChatState.ACTIVE, **seen))
    sealed = credentials.seal(vault, 1, Credentials(Secret("ana"), Secret("una clave\ttab")))
    when = {"linked_at": NOW, "next_check_at": NOW, "state": MailboxState.WATCHING, "failures": 0}
    mine = {"chat_id": 1, "name": "Mamá\n\\.", "fingerprint": b"\0" * 32, "sealed": sealed}
    connection.execute(insert(mailboxes).values(id=1, **mine, **when))
    past, later = NOW.replace(year=2020), NOW.replace(year=2999)
    for number, (state, due_at) in enumerate(
        [(OutboxState.SENT, past), (OutboxState.PENDING, past), (OutboxState.PENDING, later)], start=1
    ):
        row = {"chat_id": 1, "dedupe_key": f"k{number}", "priority": 1, "text_key": "alert", "params": {}}
        attempts = {"attempts": int(state is OutboxState.SENT), "created_at": NOW, "due_at": due_at, "state": state}
        connection.execute(insert(outbox).values(id=number, **row, **attempts))


def attempts(url: str) -> list[int]:
    with migrations.connected(url) as connection:
        return list(connection.execute(select(outbox.c.attempts).order_by(outbox.c.id)).scalars())


def names(url: str) -> list[str]:
    with migrations.connected(url) as connection:
        return list(connection.execute(select(mailboxes.c.name)).scalars())


def empty(url: str) -> None:
    with migrations.connected(url) as connection:
        connection.execute(outbox.delete())
        connection.execute(mailboxes.delete())


def test_what_was_copied_is_put_back(url: str, vault: Vault, tmp_path: Path) -> None:
    """Every row as it was, in a file that its owner alone can read; what was due and unsent now counts as tried."""
    made = backup.back_up(url, tmp_path / "copy")
    assert S_IMODE((tmp_path / "copy").stat().st_mode) == 0o600
    assert (made.revision, len(made.sealed), made.opened_by(vault)) == (migrations.head(), 1, 1)
    empty(url)
    done = backup.restore(url, tmp_path / "copy", vault=vault, replace=True)
    assert done == backup.Restored(migrations.head(), tried=1, opened=1, repeats=1)
    assert (names(url), attempts(url)) == (["Mamá\n\\."], [1, 1, 0])
    migrations.upgrade(url)
    backup.back_up(url, tmp_path / "again")  # and what was put back can be copied


def test_a_schema_of_another_day_is_let_go_of(url: str, vault: Vault, tmp_path: Path) -> None:
    """A table that the copy knows nothing of would stand in the way of the migration that makes it."""
    backup.back_up(url, tmp_path / "copy")
    with migrations.connected(url) as connection:
        connection.exec_driver_sql("CREATE TABLE of_a_newer_version (id integer)")
    backup.restore(url, tmp_path / "copy", vault=vault, replace=True)
    with migrations.connected(url) as connection, pytest.raises(Exception, match="of_a_newer_version"):
        connection.exec_driver_sql("SELECT * FROM of_a_newer_version")


def test_nothing_is_overwritten_unasked(url: str, vault: Vault, tmp_path: Path) -> None:
    """Neither a copy by the next one, nor a database by a copy."""
    backup.back_up(url, tmp_path / "copy")
    with pytest.raises(StorageError, match="a backup overwrites nothing"):
        backup.back_up(url, tmp_path / "copy")
    with pytest.raises(StorageError, match="holds tables already: `--replace`"):
        backup.restore(url, tmp_path / "copy", vault=vault)


def test_keys_of_another_time_change_nothing(url: str, tmp_path: Path) -> None:
    """What no key opens is of no use: it is said before anything is touched."""
    backup.back_up(url, tmp_path / "copy")
    empty(url)
    with pytest.raises(StorageError, match="none of these master keys opens"):
        backup.restore(url, tmp_path / "copy", vault=Vault(parse_keys(new_master_key())), replace=True)
    assert names(url) == []


def test_a_newer_program_s_copy_is_refused(url: str, vault: Vault, tmp_path: Path) -> None:
    """This one does not know what it would put back."""
    with migrations.connected(url) as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'f00d'")
    backup.back_up(url, tmp_path / "copy")
    with pytest.raises(SchemaMismatch, match="of a newer program"):
        backup.restore(url, tmp_path / "copy", vault=vault, replace=True)


@pytest.mark.parametrize("part", [0.02, 0.5, 0.95])
def test_a_copy_that_was_cut_short_is_refused(url: str, vault: Vault, tmp_path: Path, part: float) -> None:
    """Read from end to end before anything is touched."""
    backup.back_up(url, tmp_path / "copy")
    whole = (tmp_path / "copy").read_bytes()
    (tmp_path / "copy").write_bytes(whole[: int(len(whole) * part)])
    with pytest.raises(StorageError, match=r"malformed|damaged|pg_restore: error"):
        backup.restore(url, tmp_path / "copy", vault=vault, replace=True)
    assert names(url) == ["Mamá\n\\."]


def test_what_is_no_copy_is_refused(url: str, vault: Vault, tmp_path: Path) -> None:
    """Any file, none at all, or a copy of the other kind of database."""
    (tmp_path / "letter").write_text("no backup")
    with pytest.raises(StorageError, match="is no backup that `buzon backup` made"):
        backup.restore(url, tmp_path / "letter", vault=vault, replace=True)
    with pytest.raises(StorageError, match="can't be read"):
        backup.restore(url, tmp_path / "nowhere", vault=vault, replace=True)
    backup.back_up(url, tmp_path / "copy")
    other = "postgresql+psycopg://nobody@127.0.0.1:9/x" if "sqlite" in url else f"sqlite+aiosqlite:///{tmp_path}/x.db"
    with pytest.raises(StorageError, match="BUZON_DATABASE_URL must be that too"):
        backup.restore(other, tmp_path / "copy", vault=vault)


def test_nothing_is_left_of_a_copy_that_failed(url: str, tmp_path: Path) -> None:
    """No database of this program, or a folder that is not there: no file that looks like a backup."""
    with migrations.connected(url) as connection:
        connection.exec_driver_sql("DROP TABLE alembic_version")
    with pytest.raises(StorageError, match="was `buzon migrate` never run"):
        backup.back_up(url, tmp_path / "copy")
    with pytest.raises(StorageError, match="can't be written"):
        backup.back_up(url, tmp_path / "nowhere" / "copy")
    assert [path.name for path in tmp_path.iterdir() if "copy" in path.name] == []


def spy_on(tool: str, folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> Path:
    """A program of this name that comes first on the path and writes down how it was called."""
    spy = folder / "bin" / tool
    spy.parent.mkdir()
    spy.write_text(f'#!/bin/sh\necho "$@" >>{spy}.words\n{script}\n')
    spy.chmod(0o755)
    monkeypatch.setenv("PATH", str(spy.parent), prepend=":")
    return Path(f"{spy}.words")


def test_a_password_is_in_no_command_line(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """PostgreSQL's tools are told in their environment, and what they complain of is one line."""
    if "sqlite" in url:
        return
    script = 'echo "pg_dump: error: to $PGUSER@$PGDATABASE" >&2; echo "DETAIL: a row" >&2; exit 1'
    words = spy_on("pg_dump", tmp_path, monkeypatch, script)
    with pytest.raises(StorageError) as error:
        backup.back_up(url, tmp_path / "copy")
    assert str(error.value) == f"pg_dump: error: to postgres@{url.rpartition('/')[2]}"
    password = url.partition("postgres:")[2].partition("@")[0]
    assert len(password) == 32
    assert password not in words.read_text()


def test_what_stood_there_comes_back_when_the_tool_fails(
    url: str, vault: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk in the middle of it: the database is as it was before."""
    if "sqlite" in url:
        return
    backup.back_up(url, tmp_path / "copy")
    real = Path(str(locate(Need.POSTGRES).binary)).with_name("pg_restore")  # type: ignore[union-attr]
    script = f'case "$*" in *--dbname*) echo "pg_restore: error: disk" >&2; exit 1;; *) exec {real} "$@";; esac'
    spy_on("pg_restore", tmp_path, monkeypatch, script)
    with pytest.raises(StorageError, match="pg_restore: error: disk"):
        backup.restore(url, tmp_path / "copy", vault=vault, replace=True)
    assert names(url) == ["Mamá\n\\."]


def test_without_the_tools_the_error_names_the_package(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite needs none."""
    monkeypatch.setenv("PATH", str(tmp_path))
    if "sqlite" in url:
        backup.back_up(url, tmp_path / "copy")
        return
    with pytest.raises(StorageError, match="Debian: postgresql-client"):
        backup.back_up(url, tmp_path / "copy")


def test_a_copy_made_between_writes_is_consistent(sqlite_url: str, tmp_path: Path) -> None:
    """While a transaction is open the copy has nothing of it; nobody waits for anybody."""
    migrations.upgrade(sqlite_url)
    with sqlite3.connect(tmp_path / "buzon.db", isolation_level=None) as writer:
        writer.execute("CREATE TABLE pairs (word text)")
        for number in range(5):
            writer.execute("BEGIN IMMEDIATE")
            writer.executemany("INSERT INTO pairs VALUES (?)", [("one",), ("other",)])
            backup.back_up(sqlite_url, tmp_path / f"copy{number}")
            writer.execute("COMMIT")
    for number in range(5):
        with sqlite3.connect(tmp_path / f"copy{number}") as copy:
            assert copy.execute("SELECT count(*) FROM pairs").fetchone() == (2 * number,)
