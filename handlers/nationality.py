"""The nationality that a person may let us keep. It is asked for nowhere by itself: a button offers it where it was
just told to the portal, and it can be given, changed and forgotten under `/privacidad`."""

from buzon.identity import Identity
from handlers.dialog import Talk
from handlers.effects import has_nationality, here_and_now, keep_nationality
from handlers.questions.identity import own_nationality
from handlers.speech import Rows, press


async def offer_nationality(talk: Talk, identity: Identity) -> None:
    """One button, at the very end: nobody has to answer, and without a tap nothing is kept."""
    if await talk.do(has_nationality):
        return
    code = identity.nationality.code
    await talk.say("nationality-offered", rows=((press("button-keep-country", f"p:c:{code}", country=code),),))


async def choose_nationality(talk: Talk) -> None:
    """Begun by the person's own tap: what it is for, and which."""
    here = await talk.do(here_and_now)
    country = await talk.ask(own_nationality(here.language))
    if await talk.do(keep_nationality, country.code):
        await talk.say("nationality-kept", rows=(_FORGET,), country=country.code)
    else:
        await talk.say("nationality-not-kept")


def nationality_rows(kept: str | None) -> Rows:
    """What can be done about the one that is kept, or about none."""
    if kept is None:
        return ((press("button-give-nationality", "p:n:"),),)
    return ((press("button-change-nationality", "p:n:"),), _FORGET)


_FORGET = (press("button-forget-nationality", "p:o:"),)
