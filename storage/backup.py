"""A copy of the database, made while it is in use, and put back. Blocking: from a coroutine call it in a thread.

The master keys are no part of a copy, and belong somewhere else: whoever finds both reads every password in it.
PostgreSQL's own tools do PostgreSQL's part; what they need to know goes to them in their environment, never in a
command line, which every account of a machine can read.
"""

import os
import secrets
import shutil
import sqlite3
import subprocess
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from urllib.parse import quote

from psycopg import pq
from sqlalchemy import URL, Connection, text, update

from storage import credentials, migrations
from storage.address import parse_url, sqlite_path
from storage.errors import SchemaMismatch, StorageDown, StorageError, VaultError
from storage.tables import MailboxState, OutboxState, mailboxes, outbox
from storage.vault import Vault

_TRIED = 50
"""Sealed rows on which the master keys are tried."""

_KINDS = {b"SQLite format 3\0": "sqlite", b"PGDMP": "postgresql"}
_BUSY_SECONDS = 1.0
_CONNECT_SECONDS = "10"

# The queue's jobs are hints, made anew from the rows within a second: what was under way then is nobody's now.
_DUMP = (
    "--format=custom",
    "--no-owner",
    "--no-privileges",
    "--no-password",
    "--lock-wait-timeout=60s",
    "--exclude-table-data=pgqueuer*",
)
_RESTORE = ("--no-owner", "--no-privileges", "--no-password", "--exit-on-error", "--single-transaction")


@dataclass(frozen=True, slots=True)
class Contents:
    """What is in a copy: its kind (`sqlite`, `postgresql`), its schema's revision, and some sealed mailboxes by id."""

    kind: str
    revision: str
    sealed: Sequence[tuple[int, bytes]]

    def opened_by(self, vault: Vault) -> int:
        """How many of the sealed mailboxes open."""
        return sum(_opens(vault, mailbox_id, sealed) for mailbox_id, sealed in self.sealed)


@dataclass(frozen=True, slots=True)
class Restored:
    """What came of it. `repeats` rows were due and unsent in the copy: if they were sent since, they now say so."""

    revision: str
    tried: int
    opened: int
    repeats: int


def back_up(url: str, target: Path) -> Contents:
    """Copy the database at `url` into a new file, mode 600, while others use it; the file is whole or not there.

    Raises StorageError where it can't be written, where there is nothing to copy, or where pg_dump is missing or fails.
    """
    address = parse_url(url)
    if target.exists():
        raise StorageError(f"{target} is there already: a backup overwrites nothing, give it another name")
    with _drafted(target) as draft:
        if address.get_backend_name() == "sqlite":
            _copy(sqlite_path(address), draft)
        else:
            _run("pg_dump", *_DUMP, f"--file={draft}", environment=_environment(address))
        return look_into(draft)


def restore(url: str, source: Path, *, vault: Vault, replace: bool = False) -> Restored:
    """Put a copy back where there is nothing, or instead of what is there. Nobody else may use the database.

    All that can be wrong with the copy or the keys is found before anything is touched; what was there is let go of
    when the new is whole. Raises StorageError.
    """
    address = parse_url(url)
    contents = look_into(source)
    if contents.kind != address.get_backend_name():
        raise StorageError(f"this is a backup of {contents.kind}: BUZON_DATABASE_URL must be that too")
    if contents.revision not in migrations.known():
        raise SchemaMismatch("the backup is of a newer program: install that version first")
    opened = contents.opened_by(vault)
    if contents.sealed and not opened:
        raise StorageError(
            "none of these master keys opens what is in the backup: bring back the key file of its time."
            " Nothing was changed"
        )
    if contents.kind == "sqlite":
        _restore_sqlite(sqlite_path(address), source, replace=replace)
    else:
        _restore_postgresql(url, address, source, replace=replace)
    return Restored(contents.revision, len(contents.sealed), opened, _bring_up_to_date(url))


def look_into(source: Path) -> Contents:
    """Read a copy from end to end, and what it holds. Raises StorageError where it is none, or damaged."""
    try:
        with source.open("rb") as file:
            head = file.read(16)
    except OSError as error:
        raise StorageError(f"{source} can't be read ({error.strerror})") from None
    kind = next((kind for magic, kind in _KINDS.items() if head.startswith(magic)), None)
    if kind is None:
        raise StorageError(f"{source} is no backup that `buzon backup` made")
    revision, sealed = _read_sqlite(source) if kind == "sqlite" else _read_archive(source)
    if revision is None:
        raise StorageError(f"{source} holds no database of this program: was `buzon migrate` never run?")
    return Contents(kind, revision, sealed)


