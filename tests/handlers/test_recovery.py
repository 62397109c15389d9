"""Verificación de Datos as transcripts: seven data, each open to correction, and data that are nobody's."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from buzon.identity import Country, DocumentNumber, DocumentType, Name
from handlers.effects import Linked, Proven, Unproven, has_consented, renew_password, verify_identity
from handlers.welcome import recover, welcome
from tests.handlers.ways_back import ASKED, MARIA, NEXT_WAY, SEVEN, WITHOUT_SHEET, brought, recovered, tried

MISMATCH = Unproven("mismatch", 2)


async def test_seven_answers_and_a_new_password() -> None:
    """The data go to the portal as they were understood, once; the page sets the password, and the mailbox is there."""
    conversation = await recovered(
        f"""
        {ASKED}
        person: sí, todo bien
        bot: Ahora pon una contraseña nueva.
        page: password=Chicha-2026 name=Mamá
        bot: El buzón Mamá quedó vinculado.
        """,
        {renew_password: Linked("Mamá", 3, 1)},
    )
    assert conversation.journal.ended
    assert tried(conversation) == [MARIA]
    identity, proven, request = dict(conversation.calls)["renew_password"]
    assert (identity, proven.ticket, request.credentials.password.reveal()) == (MARIA, "ticket", "Chicha-2026")


async def test_twelve_messages_are_enough() -> None:
    """The whole of it takes a person twelve messages at most, the command and the consent included."""
    script = f"""
        start
        bot: ¿Estás de acuerdo?
        tap: yes
        bot: constancia de trámite
        tap: no
        {NEXT_WAY}
        {SEVEN}
        tap: yes
        bot: contraseña nueva
        page: password=Chicha-2026 name=Mamá
        bot: quedó vinculado
        """
    conversation = await recovered(script, {has_consented: False, renew_password: Linked("Mamá", 0, 0)})
    assert conversation.journal.ended
    own = [line for line in map(str.strip, script.splitlines()) if line and not line.startswith("bot:")]
    assert len(own) <= 12


async def test_at_most_three_questions_come_before_help() -> None:
    """Even from /start: the consent, the credentials, the sheet; then the bot does something for the person."""
    conversation = await brought(welcome, "start\n tap: yes\n tap: no\n tap: no", {has_consented: False})
    told = [line.label for line in conversation.journal.lines if line.verb in {"said", "posed"}]
    before = told[: told.index("way-new-password")]
    assert before == ["welcome", "consent", "has_credentials", "has_receipt"]


CORRECTED: dict[str, tuple[str, str, dict[str, Any]]] = {
    "nationality": ("person: soy colombiana", "1. Nacionalidad: 🇨🇴 Colombia", {"nationality": Country("CO")}),
    "document_type": ("tap: CE", "2. Documento: Carné de extranjería", {"document_type": DocumentType.CE}),
    "document_number": ("person: 004417862", "3. Número: 004417862", {"document_number": DocumentNumber("004417862")}),
    "paternal_surname": ("person: GONZALES", "4. Primer apellido: Gonzales", {"paternal_surname": Name("Gonzales")}),
    "maternal_surname": ("tap: no tengo", "5. Segundo apellido: no tengo", {"maternal_surname": None}),
    "given_names": ("person: María F.", "6. Nombres: María F", {"given_names": Name("María F")}),
    "birth_date": ("person: 6-3-90", "7. Nacimiento: 6 de marzo de 1990", {"birth_date": date(1990, 3, 6)}),
}


@pytest.mark.parametrize("chosen", ["button", "number"])
@pytest.mark.parametrize("field", CORRECTED)
async def test_each_datum_can_be_corrected_alone(field: str, chosen: str) -> None:
    """By its button or its number: that question again, all seven read back, the other six as they were."""
    answer, shown, changed = CORRECTED[field]
    number = list(CORRECTED).index(field) + 1
    conversation = await recovered(f"""
        {ASKED}
        {f"tap: {field}" if chosen == "button" else f"person: {number}"}
        bot: {number} de 7
        {answer}
        bot: {shown}
        tap: yes
        bot: Ahora pon una contraseña nueva.
        """)
    assert tried(conversation) == [replace(MARIA, **changed)]


async def test_a_no_asks_which_datum_is_wrong() -> None:
    """A plain no is no answer to seven lines: the buttons say which there are."""
    await recovered(f"""
        {ASKED}
        person: no
        bot: Elige una de las opciones
        tap: paternal_surname
        bot: 4 de 7
        person: González
        bot: 4. Primer apellido: González
        """)


async def test_a_number_unlike_its_kind_is_pointed_out_and_taken() -> None:
    """It is read back with a warning; another kind of document may make it right."""
    conversation = await brought(recover, ASKED.replace("person: 004417826", "person: AT123456"))
    await conversation.play("tap: document_number")
    [said] = await conversation.play("person: AT123456")
    assert "3. Número: AT123456 ⚠️ Revísalo" in said
    await conversation.play("tap: document_type")
    [said] = await conversation.play("tap: PAS")
    assert "2. Documento: Pasaporte\n3. Número: AT123456\n" in said


async def test_back_through_the_seven_questions() -> None:
    """Each "atrás" is one question back, up to the sheet; nothing has gone to the portal yet."""
    conversation = await brought(recover, ASKED)
    for number in range(7, 0, -1):
        assert f"{number} de 7" in (await conversation.play("atrás"))[0]
    assert "¿La tienes?" in (await conversation.play("atrás"))[0]
    assert await conversation.play("atrás") == ["(nothing before)"]
    assert tried(conversation) == []


async def test_what_is_answered_anew_after_going_back_stands() -> None:
    """Two questions back, two other answers: those go to the portal, the five before them as they were."""
    conversation = await recovered(f"""
        {ASKED}
        atrás
        bot: 7 de 7
        atrás
        bot: 6 de 7
        person: María
        bot: 7 de 7
        person: 6 de marzo de 1990
        bot: Revisa que esté igual
        tap: yes
        bot: Ahora pon una contraseña nueva.
        """)
    assert tried(conversation) == [replace(MARIA, given_names=Name("María"), birth_date=date(1990, 3, 6))]


async def test_another_way_in_the_middle_of_the_seven() -> None:
    """Who can't answer one of them is not stuck: after three misses the button is there, and leads to the agency."""
    await recovered(f"""
        {WITHOUT_SHEET}
        person: Wakanda
        bot: No reconozco ese país.
        person: Narnia
        bot: No reconozco ese país.
        person: Mordor
        bot: No es tu culpa
        tap: !other-way
        bot: Agencia Digital
        bot: Paso 1 de 6
        """)


