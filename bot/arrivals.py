"""The post room: what WhatsApp posts is kept as it came and answered for at once; then it is taken apart, each thing is
numbered and put into the inbox, and the reception answers it.

The rows are the line: a body leaves the database's keeping only in the commit that keeps what was in it. So whatever
dies when, nothing is lost, and what comes again, for days, is known again. However many come at once, a few bodies are
in memory, and the platform never waits.
"""

import asyncio
import hashlib
import time
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import inbox
from bot.channels.messages import Closed, Later
from bot.channels.whatsapp import NAME, WhatsAppChannel, hook, refusals
from bot.channels.whatsapp.hook import Announced, Arrived, Contents, Renumbered, Told
from bot.channels.whatsapp.payloads import PHONE
from bot.metrics import Metrics
from bot.push import settlement
from bot.push.settlement import Settled
from bot.reception import LEFT_BEHIND, Reception, lane_of
from handlers.errors import OUTAGES
from handlers.speech import Heard
from handlers.world import World
from storage import arrivals, chats, delivery_reports
from storage.arrivals import Letter, Placed
from storage.turns import Turns, inbox_record

BODIES = "whatsapp-post"
"""The name under which bodies are in the inbox."""

_AT_ONCE = 50
"""Bodies to a commit; of a platform that sends one thing in each, about what a tenth of a second brings."""

_IN_MEMORY = 500
_PAUSE_SECONDS = 0.5
_LOOK_EVERY = LEFT_BEHIND.total_seconds() / 2

_log = structlog.get_logger(__name__)


