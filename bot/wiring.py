"""The only place where objects are built from settings, and where the process starts and stops."""

import asyncio
import signal
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import structlog
from starlette.routing import BaseRoute

from bot.channels.whatsapp import NAME as WHATSAPP
from bot.doors import ChannelFiles, Doors, canary_walk, open_doors
from bot.metrics import Metrics
from bot.portal.canary import Canary
from bot.push import engine
from bot.push.allowance import of_whatsapp
from bot.push.broadcasts import Broadcasts
from bot.push.deliver import Deliver
from bot.push.economy import Economy, economy
from bot.push.engine import Queue
from bot.push.gates import Gates, LocalGates
from bot.push.jobs import PUSH_TASKS, Push
from bot.push.ledger import OutageLedger
from bot.push.pace import Pace
from bot.push.permits import PortalPermits
from bot.push.share import Share, Whole
from bot.push.watch import Watch
from bot.reception import Reception
from bot.role import Role
from bot.settings import Settings
from bot.supervisor import Supervisor
from bot.taking import Taking, read_flow_key
from bot.web import calendar, handover, health, ingest, server
from bot.web.desk.places import WebDesk
from bot.web.desk.tell import Teller
from buzon.request_email import RequestEmail
from handlers.desk import Desk
from handlers.errors import OUTAGES, Misconfigured
from handlers.ports import Clock
from handlers.prefills import Prefills
from handlers.priorities import PRIORITIES, Priority
from handlers.team import INVITATION
from handlers.world import Operator, SecondPerson, Team, World
from storage.locks import SharedLocks
from storage.turns import Turns

_PURGE_EVERY = 600.0
_STOP_SECONDS = 3.5
"""A stop is clean within five seconds: this long for what is under way, the rest for closing."""

_CLOSING_SECONDS = 1.0
_SNAPSHOTS = Path("var/portal")

_log = structlog.get_logger(__name__)


class SystemClock:
    """Time as the machine tells it."""

    def now(self) -> datetime:
        """The current instant, in UTC."""
        return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class House:
    """Everything that runs, for `run` and for the tests that look inside. `address` is where the pages are served."""

    world: World
    reception: Reception
    push: Push
    metrics: Metrics
    address: str
    bot_name: str


@asynccontextmanager
async def house(
    settings: Settings, *, stopping: asyncio.Event, role: Role = Role.RUN, clock: Clock | None = None
) -> AsyncGenerator[House]:
    """Build the house and open it; on the way out, close it without losing anything. It lives by `clock`, the machine's
    unless another is given. Raises Misconfigured."""
    role.check(settings)
    flow_key = read_flow_key(settings) if role.serves else None
    metrics = Metrics()
    clock = clock or SystemClock()
    async with AsyncExitStack() as stack:
        doors = await open_doors(settings, metrics, stack, clock=clock)
        turns = Turns(doors.database, doors.vault, clock=clock)
        stack.push_async_callback(turns.close)
        waker = _Waker()
        world = _world(settings, doors, clock, waker)
        channels = doors.messengers.channels
        supervisor = Supervisor(metrics)
        gates = await _gates(settings, metrics, supervisor, stopping, stack)
        pace = Pace(gates, doors.messengers.rates, metrics)
        stack.push_async_callback(pace.close)
        locks = _locks(settings, doors, stack)
        reception = Reception(
            Desk(world, turns), turns, doors.database, channels=channels, pace=pace, metrics=metrics, locks=locks
        )
        queue = await _queue(settings, stack)
        push = _push(
            settings,
            doors,
            world,
            pace=pace,
            gates=gates,
            share=_share(settings, doors, stack),
            queue=queue,
            metrics=metrics,
        )
        waker.push = push
        opened = House(world, reception, push, metrics, doors.address, doors.messengers.name)
        routes: list[BaseRoute] = [
            *health.routes(
                doors.database,
                metrics,
                _checks(doors, supervisor, role),
                queue_numbers=queue.numbers,
                now=world.now,
            ),
            *await _dashboard(settings, queue, role, stack),
        ]
        if role.serves:
            routes += [*_desk(doors, opened, Teller(channels, pace)), *_ingest(settings, world, gates, push, stack)]
            routes += await Taking(
                settings, doors, world, reception, turns, locks, supervisor, metrics, stopping, flow_key
            ).start()
        if role.works:
            push.start(supervisor)
            supervisor.start("purge", lambda: _purge(turns, clock, stopping))
        else:
            supervisor.start("sweeps", lambda: push.feeder.run(only_when_woken=True))
        _start_canary(
            settings, doors, world, locks, metrics=metrics, supervisor=supervisor, stopping=stopping, role=role
        )
        web_stop = asyncio.Event()
        supervisor.start("web", lambda: server.serve(server.application(routes), doors.listener, web_stop))
        failing = asyncio.ensure_future(_stop_on_failure(supervisor, stopping))
        try:
            yield opened
        finally:
            # In this order: nothing new comes in, what is under way finishes, then the doors close.
            until = time.monotonic() + _STOP_SECONDS
            stopping.set()
            push.stop()
            await reception.drain(_STOP_SECONDS)
            web_stop.set()
            # What answering did not need of the time is for the alerts that are being sent.
            await supervisor.stop(seconds=max(until - time.monotonic(), 0) + _CLOSING_SECONDS)
            await push.close()
            failing.cancel()
        if supervisor.failed.done():
            supervisor.failed.result()


