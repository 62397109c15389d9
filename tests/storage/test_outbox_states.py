"""Any interleaving of adding, leasing, settling, putting off, leaving and time gives what a plain model gives."""

import asyncio
import tempfile
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from storage import chats, migrations, outbox
from storage.database import Database
from tests.storage.moment import MINUTE, NOW

PEOPLE = 3
LEASE = timedelta(minutes=2)
whose = st.integers(0, PEOPLE - 1)


@dataclass
class Expected:
    """The model of a row."""

    id: int
    priority: int
    due_at: datetime
    leased_until: datetime | None = None
    attempts: int = 0
    settled: bool = False

    def ready(self, now: datetime) -> bool:
        return not self.settled and (self.leased_until or self.due_at) <= now

    def out(self, now: datetime) -> bool:
        return not self.settled and self.leased_until is not None and self.leased_until > now


class OutboxMachine(RuleBasedStateMachine):
    """Runs on SQLite: the rules under test are the same statements on both databases."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.folder = tempfile.TemporaryDirectory(prefix="buzon-outbox-")
        url = f"sqlite:///{Path(self.folder.name)}/buzon.db"
        migrations.upgrade(url)
        self.db = Database.at(url)
        self.now = NOW
        self.keys = 0
        self.rows: dict[int, list[Expected]] = {}
        self.left: set[int] = set()
        self.chats = self.loop.run_until_complete(self._meet())

    def teardown(self) -> None:
        self.loop.run_until_complete(self.db.close())
        self.loop.close()
        self.folder.cleanup()

    @rule(who=whose, priority=st.integers(0, 2), delay=st.integers(-2, 2))
    def add(self, who: int, priority: int, delay: int) -> None:
        self.keys += 1
        due_at = self.now + delay * MINUTE
        self.loop.run_until_complete(self._add(self.chats[who], priority, due_at))
        self.rows.setdefault(who, []).append(Expected(self.keys, priority, due_at))

    @rule(minutes=st.integers(0, 3))
    def wait(self, minutes: int) -> None:
        self.now += minutes * MINUTE

    @rule(who=whose)
    def lease(self, who: int) -> None:
        expected = self._first(who)
        delivery = self.loop.run_until_complete(self._lease(self.chats[who]))
        assert (delivery and delivery.id) == (expected and expected.id)
        if expected is not None:
            expected.leased_until = self.now + LEASE
            expected.attempts += 1
            assert delivery is not None
            assert delivery.attempts == expected.attempts

    @rule(who=whose, how=st.sampled_from(["sent", "gone", "failed", "later"]))
    def settle(self, who: int, how: str) -> None:
        """Also where the lease ran out: the sender was slow, and what it says still holds."""
        for row in self.rows.get(who, []):
            if row.leased_until is not None and not row.settled:
                assert self.loop.run_until_complete(self._settle(row.id, how))
                row.leased_until, row.settled = None, how != "later"
                row.due_at = self.now + MINUTE
                return

    @rule(who=whose)
    def come_or_go(self, who: int) -> None:
        self.loop.run_until_complete(self._mark(self.chats[who], left=who not in self.left))
        self.left ^= {who}

    @invariant()
    def due_chats_are_those_that_have_something_ready_and_nothing_out(self) -> None:
        expected = {self.chats[who] for who in range(PEOPLE) if self._first(who) is not None}
        assert set(self.loop.run_until_complete(self._due())) == expected

    def _first(self, who: int) -> Expected | None:
        rows = self.rows.get(who, [])
        if who in self.left or any(row.out(self.now) for row in rows):
            return None
        return min((row for row in rows if row.ready(self.now)), key=lambda row: (row.priority, row.id), default=None)

    async def _meet(self) -> list[int]:
        async with self.db.begin() as connection:
            return [(await chats.ensure(connection, "telegram", str(n), now=NOW)).id for n in range(PEOPLE)]

    async def _add(self, chat_id: int, priority: int, due_at: datetime) -> None:
        async with self.db.begin() as connection:
            assert await outbox.add(
                connection,
                chat_id=chat_id,
                dedupe_key=str(self.keys),
                text_key="k",
                params={},
                priority=priority,
                due_at=due_at,
                now=self.now,
            )

    async def _lease(self, chat_id: int) -> outbox.Delivery | None:
        async with self.db.begin() as connection:
            return await outbox.lease_next(connection, chat_id, now=self.now, lease=LEASE)

    async def _settle(self, delivery_id: int, how: str) -> bool:
        async with self.db.begin() as connection:
            match how:
                case "sent":
                    return await outbox.sent(connection, delivery_id, now=self.now)
                case "gone":
                    return await outbox.gone(connection, delivery_id, now=self.now)
                case "failed":
                    return await outbox.failed(connection, delivery_id, code="x", now=self.now)
                case _:
                    return await outbox.later(connection, delivery_id, due_at=self.now + MINUTE)

    async def _mark(self, chat_id: int, *, left: bool) -> None:
        async with self.db.begin() as connection:
            await (chats.mark_left if left else chats.mark_active)(connection, chat_id)

    async def _due(self) -> list[int]:
        async with self.db.read() as connection:
            return list(await outbox.due_chats(connection, now=self.now, limit=99))


TestOutboxStates = OutboxMachine.TestCase
TestOutboxStates.settings = settings(max_examples=12, stateful_step_count=20)
