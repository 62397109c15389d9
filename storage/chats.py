"""Who talks to us: one chat per address of a channel, its language, its consent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, ScalarSelect, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import insert
from storage.tables import ChatState, chats, consents

_other = chats.alias("other")

REACHABLE = (chats.c.holder_id.is_(None), or_(chats.c.state == ChatState.ACTIVE, chats.c.alerts_to.is_not(None)))
"""Over `chats`: one for each person whom messages reach, there or in their other chat."""


@dataclass(frozen=True, slots=True)
class Chat:
    """One conversation partner. `address` is the channel's own id of the chat; `language` is None until chosen."""

    id: int
    channel: str
    address: str
    language: str | None
    state: ChatState
    created_at: datetime
    seen_at: datetime
    consent_version: str | None
    consented_at: datetime | None
    no_broadcasts_at: datetime | None = None
    """Since when general messages are not wanted; alerts come all the same."""

    nationality: str | None = None
    """ISO 3166-1 alpha-2, only where the person gave it."""

    heard_at: datetime | None = None
    """When the person last wrote, by the platform's clock; None where the platform has no window."""

    alias: bytes | None = None
    """By which a chat is found by its phone number (a fingerprint); only where the channel has those."""

    holder_id: int | None = None
    """The same person's chat of another channel that holds the mailboxes; None: this one does."""

    alerts_to: int | None = None
    """Where this chat's alerts go, if not here."""

    @property
    def household(self) -> int:
        """The chat that holds this one's mailboxes: itself, unless the same person has another that does."""
        return self.holder_id or self.id


async def ensure(connection: AsyncConnection, channel: str, address: str, *, now: datetime) -> Chat:
    """The chat at this address, made if new; `seen_at` becomes `now`. Two callers at once get the same chat."""
    statement = insert(connection.dialect.name, chats).values(new_row(channel, address, now=now))
    statement = statement.on_conflict_do_update(
        index_elements=[chats.c.channel, chats.c.address], set_={"seen_at": statement.excluded.seen_at}
    )
    return from_row((await connection.execute(statement.returning(*chats.c))).one())


async def get(connection: AsyncConnection, chat_id: int) -> Chat | None:
    """The chat with this id."""
    row = (await connection.execute(select(chats).where(chats.c.id == chat_id))).one_or_none()
    return None if row is None else from_row(row)


async def find(connection: AsyncConnection, channel: str, address: str) -> Chat | None:
    """The chat at this address, if there is one."""
    at = select(chats).where(chats.c.channel == channel, chats.c.address == address)
    row = (await connection.execute(at)).one_or_none()
    return None if row is None else from_row(row)


async def set_language(connection: AsyncConnection, chat_id: int, language: str | None) -> None:
    """Remember the language the person chose; None means not chosen."""
    await connection.execute(update(chats).where(chats.c.id == chat_id).values(language=language))


async def give_consent(
    connection: AsyncConnection, chat_id: int, *, version: str, language: str, now: datetime
) -> None:
    """Keep the proof of consent: which text, in which language, when (Ley 29733)."""
    await connection.execute(
        consents.insert().values(chat_id=chat_id, version=version, language=language, given_at=now)
    )
    await connection.execute(
        update(chats).where(chats.c.id == chat_id).values(consent_version=version, consented_at=now)
    )


async def withdraw_consent(connection: AsyncConnection, chat_id: int, *, now: datetime) -> None:
    """End every consent of this chat. The proof stays, with the time of its end; a nationality that was given goes."""
    open_ones = update(consents).where(consents.c.chat_id == chat_id, consents.c.withdrawn_at.is_(None))
    await connection.execute(open_ones.values(withdrawn_at=now))
    await connection.execute(
        update(chats).where(chats.c.id == chat_id).values(consent_version=None, consented_at=None, nationality=None)
    )


async def household(connection: AsyncConnection, chat_id: int) -> int:
    """The chat that holds this one's mailboxes, as it is at this moment; see `Chat.household`."""
    holder = select(chats.c.holder_id).where(chats.c.id == chat_id)
    return (await connection.execute(holder)).scalar_one_or_none() or chat_id