async def test_a_mismatch_is_tried_without_accents() -> None:
    """One tap, no typing: the next try has the names as a machine would have written them."""
    conversation = await recovered(
        f"""
        {ASKED}
        tap: yes
        bot: Quedan 2 intentos.
        tap: no-accents
        bot: Ahora pon una contraseña nueva.
        """,
        {verify_identity: [MISMATCH, Proven("ticket", "")]},
    )
    plain = replace(MARIA, paternal_surname=Name("GONZALEZ"), maternal_surname=Name("ROJAS"))
    assert tried(conversation) == [MARIA, replace(plain, given_names=Name("MARIA FERNANDA"))]


async def test_a_mismatch_is_tried_without_enye() -> None:
    """First without accents, the Ñ kept, then with N: each is offered only while there is something to change."""
    conversation = await brought(
        recover,
        ASKED.replace("person: González", "person: de la Trinidad Ñáñez"),
        {verify_identity: [MISMATCH, Unproven("mismatch", 1), Proven("ticket", "")]},
    )
    assert "Quedan 2 intentos" in (await conversation.play("tap: yes"))[0]
    assert conversation.buttons == {"no-accents", "no-enye", "change", "!other-way"}
    assert "Queda 1 intento" in (await conversation.play("tap: no-accents"))[0]
    assert conversation.buttons == {"no-enye", "change", "!other-way"}
    assert "contraseña nueva" in (await conversation.play("tap: no-enye"))[0]
    surnames = [identity.paternal_surname.value for identity in tried(conversation)]
    assert surnames == ["De la Trinidad Ñáñez", "DE LA TRINIDAD ÑAÑEZ", "DE LA TRINIDAD NANEZ"]


async def test_names_without_accents_are_offered_no_other_spelling() -> None:
    """A button that changes nothing would cost a try."""
    script = ASKED.replace("González", "Gonzalez").replace("María", "Maria")
    conversation = await brought(recover, f"{script}\n tap: yes", {verify_identity: MISMATCH})
    assert conversation.buttons == {"change", "!other-way"}


async def test_after_a_mismatch_a_datum_is_corrected() -> None:
    """All seven are shown, one is changed, and they are tried again as the person has confirmed them."""
    conversation = await recovered(
        f"""
        {ASKED}
        tap: yes
        bot: ¿Qué cambio?
        tap: change
        bot: Revisa que esté igual
        tap: document_type
        bot: 2 de 7
        person: pasaporte
        bot: 2. Documento: Pasaporte
        tap: yes
        bot: Ahora pon una contraseña nueva.
        """,
        {verify_identity: [MISMATCH, Proven("ticket", "")]},
    )
    assert tried(conversation) == [MARIA, replace(MARIA, document_type=DocumentType.PAS)]


async def test_after_a_mismatch_another_way_is_taken() -> None:
    """Data that Migraciones refused are not tried blindly at the agency: there the person types them, step by step."""
    conversation = await recovered(
        f"""
        {ASKED}
        tap: yes
        bot: ¿Qué cambio?
        tap: !other-way
        bot: Agencia Digital
        bot: Paso 1 de 6
        """,
        {verify_identity: MISMATCH},
    )
    assert len(tried(conversation)) == 1
    assert "begin_agency" not in conversation.done


async def test_the_third_mismatch_stops_without_a_fourth_try() -> None:
    """The portal might lock the person out: the bot stops by itself, says why, and goes another way."""
    conversation = await recovered(
        f"""
        {ASKED}
        tap: yes
        bot: Quedan 2 intentos.
        tap: no-accents
        bot: Queda 1 intento. Si probamos más, te podrían bloquear.
        tap: change
        bot: Revisa que esté igual
        tap: maternal_surname
        bot: 5 de 7
        person: no tengo
        bot: 5. Segundo apellido: no tengo
        tap: yes
        bot: Paro aquí
        bot: Agencia Digital
        bot: Paso 1 de 6
        """,
        {verify_identity: [MISMATCH, Unproven("mismatch", 1), Unproven("mismatch", 0)]},
    )
    assert len(tried(conversation)) == 3


async def test_too_many_tries_before_are_told_at_once() -> None:
    """Nothing is sent that would be refused; what the bot can't try now, the person is walked through."""
    await recovered(
        f"""
        {ASKED}
        tap: yes
        bot: no lo intento más por una hora
        bot: Agencia Digital
        bot: Paso 1 de 6
        """,
        {verify_identity: Unproven("too-many")},
    )
