"""What is WhatsApp's own: the window, the templates, late failures, numbers that change, the webhook's proofs."""

import hashlib
import hmac
import json
from datetime import timedelta

import aiohttp
import pytest
from sqlalchemy import select

from storage.tables import ChatState, OutboxState, StaffRole, arrivals, chats, inbox, mailboxes, outbox
from tests.bot.whatsapp.samples import PHONE_ID, body, message
from tests.flow.team_group import TeamGroup, hired
from tests.flow.town import ALERT, Town, until
from tests.flow.whatsapp_phone import WhatsAppPhone, whatsapp_phone

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.telegram_only("the channel is chosen in each test"),
]

LONG_AGO = timedelta(hours=25)


async def linked(town: Town, name: str) -> WhatsAppPhone:
    phone = await whatsapp_phone(town)
    await phone.link(await town.resident(name), "Mamá")
    await phone.answered()
    return phone


async def test_after_a_day_of_silence_a_template_knocks_and_its_button_brings_the_alert(town: Town) -> None:
    """Outside the window nothing else may go; the template says whose mailbox and what kind; «Ver» opens the way."""
    phone = await linked(town, "maria")
    await town.silent(LONG_AGO)
    await town.publish("maria", "remedy", pdf=False)
    knock = await phone.sees("Llegó algo nuevo al buzón")
    assert "Mamá" in knock["text"]
    assert "Subsanación" in knock["text"]
    assert ALERT not in knock["text"]
    await phone.tap(knock, "Ver")
    alert = await phone.sees(ALERT)
    assert "Buzón: Mamá" in alert["text"]
    await phone.answered()
    assert len(await phone.alerts()) == 1
    [row] = await town.rows(select(outbox.c.state, outbox.c.template).where(outbox.c.template.is_not(None)))
    assert (row.state, row.template) == (OutboxState.SENT, "buzon_notificacion")


async def test_within_the_window_it_comes_at_once_and_whole(town: Town) -> None:
    phone = await linked(town, "maria")
    await town.silent(timedelta(hours=23))
    await town.publish("maria", "remedy", pdf=False)
    await phone.sees(ALERT)


async def test_a_window_that_closed_on_the_way_is_knocked_at_after_all(town: Town) -> None:
    """Meta accepts and says later, by a status, that the window was closed: the row goes again, as a template."""
    phone = await linked(town, "mateo")
    await town.control("PATCH", "/whatsapp/faults", {"refuse_later": True})
    await town.silent(LONG_AGO)
    await town.publish("mateo", "remedy", pdf=False)
    await phone.sees("Llegó algo nuevo al buzón", seconds=30)


async def test_who_is_gone_is_left_in_peace_and_told_everything_when_they_are_back(town: Town) -> None:
    phone = await linked(town, "yusmary")
    await phone.ask("PATCH", "", {"gone": True})
    await town.publish("yusmary", pdf=False)

    async def left() -> bool:
        of = select(chats.c.id).where(chats.c.address == phone.address, chats.c.state == ChatState.LEFT)
        return bool(await town.rows(of))

    await until(left, "the chat to be marked as left")
    await phone.ask("PATCH", "", {"gone": False})
    await phone.write("hola")
    await phone.sees(ALERT)


async def test_an_answer_of_the_team_that_is_lost_on_the_way_is_told_to_who_wrote_it(town: Town) -> None:
    """Meta takes it, and says later that nobody is there: its words are kept nowhere, so its writer must know."""
    here = town.on("telegram")
    reader = await here.phone("Luz")
    await hired(town.house.world.database, reader, StaffRole.ADMIN)
    group = await TeamGroup.gathered(town.http, reader)
    await group.sees("escribe aquí: /equipo grupo")
    await group.say(reader, "/equipo grupo")
    await group.sees("Listo: este es el grupo del equipo")
    phone = await whatsapp_phone(town)
    await phone.write("hablar")
    await phone.sees("Escribe tu pregunta")
    await phone.write("¿Hay alguien?")
    post = await group.sees("¿Hay alguien?")
    await town.control("PATCH", "/whatsapp/faults", {"refuse_later": True})
    await phone.ask("PATCH", "", {"gone": True})
    await group.say(reader, "Aquí estamos.", reply_to=post)
    await group.sees("la respuesta no le llegó")
    await group.put_out(reader)
    await reader.sees("Ya no estoy en el grupo")


async def test_what_was_delivered_and_read_is_on_record(town: Town) -> None:
    phone = await linked(town, "maria")
    await town.publish("maria", pdf=False)
    await phone.sees(ALERT)
    await phone.ask("POST", "/read")

    async def read() -> bool:
        of = select(outbox.c.id).join(chats).where(chats.c.address == phone.address, outbox.c.read_at.is_not(None))
        return bool(await town.rows(of))

    await until(read, "the alert to be known as read")


