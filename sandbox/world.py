"""The whole outside world in one process: the portal, the Bot API server and the page that shows both."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from sandbox import phones, portal, telegram
from sandbox.listen import serving


@dataclass(frozen=True)
class World:
    """Where the three listeners answer (base addresses without a final slash) and the token the bot must use."""

    page: str
    portal: str
    telegram: str
    bot_token: str


@asynccontextmanager
async def running(
    *,
    bot_token: str,
    host: str = "127.0.0.1",
    page_port: int = 0,
    portal_port: int = 0,
    telegram_port: int = 0,
) -> AsyncIterator[World]:
    """Start all three and give their addresses once every one accepts connections; port 0 lets the system choose.

    Raises:
        OSError: an address cannot be bound.
    """
    migration = portal.Portal()
    messenger = telegram.Telegram(token=bot_token)
    async with (
        serving(portal.site(migration), host=host, port=portal_port) as portal_address,
        serving(telegram.bot_api(messenger), host=host, port=telegram_port) as telegram_address,
    ):
        shown = phones.page(
            portal.control(migration),
            telegram.control(messenger),
            portal_address=portal_address,
            telegram_address=telegram_address,
        )
        async with serving(shown, host=host, port=page_port) as page_address:
            try:
                yield World(page=page_address, portal=portal_address, telegram=telegram_address, bot_token=bot_token)
            finally:
                await messenger.close()  # ends the bot's long poll, which would hold up the stop
