"""What the house has towards the outside, built from settings: opened first, closed last."""

import socket
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass

import structlog

from bot import browser_door
from bot.channels.messages import Channel
from bot.keys import vault
from bot.mail import SmtpMailer
from bot.messengers import NO_CHANNEL, Messengers, open_messengers
from bot.metrics import Metrics
from bot.portal.agency import ApiAgency
from bot.portal.api import ApiMailbox
from bot.portal.canary import ApiWalk, Guard, Walk
from bot.portal.keeping import SealedSessions
from bot.portal.profile import Profile
from bot.portal.recovery import ApiRecovery
from bot.settings import Settings
from bot.sheets.reader import Reader
from bot.web import server
from buzon.credentials import Credentials, Secret
from handlers.errors import ChannelDown, Misconfigured
from handlers.ports import CaptchaRelay, Clock, Mailbox
from handlers.world import Ways
from storage.database import Database
from storage.vault import Vault

_log = structlog.get_logger(__name__)

_PEOPLES_CONNECTIONS = 30
"""On top of what the watch looks into at once: whoever asks for a list does not wait for it."""


@dataclass(frozen=True, slots=True)
class Doors:
    """All of them. `token` is Telegram's, where there is Telegram; `portal` its profile's name; `captchas` is there
    where a person may read the portal's pictures; `guard` has what the canary found; `address` where the pages are."""

    token: str | None
    portal: str
    database: Database
    vault: Vault
    mailbox: Mailbox
    captchas: CaptchaRelay | None
    ways: Ways
    guard: Guard
    sheets: Reader
    messengers: Messengers
    listener: socket.socket
    address: str


class ChannelFiles:
    """What people send, by the channel that it came through. Fulfils `handlers.ports.Files`."""

    def __init__(self, channels: Mapping[str, Channel]) -> None:
        self._channels = channels

    async def fetch(self, channel: str, file: str) -> bytes:
        """The bytes of a file by the channel's own handle. Raises ChannelDown."""
        if channel not in self._channels:
            raise ChannelDown("the file is of a channel that is not open")
        return await self._channels[channel].fetch(file)


async def open_doors(settings: Settings, metrics: Metrics, stack: AsyncExitStack, *, clock: Clock) -> Doors:
    """In the order in which an operator would want to hear of what is wrong. Raises Misconfigured, StorageError."""
    if settings.telegram_token is None and settings.whatsapp_token is None:
        raise Misconfigured(NO_CHANNEL)
    database = Database.at(settings.database_url)
    stack.push_async_callback(database.close)
    await database.check_schema()
    seal = vault(settings)
    portal = await open_portal(settings, metrics, stack, keep=SealedSessions(database, seal, clock))
    sheets = await stack.enter_async_context(Reader())
    listener = server.bind(settings.listen_host, settings.listen_port)
    stack.callback(listener.close)
    address = settings.public_url or f"http://{settings.listen_host}:{listener.getsockname()[1]}"
    messengers = await open_messengers(settings, metrics, stack, mini_apps=_mini_apps(settings, address))
    token = settings.telegram_token.get_secret_value() if settings.telegram_token else None
    return Doors(
        token,
        portal.name,
        database,
        seal,
        portal.mailbox,
        portal.captchas,
        portal.ways,
        Guard(),
        sheets,
        messengers,
        listener,
        address,
    )


@dataclass(frozen=True, slots=True)
class Portal:
    """The door of the operator's choice: its profile's name, and what goes through it."""

    name: str
    mailbox: Mailbox
    captchas: CaptchaRelay | None
    ways: Ways


async def open_portal(
    settings: Settings, metrics: Metrics, stack: AsyncExitStack, *, keep: SealedSessions | None = None
) -> Portal:
    """The door of the operator's choice, and the ways back in that it knows. Sessions that are dear, since a person may
    have read a picture for them, outlive the process in `keep`. Raises Misconfigured."""
    if settings.portal == "browser":
        words = browser_door.profile_of(settings)
        await _warn(words.name, verified=browser_door.is_verified(words, browser_door.base_of(settings, words)))
        browser, recovery, agency = await browser_door.open_browser(
            settings, words, metrics.observe_portal, stack, keep=keep
        )
        ways = Ways(recovery, agency, mailer(settings), settings.mail_from or "")
        return Portal(words.name, browser, browser, ways)
    profile = Profile.load(settings.portal_profile)
    await _warn(profile.name, verified=profile.verified)
    connections = settings.portal_at_once + _PEOPLES_CONNECTIONS
    mailbox = ApiMailbox(profile, base_url=settings.portal_url, connections=connections, observe=metrics.observe_portal)
    await stack.enter_async_context(mailbox)
    return Portal(profile.name, mailbox, None, await _ways(settings, profile, metrics, stack))


async def _warn(profile: str, *, verified: bool) -> None:
    if not verified:
        await _log.awarning("the portal profile is a guess, see `buzon doctor`", profile=profile)


async def _ways(settings: Settings, profile: Profile, metrics: Metrics, stack: AsyncExitStack) -> Ways:
    """The ways back in that profile and settings allow; what they don't, people are walked through by hand."""
    recovery = agency = None
    if profile.recovery:
        recovery = ApiRecovery(profile, base_url=settings.portal_url, observe=metrics.observe_portal)
        await stack.enter_async_context(recovery)
    if profile.agency and (settings.agency_url or profile.agency.base_url):
        agency = ApiAgency(
            profile,
            portal_url=settings.portal_url,
            base_url=settings.agency_url,
            observe=metrics.observe_portal,
        )
        await stack.enter_async_context(agency)
    return Ways(recovery, agency, mailer(settings), settings.mail_from or "")


def canary_walk(settings: Settings, mailbox: Mailbox) -> Walk | None:
    """The way of the operator's own account through this door, if there is such an account. Raises Misconfigured."""
    user, password = settings.canary_user, settings.canary_password
    if user is None and password is None:
        return None
    if user is None or password is None:
        raise Misconfigured("BUZON_CANARY_USER and BUZON_CANARY_PASSWORD go together: one of them is missing")
    credentials = Credentials(Secret(user.get_secret_value()), Secret(password.get_secret_value()))
    return browser_door.walk_of(mailbox, credentials) if settings.portal == "browser" else ApiWalk(mailbox, credentials)


def mailer(settings: Settings) -> SmtpMailer | None:
    """The operator's mail server, if there is one. Raises Misconfigured."""
    if settings.smtp_url is None:
        return None
    if not settings.mail_from:
        raise Misconfigured("BUZON_MAIL_FROM is missing: the address that e-mails are sent from")
    return SmtpMailer(settings.smtp_url.get_secret_value())


def _mini_apps(settings: Settings, address: str) -> bool:
    """Telegram opens Mini Apps over https only; its test servers, and the sandbox, over http too."""
    return address.startswith("https://") or settings.own_api_server
