"""The browser door, built from settings: only here is Playwright loaded, which an installation may do without."""

from contextlib import AsyncExitStack
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bot.portal.canary import Walk
from bot.portal.door import Observe
from bot.portal.keeping import SealedSessions
from bot.settings import Settings
from buzon.credentials import Credentials
from handlers.errors import Misconfigured
from handlers.ports import Mailbox

if TYPE_CHECKING:
    from bot.portal.browser import BrowserAgency, BrowserMailbox, BrowserProfile, BrowserRecovery, Chromium

_NO_PLAYWRIGHT = (
    "BUZON_PORTAL=browser wants Playwright, which is not installed: pip install 'buzon-bot[browser]' "
    "(and the package chromium-headless-shell)"
)
_SIMULATION = frozenset({"127.0.0.1", "localhost", "::1", "sandbox"})
"""Where the sandbox answers: on this machine, or in the compose file."""


def profile_of(settings: Settings) -> "BrowserProfile":
    """The words by which the site is walked. Raises Misconfigured."""
    try:
        from bot.portal.browser import BrowserProfile  # noqa: PLC0415  (only this door needs it)
    except ModuleNotFoundError:
        raise Misconfigured(_NO_PLAYWRIGHT) from None
    return BrowserProfile.load(settings.portal_profile)


def is_verified(profile: "BrowserProfile", base: str) -> bool:
    """Whether the profile was held against this very site. `generic` was against the simulation alone."""
    return profile.verified and (profile.name != "generic" or urlsplit(base).hostname in _SIMULATION)


def chromium_of(settings: Settings, profile: "BrowserProfile", base: str, *, headed: bool = False) -> "Chromium":
    """The browser, which is started by whoever needs it first; `headed` with a window. Raises Misconfigured."""
    from bot.portal.browser import Chromium  # noqa: PLC0415  (as above)

    sites = filter(None, (base, _agency_of(settings, profile)))
    hosts = frozenset().union(*map(profile.near, sites))
    return Chromium(hosts=hosts, executable=settings.chromium, headed=headed)


def _agency_of(settings: Settings, profile: "BrowserProfile") -> str | None:
    """The address of the Agencia Digital, where profile and settings know it."""
    return (settings.agency_url or profile.agency.base_url) if profile.agency else None


def base_of(settings: Settings, profile: "BrowserProfile") -> str:
    """The address of the site. Raises Misconfigured."""
    base = settings.portal_url or profile.base_url
    if not base:
        raise Misconfigured("BUZON_PORTAL_URL is missing: the address of the mailbox portal")
    return base


async def open_browser(
    settings: Settings,
    profile: "BrowserProfile",
    observe: Observe,
    stack: AsyncExitStack,
    *,
    keep: SealedSessions | None,
) -> "tuple[BrowserMailbox, BrowserRecovery | None, BrowserAgency | None]":
    """The mailbox and the ways back in, through one Chromium; sessions outlive the process in `keep`. Raises
    Misconfigured."""
    from bot.portal.browser import BrowserAgency, BrowserMailbox, BrowserRecovery  # noqa: PLC0415  (as above)

    base = base_of(settings, profile)
    chromium = await stack.enter_async_context(chromium_of(settings, profile, base))
    contexts = settings.browser_contexts
    mailbox = BrowserMailbox(profile, chromium, base_url=base, contexts=contexts, observe=observe, keep=keep)
    await stack.enter_async_context(mailbox)
    recovery = agency = None
    if profile.recovery is not None:
        recovery = BrowserRecovery(profile, chromium, base_url=base, contexts=contexts, observe=observe)
        await stack.enter_async_context(recovery)
        if address := _agency_of(settings, profile):
            agency = BrowserAgency(
                profile, chromium, portal_url=base, base_url=address, contexts=contexts, observe=observe
            )
            await stack.enter_async_context(agency)
    return mailbox, recovery, agency


def walk_of(mailbox: Mailbox, credentials: Credentials) -> Walk:
    """The canary's way through this door."""
    from bot.portal.browser import BrowserMailbox  # noqa: PLC0415  (as above)
    from bot.portal.browser_walk import BrowserWalk  # noqa: PLC0415  (as above)

    if not isinstance(mailbox, BrowserMailbox):
        raise TypeError("this door has no pages")
    return BrowserWalk(mailbox, credentials)
