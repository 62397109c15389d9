"""Watching somebody else's mailbox: begun by a code that its owner gave. What it is and what it is not, one yes, and
the name under which the owner sees who watches."""

from handlers.dialog import Talk
from handlers.effects import has_consented
from handlers.effects.watching import NotWatchable, accept_invitation, look_at_invitation
from handlers.questions.families import WATCH, WATCHER_NAME
from handlers.speech import press
from handlers.watch_words import until_words
from handlers.welcome import agreed, introduce


async def watch(talk: Talk, code: str) -> None:
    """Begun by the link that has the code in it, or by the code, typed. Whoever is here for the first time hears who
    runs this, and is asked for their consent before."""
    offered = await talk.do(look_at_invitation, code)
    if isinstance(offered, NotWatchable):
        await talk.say(f"watch-not-{offered.reason}")
        return
    if not await talk.do(has_consented):
        await introduce(talk)
    if not await agreed(talk):
        return
    if await talk.ask(WATCH, name=offered.name, until=until_words(offered.until)) == "no":
        await talk.say("watch-declined")
        return
    name = await talk.ask(WATCHER_NAME)
    match await talk.do(accept_invitation, code, name):
        case NotWatchable(reason=reason):
            await talk.say(f"watch-not-{reason}")
        case done:
            until = until_words(done.until)
            rows = ((press("button-accounts", "c:cuentas"),),)
            await talk.say("watch-done", name=done.name, until=until, called=name, rows=rows)
