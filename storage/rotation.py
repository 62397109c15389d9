"""Everything sealed, brought under the current master key: after it, older keys may be thrown away.

In small batches and short transactions, beside the running product. What was done is skipped, so that an interrupted
run is simply run again.
"""

from base64 import b64decode, b64encode
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Row, Table, select, tuple_, update

from storage import credentials, portal_sessions
from storage.database import Database
from storage.errors import VaultError
from storage.outbox import SEALED, sealed_record
from storage.tables import OutboxState, inbox, journals, mailboxes, outbox
from storage.tables import portal_sessions as sessions
from storage.tickets import CARRIED
from storage.turns import inbox_record, journal_record
from storage.vault import Vault

_BATCH = 200

_Row = Row[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class _Family:
    """One table with sealed rows, and how each row's record is named."""

    table: Table

    @property
    def key(self) -> list[Column[Any]]:
        return list(self.table.primary_key.columns)

    def record(self, row: _Row) -> str:
        if self.table is mailboxes:
            return credentials.record(row.id)
        if self.table is journals:
            return journal_record(row.chat_id)
        if self.table is sessions:
            return portal_sessions.record(row.mailbox_id)
        return inbox_record(row.channel, row.update_id)


async def rewrap_all(db: Database, vault: Vault) -> dict[str, int]:
    """How many rows were brought under the current key, by table; `unreadable` counts those no key here opens.

    While that is not 0, no key may be thrown away. Mailboxes get their fingerprint under the current key as well.
    """
    counts = {"mailboxes": 0, "portal_sessions": 0, "journals": 0, "inbox": 0, "outbox": 0, "unreadable": 0}
    for family in map(_Family, (mailboxes, sessions, journals, inbox)):
        async for rows in _batches(db, family):
            changes = []
            for row in rows:
                try:
                    change = _rewrapped(vault, family, row)
                except VaultError:
                    counts["unreadable"] += 1
                    continue
                if change is not None:
                    changes.append((row, change))
            counts[family.table.name] += await _write(db, family, changes)
    await _rewrap_carried(db, vault, counts)
    return counts


async def _rewrap_carried(db: Database, vault: Vault, counts: dict[str, int]) -> None:
    """What people and the team have written to each other and is not sent yet: few rows, each sealed in its
    parameters."""
    unsettled = outbox.c.state.in_([OutboxState.PENDING, OutboxState.SENDING])
    carried = select(outbox.c.id, outbox.c.dedupe_key, outbox.c.params).where(
        unsettled, outbox.c.text_key.in_((*CARRIED, "alert"))
    )
    async with db.begin() as connection:
        for row in (await connection.execute(carried.with_for_update())).all():
            if SEALED not in row.params:
                continue
            sealed = b64decode(row.params[SEALED])
            try:
                if vault.key_of(sealed) == vault.current:
                    continue
                anew = vault.rewrap(sealed, record=sealed_record(row.params.get("key", row.dedupe_key)))
            except VaultError:
                counts["unreadable"] += 1
                continue
            params = {**row.params, SEALED: b64encode(anew).decode()}
            await connection.execute(update(outbox).where(outbox.c.id == row.id).values(params=params))
            counts["outbox"] += 1


async def _batches(db: Database, family: _Family) -> AsyncGenerator[Sequence[_Row]]:
    """The sealed rows in order of their key, each batch read in its own transaction."""
    statement = select(family.table).where(family.table.c.sealed.is_not(None)).order_by(*family.key).limit(_BATCH)
    after: list[Any] | None = None
    while True:
        page = statement if after is None else statement.where(tuple_(*family.key) > tuple_(*after))
        async with db.read() as connection:
            rows = (await connection.execute(page)).all()
        if not rows:
            return
        yield rows
        after = [rows[-1]._mapping[column] for column in family.key]


def _rewrapped(vault: Vault, family: _Family, row: _Row) -> dict[str, Any] | None:
    """The columns to change; None where the row is under the current key already."""
    record = family.record(row)
    if vault.key_of(row.sealed) == vault.current:
        return None
    change: dict[str, Any] = {"sealed": vault.rewrap(row.sealed, record=record)}
    if family.table is mailboxes:
        opened = credentials.open_sealed(vault, row.id, row.sealed)
        change["fingerprint"] = credentials.fingerprints(vault, opened)[0]
    return change


async def _write(db: Database, family: _Family, changes: Sequence[tuple[_Row, dict[str, Any]]]) -> int:
    written = 0
    if not changes:
        return written
    async with db.begin() as connection:
        for row, change in changes:
            # Only where the row is as it was read: what changed meanwhile was sealed anew, with the current key.
            same = [column == row._mapping[column] for column in family.key]
            statement = update(family.table).where(*same, family.table.c.sealed == row.sealed).values(change)
            written += (await connection.execute(statement)).rowcount
    return written
