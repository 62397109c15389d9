"""One person with two chats, one on each channel: how a second one joins the one that holds the mailboxes, by a code
that is good once and for minutes, and how the two part again.

Whatever changes a pair locks the mailboxes first, by id, and then the chats: looks into mailboxes lock in this order
too.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import audit, chats, codes, telling, watchers
from storage.chats import Chat
from storage.tables import MailboxState, OutboxState, links, mailboxes, outbox
from storage.tables import chats as chat_rows
from storage.vault import Vault

CODE_LIFE = timedelta(minutes=15)
MOVED = "mailbox.moved"
"""The action under which it is on record that a mailbox came with a second chat."""

_PURPOSE = "pairing"


@dataclass(frozen=True, slots=True)
class Pair:
    """The chats of one person: the one that holds the mailboxes, and the second, where there is one."""

    holder: Chat
    second: Chat | None

    @property
    def told_in(self) -> Chat:
        """Where alerts go."""
        return self.second if self.second and self.holder.alerts_to == self.second.id else self.holder

    def other_than(self, chat_id: int) -> Chat | None:
        """The person's other chat."""
        return self.holder if self.second and chat_id == self.second.id else self.second


class NotJoined(StrEnum):
    """Why two chats can't be joined. CODE: it is wrong, used or too old, which of them nobody is told; HERE: it was
    made in this chat, or on its channel; PAIRED: one of them has another already; FULL: too many mailboxes together."""

    CODE = "code"
    HERE = "here"
    PAIRED = "paired"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class Joined:
    """Two chats are one person's. `moved` came with the second chat; `dropped` were in both; `watched` are the watchers
    (of other people's mailboxes) that came."""

    pair: Pair
    moved: tuple[int, ...]
    dropped: tuple[int, ...]
    watched: tuple[int, ...] = ()


async def offer(connection: AsyncConnection, vault: Vault, chat_id: int, *, now: datetime) -> str:
    """A new code of this chat; an earlier one is of no use any more."""
    earlier = update(links).where(links.c.chat_id == chat_id, links.c.purpose == _PURPOSE, links.c.used_at.is_(None))
    await connection.execute(earlier.values(used_at=now))
    return await codes.make(connection, vault, chat_id, kind=_PURPOSE, purpose=_PURPOSE, life=CODE_LIFE, now=now)


async def of(connection: AsyncConnection, chat_id: int) -> Pair | None:
    """The chats of the person behind this one; None where it is gone."""
    holder = await chats.get(connection, await chats.household(connection, chat_id))
    if holder is None:
        return None
    second = (await connection.execute(select(chat_rows).where(chat_rows.c.holder_id == holder.id))).first()
    return Pair(holder, None if second is None else chats.from_row(second))


async def look(
    connection: AsyncConnection, vault: Vault, code: str, chat_id: int, *, most: int, now: datetime
) -> Pair | NotJoined:
    """The two that would be joined if this chat used the code, without using it up; or why they can't be. `most` is how
    many mailboxes one person may have."""
    given_by = await _given_by(connection, vault, code, now=now)
    mine, theirs = await of(connection, chat_id), await of(connection, given_by) if given_by else None
    if mine is None or theirs is None or theirs.holder.consent_version is None:
        return NotJoined.CODE
    here, holder = mine.holder, theirs.holder
    if given_by == chat_id:
        return NotJoined.HERE
    if mine.second or theirs.second:
        return NotJoined.PAIRED
    if here.channel == holder.channel:
        return NotJoined.HERE
    held = select(func.count(mailboxes.c.fingerprint.distinct())).where(mailboxes.c.chat_id.in_((here.id, holder.id)))
    return NotJoined.FULL if (await connection.execute(held)).scalar_one() > most else Pair(holder, here)


async def join(
    connection: AsyncConnection, vault: Vault, code: str, chat_id: int, *, language: str, most: int, now: datetime
) -> Joined | NotJoined:
    """Use the code up: this chat's mailboxes go to the chat that gave it, whose consent holds here too, with a proof of
    its own. Of any number of callers exactly one does."""
    given_by = await _given_by(connection, vault, code, now=now)
    if given_by is None:
        return NotJoined.CODE
    await _lock(connection, given_by, chat_id)
    found = await look(connection, vault, code, chat_id, most=most, now=now)
    if isinstance(found, NotJoined):
        return found
    holder, second = found.holder, found.second
    if second is None or holder.consent_version is None:
        return NotJoined.CODE
    if not await codes.burn(connection, vault, code, kind=_PURPOSE, now=now):
        return NotJoined.CODE
    moved, dropped = await _move_mailboxes(connection, second.id, to=holder.id)
    watched = await watchers.join(connection, second.id, holder_id=holder.id)
    await chats.give_consent(connection, second.id, version=holder.consent_version, language=language, now=now)
    opted_out = holder.no_broadcasts_at or second.no_broadcasts_at
    both = {"no_broadcasts_at": opted_out, "alerts_to": None}
    nationality = {"nationality": holder.nationality or second.nationality}
    await _set(connection, holder.id, **both, **nationality)
    await _set(connection, second.id, **both, nationality=None, holder_id=holder.id)
    return Joined(found, moved, dropped, watched)


