"""What looks leave behind: many in one commit, and those that found something new in a commit with their alerts.

A list that is as it was costs one row in somebody else's transaction, and nothing else.
"""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.metrics import Metrics
from bot.push.look import Failed, Refused, Seen
from handlers.errors import OUTAGES
from handlers.intake import due_again, take_in, with_news
from handlers.priorities import PRIORITIES, Priority
from handlers.world import World
from storage import dedupe, mailboxes, telling
from storage.batches import Batches
from storage.errors import StorageConflict
from storage.mailboxes import Checked, Mailbox

_AT_ONCE = 500
_LINGER_SECONDS = 0.1
"""Nobody waits for an unchanged list to be written down, and a row costs a third in a commit of two hundred."""

_NEWS_AT_ONCE = 50  # each of these takes several statements, and on SQLite everybody else waits meanwhile
_MOST_KNOWN = 200_000

_log = structlog.get_logger(__name__)


class Keep:
    """Keeps outcomes, and knows of each mailbox what was kept last, as a digest. Raises StorageDown."""

    def __init__(self, world: World, metrics: Metrics) -> None:
        self._world = world
        self._metrics = metrics
        self._plain: Batches[Seen | Failed, bool] = Batches(self._write, limit=_AT_ONCE)
        self._fresh: Batches[Seen, int] = Batches(self._take_in, limit=_NEWS_AT_ONCE)
        self._known: dict[int, bytes] = {}
        self._unchanged: list[tuple[Seen, Callable[[], None]]] = []
        self._writing: asyncio.Task[None] | None = None
        self._room = asyncio.Event()
        self._ok = metrics.looks.labels("ok")

    def known(self, mailbox: Mailbox) -> bytes | None:
        """The digest of what was last taken in and committed by this process; None before the baseline."""
        return None if mailbox.baseline_at is None else self._known.get(mailbox.id)

    def unchanged(self, outcome: Seen, *, lost: Callable[[], None]) -> None:
        """A list that is as it was: written down soon, with all the others, and not waited for.

        `lost` is called where the database was away.
        """
        self._unchanged.append((outcome, lost))
        if self._writing is None:
            self._writing = asyncio.create_task(self._write_unchanged())

    @property
    def crowded(self) -> bool:
        """Whether more than two batches of unchanged lists wait to be written."""
        return len(self._unchanged) > 2 * _AT_ONCE and self._writing is not None

    async def room(self) -> None:
        """Return when it is not crowded."""
        while self.crowded:
            self._room.clear()
            await self._room.wait()

    async def seen(self, outcome: Seen) -> None:
        """A list. What is new in it is announced in the commit that keeps it."""
        try:
            if await self._plain.ask(outcome) and await self._fresh.ask(outcome):
                await self._world.wake()
        except StorageConflict:
            return  # unlinked at this very moment
        self._ok.inc()
        # Only now: had the commit failed, the same list must be compared again.
        if self._known.get(outcome.mailbox.id) != outcome.news.digest:
            self._remember(outcome.mailbox.id, outcome.news.digest)

    async def failed(self, outcome: Failed) -> None:
        """An outage, or a trouble of ours: the next look comes later."""
        await self._plain.ask(outcome)
        self._metrics.looks.labels(outcome.label).inc()
        if outcome.mailbox.failures == 0:
            await _log.awarning("a look failed", mailbox=outcome.mailbox.id, outage=outcome.label)

    async def refused(self, outcome: Refused) -> None:
        """Stop at once (one wrong password, then ask), and tell the person in the same commit."""
        mailbox, state, now = outcome.mailbox, outcome.state, self._world.now()
        async with self._world.database.begin() as connection:
            stands = await mailboxes.checked(
                connection,
                mailbox.id,
                now=now,
                next_check_at=mailbox.next_check_at,
                state=state,
                sealed=mailbox.sealed,
            )
            rooms = await telling.rooms_of(connection, mailbox.id) if stands else None
            if rooms is not None:
                await telling.tell(
                    connection,
                    rooms,
                    mailbox_id=mailbox.id,
                    dedupe_key=dedupe.trouble(mailbox.id, state, now),
                    text_key="trouble",
                    params={"state": state.value},
                    priority=PRIORITIES[Priority.ALERT],
                    due_at=now,
                    now=now,
                )
        self._metrics.looks.labels(state.value).inc()
        await self._world.wake()

    async def close(self) -> None:
        """Return when nothing is waiting to be written."""
        while self._writing is not None:
            await asyncio.wait([self._writing])
        await self._plain.close()
        await self._fresh.close()

    async def _write_unchanged(self) -> None:
        try:
            while self._unchanged:
                if len(self._unchanged) < _AT_ONCE:
                    await asyncio.sleep(_LINGER_SECONDS)
                batch, self._unchanged = self._unchanged[:_AT_ONCE], self._unchanged[_AT_ONCE:]
                self._room.set()
                try:
                    await self._write([outcome for outcome, _ in batch])
                    self._ok.inc(len(batch))
                except OUTAGES as outage:
                    for _, lost in batch:
                        lost()
                    self._metrics.failures.labels("keep").inc(len(batch))
                    await _log.awarning("looks could not be kept", outage=type(outage).__name__, looks=len(batch))
        finally:
            self._writing = None
            self._room.set()

    async def _write(self, batch: Sequence[Seen | Failed]) -> list[bool]:
        """Write down what is nothing new; of each, whether it is something new, and so still to be written."""
        fresh = await self._with_news([outcome for outcome in batch if isinstance(outcome, Seen)])
        now = self._world.now()
        checked = [self._checked(outcome, now) for outcome in batch if outcome.mailbox.id not in fresh]
        if checked:
            async with self._world.database.begin() as connection:
                await mailboxes.checked_all(connection, checked, now=now)
        return [outcome.mailbox.id in fresh for outcome in batch]

    async def _with_news(self, seen: Sequence[Seen]) -> set[int]:
        lists = [(one.mailbox, one.news.notices) for one in seen if one.news.notices is not None]
        if not lists:
            return set()
        async with self._world.database.read() as connection:
            news = await with_news(connection, lists)
        return {mailbox.id for (mailbox, _), new in zip(lists, news, strict=True) if new}

    def _checked(self, outcome: Seen | Failed, now: datetime) -> Checked:
        mailbox, base = outcome.mailbox, self._world.watch_interval
        if isinstance(outcome, Seen):
            return Checked(mailbox.id, due_again(mailbox, now=now, base=base))
        failures = mailbox.failures + 1
        due = due_again(mailbox, now=now, base=base, failures=failures)
        return Checked(mailbox.id, due, failures, mailbox.sealed)

    async def _take_in(self, batch: Sequence[Seen]) -> list[int]:
        """Keep what is new, with its alerts, all in one commit; of each, how many alerts."""
        now = self._world.now()
        announced: dict[int, int] = {}
        async with self._world.database.begin() as connection:
            # By id, so that two processes lock rows in the same order.
            for outcome in sorted(batch, key=lambda outcome: outcome.mailbox.id):
                announced[id(outcome)] = await self._take_in_one(connection, outcome, now)
        return [announced[id(outcome)] for outcome in batch]

    async def _take_in_one(self, connection: AsyncConnection, outcome: Seen, now: datetime) -> int:
        mailbox, base = outcome.mailbox, self._world.watch_interval
        # The row may have changed while the portal answered; `checked` says whether it still stands.
        stands = await mailboxes.checked(
            connection,
            mailbox.id,
            now=now,
            next_check_at=due_again(mailbox, now=now, base=base),
            baseline_at=now if mailbox.baseline_at is None else None,
            while_watched=True,
        )
        if not stands:
            return 0
        seen = outcome.news.notices or ()
        return (await take_in(connection, mailbox, seen, vault=self._world.vault, now=now, base=base)).announced

    def _remember(self, mailbox_id: int, digest: bytes) -> None:
        self._known[mailbox_id] = digest
        if len(self._known) > _MOST_KNOWN:  # those of mailboxes that were unlinked are never asked for
            self._known.pop(next(iter(self._known)))
