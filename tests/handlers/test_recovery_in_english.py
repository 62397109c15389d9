"""The ways back in, in English: one good run of each, and its main failures."""

import pytest

from handlers.dialog import Dialog
from handlers.effects import (
    Here,
    Linked,
    NotLinked,
    NotSent,
    PasswordNotTaken,
    Proven,
    Unproven,
    answer_captcha,
    begin_agency,
    check_code,
    here_and_now,
    link_mailbox,
    open_by_agency,
    renew_password,
    send_code,
    send_letter,
    verify_identity,
)
from handlers.welcome import recover, write_letter
from tests.handlers.transcript import FORM, Conversation, Effects, converse
from tests.handlers.ways_back import BACK, OTHERS_FAIL

HERE = Here("2026-12-03", "en", recovery=True, agency=True, mail=True)
BY_HAND = Here("2026-12-03", "en", recovery=False, agency=False, mail=False)
SEVEN = """
    tap: VE
    bot: 2 of 7
    person: the CPP card
    bot: 3 of 7
    person: my number is 004417826
    bot: 4 of 7
    person: my surname is González
    bot: 5 of 7
    person: Rojas
    bot: 6 of 7
    person: María Fernanda
    bot: 7 of 7
    person: March 5, 1990
    bot: 7. Born: March 5, 1990
    """
ASKED = f"""
    start
    bot: constancia de trámite
    person: I lost it
    bot: let us ask Migraciones for a new password
    bot: 1 of 7
    {SEVEN}
    """
TO_CAPTCHA = f"""{ASKED}
    tap: yes
    bot: Migraciones closed the verification
    bot: Another door to your mailbox is the Agencia Digital
    bot: On which day was your document issued?
    person: 14 February 2025
    bot: Which letters and figures do you see
    """
TO_HOW = f"""
    start
    bot: I need 7 short data
    bot: 1 of 7
    {SEVEN}
    tap: yes
    bot: Shall I send it, or do you send it
    """
HANDED_OVER = """
    bot: Your e-mail is ready.
    bot: To:
    bot: Subject (it must be exactly this):
    bot: Text. Tap it to copy.
    bot: 📎 solicitud.eml
    bot: Have you sent the e-mail?
    """


async def english(dialog: Dialog, script: str, effects: Effects | None = None) -> Conversation:
    """The dialog with somebody whose chat is in English."""
    return await converse(dialog, script, {**BACK, here_and_now: HERE, **(effects or {})}, language="en")


async def test_by_the_sheet() -> None:
    """Asterisks, the first sheet, a refusal, and in."""
    await english(
        recover,
        f"""
        start
        bot: send me a photo or the PDF
        person: yes, I have it
        bot: at the foot of the sheet
        person: asterisks
        bot: Do you have the first one?
        person: yes
        bot: at the foot of your first constancia
        page: user=u1 password=wrong-1
        bot: I tried only once.
        {FORM}
        bot: The mailbox Mamá is linked.
        """,
        {link_mailbox: [NotLinked("rejected"), Linked("Mamá", 0, 0)]},
    )


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        ("found", "Compare them with your sheet"),
        ("none", "I found no usuario or contraseña"),
        ("unreadable", "in good light"),
    ],
)
async def test_by_a_sheet_that_is_sent(outcome: str, words: str) -> None:
    """What came of reading it, and the page."""
    await english(
        recover,
        f"""
        start
        bot: Do you have it?
        sheet: {outcome}
        bot: {words}
        bot: at the foot of the sheet
        person: I can't find them
        bot: let us ask Migraciones for a new password
        bot: 1 of 7
        """,
    )


async def test_by_a_new_password() -> None:
    """A mismatch, another spelling, a weak password, and in."""
    await english(
        recover,
        f"""
        {ASKED}
        person: yes, all right
        bot: There are 2 tries left.
        tap: no-accents
        bot: There is 1 try left. If we try more, they might lock you out.
        tap: change
        bot: Is everything right?
        person: 5
        bot: 5 of 7
        tap: no tengo
        bot: 5. Second surname: none
        tap: yes
        bot: Now set a new password.
        page: password=weak name=Mum
        bot: Migraciones did not accept that password
        page: password=Chicha-2026 name=Mum
        bot: The mailbox Mum is linked.
        """,
        {
            verify_identity: [Unproven("mismatch", 2), Unproven("mismatch", 1), Proven("ticket", "")],
            renew_password: [PasswordNotTaken(), Linked("Mum", 0, 0)],
        },
    )


@pytest.mark.parametrize(
    ("end", "words"),
    [
        (Unproven("mismatch"), "I stop here"),
        (Unproven("over"), "Migraciones closed the verification"),
    ],
)
async def test_data_that_lead_nowhere(end: Unproven, words: str) -> None:
    """The next way begins by itself."""
    first_line = "Step 1 of 6." if end.reason == "mismatch" else "On which day was your document issued?"
    await english(
        recover,
        f"""
        {ASKED}
        tap: yes
        bot: {words}
        bot: Agencia Digital
        bot: {first_line}
        """,
        {verify_identity: end},
    )


