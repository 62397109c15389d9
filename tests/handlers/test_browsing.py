"""Looking at the notices, and opening one: looking never opens, and opening is asked first and put on record."""

from datetime import timedelta

import pytest

from sandbox.portal import Kind
from storage import mailboxes
from storage.tables import MailboxState
from tests.handlers.parlour import Parlour
from tests.handlers.person import Person
from tests.handlers.phrases import STALE

ODD_NAME = "<b>Mamá</b> & 👩‍👧"


def rows(text: str) -> int:
    """How many notices a list shows."""
    return text.count("Sin abrir ·") + text.count("Abierta ·")


@pytest.mark.parametrize(
    ("number", "pages"), [(0, [0]), (1, [1]), (5, [5]), (6, [5, 1]), (23, [5, 5, 5, 5, 3])], ids=str
)
async def test_a_list_is_paged_by_five(parlour: Parlour, number: int, pages: list[int]) -> None:
    """Every notice stands on exactly one page; older and newer lead there and back, in the same message."""
    for index in range(number):
        deposited_at = parlour.clock.now() - timedelta(days=index)
        parlour.portal.publish("joao", Kind.UNKNOWN, subject=f"Asunto {index}.", deposited_at=deposited_at)
    person = await parlour.linked("joao")
    answer = await person.write("/notificaciones")
    seen = [answer.text]
    while "Más antiguas ▶" in answer.buttons:
        answer = await person.tap("Más antiguas ▶")
        assert answer.messages[0].edit == person.last.message
        seen.append(answer.text)
    assert [rows(text) for text in seen] == pages
    assert all(f"Asunto {index}." in "".join(seen) for index in range(number))
    assert ("◀ Más nuevas" in answer.buttons) == (len(pages) > 1)
    for text in reversed(seen[:-1]):
        answer = await person.tap("◀ Más nuevas")
        assert answer.text == text
    if number == 0:
        assert answer.text == "📭 No hay notificaciones."
    assert parlour.portal.openings == []


async def test_a_family_in_one_list(parlour: Parlour) -> None:
    """Newest first over all mailboxes, each row with whose it is; unread ones are marked and counted."""
    person = await parlour.linked("sofia", "mateo", "joao")
    answer = await person.write("¿algo nuevo?")
    assert "Notificaciones: 3 · 2 sin abrir" in answer.text
    named = [line for line in answer.text.splitlines() if "abrir ·" in line.lower() or "Abierta ·" in line]
    assert [("sofia" in line, "mateo" in line) for line in named] == [(True, False), (False, True), (True, False)]
    assert parlour.portal.openings == []
    assert "La lista está al día." in (await person.tap("🔄 Actualizar")).toast


async def test_one_portal_that_is_down_hides_nobody_else(parlour: Parlour) -> None:
    """The other mailboxes are listed, and the one that can't be read is named; "up to date" is not claimed."""
    person = await parlour.linked("sofia", "mateo")
    parlour.mailbox.down_for.add(parlour.portal.mailboxes["mateo"].person.user)
    answer = await person.write("/notificaciones")
    assert rows(answer.text) == 2
    assert "mateo: la página de Migraciones no responde ahora." in answer.text
    assert (await person.tap("🔄 Actualizar")).toast == ""


@pytest.mark.parametrize(
    ("fault", "words", "state"),
    [
        ("down", "no responde ahora", MailboxState.WATCHING),
        ("changed_fields", "cambió y no la puedo leer", MailboxState.WATCHING),
        ("captcha", "pide un captcha", MailboxState.CAPTCHA),
        ("locked", "bloqueó la cuenta", MailboxState.LOCKED),
        ("rejected", "ya no acepta la contraseña guardada", MailboxState.REJECTED),
    ],
)
async def test_each_trouble_has_its_words(parlour: Parlour, fault: str, words: str, state: MailboxState) -> None:
    """What the person can mend stops the looking at once, what they can't does not; linking again mends both."""
    person = await parlour.linked("maria")
    who = parlour.portal.mailboxes["maria"]
    parlour.portal.expire_sessions()
    if fault == "locked":
        who.locked = True
    elif fault == "rejected":
        who.password = "Otra-1111"
    else:
        parlour.portal.set_faults(**{fault: True})
    refused = parlour.portal.counts.refused_sign_ins
    for _ in range(3):
        assert words in (await person.write("/notificaciones")).text
    assert parlour.portal.counts.refused_sign_ins - refused <= 1
    async with parlour.world.database.read() as connection:
        [mailbox] = await mailboxes.of_chat(connection, 1)
    assert mailbox.state is state
    parlour.portal.reset()
    if state is not MailboxState.WATCHING:
        await person.write("/vincular")
        assert "Actualicé su contraseña" in (await parlour.link(person, "maria")).text
    assert rows((await person.write("/notificaciones")).text) == 3


