"""The way through the Agencia Digital: by the bot where it can, else as a walk. Either leads to the mailbox, not to its
password."""

from base64 import b64decode
from collections.abc import Collection

from buzon.identity import Identity
from buzon.request_email import Attempt
from handlers.dialog import Talk, WayOut
from handlers.effects import (
    Here,
    Opened,
    Unproven,
    answer_captcha,
    begin_agency,
    open_by_agency,
)
from handlers.questions.identity import FILE_NUMBER, day, issue_date
from handlers.questions.recovery import GOT_IN, WANTS_LETTER, Captcha
from handlers.request_email import letter_steps
from handlers.speech import Button, Link, phrase
from handlers.walks import AGENCY, walk


async def by_agency(
    talk: Talk, here: Here, identity: Identity | None, tried: Collection[Attempt], *, by_bot: bool
) -> bool:
    """Whether the person has seen their mailbox; `by_bot` where the bot may go this way itself.

    Whoever wants to be told of what comes needs the password still: then the e-mail asks for it.
    """
    await talk.say("way-agency")
    entered = False
    if by_bot and identity:
        entered = await _by_bot(talk, here, identity)
    if not entered:
        entered = await walk(talk, AGENCY) and await talk.ask(GOT_IN) == "yes"
    if not entered:
        return False
    if await talk.ask(WANTS_LETTER) == "yes":
        await letter_steps(talk, here, identity, tried)
    else:
        await talk.say("agency-done")
    return True


async def _by_bot(talk: Talk, here: Here, identity: Identity) -> bool:
    try:
        visit = await _past_captcha(talk, here, identity)
        return visit is not None and await _by_file(talk, visit)
    except WayOut:
        await talk.say("agency-by-hand")
        return False


async def _past_captcha(talk: Talk, here: Here, identity: Identity) -> str | None:
    """The visit, once its owner has read the picture: two tries at most, by the portal's own count. None: walk."""
    issued_on = await talk.ask(issue_date(day(here.today), here.language))
    arrived = await talk.do(begin_agency, identity, issued_on)
    if isinstance(arrived, Unproven):
        await talk.say(f"agency-{arrived.reason}")
        return None
    outcome = "again"
    while outcome == "again":
        typed = await talk.ask(Captcha.of(b64decode(arrived.captcha)))
        outcome = await talk.do(answer_captcha, arrived.visit, typed)
        if outcome == "again":
            await talk.say("captcha-wrong")
    if outcome != "passed":
        await talk.say(f"agency-{outcome}")
        return None
    return arrived.visit


async def _by_file(talk: Talk, visit: str) -> bool:
    """The file's number opens the mailbox; one that is not theirs may be corrected once."""
    for again in (True, False):
        number = await talk.ask(FILE_NUMBER)
        match await talk.do(open_by_agency, visit, number):
            case Opened(link=link):
                await talk.say("agency-opened", rows=((Button(phrase("button-open-mailbox"), Link(link)),),))
                return await talk.ask(GOT_IN) == "yes"
            case Unproven(reason="mismatch"):
                await talk.say("file-not-theirs" if again else "agency-file")
            case Unproven(reason=reason):
                await talk.say(f"agency-{reason}")
                return False
    return False
