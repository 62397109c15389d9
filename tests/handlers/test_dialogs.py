"""Every dialog as a transcript, every branch of it, up to the credentials; linking itself is in test_linking.py."""

import pytest

from handlers.effects import Linked, NotLinked, link_mailbox, record_consent, who_runs_this, withdraw_consent
from handlers.questions import LinkRequest
from handlers.welcome import link, welcome
from handlers.world import Operator
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


async def test_the_welcome_in_english() -> None:
    """The same conversation, in the language of the chat."""
    await converse(
        welcome,
        """
        start
        bot: We are not Migraciones and not the State.
        bot: I need your permission
        person: I agree
        bot: Do you have your usuario
        person: yes
        bot: Tap the button
        page: user=u1 password=p1-x name=Mum
        bot: It has 3 notices, 1 not opened yet.
        """,
        language="en",
    )


async def test_an_official_operator_is_not_denied() -> None:
    """Where the State itself runs the bot, it does not say that it is not the State."""
    conversation = Conversation(welcome, {**USUAL, who_runs_this: Operator("Migraciones", official=True)})
    first, _ = await conversation.play("start")
    assert "Lo maneja Migraciones" in first
    assert "No somos" not in first


async def test_no_consent_ends_it() -> None:
    """A no is taken as it is: nothing else is asked and nothing is kept."""
    conversation = await converse(
        welcome,
        """
        start
        bot: Hola
        bot: ¿Estás de acuerdo?
        person: No, gracias
        bot: Elige una de las opciones
        person: no gracias
        bot: No guardé nada de tu buzón.
        """,
    )
    assert conversation.journal.ended
    assert "record_consent" not in conversation.done


@pytest.mark.parametrize("yes", ["tap: yes", "person: Sí", "person: ¡Claro que sí!", "person: OK", "person: acepto."])
async def test_consent_in_ones_own_words(yes: str) -> None:
    """A tap and a written yes are the same."""
    await converse(
        link,
        f"""
        start
        bot: ¿Estás de acuerdo?
        {yes}
        bot: Toca el botón
        """,
    )


async def test_what_is_no_answer_is_asked_again_and_changes_nothing() -> None:
    """A slip, 10,000 characters, markup and a sticker get the question's buttons again; the question waits on."""
    for line in ("person: sii", "person: " + "sí " * 3_333, "person: <b>sí</b>", "sends: sticker", "sends: photo"):
        conversation = Conversation(welcome, USUAL)
        await conversation.play("start")
        before = [(kept.verb, kept.label) for kept in conversation.journal.lines]
        assert await conversation.play(line) == ["Elige una de las opciones, por favor:"]
        assert conversation.buttons == {"yes", "no"}
        assert [(kept.verb, kept.label) for kept in conversation.journal.lines] == before
        assert conversation.last
        assert conversation.last.misunderstood
        assert not conversation.erased()


async def test_consent_is_asked_once() -> None:
    """Who agreed to this version of the text goes straight on."""
    conversation = await converse(
        link,
        """
        start
        bot: Toca el botón y escribe tu usuario
        """,
        CONSENTED,
    )
    assert conversation.buttons == {"page", "cancel"}


async def test_the_same_reason_is_not_given_three_times() -> None:
    """The third time in a row other words come, with a way out; another reason begins the count anew."""
    conversation = Conversation(welcome, USUAL)
    await conversation.play("start")
    for wanted in ("Elige una", "Elige una", "no logro entenderte", "no logro entenderte"):
        [said] = await conversation.play("person: tal vez")
        assert wanted in said
    assert conversation.buttons == {"yes", "no", "cancel"}
    assert "¿Tienes a mano" in (await conversation.play("person: sí"))[0]


async def test_credentials_found_on_the_sheet() -> None:
    """Who has no credentials at hand is shown where they are printed, and goes on when they are found."""
    await converse(
        welcome,
        f"""
        start
        bot: Hola
        bot: ¿Estás de acuerdo?
        person: sí
        bot: ¿Tienes a mano
        person: todavía no
        bot: constancia de trámite
        person: sí, la tengo
        bot: al final de la hoja
        {FORM}
        bot: quedó vinculado
        """,
    )


async def test_back_at_every_question() -> None:
    """Each "atrás" is one question back, and what was answered before it stands."""
    await converse(
        welcome,
        f"""
        start
        bot: Hola
        bot: ¿Estás de acuerdo?
        atrás
        bot: (nothing before)
        tap: yes
        bot: ¿Tienes a mano
        atrás
        bot: ¿Estás de acuerdo?
        tap: yes
        bot: ¿Tienes a mano
        tap: no
        bot: ¿La tienes?
        tap: yes
        bot: al final de la hoja
        page: user=u1 password=wrong-1
        bot: Solo lo intenté una vez.
        atrás
        bot: al final de la hoja
        atrás
        bot: ¿La tienes?
        atrás
        bot: ¿Tienes a mano
        tap: yes
        bot: Toca el botón
        {FORM}
        bot: quedó vinculado
        """,
        {link_mailbox: [NotLinked("rejected"), Linked("Mamá", 1, 1)]},
    )


async def test_a_yes_may_become_a_no() -> None:
    """Who goes back to the consent and says no takes it back: what was recorded is ended before the bot says so."""
    conversation = await converse(
        welcome,
        """
        start
        bot: Hola
        bot: ¿Estás de acuerdo?
        tap: yes
        bot: ¿Tienes a mano
        atrás
        bot: ¿Estás de acuerdo?
        tap: no
        bot: No guardé nada
        """,
        {withdraw_consent: 0},
    )
    assert conversation.done[-2:] == ["record_consent", "withdraw_consent"]


async def test_an_outage_after_a_plain_answer_is_taken_up_again() -> None:
    """The answer is kept; when the storage is back, the dialog goes on with the next question."""
    conversation = await converse(
        welcome,
        """
        start
        bot: Hola
        bot: ¿Estás de acuerdo?
        tap: yes
        bot: (StorageDown)
        retry
        bot: (StorageDown)
        retry
        bot: ¿Tienes a mano
        """,
        {record_consent: [StorageDown(), StorageDown(), True]},
    )
    assert conversation.journal.waiting == "has_credentials"
