"""What a mailbox's session at the portal needs to go on after a restart: as secret as a password, so it is sealed."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import insert
from storage.tables import portal_sessions

KEPT = timedelta(days=1)
"""Older ones are dead at any portal that we know of; nobody would miss them."""


def record(mailbox_id: int) -> str:
    """The name under which a mailbox's session is sealed."""
    return f"session:{mailbox_id}"


async def keep(connection: AsyncConnection, mailbox_id: int, *, sealed: bytes, now: datetime) -> None:
    """Instead of the one before. Raises StorageConflict if the mailbox is gone."""
    values = {"sealed": sealed, "kept_at": now}
    row = insert(connection.dialect.name, portal_sessions).values(mailbox_id=mailbox_id, **values)
    await connection.execute(row.on_conflict_do_update(index_elements=[portal_sessions.c.mailbox_id], set_=values))


async def kept(connection: AsyncConnection, mailbox_id: int, *, now: datetime) -> bytes | None:
    """What was kept, sealed; None where there is nothing, or nothing that is young enough."""
    young = (portal_sessions.c.mailbox_id == mailbox_id, portal_sessions.c.kept_at > now - KEPT)
    found: bytes | None = await connection.scalar(select(portal_sessions.c.sealed).where(*young))
    return found


async def drop(connection: AsyncConnection, mailbox_id: int) -> None:
    """Keep nothing of it."""
    await connection.execute(delete(portal_sessions).where(portal_sessions.c.mailbox_id == mailbox_id))


async def purge(connection: AsyncConnection, *, now: datetime) -> int:
    """Delete those that are too old; how many that were."""
    old = delete(portal_sessions).where(portal_sessions.c.kept_at <= now - KEPT)
    return (await connection.execute(old)).rowcount
