"""What the bot says by itself after the ways back in: whether an answer came, and that something was left lying."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.channels.limits import TELEGRAM
from bot.channels.messages import Message
from bot.channels.rendering import render
from buzon.workdays import LIMA
from handlers.alerts import compose
from handlers.priorities import PRIORITIES, Priority
from handlers.speech import Press, Said
from storage import outbox
from storage.outbox import Delivery
from tests.handlers.parlour import Parlour
from tests.handlers.people import TYPED, asked_for_address, asked_who_they_are, forgotten, says_who
from tests.handlers.person import Person
from tests.handlers.phrases import CONSENT
from tests.handlers.transcript import plain

LATER = PRIORITIES[Priority.REMINDER]
LEASE = timedelta(minutes=1)


async def due(parlour: Parlour, at: datetime | None = None) -> list[tuple[Delivery, Said]]:
    """Every message that is to be sent by then, with what it says."""
    found: list[tuple[Delivery, Said]] = []
    now = at or parlour.clock.now()
    async with parlour.world.database.begin() as connection:
        for chat_id in await outbox.due_chats(connection, now=now, limit=10):
            while delivery := await outbox.lease_next(connection, chat_id, now=now, lease=LEASE):
                said = await compose(connection, delivery, now=now)
                assert said
                found.append((delivery, said))
                await outbox.sent(connection, delivery.id, now=now)
    return found


def shown(said: Said, language: str = "es") -> tuple[str, dict[str, str]]:
    """The text, and the buttons by their label."""
    [message] = render(said, language=language, limits=TELEGRAM)
    assert isinstance(message, Message)
    keys = [key for row in message.keyboard for key in row]
    return plain(message.markup), {key.label: key.does.data for key in keys if isinstance(key.does, Press)}


# ---- whether an answer came ------------------------------------------------------------------------------------------


async def handed_over(parlour: Parlour, person: Person) -> None:
    """/correo, sent by the person themselves."""
    await asked_for_address(person)
    await person.write("atrás")
    await person.tap("Lo envío yo")
    answer = await person.tap("Ya lo envié")
    assert "El lunes 14 de diciembre te pregunto" in answer.text
    await forgotten(parlour, answer)


async def test_the_question_comes_on_the_fifth_working_day_in_the_morning(parlour: Parlour, person: Person) -> None:
    """Thursday 3 December 2026; the 8th and 9th are holidays: Monday the 14th at 9 in Lima, and not a minute before."""
    await handed_over(parlour, person)
    nine = datetime(2026, 12, 14, 9, 0, tzinfo=LIMA)
    assert nine.astimezone(UTC) == datetime(2026, 12, 14, 14, 0, tzinfo=UTC)
    assert await due(parlour, nine - timedelta(seconds=1)) == []
    [(delivery, said)] = await due(parlour, nine)
    assert (delivery.text_key, delivery.params, delivery.priority) == ("follow-up", {}, LATER)
    text, buttons = shown(said)
    assert "¿Ya te respondieron?" in text
    assert buttons == {"Sí, tengo mis datos": "c:vincular", "Todavía no": "e:n:"}
    assert "Have they answered?" in shown(said, "en")[0]


async def test_who_has_an_answer_links_and_who_has_none_may_write_again(parlour: Parlour, person: Person) -> None:
    """Both buttons, days later, with no dialog under way."""
    await handed_over(parlour, person)
    parlour.later(days=11)
    [(_, said)] = await due(parlour)
    _, buttons = shown(said)
    assert "Toca el botón y escribe tu usuario" in (await person.press(buttons["Sí, tengo mis datos"])).text
    answer = await person.press(buttons["Todavía no"])
    assert "ir en persona a una oficina de Migraciones" in answer.text
    assert set(answer.buttons) == {"✉️ Escribir otra vez", "Probar otra forma"}
    assert "Necesito 7 datos cortos" in (await person.tap("✉️ Escribir otra vez")).text
    assert "constancia de trámite" in (await person.tap("Probar otra forma")).text


async def test_two_letters_of_one_day_are_asked_about_once(parlour: Parlour, person: Person) -> None:
    """Whoever wrote twice does not want to be asked twice."""
    await handed_over(parlour, person)
    await person.write("/correo")
    await says_who(person, TYPED["maria"])
    for label in ("✅ Sí, todo bien", "Lo envío yo", "Lo haré después"):
        answer = await person.tap(label)
    assert "El lunes 14 de diciembre" in answer.text
    assert len(await due(parlour, datetime(2026, 12, 14, 15, 0, tzinfo=UTC))) == 1


# ---- left lying ------------------------------------------------------------------------------------------------------


async def test_what_was_left_lying_is_deleted_and_said_with_a_button(parlour: Parlour, person: Person) -> None:
    """After the dialog's life nothing of it is left; one message says so, and begins again at a tap."""
    await asked_who_they_are(person)
    await says_who(person, TYPED["maria"])
    parlour.later(days=3)
    purged = await parlour.turns.purge(parlour.clock.now(), priority=LATER)
    assert purged.journals == 1
    assert (await parlour.turns.load("telegram", "1001")).journal is None
    [(delivery, said)] = await due(parlour)
    assert (delivery.text_key, delivery.params, delivery.priority) == ("lapsed", {"resume": "recuperar"}, LATER)
    text, buttons = shown(said)
    assert "borré lo que habías escrito" in text
    assert "I deleted what you had written" in shown(said, "en")[0]
    assert buttons == {"Sí, seguimos": "c:recuperar"}
    answer = await person.press(buttons["Sí, seguimos"])
    assert "¿La tienes?" in answer.text
    assert CONSENT not in answer.text


