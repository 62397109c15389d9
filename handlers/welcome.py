"""`/start`, `/vincular`, `/recuperar`, `/correo`: who runs this, what it keeps, the consent; then the steps of each."""

from handlers.dialog import Talk
from handlers.effects import has_consented, here_and_now, record_consent, who_runs_this, withdraw_consent
from handlers.link import link_steps
from handlers.questions import CONSENT, HAS_CREDENTIALS
from handlers.questions.recovery import TRY_RECOVERY
from handlers.recovery import recovery_steps
from handlers.request_email import letter_steps


async def welcome(talk: Talk) -> None:
    """Introduce the service, ask for consent, and lead to linking, or to the ways back in."""
    await introduce(talk)
    if not await agreed(talk):
        return
    match await talk.ask(HAS_CREDENTIALS):
        case "yes":
            await _link_or_recover(talk)
        case "no":
            await recovery_steps(talk)
        case sheet:
            await recovery_steps(talk, sheet)


async def link(talk: Talk) -> None:
    """`/vincular`: consent if it is still missing, then the one-time page."""
    if await agreed(talk):
        await _link_or_recover(talk)


async def recover(talk: Talk) -> None:
    """`/recuperar`: the ways back in."""
    if await agreed(talk):
        await recovery_steps(talk)


async def write_letter(talk: Talk) -> None:
    """`/correo`: the e-mail to Migraciones."""
    if await agreed(talk):
        await letter_steps(talk, await talk.do(here_and_now), None)


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


async def _link_or_recover(talk: Talk) -> None:
    if not await link_steps(talk) and await talk.ask(TRY_RECOVERY) == "yes":
        await recovery_steps(talk)
