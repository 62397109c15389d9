"""Which mailboxes are ours to look into, for how long: claimed in their rows, held on to, given back.

A claim is short, and renewed while it is held: so a worker that dies makes nobody wait (docs/decisions/0008).
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from handlers.errors import OUTAGES
from handlers.world import World
from storage import mailboxes
from storage.mailboxes import Mailbox

CLOCK_TOLERANCE = timedelta(seconds=30)
"""By so much may the clocks of two machines differ; a clock that goes back further was set."""

_log = structlog.get_logger(__name__)


@dataclass(slots=True, eq=False)
class Claimed:
    """Ours until `until`: when it was claimed or the claim renewed, by the clock that never runs backwards, and whether
    it is a probe."""

    mailbox: Mailbox
    at: float
    until: datetime
    probe: bool = False


class Claims:
    """Claims of one worker, each for `lease`; `clock` never runs backwards. What is put into `returned` is due again
    with the next `give_back`. All that touches the database raises StorageDown.
    """

    def __init__(self, world: World, *, lease: timedelta, clock: Callable[[], float]) -> None:
        self._world = world
        self._lease = lease
        self._clock = clock
        self._latest: datetime | None = None
        self.returned: list[Claimed] = []

    async def due_in(self) -> float | None:
        """Seconds until the first mailbox is due, less than nought where it has been; None where none is watched."""
        now = self._world.now()
        if self._latest is None or now < self._latest - CLOCK_TOLERANCE:
            await self._turn_back(now)
        self._latest = now
        async with self._world.database.read() as connection:
            first = await mailboxes.next_due(connection)
        return None if first is None else (first - now).total_seconds()

    async def take(self, limit: int, *, in_term: bool = False, probe: bool = False) -> list[Claimed]:
        """Claim so many that are due; with `in_term` only those whose term is running."""
        now, at = self._world.now(), self._clock()
        async with self._world.database.begin() as connection:
            claimed = await mailboxes.claim_due(connection, now=now, lease=self._lease, limit=limit, in_term=in_term)
        return [Claimed(mailbox, at, now + self._lease, probe) for mailbox in claimed]

    def is_over(self, claimed: Claimed) -> bool:
        """Whether it may be somebody else's by now."""
        return self._clock() - claimed.at > self._lease.total_seconds()

    async def give_back(self) -> None:
        """What was returned is due as it was before, unless somebody has looked meanwhile."""
        returned, self.returned = self.returned, []
        if not returned:
            return
        try:
            async with self._world.database.begin() as connection:
                for until in {claimed.until for claimed in returned}:
                    together = [claimed.mailbox for claimed in returned if claimed.until == until]
                    await mailboxes.give_back(connection, together, leased_until=until)
        except OUTAGES:
            self.returned += returned
            raise

    async def hold(self, held: Callable[[], Sequence[Claimed]]) -> None:
        """Renew whatever is held, for ever: what waits or takes long stays ours, and the lease may be short."""
        third = self._lease.total_seconds() / 3
        while True:
            await asyncio.sleep(third)
            old = [claimed for claimed in held() if self._clock() - claimed.at > third]
            try:
                await self._renew(old)
            except OUTAGES as outage:  # whoever gets them meanwhile looks a second time, which tells nobody anything
                await _log.awarning("claims could not be renewed", outage=type(outage).__name__, mailboxes=len(old))

    async def _renew(self, claims: Sequence[Claimed]) -> None:
        if not claims:
            return
        at, until = self._clock(), self._world.now() + self._lease
        async with self._world.database.begin() as connection:
            for was in {claimed.until for claimed in claims}:
                together = [claimed.mailbox.id for claimed in claims if claimed.until == was]
                await mailboxes.renew(connection, together, leased_until=was, until=until)
        for claimed in claims:
            claimed.at, claimed.until = at, until

    async def _turn_back(self, now: datetime) -> None:
        """The clock was set back: what was planned by the wrong one would wait until it is reached again."""
        turned, more = 0, 1_000
        while more == 1_000:
            async with self._world.database.begin() as connection:
                more = await mailboxes.turn_back(connection, now=now, tolerance=CLOCK_TOLERANCE, limit=1_000)
            turned += more
        if turned:
            await _log.awarning("the clock was set back, and the looks with it", mailboxes=turned)
