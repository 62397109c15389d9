"""Whose mailboxes are watched, sealed, and when each is looked into next.

A row says by itself when it is due, and a worker that looks into it first moves that instant to the end of its lease:
no queue stands beside it that could disagree (docs/decisions/0008).
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    DateTime,
    Integer,
    Row,
    Select,
    Update,
    bindparam,
    delete,
    func,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import badges
from storage.database import insert
from storage.tables import Instant, MailboxState, mailboxes


@dataclass(frozen=True, slots=True)
class Mailbox:
    """One linked mailbox. `name` is the person's own word for it, `badge` the mark that they gave it; `sealed` opens
    with `storage.credentials`.

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
    badge: str | None = None

    @property
    def shown(self) -> str:
        """Its name wherever it is said."""
        return badges.shown(self.name, self.badge)


@dataclass(frozen=True, slots=True)
class AlreadyLinked:
    """This chat has the mailbox already: see `relink`."""

    mailbox: Mailbox


@dataclass(frozen=True, slots=True)
class Checked:
    """What one look leaves behind where it found nothing new. `failures` is 0 where it succeeded.

    With `sealed` (as it was when the look began) it counts only if the credentials are still the same.
    """

    id: int
    next_check_at: datetime
    failures: int = 0
    sealed: bytes | None = None


_COLUMNS = [mailboxes.c[name] for name in Mailbox.__slots__]

# The statements of the watch are built once: building one takes longer than running it.
_now = bindparam("now", type_=Instant())
_watched = mailboxes.c.state == MailboxState.WATCHING
_CLAIM = (
    select(*_COLUMNS)
    .where(_watched, mailboxes.c.next_check_at <= _now)
    .order_by(mailboxes.c.next_check_at)
    .limit(bindparam("limit", type_=Integer()))
    .with_for_update(skip_locked=True)
)
_CLAIM_IN_TERM = _CLAIM.where(mailboxes.c.term_until > _now)
_AMONG = select(*_COLUMNS).where(mailboxes.c.id.in_(bindparam("ids", expanding=True)))
_LEASE = (
    update(mailboxes)
    .where(mailboxes.c.id.in_(bindparam("ids", expanding=True)))
    .values(next_check_at=bindparam("until", type_=Instant()))
)
_RENEW = _LEASE.where(mailboxes.c.next_check_at == bindparam("was", type_=Instant()))
_GIVE_BACK = (
    update(mailboxes)
    .where(mailboxes.c.id == bindparam("mailbox"), mailboxes.c.next_check_at == bindparam("until", type_=Instant()))
    .values(next_check_at=bindparam("due", type_=Instant()))
)
_CHECKED_IF_SAME = (
    update(mailboxes)
    .where(mailboxes.c.id == bindparam("mailbox"), _watched, mailboxes.c.sealed == bindparam("same"))
    .values(checked_at=_now, next_check_at=bindparam("due", type_=Instant()), failures=bindparam("failed"))
)


def _many_checked(column: Callable[[int], ColumnElement[Any]]) -> Update:
    """Columns 0 to 2 are id, next_check_at and failures of many looks, all written by one statement.

    A statement for each costs three times as much, and in SQLite's thread each waits for the interpreter.
    """
    values = {"checked_at": _now, "next_check_at": column(1), "failures": column(2)}
    return update(mailboxes).where(mailboxes.c.id == column(0)).values(values)


def _many_checked_sqlite() -> Update:
    looked = func.json_each(bindparam("looks")).table_valued("value", name="looked")
    # Not the plain column: SQLite would walk the index of the state, and all of `looked` at each step.
    watched = mailboxes.c.state.op("||")("") == MailboxState.WATCHING
    return _many_checked(lambda number: func.json_extract(looked.c.value, f"$[{number}]")).where(watched)


def _many_checked_postgresql() -> Update:
    instant = DateTime(timezone=True)
    lists = (
        bindparam("ids", type_=ARRAY(BigInteger)),
        bindparam("due", type_=ARRAY(instant)),
        bindparam("failures", type_=ARRAY(Integer)),
    )
    looked = func.unnest(*lists).table_valued("c0", "c1", "c2").render_derived(name="looked")
    return _many_checked(lambda number: looked.c[f"c{number}"]).where(_watched)


