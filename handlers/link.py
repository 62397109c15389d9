"""The steps from credentials to a linked mailbox. The password is typed on the one-time page, never in the chat."""

from handlers.dialog import Talk
from handlers.effects import Linked, NotLinked, link_mailbox
from handlers.questions import CREDENTIALS, CREDENTIALS_AGAIN

TRIES = 3
"""Portals lock an account after some wrong tries; nobody knows SINE's number, so the person stops early."""


async def link_steps(talk: Talk) -> None:
    """Ask for the credentials on the page, try them once each time, and say plainly what came of it."""
    question = CREDENTIALS
    for _ in range(TRIES):
        request = await talk.ask(question)
        match await talk.do(link_mailbox, request):
            case Linked(name=name, total=total, unread=unread):
                await talk.say("linked", name=name, total=total, unread=unread)
                return
            case NotLinked(reason="rejected"):
                question = CREDENTIALS_AGAIN
            case NotLinked(reason=reason, name=name):
                await talk.say(f"not-linked-{reason}", name=name)
                return
    await talk.say("not-linked-rejected")