async def test_a_person_keeps_their_mailbox_with_a_new_number(town: Town) -> None:
    """WhatsApp tells the new number and the new id: the chat follows, and the alert finds it."""
    phone = await linked(town, "maria")
    changed = await phone.ask("POST", "/number", {"phone": "51900111222"})
    [person] = [one for one in await town.control("GET", "/whatsapp/people") if one["id"] == changed["id"]]
    assert person["user_id"] != phone.address
    phone.address = person["user_id"]

    async def followed() -> bool:
        return bool(await town.rows(select(mailboxes.c.id).join(chats).where(chats.c.address == phone.address)))

    await until(followed, "the chat to follow")
    await town.publish("maria", pdf=False)
    await phone.sees(ALERT)


async def test_no_phone_number_is_kept_of_whom_the_platform_names(town: Town) -> None:
    """A person goes by the id that is for this business alone; of the number there is a fingerprint."""
    phone = await whatsapp_phone(town)
    await phone.write("hola")
    await phone.sees("Buzón Bot")
    [person] = [one for one in await town.control("GET", "/whatsapp/people") if one["user_id"] == phone.address]
    [row] = await town.rows(select(chats).where(chats.c.address == phone.address))
    assert person["phone"] not in str(row)
    assert row.alias is not None


async def test_who_was_known_by_their_number_is_the_same_once_the_platform_names_them(town: Town) -> None:
    """Webhooks without ids, then with: one chat, with its consent."""
    await town.control("PATCH", "/whatsapp/faults", {"without_user_id": True, "without_contacts": True})
    phone = await whatsapp_phone(town)
    await phone.agree()
    await phone.answered()
    [before] = await town.rows(select(chats.c.id, chats.c.address).where(chats.c.consent_version.is_not(None)))
    assert before.address.startswith("+")
    await town.control("PATCH", "/whatsapp/faults", {"without_user_id": False, "without_contacts": False})
    await phone.write("ayuda")
    await phone.sees("Te aviso cuando llega algo")
    [after] = await town.rows(select(chats.c.id, chats.c.address).where(chats.c.consent_version.is_not(None)))
    assert (after.id, after.address) == (before.id, phone.address)


async def test_what_comes_again_is_answered_once(town: Town) -> None:
    """Meta repeats for days: by the same bytes, in another body, in another order."""
    phone = await whatsapp_phone(town)
    await town.control("PATCH", "/whatsapp/faults", {"webhook_repeat_rate": 1.0})
    await phone.write("ayuda")
    await phone.sees("Te aviso cuando llega algo")
    await phone.ask("POST", "/repeat-last")
    await phone.answered()
    assert len([one for one in await phone.messages() if "Te aviso cuando llega algo" in one["text"]]) == 1


async def test_a_heap_after_an_outage_is_answered_to_the_last(town: Town) -> None:
    """What Meta does after an outage: everything at once, many to a body. Each person gets their answer, once."""
    phones = [await whatsapp_phone(town) for _ in range(40)]
    await town.control("PATCH", "/whatsapp/faults", {"webhook_hold": True})
    for phone in phones:
        await phone.write("ayuda")
    await town.control(
        "PATCH", "/whatsapp/faults", {"webhook_hold": False, "webhook_batch": 100, "webhook_shuffle": True}
    )
    for phone in phones:
        await phone.sees("Te aviso cuando llega algo", after=0, seconds=30)
        assert len([one for one in await phone.messages() if "Te aviso cuando llega algo" in one["text"]]) == 1


async def test_a_member_of_the_team_writes_to_everybody_from_whatsapp(town: Town) -> None:
    """Joined by the invitation's link, the team's commands stand first in their menu and nobody else's; the broadcast
    reaches both channels, who has been silent by a template; the card says which and how many."""
    boss, maria, silent = await whatsapp_phone(town, "Rosa"), await linked(town, "maria"), await linked(town, "sofia")
    telegram = await town.on("telegram").linked("mateo")
    await hired(town.house.world.database, boss, StaffRole.APPROVER)
    await town.silent(LONG_AGO)
    for one in (boss, maria):  # the clock went on for everybody: these two write again
        await one.write("xyzzy")
        menu = await one.sees("no te entendí")
        rows = [key["text"] for row in menu["reply_markup"]["inline_keyboard"] for key in row]
        assert ("Avisos generales" in rows) is (one is boss)
    await boss.tap(await boss.sees("no te entendí", after=0), "Avisos generales")
    await boss.sees("Escribe el aviso en español")
    await boss.write("Mañana *no* hay atención.")
    await boss.tap(await boss.sees("el mismo aviso en inglés"), "Usar el español")
    card = await boss.sees("Mañana no hay atención.")
    assert "WhatsApp" in card["text"]
    assert "buzon_mensaje" in card["text"]
    await boss.tap(card, "Marcar urgente")  # whatever the hour is in Lima
    await boss.tap(await boss.sees("Mañana no hay atención."), "Aprobar y enviar")
    await boss.tap(await boss.sees("espera aprobación"), "Aprobar: sale ahora")
    await maria.sees("Mañana no hay atención.", after=0, seconds=30)
    await telegram.sees("Mañana no hay atención.", after=0, seconds=30)
    await silent.tap(await silent.sees("Hay un mensaje para quienes usan", after=0, seconds=30), "Ver")
    await silent.sees("Mañana no hay atención.")
    await maria.tap(await maria.sees("Mañana no hay atención.", after=0), "No más avisos generales")
    await maria.sees("avisos generales")


