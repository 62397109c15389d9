"""`/recuperar`: every way back in, the shortest first; where one fails, the next begins by itself."""

from enum import Enum, auto

from buzon.identity import Identity
from buzon.receipt import Outcome
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
from handlers.nationality import offer_nationality
from handlers.questions import CREDENTIALS_SENT, FROM_FIRST_SHEET, FROM_SHEET, NEW_PASSWORD, NEW_PASSWORD_AGAIN
from handlers.questions.choices import SHEET
from handlers.questions.pages import sheet_picture
from handlers.questions.recovery import HAS_FIRST_RECEIPT, HAS_RECEIPT
from handlers.request_email import letter_steps
from handlers.walks import SINE, walk


async def recovery_steps(talk: Talk, sheet: str | None = None) -> None:
    """The sheet, *¿Olvidaste la contraseña?*, the Agencia Digital, the e-mail: in this order, until one leads in.

    `sheet` is what came of a constancia that was sent already (`sheet-<outcome>`): then nobody is asked for one.
    What this instance can't do itself, the person is walked through by hand.
    """
    who = await _who_is_back(talk, sheet)
    if who:
        await offer_nationality(talk, who)


async def _who_is_back(talk: Talk, sheet: str | None) -> Identity | None:
    """The same; the data of who was led in, where they were asked for."""
    here = await talk.do(here_and_now)
    if await _by_sheet(talk, await talk.ask(HAS_RECEIPT) if sheet is None else sheet):
        return None
    identity: Identity | None = None
    tried = [Attempt.RESET]
    refused = False
    if here.recovery:
        await talk.say("way-new-password")
        try:
            identity = await ask_identity(talk, here)
        except WayOut:
            tried = []
        else:
            end, identity = await _by_data(talk, here, identity)
            if end is _End.IN:
                return identity
            refused = end is _End.REFUSED
    elif await walk(talk, SINE) and await link_steps(talk):
        return None
    # Data that one door has refused are not tried blindly at the next: there the person types them.
    if await by_agency(talk, here, identity, tried, by_bot=here.agency and not refused):
        return identity
    await talk.say("way-letter")
    await letter_steps(talk, here, identity, [*tried, Attempt.AGENCY])
    return None


async def _by_sheet(talk: Talk, answer: str) -> bool:
    """The credentials stand on the constancia, unless it is a renewal's: then the first one has them."""
    if answer == "no":
        return False
    if answer == f"{SHEET}masked":
        return await _by_first_sheet(talk)
    if answer.startswith(SHEET):
        await _tell_sheet(talk, answer)
    try:
        return await link_steps(talk, FROM_SHEET)
    except WayOut as out:
        return await _by_first_sheet(talk) if out.way == "masked" else False


async def _tell_sheet(talk: Talk, answer: str) -> None:
    await talk.say(answer, picture=sheet_picture(Outcome(answer.removeprefix(SHEET))))


async def _by_first_sheet(talk: Talk) -> bool:
    answer = await talk.ask(HAS_FIRST_RECEIPT)
    if answer == "no":
        return False
    if answer.startswith(SHEET):
        await _tell_sheet(talk, answer)
    try:
        return await link_steps(talk, FROM_FIRST_SHEET)
    except WayOut:
        return False


class _End(Enum):
    """How a way ended: the person is in, their data were refused, or something else is in the way."""

    IN = auto()
    REFUSED = auto()
    OTHER = auto()


async def _by_data(talk: Talk, here: Here, identity: Identity) -> tuple[_End, Identity]:
    """*Verificación de Datos*: how it ended, and the data as they were last corrected."""
    while True:
        match await talk.do(verify_identity, identity):
            case Proven() as proven:
                return await _by_password(talk, identity, proven), identity
            case Unproven(reason="mismatch", left=left) if left:
                try:
                    identity = await change_identity(talk, here, identity, left=left)
                except WayOut:
                    return _End.REFUSED, identity
            case Unproven(reason=reason):
                await talk.say(f"unproven-{reason}")
                return _refused(reason), identity


async def _by_password(talk: Talk, identity: Identity, proven: Proven) -> _End:
    """Both endings: the person sets a new password on the page, or the portal has sent one."""
    question = NEW_PASSWORD
    while proven.ticket:
        request = await talk.ask(question)
        match await talk.do(renew_password, identity, proven, request):
            case PasswordNotTaken():
                question = NEW_PASSWORD_AGAIN
            case Linked() | NotLinked(reason="already" | "full") as outcome:
                return _ended(await tell_outcome(talk, outcome))
            case Renewed() | NotLinked():
                await talk.say("renewed-not-linked")
                return _ended(await link_steps(talk))
            case Unproven(reason=reason):
                await talk.say(f"unproven-{reason}")
                return _refused(reason)
            case Proven() as sent:
                proven = sent
    await talk.say("password-sent" if proven.sent_to else "password-sent-somewhere", to=proven.sent_to)
    try:
        return _ended(await link_steps(talk, CREDENTIALS_SENT))
    except WayOut:
        return _End.OTHER


def _ended(linked: bool) -> _End:
    return _End.IN if linked else _End.OTHER


def _refused(reason: str) -> _End:
    """Too many tries are a refusal too: the agency's begin counts with them, and would only ask for nothing."""
    return _End.OTHER if reason == "over" else _End.REFUSED
