"""Link death is never silent: what kept us from reading is written down, and whoever must know of it is told.

Of the whole portal: DOWN is told to those whose term may be running, once it has lasted; CHANGED to everybody who has
a watched mailbox. Whoever was told hears when it is over. Several workers may see, say and end the same: one row stands
for it, and de-duplication keys keep each message single.
"""

import time
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import groupby

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.metrics import Metrics
from handlers.priorities import PRIORITIES, Priority
from handlers.reminders import MORNING, next_morning
from handlers.words import LIMA
from handlers.world import World
from storage import announcements, dedupe, outages, telling
from storage.announcements import Part
from storage.errors import StorageConflict
from storage.mailboxes import Mailbox
from storage.outages import Outage
from storage.tables import OutageKind

PATIENCE: Mapping[OutageKind, timedelta] = {
    OutageKind.DOWN: timedelta(minutes=30),  # most outages are over by then: a word about them would only frighten
    OutageKind.CHANGED: timedelta(minutes=15),  # one odd page is no new site, and this goes to everybody
}
"""How long an outage of the whole portal lasts before people hear of it (docs/decisions/0010)."""

STUCK_AFTER = timedelta(hours=24)
"""For so long a single mailbox fails, while the portal stands, before its owner hears of it."""

EVENING_HOUR = 21
"""From then until the morning (Lima) nobody is woken by what everybody is told."""

TOLD_BACK_WITHIN = timedelta(days=1)
"""Later than that "it is back" is no news."""

_STILL_FAILING = timedelta(hours=3)
_PURGE_SECONDS = 3600.0

_log = structlog.get_logger(__name__)

_Announce = Callable[[AsyncConnection, int], Awaitable[Part]]