@pytest.mark.parametrize(
    ("command", "resume"),
    [("/recuperar", "recuperar"), ("/correo", "correo"), ("/vincular", "vincular"), ("/start", "start")],
)
async def test_every_dialog_is_taken_up_by_its_own_command(
    parlour: Parlour, person: Person, command: str, resume: str
) -> None:
    """Who was writing the letter is not led to the sheet."""
    for line in (command, "sí"):
        await person.write(line)
    parlour.later(days=3)
    await parlour.turns.purge(parlour.clock.now(), priority=LATER)
    [(_, said)] = await due(parlour)
    assert shown(said)[1] == {"Sí, seguimos": f"c:{resume}"}
    assert "Ese comando no lo conozco" not in (await person.press(f"c:{resume}")).text


async def test_it_is_said_once(parlour: Parlour, person: Person) -> None:
    """However often the clean-up runs; and again only when something else was left lying."""
    await asked_who_they_are(person)
    parlour.later(days=3)
    for _ in range(3):
        await parlour.turns.purge(parlour.clock.now(), priority=LATER)
        parlour.later(minutes=10)
    assert len(await due(parlour)) == 1
    await person.write("/recuperar")
    parlour.later(days=3)
    await parlour.turns.purge(parlour.clock.now(), priority=LATER)
    assert len(await due(parlour)) == 1


async def test_a_little_before_nothing_is_purged_and_nothing_said(parlour: Parlour, person: Person) -> None:
    """The question is still open, and answering it begins its time anew."""
    await asked_who_they_are(person)
    parlour.later(days=2, hours=23, minutes=59)
    assert (await parlour.turns.purge(parlour.clock.now(), priority=LATER)).journals == 0
    assert "2 de 7" in (await person.write("Venezuela")).text
    parlour.later(days=2)
    assert (await parlour.turns.purge(parlour.clock.now(), priority=LATER)).journals == 0
    assert await due(parlour) == []


async def test_who_never_agreed_is_not_written_to(parlour: Parlour, person: Person) -> None:
    """The journal goes all the same."""
    await person.write("/recuperar")
    parlour.later(days=3)
    assert (await parlour.turns.purge(parlour.clock.now(), priority=LATER)).journals == 1
    assert await due(parlour) == []


async def test_a_dialog_that_came_to_its_end_has_not_lapsed(parlour: Parlour, person: Person) -> None:
    """Even where its journal was still there: the process died between its last word and forgetting it."""
    for line in ("/vincular", "sí"):
        await person.write(line)
    assert "quedó vinculado" in (await parlour.link(person, "maria")).text
    parlour.later(days=3)
    assert (await parlour.turns.purge(parlour.clock.now(), priority=LATER)).journals == 1
    assert await due(parlour) == []
