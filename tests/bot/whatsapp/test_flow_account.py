"""The operator's commands for the form, against a Graph API on loopback: the key, and the form in the account."""

import stat
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from typer.testing import CliRunner

from bot import cli, settings, whatsapp_flow
from bot.channels.whatsapp.flow_crypto import FlowKey
from bot.channels.whatsapp.flow_screen import layout
from bot.settings import Settings
from handlers.errors import Misconfigured
from sandbox.listen import serving
from sandbox.whatsapp import WhatsApp
from sandbox.whatsapp.flows import FlowStatus
from tests.bot.whatsapp.conftest import VERSION


@pytest.fixture
def chosen(meta: WhatsApp, tmp_path: Path) -> Settings:
    """An operator who has WhatsApp, and no form yet."""
    return settings.load(
        whatsapp_token=meta.token,
        whatsapp_phone_id=meta.phone_id,
        whatsapp_account_id=meta.waba_id,
        whatsapp_app_secret=meta.app_secret,
        whatsapp_api_url=meta.address + VERSION,
        whatsapp_flow_key_file=tmp_path / "flow.pem",
    )


@pytest.fixture
async def endpoint(chosen: Settings) -> AsyncIterator[str]:
    """Where a bot with the operator's key answers the health check."""

    async def answer(request: Request) -> Response:
        assert chosen.whatsapp_flow_key_file
        asked = FlowKey.read(chosen.whatsapp_flow_key_file).open(await request.body())
        return PlainTextResponse(asked.answer({"data": {"status": "active"}}))

    async with serving(Starlette(routes=[Route("/whatsapp/flow", answer, methods=["POST"])])) as address:
        yield address


async def test_a_key_is_made_once_and_uploaded_each_time(chosen: Settings, meta: WhatsApp, tmp_path: Path) -> None:
    """The file is its owner's alone; a repeat keeps it, and brings the number back to it."""
    said = await whatsapp_flow.upload_key(chosen)
    assert "pem: made; " in said
    assert stat.S_IMODE((tmp_path / "flow.pem").stat().st_mode) == 0o600
    ours = meta.public_key
    assert ours == FlowKey.read(tmp_path / "flow.pem").public
    assert "BEGIN" not in said
    meta.public_key = FlowKey.new().public
    assert "pem: its public half" in await whatsapp_flow.upload_key(chosen)
    assert meta.public_key == ours


async def test_a_key_needs_a_place(chosen: Settings) -> None:
    with pytest.raises(Misconfigured, match="BUZON_WHATSAPP_FLOW_KEY_FILE"):
        await whatsapp_flow.upload_key(chosen.model_copy(update={"whatsapp_flow_key_file": None}))


async def test_the_form_is_created_once_and_published(chosen: Settings, meta: WhatsApp, endpoint: str) -> None:
    """With the repository's layout and the bot's address; a repeat, with the id or by its name, is the same form."""
    await whatsapp_flow.upload_key(chosen)
    here = chosen.model_copy(update={"public_url": endpoint})
    flow_id = await whatsapp_flow.push(here)
    [flow] = meta.flows.all()
    assert (flow.id, flow.layout, flow.status) == (flow_id, layout(), FlowStatus.PUBLISHED)
    assert flow.endpoint == f"{endpoint}/whatsapp/flow"
    assert await whatsapp_flow.push(here) == flow_id
    assert await whatsapp_flow.push(here.model_copy(update={"whatsapp_flow_id": flow_id})) == flow_id
    assert [one.status for one in meta.flows.all()] == [FlowStatus.PUBLISHED]


async def test_a_form_whose_endpoint_is_not_well_stays_a_draft(chosen: Settings, meta: WhatsApp) -> None:
    """Meta asks the endpoint first: without a running bot, or without the key, nothing is published."""
    with pytest.raises(Misconfigured, match="BUZON_PUBLIC_URL"):
        await whatsapp_flow.push(chosen)
    with pytest.raises(Misconfigured, match="endpoint is not available"):
        await whatsapp_flow.push(chosen.model_copy(update={"public_url": "http://127.0.0.1:9"}))
    assert [one.status for one in meta.flows.all()] == [FlowStatus.DRAFT]


async def test_a_form_that_is_not_there_is_told(chosen: Settings) -> None:
    """An id of another account."""
    gone = chosen.model_copy(update={"public_url": "http://127.0.0.1:9", "whatsapp_flow_id": "99"})
    with pytest.raises(Misconfigured):
        await whatsapp_flow.push(gone)


def test_the_commands_are_there() -> None:
    said = CliRunner().invoke(cli.app, ["whatsapp", "flow", "--help"]).output
    assert "key" in said
    assert "push" in said
