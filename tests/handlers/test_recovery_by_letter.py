"""The e-mail of last resort as transcripts: handed over, or sent for the person; and every way in which it is not."""

import pytest

from buzon.identity import Name
from buzon.request_email import RECIPIENT, SUBJECT, Attempt
from handlers.effects import (
    LetterSent,
    NotSent,
    Unproven,
    begin_agency,
    check_code,
    handover_page,
    here_and_now,
    send_code,
    send_letter,
)
from handlers.speech import Copy, File, Link, Said, Speech, ToCopy
from handlers.welcome import recover, write_letter
from tests.handlers.transcript import CONSENTED, Conversation, Effects, converse
from tests.handlers.ways_back import (
    BACK,
    BY_HAND,
    HANDED_OVER,
    LETTER,
    MARIA,
    OTHERS_FAIL,
    SEVEN,
    TO_AGENCY,
    TO_HOW,
    WITHOUT_SHEET,
    brought,
)

TO_ADDRESS = f"""{TO_HOW}
    tap: for-me
    bot: ¿A qué correo tuyo debe responder Migraciones?
    """
TO_CODE = f"""{TO_ADDRESS}
    person: maria@correo.example
    bot: Te mandé un código de 6 números a maria@correo.example
    """
TO_PHOTO = f"""{TO_CODE}
    person: 123456
    bot: ¿Quieres que vaya una foto de tu documento?
    """


async def written(script: str, effects: Effects | None = None) -> Conversation:
    """/correo, by somebody who has consented."""
    return await converse(write_letter, script, {**BACK, **CONSENTED, **(effects or {})})


def speeches(conversation: Conversation) -> tuple[Speech, ...]:
    """What the last line was answered with."""
    assert conversation.last
    return conversation.last.speeches


# ---- handed over -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("answer", ["tap: yes", "tap: later", "person: ya lo envié", "person: después"])
async def test_a_letter_is_handed_over_in_every_form(answer: str) -> None:
    """A button that opens the mail app, three things to copy, a draft; sent or not yet, the bot asks again in time."""
    conversation = await written(f"""
        {TO_HOW}
        tap: myself
        {HANDED_OVER}
        {answer}
        bot: El lunes 14 de diciembre te pregunto si te respondieron.
        """)
    assert conversation.journal.ended
    assert conversation.done[-2:] == ["handover_page", "remind_of_answer"]
    assert "send_code" not in conversation.done


async def test_the_handed_over_letter_says_what_it_must() -> None:
    """To Migraciones alone, under the subject they ask for, with the seven data at its foot."""
    conversation = await brought(write_letter, f"{TO_HOW}\n tap: myself")
    here, recipient, subject, body, draft, _ = speeches(conversation)
    assert isinstance(here, Said)
    assert [button.does for row in here.rows for button in row] == [Link("https://bot.example/correo#letter")]
    assert isinstance(recipient, ToCopy)
    assert isinstance(subject, ToCopy)
    assert isinstance(body, ToCopy)
    assert (recipient.text, subject.text) == (RECIPIENT, SUBJECT)
    assert [row[0].does for one in (recipient, subject) for row in one.rows] == [Copy(RECIPIENT), Copy(SUBJECT)]
    for datum in ("María Fernanda", "González Rojas", "Venezuela", "004417826", "05/03/1990", "Permiso Temporal"):
        assert datum in body.text
    assert isinstance(draft, File)
    assert b"X-Unsent: 1" in draft.content


async def test_a_letter_too_long_for_a_link_is_copied() -> None:
    """No button that would open half a letter."""
    conversation = await brought(write_letter, f"{TO_HOW}\n tap: myself", {handover_page: ""})
    first = speeches(conversation)[0]
    assert isinstance(first, Said)
    assert first.rows == ()
    assert first.lines[0].key == "letter-here-to-copy"


async def test_an_instance_without_a_mail_server_does_not_offer_to_send() -> None:
    """The letter is handed over at once."""
    await written(
        f"""
        {LETTER}
        {SEVEN}
        tap: yes
        {HANDED_OVER}
        person: listo
        bot: Aquí te espero.
        """,
        {here_and_now: BY_HAND},
    )