def _start_canary(
    settings: Settings,
    doors: Doors,
    world: World,
    locks: SharedLocks | None,
    *,
    metrics: Metrics,
    supervisor: Supervisor,
    stopping: asyncio.Event,
    role: Role,
) -> None:
    """The daily walk with the operator's own account, where there is one: of several workers one goes, and all heed
    what it found."""
    walk = canary_walk(settings, doors.mailbox)
    if walk is None:
        return
    canary = Canary(
        doors.database,
        metrics,
        world.clock,
        portal=doors.portal,
        walk=walk,
        guard=doors.guard,
        alarm=OutageLedger(world, metrics, portal=doors.portal),
        folder=_SNAPSHOTS,
        wake=world.wake,
        locked=partial(locks.hold, "canary", wait=False) if locks else None,
    )
    supervisor.start("canary", lambda: canary.run(stopping, walks=role.works))


async def _queue(settings: Settings, stack: AsyncExitStack) -> Queue:
    await engine.check(settings.database_url)
    queue = Queue(settings.database_url)
    stack.push_async_callback(queue.close)
    return queue


def _locks(settings: Settings, doors: Doors, stack: AsyncExitStack) -> SharedLocks | None:
    if doors.database.dialect != "postgresql":
        return None
    locks = SharedLocks(settings.database_url)
    stack.push_async_callback(locks.close)
    return locks


async def _gates(
    settings: Settings, metrics: Metrics, supervisor: Supervisor, stopping: asyncio.Event, stack: AsyncExitStack
) -> Gates:
    """The limits: of all processes where there is a Redis, else of this one."""
    if settings.redis_url is None:
        return LocalGates()
    # Its library takes a quarter of a second to load: for those alone who share.
    from bot.push.shared_gates import SharedGates  # noqa: PLC0415

    try:
        gates = SharedGates(settings.redis_url.get_secret_value(), metrics)
    except ValueError:
        raise Misconfigured("BUZON_REDIS_URL is no address of a Redis: redis://host:6379/0") from None
    stack.push_async_callback(gates.close)
    supervisor.start("limits", lambda: gates.keep_alive(stopping))
    return gates


def _economy(settings: Settings) -> Economy:
    """The pace of the watch, by the door that it looks through."""
    return economy(
        browser=settings.portal == "browser",
        interval=settings.watch_interval,
        at_once=settings.portal_at_once,
        rate=settings.portal_rate,
        contexts=settings.browser_contexts,
    )


def _share(settings: Settings, doors: Doors, stack: AsyncExitStack) -> Share:
    """This worker's part of the looks at once: of all workers' where there is a Redis, else all of them."""
    at_once = _economy(settings).at_once
    if settings.redis_url is None:
        return Whole(at_once)
    from bot.push.dealt_share import DealtShare  # noqa: PLC0415  (as above)

    share = DealtShare(settings.redis_url.get_secret_value(), doors.portal, most=at_once)
    stack.push_async_callback(share.close)
    return share


async def _dashboard(settings: Settings, queue: Queue, role: Role, stack: AsyncExitStack) -> list[BaseRoute]:
    """The queue's own pages, where there is a queue in a database and somebody was given the key."""
    if settings.dashboard_password is None or not queue.shared or not role.works:
        return []
    from bot.web import dashboard  # noqa: PLC0415  (FastAPI: a fifth of a second that only this page needs)

    connection = await stack.enter_async_context(await queue.connect())
    password = settings.dashboard_password.get_secret_value()
    return [await stack.enter_async_context(dashboard.opened(connection, password))]


def _world(settings: Settings, doors: Doors, clock: Clock, waker: "_Waker") -> World:
    def letter_page(letter: RequestEmail, language: str) -> str | None:
        return handover.address(doors.address, letter, language=language)

    return World(
        database=doors.database,
        vault=doors.vault,
        mailbox=doors.mailbox,
        ways=replace(doors.ways, handover=letter_page, recovery_stands=doors.guard.may_recover),
        sheets=doors.sheets,
        files=ChannelFiles({name: channel for name, (channel, _) in doors.messengers.channels.items()}),
        prefills=Prefills(clock),
        clock=clock,
        operator=Operator(settings.operator_name, settings.operator_official),
        page_url=lambda page_token: f"{doors.address}/v/{page_token}",
        wake=waker.wake,
        watch_interval=_economy(settings).interval,
        dialog_life=settings.dialog_life,
        forms=frozenset({WHATSAPP}) if settings.whatsapp_flow_id else frozenset(),
        team=Team(
            SecondPerson(settings.broadcast_approval),
            invitation_url=lambda invitation: doors.messengers.deep_link(f"{INVITATION}{invitation}"),
            rates={name: rate.overall for name, rate in doors.messengers.rates.items()},
        ),
        deep_links=doors.messengers.deep_links,
        feed_url=lambda token: calendar.address(doors.address, token),
        captchas=doors.captchas,
    )


