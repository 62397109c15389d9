"""The canary: once a day the operator's own account walks to the portal and looks for each landmark of the profile.

What is missing is named to the operator, and stops the doors that depend on it; when all is found again they open by
themselves.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Protocol

import structlog

from bot.metrics import Metrics
from buzon.credentials import Credentials
from handlers import relay
from handlers.errors import OUTAGES, BuzonError, Outage, PortalChanged, Refusal
from handlers.ports import Clock, Mailbox
from storage import canaries
from storage.database import Database

KEY = "canary"
"""The name of the canary's session at the door."""

EVERY = timedelta(days=1)
AGAIN = timedelta(hours=1)
"""When to walk again where something was missing, or where the portal could not be asked."""

_TICK_SECONDS = 60.0
_LISTING = frozenset({"rows", "subject", "deposited_at"})
"""Without these the list is none. Other columns a site may have or not: they are told, and stop nothing."""

_log = structlog.get_logger(__name__)


class Landmark(Protocol):
    """One thing that must be found: in which step, its name, "found", "moved" or "missing", and how it was found."""

    @property
    def step(self) -> str: ...  # noqa: D102  (said above)
    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def state(self) -> str: ...  # noqa: D102
    @property
    def how(self) -> str: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Told:
    """A landmark by what a door says of it."""

    step: str
    name: str
    state: str
    how: str = ""


class Walk(Protocol):
    """A way to the portal with the operator's own account."""

    async def landmarks(self) -> Sequence[Landmark]:
        """What is found. Raises `Outage`s and `Refusal`s."""

    async def snapshot(self) -> str:
        """What stands open, with nothing of anybody in it; empty where the door shows nothing."""


@dataclass(frozen=True, slots=True)
class ApiWalk:
    """By the portal's JSON: its profile names what is missing."""

    mailbox: Mailbox
    credentials: Credentials

    async def landmarks(self) -> Sequence[Landmark]:
        """The sign-in, and the whole list without opening anything."""
        await self.mailbox.sign_in(KEY, self.credentials)
        signed_in = Told("sign_in", "session", "found", "answer")
        try:
            seen = await self.mailbox.notices(KEY, self.credentials)
        finally:
            await self.mailbox.forget(KEY)
        return [signed_in, Told("list", "rows", "found", f"{len(seen)} notices read")]

    async def snapshot(self) -> str:
        """None: an answer has no look."""
        return ""


async def walked(walk: Walk) -> Sequence[Landmark]:
    """The landmarks; where the way ends before them all, the one at which it did. Raises PortalDown, `Refusal`s."""
    try:
        return await walk.landmarks()
    except PortalChanged as changed:
        step, _, what = str(changed).partition(":")
        return [Told("sign_in" if step.startswith("sign") else "list", "rows", "missing", what.strip())]


def missing_of(landmarks: Sequence[Landmark]) -> tuple[str, ...]:
    """The names of those that are not there: "list.subject"."""
    return tuple(f"{one.step}.{one.name}" for one in landmarks if one.state == "missing")


def stops_watching(missing: Collection[str]) -> bool:
    """Whether nobody can get to the list, or read it, without these."""
    steps = [name.partition(".")[::2] for name in missing]
    return any(
        (step == "sign_in" and name != "forgotten") or (step == "list" and name in _LISTING) for step, name in steps
    )


def stops_recovery(missing: Collection[str]) -> bool:
    """Whether *¿Olvidaste la contraseña?* can't be walked without these."""
    return any(name.startswith("recovery.") or name == "sign_in.forgotten" for name in missing)


def _stopped(missing: Collection[str]) -> list[str]:
    doors = {"watch": stops_watching(missing), "recovery": stops_recovery(missing)}
    return [name for name, stops in doors.items() if stops]


class Guard:
    """What the last walk lets this process do; all of it before there was one."""

    def __init__(self) -> None:
        self.missing: tuple[str, ...] = ()

    def may_watch(self) -> bool:
        """Whether mailboxes are looked into."""
        return not stops_watching(self.missing)

    def may_recover(self) -> bool:
        """Whether the way back in is offered."""
        return not stops_recovery(self.missing)


