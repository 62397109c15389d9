"""One-time pages: a token is given out once, and only its hash is kept.

Looking (`peek`, on GET) never uses a link up, because link previews fetch links; `burn` (on POST) does.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import links


class LinkTrouble(StrEnum):
    """Why a link is of no use."""

    UNKNOWN = "unknown"
    USED = "used"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Link:
    """A link that is good: whose it is and what it is for."""

    chat_id: int
    purpose: str
    created_at: datetime
    expires_at: datetime


_COLUMNS = [links.c[name] for name in Link.__slots__]


async def issue(connection: AsyncConnection, *, chat_id: int, purpose: str, now: datetime, life: timedelta) -> str:
    """A new token (32 random bytes, base64url). Earlier unused ones of this chat and purpose are burnt."""
    earlier = update(links).where(links.c.chat_id == chat_id, links.c.purpose == purpose, links.c.used_at.is_(None))
    await connection.execute(earlier.values(used_at=now))
    token = secrets.token_urlsafe(32)
    values = {"chat_id": chat_id, "purpose": purpose, "created_at": now, "expires_at": now + life}
    await connection.execute(links.insert().values(token_hash=_hash(token), **values))
    return token


async def peek(connection: AsyncConnection, token: str, *, now: datetime) -> Link | LinkTrouble:
    """What the link is good for, without using it up."""
    statement = select(*_COLUMNS, links.c.used_at).where(links.c.token_hash == _hash(token))
    row = (await connection.execute(statement)).one_or_none()
    if row is None:
        return LinkTrouble.UNKNOWN
    if row.used_at is not None:
        return LinkTrouble.USED
    return Link(*row[:-1]) if row.expires_at > now else LinkTrouble.EXPIRED


async def burn(connection: AsyncConnection, token: str, *, now: datetime) -> Link | LinkTrouble:
    """Use the link up: of any number of callers exactly one gets it."""
    fresh = update(links).where(links.c.token_hash == _hash(token), links.c.used_at.is_(None), links.c.expires_at > now)
    row = (await connection.execute(fresh.values(used_at=now).returning(*_COLUMNS))).one_or_none()
    if row is not None:
        return Link(*row)
    trouble = await peek(connection, token, now=now)
    return trouble if isinstance(trouble, LinkTrouble) else LinkTrouble.USED


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