async def part(connection: AsyncConnection, second_id: int, *, give_back: bool = False, now: datetime) -> Pair | None:
    """The second chat is alone again, and what waited in it goes to the one that holds the mailboxes. With `give_back`
    the mailboxes that came with it go with it, and what it watched. The two as they were; None where they are no pair
    (any more)."""
    holder_id = await chats.household(connection, second_id)
    if holder_id == second_id:
        return None
    await _lock(connection, holder_id, second_id)
    pair = await of(connection, second_id)
    if pair is None or pair.second is None or pair.second.id != second_id:
        return None
    await telling.take_back(connection, second_id, to=holder_id, now=now)
    await _set(connection, holder_id, alerts_to=None)
    await _set(connection, second_id, holder_id=None)
    if give_back:
        brought = await _brought(connection, second_id, MOVED)
        own = update(mailboxes).where(mailboxes.c.chat_id == holder_id, mailboxes.c.id.in_(brought))
        await connection.execute(own.values(chat_id=second_id))
        waiting = (outbox.c.chat_id == holder_id, outbox.c.state == OutboxState.PENDING)
        told = update(outbox).where(*waiting, outbox.c.mailbox_id.in_(brought))
        await connection.execute(told.values(chat_id=second_id))
        watched = await _brought(connection, second_id, watchers.MOVED)
        await watchers.give_back(connection, watched, holder_id, to=second_id)
    return pair


async def prefer(connection: AsyncConnection, chat_id: int, channel: str) -> Pair | None:
    """From now on alerts go to the person's chat of this channel; None where they have none of it, or only one."""
    pair = await of(connection, chat_id)
    if pair is None or pair.second is None or channel not in {pair.holder.channel, pair.second.channel}:
        return None
    await _set(connection, pair.holder.id, alerts_to=pair.second.id if channel == pair.second.channel else None)
    return await of(connection, chat_id)


async def _given_by(connection: AsyncConnection, vault: Vault, code: str, *, now: datetime) -> int | None:
    given = await codes.find(connection, vault, code, kind=_PURPOSE, now=now)
    return given.chat_id if given else None


async def _lock(connection: AsyncConnection, *chat_ids: int) -> None:
    # KEY SHARE stays possible: whoever writes a row that belongs to one of them need not wait.
    held = select(mailboxes.c.id).where(mailboxes.c.chat_id.in_(chat_ids)).order_by(mailboxes.c.id)
    await connection.execute(held.with_for_update(key_share=True))
    both = select(chat_rows.c.id).where(chat_rows.c.id.in_(chat_ids)).order_by(chat_rows.c.id)
    await connection.execute(both.with_for_update(key_share=True))


async def _move_mailboxes(
    connection: AsyncConnection, chat_id: int, *, to: int
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Those that moved, and those that were in both, of which the one that can be read stays."""
    held = {row.fingerprint: row for row in await _mailboxes(connection, to)}
    moved, dropped = [], []
    for row in await _mailboxes(connection, chat_id):
        twin, called = held.get(row.fingerprint), {"name": row.name, "badge": row.badge}
        if twin is not None:
            keeps = row.state is MailboxState.WATCHING and twin.state is not MailboxState.WATCHING
            dropped.append(twin.id if keeps else row.id)
            await watchers.follow_mailbox(connection, dropped[-1], row.id if keeps else twin.id)
            await connection.execute(delete(mailboxes).where(mailboxes.c.id == dropped[-1]))
            if not keeps:
                continue
            called = {"name": twin.name, "badge": twin.badge}
        await connection.execute(update(mailboxes).where(mailboxes.c.id == row.id).values(chat_id=to, **called))
        moved.append(row.id)
    return tuple(moved), tuple(dropped)


async def _mailboxes(connection: AsyncConnection, chat_id: int) -> Sequence[Row[*tuple[Any, ...]]]:
    columns = [mailboxes.c[name] for name in ("id", "fingerprint", "name", "badge", "state")]
    of_chat = select(*columns).where(mailboxes.c.chat_id == chat_id).order_by(mailboxes.c.id)
    return (await connection.execute(of_chat)).all()


async def _brought(connection: AsyncConnection, second_id: int, action: str) -> list[int]:
    """What came with this chat, by the record of it: the ids of mailboxes, or of watchers."""
    moves = [one for one in await audit.of_chat(connection, second_id) if one.action == action]
    return [int(one.subject.partition(":")[2]) for one in moves]


async def _set(connection: AsyncConnection, chat_id: int, **values: Any) -> None:
    await connection.execute(update(chat_rows).where(chat_rows.c.id == chat_id).values(**values))