class OutageLedger:
    """Keeps the ledger of one portal, known by its profile's name. Raises StorageDown and nothing else.

    `sweep` is to be called about once a minute by each worker: it finishes what a worker that died has begun to say.
    """

    def __init__(
        self,
        world: World,
        metrics: Metrics,
        *,
        portal: str,
        patience: Mapping[OutageKind, timedelta] = PATIENCE,
        stuck_after: timedelta = STUCK_AFTER,
        chunk: int = 1_000,
    ) -> None:
        self._world = world
        self._metrics = metrics
        self._portal = portal[:64]
        self._patience = patience
        self._stuck_after = stuck_after
        self._chunk = chunk
        self._said: set[str] = set()
        self._purged_at: float | None = None

    async def look_failed(self, mailbox: Mailbox, kind: OutageKind, seen: str, now: datetime) -> None:
        """A look into this mailbox met an outage: one row while it lasts. A mailbox that was unlinked has none."""
        with suppress(StorageConflict):
            async with self._world.database.begin() as connection:
                await outages.begin_or_extend(
                    connection, portal=self._portal, mailbox_id=mailbox.id, kind=kind, seen=seen or kind.value, now=now
                )

    async def look_worked(self, mailbox_ids: Sequence[int], now: datetime) -> None:
        """These mailboxes had failed and are read again."""
        if mailbox_ids:
            async with self._world.database.begin() as connection:
                await outages.end(connection, mailbox_ids, now=now)

    async def portal_out(self, kind: OutageKind, seen: str, now: datetime) -> None:
        """The whole portal can't be read: the first word of it, or one more probe that failed."""
        async with self._world.database.begin() as connection:
            outage = await outages.begin_or_extend(
                connection, portal=self._portal, mailbox_id=None, kind=kind, seen=seen or kind.value, now=now
            )
        self._metrics.portal_outage.labels(kind.value).set(1)
        if outage.failures == 1:
            log = _log.aerror if kind is OutageKind.CHANGED else _log.awarning
            await log("the portal can't be read", kind=kind.value, seen=outage.seen, portal=self._portal)
        await self._tell_out(outage, now)

    async def portal_changed(self, seen: str, now: datetime) -> None:
        """As `portal_out`, of a portal that is not as its profile says."""
        await self.portal_out(OutageKind.CHANGED, seen, now)

    async def portal_back(self, now: datetime) -> None:
        """The portal is read again: its outages end, and whoever was told of them is told so."""
        async with self._world.database.begin() as connection:
            ended = await outages.end_of_portal(connection, now=now)
        await self._over(ended)
        self._show([])
        await self._tell_back(ended, now)

    async def sweep(self, now: datetime) -> None:
        """Whatever is due: outages that nobody ended, words that nobody finished, old rows."""
        database = self._world.database
        async with database.begin() as connection:
            await self._over(await outages.end_overtaken(connection, now=now))
        async with database.read() as connection:
            lasting = await outages.open_of_portal(connection)
            ended = await outages.ended_of_portal(connection, since=now - TOLD_BACK_WITHIN)
        self._show(lasting)
        for outage in lasting:
            await self._tell_out(outage, now)
        await self._tell_back(ended, now)
        await self._tell_stuck(now)
        if self._purged_at is None or time.monotonic() - self._purged_at >= _PURGE_SECONDS:
            async with database.begin() as connection:
                await outages.purge(connection, now=now)
            self._purged_at = time.monotonic()

    async def _tell_out(self, outage: Outage, now: datetime) -> None:
        if now - outage.began_at < self._patience[outage.kind]:
            return
        priority, due_at = _urgency(outage.kind, now)

        async def announce(connection: AsyncConnection, after: int) -> Part:
            return await announcements.announce_out(
                connection, outage, priority=priority, due_at=due_at, now=now, after=after, limit=self._chunk
            )

        await self._announce(f"out:{outage.id}", announce)

    async def _tell_back(self, ended: Iterable[Outage], now: datetime) -> None:
        """Outages that ended together are one piece of news."""
        for _, group in groupby(ended, key=lambda outage: outage.ended_at):
            together = list(group)
            # The more urgent word first: whoever was told of both hears of the end once, and soon.
            for outage in sorted(together, key=lambda outage: outage.kind is OutageKind.CHANGED):
                await self._tell_one_back(outage, together, now)

    async def _tell_one_back(self, outage: Outage, together: Sequence[Outage], now: datetime) -> None:
        priority, due_at = _urgency(outage.kind, now)

        async def announce(connection: AsyncConnection, after: int) -> Part:
            return await announcements.announce_back(
                connection,
                outage,
                together=together,
                priority=priority,
                due_at=due_at,
                now=now,
                after=after,
                limit=self._chunk,
            )

        await self._announce(f"back:{outage.id}", announce)

    async def _tell_stuck(self, now: datetime) -> None:
        """The owners of mailboxes that fail by themselves, once for each such outage."""
        async with self._world.database.begin() as connection:
            found = await outages.stuck(
                connection, began_before=now - self._stuck_after, last_after=now - _STILL_FAILING, limit=self._chunk
            )
            told = 0
            for outage, _ in found:
                mailbox_id = outage.mailbox_id or 0
                rooms = await telling.rooms_of(connection, mailbox_id)
                if rooms is None:
                    continue
                told += await telling.tell(
                    connection,
                    rooms,
                    mailbox_id=mailbox_id,
                    dedupe_key=dedupe.stuck(outage.id),
                    text_key="stuck",
                    params={"outages": [outage.id]},
                    priority=PRIORITIES[Priority.ALERT],
                    due_at=now,
                    now=now,
                )
        if told:
            await self._world.wake()

    async def _announce(self, what: str, announce: _Announce) -> None:
        """Part after part, each in a short transaction of its own; once for this process."""
        if what in self._said:
            return
        written, after = 0, 0
        while True:
            async with self._world.database.begin() as connection:
                part = await announce(connection, after)
            written += part.written
            if part.last_chat is None:
                break
            after = part.last_chat
        self._said.add(what)
        if written:
            await _log.ainfo("people are told of an outage", what=what, chats=written)
            await self._world.wake()

    async def _over(self, ended: Sequence[Outage]) -> None:
        for outage in ended:
            lasted = round((outage.ended_at - outage.began_at).total_seconds()) if outage.ended_at else 0
            await _log.ainfo("the portal is read again", kind=outage.kind.value, seconds=lasted, portal=outage.portal)

    def _show(self, lasting: Sequence[Outage]) -> None:
        kinds = {outage.kind for outage in lasting}
        for kind in OutageKind:
            self._metrics.portal_outage.labels(kind.value).set(kind in kinds)


def _urgency(kind: OutageKind, now: datetime) -> tuple[int, datetime]:
    """Priority and earliest instant: what concerns a term goes at once, what everybody hears waits for the day."""
    if kind is OutageKind.DOWN:
        return PRIORITIES[Priority.ALERT], now
    hour = now.astimezone(LIMA).hour
    night = hour < MORNING.hour or hour >= EVENING_HOUR
    return PRIORITIES[Priority.BROADCAST], next_morning(now) if night else now
