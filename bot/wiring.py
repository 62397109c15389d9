"""The only place where objects are built from settings, and where the process starts and stops."""

import asyncio
import signal
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import structlog
from starlette.routing import BaseRoute

from bot import menus
from bot.channels import limits
from bot.channels.mini_app import verify_init_data
from bot.channels.telegram.translation import NAME as TELEGRAM
from bot.doors import ChannelFiles, Doors, open_doors
from bot.metrics import Metrics
from bot.push import engine
from bot.push.broadcasts import Broadcasts
from bot.push.deliver import Deliver
from bot.push.engine import Queue
from bot.push.gates import Gates, LocalGates
from bot.push.jobs import PUSH_TASKS, Push
from bot.push.ledger import OutageLedger
from bot.push.pace import Pace, Rate
from bot.push.permits import PortalPermits
from bot.push.watch import Watch
from bot.reception import LEFT_BEHIND, Reception
from bot.role import Role
from bot.settings import Settings
from bot.supervisor import Supervisor
from bot.web import handover, health, pages, server, webhook
from bot.web.desk.places import WebDesk
from bot.web.desk.tell import Teller
from bot.web.rendering import Renderer
from buzon.request_email import RequestEmail
from handlers.desk import Desk
from handlers.errors import OUTAGES, Misconfigured
from handlers.intake import PRIORITIES, Priority
from handlers.prefills import Prefills
from handlers.team import INVITATION
from handlers.world import Operator, SecondPerson, Team, World
from storage.locks import SharedLocks
from storage.turns import Turns

_INIT_DATA_LIFE = 3600.0
"""Seconds: a page lives ten minutes, but the Mini App may have been opened and left."""

_PURGE_EVERY = 600.0
_STOP_SECONDS = 3.5
"""A stop is clean within five seconds: this long for what is under way, the rest for closing."""

_CLOSING_SECONDS = 1.0
_STAND_BY_SECONDS = 1.0

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
async def house(settings: Settings, *, stopping: asyncio.Event, role: Role = Role.RUN) -> AsyncGenerator[House]:
    """Build the house and open it; on the way out, close it without losing anything. Raises Misconfigured."""
    role.check(settings)
    metrics = Metrics()
    clock = SystemClock()
    async with AsyncExitStack() as stack:
        doors = await open_doors(settings, metrics, stack)
        bot_name = await doors.channel.introduce()
        turns = Turns(doors.database, doors.vault, clock=clock)
        stack.push_async_callback(turns.close)
        waker = _Waker()
        world = _world(settings, doors, clock, waker, bot_name=bot_name)
        channels = {TELEGRAM: (doors.channel, limits.TELEGRAM)}
        supervisor = Supervisor(metrics)
        gates = await _gates(settings, metrics, supervisor, stopping, stack)
        pace = Pace(gates, {TELEGRAM: Rate(settings.telegram_rate, settings.telegram_chat_rate)}, metrics)
        stack.push_async_callback(pace.close)
        locks = _locks(settings, doors, stack)
        reception = Reception(
            Desk(world, turns), turns, doors.database, channels=channels, pace=pace, metrics=metrics, locks=locks
        )
        await engine.check(settings.database_url)
        queue = Queue(settings.database_url)
        stack.push_async_callback(queue.close)
        push = _push(settings, doors, world, pace=pace, gates=gates, queue=queue, metrics=metrics)
        waker.push = push
        opened = House(world, reception, push, metrics, doors.address, bot_name)
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
            routes += _desk(doors, opened, Teller(channels, pace))
            await _serve(settings, doors, opened, locks=locks, supervisor=supervisor, routes=routes, stopping=stopping)
        if role.works:
            push.start(supervisor)
            supervisor.start("purge", lambda: _purge(turns, clock, stopping))
        else:
            supervisor.start("sweeps", lambda: push.feeder.run(only_when_woken=True))
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


async def _serve(
    settings: Settings,
    doors: Doors,
    opened: House,
    *,
    locks: SharedLocks | None,
    supervisor: Supervisor,
    routes: list[BaseRoute],
    stopping: asyncio.Event,
) -> None:
    """Start to take what people write; its pages and its webhook are added to `routes`."""
    reception = opened.reception
    routes += _pages(doors, opened.world, reception, settings)
    take_updates = _updates(settings, doors, reception, routes, stopping)
    await reception.take_up(TELEGRAM, older_than=LEFT_BEHIND if locks else timedelta(0))
    supervisor.start("updates", _alone(take_updates, locks, stopping, by_webhook=settings.by_webhook))
    supervisor.start("commands", lambda: menus.register(doors.channel, limits.TELEGRAM, doors.database))
    if locks:
        supervisor.start("left behind", lambda: reception.keep_taking_up(TELEGRAM, stopping))


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


async def _dashboard(settings: Settings, queue: Queue, role: Role, stack: AsyncExitStack) -> list[BaseRoute]:
    """The queue's own pages, where there is a queue in a database and somebody was given the key."""
    if settings.dashboard_password is None or not queue.shared or not role.works:
        return []
    from bot.web import dashboard  # noqa: PLC0415  (FastAPI: a fifth of a second that only this page needs)

    connection = await stack.enter_async_context(await queue.connect())
    password = settings.dashboard_password.get_secret_value()
    return [await stack.enter_async_context(dashboard.opened(connection, password))]


