"""What a person does about a notice without opening it: see more of it, say that it is done, take that back."""

from handlers import planning
from handlers.notice_words import buttons, more
from handlers.notices import message_of_tap
from handlers.speech import Rows, Said, Speech, Toast, Unbutton, phrase, press
from handlers.world import Scene, row_id
from storage import audit, mailboxes, notices, preferences, telling
from storage.mailboxes import Mailbox
from storage.notices import KnownNotice

_STALE = Toast(phrase("stale-button"), alert=True)


async def show_more(scene: Scene, argument: str) -> list[Speech]:
    """Why this date, which others are possible, and what to do, step by step. Nothing is opened."""
    found = await own_notice(scene, argument)
    if found is None:
        return [_STALE]
    kept, mailbox = found
    rows = tuple(row for row in buttons(kept) if all(one.label.key != "button-more" for one in row))
    return [Said(more(kept, mailbox.shown, scene.world.today()), rows)]


async def done(scene: Scene, argument: str) -> list[Speech]:
    """ "I have done it": no reminder more, until they say otherwise."""
    kept = await _set(scene, argument, handled=True)
    if kept is None:
        return [_STALE]
    undo: Rows = ((press("button-not-done", f"n:u:{kept.id}"),),)
    used = message_of_tap(scene)
    return [*((Unbutton(used, undo),) if used else ()), Toast(phrase("handled"))]


async def not_done(scene: Scene, argument: str) -> list[Speech]:
    """ "Not yet": the reminders that are left come again."""
    kept = await _set(scene, argument, handled=False)
    if kept is None:
        return [_STALE]
    used = message_of_tap(scene)
    return [*((Unbutton(used, buttons(kept)),) if used else ()), Toast(phrase("not-handled"))]


async def own_notice(scene: Scene, argument: str) -> tuple[KnownNotice, Mailbox] | None:
    """The notice and its mailbox, if both are this person's: a forged or old button finds nothing."""
    number = row_id(argument)
    if number is None:
        return None
    async with scene.world.database.read() as connection:
        kept = await notices.get(connection, number, chat_id=scene.household)
        mailbox = await mailboxes.get(connection, kept.mailbox_id, chat_id=scene.household) if kept else None
    return (kept, mailbox) if kept and mailbox else None


async def _set(scene: Scene, argument: str, *, handled: bool) -> KnownNotice | None:
    number = row_id(argument)
    if number is None:
        return None
    now = scene.world.now()
    async with scene.world.database.begin() as connection:
        kept = await notices.get(connection, number, chat_id=scene.household)
        rooms = await telling.rooms_of(connection, kept.mailbox_id) if kept else None
        if kept is None or rooms is None:
            return None
        if (kept.handled_at is not None) != handled:
            await notices.set_handled(connection, kept.id, now=now if handled else None)
            action = "notice.handled" if handled else "notice.not-handled"
            await audit.record(connection, at=now, chat_id=scene.chat.id, action=action, subject=f"notice:{kept.id}")
        kept = await notices.get(connection, number, chat_id=scene.household)
        if kept is None:
            return None
        if handled:
            await planning.unplan(connection, kept)
        else:
            await planning.plan(connection, rooms, kept, await preferences.of(connection, scene.household), now=now)
    return kept
