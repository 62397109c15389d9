"""Approving what was looked at, and nothing else, on either database."""

import asyncio

from storage import broadcasts, chats
from storage.audience import Audience
from storage.broadcasts import Content
from storage.database import Database
from tests.storage.moment import MINUTE, NOW


async def test_only_what_was_looked_at_is_approved_and_by_one(db: Database) -> None:
    """Submitted anew since, a yes to the old one counts for nothing; of five to the new one exactly one counts."""
    async with db.begin() as connection:
        await chats.ensure(connection, "telegram", "1", now=NOW)
        number = await broadcasts.create(
            connection, content=Content({"es": "Hola"}), audience=Audience(), urgent=False, author=None, now=NOW
        )
        await broadcasts.submit(connection, number, now=NOW)
        await broadcasts.send_back(connection, number)
        await broadcasts.submit(connection, number, now=NOW + MINUTE)

    async def approve(approver: int, *, late: bool) -> bool:
        seen = NOW + MINUTE if late else NOW
        async with db.begin() as connection:
            return await broadcasts.approve(
                connection, number, approver=approver, due_at=NOW, submitted_at=seen, now=NOW + 2 * MINUTE
            )

    assert not await approve(1, late=False)
    assert sorted(await asyncio.gather(*(approve(one, late=True) for one in range(2, 7)))) == [False] * 4 + [True]