class Arrivals:
    """Bodies in, answers begun. Any number of processes may do it: each thing is numbered once."""

    def __init__(
        self, world: World, turns: Turns, reception: Reception, channel: WhatsAppChannel, metrics: Metrics
    ) -> None:
        self._world = world
        self._turns = turns
        self._reception = reception
        self._channel = channel
        self._metrics = metrics
        self._line: asyncio.Queue[tuple[int, bytes]] = asyncio.Queue(_IN_MEMORY)
        self._aside: set[int] = set()
        self._more = False  # more is in the database than in line

    async def keep(self, body: bytes) -> None:
        """Keep a body; when this returns the platform may be told that it arrived. Raises StorageDown."""
        number = int.from_bytes(hashlib.sha256(body).digest()[:8], "big") >> 1
        if await self._turns.receive(BODIES, [(number, body)]):
            try:
                self._line.put_nowait((number, body))
            except asyncio.QueueFull:  # it is in the database, and is found there
                self._more = True

    async def run(self, stopping: asyncio.Event) -> None:
        """Take apart what comes, and what was left behind, until `stopping`."""
        older_than = timedelta(0)  # at the start: what an earlier process did not come to
        looked_at = float("-inf")
        while not stopping.is_set():
            try:
                if time.monotonic() - looked_at > _LOOK_EVERY:
                    while bodies := await self._left(older_than):
                        await self._one_and_all(bodies)
                    older_than, looked_at = LEFT_BEHIND, time.monotonic()
                if self._more and self._line.empty():
                    self._more = False
                    while bodies := await self._left(timedelta(0)):
                        await self._one_and_all(bodies)
                if bodies := await self._next(stopping):
                    await self._one_and_all(bodies)
            except OUTAGES as outage:
                self._more = True  # what was taken out of the line is in the database alone
                self._metrics.failures.labels("arrivals").inc()
                await _log.awarning("what arrived can't be taken apart yet", outage=type(outage).__name__)
                with suppress(TimeoutError):
                    await asyncio.wait_for(stopping.wait(), _PAUSE_SECONDS)

    async def _left(self, older_than: timedelta) -> list[tuple[int, bytes]]:
        """What somebody left, this process perhaps, but not what broke it."""
        found = await self._turns.unanswered(BODIES, older_than=older_than, limit=_AT_ONCE + len(self._aside))
        return [(number, body) for number, body in found if number not in self._aside]

    async def _one_and_all(self, bodies: Sequence[tuple[int, bytes]]) -> None:
        """Take them apart together; where one breaks us, each by itself. That one stays in the database, for a version
        that can read it, and holds up nobody."""
        try:
            await self._take_apart(bodies)
        except OUTAGES:
            raise
        except Exception:  # where updates are handled: the operator gets the trace, the others their answers
            if len(bodies) > 1:
                for body in bodies:
                    await self._one_and_all([body])
                return
            self._aside.add(bodies[0][0])
            self._metrics.failures.labels("arrivals").inc()
            await _log.aexception("a body of WhatsApp is set aside")

    async def _next(self, stopping: asyncio.Event) -> list[tuple[int, bytes]]:
        """What is in line, a few at once; nothing after a while without any."""
        waiting = asyncio.ensure_future(self._line.get())
        ending = asyncio.ensure_future(stopping.wait())
        await asyncio.wait({waiting, ending}, timeout=_LOOK_EVERY, return_when=asyncio.FIRST_COMPLETED)
        ending.cancel()
        if not waiting.done():
            waiting.cancel()
            return []
        bodies = [waiting.result()]
        while len(bodies) < _AT_ONCE and not self._line.empty():
            bodies.append(self._line.get_nowait())
        return bodies

    async def _take_apart(self, bodies: Sequence[tuple[int, bytes]]) -> None:
        """All that is in these bodies, in one commit; then what people wrote is answered."""
        contents = [self._read(body) for _, body in bodies]
        things = [thing for one in contents for thing in one.things]
        arrived = sorted((thing for thing in things if isinstance(thing, Arrived)), key=lambda thing: thing.at)
        letters = {_letter(thing): thing for thing in arrived}
        heard: dict[Placed, Heard] = {}

        def seal(placed: Placed) -> tuple[bytes, int]:
            what = letters[placed.letter].what
            heard[placed] = Heard(NAME, placed.address, what, update=placed.number)
            record = inbox_record(NAME, placed.number)
            return self._world.vault.seal(inbox.dump(heard[placed]), record=record), lane_of(heard[placed])

        now = self._world.now()
        async with self._world.database.begin() as connection:
            for thing in things:
                if isinstance(thing, Renumbered):
                    await self._renumber(connection, thing)
            told = [thing for thing in things if isinstance(thing, Told)]
            for thing in sorted(told, key=lambda thing: thing.delivery or 0):  # rows are locked in the order of ids
                await self._told(connection, thing)
            placed, freed = await arrivals.place(
                connection, self._world.vault, list(letters), channel=NAME, seal=seal, now=now
            )
            await arrivals.opened(connection, [number for number, _ in bodies], channel=BODIES, now=now)
        for thing in things:
            if isinstance(thing, Announced):
                await self._announce(thing)
        for one in placed:
            self._channel.heard(one.address, one.letter.platform_id)
        await self._reception.begin([heard[one] for one in placed])
        if freed:
            await self._world.wake()

    def _read(self, body: bytes) -> Contents:
        try:
            contents = hook.read(body, phone_id=self._channel.phone_id)
        except ValueError:
            contents = Contents((), unread=1)
        if contents.unread:
            self._metrics.updates.labels(NAME, "unread").inc(contents.unread)
            _log.warning("something of WhatsApp could not be read", of=contents.unread)
        return contents

    async def _renumber(self, connection: AsyncConnection, thing: Renumbered) -> None:
        followed = await arrivals.renumber(
            connection,
            self._world.vault,
            channel=NAME,
            old=(thing.old.user, thing.old.phone),
            new=(thing.new.user, thing.new.phone),
            at_phone=lambda phone: f"{PHONE}{phone}",
        )
        await _log.ainfo("a person has another number", channel=NAME, followed=followed)

    async def _told(self, connection: AsyncConnection, thing: Told) -> None:
        """What became of a message of ours settles its row of the outbox."""
        self._metrics.reports.labels(NAME, thing.state[:20]).inc()
        if thing.delivery is None:
            return
        if thing.state in {"delivered", "read", "played"}:
            await delivery_reports.arrived(
                connection, thing.delivery, channel=NAME, at=thing.at, read=thing.state != "delivered"
            )
        elif thing.state == "failed":
            await self._not_delivered(connection, thing.delivery, thing.code or 0)

    async def _not_delivered(self, connection: AsyncConnection, number: int, code: int) -> None:
        """Settled anew, as what it is now known to be."""
        now = self._world.now()
        row = refusals.refusal(code)
        if row.alarm:
            self._metrics.channel_alarms.labels(NAME, str(code)).inc()
            await _log.aerror("a message was not delivered", channel=NAME, code=code, why=row.why)
        delivery = await delivery_reports.take_back(connection, number, channel=NAME)
        if delivery is None:
            return
        outcome = refusals.outcome(code)
        if isinstance(outcome, Closed):  # the window had closed: now, as a template
            await chats.silent(connection, delivery.chat_id)
            outcome = Later(0, str(code))
        due_at = now + settlement.wait_after(delivery, outcome)
        await settlement.write(connection, [Settled(delivery, outcome, due_at, ())], now=now)

    async def _announce(self, thing: Announced) -> None:
        """The operator's matter: a template that was paused, a number whose quality fell."""
        if thing.alarming:
            self._metrics.channel_alarms.labels(NAME, thing.event[:20].lower()).inc()
            await _log.aerror("WhatsApp announces", subject=thing.subject, what=thing.event)
        else:
            await _log.ainfo("WhatsApp announces", subject=thing.subject, what=thing.event)


def _letter(thing: Arrived) -> Letter:
    phone = thing.person.phone
    return Letter(thing.id, thing.person.user, phone, f"{PHONE}{phone}" if phone else None, thing.at)
