"""Calling a mailbox something else: one question."""

from handlers.dialog import Talk
from handlers.effects import given
from handlers.effects.mailboxes import name_of_mailbox, rename_mailbox
from handlers.questions.families import MAILBOX_NAME
from handlers.speech import press


async def rename(talk: Talk) -> None:
    """Begun by the button on the mailbox's card, which says which one."""
    number = await talk.do(given)
    called = await talk.do(name_of_mailbox, number)
    if not called:
        await talk.say("mailbox-not-here")
        return
    name = await talk.ask(MAILBOX_NAME, name=called)
    if shown := await talk.do(rename_mailbox, number, name):
        await talk.say("mailbox-renamed", name=shown, rows=((press("button-back-to-mailbox", f"m:c:{number}"),),))
    else:
        await talk.say("mailbox-not-here")
