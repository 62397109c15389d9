"""Telling very many people the same: who is meant, once each, a bounded part at a time, whoever else does it too."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from storage import announcements, chats, mailboxes, outages, outbox
from storage.announcements import Part
from storage.database import Database
from storage.outages import Outage
from storage.tables import MailboxState, OutageKind, OutboxState
from storage.tables import mailboxes as mailboxes_table
from storage.tables import outbox as outbox_table
from tests.storage.moment import MINUTE, NOW

HOUR = timedelta(hours=1)


async def town(db: Database, people: int) -> list[int]:
    """So many chats with a watched mailbox each; their ids."""
    ids = []
    async with db.begin() as connection:
        for number in range(people):
            chat = await chats.ensure(connection, "telegram", str(number), now=NOW)
            await mailboxes.add(
                connection,
                chat_id=chat.id,
                name="Mamá",
                fingerprints=[bytes([number]) * 32],
                seal=lambda _: b"sealed",
                now=NOW,
                next_check_at=NOW,
            )
            ids.append(chat.id)
    return ids


async def out(db: Database, kind: OutageKind) -> Outage:
    async with db.begin() as connection:
        return await outages.begin_or_extend(
            connection, portal="sine", mailbox_id=None, kind=kind, seen="status 503", now=NOW
        )


async def announce(db: Database, outage: Outage, *, limit: int = 2, together: Sequence[Outage] = ()) -> list[Part]:
    """Part after part until none is left."""
    parts: list[Part] = []
    after = 0
    while not parts or parts[-1].last_chat is not None:
        async with db.begin() as connection:
            if together:
                part = await announcements.announce_back(
                    connection, outage, together=together, priority=40, due_at=NOW, now=NOW, after=after, limit=limit
                )
            else:
                part = await announcements.announce_out(
                    connection, outage, priority=40, due_at=NOW + HOUR, now=NOW, after=after, limit=limit
                )
        parts.append(part)
        after = part.last_chat or 0
    return parts


async def told(db: Database, text_key: str = "portal-out") -> list[int]:
    async with db.read() as connection:
        rows = select(outbox_table.c.chat_id).where(outbox_table.c.text_key == text_key)
        return list(await connection.scalars(rows.order_by(outbox_table.c.id)))


async def test_a_changed_portal_is_told_to_all_who_have_a_watched_mailbox(db: Database) -> None:
    """Once each, in parts; not to who left, nor to who has no mailbox, nor where none is watched."""
    ids = await town(db, 7)
    async with db.begin() as connection:
        await chats.ensure(connection, "telegram", "nobody", now=NOW)
        await chats.mark_left(connection, ids[1])
        stopped = update(mailboxes_table).where(mailboxes_table.c.chat_id == ids[2])
        await connection.execute(stopped.values(state=MailboxState.REJECTED))
    outage = await out(db, OutageKind.CHANGED)
    parts = await announce(db, outage)
    assert [part.written for part in parts] == [2, 2, 1, 0]
    assert await told(db) == [ids[0], *ids[3:]]
    assert [part.written for part in await announce(db, outage)] == [0, 0, 0, 0]
    async with db.begin() as connection:
        delivery = await outbox.lease_next(connection, ids[0], now=NOW + HOUR, lease=MINUTE)
    assert delivery is not None
    assert (delivery.params, delivery.priority, delivery.due_at) == ({"outages": [outage.id]}, 40, NOW + HOUR)


async def test_a_portal_that_is_down_is_told_only_where_a_term_may_be_running(db: Database) -> None:
    """A term that is over is none."""
    ids = await town(db, 4)
    async with db.begin() as connection:
        for chat_id, term in ((ids[1], NOW + HOUR), (ids[2], NOW), (ids[3], NOW - HOUR)):
            theirs = update(mailboxes_table).where(mailboxes_table.c.chat_id == chat_id)
            await connection.execute(theirs.values(term_until=term))
    await announce(db, await out(db, OutageKind.DOWN))
    assert await told(db) == [ids[1]]


async def test_many_workers_tell_each_person_once(db: Database, other: Database) -> None:
    """They begin at the same time and meet at the de-duplication keys."""
    ids = await town(db, 30)
    outage = await out(db, OutageKind.CHANGED)
    everyones = await asyncio.gather(*(announce((db, other)[number % 2], outage, limit=7) for number in range(6)))
    assert sum(part.written for parts in everyones for part in parts) == 30
    assert sorted(await told(db)) == ids


async def test_who_was_told_hears_that_it_is_over_once(db: Database) -> None:
    """Of two outages that end together one word is enough; who never got the first word gets none of the end."""
    ids = await town(db, 4)
    down, changed = await out(db, OutageKind.DOWN), await out(db, OutageKind.CHANGED)
    async with db.begin() as connection:
        await connection.execute(update(mailboxes_table).values(term_until=NOW + HOUR))
    await announce(db, down)
    await announce(db, changed)
    states = {ids[0]: OutboxState.SENT, ids[1]: OutboxState.SENDING, ids[2]: OutboxState.PENDING}
    async with db.begin() as connection:
        for chat_id in ids:
            theirs = update(outbox_table).where(outbox_table.c.chat_id == chat_id)
            await connection.execute(theirs.values(state=states.get(chat_id, OutboxState.FAILED)))
        together = await outages.end_of_portal(connection, now=NOW + HOUR)
    for outage in together:
        await announce(db, outage, together=together)
    assert await told(db, "portal-back") == ids[:2]
    async with db.read() as connection:
        assert await announcements.was_told(connection, [down.id, changed.id, 999], ids[0]) == {down.id, changed.id}
        assert await announcements.was_told(connection, [down.id], ids[1]) == set()
        assert await announcements.was_told(connection, [], ids[0]) == set()


async def test_an_outage_that_lasts_is_not_over(db: Database) -> None:
    """A mistake of ours, said as one."""
    outage = replace(await out(db, OutageKind.DOWN), ended_at=None)
    with pytest.raises(ValueError, match="not over"):
        await announce(db, outage, together=[outage])
