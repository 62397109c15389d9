"""A parlour whose ledger is kept in a database of either kind, by as many workers as a test wants."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from bot.channels.limits import TELEGRAM
from bot.channels.messages import Message
from bot.channels.rendering import render
from bot.metrics import Metrics
from bot.push.ledger import OutageLedger
from handlers.alerts import compose
from handlers.speech import Said, Unsaid
from handlers.world import World
from storage import chats, mailboxes, outages, outbox
from storage.database import Database
from storage.mailboxes import Mailbox
from storage.outages import Outage
from storage.tables import mailboxes as mailboxes_table
from storage.tables import outages as outages_table
from storage.tables import outbox as outbox_table
from tests.handlers.parlour import Parlour
from tests.handlers.transcript import plain
from tests.storage.conftest import db, migrated_file, migrated_postgres, other, sqlite_url, url
from tests.storage.moment import NOW

__all__ = ["db", "migrated_file", "migrated_postgres", "other", "sqlite_url", "url"]

LEASE = timedelta(seconds=10)


@dataclass
class Watchtower:
    """Who is watched, what is known of the portal, and what people are told of it."""

    world: World
    ledger: OutageLedger
    metrics: Metrics
    woken: list[None]
    ids: list[int] = field(default_factory=list)

    async def family(self, name: str, *, term_until: datetime | None = None) -> int:
        """A chat with a watched mailbox; its id."""
        async with self.world.database.begin() as connection:
            chat = await chats.ensure(connection, "telegram", name, now=NOW)
        await self.link(chat.id, name, term_until=term_until)
        return chat.id

    async def link(self, chat_id: int, name: str, *, term_until: datetime | None = None) -> None:
        """One mailbox more."""
        async with self.world.database.begin() as connection:
            added = await mailboxes.add(
                connection,
                chat_id=chat_id,
                name=name,
                fingerprints=[name.encode().ljust(32)[:32]],
                seal=lambda _: b"sealed",
                now=NOW,
                next_check_at=NOW,
            )
            assert isinstance(added, Mailbox)
            await connection.execute(
                update(mailboxes_table).where(mailboxes_table.c.id == added.id).values(term_until=term_until)
            )

    async def mailbox(self, chat_id: int) -> Mailbox:
        async with self.world.database.read() as connection:
            return (await mailboxes.of_chat(connection, chat_id))[0]

    async def rows(self) -> list[Outage]:
        async with self.world.database.read() as connection:
            found = await connection.execute(select(outages_table).order_by(outages_table.c.id))
            return [outages._from(row) for row in found]

    async def waiting(self) -> list[tuple[int, str]]:
        """Chat and text key of every message there ever was."""
        async with self.world.database.read() as connection:
            rows = select(outbox_table.c.chat_id, outbox_table.c.text_key).order_by(outbox_table.c.id)
            return [(row.chat_id, row.text_key) for row in await connection.execute(rows)]

    async def hears(self, chat_id: int, at: datetime, language: str = "es") -> list[str]:
        """What reaches the chat at this instant, message by message."""
        texts = []
        while True:
            async with self.world.database.begin() as connection:
                delivery = await outbox.lease_next(connection, chat_id, now=at, lease=LEASE)
                if delivery is None:
                    return texts
                said = await compose(connection, delivery, now=at)
                if isinstance(said, Unsaid):
                    await outbox.failed(connection, delivery.id, code=said.code, now=at)
                    continue
                await outbox.sent(connection, delivery.id, now=at)
            assert isinstance(said, Said)
            [message] = render(said, language=language, limits=TELEGRAM)
            assert isinstance(message, Message)
            labels = [f"[{key.label}]" for row in message.keyboard for key in row]
            texts.append("\n".join([plain(message.markup), *labels]))

    def gauge(self, kind: str) -> float | None:
        return self.metrics.registry.get_sample_value("buzon_portal_outage", {"kind": kind})


@pytest.fixture
def tower(parlour: Parlour, db: Database) -> Watchtower:
    world = replace(parlour.world, database=db)
    metrics = Metrics()
    return Watchtower(world, OutageLedger(world, metrics, portal="sine", chunk=3), metrics, parlour.woken)
