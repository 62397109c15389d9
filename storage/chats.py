"""Who talks to us: one chat per address of a channel, its language, its consent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import insert
from storage.tables import ChatState, chats, consents


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

    holder_id: int | None = None
    """The same person's chat of another channel that holds the mailboxes; None: this one does."""

    alerts_to: int | None = None
    """Where this chat's alerts go, if not here."""


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
    """End every consent of this chat. The proof stays, with the time of its end."""
    open_ones = update(consents).where(consents.c.chat_id == chat_id, consents.c.withdrawn_at.is_(None))
    await connection.execute(open_ones.values(withdrawn_at=now))
    await connection.execute(update(chats).where(chats.c.id == chat_id).values(consent_version=None, consented_at=None))


async def mark_left(connection: AsyncConnection, chat_id: int) -> None:
    """The person blocked us or left: nothing is sent any more until `mark_active`."""
    await connection.execute(update(chats).where(chats.c.id == chat_id).values(state=ChatState.LEFT))


async def mark_active(connection: AsyncConnection, chat_id: int) -> None:
    """The person is back."""
    await connection.execute(update(chats).where(chats.c.id == chat_id).values(state=ChatState.ACTIVE))


async def want_broadcasts(connection: AsyncConnection, chat_id: int, *, wanted: bool, now: datetime) -> None:
    """Remember whether the person wants general messages."""
    since = None if wanted else now
    await connection.execute(update(chats).where(chats.c.id == chat_id).values(no_broadcasts_at=since))


async def without_broadcasts(connection: AsyncConnection, chat_ids: Sequence[int]) -> set[int]:
    """Those of these chats that want no general messages."""
    unwilling = select(chats.c.id).where(chats.c.id.in_(chat_ids), chats.c.no_broadcasts_at.is_not(None))
    return set(await connection.scalars(unwilling))


async def forget(connection: AsyncConnection, chat_id: int) -> bool:
    """Delete the chat with its mailboxes, notices, messages, journal and links. Consents and audit stay."""
    return bool((await connection.execute(delete(chats).where(chats.c.id == chat_id))).rowcount)


async def count(connection: AsyncConnection, *, state: ChatState | None = None) -> int:
    """How many chats there are, in one state or in all."""
    statement = select(func.count()).select_from(chats)
    if state is not None:
        statement = statement.where(chats.c.state == state)
    return (await connection.execute(statement)).scalar_one()


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
    return Chat(*row[:14])
