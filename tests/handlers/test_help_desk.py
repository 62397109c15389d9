"""Talking to a person: the question in the team's group, the answer in the chat, and nothing of either in the rows."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.channels.messages import Attached, Leave, Message, Unbutton
from handlers.office_hours import opens_on
from handlers.speech import Departure, Forget, Heard, Moved, Oddity, Return, Tap, Text
from storage import audit, chats, staff, staff_groups, tickets
from storage.tables import StaffRole
from storage.tables import outbox as rows
from tests.handlers.parlour import Parlour
from tests.handlers.people import everything
from tests.handlers.person import Heeded, Person
from tests.handlers.phrases import HELP, LOST, STALE
from tests.handlers.team_group import GROUP, Colleague, Office, opened, reactions

ADMIN, READER, STRANGER = "2001", "2002", "2003"
HUMAN = "🙋 Hablar con alguien"
CLOSE, REOPEN, WRITE = "✅ Cerrar", "🔁 Reabrir", "✍️ Responder"
QUESTION = "¿Qué significa zarigüeya improcedente?"
ANSWER = "Significa que *no* <aceptan> la marmota."


@pytest.fixture
async def office(parlour: Parlour) -> AsyncIterator[Office]:
    """A group that is the team's, with an admin and a reader in it."""
    await parlour.hired(StaffRole.ADMIN, ADMIN)
    await parlour.hired(StaffRole.READER, READER, "Luz")
    async with opened(parlour) as office:
        assert "Listo: este es el grupo del equipo" in (await office.member(ADMIN).say("/equipo grupo")).text
        yield office


@pytest.fixture
def reader(office: Office) -> Colleague:
    """Somebody who may do the least that the team may."""
    return office.member(READER)


async def asks(person: Person, text: str = QUESTION) -> Heeded:
    """From the command to the question, which is passed on; the dialog is over then."""
    await person.write("/hablar")
    answer = await person.write(text)
    assert "Le paso tu pregunta al equipo" in answer.text
    assert Forget() in answer.speeches
    return answer


async def acts(parlour: Parlour, start: str = "ticket.") -> list[str]:
    """What is on record of questions, oldest first, as action, subject and origin."""
    async with parlour.world.database.read() as connection:
        found = await audit.search(connection, actions=[start])
    return [f"{one.action} {one.subject} {one.origin}" for one in reversed(found)]


# ---- the way there and back ----


async def test_a_question_and_its_answer(parlour: Parlour, office: Office, reader: Colleague) -> None:
    """The whole of it: asked, posted with what may be told, answered by a reply, gone on with, closed, opened again."""
    person = await parlour.linked("maria", "carlos")
    helped = await person.write("/ayuda")
    assert "¿Prefieres hablar con una persona?" in helped.text
    assert "cuántos buzones tienes y cómo están" in (await person.tap(HUMAN)).text
    assert "Escribe tu pregunta" in (await person.tap("Sí, díselo")).text
    told = await person.write(QUESTION)
    assert "es la nº 1. La respuesta te llega aquí" in told.text

    post = await office.one()
    assert post.address == GROUP
    assert post.text.startswith("🙋 Pregunta nº 1\n\nIdioma: Español. Usa el bot desde el jueves 3 de diciembre.")
    assert "2 buzones vinculados:\n\n✅ bien: 2" in post.text
    assert post.text.endswith(QUESTION)

    assert reactions(await reader.say(ANSWER, reply_to=post)) == ["👍"]
    answer = await office.one()
    assert answer.address == "1001"
    assert answer.text == f"💬 El equipo responde a tu pregunta nº 1:\n\n{ANSWER}"

    assert "sobre tu pregunta nº 1" in (await person.press(answer.buttons[WRITE])).text
    assert "es la nº 1" in (await person.write("¿Y ahora?")).text
    more = await office.one()
    assert more.text == "🙋 Pregunta nº 1, sigue:\n\n¿Y ahora?"
    assert isinstance(more.outgoing, Message)
    assert more.outgoing.reply_to == post.number

    assert reactions(await reader.say("Nada más.", reply_to=more)) == ["👍"]
    assert (await office.one()).text.endswith("Nada más.")

    tapped = await reader.tap(more, CLOSE)
    assert tapped.toast == "Cerrada. La persona ya lo sabe."
    (rebuttoned,) = [one for one in tapped.sent if isinstance(one, Unbutton)]
    assert [key.label for row in rebuttoned.keyboard for key in row] == [REOPEN]
    closed = await office.one()
    assert "cerró tu pregunta nº 1" in closed.text

    await person.press(closed.buttons[REOPEN])
    await person.write("Todavía no entiendo")
    assert (await office.one()).text == "🔁 Pregunta nº 1: la persona la reabrió.\n\nTodavía no entiendo"

    async with parlour.world.database.read() as connection:
        counted = await tickets.counts(connection, since=parlour.world.now() - timedelta(days=1))
    assert (counted.opened, counted.answers, counted.reopened, counted.open) == (1, 2, 1, 1)
    assert await acts(parlour) == [
        f"ticket.{action} ticket:1 telegram"
        for action in ("opened", "answered", "continued", "answered", "closed", "reopened")
    ]


