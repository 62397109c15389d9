"""The sheet as transcripts: it is there or not, its password is stars, it is sent; and what comes next then."""

import pytest

from buzon.receipt import Outcome
from handlers.effects import NotLinked, link_mailbox
from handlers.welcome import recover, welcome
from tests.handlers.transcript import FORM, converse
from tests.handlers.ways_back import BACK, NEXT_WAY, brought, recovered


async def test_who_has_the_sheet_types_from_it_and_is_in() -> None:
    """The picture shows where they stand, the page takes them, and nothing else is asked."""
    conversation = await recovered(f"""
        start
        bot: Lo más rápido es tu constancia de trámite
        person: sí, la tengo aquí
        bot: Mira al final de la hoja
        {FORM}
        bot: El buzón Mamá quedó vinculado.
        """)
    assert conversation.journal.ended
    assert conversation.done == ["has_consented", "here_and_now", "link_mailbox"]


@pytest.mark.parametrize("asterisks", ["tap: !masked", "person: veo asteriscos", "person: Salen asteriscos."])
async def test_asterisks_lead_to_the_first_sheet(asterisks: str) -> None:
    """By button or in words: a renewal's sheet hides the password, the first one has it."""
    await recovered(f"""
        start
        bot: ¿La tienes?
        tap: yes
        bot: al final de la hoja
        {asterisks}
        bot: ¿Tienes la primera?
        person: sí
        bot: al final de tu primera constancia
        {FORM}
        bot: quedó vinculado
        """)


async def test_without_the_first_sheet_a_new_password_is_asked_for() -> None:
    """Nothing is said twice and nobody is sent looking: the next way begins by itself."""
    await recovered(f"""
        start
        bot: ¿La tienes?
        tap: yes
        bot: al final de la hoja
        tap: !masked
        bot: ¿Tienes la primera?
        person: no, la perdí
        {NEXT_WAY}
        """)


@pytest.mark.parametrize("lost", ["tap: !missing", "person: no los encuentro", "person: No aparecen"])
async def test_what_is_not_on_the_first_sheet_either_is_asked_for(lost: str) -> None:
    """The first sheet is there, but not what should be on it."""
    await recovered(f"""
        start
        bot: ¿La tienes?
        tap: yes
        bot: al final de la hoja
        tap: !masked
        bot: ¿Tienes la primera?
        tap: yes
        bot: al final de tu primera constancia
        {lost}
        {NEXT_WAY}
        """)


async def test_credentials_that_are_not_on_the_sheet_are_asked_for() -> None:
    """No asterisks, nothing at all: the next way."""
    await recovered(f"""
        start
        bot: ¿La tienes?
        tap: yes
        bot: al final de la hoja
        person: no los veo
        {NEXT_WAY}
        """)


async def test_a_sheet_with_old_credentials_leads_on_after_three_tries() -> None:
    """The portal took none of them: the bot stops by itself and asks for a new password."""
    conversation = await recovered(
        f"""
        start
        bot: ¿La tienes?
        tap: yes
        bot: al final de la hoja
        page: user=u1 password=wrong-1
        bot: Solo lo intenté una vez.
        page: user=u1 password=wrong-2
        bot: Solo lo intenté una vez.
        page: user=u1 password=wrong-3
        bot: paro aquí
        {NEXT_WAY}
        """,
        {link_mailbox: NotLinked("rejected")},
    )
    assert conversation.done.count("link_mailbox") == 3


async def test_a_sheet_that_is_sent_is_an_answer() -> None:
    """Read and found: the page is offered with what was read in it, and the words say to compare."""
    await recovered(f"""
        start
        bot: mándame una foto o el PDF
        sheet: found
        bot: Compáralos con tu hoja
        bot: al final de la hoja
        {FORM}
        bot: quedó vinculado
        """)


async def test_a_sheet_that_is_sent_with_asterisks_leads_to_the_first_one() -> None:
    """Nobody is asked whether they see asterisks: the bot has seen them. The first one may be sent as well."""
    await recovered(f"""
        start
        bot: ¿La tienes?
        sheet: masked
        bot: La contraseña de verdad está en tu primera constancia
        tap: yes
        bot: al final de tu primera constancia
        sheet: found
        bot: Compáralos con tu hoja
        {FORM}
        bot: quedó vinculado
        """)


async def test_a_sheet_is_an_answer_where_the_first_one_is_asked_for() -> None:
    """Whoever has it sends it: they are not told to write, for there is nothing to be written."""
    await recovered(f"""
        start
        bot: ¿La tienes?
        sheet: masked
        bot: ¿Tienes la primera?
        sheet: found
        bot: Compáralos con tu hoja
        bot: al final de tu primera constancia
        {FORM}
        bot: quedó vinculado
        """)


async def test_a_sheet_is_an_answer_to_the_very_first_question() -> None:
    """ "¿Tienes a mano tu usuario y tu contraseña?": here they are."""
    await converse(
        welcome,
        f"""
        start
        bot: Hola
        bot: ¿Tienes a mano
        sheet: found
        bot: Compáralos con tu hoja
        bot: al final de la hoja
        {FORM}
        bot: quedó vinculado
        """,
        BACK,
    )


@pytest.mark.parametrize("script", ["start\n tap: yes", "start\n tap: yes\n tap: !masked\n tap: yes"])
async def test_nobody_is_told_to_write_a_password_again(script: str) -> None:
    """Whatever is written where the page waits is erased, the third time too; and then no word invites to write more.

    "Escríbelo otra vez con calma" it said: into the chat, where no password belongs.
    """
    conversation = await brought(recover, script)
    for _ in range(4):
        [said] = await conversation.play("person: amorcito")
        assert conversation.erased()
        assert "Escríbelo otra vez" not in said
        assert {"page", "!missing"} <= conversation.buttons


UNREAD = {
    Outcome.NONE: "no encontré usuario ni contraseña",
    Outcome.UNREADABLE: "buena luz",
    Outcome.TOO_LARGE: "demasiado grande",
    Outcome.LOCKED: "pide una clave",
    Outcome.BROKEN: "dañado o incompleto",
    Outcome.NOT_A_SHEET: "no es un PDF ni una foto",
}


@pytest.mark.parametrize(("outcome", "words"), UNREAD.items())
async def test_a_sheet_that_can_not_be_read_says_why_and_the_page_is_there(outcome: Outcome, words: str) -> None:
    """A better photo helps, and so does typing: both are one step away."""
    await recovered(f"""
        start
        bot: ¿La tienes?
        sheet: {outcome}
        bot: {words}
        bot: al final de la hoja
        sheet: {outcome}
        bot: {words}
        sheet: found
        bot: Compáralos con tu hoja
        {FORM}
        bot: quedó vinculado
        """)


async def test_a_sheet_with_asterisks_while_the_page_is_waited_for() -> None:
    """The buttons are still there: asterisks lead to the first sheet, not finding them to the next way."""
    conversation = await brought(recover, "start\n tap: yes")
    [said] = await conversation.play("sheet: masked")
    assert "Busca tu primera constancia" in said
    assert conversation.buttons == {"page", "!masked", "!missing"}
    assert "¿Tienes la primera?" in (await conversation.play("tap: !masked"))[0]
