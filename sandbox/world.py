"""The whole outside world in one process: two government sites, a mail sink, the Bot API server, and their page."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from sandbox import agency, mail, phones, portal, telegram
from sandbox.changes import Changes
from sandbox.listen import serving


@dataclass(frozen=True)
class World:
    """Where the listeners answer (base addresses without a final slash; `mail` is `smtp://host:port`) and the token the
    bot must use.
    """

    page: str
    portal: str
    agency: str
    mail: str
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
    agency_port: int = 0,
    mail_port: int = 0,
) -> AsyncIterator[World]:
    """Start them all and give their addresses once every one accepts connections; port 0 lets the system choose.

    Raises:
        OSError: an address cannot be bound.
    """
    changes = Changes()  # one stream for desk and inbox: browsers allow six connections per address, over all tabs
    mails = mail.Mails(changes=changes)
    migration = portal.Portal(deliver=mails.deliver, changes=changes)
    messenger = telegram.Telegram(token=bot_token)
    async with AsyncExitStack() as open_doors:
        enter = open_doors.enter_async_context
        mail_address = await enter(mail.serving(mails, host=host, port=mail_port))
        portal_address = await enter(serving(portal.site(migration), host=host, port=portal_port))
        branch = agency.Agency(migration, portal_address=portal_address)
        agency_address = await enter(serving(agency.site(branch), host=host, port=agency_port))
        telegram_address = await enter(serving(telegram.bot_api(messenger), host=host, port=telegram_port))
        shown = phones.page(
            portal.control(migration),
            telegram.control(messenger),
            mail.control(mails),
            agency.control(branch),
            portal_address=portal_address,
            agency_address=agency_address,
            telegram_address=telegram_address,
        )
        async with serving(shown, host=host, port=page_port) as page_address:
            try:
                yield World(
                    page=page_address,
                    portal=portal_address,
                    agency=agency_address,
                    mail=mail_address,
                    telegram=telegram_address,
                    bot_token=bot_token,
                )
            finally:
                await messenger.close()  # ends the bot's long poll, which would hold up the stop
