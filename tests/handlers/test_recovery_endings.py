"""Both endings of ¿Olvidaste la contraseña? as transcripts: a password that is set, and one that is sent."""

import pytest

from handlers.effects import (
    Linked,
    NotLinked,
    PasswordNotTaken,
    Proven,
    Renewed,
    Unproven,
    renew_password,
    verify_identity,
)
from handlers.welcome import recover
from tests.handlers.transcript import FORM
from tests.handlers.ways_back import ASKED, brought, recovered, tried


async def test_a_weak_password_is_refused_and_another_one_taken() -> None:
    """The portal has rules of its own: the page comes again, as often as it takes."""
    conversation = await recovered(
        f"""
        {ASKED}
        tap: yes
        bot: Ahora pon una contraseña nueva.
        page: password=arepa name=Mamá
        bot: Migraciones no aceptó esa contraseña
        page: password=mgonzalez26 name=Mamá
        bot: Migraciones no aceptó esa contraseña
        page: password=Chicha-2026 name=Mamá
        bot: quedó vinculado
        """,
        {renew_password: [PasswordNotTaken(), PasswordNotTaken(), Linked("Mamá", 0, 0)]},
    )
    assert len(tried(conversation)) == 1


async def test_what_is_written_instead_of_the_page_is_erased() -> None:
    """A new password is no more for the chat than an old one."""
    conversation = await brought(recover, f"{ASKED}\n tap: yes")
    assert "la contraseña no se escribe en el chat" in (await conversation.play("person: amorcito"))[0]
    assert conversation.erased()
    assert conversation.buttons == {"page", "cancel"}


@pytest.mark.parametrize(
    ("hint", "words"), [("y***@correo.example", "al correo y***@correo.example"), ("", "y tus mensajes")]
)
async def test_a_password_that_was_sent_is_waited_for(hint: str, words: str) -> None:
    """Where it went is said as far as the portal tells it; the page takes it when it is there."""
    await recovered(
        f"""
        {ASKED}
        tap: yes
        bot: {words}
        bot: Cuando la tengas
        {FORM}
        bot: quedó vinculado
        """,
        {verify_identity: Proven("", hint)},
    )


async def test_a_password_that_never_came_leads_on() -> None:
    """The agency is next, with the data that Migraciones has just recognised."""
    await recovered(
        f"""
        {ASKED}
        tap: yes
        bot: te mandó una contraseña nueva
        bot: Cuando la tengas
        tap: !not-sent
        bot: Agencia Digital
        bot: ¿Qué día te dieron tu documento?
        """,
        {verify_identity: Proven("", "y***@correo.example")},
    )


async def test_the_ending_changes_between_the_verification_and_the_password() -> None:
    """The portal takes to sending passwords meanwhile: what was typed is not set, and where the new one is, is said."""
    await recovered(
        f"""
        {ASKED}
        tap: yes
        bot: Ahora pon una contraseña nueva.
        page: password=Chicha-2026 name=Mamá
        bot: te mandó una contraseña nueva al correo y***@correo.example
        bot: Cuando la tengas
        {FORM}
        bot: quedó vinculado
        """,
        {renew_password: Proven("", "y***@correo.example")},
    )


@pytest.mark.parametrize("outcome", [Renewed(), NotLinked("captcha"), NotLinked("locked"), NotLinked("rejected")])
async def test_a_password_that_is_set_but_does_not_link_yet(outcome: Renewed | NotLinked) -> None:
    """It stands at the portal, and the person hears that first; the page asks for it with the user name."""
    conversation = await recovered(
        f"""
        {ASKED}
        tap: yes
        bot: Ahora pon una contraseña nueva.
        page: password=Chicha-2026 name=Mamá
        bot: ya está guardada
        bot: Toca el botón y escribe tu usuario
        {FORM}
        bot: quedó vinculado
        """,
        {renew_password: outcome},
    )
    assert conversation.journal.ended


@pytest.mark.parametrize(
    ("outcome", "words"),
    [(NotLinked("already", "Mamá"), "ya estaba vinculado con el nombre Mamá"), (NotLinked("full"), "Ya tienes 20")],
)
async def test_a_renewed_password_of_a_known_mailbox_is_the_end(outcome: NotLinked, words: str) -> None:
    """Nothing is left to recover."""
    conversation = await recovered(
        f"""
        {ASKED}
        tap: yes
        bot: Ahora pon una contraseña nueva.
        page: password=Chicha-2026 name=Mamá
        bot: {words}
        """,
        {renew_password: outcome},
    )
    assert conversation.journal.ended


@pytest.mark.parametrize(
    ("reason", "words", "next_line"),
    [
        ("over", "cerró la verificación", "¿Qué día te dieron tu documento?"),
        ("too-many", "por una hora", "Paso 1 de 6"),
        ("mismatch", "Paro aquí", "Paso 1 de 6"),
    ],
)
async def test_a_verification_that_is_lost_while_the_password_is_typed(reason: str, words: str, next_line: str) -> None:
    """It could not be repeated either: the next way, and nobody types another password for nothing. Data that were
    refused in the end are not tried by the bot at the agency."""
    await recovered(
        f"""
        {ASKED}
        tap: yes
        bot: Ahora pon una contraseña nueva.
        page: password=Chicha-2026 name=Mamá
        bot: {words}
        bot: Agencia Digital
        bot: {next_line}
        """,
        {renew_password: Unproven(reason)},
    )
