"""Recovering a password by WhatsApp's own form: sealed on the phone, opened at our endpoint, gone with the dialog."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
import structlog
from sqlalchemy import select, update
from structlog.testing import capture_logs

from bot import whatsapp_account, whatsapp_flow
from bot.channels.whatsapp.flow_crypto import FlowKey
from bot.rehearsal import Chat
from bot.web import whatsapp_flow as endpoint
from handlers.errors import Misconfigured
from handlers.questions.identity import FIELDS
from sandbox.whatsapp.courier import signature
from sandbox.whatsapp.flow_phone import Sealed, sealed
from storage.tables import arrivals, audit, chats, inbox, journals, links
from tests.flow.town import Town, opened, until
from tests.flow.whatsapp_phone import WhatsAppPhone, whatsapp_phone

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.telegram_only("the channel is chosen in each test"),
]

FLOW_ID = "810000000000001"
"""The first that the sandbox gives out."""


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


async def posted(town: Town, body: bytes, signed: str | None = None, method: str = "POST") -> tuple[int, str]:
    """A request as anybody may send it; signed by the app secret unless told otherwise."""
    sign = signature(town.world.whatsapp_app_secret, body) if signed is None else signed
    headers = {"X-Hub-Signature-256": sign, "Content-Type": "application/json"}
    url = f"{town.house.address}/whatsapp/flow"
    async with aiohttp.ClientSession() as http, http.request(method, url, data=body, headers=headers) as answer:
        return answer.status, await answer.text()


def to_us(town: Town, said: dict[str, Any]) -> Sealed:
    """Sealed for the key of this house."""
    assert town.settings.whatsapp_flow_key_file is not None
    return sealed(FlowKey.read(town.settings.whatsapp_flow_key_file).public, said)


def token_of(message: Chat) -> str:
    """What the form's button carries."""
    return str(message["reply_markup"]["inline_keyboard"][0][0]["callback_data"])


async def test_the_form_leads_to_a_new_password(town: Town, capsys: pytest.CaptureFixture[str]) -> None:
    """Opened, filled in, checked in the chat, taken by the portal: the mailbox is linked, without seven questions. What
    was filled in is gone with the dialog, and stood in no log, no webhook's body and no record of acts."""
    phone, message = await offered(town)
    status, answer = await exchange(phone, message)
    assert (status, answer["screen"]) == (200, "IDENTITY")
    typed = await data_of(town, "maria")
    status, answer = await fill(phone, message, typed)
    assert (status, answer["screen"]) == (200, "SUCCESS")
    assert "Venezuela" in (await phone.sees("¿Está todo bien?"))["text"]
    await phone.answered()
    await phone.write("sí")
    page = await phone.page(await phone.sees("contraseña nueva"), "segura")
    fields = {"csrf": page.csrf, "init_data": page.init_data, "password": "Nueva-clave-4471", "name": "Mamá"}
    assert "quedó vinculado" in (await page.send(fields)).words
    await phone.sees("quedó vinculado")
    await phone.answered()

    async def gone() -> bool:
        return not await town.rows(select(journals.c.chat_id))

    await until(gone, "the journal's end")
    rows = [await town.rows(select(table)) for table in (inbox, arrivals, audit)]
    told = f"{rows}{capsys.readouterr()}"
    assert "identity.verified" in told
    assert typed["document_number"] not in told
    assert typed["paternal_surname"].upper() not in told.upper()


async def test_what_is_wrong_is_said_at_its_field_and_the_form_stays_good(town: Town) -> None:
    """The reasons are those of the chat; what was typed stands in its fields still, and the chat hears nothing."""
    phone, message = await offered(town)
    before = len(await phone.messages())
    typed = await data_of(town, "carlos")
    wrong = typed | {"birth_date": "31/02/1990", "document_number": "******", "given_names": "4471"}
    status, answer = await fill(phone, message, wrong)
    assert (status, answer["screen"]) == (200, "IDENTITY")
    data = answer["data"]
    assert set(data["error_messages"]) == {"birth_date", "document_number", "given_names"}
    assert "Ese día no existe: ese mes tiene 28 días." in data["intro"]
    assert "tapado con asteriscos" in data["intro"]
    assert "<" not in data["intro"]
    assert data["init_values"]["birth_date"] == "31/02/1990"
    assert len(await phone.messages()) == before
    assert (await fill(phone, message, typed))[1]["screen"] == "SUCCESS"
    await phone.sees("¿Está todo bien?")


