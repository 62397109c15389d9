"""`/correo`: the e-mail of last resort, in every form that a phone can use, or sent by the bot."""

from collections.abc import Collection

from buzon.identity import Identity
from buzon.request_email import RECIPIENT, SUBJECT, Attempt, compose
from handlers.dialog import Talk, WayOut
from handlers.effects import (
    CodeSent,
    Here,
    LetterSent,
    NotSent,
    check_code,
    handover_page,
    remind_of_answer,
    send_code,
    send_letter,
)
from handlers.identity import ask_identity
from handlers.questions.identity import day
from handlers.questions.request_email import ADDRESS, ATTACHMENT, CODE, HOW_TO_SEND, SENT_IT
from handlers.speech import Button, Copy, File, Link, Rows, ToCopy, phrase

CODE_TRIES = 3


async def letter_steps(talk: Talk, here: Here, identity: Identity | None, tried: Collection[Attempt] = ()) -> None:
    """Write it with the data that are known, or ask for them; then send it, or hand it over. `tried` is what it says
    that the person has done already."""
    if identity is None:
        await talk.say("letter-needs-data")
        try:
            identity = await ask_identity(talk, here)
        except WayOut:
            await talk.say("letter-without-data", to=RECIPIENT, subject=SUBJECT)
            return
    if here.mail and await talk.ask(HOW_TO_SEND) == "for-me" and await _sent_by_bot(talk, identity, tried):
        return
    await _handed_over(talk, identity, tried)


async def _sent_by_bot(talk: Talk, identity: Identity, tried: Collection[Attempt]) -> bool:
    """Sent for the person, whose address was confirmed first: the answer goes there. False: hand it over."""
    try:
        address = await _confirmed_address(talk)
    except WayOut:
        return False
    while address:
        file = await talk.ask(ATTACHMENT)
        match await talk.do(send_letter, identity, tried, address, file):
            case LetterSent():
                await talk.say("letter-sent", to=RECIPIENT, address=address, at=day(await talk.do(remind_of_answer)))
                return True
            case NotSent(reason=reason):
                await talk.say(f"not-sent-{reason}")
                if reason not in {"attachment", "file"}:
                    return False
    return False


async def _confirmed_address(talk: Talk) -> str | None:
    """An address whose owner has read the code that was sent there. Raises WayOut."""
    while True:
        address = await talk.ask(ADDRESS)
        sent = await talk.do(send_code, address)
        match sent:
            case NotSent(reason="address"):
                await talk.say("not-sent-address")
            case NotSent(reason=reason):
                await talk.say(f"not-sent-{reason}")
                return None
            case CodeSent() if await _code_typed(talk, address, sent):
                return address


async def _code_typed(talk: Talk, address: str, sent: CodeSent) -> bool:
    """Whether the code was typed; False leads back to the address."""
    for _ in range(CODE_TRIES):
        try:
            typed = await talk.ask(CODE, address=address)
        except WayOut as out:
            if out.way == "address":
                return False
            raise
        match await talk.do(check_code, address, sent, typed):
            case "right":
                return True
            case "late":
                break
        await talk.say("code-wrong")
    await talk.say("code-over")
    return False


async def _handed_over(talk: Talk, identity: Identity, tried: Collection[Attempt]) -> None:
    """To copy, as a link into the mail app, and as a draft; the question when an answer may be due comes by itself."""
    letter = compose(identity, tried=tried)
    page = await talk.do(handover_page, identity, tried)
    open_mail: Rows = ((Button(phrase("button-open-mail"), Link(page)),),) if page else ()
    await talk.say("letter-here" if page else "letter-here-to-copy", rows=open_mail)
    await talk.give("recipient", ToCopy(RECIPIENT, phrase("letter-to"), _copying("button-copy-address", RECIPIENT)))
    await talk.give("subject", ToCopy(SUBJECT, phrase("letter-subject"), _copying("button-copy-subject", SUBJECT)))
    await talk.give("body", ToCopy(letter.body, phrase("letter-body")))
    await talk.give("draft", File("solicitud.eml", letter.draft()))
    await talk.ask(SENT_IT)
    await talk.say("letter-bye", at=day(await talk.do(remind_of_answer)))


def _copying(label: str, text: str) -> Rows:
    return ((Button(phrase(label), Copy(text)),),)
