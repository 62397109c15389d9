"""Questions and answers on their way while the bot is killed: each arrives, and what came twice says so."""

import asyncio
from collections import Counter

from sqlalchemy import select

from bot.rehearsal import Chat, Person
from storage.tables import OutboxState, StaffRole, outbox
from storage.tickets import CARRIED
from tests.flow.scene import Scene
from tests.flow.team_group import TeamGroup, hired
from tests.flow.town import until

REPEATED = "Puede que esto ya haya llegado"


async def test_kill_9_loses_no_question_and_no_answer(scene: Scene) -> None:
    """Killed again and again with questions and answers in line: each arrives, and what came twice says so."""
    await scene.bot.start()
    admin = await Person.meet(scene.http)
    await hired(scene.database, admin, StaffRole.ADMIN)
    group = await TeamGroup.gathered(scene.http, admin)
    await group.sees("escribe aquí: /equipo grupo")
    await group.say(admin, "/equipo grupo")
    await group.sees("Listo: este es el grupo del equipo")
    people = [await Person.meet(scene.http) for _ in range(6)]
    for person in people:
        await person.write("/hablar")
        await person.sees("Escribe tu pregunta")
    await asyncio.gather(*(person.write(f"¿Pregunta de {person.number}?") for person in people))
    doubtful = await killed_while_carrying(scene)

    posts = {}
    for person in people:
        posts[person.number] = await group.sees(f"¿Pregunta de {person.number}?", seconds=30)
        await group.say(admin, f"Respuesta a {person.number}", reply_to=posts[person.number])
    doubtful += await killed_while_carrying(scene)
    for person in people:
        await person.sees(f"Respuesta a {person.number}", seconds=30)
    await settled(scene)
    for person in people:
        only_marked_repeats(await group.posts(), f"¿Pregunta de {person.number}?", doubtful)
        only_marked_repeats(await person.messages(), f"Respuesta a {person.number}", doubtful)
    async with scene.database.read() as connection:
        params = list(await connection.scalars(select(outbox.c.params).where(outbox.c.text_key.in_(CARRIED))))
    assert len(params) == 2 * len(people)
    assert not any("sealed" in one for one in params)


async def killed_while_carrying(scene: Scene) -> Counter[str]:
    """Kill three times, each a little after something is in line, and start again. How often rows were in doubt: being
    sent at a kill."""
    doubtful: Counter[str] = Counter()
    for _ in range(3):
        await until(lambda: unsettled(scene), "something in line", seconds=30)
        await asyncio.sleep(scene.dice.random() * 0.06)  # anywhere within a call: the instant is the point
        await scene.bot.kill()
        async with scene.database.read() as connection:
            sending = select(outbox.c.text_key).where(outbox.c.state == OutboxState.SENDING)
            doubtful.update(await connection.scalars(sending))
        left = await unsettled(scene)
        await scene.bot.start()
        if not left:
            break
    return doubtful


async def unsettled(scene: Scene) -> bool:
    """Whether words are on their way, or were all sent already."""
    async with scene.database.read() as connection:
        states = list(await connection.scalars(select(outbox.c.state).where(outbox.c.text_key.in_(CARRIED))))
    return any(state in {OutboxState.PENDING, OutboxState.SENDING} for state in states)


async def settled(scene: Scene) -> None:
    """Return when nothing is on its way."""

    async def done() -> bool:
        return not await unsettled(scene)

    await until(done, "everything sent", seconds=30)


def only_marked_repeats(messages: list[Chat], wanted: str, doubtful: Counter[str]) -> None:
    """It came; more than once only where something was being sent at a kill, and then every repeat says so."""
    texts = [one["text"] for one in messages if wanted in (one.get("text") or "")]
    assert texts
    assert len([text for text in texts if REPEATED not in text]) <= 1, "a repeat that does not say so"
    assert len(texts) == 1 or sum(doubtful.values()), "a repeat of what was not being sent"
