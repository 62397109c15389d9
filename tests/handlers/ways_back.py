"""What transcripts of the ways back in have in common: the first lines of each way, and what effects come to."""

from base64 import b64encode
from datetime import date

from buzon.identity import Country, DocumentNumber, DocumentType, Identity, Name
from handlers.dialog import Dialog
from handlers.effects import (
    Arrived,
    CodeSent,
    Here,
    LetterSent,
    NotLinked,
    Opened,
    Proven,
    Renewed,
    Unproven,
    answer_captcha,
    begin_agency,
    check_code,
    handover_page,
    has_nationality,
    here_and_now,
    link_mailbox,
    open_by_agency,
    remind_of_answer,
    renew_password,
    send_code,
    send_letter,
    verify_identity,
)
from handlers.welcome import recover
from tests.handlers.transcript import CONSENTED, USUAL, Conversation, Effects, converse

HERE = Here("2026-12-03", "es", recovery=True, agency=True, mail=True)
BY_HAND = Here("2026-12-03", "es", recovery=False, agency=False, mail=False)
"""An instance that can go no way by itself."""

BACK: Effects = {
    **CONSENTED,
    here_and_now: HERE,
    verify_identity: Proven("ticket", ""),
    renew_password: Renewed(),
    begin_agency: Arrived("visit", b64encode(b"\x89PNG letters").decode()),
    answer_captcha: "passed",
    open_by_agency: Opened("https://sine.example/sine-ui/entrada#once"),
    handover_page: "https://bot.example/correo#letter",
    remind_of_answer: "2026-12-14",
    send_code: CodeSent("print", "2026-12-03T16:00:00+00:00"),
    check_code: "right",
    send_letter: LetterSent(),
    has_nationality: True,
}
"""What every effect comes to where a test says nothing else."""

OTHERS_FAIL: Effects = {link_mailbox: NotLinked("rejected"), verify_identity: Unproven("over")}

MARIA = Identity(
    nationality=Country("VE"),
    document_type=DocumentType.CPP,
    document_number=DocumentNumber("004417826"),
    paternal_surname=Name("González"),
    maternal_surname=Name("Rojas"),
    given_names=Name("María Fernanda"),
    birth_date=date(1990, 3, 5),
)

NEXT_WAY = """
    bot: pidamos una contraseña nueva
    bot: 1 de 7
    """
"""What is said where the sheet did not lead in."""

SEVEN = """
    tap: VE
    bot: 2 de 7
    tap: CPP
    bot: 3 de 7
    person: 004417826
    bot: 4 de 7
    person: González
    bot: 5 de 7
    person: Rojas
    bot: 6 de 7
    person: María Fernanda
    bot: 7 de 7
    person: 5 de marzo de 1990
    bot: Revisa que esté igual
    """
"""From the first of the seven questions to all of them read back."""

WITHOUT_SHEET = """
    start
    bot: constancia de trámite
    person: la perdí
    bot: pidamos una contraseña nueva
    bot: 1 de 7
    """
ASKED = f"{WITHOUT_SHEET}{SEVEN}"
"""To the data read back, for the person to say yes."""

TO_AGENCY = f"""{ASKED}
    tap: yes
    bot: Migraciones cerró la verificación
    bot: Agencia Digital
    bot: ¿Qué día te dieron tu documento?
    """
"""With OTHERS_FAIL: the data are not refused, so the bot may go to the Agencia Digital with them."""

WALKED = """
    tap: done
    bot: Paso 2 de 6
    person: listo
    bot: Paso 3 de 6
    tap: done
    bot: Paso 4 de 6
    person: hecho
    bot: Paso 5 de 6
    person: ya
    bot: Paso 6 de 6
    tap: done
    bot: ¿Pudiste ver tu buzón?
    """
"""From the first of the six steps to the question whether the person is in."""

LETTER = """
    start
    bot: Necesito 7 datos cortos
    bot: 1 de 7
    """
HANDED_OVER = """
    bot: Tu correo está listo.
    bot: informes@migraciones.gob.pe
    bot: Solicitud de credenciales para acceder a mi buzón electrónico
    bot: Mis datos:
    bot: 📎 solicitud.eml
    bot: ¿Ya enviaste el correo?
    """
TO_HOW = f"""{LETTER}{SEVEN}
    tap: yes
    bot: ¿Lo envío yo, o lo envías tú
    """
"""/correo, to the question who sends it."""


async def recovered(script: str, effects: Effects | None = None) -> Conversation:
    """/recuperar, by somebody who has consented."""
    return await converse(recover, script, {**BACK, **(effects or {})})


async def brought(dialog: Dialog, script: str, effects: Effects | None = None) -> Conversation:
    """A conversation up to the end of this script, whatever the bot said: for a test that goes on line by line."""
    conversation = Conversation(dialog, {**USUAL, **BACK, **(effects or {})})
    for line in filter(None, map(str.strip, script.splitlines())):
        if not line.startswith("bot:"):
            await conversation.play(line)
    return conversation


def tried(conversation: Conversation) -> list[Identity]:
    """The data that went to the portal, in order."""
    return [arguments[0] for name, arguments in conversation.calls if name == "verify_identity"]
