"""The steps from credentials to a linked mailbox. The password is typed on the one-time page, never in the chat."""

from handlers.captcha import past_captcha
from handlers.dialog import Talk
from handlers.effects import CaptchaShown, Linked, NotLinked, link_mailbox
from handlers.questions import CREDENTIALS, CREDENTIALS_AGAIN, PageForm

TRIES = 3
"""Portals lock an account after some wrong tries; nobody knows SINE's number, so the person stops early."""

OVER = frozenset({"already", "full"})
"""Reasons not to link after which no other way in is needed."""


async def link_steps(talk: Talk, first: PageForm = CREDENTIALS) -> bool:
    """Ask for the credentials on the page, try them once each time, and say plainly what came of it.

    False where another way in may help. Raises WayOut where the person takes one of `first`'s.
    """
    question = first
    for _ in range(TRIES):
        request = await talk.ask(question)
        outcome = await talk.do(link_mailbox, request)
        if isinstance(outcome, CaptchaShown):
            outcome = await past_captcha(talk, outcome)
        match outcome:
            case NotLinked(reason="rejected"):
                question = CREDENTIALS_AGAIN
            case NotLinked(reason="captcha-over"):
                await talk.say("not-linked-captcha-over")
                question = CREDENTIALS
            case Linked() | NotLinked():
                return await tell_outcome(talk, outcome)
    await talk.say("not-linked-rejected")
    return False


async def tell_outcome(talk: Talk, outcome: Linked | NotLinked) -> bool:
    """Say what came of it; False where another way in may help."""
    match outcome:
        case Linked(name=name, total=total, unread=unread):
            await talk.say("linked", name=name, total=total, unread=unread)
            return True
        case NotLinked(reason=reason, name=name):
            await talk.say(f"not-linked-{reason}", name=name)
            return reason in OVER
