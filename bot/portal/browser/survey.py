"""The way from the street, looked over: the sign-in and *Verificación de Datos*, with nothing typed."""

from collections.abc import Sequence
from contextlib import suppress

from bot.portal.browser import walk
from bot.portal.browser.landmarks import Landmark, State, of_recovery, of_sign_in
from bot.portal.browser.personal import data_fields
from bot.portal.browser.profile import BrowserProfile
from bot.portal.browser.recovery import to_data
from bot.portal.browser.screen import Screen
from bot.portal.verdict import Operation
from handlers.errors import PortalChanged


def astray(marks: Sequence[Landmark]) -> bool:
    """Whether nobody can sign in, for want of one of these."""
    return any(mark.step == "sign_in" and mark.name != "forgotten" and mark.state is State.MISSING for mark in marks)


async def outside(screen: Screen, profile: BrowserProfile, start: str) -> Sequence[Landmark]:
    """The landmarks of the sign-in at the address `start`, and, if it is whole, of the page behind *¿Olvidaste la
    contraseña?*.

    Raises:
        PortalDown, PortalChanged: one cannot come so far.
    """
    async with screen.doing(Operation.SIGN_IN):
        await screen.goto(start)
        with suppress(PortalChanged):
            await walk.shown_form(screen, profile)
        marks = of_sign_in(profile, await screen.look())
    words = profile.recovery
    if words is None or astray(marks) or marks[-1].state is State.MISSING:
        return marks
    async with screen.doing(Operation.RECOVERY_VERIFY):
        await to_data(screen, profile)
        with suppress(PortalChanged):
            await screen.until(lambda outline: data_fields(words, outline) or None, "the data are missing")
        return [*marks, *of_recovery(profile, await screen.look())]