def _opens(vault: Vault, mailbox_id: int, sealed: bytes) -> bool:
    try:
        vault.open(sealed, record=credentials.record(mailbox_id))
    except VaultError:
        return False
    return True


def _bring_up_to_date(url: str) -> int:
    """What was due and unsent in the copy may have been sent since: such an alert then says that it may be a repeat.

    And all mailboxes are due: nobody knows what came since, and who had claimed them then is gone.
    """
    now = datetime.now(UTC)
    watched = update(mailboxes).where(mailboxes.c.state == MailboxState.WATCHING, mailboxes.c.next_check_at > now)
    unsent = outbox.c.state.in_([OutboxState.PENDING, OutboxState.SENDING])
    statement = update(outbox).where(unsent, outbox.c.due_at <= now, outbox.c.attempts == 0)
    with migrations.connected(url) as connection:
        connection.execute(watched.values(next_check_at=now))
        return connection.execute(statement.values(attempts=1)).rowcount


@contextmanager
def _drafted(target: Path) -> Generator[Path]:
    """A file beside `target`, mode 600 from the first byte on, that takes its name once it is whole and on disk."""
    draft = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        try:
            yield draft
            with draft.open("rb") as file:
                os.fsync(file.fileno())
            draft.replace(target)
        finally:
            draft.unlink(missing_ok=True)
    except OSError as error:
        raise StorageError(f"{target} can't be written ({error.strerror})") from None


# SQLite


@contextmanager
def _opened(path: Path, mode: str) -> Generator[sqlite3.Connection]:
    try:
        address = f"file:{quote(str(path.absolute()))}?mode={mode}"
        with closing(sqlite3.connect(address, uri=True, timeout=_BUSY_SECONDS, isolation_level=None)) as connection:
            yield connection
    except sqlite3.DatabaseError as error:
        raise StorageError(f"{path}: {error}") from error


def _copy(source: Path, target: Path) -> None:
    with _opened(source, "rw") as original, _opened(target, "rw") as copy:
        # In one step: a reader of the write-ahead log holds nobody up, and a copy in steps begins anew at every write.
        original.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, with no log beside it


def _read_sqlite(source: Path) -> tuple[str | None, Sequence[tuple[int, bytes]]]:
    with _opened(source, "ro") as connection:
        if connection.execute("PRAGMA quick_check").fetchone() != ("ok",):
            raise StorageError(f"{source} is damaged")
        if not _tables(connection) >= {migrations.VERSION_TABLE, "mailboxes"}:
            return None, ()
        (revision,) = connection.execute("SELECT version_num FROM alembic_version").fetchone() or (None,)
        newest = "SELECT id, sealed FROM mailboxes ORDER BY id DESC LIMIT ?"
        return revision, connection.execute(newest, (_TRIED,)).fetchall()


def _restore_sqlite(path: Path, source: Path, *, replace: bool) -> None:
    if path.exists() and path.stat().st_size:
        if not replace:
            raise _occupied(str(path))
        _let_go(path)
    with _drafted(path) as draft:
        _copy(source, draft)


def _let_go(path: Path) -> None:
    """Leave no log beside a file that is to be replaced: it would be played into the new one. Raises while in use."""
    try:
        with closing(sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None)) as connection:
            connection.execute("PRAGMA journal_mode=DELETE")  # only who is alone may do this
    except sqlite3.OperationalError:
        raise StorageError(f"{path} is in use: stop the bot first") from None
    except sqlite3.DatabaseError:
        pass  # damaged: that is why it is replaced
    for log in ("-wal", "-shm", "-journal"):
        path.with_name(path.name + log).unlink(missing_ok=True)


def _tables(connection: sqlite3.Connection) -> set[str]:
    return {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}


# PostgreSQL


