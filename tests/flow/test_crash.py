"""The bot as a process that dies: killed in the middle of a push, and stopped in order; nothing is ever lost."""

import asyncio
import random
import socket
from collections import Counter
from pathlib import Path
from time import monotonic

import aiohttp
import pytest
from sqlalchemy import select

from bot.rehearsal import Person, WhatsAppPerson
from sandbox import world
from storage.database import Database
from storage.tables import inbox, journals
from tests.flow.onetime import OneTimePage
from tests.flow.process import BotProcess
from tests.flow.scene import NOTICES, RESIDENTS, Scene, alerts_of, bot_settings, every_alert_came
from tests.flow.town import TOKEN, button, control, settle, until, with_whatsapp


async def test_a_push_survives_kill_9(scene: Scene) -> None:
    """Killed twice while it pushes 90 alerts: each arrives, and what came twice was in flight and says so."""
    await scene.bot.start()
    await killed_while_pushing(scene, [await scene.linked(name) for name in RESIDENTS], kills=2)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(8))
async def test_a_push_survives_kill_9_at_any_instant(scene: Scene, seed: int) -> None:
    """The same at other instants: eight runs of three kills each."""
    scene.dice = random.Random(seed)
    await scene.bot.start()
    await killed_while_pushing(scene, [await scene.linked(name) for name in RESIDENTS], kills=3)


