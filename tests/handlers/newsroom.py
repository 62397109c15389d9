"""A team that writes to everybody: who is in it, with which role, and how many there are to read."""

from collections.abc import Mapping
from dataclasses import replace

from bot.channels.limits import TELEGRAM
from bot.channels.messages import Message
from bot.channels.rendering import render
from handlers import alerts
from handlers.desk import Desk
from handlers.speech import Press, Said, Unsaid
from handlers.world import SecondPerson, Team
from storage import audit, broadcast_sending, broadcasts, chats, outbox, staff
from storage.broadcasts import Broadcast
from storage.tables import StaffRole
from tests.handlers.parlour import Parlour
from tests.handlers.person import Person
from tests.handlers.transcript import plain
from tests.storage.moment import MINUTE


def newsroom(
    parlour: Parlour,
    *,
    second_person: SecondPerson = SecondPerson.AUTO,
    rates: Mapping[str, float] | None = None,
) -> Parlour:
    """The same parlour, with these settings for broadcasts."""
    world = replace(parlour.world, team=Team(second_person, rates=rates or {"telegram": 25.0}))
    return replace(parlour, world=world, desk=Desk(world, parlour.turns))


async def join(parlour: Parlour, name: str, role: StaffRole, address: str) -> Person:
    """Somebody of the team, who came by an invitation."""
    async with parlour.world.database.begin() as connection:
        token = await staff.invite(connection, name=name, role=role, invited_by=None, now=parlour.clock.now())
    person = Person(parlour.desk, address)
    assert "Ya eres parte del equipo" in (await person.write(f"/start equipo-{token}")).text
    return person


async def readers(parlour: Parlour, count: int, *, language: str | None = None, channel: str = "telegram") -> None:
    """So many people to write to."""
    async with parlour.world.database.begin() as connection:
        for number in range(count):
            address = f"{channel}-{language}-{number}"
            chat = await chats.ensure(connection, channel, address, now=parlour.clock.now())
            await chats.set_language(connection, chat.id, language)


async def written(person: Person, text: str = "Mañana no hay atención.", english: str | None = None) -> int:
    """A draft, by the whole dialog; its number."""
    await person.write("/difundir")
    if "✍️ Escribir uno nuevo" in person.shown and "Escribe el aviso" not in person.shown:
        await person.press("b:write:")
    await person.write(text)
    card = await (person.write(english) if english else person.tap("Usar el español"))
    data = card.buttons["🧪 Probar conmigo"]
    return int(data.split(":")[2])


async def stands(parlour: Parlour, number: int) -> Broadcast:
    """The row as it is now."""
    async with parlour.world.database.read() as connection:
        found = await broadcasts.get(connection, number)
    assert found is not None
    return found


async def acts(parlour: Parlour) -> list[str]:
    """What was done about broadcasts, on record, oldest first; each from a chat."""
    async with parlour.world.database.read() as connection:
        found = await audit.search(connection, actions=("broadcast.",))
    assert all(entry.origin for entry in found)
    return [entry.action.removeprefix("broadcast.") for entry in reversed(found)]


async def told(parlour: Parlour, address: str) -> list[Said | Unsaid]:
    """What lies in the outbox for this chat, composed and settled."""
    now, said = parlour.clock.now(), []
    async with parlour.world.database.begin() as connection:
        chat = await chats.find(connection, "telegram", address)
        assert chat is not None
        while delivery := await outbox.lease_next(connection, chat.id, now=now, lease=MINUTE):
            said.append(await alerts.compose(connection, delivery, now=now))
            await outbox.sent(connection, delivery.id, now=now)
    return said


async def shown(room: Parlour, address: str) -> list[str]:
    """What lies in the outbox for this chat, as its phone shows it."""
    found = []
    for said in await told(room, address):
        assert isinstance(said, Said)
        found += [plain(one.markup) for one in render(said, language="es", limits=TELEGRAM) if isinstance(one, Message)]
    return found


async def asked(room: Parlour, person: Person, address: str) -> str:
    """The request for approval that this member got; its buttons are on the screen then."""
    [said] = await told(room, address)
    assert isinstance(said, Said)
    [message] = render(said, language="es", limits=TELEGRAM)
    assert isinstance(message, Message)
    keys = (key for row in message.keyboard for key in row)
    person.shown |= {key.label: key.does.data for key in keys if isinstance(key.does, Press)}
    return plain(message.markup)


async def submitted(room: Parlour, author: Person) -> int:
    """A draft of theirs that waits for approval; its number."""
    number = await written(author)
    await author.press(f"b:submit:{number}")
    return number


async def sent(room: Parlour, number: int) -> None:
    """Send it all, as a worker would."""
    now = room.clock.now()
    for _ in range(4):
        async with room.world.database.begin() as connection:
            await broadcast_sending.advance(
                connection, number, ahead=100, priority=40, may_send=True, source="es", now=now
            )
            for chat_id in range(1, 60):
                while delivery := await outbox.lease_next(connection, chat_id, now=now, lease=MINUTE):
                    await outbox.sent(connection, delivery.id, now=now)
    assert (await stands(room, number)).is_over
