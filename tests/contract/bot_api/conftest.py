"""A small Telegram on loopback, and each of the two libraries in turn."""

from collections.abc import AsyncIterator

import aiohttp
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount

from sandbox.listen import serving
from sandbox.telegram import Telegram, bot_api, control
from tests.contract.bot_api.desk import Desk
from tests.contract.bot_api.with_aiogram import WithAiogram
from tests.contract.bot_api.with_ptb import WithPythonTelegramBot
from tests.contract.bot_api.witness import Library

LIBRARIES: dict[str, type[WithAiogram] | type[WithPythonTelegramBot]] = {
    "aiogram": WithAiogram,
    "python-telegram-bot": WithPythonTelegramBot,
}


@pytest.fixture
async def telegram() -> AsyncIterator[Telegram]:
    """The state behind both servers."""
    state = Telegram(seed=7)
    yield state
    await state.close()


@pytest.fixture
async def desk(telegram: Telegram) -> AsyncIterator[Desk]:
    """Both servers on free ports, the control under a mount as the phones page has it."""
    mounted = Starlette(routes=[Mount("/control/telegram", control(telegram))])
    async with serving(bot_api(telegram)) as api, serving(mounted) as page, aiohttp.ClientSession() as session:
        yield Desk(session, control=f"{page}/control/telegram", api=api, token=telegram.token)


@pytest.fixture(params=LIBRARIES)
async def library(request: pytest.FixtureRequest, desk: Desk) -> AsyncIterator[Library]:
    """The library of this run, connected to the server."""
    connected: Library = LIBRARIES[request.param](address=desk.api, token=desk.token)
    yield connected
    await connected.close()
