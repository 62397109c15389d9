"""Linking as a transcript: from the one-time page to a linked mailbox, and every way it can fail."""

import pytest

from handlers.dialog import Journal
from handlers.effects import Linked, NotLinked, link_mailbox
from handlers.errors import Outage, PortalChanged, PortalDown
from handlers.questions import LinkRequest
from handlers.speech import Said
from handlers.welcome import link, welcome
from storage.errors import StorageDown
from tests.handlers.transcript import CONSENTED, FORM, USUAL, Conversation, converse


async def test_welcome_to_a_linked_mailbox() -> None:
    """Who runs this, the consent, the page, and the mailbox is linked with what it holds."""
    conversation = await converse(
        welcome,
        f"""
        start
        bot: Hola. Soy el Buzón Bot
        bot: necesito tu permiso
        tap: yes
        bot: ¿Tienes a mano tu usuario
        tap: yes
        bot: Toca el botón y escribe tu usuario
        {FORM}
        bot: El buzón Mamá quedó vinculado.
        """,
    )
    assert conversation.journal.ended
    assert conversation.done == ["who_runs_this", "has_consented", "record_consent", "link_mailbox"]
    request = conversation.calls[-1][1][0]
    assert isinstance(request, LinkRequest)
    assert (request.credentials.user.reveal(), request.credentials.password.reveal()) == ("mgonzalez26", "Arepa-2619")


@pytest.mark.parametrize(
    ("total", "unread", "words"),
    [
        (0, 0, "Por ahora no tiene notificaciones."),
        (1, 0, "Tiene 1 notificación, ya abierta."),
        (1, 1, "Tiene 1 notificación, sin abrir."),
        (23, 0, "Tiene 23 notificaciones, todas abiertas."),
        (23, 1, "Tiene 23 notificaciones, 1 sin abrir."),
        (23, 22, "Tiene 23 notificaciones, 22 sin abrir."),
    ],
)
async def test_the_baseline_is_told_in_good_spanish(total: int, unread: int, words: str) -> None:
    """None, one and many agree in number and in gender."""
    script = f"""
        start
        bot: Toca el botón
        {FORM}
        bot: {words}
        """
    await converse(link, script, {**CONSENTED, link_mailbox: Linked("Mamá", total, unread)})


async def test_wrong_once_then_right() -> None:
    """The first refusal says what to check; the second form is a new try, made once."""
    conversation = await converse(
        link,
        f"""
        start
        bot: Toca el botón
        page: user=mgonzalez26 password=arepa-2619
        bot: Solo lo intenté una vez.
        {FORM}
        bot: quedó vinculado
        """,
        {**CONSENTED, link_mailbox: [NotLinked("rejected"), Linked("Mamá", 0, 0)]},
    )
    assert conversation.done.count("link_mailbox") == 2


async def test_wrong_three_times_stops() -> None:
    """After three tries the bot stops by itself: the portal might lock the account."""
    conversation = await converse(
        link,
        """
        start
        bot: Toca el botón
        page: user=u1 password=wrong-1
        bot: no aceptó ese usuario o esa contraseña
        page: user=u1 password=wrong-2
        bot: no aceptó ese usuario o esa contraseña
        page: user=u1 password=wrong-3
        bot: paro aquí
        bot: ¿Te ayudo a recuperar
        person: ahora no
        """,
        {**CONSENTED, link_mailbox: [NotLinked("rejected")] * 3},
    )
    assert conversation.journal.ended
    assert conversation.done.count("link_mailbox") == 3


@pytest.mark.parametrize(
    ("refusal", "words"),
    [
        (NotLinked("already", "Mamá <3"), "ya estaba vinculado con el nombre Mamá <3"),
        (NotLinked("full"), "20 buzones en este chat"),
    ],
)
async def test_refusals_that_need_no_other_way_end_it(refusal: NotLinked, words: str) -> None:
    """The mailbox is there already, or there is no room: nothing is to be recovered."""
    script = f"""
        start
        bot: Toca el botón
        {FORM}
        bot: {words}
        """
    conversation = await converse(link, script, {**CONSENTED, link_mailbox: refusal})
    assert conversation.journal.ended


