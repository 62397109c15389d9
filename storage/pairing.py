"""One person with two chats, one on each channel: how a second one joins the one that holds the mailboxes, by a code
that is good once and for minutes, and how the two part again.

Whatever changes a pair locks the mailboxes first, by id, and then the chats: looks into mailboxes lock in this order
too.
"""

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import audit, chats, telling
from storage.chats import Chat
from storage.tables import MailboxState, OutboxState, links, mailboxes, outbox
from storage.tables import chats as chat_rows
from storage.vault import Vault

CODE_LIFE = timedelta(minutes=15)
MOVED = "mailbox.moved"
"""The action under which it is on record that a mailbox came with a second chat."""

_PURPOSE = "pairing"
_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # none that looks like another: no 0, 1, I, L, O
_LENGTH = 8
_CODE = re.compile(f"([{_LETTERS}]{{4}})[-\u2010-\u2015]?([{_LETTERS}]{{4}})")


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
    """Two chats are one person's. `moved` came with the second chat; `dropped` were in both."""

    pair: Pair
    moved: tuple[int, ...]
    dropped: tuple[int, ...]


def read_code(text: str) -> str | None:
    """The code that a text is, without its dash; None where it is none. Pure."""
    found = _CODE.fullmatch(text.strip().upper())
    return _mixed(found[1] + found[2]) if found else None


async def offer(connection: AsyncConnection, vault: Vault, chat_id: int, *, now: datetime) -> str:
    """A new code of this chat: eight signs; an earlier one is of no use any more. Kept under a key of the vault: eight
    signs under a plain hash could be guessed from a copy of the database."""
    earlier = update(links).where(links.c.chat_id == chat_id, links.c.purpose == _PURPOSE, links.c.used_at.is_(None))
    await connection.execute(earlier.values(used_at=now))
    code = None
    while code is None:
        code = _mixed("".join(secrets.choice(_LETTERS) for _ in range(_LENGTH)))
    values = {"chat_id": chat_id, "purpose": _PURPOSE, "created_at": now, "expires_at": now + CODE_LIFE}
    await connection.execute(links.insert().values(token_hash=_marks(vault, code)[0], **values))
    return code


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
    if second is None or holder.consent_version is None or not await _burn(connection, vault, code, now=now):
        return NotJoined.CODE
    moved, dropped = await _move_mailboxes(connection, second.id, to=holder.id)
    await chats.give_consent(connection, second.id, version=holder.consent_version, language=language, now=now)
    opted_out = holder.no_broadcasts_at or second.no_broadcasts_at
    both = {"no_broadcasts_at": opted_out, "alerts_to": None}
    nationality = {"nationality": holder.nationality or second.nationality}
    await _set(connection, holder.id, **both, **nationality)
    await _set(connection, second.id, **both, nationality=None, holder_id=holder.id)
    return Joined(found, moved, dropped)


async def part(connection: AsyncConnection, second_id: int, *, give_back: bool = False, now: datetime) -> Pair | None:
    """The second chat is alone again, and what waited in it goes to the one that holds the mailboxes. With `give_back`
    the mailboxes that came with it go with it. The two as they were; None where they are no pair (any more)."""
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
        brought = await _brought(connection, second_id)
        own = update(mailboxes).where(mailboxes.c.chat_id == holder_id, mailboxes.c.id.in_(brought))
        await connection.execute(own.values(chat_id=second_id))
        waiting = (outbox.c.chat_id == holder_id, outbox.c.state == OutboxState.PENDING)
        told = update(outbox).where(*waiting, outbox.c.mailbox_id.in_(brought))
        await connection.execute(told.values(chat_id=second_id))
    return pair


async def prefer(connection: AsyncConnection, chat_id: int, channel: str) -> Pair | None:
    """From now on alerts go to the person's chat of this channel; None where they have none of it, or only one."""
    pair = await of(connection, chat_id)
    if pair is None or pair.second is None or channel not in {pair.holder.channel, pair.second.channel}:
        return None
    await _set(connection, pair.holder.id, alerts_to=pair.second.id if channel == pair.second.channel else None)
    return await of(connection, chat_id)


async def _given_by(connection: AsyncConnection, vault: Vault, code: str, *, now: datetime) -> int | None:
    live = select(links.c.chat_id).where(*_live(vault, code, now))
    return (await connection.execute(live)).scalar_one_or_none()


async def _burn(connection: AsyncConnection, vault: Vault, code: str, *, now: datetime) -> bool:
    return bool((await connection.execute(update(links).where(*_live(vault, code, now)).values(used_at=now))).rowcount)


def _live(vault: Vault, code: str, now: datetime) -> tuple[Any, ...]:
    mark = links.c.token_hash.in_(_marks(vault, code))
    return mark, links.c.purpose == _PURPOSE, links.c.used_at.is_(None), links.c.expires_at > now


def _marks(vault: Vault, code: str) -> tuple[bytes, ...]:
    return vault.fingerprints(code, purpose=_PURPOSE)


def _mixed(code: str) -> str | None:
    """A code has letters and figures both, so that no word and no number is taken for one."""
    return code if any(map(str.isdigit, code)) and any(map(str.isalpha, code)) else None


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
        twin, name = held.get(row.fingerprint), row.name
        if twin is not None:
            keeps = row.state is MailboxState.WATCHING and twin.state is not MailboxState.WATCHING
            dropped.append(twin.id if keeps else row.id)
            await connection.execute(delete(mailboxes).where(mailboxes.c.id == dropped[-1]))
            if not keeps:
                continue
            name = twin.name
        await connection.execute(update(mailboxes).where(mailboxes.c.id == row.id).values(chat_id=to, name=name))
        moved.append(row.id)
    return tuple(moved), tuple(dropped)


async def _mailboxes(connection: AsyncConnection, chat_id: int) -> Sequence[Row[*tuple[Any, ...]]]:
    columns = (mailboxes.c.id, mailboxes.c.fingerprint, mailboxes.c.name, mailboxes.c.state)
    of_chat = select(*columns).where(mailboxes.c.chat_id == chat_id).order_by(mailboxes.c.id)
    return (await connection.execute(of_chat)).all()


async def _brought(connection: AsyncConnection, second_id: int) -> list[int]:
    """The mailboxes that came with this chat, by the record of it."""
    moves = [one for one in await audit.of_chat(connection, second_id) if one.action == MOVED]
    return [int(one.subject.removeprefix("mailbox:")) for one in moves]


async def _set(connection: AsyncConnection, chat_id: int, **values: Any) -> None:
    await connection.execute(update(chat_rows).where(chat_rows.c.id == chat_id).values(**values))