class Alarm(Protocol):
    """Who keeps account of the portal's outages, and tells people."""

    async def portal_changed(self, seen: str, now: datetime) -> None:
        """The portal is not as its profile says."""

    async def portal_back(self, now: datetime) -> None:
        """It is again."""


class Canary:
    """Walks once a day, one of all workers (`locked` gives False where another holds it), and keeps `guard` up to date.

    Whatever has changed is told to the team's group, in the commit that keeps it; `wake` makes the outbox look at once.
    A redacted picture of what was there instead is kept in `folder`.
    """

    def __init__(
        self,
        database: Database,
        metrics: Metrics,
        clock: Clock,
        *,
        portal: str,
        walk: Walk,
        guard: Guard,
        alarm: Alarm,
        folder: Path,
        wake: Callable[[], Awaitable[None]],
        locked: Callable[[], AbstractAsyncContextManager[bool]] | None = None,
    ) -> None:
        self._database = database
        self._metrics = metrics
        self._clock = clock
        self._portal = portal[:64]
        self._walk = walk
        self._guard = guard
        self._alarm = alarm
        self._folder = folder
        self._wake = wake
        self._locked = locked or partial(nullcontext, True)

    async def run(self, stopping: asyncio.Event, *, walks: bool) -> None:
        """Follow what was found until `stopping`; with `walks` go and find it."""
        while not stopping.is_set():
            with suppress(*OUTAGES):  # the database's: what was known still stands
                await self.turn(walks=walks)
            with suppress(TimeoutError):
                await asyncio.wait_for(stopping.wait(), _TICK_SECONDS)

    async def turn(self, *, walks: bool) -> None:
        """Take over what was found; walk where that is due. Raises StorageDown."""
        last = await self._last()
        if walks and (last is None or last.next_at <= self._clock.now()):
            async with self._locked() as ours:
                last = await self._last()  # another worker may have been there
                if ours and (last is None or last.next_at <= self._clock.now()):
                    last = await self._go(() if last is None else last.missing)
        if last is not None:
            self._guard.missing = last.missing
            for step in ("sign_in", "list", "recovery"):
                count = sum(name.startswith(f"{step}.") for name in last.missing)
                self._metrics.landmarks_missing.labels(step).set(count)

    async def _last(self) -> canaries.Walked | None:
        async with self._database.read() as connection:
            return await canaries.last(connection, self._portal)

    async def _go(self, before: tuple[str, ...]) -> canaries.Walked:
        missing, wait = before, AGAIN
        try:
            missing = missing_of(await walked(self._walk))
            wait = AGAIN if missing else EVERY
        except Outage as outage:  # says nothing of landmarks: what was known still stands
            await _log.awarning("the canary could not reach the portal", outage=type(outage).__name__)
        except Refusal as refusal:
            await _log.aerror("the canary can't sign in: see BUZON_CANARY_USER", refusal=type(refusal).__name__)
        now = self._clock.now()
        async with self._database.begin() as connection:
            known = await canaries.last(connection, self._portal)
            await canaries.keep(connection, self._portal, missing=missing, next_at=now + wait)
            changed = set(missing) != set(known.missing if known else ())
            if changed:
                await relay.tell_portal(connection, self._portal, missing=missing, stopped=_stopped(missing), now=now)
        if changed:
            await self._wake()
        for name in missing:
            await _log.aerror("the portal has changed", landmark=name, portal=self._portal)
        if missing and missing != before:
            await self._picture(now)
        if stops_watching(missing):
            await self._alarm.portal_changed(f"canary: {missing[0]} is missing", now)
        elif stops_watching(before):
            await _log.ainfo("every landmark is found again", portal=self._portal)
            await self._alarm.portal_back(now)
        return canaries.Walked(missing, now + wait)

    async def _picture(self, now: datetime) -> None:
        try:
            shown = await self._walk.snapshot()
        except BuzonError:
            return
        if shown:
            file = self._folder / f"{now:%Y-%m-%dT%H%M}.txt"
            await asyncio.to_thread(_write, file, shown)
            await _log.aerror("what the portal shows instead is kept, without anybody's data", file=str(file))


def _write(file: Path, shown: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    file.touch(mode=0o600)
    file.write_text(shown + "\n", encoding="utf-8")
