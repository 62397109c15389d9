"""The help desk over the wire: the team's group, a question, its answer, and back and forth until it is closed."""

import pytest
from sqlalchemy import select

from storage import staff_groups
from storage.tables import OutboxState, StaffRole, outbox
from storage.tickets import CARRIED
from tests.flow.team_group import TeamGroup, hired
from tests.flow.town import Phone, Town, until

pytestmark = pytest.mark.asyncio(loop_scope="module")

SET = "Listo: este es el grupo del equipo"


async def a_team(town: Town) -> tuple[TeamGroup, Phone, Phone]:
    """The team's group, its admin, and somebody who may read and answer."""
    admin, reader = await town.phone("Rosa"), await town.phone("Luz")
    await hired(town.house.world.database, admin, StaffRole.ADMIN)
    await hired(town.house.world.database, reader, StaffRole.READER)
    group = await TeamGroup.gathered(town.http, admin, reader)
    await group.sees("escribe aquí: /equipo grupo")
    await group.say(admin, "/equipo grupo")
    await group.sees(SET)
    return group, admin, reader


async def dismissed(town: Town) -> None:
    """No group is the team's any more: it would be the next test's."""
    async with town.house.world.database.begin() as connection:
        if group := await staff_groups.current(connection):
            await staff_groups.end(connection, group.id, now=town.house.world.now())


async def test_a_question_finds_a_person_and_the_answer_its_way_back(town: Town) -> None:
    """/ayuda, the button, what may be told; the reply of somebody in the group, more of both, closed and opened."""
    group, _, reader = await a_team(town.on("telegram"))
    phone = await town.linked("maria")
    await phone.write("/ayuda")
    await phone.tap(await phone.sees("hablar con una persona"), "Hablar con alguien")
    await phone.tap(await phone.sees("cuántos buzones tienes"), "Sí, díselo")
    await phone.sees("Escribe tu pregunta")
    await phone.write("¿Puedo viajar con el CPP?")
    await phone.sees("Le paso tu pregunta al equipo")
    post = await group.sees("¿Puedo viajar con el CPP?")
    assert "1 buzón vinculado" in post["text"]
    assert "Mamá" not in post["text"]

    await group.reacted(await group.say(reader, "Sí, con permiso de salida.", reply_to=post))
    answer = await phone.sees("Sí, con permiso de salida.")
    assert answer["text"].startswith("💬 El equipo responde a tu pregunta nº")
    await phone.tap(answer, "Responder")
    await phone.sees("sobre tu pregunta nº")
    await phone.write("¿Dónde se pide?")
    more = await group.sees("¿Dónde se pide?")
    assert more["reply_to"] == post["message_id"]

    closed = await group.tap(reader, more, "Cerrar")
    assert closed["text"] == "Cerrada. La persona ya lo sabe."
    await phone.tap(await phone.sees("cerró tu pregunta"), "Reabrir")
    await phone.sees("sobre tu pregunta nº")
    await phone.send_file("document", b"%PDF-1.4 y", "permiso.pdf")
    await phone.sees("Le paso tu pregunta al equipo")
    if town.channel == "telegram":
        reopened = await group.sees("permiso.pdf")
        assert "la persona la reabrió" in reopened["caption"]
    else:  # fetched there, sent here
        await group.sees("documento.pdf")
        await group.sees("la persona la reabrió")

    async def settled() -> list[dict[str, object]]:
        rows = await town.rows(select(outbox.c.state, outbox.c.params).where(outbox.c.text_key.in_(CARRIED)))
        return [row.params for row in rows] if all(row.state is OutboxState.SENT for row in rows) else []

    params = await until(settled, "every row sent")
    assert len(params) == 4
    assert not any("sealed" in one for one in params), "what was said is kept nowhere"
    await dismissed(town)


@pytest.mark.telegram_only("groups are Telegram's")
async def test_the_group_moves_and_the_bot_is_put_out(town: Town) -> None:
    """A group that becomes a supergroup stays the team's; put out of it, the admin hears of it and the button goes."""
    group, admin, reader = await a_team(town)
    phone = await town.phone()
    await phone.write("/hablar")
    await phone.sees("Escribe tu pregunta")
    new = await group.upgrade()
    await phone.write("¿Hay alguien?")
    post = await new.sees("¿Hay alguien?")
    await new.say(reader, "Aquí estamos.", reply_to=post)
    await phone.sees("Aquí estamos.")
    heard = len(await admin.messages())
    await new.put_out(admin)
    await admin.sees("Ya no estoy en el grupo del equipo", after=heard)
    await phone.write("/ayuda")
    assert "hablar con una persona" not in (await phone.sees("Te aviso cuando llega algo"))["text"]