def _restore_postgresql(url: str, address: URL, source: Path, *, replace: bool) -> None:
    with migrations.connected(url) as connection:
        aside = _set_aside(connection, replace=replace)
    try:
        _run("pg_restore", *_RESTORE, f"--dbname={address.database}", str(source), environment=_environment(address))
    except BaseException:
        if aside:
            with migrations.connected(url) as connection:
                connection.execute(text("DROP SCHEMA public CASCADE"))
                connection.execute(text(f"ALTER SCHEMA {aside} RENAME TO public"))
        raise
    with migrations.connected(url) as connection:
        if aside:
            connection.execute(text(f"DROP SCHEMA {aside} CASCADE"))
        connection.execute(text("ANALYZE"))  # else the first queries are planned blindly


def _set_aside(connection: Connection, *, replace: bool) -> str | None:
    """Move what stands in the way to a schema of another name, which it gives; None where there was nothing."""
    tables = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
    if not connection.execute(text(tables)).scalar():
        return None
    if not replace:
        raise _occupied("the database")
    others = (
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        " AND backend_type = 'client backend'"
    )
    if count := connection.execute(text(others)).scalar():
        raise StorageError(f"the database is in use by {count} other sessions: stop bot and workers first")
    aside = f"before_restore_{secrets.token_hex(4)}"
    connection.execute(text(f"ALTER SCHEMA public RENAME TO {aside}"))
    connection.execute(text("CREATE SCHEMA public AUTHORIZATION pg_database_owner"))
    connection.execute(text("GRANT USAGE ON SCHEMA public TO PUBLIC"))
    return aside


def _read_archive(source: Path) -> tuple[str | None, Sequence[tuple[int, bytes]]]:
    _run("pg_restore", f"--file={os.devnull}", str(source))  # from end to end: a copy that was cut short shows here
    versions = [row["version_num"] for row in _rows(source, migrations.VERSION_TABLE)]
    sealed = [
        (int(row["id"]), bytes.fromhex(row["sealed"].removeprefix(r"\\x")))
        for row in islice(_rows(source, "mailboxes"), _TRIED)
    ]
    return (versions[0] if versions else None), sealed


def _rows(source: Path, table: str) -> Iterator[dict[str, str]]:
    """One table of an archive, its values as COPY writes them. Source: PostgreSQL's manual, COPY, text format."""
    command = [_tool("pg_restore"), "--data-only", f"--table={table}", "--file=-", str(source)]
    with subprocess.Popen(  # noqa: S603  (PostgreSQL's own tool, found on the path)
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=_inherited(),
        text=True,
    ) as process:
        assert process.stdout is not None  # noqa: S101  (for the type checker)
        columns: list[str] | None = None
        try:
            for line in process.stdout:
                if columns is None:
                    if line.startswith("COPY "):
                        columns = line.partition("(")[2].partition(")")[0].split(", ")
                elif line == "\\.\n":
                    return
                else:
                    yield dict(zip(columns, line.rstrip("\n").split("\t"), strict=True))
        finally:
            process.kill()


def _run(name: str, *words: str, environment: dict[str, str] | None = None) -> None:
    done = subprocess.run(  # noqa: S603  (PostgreSQL's own tool, found on the path)
        [_tool(name), *words],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env=environment or _inherited(),
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode:
        # The first line only: the following ones may quote a row.
        said = next(
            (line for line in done.stderr.splitlines() if ": error:" in line), f"{name}: status {done.returncode}"
        )
        raise StorageDown(said) if "connection to server" in said else StorageError(said)


def _tool(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise StorageError(f"{name} is missing: install PostgreSQL's client tools (Debian: postgresql-client)")
    return found


def _inherited() -> dict[str, str]:
    """Our environment without what the tools need not know."""
    return {name: value for name, value in os.environ.items() if not name.startswith("BUZON_")} | {"LC_ALL": "C"}


def _environment(address: URL) -> dict[str, str]:
    """The environment in which libpq finds this server, password included. Source: PostgreSQL's manual, 34.15."""
    conninfo = address.set(drivername="postgresql").render_as_string(hide_password=False)
    options = pq.Conninfo.parse(conninfo.encode())
    named = {one.envvar.decode(): one.val.decode() for one in options if one.envvar and one.val is not None}
    return _inherited() | {"PGCONNECT_TIMEOUT": _CONNECT_SECONDS} | named


def _occupied(what: str) -> StorageError:
    return StorageError(f"{what} holds tables already: `--replace` lets go of them")