async def test_nothing_that_was_said_stays(
    parlour: Parlour, office: Office, reader: Colleague, person: Person, tmp_path: Path
) -> None:
    """On its way it is sealed; once it has arrived, not even that is left, in any table or the file itself."""
    path = tmp_path / "buzon.db"
    answered = await asks(person)
    assert answered.speeches[-1] == Forget()
    await parlour.turns.save((await parlour.turns.load("telegram", "1001")).chat.id, journal=None)
    assert b"zarig" not in everything(parlour, path)
    await reader.say(ANSWER, reply_to=await office.one())
    await office.one()
    kept = everything(parlour, path)
    assert b"marmota" not in kept
    assert b"zarig" not in kept
    async with parlour.world.database.read() as connection:
        params = list(await connection.scalars(select(rows.c.params).where(rows.c.text_key.in_(tickets.CARRIED))))
    assert len(params) == 2
    assert not any("sealed" in one for one in params)


async def test_who_has_no_mailbox_is_asked_for_nothing_to_share(person: Person, office: Office) -> None:
    """The question is the first thing that is asked, and the team learns of no mailbox."""
    assert "Escribe tu pregunta" in (await person.write("/hablar")).text
    await person.write(QUESTION)
    assert "buzones" not in (await office.one()).text


async def test_who_shares_nothing_is_told_about_no_further(parlour: Parlour, office: Office) -> None:
    """A no is a no; the team sees language and time alone."""
    person = await parlour.linked("maria")
    await person.write("quiero hablar con una persona")
    await person.write("no")
    await person.write(QUESTION)
    post = await office.one()
    assert "buz" not in post.text
    assert "Idioma: Español" in post.text


async def test_a_photo_goes_both_ways(person: Person, office: Office, reader: Colleague) -> None:
    """By the channel's own handle, with the words that came with it; it stays in the chat of who sent it."""
    await person.write("/hablar")
    sent = await person.send("photo", "handle-1", 5_000, "¿Qué es esto?")
    assert sent.erased == []
    assert "Le paso tu pregunta" in sent.text
    post = await office.one()
    assert isinstance(post.outgoing, Attached)
    assert (post.outgoing.handle, post.outgoing.photo) == ("handle-1", True)
    assert "¿Qué es esto?" in post.text
    await reader.show("document", "handle-2", reply_to=post)
    answer = await office.one()
    assert isinstance(answer.outgoing, Attached)
    assert (answer.outgoing.handle, answer.outgoing.photo) == ("handle-2", False)
    assert answer.text == "💬 El equipo responde a tu pregunta nº 1:"


async def test_what_can_not_be_passed_on_is_said(person: Person, office: Office, reader: Colleague) -> None:
    """A voice message is none of text, photo or document, whoever sends it."""
    await person.write("/hablar")
    assert "Eso no lo puedo pasar." in (await person.send("voice")).text
    await person.write(QUESTION)
    post = await office.one()
    assert "Eso no lo puedo pasar." in (await reader.show("voice", None, reply_to=post)).text
    assert await office.carried() == []