def _world(settings: Settings, doors: Doors, clock: SystemClock, waker: "_Waker", *, bot_name: str) -> World:
    def letter_page(letter: RequestEmail, language: str) -> str | None:
        return handover.address(doors.address, letter, language=language)

    return World(
        database=doors.database,
        vault=doors.vault,
        mailbox=doors.mailbox,
        ways=replace(doors.ways, handover=letter_page),
        sheets=doors.sheets,
        files=ChannelFiles({TELEGRAM: doors.channel}),
        prefills=Prefills(clock),
        clock=clock,
        operator=Operator(settings.operator_name, settings.operator_official),
        page_url=lambda page_token: f"{doors.address}/v/{page_token}",
        wake=waker.wake,
        watch_interval=settings.watch_interval,
        dialog_life=settings.dialog_life,
        team=Team(
            SecondPerson(settings.broadcast_approval),
            invitation_url=lambda invitation: doors.channel.deep_link(bot_name, f"{INVITATION}{invitation}"),
            rates={TELEGRAM: settings.telegram_rate},
        ),
    )


def _push(
    settings: Settings, doors: Doors, world: World, *, pace: Pace, gates: Gates, queue: Queue, metrics: Metrics
) -> Push:
    ledger = OutageLedger(world, metrics, portal=doors.portal)
    permits = PortalPermits(gates, doors.portal, rate=settings.portal_rate) if settings.portal_rate else None
    watch = Watch(world, metrics, ledger=ledger, permits=permits, looks_at_once=settings.portal_at_once)
    at_once = 20 + round(settings.telegram_rate / 2)
    channels = {TELEGRAM: (doors.channel, limits.TELEGRAM)}
    deliver = Deliver(world, channels, pace, metrics, at_once=min(at_once, 300))
    broadcasts = Broadcasts(world, channels, pace, metrics)
    return Push(world, watch, ledger, deliver, broadcasts, queue=queue, metrics=metrics)


def _pages(doors: Doors, world: World, reception: Reception, settings: Settings) -> list[BaseRoute]:
    renderer = Renderer(ancestors=settings.frame_ancestors)
    one_time = pages.Pages(
        world,
        reception,
        vouch=lambda init_data: verify_init_data(init_data, doors.token, now=time.time(), life=_INIT_DATA_LIFE),
        renderer=renderer,
    )
    return [*one_time.routes(), *handover.routes(renderer)]


def _desk(doors: Doors, opened: House, teller: Teller) -> list[BaseRoute]:
    """The team's pages."""
    desk = WebDesk(
        opened.world,
        teller,
        deep_link=lambda argument: doors.channel.deep_link(opened.bot_name, argument),
        secure=opened.address.startswith("https://"),
    )
    return desk.routes()


def _checks(doors: Doors, supervisor: Supervisor, role: Role) -> dict[str, health.Check]:
    needed = [*(("updates",) if role.serves else ()), *(PUSH_TASKS if role.works else ())]

    async def tasks() -> bool:
        return all(supervisor.alive(name) for name in needed)

    return {"database": health.database_check(doors.database), "tasks": tasks}


async def run(
    settings: Settings, *, role: Role = Role.RUN, ready: Callable[[House], Awaitable[None]] | None = None
) -> None:
    """Serve until SIGTERM or SIGINT. `ready` is called once everything runs."""
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    async with house(settings, stopping=stopping, role=role) as opened:
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


def _updates(
    settings: Settings, doors: Doors, reception: Reception, routes: list[BaseRoute], stopping: asyncio.Event
) -> Callable[[], Awaitable[None]]:
    """How updates come: by webhook, whose route is added, or by long polling."""
    channel = doors.channel
    if not settings.by_webhook:
        return lambda: channel.poll(reception.take, stopping)
    if not settings.public_url:
        raise Misconfigured("BUZON_TELEGRAM_UPDATES=webhook needs BUZON_PUBLIC_URL, the https address of this server")
    secrets = _webhook_secrets(settings, doors)
    routes.extend(webhook.routes(channel, reception, secrets, stopping))
    url = f"{settings.public_url}{webhook.PATH}"

    async def announce() -> None:
        await channel.set_webhook(url, secrets[0])
        await stopping.wait()

    return announce


def _webhook_secrets(settings: Settings, doors: Doors) -> list[str]:
    """The given one, or one that every process makes alike: from each master key, the current one first."""
    if settings.telegram_webhook_secret:
        return [settings.telegram_webhook_secret.get_secret_value()]
    return [secret.hex() for secret in doors.vault.fingerprints(webhook.PATH, purpose="webhook")]


def _alone(
    take: Callable[[], Awaitable[None]], locks: SharedLocks | None, stopping: asyncio.Event, *, by_webhook: bool
) -> Callable[[], Awaitable[None]]:
    """Polling is for one process at a time; the others stand by until that one is gone."""
    if by_webhook or locks is None:
        return take

    async def stand_by() -> None:
        while not stopping.is_set():
            async with locks.hold("polling", wait=False) as ours:
                if ours:
                    await take()
                    return
            with suppress(TimeoutError):
                await asyncio.wait_for(stopping.wait(), _STAND_BY_SECONDS)

    return stand_by


async def _purge(turns: Turns, clock: SystemClock, stopping: asyncio.Event) -> None:
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
