"""The portal's pictures of letters in the chat: shown to the mailbox's owner, read, and answered."""

from base64 import b64decode

from handlers.dialog import Talk, WayOut
from handlers.effects import (
    CaptchaDone,
    CaptchaShown,
    Linked,
    NotLinked,
    answer_link_captcha,
    answer_mailbox_captcha,
    given,
    show_captcha,
)
from handlers.questions.recovery import Captcha
from handlers.speech import press

PICTURES = 6
"""So many are shown in one go, those included that nobody could read."""


async def read_captcha(talk: Talk) -> None:
    """Begun by the button under a mailbox that the portal wants a person for, which says which one."""
    number = await talk.do(given)
    shown = await talk.do(show_captcha, number)
    for _ in range(PICTURES):
        if isinstance(shown, CaptchaDone):
            break
        try:
            typed = await _read(talk, shown)
        except WayOut:
            shown = await talk.do(show_captcha, number)
        else:
            shown = await talk.do(answer_mailbox_captcha, number, typed)
    match shown:
        case CaptchaDone(reason="in", name=name):
            await talk.say("captcha-in", name=name, rows=((press("button-captcha-in", "c:notificaciones"),),))
        case CaptchaDone(reason=reason, name=name):
            await talk.say(f"captcha-{reason}", name=name)
        case CaptchaShown():
            await talk.say("captcha-enough", rows=((press("button-captcha", f"h:c:{number}"),),))


async def past_captcha(talk: Talk, shown: CaptchaShown) -> Linked | NotLinked:
    """Linking goes on once its owner has read the picture. One that nobody can read ends it: the page is to be filled
    in again then, for the password is kept nowhere."""
    outcome: Linked | NotLinked | CaptchaShown = shown
    while isinstance(outcome, CaptchaShown):
        try:
            typed = await _read(talk, outcome)
        except WayOut:
            return NotLinked("captcha-over")
        outcome = await talk.do(answer_link_captcha, typed, outcome.name)
    return outcome


async def _read(talk: Talk, shown: CaptchaShown) -> str:
    if shown.why:
        await talk.say(f"captcha-another-{shown.why}")
    return await talk.ask(Captcha.of(b64decode(shown.picture), name="portal_captcha"))
