"""`buzon doctor`: each thing that must be right, checked for real, with the mend where it is not."""

from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

import aiohttp
from redis.asyncio import Redis
from redis.exceptions import RedisError

from bot import browser_door, doors, keys, settings
from bot.channels.telegram import TelegramChannel
from bot.messengers import NO_CHANNEL
from bot.portal.profile import Profile
from bot.push import engine
from bot.settings import Settings
from bot.sheets.reader import Reader
from handlers.errors import Misconfigured
from storage.database import Database
from storage.errors import StorageError

Check = Callable[[Settings], Awaitable[str]]


async def run() -> int:
    """Print one line per check; 0 when all pass, 1 when one does not."""
    try:
        chosen = settings.load()
    except Misconfigured as error:
        print(f"✗ settings     {error}")
        return 1
    print("✓ settings     every variable can be read")
    failed = False
    for name, check in CHECKS.items():
        try:
            said = await check(chosen)
        except (Misconfigured, StorageError) as error:
            failed = True
            print(f"✗ {name:<12} {error}")
        else:
            print(f"✓ {name:<12} {said}")
    return int(failed)


async def _keys(chosen: Settings) -> str:
    held = keys.master_keys(chosen)
    return f"{held[0].id} seals, {len(held)} in all"


async def _database(chosen: Settings) -> str:
    database = Database.at(chosen.database_url)
    try:
        await database.check_schema()
    finally:
        await database.close()
    await engine.check(chosen.database_url)
    return "answers, and its schema is this program's"


async def _redis(chosen: Settings) -> str:
    if chosen.redis_url is None:
        return "none (BUZON_REDIS_URL): one process keeps the limits by itself"
    try:
        async with Redis.from_url(chosen.redis_url.get_secret_value(), socket_timeout=5) as client:
            await client.ping()
    except (RedisError, OSError, ValueError, TimeoutError) as error:
        raise Misconfigured(f"Redis does not answer ({type(error).__name__}): check BUZON_REDIS_URL") from None
    return "answers: limits are shared by all processes"


async def _telegram(chosen: Settings) -> str:
    if chosen.telegram_token is None and chosen.whatsapp_token is None:
        raise Misconfigured(NO_CHANNEL)
    if chosen.telegram_token is None:
        return "none (BUZON_TELEGRAM_TOKEN): people are served by WhatsApp alone"
    token = chosen.telegram_token.get_secret_value()
    async with TelegramChannel(token, api_url=chosen.telegram_api_url, mini_apps=False) as channel:
        name = await channel.introduce()
    return f"@{name}, updates by {'webhook' if chosen.by_webhook else 'long polling'}"


async def _whatsapp(chosen: Settings) -> str:
    given = (chosen.whatsapp_token, chosen.whatsapp_phone_id, chosen.whatsapp_account_id, chosen.whatsapp_app_secret)
    if not any(given):
        return "none (BUZON_WHATSAPP_TOKEN): see docs/whatsapp.md"
    from bot import whatsapp_checks  # noqa: PLC0415  (pywa: most of a second that only this check needs)

    return await whatsapp_checks.examine(chosen)


async def _pages(chosen: Settings) -> str:
    if not chosen.public_url:
        raise Misconfigured(
            "BUZON_PUBLIC_URL is missing: phones can't open the page where mailboxes are linked; "
            "set it to the https address of this server"
        )
    if not chosen.public_url.startswith("https://"):
        raise Misconfigured("BUZON_PUBLIC_URL is not https: a password would travel in the open")
    return f"under {chosen.public_url}"


async def _portal(chosen: Settings) -> str:
    if chosen.portal == "browser":
        pages = browser_door.profile_of(chosen)
        address = browser_door.base_of(chosen, pages)
        browser_door.chromium_of(chosen, pages, address)
        name, verified = pages.name, browser_door.is_verified(pages, address)
    else:
        profile = Profile.load(chosen.portal_profile)
        address = chosen.portal_url or profile.base_url or ""
        name, verified = profile.name, profile.verified
    if not address:
        raise Misconfigured("BUZON_PORTAL_URL is missing: the address of the mailbox portal")
    try:
        timeout = aiohttp.ClientTimeout(total=15)
        async with aiohttp.request("GET", address, allow_redirects=False, timeout=timeout) as answer:
            status = answer.status
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        raise Misconfigured(f"the portal does not answer ({type(error).__name__}): check BUZON_PORTAL_URL") from None
    if not verified:
        raise Misconfigured(
            f"profile {name} is a guess: nobody outside Migraciones knows the portal's interface; "
            "check it against the real site (`buzon portal check`) and set `verified = true` in a profile of your own"
        )
    door = "browser: its pages" if chosen.portal == "browser" else "api: its JSON"
    return f"{urlsplit(address).netloc} answers ({status}), door {door}, profile {name}, {_canary(chosen)}"


def _canary(chosen: Settings) -> str:
    given = [chosen.canary_user, chosen.canary_password]
    if not any(given):
        return "no canary (BUZON_CANARY_USER)"
    if not all(given):
        raise Misconfigured("BUZON_CANARY_USER and BUZON_CANARY_PASSWORD go together: one of them is missing")
    return "a canary each day"


async def _mail(chosen: Settings) -> str:
    mailer = doors.mailer(chosen)
    if mailer is None:
        return "none (BUZON_SMTP_URL): people send their e-mail to Migraciones themselves"
    await mailer.check()
    return f"takes e-mails from {chosen.mail_from}"


async def _sheets(_: Settings) -> str:
    async with Reader() as reader:
        if not reader.ocr_available():
            raise Misconfigured("tesseract is missing, so photos of a constancia can't be read: install tesseract-ocr")
    return "PDFs and photos of a constancia can be read"


CHECKS: dict[str, Check] = {
    "keys": _keys,
    "database": _database,
    "redis": _redis,
    "telegram": _telegram,
    "whatsapp": _whatsapp,
    "pages": _pages,
    "portal": _portal,
    "mail": _mail,
    "sheets": _sheets,
}
