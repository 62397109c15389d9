"""Who was written to though they had not written is read off the rows that went out as a template."""

from datetime import timedelta
from typing import Any

from sqlalchemy import insert

from storage import chats, knocks
from storage.arrivals import AWAITS_WINDOW, WINDOW_WAIT
from storage.database import Database
from storage.tables import OutboxState, outbox
from tests.storage.moment import MINUTE, NOW

SINCE = NOW - timedelta(hours=24)


async def _row(database: Database, address: str, **values: Any) -> int:
    """A message that was sent as a template a minute ago, but for `values`; the id of its chat."""
    row = {
        "dedupe_key": f"{address}:{len(values)}:{values.get('settled_at')}",
        "priority": 20,
        "text_key": "alert",
        "params": {},
        "state": OutboxState.SENT,
        "due_at": NOW,
        "attempts": 1,
        "created_at": NOW,
        "settled_at": NOW - MINUTE,
        "template": "buzon_notificacion",
    }
    async with database.begin() as connection:
        chat = await chats.ensure(connection, "whatsapp", address, now=NOW)
        await connection.execute(insert(outbox).values(row | values | {"chat_id": chat.id}))
    return chat.id


async def test_each_chat_counts_once_by_its_last(db: Database) -> None:
    """Two templates to one person are one person, reached when the second went out."""
    chat = await _row(db, "PE.1", settled_at=NOW - 90 * MINUTE)
    assert await _row(db, "PE.1") == chat
    other = await _row(db, "PE.2", settled_at=NOW - 3 * MINUTE)
    async with db.read() as connection:
        assert await knocks.since(connection, since=SINCE) == {chat: NOW - MINUTE, other: NOW - 3 * MINUTE}


async def test_what_waits_behind_its_template_counts_from_then(db: Database) -> None:
    """An answer of the team waits for its person to write; its template went out WINDOW_WAIT before it is due."""
    waits = {"state": OutboxState.PENDING, "code": AWAITS_WINDOW, "settled_at": None}
    chat = await _row(db, "PE.1", **waits, due_at=NOW - 5 * MINUTE + WINDOW_WAIT)
    await _row(db, "PE.2", **waits, due_at=NOW - timedelta(hours=25) + WINDOW_WAIT)
    async with db.read() as connection:
        assert await knocks.since(connection, since=SINCE) == {chat: NOW - 5 * MINUTE}


async def test_the_rest_does_not_count(db: Database) -> None:
    """Plain messages, what was not delivered, what waits for its turn, and what went out before."""
    await _row(db, "PE.1", template=None)
    await _row(db, "PE.2", state=OutboxState.FAILED)
    await _row(db, "PE.3", state=OutboxState.PENDING, settled_at=None, code="tier", template=None)
    await _row(db, "PE.4", settled_at=SINCE - MINUTE)
    async with db.read() as connection:
        assert await knocks.since(connection, since=SINCE) == {}
