"""The channels that this instance speaks through, built from settings: Telegram, WhatsApp, or both."""

from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass

from pydantic import SecretStr

from bot.channels.limits import LIMITS, Limits
from bot.channels.messages import Channel
from bot.channels.telegram import TelegramChannel
from bot.channels.whatsapp import WhatsAppChannel
from bot.metrics import Metrics
from bot.push.pace import Rate
from bot.settings import Settings
from handlers.errors import Misconfigured

NO_CHANNEL = (
    "BUZON_TELEGRAM_TOKEN is missing: ask @BotFather on Telegram for one (or set BUZON_WHATSAPP_TOKEN, see "
    "docs/whatsapp.md)"
)
"""What an operator is told who has set neither."""


@dataclass(frozen=True, slots=True)
class Messengers:
    """At least one of the two is there. `name` is the bot's, as people find it; `deep_link(argument)` opens its chat
    and sends `/start <argument>`; `deep_links` do so on each channel."""

    telegram: TelegramChannel | None
    whatsapp: WhatsAppChannel | None
    name: str
    deep_link: Callable[[str], str]
    rates: dict[str, Rate]
    deep_links: dict[str, Callable[[str], str]]

    @property
    def channels(self) -> dict[str, tuple[Channel, Limits]]:
        """Each by its name, with its table."""
        opened = [channel for channel in (self.telegram, self.whatsapp) if channel is not None]
        return {channel.name: (channel, LIMITS[channel.name]) for channel in opened}


async def open_messengers(
    settings: Settings, metrics: Metrics, stack: AsyncExitStack, *, mini_apps: bool = False
) -> Messengers:
    """Open what is configured, and have each say who it is. Raises Misconfigured."""
    telegram = await _telegram(settings, stack, mini_apps=mini_apps)
    whatsapp = await _whatsapp(settings, metrics, stack)
    first = telegram or whatsapp
    if first is None:
        raise Misconfigured(NO_CHANNEL)
    rates: dict[str, Rate] = {}
    name = ""
    deep_links: dict[str, Callable[[str], str]] = {}
    if whatsapp is not None:
        name = await whatsapp.introduce()
        number = name
        # To one person a message in six seconds, 45 of them borrowed from the future:
        # developers.facebook.com/docs/whatsapp/cloud-api/overview#pair-rate-limits
        rates[whatsapp.name] = Rate(settings.whatsapp_rate, 1 / 6, chat_burst=45)
        deep_links[whatsapp.name] = lambda argument: whatsapp.deep_link(number, argument)
    if telegram is not None:
        name = await telegram.introduce()
        bot_name = name
        rates[telegram.name] = Rate(settings.telegram_rate, settings.telegram_chat_rate)
        deep_links[telegram.name] = lambda argument: telegram.deep_link(bot_name, argument)
    return Messengers(telegram, whatsapp, name, deep_links[first.name], rates, deep_links)


async def _telegram(settings: Settings, stack: AsyncExitStack, *, mini_apps: bool) -> TelegramChannel | None:
    if settings.telegram_token is None:
        return None
    token = settings.telegram_token.get_secret_value()
    channel = TelegramChannel(token, api_url=settings.telegram_api_url, mini_apps=mini_apps)
    return await stack.enter_async_context(channel)


async def _whatsapp(settings: Settings, metrics: Metrics, stack: AsyncExitStack) -> WhatsAppChannel | None:
    if settings.whatsapp_token is None:
        return None
    channel = WhatsAppChannel(
        settings.whatsapp_token.get_secret_value(),
        phone_id=_needed(settings.whatsapp_phone_id, "PHONE_ID", "the id of the number, from WhatsApp > API setup"),
        app_secret=_needed(settings.whatsapp_app_secret, "APP_SECRET", "the app secret, from App settings > Basic"),
        api_url=settings.whatsapp_api_url,
        metrics=metrics,
        flow_id=settings.whatsapp_flow_id,
    )
    return await stack.enter_async_context(channel)


def _needed(value: str | SecretStr | None, name: str, what: str) -> str:
    if not value:
        raise Misconfigured(f"BUZON_WHATSAPP_{name} is missing: {what}; see docs/whatsapp.md")
    return value.get_secret_value() if isinstance(value, SecretStr) else value
