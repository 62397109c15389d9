"""Whose mailboxes are watched, sealed, and when each is looked into next."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import insert
from storage.tables import MailboxState, mailboxes


@dataclass(frozen=True, slots=True)
class Mailbox:
    """One linked mailbox. `name` is the person's own word for it; `sealed` opens with `storage.credentials`.

    `failures` counts looks in a row that did not succeed. `baseline_at` is None until the first look. `changed_at` is
    when a look last found something new, `term_until` until when a term may be running; None where there was nothing.
    """

    id: int
    chat_id: int
    name: str
    sealed: bytes
    state: MailboxState
    failures: int
    linked_at: datetime
    baseline_at: datetime | None
    checked_at: datetime | None
    next_check_at: datetime
    changed_at: datetime | None
    term_until: datetime | None


@dataclass(frozen=True, slots=True)
class AlreadyLinked:
    """This chat has the mailbox already: see `relink`."""

    mailbox: Mailbox


_COLUMNS = [mailboxes.c[name] for name in Mailbox.__slots__]


async def add(
    connection: AsyncConnection,
    *,
    chat_id: int,
    name: str,
    fingerprints: Sequence[bytes],
    seal: Callable[[int], bytes],
    now: datetime,
    next_check_at: datetime,
) -> Mailbox | AlreadyLinked:
    """Link a mailbox. `fingerprints` are those of its user name, under the current master key first.

    `seal` is called with the new id, to which the credentials are bound. Raises StorageConflict if the chat is gone.
    """
    same = _mailboxes().where(mailboxes.c.chat_id == chat_id, mailboxes.c.fingerprint.in_(fingerprints))
    if row := (await connection.execute(same)).first():
        return AlreadyLinked(_from(row))
    statement = insert(connection.dialect.name, mailboxes).values(
        chat_id=chat_id,
        name=name,
        fingerprint=fingerprints[0],
        sealed=b"",
        state=MailboxState.WATCHING,
        failures=0,
        linked_at=now,
        next_check_at=next_check_at,
    )
    statement = statement.on_conflict_do_nothing(index_elements=[mailboxes.c.chat_id, mailboxes.c.fingerprint])
    mailbox_id = (await connection.execute(statement.returning(mailboxes.c.id))).scalar_one_or_none()
    if mailbox_id is None:
        return AlreadyLinked(_from((await connection.execute(same)).one()))
    await reseal(connection, mailbox_id, sealed=seal(mailbox_id))
    return _from((await connection.execute(_mailboxes().where(mailboxes.c.id == mailbox_id))).one())


async def of_chat(connection: AsyncConnection, chat_id: int) -> list[Mailbox]:
    """The mailboxes of a chat, in the order they were linked."""
    of = _mailboxes().where(mailboxes.c.chat_id == chat_id).order_by(mailboxes.c.id)
    return [_from(row) for row in await connection.execute(of)]


async def get(connection: AsyncConnection, mailbox_id: int, *, chat_id: int | None = None) -> Mailbox | None:
    """The mailbox, if there is one; with `chat_id`, only if it is that chat's own."""
    statement = _mailboxes().where(mailboxes.c.id == mailbox_id)
    if chat_id is not None:
        statement = statement.where(mailboxes.c.chat_id == chat_id)
    row = (await connection.execute(statement)).one_or_none()
    return None if row is None else _from(row)


async def unlink(connection: AsyncConnection, mailbox_id: int, chat_id: int) -> bool:
    """Delete the chat's own mailbox with its notices and unsent messages; False if there is none such."""
    own = delete(mailboxes).where(mailboxes.c.id == mailbox_id, mailboxes.c.chat_id == chat_id)
    return bool((await connection.execute(own)).rowcount)


async def rename(connection: AsyncConnection, mailbox_id: int, chat_id: int, *, name: str) -> bool:
    """Give the chat's own mailbox another name; False if there is none such."""
    own = update(mailboxes).where(mailboxes.c.id == mailbox_id, mailboxes.c.chat_id == chat_id)
    return bool((await connection.execute(own.values(name=name))).rowcount)


async def due(connection: AsyncConnection, *, now: datetime, limit: int) -> list[Mailbox]:
    """Watched mailboxes whose next look is at or before `now`, longest overdue first."""
    statement = (
        _mailboxes()
        .where(mailboxes.c.state == MailboxState.WATCHING, mailboxes.c.next_check_at <= now)
        .order_by(mailboxes.c.next_check_at)
        .limit(limit)
    )
    return [_from(row) for row in await connection.execute(statement)]


async def checked(
    connection: AsyncConnection,
    mailbox_id: int,
    *,
    now: datetime,
    next_check_at: datetime,
    failures: int = 0,
    state: MailboxState = MailboxState.WATCHING,
    baseline_at: datetime | None = None,
    sealed: bytes | None = None,
) -> bool:
    """Write down a look. Call it first in the transaction that keeps its finds: from then on the mailbox stays put.

    False, and nothing written, if it was unlinked meanwhile; with `sealed` (as it was when the look began), also if
    other credentials were given meanwhile, so that the refusal of an old password can't stop the new one.
    """
    statement = update(mailboxes).where(mailboxes.c.id == mailbox_id)
    if sealed is not None:
        statement = statement.where(mailboxes.c.sealed == sealed)
    values: dict[str, Any] = {
        "checked_at": now,
        "next_check_at": next_check_at,
        "failures": failures,
        "state": state,
    }
    if baseline_at is not None:
        values["baseline_at"] = baseline_at
    return bool((await connection.execute(statement.values(values))).rowcount)


async def reseal(
    connection: AsyncConnection, mailbox_id: int, *, sealed: bytes, fingerprint: bytes | None = None
) -> bool:
    """Replace the sealed credentials (and the fingerprint, where the master key changed)."""
    values: dict[str, Any] = {"sealed": sealed} | ({} if fingerprint is None else {"fingerprint": fingerprint})
    statement = update(mailboxes).where(mailboxes.c.id == mailbox_id).values(values)
    return bool((await connection.execute(statement)).rowcount)


async def relink(connection: AsyncConnection, mailbox_id: int, *, sealed: bytes, next_check_at: datetime) -> bool:
    """New credentials for a mailbox that is linked already: it is watched again, and what was seen stays seen."""
    values = {"sealed": sealed, "state": MailboxState.WATCHING, "failures": 0, "next_check_at": next_check_at}
    statement = update(mailboxes).where(mailboxes.c.id == mailbox_id).values(values)
    return bool((await connection.execute(statement)).rowcount)


def _mailboxes() -> Select[*tuple[Any, ...]]:
    return select(*_COLUMNS)


def _from(row: Row[*tuple[Any, ...]]) -> Mailbox:
    return Mailbox(*row)