async def test_a_very_long_question_comes_whole(person: Person, office: Office, reader: Colleague) -> None:
    """It is cut over messages, each of which may be replied to."""
    text = " ".join(f"palabra{number}<" for number in range(350))
    assert len(text) > 4_000
    await asks(person, text)
    posts = await office.carried()
    assert len(posts) > 1
    assert " ".join(post.text.replace("\n", " ") for post in posts).endswith("palabra349<")
    for post in posts:
        assert reactions(await reader.say("Bien", reply_to=post)) == ["👍"]
    assert len(await office.carried()) == len(posts)


# ---- passwords ----


@pytest.mark.parametrize(
    "text", ["mi clave es Arepa-2619", "mi clave es arepa", "Arepa-2619", "no entro, la contraseña: Arepa-2619"]
)
async def test_a_password_is_no_question(parlour: Parlour, person: Person, office: Office, text: str) -> None:
    """It is erased, the reason is given, the question waits on, and nothing reaches the group."""
    await person.write("/hablar")
    answer = await person.write(text)
    assert answer.erased == [person.last.message]
    assert "sin la contraseña" in answer.text
    assert await office.carried() == []
    assert "Le paso tu pregunta" in (await person.write(QUESTION)).text


@pytest.mark.parametrize(
    "text",
    ["mi contraseña es correcta y no me deja entrar", "¿cuál es mi clave?", "la clave es la misma de antes, ¿por qué?"],
)
async def test_a_question_about_a_password_is_one(person: Person, office: Office, text: str) -> None:
    """Words about it are no password."""
    await asks(person, text)
    assert (await office.one()).text.endswith(text)


async def test_a_password_under_a_photo_is_not_passed_on(person: Person, office: Office) -> None:
    """The caption is read as the text it is."""
    await person.write("/hablar")
    answer = await person.send("photo", "handle-1", 5_000, "mi clave es Arepa-2619")
    assert answer.erased == [person.last.message]
    assert await office.carried() == []


# ---- nobody there ----


async def test_without_a_group_there_is_no_button_and_the_words_say_what_to_do(
    parlour: Parlour, person: Person
) -> None:
    """There is no button; nobody is promised who is not there, but who can be asked: by e-mail, and who runs it."""
    helped = await person.write("/ayuda")
    assert HUMAN not in helped.buttons
    assert "hablar con una persona" not in helped.text
    for wish in ("/hablar", "quiero hablar con alguien", "/humano"):
        told = (await person.write(wish)).text
        assert "no hay ahora una persona" in told
        assert "informes@migraciones.gob.pe" in told
        assert "Casa Amiga" in told
    assert LOST in (await person.write("xyz")).text
    assert await acts(parlour) == []


async def test_the_group_may_go_while_somebody_writes(parlour: Parlour, office: Office, person: Person) -> None:
    """What they wrote is not swallowed: they are told that nobody is there."""
    await person.write("/hablar")
    await office.member(ADMIN).does(Departure())
    assert "no hay ahora una persona" in (await person.write(QUESTION)).text
    assert [post.address for post in await office.carried()] == [ADMIN]
    assert await acts(parlour) == []


@pytest.mark.parametrize(
    ("local", "back"),
    [
        ("2026-12-03 08:00", None),  # Thursday
        ("2026-12-03 17:59", None),
        ("2026-12-03 07:59", "2026-12-03"),
        ("2026-12-03 18:00", "2026-12-04"),
        ("2026-12-04 18:00", "2026-12-07"),
        ("2026-12-05 12:00", "2026-12-07"),
        ("2026-12-07 20:00", "2026-12-10"),  # 8 and 9 December are holidays
        ("2026-12-08 12:00", "2026-12-10"),
    ],
)
def test_when_the_team_is_there(local: str, back: str | None) -> None:
    """Monday to Friday from 8 to 18 in Lima, but for holidays."""
    found = opens_on(datetime.fromisoformat(f"{local}-05:00"))
    assert (found.isoformat() if found else None) == back


