"""A small WhatsApp on loopback, and pywa, as it is published, on both ends of it."""

from collections.abc import AsyncIterator

import aiohttp
import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount

from sandbox.listen import serving
from sandbox.whatsapp import WhatsApp, control, graph_api
from tests.contract.graph_api.desk import Desk
from tests.contract.graph_api.with_pywa import Ear, connected


@pytest.fixture
async def whatsapp() -> AsyncIterator[WhatsApp]:
    """The state behind both servers."""
    state = WhatsApp(seed=7)
    yield state
    await state.close()


@pytest.fixture
async def desk(whatsapp: WhatsApp) -> AsyncIterator[Desk]:
    """Both servers on free ports, the control under a mount as the phones page has it."""
    mounted = Starlette(routes=[Mount("/control/whatsapp", control(whatsapp))])
    async with serving(graph_api(whatsapp)) as api, serving(mounted) as page, aiohttp.ClientSession() as session:
        whatsapp.address = api
        yield Desk(session, control=f"{page}/control/whatsapp", api=api, whatsapp=whatsapp)


@pytest.fixture
async def ear(whatsapp: WhatsApp, desk: Desk) -> AsyncIterator[Ear]:
    """pywa, connected to the server and listening on a webhook that the server knows."""
    async with httpx.AsyncClient(timeout=10) as session:
        hearing = Ear(connected(whatsapp, session=session, api=desk.api))
        async with serving(hearing.app()) as address:
            await desk.post("/webhook", {"url": f"{address}/webhooks/whatsapp"}, status=200)
            yield hearing