_CHECKED_SQLITE, _CHECKED_POSTGRESQL = _many_checked_sqlite(), _many_checked_postgresql()
_FIRST_DUE = select(mailboxes.c.next_check_at).where(_watched).order_by(mailboxes.c.next_check_at).limit(1)
_TURN_BACK = (
    update(mailboxes)
    .where(mailboxes.c.id == bindparam("mailbox"), mailboxes.c.checked_at == bindparam("was", type_=Instant()))
    .values(checked_at=bindparam("checked", type_=Instant()), next_check_at=bindparam("due", type_=Instant()))
)


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


async def among(connection: AsyncConnection, mailbox_ids: Sequence[int]) -> dict[int, Mailbox]:
    """Those of these mailboxes that there still are, by id."""
    found = await connection.execute(_AMONG, {"ids": list(mailbox_ids)})
    return {row.id: _from(row) for row in found}


async def unlink(connection: AsyncConnection, mailbox_id: int, chat_id: int) -> bool:
    """Delete the chat's own mailbox with its notices and unsent messages; False if there is none such."""
    own = delete(mailboxes).where(mailboxes.c.id == mailbox_id, mailboxes.c.chat_id == chat_id)
    return bool((await connection.execute(own)).rowcount)


async def rename(connection: AsyncConnection, mailbox_id: int, chat_id: int, *, name: str) -> bool:
    """Give the chat's own mailbox another name; False if there is none such."""
    own = update(mailboxes).where(mailboxes.c.id == mailbox_id, mailboxes.c.chat_id == chat_id)
    return bool((await connection.execute(own.values(name=name))).rowcount)


async def set_badge(connection: AsyncConnection, mailbox_id: int, chat_id: int, *, badge: str | None) -> bool:
    """Give the chat's own mailbox another mark, or none; False if there is none such."""
    own = update(mailboxes).where(mailboxes.c.id == mailbox_id, mailboxes.c.chat_id == chat_id)
    return bool((await connection.execute(own.values(badge=badge))).rowcount)


async def due(connection: AsyncConnection, *, now: datetime, limit: int) -> list[Mailbox]:
    """Watched mailboxes whose next look is at or before `now`, longest overdue first."""
    statement = (
        _mailboxes()
        .where(mailboxes.c.state == MailboxState.WATCHING, mailboxes.c.next_check_at <= now)
        .order_by(mailboxes.c.next_check_at)
        .limit(limit)
    )
    return [_from(row) for row in await connection.execute(statement)]


async def claim_due(
    connection: AsyncConnection, *, now: datetime, lease: timedelta, limit: int, in_term: bool = False
) -> list[Mailbox]:
    """Take due mailboxes, longest overdue first, so that no other worker takes them before `now + lease`.

    They come as they were: `next_check_at` says when each was due. Whoever takes them and dies has only borrowed them.
    With `in_term` only those whose term is running: for a backlog, where they go first.
    """
    statement = _CLAIM_IN_TERM if in_term else _CLAIM
    claimed = [_from(row) for row in await connection.execute(statement, {"now": now, "limit": limit})]
    if claimed:
        await connection.execute(_LEASE, {"ids": [mailbox.id for mailbox in claimed], "until": now + lease})
    return claimed


async def give_back(connection: AsyncConnection, claimed: Sequence[Mailbox], *, leased_until: datetime) -> None:
    """Mailboxes that were claimed and not looked into are due as before, unless somebody has looked meanwhile."""
    rows = [
        {"mailbox": mailbox.id, "until": leased_until, "due": mailbox.next_check_at}
        for mailbox in sorted(claimed, key=lambda mailbox: mailbox.id)
    ]
    if rows:
        await connection.execute(_GIVE_BACK, rows)


async def renew(
    connection: AsyncConnection, mailbox_ids: Sequence[int], *, leased_until: datetime, until: datetime
) -> None:
    """Claims of one batch hold on until `until`, except where a look was written down or somebody else has claimed."""
    await connection.execute(_RENEW, {"ids": sorted(mailbox_ids), "was": leased_until, "until": until})


async def next_due(connection: AsyncConnection) -> datetime | None:
    """When the first watched mailbox is due, or was; None where none is watched."""
    found: datetime | None = (await connection.execute(_FIRST_DUE)).scalar_one_or_none()
    return found


