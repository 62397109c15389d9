"""The only place where objects are built from settings, and where the process starts and stops."""

import asyncio
import secrets
import signal
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import structlog
from starlette.routing import BaseRoute

from bot.channels import limits
from bot.channels.mini_app import verify_init_data
from bot.channels.telegram import TelegramChannel
from bot.channels.telegram.translation import NAME as TELEGRAM
from bot.doors import ChannelFiles, Doors, open_doors
from bot.metrics import Metrics
from bot.push.deliver import Deliver
from bot.push.jobs import Jobs
from bot.push.pace import Pace, Rate
from bot.push.watch import Watch
from bot.reception import Reception
from bot.settings import Settings
from bot.supervisor import Supervisor
from bot.web import handover, health, pages, server, webhook
from bot.web.rendering import Renderer
from buzon.request_email import RequestEmail
from handlers.desk import Desk
from handlers.errors import OUTAGES, Misconfigured
from handlers.intake import PRIORITIES, Priority
from handlers.prefills import Prefills
from handlers.world import Operator, World
from storage.turns import Turns

_INIT_DATA_LIFE = 3600.0
"""Seconds: a page lives ten minutes, but the Mini App may have been opened and left."""

_PURGE_EVERY = 600.0
_STOP_SECONDS = 3.5
"""A stop is clean within five seconds: this long for what is under way, the rest for closing."""

_CLOSING_SECONDS = 1.0

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
    jobs: Jobs
    metrics: Metrics
    address: str
    bot_name: str


@asynccontextmanager
async def house(settings: Settings, *, stopping: asyncio.Event) -> AsyncGenerator[House]:
    """Build the house and open it; on the way out, close it without losing anything. Raises Misconfigured."""
    metrics = Metrics()
    clock = SystemClock()
    async with AsyncExitStack() as stack:
        doors = await open_doors(settings, metrics, stack)
        bot_name = await doors.channel.introduce()
        turns = Turns(doors.database, doors.vault, clock=clock)
        stack.push_async_callback(turns.close)
        waker = _Waker()
        world = _world(settings, doors, clock, waker)
        channels = {TELEGRAM: (doors.channel, limits.TELEGRAM)}
        pace = Pace({TELEGRAM: Rate(settings.telegram_rate, settings.telegram_chat_rate)})
        reception = Reception(Desk(world, turns), turns, doors.database, channels=channels, pace=pace, metrics=metrics)
        tick = min(timedelta(seconds=1), settings.watch_interval / 3)
        jobs = Jobs(world, Watch(world, metrics), Deliver(world, channels, pace, metrics), metrics, tick=tick)
        waker.jobs = jobs
        supervisor = Supervisor(metrics)
        routes = _routes(settings, doors, world, reception, metrics=metrics, supervisor=supervisor)
        take_updates = _updates(settings, doors.channel, reception, routes, stopping)
        await reception.take_up(TELEGRAM)
        web_stop = asyncio.Event()
        supervisor.start("web", lambda: server.serve(server.application(routes), doors.listener, web_stop))
        supervisor.start("engine", jobs.run_engine)
        supervisor.start("sweeps", jobs.run_sweeps)
        supervisor.start("updates", take_updates)
        supervisor.start("commands", doors.channel.register_commands)
        supervisor.start("purge", lambda: _purge(turns, clock, stopping))
        failing = asyncio.ensure_future(_stop_on_failure(supervisor, stopping))
        try:
            yield House(world, reception, jobs, metrics, doors.address, bot_name)
        finally:
            # In this order: nothing new comes in, what is under way finishes, then the doors close.
            until = time.monotonic() + _STOP_SECONDS
            stopping.set()
            jobs.stop()
            await reception.drain(_STOP_SECONDS)
            web_stop.set()
            # What answering did not need of the time is for the alerts that are being sent.
            await supervisor.stop(seconds=max(until - time.monotonic(), 0) + _CLOSING_SECONDS)
            failing.cancel()
        if supervisor.failed.done():
            supervisor.failed.result()


def _world(settings: Settings, doors: Doors, clock: SystemClock, waker: "_Waker") -> World:
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
    )


def _routes(
    settings: Settings, doors: Doors, world: World, reception: Reception, *, metrics: Metrics, supervisor: Supervisor
) -> list[BaseRoute]:
    renderer = Renderer(ancestors=settings.frame_ancestors)
    one_time = pages.Pages(
        world,
        reception,
        vouch=lambda init_data: verify_init_data(init_data, doors.token, now=time.time(), life=_INIT_DATA_LIFE),
        renderer=renderer,
    )
    checks = {"database": health.database_check(doors.database), "tasks": _tasks_check(supervisor)}
    return [
        *one_time.routes(),
        *handover.routes(renderer),
        *health.routes(doors.database, metrics, checks, now=world.now),
    ]


async def run(settings: Settings, *, ready: Callable[[House], Awaitable[None]] | None = None) -> None:
    """Serve until SIGTERM or SIGINT. `ready` is called once everything runs."""
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    async with house(settings, stopping=stopping) as opened:
        await _log.ainfo("running", bot=opened.bot_name, pages=opened.address)
        if ready:
            await ready(opened)
        await stopping.wait()
        await _log.ainfo("stopping")


class _Waker:
    """Breaks the circle: the world can wake the jobs, the jobs know the world."""

    jobs: Jobs | None = None

    async def wake(self) -> None:
        if self.jobs:
            await self.jobs.wake()


def _updates(
    settings: Settings,
    channel: TelegramChannel,
    reception: Reception,
    routes: list[BaseRoute],
    stopping: asyncio.Event,
) -> Callable[[], Awaitable[None]]:
    """How updates come: by webhook, whose route is added, or by long polling."""
    if not settings.by_webhook:
        return lambda: channel.poll(reception.take, stopping)
    if not settings.public_url:
        raise Misconfigured("BUZON_TELEGRAM_UPDATES=webhook needs BUZON_PUBLIC_URL, the https address of this server")
    given = settings.telegram_webhook_secret
    secret = given.get_secret_value() if given else secrets.token_urlsafe(32)
    routes.extend(webhook.routes(channel, reception, secret))
    url = f"{settings.public_url}{webhook.PATH}"

    async def announce() -> None:
        await channel.set_webhook(url, secret)
        await stopping.wait()

    return announce


def _tasks_check(supervisor: Supervisor) -> health.Check:
    async def check() -> bool:
        return all(supervisor.alive(name) for name in ("engine", "sweeps", "updates"))

    return check


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
