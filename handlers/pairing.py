"""The same mailboxes in a second chat: what a code shares is shown, then one question."""

from handlers.dialog import Talk
from handlers.effects.pairing import NotShared, join_chats, look_at_code
from handlers.outages import names_words
from handlers.questions.pairing import SHARE_MAILBOXES


async def pair(talk: Talk, code: str) -> None:
    """Begun by a code: by the link that has it in it, or typed by itself."""
    shares = await talk.do(look_at_code, code)
    if isinstance(shares, NotShared):
        await talk.say(f"pairing-not-{shares.reason}")
        return
    names = names_words(shares.names) if shares.names else ""
    answer = await talk.ask(SHARE_MAILBOXES, names=names, count=len(shares.names), other=shares.channel, own=shares.own)
    if answer == "no":
        await talk.say("pairing-declined")
    elif await talk.do(join_chats, code):
        await talk.say("pairing-done", other=shares.channel)
    else:
        await talk.say("pairing-not-code")
