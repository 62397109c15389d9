"""The whole outside world in one process: two government sites, a mail sink, Telegram, WhatsApp, and their page."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace

from sandbox import agency, mail, phones, portal, telegram, whatsapp
from sandbox.clock import Clock
from sandbox.listen import serving


@dataclass(frozen=True)
class World:
    """Where the listeners answer (base addresses without a final slash; `mail` is `smtp://host:port`) and what the bot
    must present: its token to Telegram; to WhatsApp its token and number, with the secrets of its webhook.
    """

    page: str
    portal: str
    agency: str
    mail: str
    telegram: str
    bot_token: str
    whatsapp: str
    whatsapp_token: str
    whatsapp_phone_id: str
    whatsapp_app_id: str
    whatsapp_app_secret: str
    whatsapp_verify_token: str
    whatsapp_waba_id: str


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
    whatsapp_port: int = 0,
    business: whatsapp.WhatsApp | None = None,
    clock: Clock | None = None,
) -> AsyncIterator[World]:
    """Start them all and give their addresses once every one accepts connections; port 0 lets the system choose.
    `business` is the WhatsApp that is served, a new one when left out; templates are approved as they come in. All go
    by one clock, which the page's `/control/clock` moves.

    Raises:
        OSError: an address cannot be bound.
    """
    # One stream for desk, inbox and the second phone: browsers allow six connections per address, over all tabs.
    clock = clock or Clock()
    changes = clock.changes
    mails = mail.Mails(clock, changes=changes)
    migration = portal.Portal(clock, deliver=mails.deliver, changes=changes)
    messenger = telegram.Telegram(token=bot_token, clock=clock)
    business = business or whatsapp.WhatsApp()
    business.changes, business.clock = changes, clock
    business.account = replace(business.account, approve_templates=True)
    async with AsyncExitStack() as open_doors:
        enter = open_doors.enter_async_context
        mail_address = await enter(mail.serving(mails, host=host, port=mail_port))
        portal_address = await enter(serving(portal.site(migration), host=host, port=portal_port))
        branch = agency.Agency(migration, portal_address=portal_address)
        agency_address = await enter(serving(agency.site(branch), host=host, port=agency_port))
        telegram_address = await enter(serving(telegram.bot_api(messenger), host=host, port=telegram_port))
        whatsapp_address = await enter(serving(whatsapp.graph_api(business), host=host, port=whatsapp_port))
        business.address = whatsapp_address
        shown = phones.page(
            portal.control(migration),
            telegram.control(messenger),
            mail.control(mails),
            agency.control(branch),
            whatsapp.control(business),
            clock=clock,
            portal_address=portal_address,
            agency_address=agency_address,
            telegram_address=telegram_address,
            whatsapp_address=whatsapp_address,
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
                    whatsapp=whatsapp_address,
                    whatsapp_token=business.token,
                    whatsapp_phone_id=business.phone_id,
                    whatsapp_app_id=business.app_id,
                    whatsapp_app_secret=business.app_secret,
                    whatsapp_verify_token=business.verify_token,
                    whatsapp_waba_id=business.waba_id,
                )
            finally:
                await messenger.close()  # ends the bot's long poll, which would hold up the stop
                await business.close()