async def test_out_of_hours_people_are_told_when_the_team_is_back(
    parlour: Parlour, office: Office, person: Person
) -> None:
    """The question goes all the same."""
    parlour.later(hours=9)
    await person.write("/hablar")
    told = (await person.write(QUESTION)).text
    assert "Ahora el equipo no está" in told
    assert "Vuelve el viernes 4 de diciembre" in told
    assert (await office.one()).text.endswith(QUESTION)


# ---- once, and to the right one ----


async def test_a_repeated_update_asks_and_answers_once(
    parlour: Parlour, office: Office, reader: Colleague, person: Person
) -> None:
    """The platform brings the same again after a crash: one question, one answer, one count."""
    await asks(person)
    await person.again()
    post = await office.one()
    await reader.say(ANSWER, reply_to=post)
    assert reactions(await office.again()) == ["👍"]
    await office.one()
    await reader.tap(post, CLOSE)
    assert (await office.again()).toast == "Ya estaba cerrada."
    await office.one()
    assert await acts(parlour) == [f"ticket.{one} ticket:1 telegram" for one in ("opened", "answered", "closed")]


async def test_a_crash_before_the_dialog_was_kept_asks_once(parlour: Parlour, office: Office, person: Person) -> None:
    """The question was in line, the journal was not saved, the update comes again: the line knows it already."""
    await person.write("/hablar")
    chat_id = (await parlour.turns.load("telegram", "1001")).chat.id
    before = (await parlour.turns.load("telegram", "1001")).journal
    assert before
    await person.write(QUESTION)
    await parlour.turns.save(chat_id, journal=before, expires_at=parlour.world.now() + timedelta(days=1))
    assert "es la nº 1" in (await person.again()).text
    assert (await office.one()).text.endswith(QUESTION)
    assert len(await acts(parlour)) == 1


async def test_what_is_asked_again_belongs_to_the_open_question(person: Person, office: Office) -> None:
    """One question at a time, whatever way led there; after its end a new one has a new number."""
    await asks(person)
    post = await office.one()
    assert "sobre tu pregunta nº 1" in (await person.write("operador")).text
    await person.write("Otra cosa")
    assert (await office.one()).text == "🙋 Pregunta nº 1, sigue:\n\nOtra cosa"
    await office.member(READER).tap(post, CLOSE)
    await office.one()
    await asks(person)
    assert (await office.one()).text.startswith("🙋 Pregunta nº 2")


async def test_texts_mean_what_they_always_mean(person: Person, office: Office, reader: Colleague) -> None:
    """With a question open, what is written without the button does not go to the team."""
    await asks(person)
    await reader.say(ANSWER, reply_to=await office.one())
    await office.one()
    assert HELP in (await person.write("ayuda")).text
    assert LOST in (await person.write("muchas gracias por todo")).text
    assert await office.carried() == []


async def test_the_question_of_another_is_nobodys(parlour: Parlour, office: Office, person: Person) -> None:
    """A forged button begins a question of one's own, and adds nothing to theirs."""
    await asks(person)
    await office.one()
    other = Person(parlour.desk, "1009")
    assert "Escribe tu pregunta" in (await other.press("q:write:1")).text
    await other.write("¿Y la mía?")
    assert (await office.one()).text.startswith("🙋 Pregunta nº 2")


async def test_much_is_enough(person: Person, office: Office) -> None:
    """The group is everybody's: after fifteen additions in an hour one waits for the answer."""
    for number in range(16):
        await asks(person, f"¿{number}?")
    await person.write("/hablar")
    assert "espera su respuesta" in (await person.write("¿Y?")).text
    assert len(await office.carried()) == 16


async def test_who_changes_their_mind_asks_nothing(person: Person, office: Office) -> None:
    """By the button under the question, which also says that there is a way out."""
    await person.write("/hablar")
    assert "Cancelado." in (await person.tap("Cancelar")).text
    assert await office.carried() == []


# ---- the group ----


