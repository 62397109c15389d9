"""The watch: claims due mailboxes in their rows, looks into many at once, and leaves the portal alone while it is out.

    feed: claim a batch → line → lanes: permit · look → breaker → keep (group commit) → ledger

Few are claimed at a time and for a minute: a process that dies leaves them due again (docs/decisions/0008).
"""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from enum import Enum
from time import monotonic
from typing import Protocol, TypeGuard

import structlog

from bot.metrics import Metrics
from bot.push.breaker import Breaker, BreakerState, Ramp
from bot.push.claims import Claimed, Claims
from bot.push.economy import ASKED_WITHIN, ask_person_at
from bot.push.keep import Keep
from bot.push.line import Line
from bot.push.look import Failed, Looks, Outcome, Refused, Seen, Withdrawn
from bot.push.share import Share, Whole
from handlers.errors import OUTAGES
from handlers.world import World
from storage import audit, mailboxes
from storage.mailboxes import Mailbox
from storage.tables import MailboxState, OutageKind

_LEAST_BATCHES, _MOST_BATCHES = 2, 25
"""A claim takes from twice to 25 times as many as are looked into at once: about what is done in a second or two."""

_QUICK_SECONDS, _SLOW_SECONDS = 0.5, 5.0
_RAMP_SECONDS = 0.02
_ASKED = "captcha.asked"

_log = structlog.get_logger(__name__)


class Ledger(Protocol):
    """Who keeps account of what could not be read, and tells people. May raise StorageDown."""

    async def look_failed(self, mailbox: Mailbox, kind: OutageKind, seen: str, now: datetime) -> None:
        """A look into this mailbox failed, while the portal as a whole seems to stand."""

    async def look_worked(self, mailbox_ids: Sequence[int], now: datetime) -> None:
        """These mailboxes had failed and are read again."""

    async def portal_out(self, kind: OutageKind, seen: str, now: datetime) -> None:
        """The breaker has opened; said again at each probe that fails."""

    async def portal_back(self, now: datetime) -> None:
        """The breaker has closed."""


class NoLedger:
    """Keeps no account."""

    async def look_failed(self, mailbox: Mailbox, kind: OutageKind, seen: str, now: datetime) -> None:
        """Nothing."""

    async def look_worked(self, mailbox_ids: Sequence[int], now: datetime) -> None:
        """Nothing."""

    async def portal_out(self, kind: OutageKind, seen: str, now: datetime) -> None:
        """Nothing."""

    async def portal_back(self, now: datetime) -> None:
        """Nothing."""


class Permits(Protocol):
    """How often the portal may be asked."""

    async def permit(self) -> None:
        """Wait until one look more may begin."""


class _Verdict(Enum):
    """What a look says of the portal: out, still out, back; or only that it failed while the portal was out."""

    NOTHING = "nothing"
    OUT = "out"
    STILL_OUT = "still out"
    BACK = "back"
    BYSTANDER = "bystander"