@pytest.mark.parametrize(("hint", "words"), [("m***@c.example", "to m***@c.example"), ("", "and in your messages")])
async def test_a_password_that_was_sent(hint: str, words: str) -> None:
    """Where it went; and nothing came."""
    await english(
        recover,
        f"""
        {ASKED}
        tap: yes
        bot: {words}
        bot: When you have it
        tap: !not-sent
        bot: Agencia Digital
        bot: On which day was your document issued?
        """,
        {verify_identity: Proven("", hint)},
    )


async def test_answers_that_are_not_understood() -> None:
    """Why, and an example; the third time, another way."""
    await english(
        recover,
        """
        start
        bot: Do you have it?
        person: no
        bot: new password
        bot: 1 of 7
        person: where?
        bot: I do not recognise that country.
        person: Dominica
        bot: Which of these?
        tap: DM
        bot: 2 of 7
        person: the green one
        bot: For example: CPP, carné de extranjería, passport or identity card
        person: the green one
        bot: I do not recognise that document.
        person: the green one
        bot: It is not your fault
        tap: !other-way
        bot: Agencia Digital
        bot: Step 1 of 6.
        """,
    )


async def test_by_the_agency() -> None:
    """A captcha and a file number, each wrong once, and in."""
    await english(
        recover,
        f"""
        {TO_CAPTCHA}
        person: A7K9Y
        bot: there is one more try
        bot: Which letters and figures
        person: A7K9X
        bot: What is the number of your expediente?
        person: I don't know
        bot: No problem if you do not know
        person: LM260012354
        bot: this expediente is not yours
        bot: What is the number
        person: LM260012345
        bot: You are in.
        bot: Could you see your mailbox?
        person: yes
        bot: Shall we write an e-mail to Migraciones
        person: not now
        bot: terms run even if you do not look
        """,
        {
            **OTHERS_FAIL,
            answer_captcha: ["again", "passed"],
            open_by_agency: [Unproven("mismatch"), BACK[open_by_agency]],
        },
    )


@pytest.mark.parametrize(
    ("outcome", "words"), [("spent", "I do not insist"), ("over", "It took too long"), ("mismatch", "found nobody")]
)
async def test_the_agency_leads_nowhere(outcome: str, words: str) -> None:
    """The walk, step by step; stuck twice, and the letter is next."""
    await english(
        recover,
        f"""
        {TO_CAPTCHA}
        person: A7K9X
        bot: {words}
        bot: Step 1 of 6.
        person: it does not work
        bot: See that the address ends in migraciones.gob.pe
        bot: Step 1 of 6.
        tap: stuck
        bot: One sure way is left
        bot: Shall I send it
        """,
        {**OTHERS_FAIL, answer_captcha: outcome},
    )


async def test_by_hand() -> None:
    """Both walks, and the letter handed over."""
    await english(
        recover,
        f"""
        start
        bot: Do you have it?
        tap: no
        bot: Step 1 of 3.
        tap: done
        bot: Step 2 of 3.
        tap: stuck
        bot: Not more than three tries.
        bot: Step 2 of 3.
        tap: stuck
        bot: Agencia Digital
        bot: Step 1 of 6.
        person: done
        bot: Step 2 of 6.
        tap: done
        bot: Step 3 of 6.
        tap: done
        bot: Step 4 of 6.
        tap: done
        bot: Step 5 of 6.
        tap: done
        bot: Step 6 of 6.
        tap: done
        bot: Could you see your mailbox?
        person: no
        bot: One sure way is left
        bot: I need 7 short data
        bot: 1 of 7
        {SEVEN}
        tap: yes
        {HANDED_OVER}
        person: sent
        bot: On Monday 14 December I will ask you
        """,
        {here_and_now: BY_HAND},
    )


async def test_by_a_letter_that_is_sent() -> None:
    """An address that is none, one that is refused, a wrong code, and it is sent."""
    await english(
        write_letter,
        f"""
        {TO_HOW}
        tap: for-me
        bot: To which e-mail address of yours
        person: maria
        bot: It has an at sign (@) and a dot
        person: mria@correo.example
        bot: That address does not exist or takes no mail.
        bot: To which e-mail address of yours
        person: maria@correo.example
        bot: 6 figures to maria@correo.example
        person: 111111
        bot: That is not the code.
        bot: 6 figures
        person: 123456
        bot: photo of your document
        person: no photo
        bot: Sent to informes@migraciones.gob.pe. The answer will come to maria@correo.example.
        """,
        {send_code: [NotSent("address"), BACK[send_code]], check_code: ["wrong", "right"]},
    )


@pytest.mark.parametrize(
    ("reason", "words"), [("down", "the mail server does not answer"), ("today", "went to Migraciones today already")]
)
async def test_a_letter_that_is_not_sent(reason: str, words: str) -> None:
    """It is handed over."""
    await english(
        write_letter,
        f"""
        {TO_HOW}
        tap: for-me
        bot: To which e-mail address of yours
        person: maria@correo.example
        bot: 6 figures
        person: 123456
        bot: photo of your document
        tap: no
        bot: {words}
        {HANDED_OVER}
        """,
        {send_letter: NotSent(reason)},
    )


async def test_data_that_the_agency_refuses() -> None:
    """Too many, too."""
    await english(
        recover,
        TO_CAPTCHA.replace("bot: Which letters and figures do you see", "bot: I do not insist for an hour")
        + "\n bot: Step 1 of 6.",
        {**OTHERS_FAIL, begin_agency: Unproven("too-many")},
    )
