"""One person with Telegram and WhatsApp: joined over the wire, told where they want to be told, and reached in the
other chat where one of them can't take it."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot.push import elsewhere
from storage.tables import OutboxState, chats, outbox
from tests.flow.town import ALERT, Phone, Town, until
from tests.flow.whatsapp_phone import WhatsAppPhone, whatsapp_phone

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.telegram_only("both are in each test"),
]


async def code_of(phone: Phone) -> str:
    """A code, asked for under /cuentas on Telegram."""
    await phone.write("/cuentas")
    await phone.tap(await phone.sees("Tienes 1 buzón"), "Usar en WhatsApp")
    given = await phone.sees("Tu código es")
    found = re.search(r"es (\w{4})-(\w{4})", given["text"])
    assert found
    [row] = given["reply_markup"]["inline_keyboard"]
    assert row[0]["url"].startswith("https://wa.me/")
    assert row[0]["url"].endswith(f"?text=%2Fstart%20par_{found[1]}{found[2]}")
    return found[1] + found[2]


async def joined(town: Town, name: str) -> tuple[Phone, WhatsAppPhone]:
    """Somebody with a mailbox on Telegram, who uses it on WhatsApp too."""
    phone, other = await town.linked(name), await whatsapp_phone(town)
    await other.write(f"/start par_{await code_of(phone)}")
    asked = await other.sees("¿Quieres usar aquí")
    assert "Es el buzón Mamá." in asked["text"]
    await other.tap(asked, "Sí, es mío")
    await other.sees("tienes los mismos buzones")
    told = await phone.sees("Tus buzones se usan ahora también en WhatsApp")
    assert told["reply_markup"]["inline_keyboard"][0][0]["text"] == "⛔ Desconectar"
    await phone.answered()
    await other.answered()
    return phone, other


async def prefers(phone: Phone, channel: str) -> None:
    await phone.write("/cuentas")
    await phone.turn(await phone.sees("También usas estos buzones"), f"Aviso en {channel}", f"te aviso en {channel}")


async def test_the_same_mailbox_on_both_phones(town: Town) -> None:
    """Joined by the code, seen and opened from WhatsApp; the alert comes to the one that was chosen."""
    phone, other = await joined(town, "maria")
    await prefers(phone, "WhatsApp")
    await town.publish("maria", "approval", pdf=False)
    alert = await other.sees(ALERT)
    assert "Buzón: Mamá" in alert["text"]
    await other.tap(alert, "Abrir")
    await other.tap(await other.sees("Antes de abrir"), "Sí, abrir")
    await other.sees("Este es el texto de Migraciones")
    await phone.answered()
    assert await phone.alerts() == []


async def test_what_runs_a_term_comes_to_both(town: Town) -> None:
    phone, other = await joined(town, "sofia")
    await town.publish("sofia", "remedy", pdf=False)
    await phone.sees(ALERT)
    await other.sees(ALERT)
    await phone.answered()
    await other.answered()
    assert len(await phone.alerts()) == len(await other.alerts()) == 1


async def test_a_code_that_was_typed_leaves_nothing_behind_on_telegram(town: Town) -> None:
    """The other way round: begun on WhatsApp, typed on Telegram, where the bot erases it."""
    other = await whatsapp_phone(town)
    await other.link(await town.resident("mateo"), "Hijo")
    await other.write("/cuentas")
    await other.tap(await other.sees("Tienes 1 buzón"), "Usar en Telegram")
    found = re.search(r"es (\w{4}-\w{4})", (await other.sees("Tu código es"))["text"])
    assert found
    phone = await town.phone()
    await phone.write(found[1].lower())
    await phone.tap(await phone.sees("¿Quieres usar aquí"), "Sí, es mío")
    await phone.sees("tienes los mismos buzones")
    assert not [one for one in await phone.own() if found[1].lower() in one]
    await other.sees("Tus buzones se usan ahora también en Telegram")


async def test_a_paused_template_sends_the_alert_to_the_other_chat(town: Town) -> None:
    """WhatsApp's window is closed and its template paused: after a quarter of an hour Telegram has it, once."""
    phone, _other = await joined(town, "maria")
    await prefers(phone, "WhatsApp")
    await town.silent(timedelta(days=2))
    await town.control("PATCH", "/whatsapp/templates/buzon_notificacion", {"status": "PAUSED"})
    await town.publish("maria", "approval", pdf=False)
    waits = select(outbox.c.id).where(outbox.c.code.in_(["window", "template"]), outbox.c.state == OutboxState.PENDING)
    await until(lambda: town.rows(waits), "the alert to wait")
    world, metrics = town.house.world, town.house.metrics
    assert await elsewhere.move(world, metrics) == 0
    ago = world.now() - timedelta(minutes=15)
    await town.change(update(outbox).where(outbox.c.state == OutboxState.PENDING).values(created_at=ago))
    assert await elsewhere.move(world, metrics) == 1
    await phone.sees(ALERT)
    await phone.answered()
    assert len(await phone.alerts()) == 1
    assert metrics.registry.get_sample_value("buzon_outbox_moved_total") >= 1
    await town.control("PATCH", "/whatsapp/templates/buzon_notificacion", {"status": "APPROVED"})


async def test_who_blocks_the_bot_on_telegram_is_told_on_whatsapp(town: Town) -> None:
    phone, other = await joined(town, "yusmary")
    await phone.blocks()

    async def left() -> bool:
        to = select(chats.c.id).where(chats.c.address == phone.address, chats.c.alerts_to.is_not(None))
        return bool(await town.rows(to))

    await until(left, "alerts to go elsewhere")
    await town.publish("yusmary", "approval", pdf=False)
    await other.sees(ALERT)


async def test_it_was_not_me(town: Town) -> None:
    """One tap on Telegram: WhatsApp sees nothing any more, and is told that it is alone."""
    phone, other = await joined(town, "maria")
    await phone.turn(await phone.sees("¿No fuiste tú?", after=0), "Desconectar", "Saqué WhatsApp")
    await other.sees("Este chat se separó de Telegram")
    await other.write("/cuentas")
    assert "Mamá" not in (await other.sees(""))["text"]
    await town.publish("maria", "remedy", pdf=False)
    await phone.sees(ALERT)
    await other.answered()
    assert await other.alerts() == []