class Watch:
    """Looks into the mailboxes that are due, at most `looks_at_once` at a time, and no more than its `share` of them.

    `tick` is how long it sleeps at most where nothing is due, `lease` how long a claim holds that is not renewed,
    `look_limit` how long one look may take; while `may_look` says no, nothing is.
    A worker that starts, or whose portal comes back, begins by `ramp`.
    """

    def __init__(
        self,
        world: World,
        metrics: Metrics,
        *,
        ledger: Ledger | None = None,
        permits: Permits | None = None,
        share: Share | None = None,
        looks_at_once: int = 20,
        tick: timedelta | None = None,
        lease: timedelta = timedelta(seconds=15),
        look_limit: timedelta = timedelta(seconds=30),
        may_look: Callable[[], bool] = lambda: True,
        breaker: Breaker | None = None,
        ramp: Ramp | None = None,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._world = world
        self._metrics = metrics
        self._ledger = ledger or NoLedger()
        self._permits = permits
        self._at_once = looks_at_once
        self._share = share or Whole(looks_at_once)
        self._tick = (tick or min(timedelta(seconds=1), world.watch_interval / 3)).total_seconds()
        self._claims = Claims(world, lease=lease, clock=clock)
        self._breaker = breaker or Breaker()
        self._ramp = ramp or Ramp()
        self._may_look = may_look
        self._clock = clock
        self._looks = Looks(world, limit=look_limit)
        self._keep = Keep(world, metrics)
        self._ramp_from = float("-inf")
        self._next_start = float("-inf")
        self._looking: set[Claimed] = set()
        self._unsettled = 0
        self._probing = False
        self._terms_first = False

    async def run(self, stopping: asyncio.Event) -> None:
        """Look until `stopping`: then nothing is begun, what is under way finishes, what only waits is given back."""
        self._begin_slowly()
        self._probing = False
        line = Line(low=self._at_once)
        try:
            async with asyncio.TaskGroup() as sharing:
                held = sharing.create_task(self._share.hold(lambda: len(self._looking), line.prompt))
                await self._run(line, stopping)
                held.cancel()
            await self._keep.close()
        finally:
            await self._share.leave()
            self._claims.returned += line.clear()
            with suppress(*OUTAGES):  # then the leases run out
                await self._claims.give_back()

    async def round(self, limit: int) -> int:
        """Claim so many, look into them all and return when all is kept; how many there were. Raises StorageDown."""
        line = Line(await self._claims.take(limit))
        line.stop()
        count = len(line.waiting)
        async with asyncio.TaskGroup() as group:
            for number in range(min(self._share.looks, count)):
                group.create_task(self._lane(line, group, number))
        await self._keep.close()
        await self._claims.give_back()
        return count

    async def _run(self, line: Line, stopping: asyncio.Event) -> None:
        """Claim and look until `stopping`, and until what was begun then is done."""
        async with asyncio.TaskGroup() as group:
            stop = group.create_task(_prompt_when(stopping, line))
            renewing = group.create_task(self._claims.hold(lambda: (*self._looking, *line.waiting)))
            for number in range(self._at_once):
                group.create_task(self._lane(line, group, number))
            await self._feed(line, stopping)
            self._claims.returned += line.clear()
            line.give_up()
            stop.cancel()
            renewing.cancel()
            with suppress(*OUTAGES):
                await self._claims.give_back()

    # Feeding the line.

    async def _feed(self, line: Line, stopping: asyncio.Event) -> None:
        batch = max(self._share.looks, 1) * _LEAST_BATCHES
        began = self._clock()
        while not stopping.is_set():
            try:
                pause = await self._fill(line, batch)
            except OUTAGES as outage:
                self._metrics.failures.labels("watch").inc()
                await _log.awarning("mailboxes could not be claimed", outage=type(outage).__name__)
                pause = self._tick
            if stopping.is_set():
                return
            if pause is not None:
                await line.prompted(pause)
                began = self._clock()
                continue
            await line.short()  # a whole batch was claimed: there are more
            took, began = self._clock() - began, self._clock()
            batch = _next_batch(batch, took, at_once=max(self._share.looks, 1))
            line.low = batch // 2

    async def _fill(self, line: Line, batch: int) -> float | None:
        """Claim what the portal may be asked now; how long to wait then, None for until the line is short."""
        await self._claims.give_back()
        state = self._breaker.state(self._clock())
        for each in BreakerState:
            self._metrics.watch_breaker.labels(each.value).set(each is state)
        due_in = await self._claims.due_in()
        self._metrics.watch_lag.set(max(-(due_in or 0.0), 0.0))
        if not self._share.looks or not self._may_look():
            if line.waiting:  # it is for those who may look
                self._claims.returned += line.clear()
            return self._tick
        if state is BreakerState.OPEN or (state is BreakerState.HALF_OPEN and self._probing):
            return self._tick
        if due_in is None or due_in > 0:
            return self._tick if due_in is None else min(self._tick, due_in)
        if state is BreakerState.HALF_OPEN:
            probe = await self._claims.take(1, probe=True)
            self._probing = bool(probe)
            line.put(probe)
            return self._tick
        claimed = await self._claims.take(batch, in_term=self._terms_first)
        line.put(claimed)
        if len(claimed) == batch:
            return None
        if self._terms_first:
            self._terms_first = False
            return 0.0
        # Soon again, but not for every single one: a claim is a commit.
        return self._tick / 4

    # Looking.

    async def _lane(self, line: Line, group: asyncio.TaskGroup, number: int) -> None:
        """Look into one mailbox after the other. Lanes whose number is above our share have nothing to do."""
        while True:
            wanted = bool(line.waiting) and number < self._share.looks
            if wanted and self._may_begin(line.waiting[0]):
                await self._visit(line.take(), line, group)
            elif line.stopped and not line.waiting:
                return
            else:
                # On the ramp a lane looks again by itself: nobody tells it that time has passed.
                await line.moved(_RAMP_SECONDS if wanted else None)

    def _may_begin(self, claimed: Claimed) -> bool:
        most = self._share.looks  # where it has shrunk, those above it are still under way
        if not claimed.probe:
            most = self._ramp.at_once_after(self._clock() - self._ramp_from, most=most)
        return len(self._looking) < most

    async def _visit(self, claimed: Claimed, line: Line, group: asyncio.TaskGroup) -> None:
        self._looking.add(claimed)
        try:
            if self._clock() - self._ramp_from < self._ramp.seconds:
                await self._turn(claimed)
            permitted = self._permits is None or await self._permitted(self._permits, line)
            if not permitted or self._claims.is_over(claimed):
                self._claims.returned.append(claimed)
                return
            begun_in = self._breaker.round
            outcome = await self._look(claimed.mailbox)
        finally:
            self._looking.discard(claimed)
            self._probing = self._probing and not claimed.probe
        if outcome is None:
            self._claims.returned.append(claimed)
            return
        # At once, before another look begins: an outage that opens the breaker holds up the rest of the line.
        verdict = self._judge(line, outcome, begun_in)
        if verdict is _Verdict.NOTHING and _is_unchanged(outcome):
            self._keep.unchanged(outcome, lost=lambda: self._claims.returned.append(claimed))
            if self._keep.crowded:
                await self._keep.room()
            return
        settling = self._settle(claimed, outcome, verdict)
        if self._unsettled < self._at_once * _MOST_BATCHES:
            group.create_task(settling)
        else:
            await settling

    async def _turn(self, claimed: Claimed) -> None:
        """On the ramp, wait until it is this look's turn."""
        now = self._clock()
        interval = self._ramp.interval_after(now - self._ramp_from)
        if interval and not claimed.probe:
            at = max(now, self._next_start)
            self._next_start = at + interval
            await asyncio.sleep(at - now)

    async def _permitted(self, permits: Permits, line: Line) -> bool:
        """Wait for a permit; False where all stops meanwhile."""
        if line.given_up:
            return False
        patience = asyncio.timeout(None)
        try:
            async with patience:
                line.impatient.add(patience)
                await permits.permit()
        except TimeoutError:
            return False
        finally:
            line.impatient.discard(patience)
        return True

    async def _look(self, mailbox: Mailbox) -> Outcome | None:
        try:
            return await self._looks.look(mailbox, self._keep.known(mailbox))
        except OUTAGES as outage:  # the database's: it is given back as soon as that answers
            self._metrics.failures.labels("look").inc()
            await _log.awarning("a look met an outage of ours", outage=type(outage).__name__)
            return None
        except Exception:  # the worker's loop: one bad row must not end the others' service
            self._metrics.failures.labels("look").inc()
            await _log.aexception("a look failed in a way that nobody foresaw", mailbox=mailbox.id)
            return Failed(mailbox, None, "unforeseen", "unforeseen")

    # What comes of it.

    def _judge(self, line: Line, outcome: Outcome, begun_in: int) -> _Verdict:
        """What this outcome says of the portal as a whole. A refusal is an answer."""
        now = self._clock()
        if isinstance(outcome, Seen | Refused):
            if not self._breaker.worked(now, begun_in=begun_in):
                return _Verdict.NOTHING
            self._begin_slowly()
            line.prompt()
            return _Verdict.BACK
        if isinstance(outcome, Failed) and outcome.kind is not None:
            counts = self._breaker.state(now) is BreakerState.CLOSED and begun_in == self._breaker.round
            if self._breaker.failed(now, begun_in=begun_in):
                self._claims.returned += line.clear()
                return _Verdict.OUT if counts else _Verdict.STILL_OUT
            return _Verdict.NOTHING if counts else _Verdict.BYSTANDER
        return _Verdict.NOTHING

    async def _settle(self, claimed: Claimed, outcome: Outcome, verdict: _Verdict) -> None:
        self._unsettled += 1
        try:
            if isinstance(outcome, Failed):
                await self._failed(claimed, outcome, verdict)
            elif not isinstance(outcome, Withdrawn):
                await self._answered(outcome, verdict)
        except OUTAGES as outage:
            self._claims.returned.append(claimed)  # looked into again as soon as the database answers
            self._metrics.failures.labels("keep").inc()
            await _log.awarning("a look could not be kept", outage=type(outage).__name__)
        except Exception:  # the worker's loop, as above: looked into later, as after any trouble of ours
            self._metrics.failures.labels("keep").inc()
            await _log.aexception("a look could not be kept", mailbox=outcome.mailbox.id)
            with suppress(*OUTAGES):  # then the lease runs out
                await self._keep.failed(Failed(claimed.mailbox, None, "unforeseen", "unforeseen"))
        finally:
            self._unsettled -= 1

    async def _answered(self, outcome: Seen | Refused, verdict: _Verdict) -> None:
        if isinstance(outcome, Seen):
            await self._keep.seen(outcome)
        elif not await self._asked_later(outcome):
            await self._keep.refused(outcome)
        if verdict is _Verdict.BACK:
            await _log.ainfo("the portal answers again")
            await self._ledger.portal_back(self._world.now())
        if outcome.mailbox.failures:
            await self._ledger.look_worked([outcome.mailbox.id], self._world.now())

    async def _asked_later(self, outcome: Refused) -> bool:
        """Whether a picture that its owner could read is not asked for now; then it is looked into again later."""
        if outcome.state is not MailboxState.CAPTCHA or self._world.captchas is None:
            return False
        now, mailbox = self._world.now(), outcome.mailbox
        subject = f"mailbox:{mailbox.id}"
        async with self._world.database.begin() as connection:
            asked = await audit.count_since(connection, action=_ASKED, subject=subject, since=now - ASKED_WITHIN)
            at = ask_person_at(now, asked_lately=asked > 0)
            if at > now:
                await mailboxes.checked(
                    connection, mailbox.id, now=now, next_check_at=at, failures=mailbox.failures, sealed=mailbox.sealed
                )
            else:
                await audit.record(connection, at=now, chat_id=mailbox.chat_id, action=_ASKED, subject=subject)
        return at > now

    async def _failed(self, claimed: Claimed, outcome: Failed, verdict: _Verdict) -> None:
        now = self._world.now()
        if verdict in {_Verdict.STILL_OUT, _Verdict.BYSTANDER}:
            # The portal's fault, not the mailbox's: due as before, after the others, lest every probe be the same one.
            self._claims.returned.append(replace(claimed, mailbox=replace(claimed.mailbox, next_check_at=now)))
            self._metrics.looks.labels(outcome.label).inc()
        else:
            await self._keep.failed(outcome)
        if outcome.kind is None:
            return
        if verdict in {_Verdict.NOTHING, _Verdict.OUT}:
            await self._ledger.look_failed(outcome.mailbox, outcome.kind, outcome.seen, now)
        if verdict in {_Verdict.OUT, _Verdict.STILL_OUT}:
            await _log.awarning("the portal is left alone for a while", outage=outcome.label)
            await self._ledger.portal_out(outcome.kind, outcome.seen, now)

    def _begin_slowly(self) -> None:
        self._ramp_from = self._next_start = self._clock()
        self._terms_first = True


def _is_unchanged(outcome: Outcome) -> TypeGuard[Seen]:
    """Whether there is nothing to be done about it but to write it down."""
    return isinstance(outcome, Seen) and outcome.news.notices is None and outcome.mailbox.failures == 0


async def _prompt_when(stopping: asyncio.Event, line: Line) -> None:
    await stopping.wait()
    line.prompt()


def _next_batch(batch: int, took: float, *, at_once: int) -> int:
    """How many to claim next, where a batch of so many was used up in so many seconds."""
    if took < _QUICK_SECONDS:
        return min(batch * 2, at_once * _MOST_BATCHES)
    return max(batch // 2, at_once) if took > _SLOW_SECONDS else batch