async def test_only_the_team_answers(parlour: Parlour, office: Office, person: Person) -> None:
    """Whoever else is in the group is told so, and the person hears nothing; a member who was removed neither."""
    await asks(person)
    post = await office.one()
    for nobody in (STRANGER, "1001"):
        assert "Solo el equipo puede responder" in (await office.member(nobody).say("Yo sé", reply_to=post)).text
        tapped = await office.member(nobody).tap(post, CLOSE)
        assert tapped.toast == "Solo el equipo puede hacer esto."
    async with parlour.world.database.begin() as connection:
        await staff.end(connection, 2, now=parlour.world.now())
    assert "Solo el equipo puede responder" in (await office.member(READER).say("Yo sé", reply_to=post)).text
    assert await office.carried() == []
    assert await acts(parlour) == ["ticket.opened ticket:1 telegram"]
    assert await acts(parlour, "staff.refused") == ["staff.refused q:close telegram"]


async def test_what_the_team_says_among_itself_stays_there(office: Office, reader: Colleague, person: Person) -> None:
    """No reply, no answer: not even a word about it, whoever speaks and whatever it is."""
    await asks(person)
    await office.one()
    for colleague in (reader, office.member(STRANGER)):
        assert (await colleague.say("¿Quién toma la nº 1?")).sent == ()
        assert (await colleague.say("/start")).sent == ()
        assert (await colleague.show("sticker", None)).sent == ()
        assert (await colleague.does(Oddity())).sent == ()
        assert (await colleague.does(Return())).sent == ()
    assert await office.carried() == []


async def test_a_reply_to_something_else_of_ours_is_not_lost_in_silence(
    parlour: Parlour, office: Office, reader: Colleague, person: Person
) -> None:
    """It says that no question is behind that message; so too when the person has deleted their data since."""
    assert "no es de ninguna pregunta" in (await reader.say("Hola", reply_to=77)).text
    await asks(person)
    post = await office.one()
    await person.press("p:y:")
    assert "la persona borró sus datos" in (await reader.say("Hola", reply_to=post)).text
    assert STALE in (await reader.tap(post, CLOSE)).toast
    assert await office.carried() == []


async def test_a_copy_that_a_crash_left_behind_can_be_answered_too(
    office: Office, reader: Colleague, person: Person
) -> None:
    """A post was sent, its number was not written down, and it was sent again: a reply to the first copy, which nobody
    knew, was told to be none of any question's. Its button says which question it is."""
    await asks(person)
    data = (await office.one()).buttons[CLOSE]
    assert reactions(await reader.does(Text(ANSWER), reply_to=4_999, reply_data=data)) == ["👍"]
    assert (await office.one()).text.endswith(ANSWER)
    for forged in ("q:close:99", "q:close:", "n:o:1", "q"):
        told = await reader.does(Text(ANSWER), reply_to=4_999, reply_data=forged)
        assert "no es de ninguna pregunta" in told.text


async def test_what_is_kept_of_a_question_can_be_seen(office: Office, person: Person) -> None:
    """/privacidad tells that somebody asked, and that what was said is not here."""
    assert "pregunta al equipo" not in (await person.write("/privacidad")).text
    await asks(person)
    assert "le hiciste 1 pregunta al equipo" in (await person.write("/privacidad")).text


async def test_deleting_ones_data_takes_a_question_out_of_the_line(
    parlour: Parlour, office: Office, person: Person, tmp_path: Path
) -> None:
    """What was not posted yet never is, and nothing of it is left."""
    await asks(person)
    await person.press("p:y:")
    assert await office.carried() == []
    async with parlour.world.database.read() as connection:
        assert list(await connection.scalars(select(rows.c.id).where(rows.c.text_key == tickets.QUESTION))) == []


async def test_an_answer_opens_a_closed_question_again(
    parlour: Parlour, office: Office, reader: Colleague, person: Person
) -> None:
    """Somebody still has something to say: it arrives, and counts as reopened."""
    await asks(person)
    post = await office.one()
    await reader.tap(post, CLOSE)
    await reader.say("Una cosa más", reply_to=post)
    assert [one.text.split("\n")[-1] for one in await office.carried()] == ["Una cosa más"]
    async with parlour.world.database.read() as connection:
        ticket = await tickets.get(connection, 1)
    assert ticket
    assert (ticket.is_open, ticket.reopened) == (True, 1)


