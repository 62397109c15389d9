"""Who did what, when and from where: append-only, kept when the chat is gone. Holds ids, never texts or names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import audit


@dataclass(frozen=True, slots=True)
class Entry:
    """One act: `action` upon `subject` ("notice.opened" upon "notice:7"), by a chat or, where None, by the house."""

    id: int
    at: datetime
    chat_id: int | None
    action: str
    subject: str
    details: Mapping[str, Any] | None
    origin: str | None = None
    """From where: a channel, `web` or `cli`; None for the house itself, and before it was kept."""


async def record(
    connection: AsyncConnection,
    *,
    at: datetime,
    chat_id: int | None,
    action: str,
    subject: str,
    details: Mapping[str, Any] | None = None,
    origin: str | None = None,
) -> None:
    """Write an act down, in the transaction of the act itself. `details` is plain JSON without personal data."""
    values = {"at": at, "chat_id": chat_id, "action": action, "subject": subject, "details": details}
    values["origin"] = origin
    await connection.execute(audit.insert().values(values))


async def of_chat(connection: AsyncConnection, chat_id: int) -> list[Entry]:
    """What a chat did, oldest first."""
    rows = await connection.execute(select(audit).where(audit.c.chat_id == chat_id).order_by(audit.c.id))
    return [Entry(*row) for row in rows]


async def search(
    connection: AsyncConnection,
    *,
    actions: Sequence[str] = (),
    chat_id: int | None = None,
    subject: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    before_id: int | None = None,
    limit: int = 100,
) -> list[Entry]:
    """Acts, latest first. An action that ends in "." stands for all that begin with it ("staff.")."""
    wanted = _wanted(actions, since, until)
    given = {audit.c.chat_id: chat_id, audit.c.subject: subject}
    for column, value in given.items():
        if value is not None:
            wanted = wanted.where(column == value)
    if before_id is not None:
        wanted = wanted.where(audit.c.id < before_id)
    rows = await connection.execute(wanted.order_by(audit.c.id.desc()).limit(limit))
    return [Entry(*row) for row in rows]


async def following(
    connection: AsyncConnection,
    *,
    after_id: int = 0,
    actions: Sequence[str] = (),
    since: datetime | None = None,
    until: datetime | None = None,
    limit: int = 1_000,
) -> list[Entry]:
    """The next acts in the order in which they were done: all of them, page by page. `actions` as in `search`."""
    wanted = _wanted(actions, since, until).where(audit.c.id > after_id)
    return [Entry(*row) for row in await connection.execute(wanted.order_by(audit.c.id).limit(limit))]


async def last(connection: AsyncConnection, *, action: str, subject: str) -> Entry | None:
    """The latest time that `action` was done to `subject`."""
    of = select(audit).where(audit.c.subject == subject, audit.c.action == action)
    row = (await connection.execute(of.order_by(audit.c.id.desc()).limit(1))).one_or_none()
    return None if row is None else Entry(*row)


async def count_since(connection: AsyncConnection, *, action: str, subject: str, since: datetime) -> int:
    """How often `action` was done to `subject` at or after `since`."""
    of = select(func.count()).where(audit.c.subject == subject, audit.c.action == action, audit.c.at >= since)
    return (await connection.execute(of)).scalar_one()


def _wanted(actions: Sequence[str], since: datetime | None, until: datetime | None) -> Select[*tuple[Any, ...]]:
    wanted = select(audit)
    if actions:
        wanted = wanted.where(
            or_(*(audit.c.action.startswith(a) if a.endswith(".") else audit.c.action == a for a in actions))
        )
    if since is not None:
        wanted = wanted.where(audit.c.at >= since)
    if until is not None:
        wanted = wanted.where(audit.c.at < until)
    return wanted
