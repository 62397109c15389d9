"""How a person wants to be told: when to be reminded, when to be left alone. Kept only for who has chosen something."""

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import insert
from storage.tables import preferences

BEFORE = (5, 2, 1, 0)
"""Working days before a safe date on which people are reminded unless they choose otherwise; 0 is the day itself."""


@dataclass(frozen=True, slots=True)
class Preferences:
    """`remind_before`: working days before a safe date, none for no reminders. Hours are Lima's, 0 to 23: between
    `quiet_from` and `quiet_until` only what is critical comes; with `digest_hour` what can wait comes once a day, then.
    `paused_until`: nothing but what is critical comes before."""

    remind_before: tuple[int, ...] = BEFORE
    quiet_from: int | None = None
    quiet_until: int | None = None
    digest_hour: int | None = None
    paused_until: datetime | None = None


async def of(connection: AsyncConnection, household: int) -> Preferences:
    """What the person chose, by the chat that holds their mailboxes; the usual where nothing is chosen."""
    row = (await connection.execute(select(preferences).where(preferences.c.chat_id == household))).one_or_none()
    if row is None:
        return Preferences()
    before = BEFORE if row.remind_before is None else tuple(int(day) for day in row.remind_before.split(",") if day)
    return Preferences(before, row.quiet_from, row.quiet_until, row.digest_hour, row.paused_until)


async def keep(connection: AsyncConnection, household: int, chosen: Preferences) -> None:
    """Keep all of it."""
    before = None if chosen.remind_before == BEFORE else ",".join(map(str, chosen.remind_before))
    values = {**asdict(chosen), "remind_before": before}
    kept = insert(connection.dialect.name, preferences).values(chat_id=household, **values)
    await connection.execute(kept.on_conflict_do_update(index_elements=[preferences.c.chat_id], set_=values))