async def test_without_the_data_the_person_is_told_how_to_write_it() -> None:
    """Who can't answer one of the seven gets the address, the subject, and what to put into it."""
    conversation = await written(f"""
        {LETTER}
        person: Wakanda
        bot: No reconozco ese país.
        person: Narnia
        bot: No reconozco ese país.
        person: Mordor
        bot: No es tu culpa
        tap: !other-way
        bot: Asunto: {SUBJECT}
        """)
    assert conversation.journal.ended


# ---- what it says that the person has done ---------------------------------------------------------------------------


async def test_a_letter_by_itself_claims_nothing() -> None:
    """Who writes at once has tried nothing that we know of."""
    conversation = await brought(write_letter, f"{TO_HOW}\n tap: myself")
    identity, tried = dict(conversation.calls)["handover_page"]
    assert (identity, list(tried)) == (MARIA, [])


async def test_a_letter_after_all_other_ways_says_which_were_tried() -> None:
    """¿Olvidaste la contraseña? and the Agencia Digital, and nothing that was not tried."""
    conversation = await brought(
        recover,
        f"{TO_AGENCY}\n person: 14/2/2025\n tap: stuck\n tap: stuck\n tap: myself",
        {**OTHERS_FAIL, begin_agency: Unproven("mismatch")},
    )
    assert conversation.journal.waiting == "sent_it"
    identity, tried = dict(conversation.calls)["handover_page"]
    assert (identity, list(tried)) == (MARIA, [Attempt.RESET, Attempt.AGENCY])


async def test_who_gave_no_data_has_not_tried_to_reset() -> None:
    """Another way was taken before the seven data were there: only the agency was tried, and the data are asked now."""
    missed = "\n person: Wakanda" * 3
    conversation = await brought(
        recover,
        f"{WITHOUT_SHEET}{missed}\n tap: !other-way\n tap: stuck\n tap: stuck\n {SEVEN}\n tap: yes\n tap: myself",
    )
    identity, tried = dict(conversation.calls)["handover_page"]
    assert (identity, list(tried)) == (MARIA, [Attempt.AGENCY])


# ---- sent for the person ---------------------------------------------------------------------------------------------


async def test_a_letter_is_sent_for_the_person() -> None:
    """The address is confirmed by a code, then the letter goes, once, and the answer comes to that address."""
    conversation = await written(f"""
        {TO_PHOTO}
        person: sin foto
        bot: Enviado a informes@migraciones.gob.pe. La respuesta llegará a maria@correo.example.
        """)
    assert conversation.journal.ended
    assert dict(conversation.calls)["send_letter"] == (MARIA, (), "maria@correo.example", "")
    assert conversation.done[-2:] == ["send_letter", "remind_of_answer"]


@pytest.mark.parametrize("typed", ["123456", "123 456", "123-456", " 123.456 "])
async def test_the_code_is_taken_however_it_is_parted(typed: str) -> None:
    """Mail apps show it in groups."""
    conversation = await brought(write_letter, f"{TO_CODE}\n person: {typed}")
    assert dict(conversation.calls)["check_code"][2] == "123456"


async def test_what_is_no_address_and_no_code_is_asked_again() -> None:
    """Nothing is sent to half an address, no try is spent on five figures."""
    conversation = await written(f"""
        {TO_ADDRESS}
        person: maria arroba correo
        bot: Lleva una arroba (@) y un punto
        person: María arroba correo punto example
        bot: Lleva una arroba (@) y un punto
        person: Mi correo es Maria@Correo.example.
        bot: 6 números a maria@correo.example
        person: 12345
        bot: Escríbelos juntos
        sends: sticker
        bot: Escríbelos juntos
        person: 123456
        bot: foto de tu documento
        sends: voice
        bot: Mándame una foto o un PDF, o toca «Sin foto».
        tap: no
        bot: Enviado
        """)
    assert conversation.done.count("send_code") == 1
    assert conversation.done.count("check_code") == 1


async def test_an_address_that_the_server_refuses_is_asked_again() -> None:
    """A slip in the address costs nothing but a line."""
    await written(
        f"""
        {TO_ADDRESS}
        person: mria@correo.example
        bot: Ese correo no existe
        bot: ¿A qué correo tuyo
        person: maria@correo.example
        bot: 6 números
        """,
        {send_code: [NotSent("address"), BACK[send_code]]},
    )