async def test_a_paused_template_waits_and_the_person_gets_it_when_they_write(town: Town) -> None:
    """Nothing is lost: the alert comes with whatever they write next. (A refused template rests: this is the last that
    needs it.)"""
    phone = await linked(town, "sofia")
    await town.silent(LONG_AGO)
    await town.control("PATCH", "/whatsapp/templates/buzon_notificacion", {"status": "PAUSED"})
    await town.publish("sofia", "remedy", pdf=False)

    async def waits() -> bool:
        return bool(await town.rows(select(outbox.c.id).where(outbox.c.code.in_(["window", "template"]))))

    await until(waits, "the alert to wait for its person")
    assert not [one for one in await phone.messages() if "Llegó algo nuevo" in one["text"]]
    await phone.write("hola")
    await phone.sees(ALERT)
    await town.control("PATCH", "/whatsapp/templates/buzon_notificacion", {"status": "APPROVED"})


# ---- the webhook's proofs ----


async def post(town: Town, content: bytes, signature: str | None) -> int:
    headers = {} if signature is None else {"X-Hub-Signature-256": signature}
    url = f"{town.house.address}/whatsapp/webhook"
    async with aiohttp.ClientSession() as http, http.post(url, data=content, headers=headers) as answer:
        return answer.status


def signed(town: Town, content: bytes) -> str:
    secret = town.settings.whatsapp_app_secret
    assert secret is not None
    return "sha256=" + hmac.new(secret.get_secret_value().encode(), content, hashlib.sha256).hexdigest()


@pytest.mark.parametrize("spoil", ["missing", "empty", "wrong", "truncated", "of-other-bytes", "without-prefix", "ñ"])
async def test_without_the_signature_of_these_very_bytes_nothing_is_taken(town: Town, spoil: str) -> None:
    content = json.dumps(body(message("text", id=f"wamid.forged.{spoil}"))).encode()
    right = signed(town, content)
    signature = {
        "missing": None,
        "empty": "",
        "wrong": "sha256=" + "0" * 64,
        "truncated": right[:-1],
        "of-other-bytes": signed(town, content + b" "),
        "without-prefix": right.removeprefix("sha256="),
        "ñ": "sha256=ñ",
    }[spoil]
    assert await post(town, content, signature) == 401
    kept = int.from_bytes(hashlib.sha256(content).digest()[:8], "big") >> 1  # as `bot/arrivals.py` numbers a body
    assert await town.rows(select(inbox).where(inbox.c.update_id == kept)) == []
    assert await post(town, content, right) == 200
    assert len(await town.rows(select(inbox.c.update_id).where(inbox.c.update_id == kept))) == 1


async def test_a_signed_body_that_is_none_of_whatsapp_is_taken_and_harms_nobody(town: Town) -> None:
    """200, or Meta would bring it for a week; then it is noted and gone."""
    for content in (b"[]", b"{", b'{"entry": 7}', b"\xff\xfe"):
        assert await post(town, content, signed(town, content)) == 200
    phone = await whatsapp_phone(town)
    await phone.write("ayuda")
    await phone.sees("Te aviso cuando llega algo")


async def test_a_replayed_body_is_known(town: Town) -> None:
    content = (
        json.dumps(body(message("text", id="wamid.replayed"))).replace(PHONE_ID, town.world.whatsapp_phone_id).encode()
    )
    for _ in range(3):
        assert await post(town, content, signed(town, content)) == 200

    async def numbered() -> bool:
        return bool(await town.rows(select(arrivals.c.number).where(arrivals.c.platform_id == "wamid.replayed")))

    await until(numbered, "the message to be numbered")
    assert len(await town.rows(select(arrivals.c.number).where(arrivals.c.platform_id == "wamid.replayed"))) == 1


@pytest.mark.parametrize(
    ("query", "status", "text"),
    [
        ({"hub.mode": "subscribe", "hub.challenge": "158201444"}, 200, "158201444"),
        ({"hub.mode": "subscribe", "hub.challenge": "1", "hub.verify_token": "wrong"}, 403, ""),
        ({"hub.mode": "subscribe", "hub.challenge": "1", "hub.verify_token": ""}, 403, ""),
        ({"hub.mode": "unsubscribe", "hub.challenge": "1"}, 403, ""),
        ({}, 403, ""),
    ],
)
async def test_the_handshake_is_for_who_knows_the_word(
    town: Town, query: dict[str, str], status: int, text: str
) -> None:
    token = town.settings.whatsapp_verify_token
    assert token is not None
    asked = {"hub.verify_token": token.get_secret_value(), **query} if query else {}
    url = f"{town.house.address}/whatsapp/webhook"
    async with aiohttp.ClientSession() as http, http.get(url, params=asked) as answer:
        assert (answer.status, await answer.text()) == (status, text)