async def test_a_button_of_the_other_state_is_honest(office: Office, reader: Colleague, person: Person) -> None:
    """Two close at once, another opens: each is told how it stands and gets the button that is due."""
    await asks(person)
    post = await office.one()
    await reader.tap(post, CLOSE)
    assert (await office.member(ADMIN).tap(post, CLOSE)).toast == "Ya estaba cerrada."
    reopened = await reader.does(Tap("q:open:1", "q"), message=post.number)
    assert reopened.toast == "Está abierta otra vez."
    (rebuttoned,) = [one for one in reopened.sent if isinstance(one, Unbutton)]
    assert [key.label for row in rebuttoned.keyboard for key in row] == [CLOSE]
    for data in ("q:close:99", "q:open:²", "q:zz:1", "q", "b:stop:1", "t:y:1"):
        assert STALE in (await reader.does(Tap(data, "q"), message=1)).toast


async def test_who_blocked_the_bot_gets_no_answer_and_the_team_hears_of_it(
    office: Office, reader: Colleague, person: Person
) -> None:
    """At the answer that found it out, in the question's thread; and at once, where it is known already."""
    await asks(person)
    post = await office.one()
    office.wire.gone.add("1001")
    await reader.say(ANSWER, reply_to=post)
    told = await office.one()
    assert told.address == GROUP
    assert "la respuesta no le llegó" in told.text
    assert isinstance(told.outgoing, Message)
    assert told.outgoing.reply_to == post.number
    assert "la respuesta no le llegó" in (await reader.say("¿Y ahora?", reply_to=told)).text
    assert await office.carried() == []
    office.wire.gone.clear()
    await person.come_back()
    assert reactions(await reader.say("¿Y ahora?", reply_to=told)) == ["👍"]
    assert (await office.one()).text.endswith("¿Y ahora?")


async def test_a_question_that_the_group_does_not_take_comes_back(office: Office, person: Person) -> None:
    """The bot may not write there, say: the person is told, and what they write then begins the thread."""
    office.wire.refuses[GROUP] = "not-enough-rights"
    await asks(person)
    told = await office.one()
    assert (told.address, told.text[:40]) == ("1001", "⚠️ No pude entregar al equipo tu mensaje")
    office.wire.refuses.clear()
    await person.press(told.buttons[WRITE])
    await person.write("¿Hola?")
    assert (await office.one()).text.startswith("🙋 Pregunta nº 1\n\nIdioma")


async def test_a_repeat_says_so(parlour: Parlour, office: Office, person: Person) -> None:
    """A row that was on its way when something died goes again, marked."""
    await asks(person)
    async with parlour.world.database.begin() as connection:
        await connection.execute(rows.update().values(attempts=1))
    assert "Puede que esto ya haya llegado" in (await office.one()).text


# ---- whose group it is ----


async def test_an_admin_brings_the_bot_and_says_which_group_it_is(parlour: Parlour, person: Person) -> None:
    """Brought by an admin it stays and says what to write; `/equipo grupo` makes it the team's, on record."""
    await parlour.hired(StaffRole.ADMIN, ADMIN)
    async with opened(parlour) as office:
        admin = office.member(ADMIN)
        assert "/equipo grupo" in (await admin.does(Return())).text
        assert (await admin.say("¡Hola a todos!")).sent == ()
        assert "Listo: este es el grupo del equipo" in (await admin.say("/equipo@BuzonBot grupo")).text
        assert "Listo: este es el grupo del equipo" in (await admin.say("/equipo grupo")).text
        assert await acts(parlour, "team.") == ["team.group-set group:1 telegram"]
        await asks(person)
        assert (await office.one()).address == GROUP


@pytest.mark.parametrize("role", [None, StaffRole.READER, StaffRole.APPROVER])
async def test_nobody_else_can_make_a_group_the_teams(parlour: Parlour, role: StaffRole | None) -> None:
    """Brought by anybody else it says why, and leaves; a try at the command too, and a member's is kept."""
    if role:
        await parlour.hired(role, READER)
    async with opened(parlour) as office:
        for what in (Return(), Text("/equipo grupo"), Text("hola")):
            heeded = await office.member(READER).does(what)
            assert isinstance(heeded.sent[-1], Leave)
        assert (await office.member(READER).does(Oddity())).sent == ()
    async with parlour.world.database.read() as connection:
        assert await staff_groups.current(connection) is None
        assert await chats.find(connection, "telegram", GROUP) is None
    assert await acts(parlour, "staff.refused") == (["staff.refused /equipo grupo telegram"] if role else [])