async def test_a_code_that_is_wrong_thrice_ends_it() -> None:
    """Nobody may guess it: the fourth try is another code, to an address that is asked for anew."""
    conversation = await written(
        f"""
        {TO_CODE}
        person: 111111
        bot: Ese no es el código.
        bot: 6 números
        person: 222222
        bot: Ese no es el código.
        bot: 6 números
        person: 333333
        bot: Ese no es el código.
        bot: Ese código ya no sirve.
        bot: ¿A qué correo tuyo
        person: maria@correo.example
        bot: 6 números
        person: 123456
        bot: foto de tu documento
        """,
        {check_code: ["wrong", "wrong", "wrong", "right"]},
    )
    assert conversation.done.count("send_code") == 2


async def test_a_code_that_comes_late_is_sent_anew() -> None:
    """It is not called wrong: it was right, and is over."""
    await written(
        f"""
        {TO_CODE}
        person: 123456
        bot: Ese código ya no sirve.
        bot: ¿A qué correo tuyo
        """,
        {check_code: "late"},
    )


async def test_another_address_instead_of_the_code() -> None:
    """No letter came, or to the wrong place: the address is asked for again."""
    conversation = await written(f"""
        {TO_CODE}
        tap: !address
        bot: ¿A qué correo tuyo debe responder Migraciones?
        person: rojas@correo.example
        bot: 6 números a rojas@correo.example
        person: 123456
        bot: foto de tu documento
        tap: no
        bot: La respuesta llegará a rojas@correo.example.
        """)
    assert conversation.done.count("send_code") == 2


@pytest.mark.parametrize("script", [TO_ADDRESS, TO_CODE])
async def test_who_would_rather_send_it_themselves_may(script: str) -> None:
    """At the address and at the code: the letter is handed over, with nothing sent."""
    conversation = await written(f"""
        {script}
        tap: !myself
        {HANDED_OVER}
        """)
    assert "send_letter" not in conversation.done


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("down", "el correo no responde ahora"),
        ("too-many", "no mando más hasta mañana"),
        ("today", "Hoy ya salió un correo tuyo"),
    ],
)
async def test_a_code_that_can_not_be_sent_leads_to_the_handing_over(reason: str, words: str) -> None:
    """What is in the way is said, and the letter lies ready all the same."""
    await written(
        f"""
        {TO_ADDRESS}
        person: maria@correo.example
        bot: {words}
        {HANDED_OVER}
        """,
        {send_code: NotSent(reason)},
    )


@pytest.mark.parametrize(("reason", "words"), [("down", "el correo no responde"), ("today", "Hoy ya salió un correo")])
async def test_a_letter_that_can_not_be_sent_is_handed_over(reason: str, words: str) -> None:
    """With the data that were given: nothing is asked twice."""
    await written(
        f"""
        {TO_PHOTO}
        tap: no
        bot: {words}
        {HANDED_OVER}
        tap: later
        bot: te pregunto si te respondieron
        """,
        {send_letter: NotSent(reason)},
    )


async def test_an_attachment_that_does_not_fit_is_asked_for_again() -> None:
    """The letter waits: another photo, or none."""
    await written(
        f"""
        {TO_PHOTO}
        tap: no
        bot: Eso no lo puedo adjuntar
        bot: foto de tu documento
        tap: no
        bot: Enviado
        """,
        {send_letter: [NotSent("attachment"), LetterSent()]},
    )


async def test_the_data_of_the_letter_are_open_to_correction() -> None:
    """They are read back first, as ever."""
    conversation = await brought(
        write_letter, f"{LETTER}{SEVEN}\n tap: given_names\n person: María\n tap: yes\n tap: myself"
    )
    assert dict(conversation.calls)["handover_page"][0].given_names == Name("María")


async def test_who_is_in_by_the_agency_does_not_write_that_it_failed() -> None:
    """They write for the password, without one datum asked twice; that the agency led nowhere would be untrue."""
    conversation = await brought(
        recover,
        f"{TO_AGENCY}\n person: 14/2/2025\n person: A7K9X\n person: LM260012345\n tap: yes\n tap: yes\n tap: myself",
        OTHERS_FAIL,
    )
    identity, tried = dict(conversation.calls)["handover_page"]
    assert (identity, list(tried)) == (MARIA, [Attempt.RESET])