def _push(
    settings: Settings,
    doors: Doors,
    world: World,
    *,
    pace: Pace,
    gates: Gates,
    share: Share,
    queue: Queue,
    metrics: Metrics,
) -> Push:
    ledger = OutageLedger(world, metrics, portal=doors.portal)
    pacing = _economy(settings)
    permits = PortalPermits(gates, doors.portal, rate=pacing.rate) if pacing.rate else None
    watch = Watch(
        world,
        metrics,
        ledger=ledger,
        permits=permits,
        share=share,
        looks_at_once=pacing.at_once,
        look_limit=pacing.look_limit,
        may_look=doors.guard.may_watch,
    )
    rate = sum(rate.overall for rate in doors.messengers.rates.values())
    channels = doors.messengers.channels
    whatsapp = doors.messengers.whatsapp
    allowance = of_whatsapp(whatsapp, world, metrics) if whatsapp else None
    deliver = Deliver(world, channels, pace, metrics, at_once=min(20 + round(rate / 2), 300), allowance=allowance)
    broadcasts = Broadcasts(world, channels, pace, metrics)
    return Push(world, watch, ledger, deliver, broadcasts, queue=queue, metrics=metrics, rate=rate)


def _desk(doors: Doors, opened: House, teller: Teller) -> list[BaseRoute]:
    """The team's pages."""
    desk = WebDesk(
        opened.world,
        teller,
        deep_link=doors.messengers.deep_link,
        secure=opened.address.startswith("https://"),
    )
    return desk.routes()


def _ingest(settings: Settings, world: World, gates: Gates, push: Push, stack: AsyncExitStack) -> list[BaseRoute]:
    """What institutions push; a signature that was seen is known to all processes where there is a Redis."""
    if not settings.ingest:
        return []
    replays: ingest.Replays = ingest.LocalReplays()
    if settings.redis_url is not None:
        from bot.web.ingest.shared_replays import SharedReplays  # noqa: PLC0415  (as above)

        replays = shared = SharedReplays(settings.redis_url.get_secret_value())
        stack.push_async_callback(shared.close)
    return ingest.Ingest(
        world,
        gates,
        replays,
        rate=settings.ingest_rate,
        backlog=settings.ingest_backlog,
        accepting=push.untold.accepting,
    ).routes()


def _checks(doors: Doors, supervisor: Supervisor, role: Role) -> dict[str, health.Check]:
    taking = [
        *(("updates",) if doors.messengers.telegram else ()),
        *(("arrivals",) if doors.messengers.whatsapp else ()),
    ]
    needed = [*(taking if role.serves else ()), *(PUSH_TASKS if role.works else ())]

    async def tasks() -> bool:
        return all(supervisor.alive(name) for name in needed)

    return {"database": health.database_check(doors.database), "tasks": tasks}


async def run(
    settings: Settings,
    *,
    role: Role = Role.RUN,
    ready: Callable[[House], Awaitable[None]] | None = None,
    clock: Clock | None = None,
) -> None:
    """Serve until SIGTERM or SIGINT. `ready` is called once everything runs; `clock` is as in `house`."""
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    async with house(settings, stopping=stopping, role=role, clock=clock) as opened:
        await _log.ainfo("running", bot=opened.bot_name, pages=opened.address, role=role.value)
        if ready:
            await ready(opened)
        await stopping.wait()
        await _log.ainfo("stopping")


class _Waker:
    """Breaks the circle: the world can wake the push, the push knows the world."""

    push: Push | None = None

    async def wake(self) -> None:
        if self.push:
            await self.push.feeder.wake()


async def _purge(turns: Turns, clock: Clock, stopping: asyncio.Event) -> None:
    while not stopping.is_set():
        try:
            await turns.purge(clock.now(), priority=PRIORITIES[Priority.REMINDER])
        except OUTAGES:
            await _log.awarning("a clean-up failed and is put off")
        with suppress(TimeoutError):
            await asyncio.wait_for(stopping.wait(), _PURGE_EVERY)


async def _stop_on_failure(supervisor: Supervisor, stopping: asyncio.Event) -> None:
    await asyncio.wait({supervisor.failed})
    stopping.set()


def origin(address: str) -> str:
    """scheme://host:port of an address, as a frame policy wants it."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
