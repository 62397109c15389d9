"""The private address of a person's calendar: a token that nobody can guess, of which only a hash is kept."""

import hashlib
import secrets
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import insert
from storage.tables import feeds

_BYTES = 24


async def renew(connection: AsyncConnection, household: int, *, now: datetime) -> str:
    """A new token of this chat; the earlier one leads nowhere any more."""
    token = secrets.token_urlsafe(_BYTES)
    values = {"token_hash": _hash(token), "created_at": now}
    kept = insert(connection.dialect.name, feeds).values(chat_id=household, **values)
    await connection.execute(kept.on_conflict_do_update(index_elements=[feeds.c.chat_id], set_=values))
    return token


async def has(connection: AsyncConnection, household: int) -> bool:
    """Whether there is an address that leads to this chat's calendar."""
    found = select(feeds.c.chat_id).where(feeds.c.chat_id == household)
    return (await connection.execute(found)).first() is not None


async def of(connection: AsyncConnection, token: str) -> int | None:
    """The chat whose calendar this token opens."""
    found = select(feeds.c.chat_id).where(feeds.c.token_hash == _hash(token))
    return (await connection.execute(found)).scalar_one_or_none()


async def end(connection: AsyncConnection, household: int) -> bool:
    """Let the address lead nowhere; False where there was none."""
    return bool((await connection.execute(delete(feeds).where(feeds.c.chat_id == household))).rowcount)


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