async def mark_left(connection: AsyncConnection, chat_id: int) -> None:
    """The person blocked us or left: nothing is sent any more until `mark_active`. Whoever has another chat is told
    there what was to be told here."""
    await connection.execute(update(chats).where(chats.c.id == chat_id).values(state=ChatState.LEFT))
    here = update(chats).where(chats.c.id == _holder_of(chat_id), chats.c.alerts_to == chat_id)
    await connection.execute(here.values(alerts_to=None))
    second = select(_other.c.id).where(_other.c.holder_id == chat_id).limit(1).scalar_subquery()
    there = update(chats).where(chats.c.id == chat_id, chats.c.alerts_to.is_(None))
    await connection.execute(there.values(alerts_to=second))


async def mark_active(connection: AsyncConnection, chat_id: int) -> None:
    """The person is back, and told here what can't be told in the other chat, if they have left that one."""
    await connection.execute(update(chats).where(chats.c.id == chat_id).values(state=ChatState.ACTIVE))
    left = select(_other.c.id).where(_other.c.holder_id == chat_id, _other.c.state == ChatState.LEFT)
    here = update(chats).where(chats.c.id == chat_id, chats.c.alerts_to.in_(left))
    await connection.execute(here.values(alerts_to=None))
    holder_left = (chats.c.alerts_to.is_(None), chats.c.state == ChatState.LEFT)
    there = update(chats).where(chats.c.id == _holder_of(chat_id), *holder_left)
    await connection.execute(there.values(alerts_to=chat_id))


async def silent(connection: AsyncConnection, chat_id: int) -> None:
    """The platform says that the person has not written for too long, whatever we thought."""
    await connection.execute(update(chats).where(chats.c.id == chat_id).values(heard_at=None))


async def want_broadcasts(connection: AsyncConnection, chat_id: int, *, wanted: bool, now: datetime) -> None:
    """Remember whether the person wants general messages, for every chat that they have."""
    since = None if wanted else now
    holder = await household(connection, chat_id)
    theirs = or_(chats.c.id == holder, chats.c.holder_id == holder)
    await connection.execute(update(chats).where(theirs).values(no_broadcasts_at=since))


async def set_nationality(connection: AsyncConnection, chat_id: int, nationality: str | None) -> None:
    """Remember the nationality that the person gave (ISO 3166-1 alpha-2); None forgets it."""
    await connection.execute(update(chats).where(chats.c.id == chat_id).values(nationality=nationality))


async def without_broadcasts(connection: AsyncConnection, chat_ids: Sequence[int]) -> set[int]:
    """Those of these chats that want no general messages."""
    unwilling = select(chats.c.id).where(chats.c.id.in_(chat_ids), chats.c.no_broadcasts_at.is_not(None))
    return set(await connection.scalars(unwilling))


async def forget(connection: AsyncConnection, chat_id: int) -> bool:
    """Delete the chat with its mailboxes, notices, messages, journal and links. Consents and audit stay; the same
    person's other chat stands alone from then on."""
    pointed = update(chats).where(chats.c.id == _holder_of(chat_id), chats.c.alerts_to == chat_id)
    await connection.execute(pointed.values(alerts_to=None))
    await connection.execute(update(chats).where(chats.c.holder_id == chat_id).values(holder_id=None))
    return bool((await connection.execute(delete(chats).where(chats.c.id == chat_id))).rowcount)


async def count(connection: AsyncConnection, *, state: ChatState | None = None) -> int:
    """How many chats there are, in one state or in all."""
    statement = select(func.count()).select_from(chats)
    if state is not None:
        statement = statement.where(chats.c.state == state)
    return (await connection.execute(statement)).scalar_one()


def _holder_of(chat_id: int) -> ScalarSelect[int | None]:
    return select(_other.c.holder_id).where(_other.c.id == chat_id).scalar_subquery()


def new_row(channel: str, address: str, *, now: datetime) -> dict[str, Any]:
    """The columns of a chat that was just met."""
    return {
        "channel": channel,
        "address": address,
        "state": ChatState.ACTIVE,
        "created_at": now,
        "seen_at": now,
    }


def from_row(row: Row[*tuple[Any, ...]]) -> Chat:
    """A row that begins with the columns of `chats`, in their order."""
    return Chat(*row[: len(chats.c)])
