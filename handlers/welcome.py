"""`/start`: who runs this, what it keeps, that it is free and not the State; the consent; the first useful step."""

from handlers.dialog import Talk
from handlers.effects import has_consented, record_consent, who_runs_this, withdraw_consent
from handlers.link import link_steps
from handlers.questions import CONSENT, FOUND_ON_SHEET, HAS_CREDENTIALS


async def welcome(talk: Talk) -> None:
    """Introduce the service, ask for consent, and lead to linking or to where the credentials are printed."""
    await introduce(talk)
    if not await agreed(talk):
        return
    if await talk.ask(HAS_CREDENTIALS) == "yes":
        await link_steps(talk)
        return
    if await talk.ask(FOUND_ON_SHEET) == "yes":
        await link_steps(talk)
        return
    await talk.say("reset-on-site")


async def link(talk: Talk) -> None:
    """`/vincular`: consent if it is still missing, then the one-time page."""
    if not await agreed(talk):
        return
    await link_steps(talk)


async def introduce(talk: Talk) -> None:
    """Say who runs this. An official operator is the State, so it must not say that it is not."""
    operator = await talk.do(who_runs_this)
    await talk.say("welcome-official" if operator.official else "welcome", operator=operator.name)


async def agreed(talk: Talk) -> bool:
    """Whether the person agrees to the present consent text; asked once, kept with version and time."""
    if await talk.do(has_consented):
        return True
    if await talk.ask(CONSENT) == "no":
        still_linked = await talk.do(withdraw_consent)
        await talk.say("consent-refused-linked" if still_linked else "consent-refused")
        return False
    await talk.do(record_consent)
    return True