async def test_what_may_mean_two_things_is_asked_for(town: Town) -> None:
    """There are no buttons in a form: the meanings stand in the reason."""
    phone, message = await offered(town)
    _, answer = await fill(phone, message, await data_of(town, "maria") | {"nationality": "Guinea o Congo"})
    assert list(answer["data"]["error_messages"]) == ["nationality"]


async def test_a_form_is_good_once(town: Town) -> None:
    """Sent twice, or opened after it was sent: 427, with words that lead back to the chat."""
    phone, message = await offered(town)
    typed = await data_of(town, "maria")
    assert (await fill(phone, message, typed))[1]["screen"] == "SUCCESS"
    await phone.sees("¿Está todo bien?")
    before = len(await phone.messages())
    for answer in (await fill(phone, message, typed), await exchange(phone, message)):
        assert answer[0] == 427
        assert "Vuelve al chat" in answer[1]["error_msg"]
    await phone.answered()
    assert len(await phone.messages()) == before


async def test_of_two_at_the_same_moment_one_is_taken(town: Town) -> None:
    """A phone that repeats itself: one answer, one check in the chat."""
    phone, message = await offered(town)
    typed = await data_of(town, "maria")
    answers = await asyncio.gather(*(fill(phone, message, typed) for _ in range(5)))
    assert sorted(status for status, _ in answers) == [200, 427, 427, 427, 427]
    await phone.sees("¿Está todo bien?")
    await phone.answered()
    assert len([one for one in await phone.messages() if "¿Está todo bien?" in one["text"]]) == 1


async def test_a_form_is_good_for_ten_minutes(town: Town) -> None:
    phone, message = await offered(town)
    long_ago = town.house.world.now() - timedelta(minutes=10)
    await town.change(update(links).values(expires_at=long_ago))
    assert (await exchange(phone, message))[0] == 427
    assert (await fill(phone, message, await data_of(town, "maria")))[0] == 427
    await phone.write("Venezuela")  # and the chat goes on
    await phone.sees("2 de 7.")


async def test_a_newer_form_ends_the_older(town: Town) -> None:
    phone, old = await offered(town)
    await phone.recovers()
    new = await phone.sees("en un formulario", after=0)
    [*_, new] = [one for one in await phone.messages() if "en un formulario" in one["text"]]
    assert token_of(new) != token_of(old)
    assert (await exchange(phone, old))[0] == 427
    assert (await exchange(phone, new))[0] == 200


async def test_the_token_of_a_page_opens_no_form_and_that_of_a_form_no_page(town: Town) -> None:
    """Each link is for one thing."""
    _, message = await offered(town)
    async with aiohttp.ClientSession() as http, http.get(f"{town.house.address}/v/{token_of(message)}") as answer:
        assert answer.status == 404
    linking = await whatsapp_phone(town)
    page = await linking.page(await linking.asked_for_page(), "segura")
    of_page = page.url.rsplit("/", 1)[1]
    for token in (of_page, "x" * 43, "", None, 7, "'; drop table links", "\0" * 30):
        said = {"version": "3.0", "action": "INIT", "flow_token": token}
        assert (await posted(town, to_us(town, said).body))[0] == 427


