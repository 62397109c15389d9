"""The half of the house that takes what people write, on each channel, and the pages they fill in."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from starlette.routing import BaseRoute

from bot import menus
from bot.arrivals import Arrivals
from bot.channels import limits
from bot.channels.mini_app import verify_init_data
from bot.channels.telegram import TelegramChannel
from bot.channels.whatsapp.flow_crypto import FlowKey
from bot.doors import Doors
from bot.metrics import Metrics
from bot.reception import LEFT_BEHIND, Reception
from bot.settings import Settings
from bot.supervisor import Supervisor
from bot.web import calendar, handover, pages, webhook
from bot.web import whatsapp as whatsapp_webhook
from bot.web.rendering import Renderer
from bot.web.whatsapp_flow import FlowEndpoint
from handlers.errors import Misconfigured
from handlers.world import World
from storage.locks import SharedLocks
from storage.turns import Turns

_INIT_DATA_LIFE = 3600.0
"""Seconds: a page lives ten minutes, but the Mini App may have been opened and left."""

_STAND_BY_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Taking:
    """The half of the house that takes what people write."""

    settings: Settings
    doors: Doors
    world: World
    reception: Reception
    turns: Turns
    locks: SharedLocks | None
    supervisor: Supervisor
    metrics: Metrics
    stopping: asyncio.Event
    flow_key: FlowKey | None

    async def start(self) -> list[BaseRoute]:
        """Start to take what people write; the routes of the pages and webhooks through which it comes."""
        routes = _pages(self.doors, self.world, self.reception, self.settings)
        if (telegram := self.doors.messengers.telegram) is not None:
            take = _updates(self.settings, self.doors, self.reception, routes, self.stopping, channel=telegram)
            by_webhook = self.settings.by_webhook
            await self._take_up(telegram.name)
            self.supervisor.start("updates", _alone(take, self.locks, self.stopping, by_webhook=by_webhook))
            database = self.doors.database
            self.supervisor.start("commands", lambda: menus.register(telegram, limits.TELEGRAM, database))
        if (whatsapp := self.doors.messengers.whatsapp) is not None:
            arrivals = Arrivals(self.world, self.turns, self.reception, whatsapp, self.metrics)
            verify = whatsapp_webhook.verify_token(self.settings, self.doors.vault)
            routes += whatsapp_webhook.routes(whatsapp, arrivals, verify, self.stopping)
            if self.flow_key is not None:
                routes += FlowEndpoint(whatsapp, self.world, self.reception, self.flow_key).routes()
            await self._take_up(whatsapp.name)
            self.supervisor.start("arrivals", lambda: arrivals.run(self.stopping))
        return routes

    async def _take_up(self, channel: str) -> None:
        """What a process left that died, now and from time to time."""
        reception = self.reception
        await reception.take_up(channel, older_than=LEFT_BEHIND if self.locks else timedelta(0))
        if self.locks:
            self.supervisor.start(f"left behind {channel}", lambda: reception.keep_taking_up(channel, self.stopping))


def read_flow_key(settings: Settings) -> FlowKey | None:
    """What the form in WhatsApp is sealed for; Meta asks for it before it publishes the form, so before there is an id.
    Raises Misconfigured."""
    if settings.whatsapp_flow_key_file is not None:
        return FlowKey.read(settings.whatsapp_flow_key_file)
    if settings.whatsapp_flow_id is not None:
        raise Misconfigured("BUZON_WHATSAPP_FLOW_ID needs BUZON_WHATSAPP_FLOW_KEY_FILE: `buzon whatsapp flow key`")
    return None


def _pages(doors: Doors, world: World, reception: Reception, settings: Settings) -> list[BaseRoute]:
    renderer = Renderer(ancestors=settings.frame_ancestors)
    one_time = pages.Pages(
        world,
        reception,
        vouch=lambda init_data: _vouched(doors, init_data, world.now()),
        renderer=renderer,
    )
    return [*one_time.routes(), *handover.routes(renderer), *calendar.routes(world)]


def _vouched(doors: Doors, init_data: str, now: datetime) -> str | None:
    """Whom a Mini App's data name, as Telegram signed it; nobody where there is no Telegram."""
    if doors.token is None:
        return None
    return verify_init_data(init_data, doors.token, now=now.timestamp(), life=_INIT_DATA_LIFE)


def _updates(
    settings: Settings,
    doors: Doors,
    reception: Reception,
    routes: list[BaseRoute],
    stopping: asyncio.Event,
    *,
    channel: TelegramChannel,
) -> Callable[[], Awaitable[None]]:
    """How Telegram's updates come: by webhook, whose route is added, or by long polling."""
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
