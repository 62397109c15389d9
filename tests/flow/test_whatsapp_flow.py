"""Recovering a password by WhatsApp's own form: sealed on the phone, opened at our endpoint, gone with the dialog."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from sqlalchemy import select, update

from bot import whatsapp_flow
from bot.channels.whatsapp.flow_crypto import FlowKey
from bot.rehearsal import Chat
from bot.settings import Settings
from sandbox.whatsapp.courier import signature
from sandbox.whatsapp.flow_phone import Sealed, sealed
from storage.tables import arrivals, audit, inbox, journals, links
from tests.flow.town import Town, opened
from tests.flow.whatsapp_phone import WhatsAppPhone, whatsapp_phone

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.telegram_only("the channel is chosen in each test"),
]

FLOW_ID = "810000000000001"
"""The first that the sandbox gives out."""

MARIA = {
    "nationality": "Venezuela",
    "document_type": "CPP",
    "document_number": "",
    "paternal_surname": "González",
    "maternal_surname": "",
    "given_names": "",
    "birth_date": "",
}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def village(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Town]:
    """A house with the form configured, as its operator does it: the key, then the form, by the commands' own work."""
    folder = tmp_path_factory.mktemp("house")
    key_file = folder / "flow.pem"
    FlowKey.new().write(key_file)
    async with opened(
        folder, channel="whatsapp", whatsapp_flow_id=FLOW_ID, whatsapp_flow_key_file=key_file, whatsapp_chat_rate=1000
    ) as town:
        chosen = town.settings.model_copy(update={"whatsapp_flow_id": None, "public_url": town.house.address})
        said = await whatsapp_flow.upload_key(chosen)
        assert "made" not in said
        assert await whatsapp_flow.push(chosen) == FLOW_ID
        yield town


@pytest_asyncio.fixture(loop_scope="module")
async def town(village: Town) -> AsyncIterator[Town]:
    yield village
    await village.fair_weather()
    await village.empty()


async def offered(town: Town) -> tuple[WhatsAppPhone, Chat]:
    """Somebody who recovers their password, and the message that offers the form."""
    phone = await whatsapp_phone(town)
    await phone.recovers()
    return phone, await phone.sees("en un formulario", after=0)


async def exchange(phone: WhatsAppPhone, message: Chat, action: str = "INIT", **more: Any) -> tuple[int, Any]:
    """What the phone asks the endpoint for, and how that answers."""
    asked = {"message_id": message["message_id"], "action": action, **more}
    answer = await phone.ask("POST", "/flow/exchange", asked)
    return answer["status"], answer["answer"]


async def fill(phone: WhatsAppPhone, message: Chat, typed: dict[str, str]) -> tuple[int, Any]:
    """Send the form."""
    return await exchange(phone, message, "data_exchange", screen="IDENTITY", data=typed)


async def data_of(town: Town, name: str) -> dict[str, str]:
    """What somebody types into the form, as the portal has it on record."""
    owner = await town.owner(name)
    record = owner["identity"]
    year, month, day = record["born_on"].split("-")
    return {
        "nationality": owner["nationality"].capitalize(),
        "document_type": record["document_type"],
        "document_number": record["document_number"],
        "paternal_surname": record["paternal"].title(),
        "maternal_surname": record["maternal"].title(),
        "given_names": record["given"].title(),
        "birth_date": f"{day}/{month}/{year}",
    }


async def test_the_form_leads_to_a_new_password(town: Town) -> None:
    """Opened, filled in, checked in the chat, taken by the portal: the mailbox is linked, without seven questions."""
    phone, message = await offered(town)
    status, answer = await exchange(phone, message)
    assert (status, answer["screen"]) == (200, "IDENTITY")
    status, answer = await fill(phone, message, await data_of(town, "maria"))
    assert (status, answer["screen"]) == (200, "SUCCESS")
    checked = await phone.sees("¿Está todo bien?")
    assert "Venezuela" in checked["text"]
    await phone.answered()
    await phone.write("sí")
    page = await phone.page(await phone.sees("contraseña nueva"))
    fields = {"csrf": page.csrf, "init_data": page.init_data, "password": "Nueva-clave-4471", "name": "Mamá"}
    assert "quedó vinculado" in (await page.send(fields)).words
    await phone.sees("quedó vinculado")