async def test_answers_begun_in_the_chat_are_replaced_by_the_form(town: Town) -> None:
    """Who answered two questions and then takes the form after all goes straight to the check."""
    phone, message = await offered(town)
    await phone.write("Colombia")
    await phone.sees("2 de 7.")
    await phone.write("pasaporte")
    await phone.sees("3 de 7.")
    assert (await fill(phone, message, await data_of(town, "maria")))[1]["screen"] == "SUCCESS"
    checked = await phone.sees("¿Está todo bien?")
    assert "Venezuela" in checked["text"]
    await phone.write("6")  # and each can be corrected in the chat
    await phone.sees("6 de 7.")
    await phone.write("María Elena")
    assert "María Elena" in (await phone.sees("¿Está todo bien?"))["text"]
    await phone.write("atrás")
    await phone.sees("6 de 7.")


async def test_a_form_that_nothing_waits_for_changes_nothing(town: Town) -> None:
    """Sent after /cancelar: the person is told, and how to begin again."""
    phone, message = await offered(town)
    await phone.write("cancelar")
    await phone.sees("Cancelado")
    assert (await fill(phone, message, await data_of(town, "maria")))[1]["screen"] == "SUCCESS"
    assert "recuperar" in (await phone.sees("Recibí tu formulario"))["text"]


async def test_the_chat_asks_all_the_same(town: Town) -> None:
    """The form is an offer: the seven questions stand beside it."""
    phone, _ = await offered(town)
    await phone.says_who(await town.owner("maria"))


async def test_the_form_speaks_the_language_of_the_chat(town: Town) -> None:
    phone, message = await offered(town)
    await town.change(update(chats).where(chats.c.address == phone.address).values(language="en"))
    _, answer = await exchange(phone, message)
    assert answer["data"]["birth_date_label"] == "Date of birth"
    assert {"id": "PAS", "title": "Passport"} in answer["data"]["document_types"]


@pytest.mark.parametrize(
    "data",
    [
        {},
        None,
        [],
        "words",
        dict.fromkeys(FIELDS, 7),
        {field: ["a"] for field in FIELDS},
        {field: {"a": "b"} for field in FIELDS},
        dict.fromkeys(FIELDS, "x" * 9_000),
        dict.fromkeys(FIELDS, "\0\u202e<b>"),
        {"password": "no-such-field", "nationality": "Venezuela"},
    ],
)
async def test_forged_fields_are_asked_for_again(town: Town, data: Any) -> None:
    """Whatever a phone sends that is no answer is shown as missing: nothing breaks, and nothing is taken."""
    phone, message = await offered(town)
    said = {"version": "3.0", "action": "data_exchange", "flow_token": token_of(message), "data": data}
    asked = to_us(town, said)
    status, answer = await posted(town, asked.body)
    assert status == 200
    shown = asked.opened(answer)
    assert shown["screen"] == "IDENTITY"
    assert "birth_date" in shown["data"]["error_messages"]
    assert "password" not in shown["data"]["init_values"]
    assert (await exchange(phone, message))[0] == 200


async def test_the_health_check_is_answered(town: Town) -> None:
    """`ping`, which carries no token."""
    asked = to_us(town, {"version": "3.0", "action": "ping"})
    status, answer = await posted(town, asked.body)
    assert (status, asked.opened(answer)) == (200, {"data": {"status": "active"}})


