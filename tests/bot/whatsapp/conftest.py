"""A Graph API on loopback, and what talks to it: the channel that sends, and the account that an operator asks."""

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from bot.channels.whatsapp import WhatsAppChannel
from bot.channels.whatsapp.account import Account
from bot.metrics import Metrics
from sandbox.listen import serving
from sandbox.whatsapp import WhatsApp, control, graph_api

VERSION = "/v24.0"


@pytest.fixture
async def meta() -> AsyncIterator[WhatsApp]:
    """Meta's side; `address` is where its API answers."""
    business = WhatsApp(seed=7)
    async with serving(graph_api(business)) as address:
        business.address = address
        yield business
        await business.close()


class Strings:
    """The puppeteer's: what people at Meta's other side do, and what their phones show."""

    def __init__(self, http: aiohttp.ClientSession) -> None:
        self._http = http

    async def pull(self, method: str, path: str, body: Any = None) -> Any:
        """One call to the sandbox's control of WhatsApp."""
        async with self._http.request(method, path, json=body) as answer:
            assert answer.status < 300, await answer.text()
            return await answer.json()


@pytest.fixture
async def strings(meta: WhatsApp) -> AsyncIterator[Strings]:
    async with serving(control(meta)) as address, aiohttp.ClientSession(address) as http:
        yield Strings(http)


@pytest.fixture
async def channel(meta: WhatsApp) -> AsyncIterator[WhatsAppChannel]:
    made = WhatsAppChannel(
        meta.token,
        phone_id=meta.phone_id,
        app_secret=meta.app_secret,
        api_url=meta.address + VERSION,
        metrics=Metrics(),
    )
    async with made:
        yield made


@pytest.fixture
async def account(meta: WhatsApp) -> AsyncIterator[Account]:
    made = Account(
        meta.token,
        phone_id=meta.phone_id,
        account_id=meta.waba_id,
        app_secret=meta.app_secret,
        api_url=meta.address + VERSION,
    )
    async with made:
        yield made
