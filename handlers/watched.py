"""The mailboxes of others that a person watches: in `/cuentas`, behind an alert's buttons, and leaving; and what is
said to either side when it begins or ends."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from handlers import notice_words
from handlers.effects import watching
from handlers.notices import message_of_tap
from handlers.speech import Phrase, Rows, Said, Speech, Toast, phrase, press, say
from handlers.watch_words import buttons, note, until_words
from handlers.world import Scene, row_id
from storage import mailboxes, notices, watchers
from storage.notices import KnownNotice
from storage.outbox import Delivery
from storage.watchers import Watcher

_STALE = Toast(phrase("stale-button"), alert=True)
_ACCOUNTS: Rows = ((press("button-back-to-mailboxes", "a:l:"),),)

Watched = Sequence[tuple[Watcher, str]]


def lines_of(watched: Watched) -> tuple[Phrase, ...]:
    """What `/cuentas` says of them, if there are any."""
    if not watched:
        return ()
    rows = (phrase("watched-row", name=name, until=until_words(watcher.until)) for watcher, name in watched)
    return (phrase("watched-title"), *rows)


def rows_of(watched: Watched) -> Rows:
    """A button for each."""
    return tuple((press("button-watched", f"g:w:{watcher.id}", name=name),) for watcher, name in watched)


async def show(scene: Scene, argument: str) -> list[Speech]:
    """One of them: until when, what a watcher can and can't do, and the button to leave."""
    found = await _own(scene, argument)
    if found is None:
        return [_STALE]
    watcher, name = found
    rows: Rows = ((press("button-stop-watching", f"g:x:{watcher.id}"),), *_ACCOUNTS)
    until = until_words(watcher.until)
    return [say("watched-card", name=name, until=until, called=watcher.name, rows=rows, edit=message_of_tap(scene))]


async def stop(scene: Scene, argument: str) -> list[Speech]:
    """Watch it no longer; its owner is told."""
    found = await _own(scene, argument)
    if found is None:
        return [_STALE]
    watcher, name = found
    async with scene.world.database.begin() as connection:
        await watching.leave(connection, scene, watcher)
    await scene.world.wake()
    return [say("watched-left", name=name, rows=_ACCOUNTS, edit=message_of_tap(scene))]


async def show_more(scene: Scene, argument: str) -> list[Speech]:
    """What stands behind "Ver más" of a notice in a mailbox that the person watches. Nothing is opened."""
    found = await watched_notice(scene, argument)
    if found is None:
        return [_STALE]
    notice, name = found
    more = notice_words.more(notice, name, scene.world.today())
    return [Said((*more, note(name)), buttons(notice, with_more=False))]


async def watched_notice(scene: Scene, argument: str) -> tuple[KnownNotice, str] | None:
    """The notice and its mailbox's name, if the person watches that mailbox at this moment."""
    number = row_id(argument)
    if number is None:
        return None
    async with scene.world.database.read() as connection:
        watched = await watchers.watched_by(connection, [scene.household], now=scene.world.now())
        notice, name, _ = (await notices.named(connection, [number])).get(number, (None, "", 0))
    if notice is None or (notice.mailbox_id, scene.household) not in watched:
        return None
    return notice, name


async def told(connection: AsyncConnection, delivery: Delivery, *, now: datetime) -> Said | None:
    """To the owner: that somebody watches now, with the way to end it, or does no longer. To a watcher: that it has
    ended. Nothing where it has changed again since."""
    mailbox = await mailboxes.get(connection, delivery.mailbox_id or 0)
    if delivery.text_key in {"watch-ended", "watch-over"}:
        if mailbox is None:
            return say("watch-ended-gone")
        again = (mailbox.id, delivery.household) in await watchers.watched_by(connection, [delivery.household], now=now)
        return None if again else say(delivery.text_key, name=mailbox.shown)
    if mailbox is None or mailbox.chat_id != delivery.household:
        return None
    card = (press("button-mailbox", f"m:c:{mailbox.id}", name=mailbox.shown),)
    if delivery.text_key == "watcher-left":
        return say("watcher-left", name=mailbox.shown, rows=(card,))
    watcher = await watchers.get(connection, int(delivery.params["watcher"]), now=now)
    if watcher is None or watcher.mailbox_id != mailbox.id:
        return None
    out = press("button-end-watcher", f"m:e:{watcher.id}", name=watcher.name)
    until = until_words(watcher.until)
    return say("watcher-came", who=watcher.name, name=mailbox.shown, until=until, rows=((out,), card))


async def _own(scene: Scene, argument: str) -> tuple[Watcher, str] | None:
    """What the person watches by this number, if they do."""
    number = row_id(argument)
    async with scene.world.database.read() as connection:
        watched = await watchers.of_chat(connection, scene.household, now=scene.world.now())
    return next(((watcher, name) for watcher, name in watched if watcher.id == number), None)