async def killed_while_pushing(scene: Scene, people: list[Person], *, kills: int) -> None:
    """Publish, kill at chance instants, start again; then count what arrived."""
    await scene.publish(NOTICES)
    in_flight: Counter[int] = Counter()
    for _ in range(kills):
        await scene.begun(scene.dice.randint(3, NOTICES * len(RESIDENTS) // (kills + 1)))
        await asyncio.sleep(scene.dice.random() * 0.05)  # anywhere within a call: the instant is the point
        await scene.bot.kill()
        in_flight.update(await scene.in_flight())
        await scene.bot.start()
    await scene.finished()  # within 60 s, the life of a lease: the new process does not wait for the dead one's
    await every_alert_came(people, in_flight)


async def test_a_dialog_survives_kill_9(scene: Scene) -> None:
    """Who was being asked goes on where they were: what they tapped and wrote while it was down is answered after."""
    await scene.bot.start()
    asked, idle = await Person.meet(scene.http), await Person.meet(scene.http)
    await asked.write("/start")
    consent = await asked.sees("necesito tu permiso")
    await scene.bot.kill()
    # Nobody waits for the answer to this tap: there is nobody to give it.
    data = {"message_id": consent["message_id"], "data": button(consent, "Sí, acepto")["callback_data"]}
    await control(scene.http, "POST", f"/telegram/people/{asked.number}/taps?wait=0", data)
    await idle.write("/ayuda")
    await scene.bot.start()
    await asked.sees("¿Tienes a mano")
    await idle.sees("Te aviso cuando llega algo")
    await asked.write("sí")
    await asked.sees("Toca el botón")


async def test_seven_answers_survive_kill_9(scene: Scene) -> None:
    """Killed between answers and questions of the recovery: it goes on where it was, and the mailbox is linked."""
    people = await control(scene.http, "GET", "/portal/people")
    carlos = next(one for one in people if one["id"] == "carlos")
    person = await Person.meet(scene.http)
    script = [
        ("/recuperar", "necesito tu permiso"),
        ("acepto", "¿La tienes?"),
        ("no la tengo", "1 de 7."),
        ("colombiano", "2 de 7."),
        ("CE", "3 de 7."),
        ("002193847", "4 de 7."),
        ("Muñoz", "5 de 7."),
        ("no tengo", "6 de 7."),
        ("Carlos Andres", "7 de 7."),
        ("30/11/1985", "¿Está todo bien?"),
        ("sí", "contraseña nueva"),
    ]
    await scene.bot.start()
    heard = 0
    for number, (answer, wanted) in enumerate(script):
        heard = len(await person.messages())
        if number % 3 == 2:  # each start takes seconds: three of the kills come between an answer and its question
            await scene.bot.kill()
            await person.write(answer)
            await scene.bot.start()
        else:
            await person.write(answer)
        await person.sees(wanted, after=heard)
    page = await OneTimePage.load(await person.open_page(await person.sees("contraseña nueva", after=heard), "🔒"))
    fields = {"csrf": page.csrf, "init_data": page.init_data, "password": "Nueva-clave-4471", "name": "Papá"}
    assert "quedó vinculado" in (await page.send(fields)).words
    asked = [message["text"] for message in await person.messages() if "de 7." in (message.get("text") or "")]
    assert len(set(asked)) == 7
    assert len(asked) <= 7 + len(script) // 3, "only what was being sent at a kill may come twice"
    people = await control(scene.http, "GET", "/portal/people")
    assert next(one for one in people if one["id"] == "carlos")["password"] != carlos["password"]


async def test_a_dialog_that_was_left_lying_lapses_with_a_word(scene: Scene) -> None:
    """Long silence: what was typed is deleted, the person is told once, and one button begins again."""
    scene.bot.settings = {**scene.bot.settings, "dialog_life": 2 / 3600}
    person = await Person.meet(scene.http)
    await scene.bot.start()
    for line, wanted in (("/recuperar", "permiso"), ("acepto", "¿La tienes?"), ("no", "1 de 7."), ("Haití", "2 de 7.")):
        await person.write(line)
        await person.sees(wanted)
    assert await scene.bot.stop() == 0
    await asyncio.sleep(2)  # the silence itself, cut down from three days
    await scene.bot.start()
    lapsed = await person.sees("borré lo que habías escrito")
    async with scene.database.read() as connection:
        assert (await connection.execute(select(journals.c.chat_id))).all() == []
    heard = len(await person.messages())
    await person.tap(lapsed, "Sí, seguimos")
    await person.sees("¿La tienes?", after=heard)


async def test_sigterm_is_a_clean_stop(scene: Scene) -> None:
    """In the middle of a push it stops within ten seconds, status 0; what was left arrives later, nothing twice."""
    scene.bot.installed = True
    await scene.bot.start()
    people = [await scene.linked(name) for name in RESIDENTS]
    await scene.publish(NOTICES)
    await scene.begun(7)
    began = monotonic()
    assert await scene.bot.stop() == 0
    assert monotonic() - began < 10
    assert await scene.unsettled() > 0
    assert await scene.in_flight() == set()
    scene.bot.installed = False
    await scene.bot.start()
    await scene.finished()
    for person in people:
        got = await alerts_of(person)
        assert len(got) == len({notice for notice, _ in got}) == NOTICES


async def test_what_whatsapp_was_told_had_arrived_is_answered_after_kill_9(tmp_path: Path) -> None:
    """200 is a promise: killed right after it, at whatever instant, the next process answers each message once, or says
    again only what was being sent."""
    dice = random.Random(20261203)
    async with world.running(bot_token=TOKEN) as outside, aiohttp.ClientSession(outside.page) as http:
        await control(http, "PATCH", "/whatsapp/limits", {"enforce": False})
        with socket.create_server(("127.0.0.1", 0)) as taken:
            place = f"127.0.0.1:{taken.getsockname()[1]}"
        settled = settle(tmp_path, outside)
        chosen = bot_settings(outside, settled) | with_whatsapp(outside) | {"listen": place}
        bot = BotProcess(chosen, tmp_path / "bot.log")
        database = Database.at(settled.database_url)

        async def all_crossed_off() -> bool:
            async with database.read() as connection:
                left = await connection.execute(select(inbox.c.update_id).where(inbox.c.done_at.is_(None)))
            return not left.all()

        try:
            await bot.start()
            await control(http, "POST", "/whatsapp/webhook", {"url": f"http://{place}/whatsapp/webhook"})
            people = [await WhatsAppPerson.meet(http) for _ in range(40)]
            for start in range(0, 40, 10):
                for person in people[start : start + 10]:
                    await person.write("ayuda")
                await asyncio.sleep(dice.random() * 0.15)  # anywhere between the first 200 and the last answer
                await bot.kill()
                await bot.start()
                for person in people[start : start + 10]:
                    await person.sees("Te aviso cuando llega algo", seconds=60)
                await until(all_crossed_off, "every message crossed off")  # or one might be in flight at two deaths
            said = [await person.messages() for person in people]
            answers = [sum("Te aviso cuando llega algo" in one["text"] for one in messages) for messages in said]
            assert set(answers) <= {1, 2}
        finally:
            await database.close()
            await bot.close()