async def test_opening_asks_first_and_is_recorded_before_and_after(parlour: Parlour) -> None:
    """A plain warning, a way out, and only after the yes the portal hears of it; the record has both moments."""
    person = await parlour.linked("maria")
    await person.write("/notificaciones")
    warning = await person.tap("Abrir 1")
    assert "Abrirla puede contar como que ya te notificaron" in warning.text
    assert "Buzón: maria" in warning.text
    assert "no la abrí" in (await person.tap("Ahora no")).text
    assert parlour.portal.openings == []
    await person.tap("Abrir 1")
    opened = await person.tap("Sí, abrir")
    [opening] = parlour.portal.openings
    assert opened.unbuttoned == [person.last.message]
    assert opening.notice.body in opened.text
    assert opened.files == [file.name for file in opening.notice.attachments]
    assert "⏰ Recordarme" in opened.buttons
    assert (await parlour.acts())[-2:] == ["notice.open-agreed", "notice.opened"]
    assert "Ya la abrí." in (await person.tap("Sí, abrir")).toast
    assert len(parlour.portal.openings) == 1


async def test_what_was_opened_is_shown_at_once(parlour: Parlour) -> None:
    """The warning stands before the first opening only, whoever opened it."""
    person = await parlour.linked("maria")
    assert "Abierta" in (await person.write("/notificaciones")).text
    shown = await person.tap("Abrir 3")
    assert "Antes de abrir" not in shown.text
    assert "SIMULACIÓN" in shown.text
    assert shown.unbuttoned == []


async def test_a_yes_is_on_record_even_where_the_portal_fails(parlour: Parlour) -> None:
    """Nobody knows whether it was opened: it says so, and the same button tries again."""
    person = await parlour.linked("maria")
    await person.write("/notificaciones")
    await person.tap("Abrir 1")
    parlour.portal.set_faults(down=True)
    assert "No sé si la notificación llegó a abrirse." in (await person.tap("Sí, abrir")).text
    assert (await parlour.acts())[-1] == "notice.open-agreed"
    parlour.portal.set_faults(down=False, changed_fields=True)
    assert "cambió y no pude leer la notificación" in (await person.tap("🔄 Reintentar")).text
    parlour.portal.set_faults(changed_fields=False)
    assert "SIMULACIÓN" in (await person.tap("🔄 Reintentar")).text
    assert (await parlour.acts()).count("notice.opened") == 1


async def test_a_notice_that_is_gone_is_said_to_be(parlour: Parlour) -> None:
    """The portal archives: an old button leads to the present list."""
    person = await parlour.linked("maria")
    await person.write("/notificaciones")
    await person.tap("Abrir 1")
    parlour.portal.mailboxes["maria"].notices.clear()
    assert "ya no está en el buzón maria" in (await person.tap("Sí, abrir")).text


async def test_a_file_that_fails_can_be_had_at_once(parlour: Parlour) -> None:
    """The text is shown all the same. (The retry button used to answer "it is here in the chat" for twenty seconds.)"""
    person = await parlour.linked("maria")
    await person.write("/notificaciones")
    await person.tap("Abrir 1")
    parlour.mailbox.no_files = True
    opened = await person.tap("Sí, abrir")
    assert "SIMULACIÓN" in opened.text
    assert "No pude bajar el archivo" in opened.text
    assert opened.files == []
    parlour.mailbox.no_files = False
    assert len((await person.tap("🔄 Reintentar")).files) >= 1


async def test_a_long_text_is_sent_whole_and_word_for_word(parlour: Parlour) -> None:
    """Markup in it is text, and what does not fit into one message goes into the next."""
    body = "<b>Artículo</b> & más.\n\n" + "\n".join(f"Párrafo {number}: {'palabra ' * 30}" for number in range(60))
    parlour.portal.publish("joao", Kind.UNKNOWN, subject="<i>Asunto</i> & 'algo'", body=body)
    person = await parlour.linked("joao")
    listed = await person.write("/notificaciones")
    assert "&lt;i&gt;Asunto&lt;/i&gt; &amp; 'algo'" in listed.messages[0].markup
    await person.tap("Abrir 1")
    opened = await person.tap("Sí, abrir")
    assert len(opened.texts) > 3
    assert "".join(body.split()) in "".join(opened.text.split())


async def test_another_chats_notice_is_nobodys(parlour: Parlour) -> None:
    """Ids can be guessed: with somebody else's, every button finds nothing, and nothing of it is opened."""
    await parlour.linked("maria")
    stranger = Person(parlour.desk, "666")
    for data in ("n:o:1", "n:y:1", "n:a:1", "r:s:1", "r:m:1", "a:u:1", "a:y:1"):
        assert STALE in (await stranger.press(data)).toast
    assert parlour.portal.openings == []


async def test_names_are_escaped_once_wherever_they_stand(parlour: Parlour) -> None:
    """Markup and emoji in a mailbox's name are shown as they were typed, in messages and on buttons."""
    person = await parlour.linked()
    escaped = "<b>&lt;b&gt;Mamá&lt;/b&gt; &amp; 👩‍👧</b>"
    assert escaped in (await parlour.link(person, "maria", ODD_NAME)).messages[0].markup
    assert escaped in (await person.write("/notificaciones")).messages[0].markup
    accounts = await person.write("/cuentas")
    assert escaped in accounts.messages[0].markup
    assert f"⚙️ {ODD_NAME}" in accounts.buttons
    assert escaped in (await person.tap(f"⚙️ {ODD_NAME}")).messages[0].markup
    assert escaped in (await person.tap(f"Quitar {ODD_NAME}")).messages[0].markup
