"""How many people may be written to though they have not written: a platform counts them over 24 hours, and lets a new
business write to 250. And which of its templates it refuses now.

The rows of the outbox are the count, read anew often enough that several processes together stay below it; what this
one lets through meanwhile it adds by itself. Broadcasts stop at four fifths, so that alerts always have room.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import structlog

from bot.channels.messages import Later, Outcome, Template, TemplateRefused
from bot.channels.whatsapp import WhatsAppChannel, refusals
from bot.channels.whatsapp.standing import FIELDS, LEAST, UNTOLD, Standing, standing
from bot.metrics import Metrics
from handlers.errors import OUTAGES, Misconfigured
from handlers.priorities import PRIORITIES, Priority
from handlers.world import World
from storage import knocks
from storage.arrivals import AWAITS_ROOM, AWAITS_TEMPLATE

_DAY = timedelta(hours=24)
_BROADCASTS = 0.8
"""The share of the people that broadcasts may reach."""

_ASK_EVERY = timedelta(minutes=5)
_ASK_AGAIN = timedelta(minutes=1)
_COUNT_EVERY = timedelta(minutes=1)
_COUNT_ALL_EVERY = timedelta(hours=1)
"""What was not delivered after all is no longer counted then."""

_SPENT = 0.1
"""Of the room that was left at the last count: what one process uses before it counts anew, or it would not see that
others use it too."""

_UNDER_WAY = timedelta(minutes=2)
"""So long at most from letting somebody through until the row says so."""

_REST = timedelta(minutes=15)
_BAD_WAIT = 3600.0
_FULL_LEAST, _FULL_ALERT, _FULL_BROADCAST = 60.0, 900.0, 3600.0
_OUTAGE_WAIT = 5.0

_log = structlog.get_logger(__name__)


class Allowance:
    """One number's. `ask` tells how it stands with the platform, and may raise Misconfigured."""

    def __init__(self, world: World, metrics: Metrics, *, channel: str, ask: Callable[[], Awaitable[Standing]]) -> None:
        self._world = world
        self._metrics = metrics
        self._channel = channel
        self._ask = ask
        self._asking = asyncio.Lock()
        self._standing = UNTOLD
        self._ask_at: datetime | None = None
        self._counting = asyncio.Lock()
        self._reached: dict[int, datetime] = {}
        self._under_way: dict[int, datetime] = {}  # none of them is in `_reached`
        self._counted_at: datetime | None = None
        self._counted_all_at: datetime | None = None
        self._room = 0.0
        self._spent = 0
        self._oldest: datetime | None = None
        self._resting: dict[tuple[str, str], datetime] = {}
        self._shut_until: datetime | None = None

    async def hold(self, chat_id: int, priority: int, template: Template) -> Later | None:
        """None where this template may go to this chat now; else it waits, or until its person writes."""
        if (rests := self.rests(template)) is not None:
            return rests
        wait = await self.may_knock(chat_id, priority)
        return None if wait is None else Later(wait, AWAITS_ROOM)

    def rests(self, template: Template) -> Later | None:
        """What is to be done instead of sending this template, where it was refused a short while ago."""
        if (seconds := self._left(self._resting.get((template.name, template.language)))) > 0:
            return Later(seconds, AWAITS_TEMPLATE)
        if (seconds := self._left(self._shut_until)) > 0:
            return Later(seconds, AWAITS_ROOM)
        return None

    def heed(self, outcome: Outcome, template: Template) -> Outcome:
        """What came of a template: one that was refused rests, and where the account is refused all do, so that two
        thousand alerts are not as many refusals."""
        match outcome:
            case TemplateRefused():
                self._resting[template.name, template.language] = self._world.now() + _REST
                return Later(_REST.total_seconds(), AWAITS_TEMPLATE)
            case Later(seconds=seconds, code=code) if code.isdigit() and refusals.refusal(int(code)).alarm:
                self._shut_until = self._world.now() + timedelta(seconds=seconds)
                return Later(seconds, AWAITS_ROOM)
        return outcome

    def _left(self, until: datetime | None) -> float:
        return (until - self._world.now()).total_seconds() if until else 0.0

    async def may_knock(self, chat_id: int, priority: int) -> float | None:
        """None where this chat may be written to outside its window, which counts from then on; else seconds to wait.

        Whoever was written to within the day is counted already, and costs nothing more.
        """
        await self._know()
        broadcast = priority >= PRIORITIES[Priority.BROADCAST]
        if broadcast and self._standing.bad:
            return _BAD_WAIT
        if (people := self._standing.people) is None:
            return None
        try:
            await self._count(people)
        except OUTAGES:
            return _OUTAGE_WAIT
        now = self._world.now()
        if self._is_reached(chat_id, now):
            return None
        if self._people_reached() >= people * (_BROADCASTS if broadcast else 1):
            return self._until_room(now, most=_FULL_BROADCAST if broadcast else _FULL_ALERT)
        self._under_way[chat_id] = now
        self._spent += 1
        return None

    def _is_reached(self, chat_id: int, now: datetime) -> bool:
        at = self._reached.get(chat_id)
        return chat_id in self._under_way or (at is not None and at > now - _DAY)

    def _people_reached(self) -> int:
        return len(self._reached) + len(self._under_way)

    def _until_room(self, now: datetime, *, most: float) -> float:
        """Seconds until the one who was reached first counts no more; not for ever, since the limit may grow."""
        leaves = (self._oldest + _DAY - now).total_seconds() if self._oldest else 0.0
        return min(max(leaves, _FULL_LEAST), most)

    async def _know(self) -> None:
        """Ask how the number stands, now and then; while somebody asks, what was told before holds."""
        if self._ask_at is not None and (self._world.now() < self._ask_at or self._asking.locked()):
            return
        async with self._asking:
            if self._ask_at is not None and self._world.now() < self._ask_at:
                return
            try:
                told = await self._ask()
            except Misconfigured as error:
                if self._ask_at is None:
                    self._metrics.people_limit.labels(self._channel).set(LEAST)
                self._ask_at = self._world.now() + _ASK_AGAIN
                await _log.awarning("how the number stands is not told", channel=self._channel, why=str(error))
                return
            first = self._ask_at is None
            self._ask_at = self._world.now() + _ASK_EVERY
            if first or told != self._standing:
                await self._say(told)
            self._standing = told

    async def _say(self, told: Standing) -> None:
        people = told.people if told.people is not None else float("inf")
        self._metrics.people_limit.labels(self._channel).set(people)
        if told.bad:
            self._metrics.channel_alarms.labels(self._channel, "quality-red").inc()
            await _log.aerror("the number's quality is low: broadcasts wait", channel=self._channel)
        if not told.tier:
            await _log.awarning(
                "the platform does not tell how many people may be reached", channel=self._channel, people=people
            )
        await _log.ainfo("how the number stands", channel=self._channel, tier=told.tier, quality=told.quality)

    async def _count(self, people: int) -> None:
        """Read who was reached, where that is some time ago, or where this process has used much of the room since."""
        async with self._counting:
            now = self._world.now()
            if self._counted_at is not None and now - self._counted_at < _COUNT_EVERY and self._spent <= self._room:
                return
            whole = self._counted_all_at is None or now - self._counted_all_at >= _COUNT_ALL_EVERY
            since = now - _DAY if whole or self._counted_at is None else self._counted_at - _UNDER_WAY
            async with self._world.database.read() as connection:
                found = await knocks.since(connection, since=since)
            known = {} if whole else {chat: at for chat, at in self._reached.items() if at > now - _DAY}
            self._reached = known | found
            self._under_way = {
                chat: at for chat, at in self._under_way.items() if at > now - _UNDER_WAY and chat not in self._reached
            }
            self._counted_at = now
            self._counted_all_at = now if whole else self._counted_all_at
            self._oldest = min(self._reached.values(), default=None)
            self._spent, self._room = 0, max(people - self._people_reached(), 0) * _SPENT
            self._metrics.people_reached.labels(self._channel).set(self._people_reached())


def of_whatsapp(channel: WhatsAppChannel, world: World, metrics: Metrics) -> Allowance:
    """That of this number."""

    async def ask() -> Standing:
        return standing(await channel.ask(f"/{channel.phone_id}", fields=FIELDS))

    return Allowance(world, metrics, channel=channel.name, ask=ask)