@pytest.mark.parametrize(
    ("refusal", "words"),
    [
        (NotLinked("locked"), "No es un problema de este chat."),
        (NotLinked("too-many"), "no lo intento más por una hora"),
        (NotLinked("captcha"), "Tus datos no se guardaron."),
    ],
)
async def test_other_refusals_are_said_and_lead_to_recovery(refusal: NotLinked, words: str) -> None:
    """Each has words of its own, none is tried again, and the way to another password is one tap."""
    script = f"""
        start
        bot: Toca el botón
        {FORM}
        bot: {words}
        bot: ¿Te ayudo a recuperar
        tap: yes
        bot: constancia de trámite
        """
    conversation = await converse(link, script, {**CONSENTED, link_mailbox: refusal})
    assert conversation.journal.waiting == "has_receipt"
    assert conversation.done.count("link_mailbox") == 1


async def test_a_password_typed_into_the_chat_is_erased_and_the_page_offered() -> None:
    """Where the page is asked, whatever is written may be the password: out with it, and the page again."""
    conversation = Conversation(link, {**USUAL, **CONSENTED})
    await conversation.play("start")
    [said] = await conversation.play("person: Arepa-2619")
    assert "la contraseña no se escribe en el chat" in said
    assert conversation.erased()
    assert "Arepa" not in conversation.journal.dump().decode()
    assert conversation.buttons == {"page", "cancel"}
    assert await conversation.play("sends: photo") == ["Esto se llena en la página segura. Toca el botón:"]
    assert not conversation.erased()
    [linked] = await conversation.play(FORM)
    assert "quedó vinculado" in linked


@pytest.mark.parametrize("outage", [PortalDown(), PortalChanged("a landmark"), StorageDown()])
async def test_an_outage_while_linking_keeps_the_place(outage: Outage) -> None:
    """The same question is posed again with a fresh page; nothing is lost, and the next try goes through."""
    conversation = await converse(
        link,
        f"""
        start
        bot: ¿Estás de acuerdo?
        tap: yes
        bot: Toca el botón
        {FORM}
        bot: ({type(outage).__name__})
        bot: Toca el botón
        {FORM}
        bot: ({type(outage).__name__})
        bot: Toca el botón
        {FORM}
        bot: quedó vinculado
        """,
        {link_mailbox: [outage, outage, Linked("Mamá", 0, 0)]},
    )
    assert conversation.done.count("record_consent") == 1
    assert conversation.last
    assert conversation.last.outage is None


async def test_the_page_of_every_posing_is_new() -> None:
    """A link works once, so a question that is posed again brings another."""
    conversation = Conversation(link, {**USUAL, **CONSENTED})
    await conversation.play("start")
    urls = []
    for line in ("sends: photo", "person: hola", "sends: voice"):
        await conversation.play(line)
        assert conversation.last
        [said] = [speech for speech in conversation.last.speeches if isinstance(speech, Said)]
        urls.append(said.rows[0][0].does)
    assert len(set(urls)) == 3


async def test_a_wrong_user_name_of_markup_and_emoji_is_shown_as_it_is() -> None:
    """A mailbox's name comes from the person: it is escaped once, and never read as markup."""
    script = """
        start
        bot: Toca el botón
        page: user=u1 password=p1-x name=x
        bot: El buzón <b>Mamá</b> & 👩‍👧 quedó
        """
    await converse(link, script, {**CONSENTED, link_mailbox: Linked("<b>Mamá</b> & 👩‍👧", 0, 0)})


async def test_the_journal_of_a_finished_link_says_nothing_of_the_form() -> None:
    """User, password and the chosen name of a form are not in it; what came of it is."""
    conversation = await converse(
        link,
        f"""
        start
        bot: Toca el botón
        {FORM}
        bot: quedó vinculado
        """,
        CONSENTED,
    )
    stored = conversation.journal.dump()
    assert b"mgonzalez26" not in stored
    assert b"Arepa" not in stored
    assert Journal.load(stored) == conversation.journal