async def test_an_error_that_whatsapp_reports_is_acknowledged(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """The operator finds Meta's word for it in the log, and nothing that may be a person's."""
    data = {"error": "INVALID_SCREEN_TRANSITION", "error_message": "GONZALEZ 004417826"}
    asked = to_us(town, {"version": "3.0", "action": "data_exchange", "flow_token": "t", "data": data})
    # A logger keeps what it was first used with: a fresh one, whatever another test of this process has set up.
    monkeypatch.setattr(endpoint, "_log", structlog.get_logger())
    with capture_logs() as lines:
        status, answer = await posted(town, asked.body)
    assert (status, asked.opened(answer)) == (200, {"data": {"acknowledged": True}})
    logged = str(lines)
    assert "INVALID_SCREEN_TRANSITION" in logged
    assert "GONZALEZ" not in logged
    assert "004417826" not in logged


async def test_only_whatsapp_is_listened_to(town: Town) -> None:
    """No signature, another one, one of other bytes: 432. Signed but sealed for another key, or not at all: 421."""
    body = to_us(town, {"version": "3.0", "action": "ping"}).body
    for signed in ("", "sha256=", "sha256=" + "0" * 64, signature("another secret", body), "ñ"):
        assert (await posted(town, body, signed))[0] == 432
    secret = town.world.whatsapp_app_secret
    assert (await posted(town, body + b" ", signature(secret, body)))[0] == 432
    for other in (sealed(FlowKey.new().public, {"action": "ping"}).body, b"", b"{}", b"\xff"):
        assert (await posted(town, other)) == (421, "")
    assert (await posted(town, b"x" * 200_000))[0] == 413
    assert (await posted(town, b"", method="GET"))[0] == 405


async def test_a_key_that_was_changed_is_fetched_again(town: Town) -> None:
    """The number holds another public key than the house's: the phone is told 421, until the command uploads ours."""
    phone, message = await offered(town)
    url = f"{town.world.whatsapp}/v24.0/{town.world.whatsapp_phone_id}/whatsapp_business_encryption"
    bearer = {"Authorization": f"Bearer {town.world.whatsapp_token}"}
    other = {"business_public_key": FlowKey.new().public}
    async with aiohttp.ClientSession() as http, http.post(url, json=other, headers=bearer) as answer:
        assert answer.ok
    assert (await exchange(phone, message))[0] == 421
    await whatsapp_flow.upload_key(town.settings)
    assert (await exchange(phone, message))[0] == 200


async def test_the_doctor_looks_at_the_form(town: Town) -> None:
    """The number's key, the form's number, its state and its address: what is wrong is said with its mend."""
    chosen = town.settings.model_copy(update={"public_url": town.house.address})

    async def told(**otherwise: object) -> str:
        async with whatsapp_account.opened(chosen) as account:
            return await whatsapp_flow.examine(chosen.model_copy(update=otherwise), account)

    await whatsapp_flow.push(chosen)
    assert await told() == f"form {FLOW_ID} published"
    assert await told(whatsapp_flow_id=None) == "no form"
    with pytest.raises(Misconfigured, match="BUZON_WHATSAPP_FLOW_ID"):
        await told(whatsapp_flow_id="999")
    with pytest.raises(Misconfigured, match="not here: `buzon whatsapp flow push`"):
        await told(public_url="https://elsewhere.example")
    url = f"{town.world.whatsapp}/v24.0/{town.world.whatsapp_phone_id}/whatsapp_business_encryption"
    bearer = {"Authorization": f"Bearer {town.world.whatsapp_token}"}
    other = {"business_public_key": FlowKey.new().public}
    async with aiohttp.ClientSession() as http, http.post(url, json=other, headers=bearer) as answer:
        assert answer.ok
    with pytest.raises(Misconfigured, match="`buzon whatsapp flow key`"):
        await told()
    await whatsapp_flow.upload_key(chosen)
    assert await told() == f"form {FLOW_ID} published"


async def test_on_telegram_nothing_changes(town: Town) -> None:
    """The same house asks there in the chat alone."""
    phone = await town.on("telegram").phone()
    await phone.recovers()
    assert not [one for one in await phone.messages() if "formulario" in (one.get("text") or "")]
    await phone.says_who(await town.owner("maria"))


async def test_a_form_without_its_key_is_told_at_the_start(tmp_path: Path) -> None:
    """An operator who forgot the second variable, or named a file that is not there, learns it before people do."""
    for key_file in (None, tmp_path / "nothing.pem"):
        chosen = {"whatsapp_flow_id": FLOW_ID, "whatsapp_flow_key_file": key_file}
        with pytest.raises(Misconfigured, match="BUZON_WHATSAPP_FLOW_KEY_FILE"):
            async with opened(tmp_path, channel="whatsapp", **chosen):
                pytest.fail("it started")
