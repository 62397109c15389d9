"""`/recuperar`: every way back in, the shortest first; where one fails, the next begins by itself."""

from buzon.identity import Identity
from buzon.request_email import Attempt
from handlers.agency import by_agency
from handlers.dialog import Talk, WayOut
from handlers.effects import (
    Here,
    Linked,
    NotLinked,
    PasswordNotTaken,
    Proven,
    Renewed,
    Unproven,
    here_and_now,
    renew_password,
    verify_identity,
)
from handlers.identity import ask_identity, change_identity
from handlers.link import link_steps, tell_outcome
from handlers.questions import CREDENTIALS_SENT, FROM_FIRST_SHEET, FROM_SHEET, NEW_PASSWORD, NEW_PASSWORD_AGAIN
from handlers.questions.choices import SHEET
from handlers.questions.recovery import HAS_FIRST_RECEIPT, HAS_RECEIPT
from handlers.request_email import letter_steps
from handlers.walks import SINE, walk


async def recovery_steps(talk: Talk) -> None:
    """The sheet, *¿Olvidaste la contraseña?*, the Agencia Digital, the e-mail: in this order, until one leads in.

    What this instance can't do itself, the person is walked through by hand.
    """
    here = await talk.do(here_and_now)
    if await _by_sheet(talk):
        return
    identity: Identity | None = None
    tried = [Attempt.RESET]
    if here.recovery:
        await talk.say("way-new-password")
        try:
            identity = await ask_identity(talk, here)
            done, identity = await _by_data(talk, here, identity)
            if done:
                return
        except WayOut:
            tried = []
    elif await walk(talk, SINE) and await link_steps(talk):
        return
    if await by_agency(talk, here, identity, tried):
        return
    await talk.say("way-letter")
    await letter_steps(talk, here, identity, [*tried, Attempt.AGENCY])


async def _by_sheet(talk: Talk) -> bool:
    """The credentials stand on the constancia, unless it is a renewal's: then the first one has them."""
    answer = await talk.ask(HAS_RECEIPT)
    if answer == "no":
        return False
    if answer == f"{SHEET}masked":
        return await _by_first_sheet(talk)
    if answer.startswith(SHEET):
        await talk.say(answer)
    try:
        return await link_steps(talk, FROM_SHEET)
    except WayOut as out:
        return await _by_first_sheet(talk) if out.way == "masked" else False


async def _by_first_sheet(talk: Talk) -> bool:
    if await talk.ask(HAS_FIRST_RECEIPT) == "no":
        return False
    try:
        return await link_steps(talk, FROM_FIRST_SHEET)
    except WayOut:
        return False


async def _by_data(talk: Talk, here: Here, identity: Identity) -> tuple[bool, Identity]:
    """*Verificación de Datos*: whether it led in, and the data as they were last corrected."""
    while True:
        match await talk.do(verify_identity, identity):
            case Proven() as proven:
                return await _by_password(talk, identity, proven), identity
            case Unproven(reason="mismatch", left=left) if left:
                try:
                    identity = await change_identity(talk, here, identity, left=left)
                except WayOut:
                    return False, identity
            case Unproven(reason=reason):
                await talk.say(f"unproven-{reason}")
                return False, identity


async def _by_password(talk: Talk, identity: Identity, proven: Proven) -> bool:
    """Both endings: the person sets a new password on the page, or the portal has sent one."""
    question = NEW_PASSWORD
    while proven.ticket:
        request = await talk.ask(question)
        match await talk.do(renew_password, identity, proven, request):
            case PasswordNotTaken():
                question = NEW_PASSWORD_AGAIN
            case Linked() as linked:
                return await tell_outcome(talk, linked)
            case NotLinked(reason="already" | "full") as outcome:
                return await tell_outcome(talk, outcome)
            case Renewed() | NotLinked():
                await talk.say("renewed-not-linked")
                return await link_steps(talk)
            case Unproven(reason=reason):
                await talk.say(f"unproven-{reason}")
                return False
            case Proven() as sent:
                proven = sent
    await talk.say("password-sent" if proven.sent_to else "password-sent-somewhere", to=proven.sent_to)
    try:
        return await link_steps(talk, CREDENTIALS_SENT)
    except WayOut:
        return False