async def lag(connection: AsyncConnection, now: datetime) -> timedelta:
    """How long the longest overdue mailbox has waited for its look. One that a worker has claimed waits no more."""
    first = await next_due(connection)
    return timedelta(0) if first is None else max(now - first, timedelta(0))


async def checked_all(connection: AsyncConnection, looks: Sequence[Checked], *, now: datetime) -> None:
    """Write down many looks that found nothing new, all as of `now`.

    A mailbox that was unlinked or stopped meanwhile stays so.
    """
    plain = [look for look in looks if look.sealed is None]
    if plain and connection.dialect.name == "sqlite":
        written = json.dumps([(look.id, _written(look.next_check_at), look.failures) for look in plain])
        await connection.execute(_CHECKED_SQLITE, {"looks": written, "now": now})
    elif plain:
        lists = {
            "ids": [look.id for look in plain],
            "due": [look.next_check_at for look in plain],
            "failures": [look.failures for look in plain],
        }
        await connection.execute(_CHECKED_POSTGRESQL, {**lists, "now": now})
    if_same = [
        {
            "mailbox": look.id,
            "now": now,
            "due": look.next_check_at,
            "failed": look.failures,
            "same": look.sealed,
        }
        for look in looks
        if look.sealed is not None
    ]
    if if_same:
        await connection.execute(_CHECKED_IF_SAME, if_same)


async def changed(
    connection: AsyncConnection,
    mailbox_id: int,
    *,
    changed_at: datetime | None,
    term_until: datetime | None,
    next_check_at: datetime | None,
) -> None:
    """Something new was found in it; what is None stays as it is. `next_check_at` is only ever moved to be sooner."""
    values = {"changed_at": changed_at, "term_until": term_until}
    mailbox = update(mailboxes).where(mailboxes.c.id == mailbox_id)
    if given := {name: value for name, value in values.items() if value is not None}:
        await connection.execute(mailbox.values(given))
    if next_check_at is not None:
        later = mailboxes.c.next_check_at > next_check_at
        await connection.execute(mailbox.where(later).values(next_check_at=next_check_at))


async def turn_back(connection: AsyncConnection, *, now: datetime, tolerance: timedelta, limit: int) -> int:
    """Mailboxes that were looked into in the future, because a clock was wrong then, are brought into the present.

    All go back by the same span, so that they stay as far apart as they were; at most `limit` in one call. How many
    there were. A future within `tolerance` is that of another machine's clock, and no reason to do anything.
    """
    future = select(mailboxes.c.id, mailboxes.c.checked_at, mailboxes.c.next_check_at).where(
        _watched, mailboxes.c.checked_at > now
    )
    latest = (await connection.execute(select(func.max(mailboxes.c.checked_at)).where(_watched))).scalar_one_or_none()
    if latest is None or latest <= now + tolerance:
        return 0
    ahead = latest - now
    # Earliest first: what is left has the latest look in it, by which the next call measures the same span.
    rows = (await connection.execute(future.order_by(mailboxes.c.checked_at).limit(limit))).all()
    turned = [
        {"mailbox": row.id, "was": row.checked_at, "checked": row.checked_at - ahead, "due": row.next_check_at - ahead}
        for row in rows
    ]
    await connection.execute(_TURN_BACK, turned)
    return len(turned)


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
    while_watched: bool = False,
) -> bool:
    """Write down a look. Call it first in the transaction that keeps its finds: from then on the mailbox stays put.

    False, and nothing written, if it was unlinked meanwhile; with `sealed` (as it was when the look began), also if
    other credentials were given meanwhile, so that the refusal of an old password can't stop the new one; with
    `while_watched`, also if it was stopped meanwhile.
    """
    statement = update(mailboxes).where(mailboxes.c.id == mailbox_id)
    if while_watched:
        statement = statement.where(_watched)
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


def _written(instant: datetime) -> str:
    """As SQLAlchemy writes an instant into SQLite."""
    return instant.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")


def _mailboxes() -> Select[*tuple[Any, ...]]:
    return select(*_COLUMNS)


def _from(row: Row[*tuple[Any, ...]]) -> Mailbox:
    return Mailbox(*row)