async def test_another_group_takes_over(office: Office, reader: Colleague, person: Person) -> None:
    """The earlier one is a group like any other then; a question that goes on begins a thread in the new one."""
    await asks(person)
    post = await office.one()
    await office.member(ADMIN).does(Text("/equipo grupo"), group="-500")
    assert isinstance((await reader.say("Tarde", reply_to=post)).sent[-1], Leave)
    await asks(person, "¿Sigues ahí?")
    moved = await office.one()
    assert moved.address == "-500"
    assert moved.text.startswith("🙋 Pregunta nº 1\n\nIdioma")
    assert reactions(await reader.does(Text("Sí"), reply_to=moved, group="-500")) == ["👍"]


async def test_put_out_of_its_group_the_bot_tells_who_can_mend_it(
    parlour: Parlour, office: Office, person: Person
) -> None:
    """Approvers and admins, once; there is no button any more; what was not posted yet waits for the next group."""
    await parlour.hired(StaffRole.APPROVER, "2004")
    await asks(person)
    await office.member(ADMIN).does(Departure())
    await office.again()
    told = await office.carried()
    assert sorted(one.address for one in told) == [ADMIN, "2004"]
    assert all("Ya no estoy en el grupo del equipo" in one.text for one in told)
    assert HUMAN not in (await person.write("/ayuda")).buttons
    await office.member(ADMIN).does(Text("/equipo grupo"), group="-500")
    (post,) = await office.carried()
    assert (post.address, post.text.split("\n")[-1]) == ("-500", QUESTION)


async def test_the_channel_may_tell_first_that_the_bot_is_out(office: Office, person: Person) -> None:
    """The post is refused before any update says so: nothing is lost, and the admins are told."""
    office.wire.gone.add(GROUP)
    await asks(person)
    (told,) = await office.carried()
    assert told.address == ADMIN
    await office.member(ADMIN).does(Text("/equipo grupo"), group="-500")
    office.parlour.later(minutes=5)
    post = await office.one()
    assert (post.address, post.text.split("\n")[-1]) == ("-500", QUESTION)


@pytest.mark.parametrize("told_in", [GROUP, "-1000000000400"])
async def test_a_group_that_becomes_another_stays_the_teams(
    office: Office, reader: Colleague, person: Person, told_in: str
) -> None:
    """Whichever of the two tells first. What failed meanwhile is posted there; old numbers mean nothing there."""
    new = "-1000000000400"
    await asks(person)
    post = await office.one()
    office.wire.refuses[GROUP] = "moved"
    await asks(person, "¿Hay alguien?")
    assert await office.carried() == []
    for address in (told_in, GROUP if told_in == new else new):
        moved = Heard("telegram", address, Moved(GROUP, new), update=1, private=False)
        assert (await office.hear(moved)).sent == ()
    office.parlour.later(minutes=1)
    (waited,) = await office.carried()
    assert (waited.address, waited.text.split("\n")[-1]) == (new, "¿Hay alguien?")
    same_number = await reader.does(Text("¿A quién?"), reply_to=post.number, group=new)
    assert "no es de ninguna pregunta" in same_number.sent[0].markup  # type: ignore[union-attr]
    assert reactions(await reader.does(Text("Sí"), reply_to=waited, group=new)) == ["👍"]


async def test_the_group_of_others_that_moves_is_none_of_ours(office: Office) -> None:
    """A group that was never the team's does not become it."""
    heard = Heard("telegram", "-7", Moved("-7", "-8"), update=1, private=False)
    assert (await office.hear(heard)).sent == ()
    async with office.parlour.world.database.read() as connection:
        group = await staff_groups.current(connection)
        assert group
        assert group.address == GROUP
