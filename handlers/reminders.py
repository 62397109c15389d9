""" "Remind me": one notice again, at a time the person picks. A reminder is an outbox row like any other push."""

from datetime import UTC, datetime, time, timedelta

from handlers.priorities import PRIORITIES, Priority
from handlers.speech import Rows, Speech, Toast, phrase, press, say
from handlers.words import LIMA
from handlers.world import Scene, row_id
from storage import dedupe, notices, telling

MORNING = time(8, 0)
SOON = timedelta(hours=2)


async def offer(scene: Scene, argument: str) -> list[Speech]:
    """When to be reminded of notice `argument`."""
    rows: Rows = (
        (press("button-remind-soon", f"r:s:{argument}"),),
        (press("button-remind-morning", f"r:m:{argument}"),),
    )
    return [say("ask-remind", rows=rows)]


async def remind_soon(scene: Scene, argument: str) -> list[Speech]:
    """In two hours."""
    return await _remind(scene, argument, scene.world.now() + SOON)


async def remind_in_the_morning(scene: Scene, argument: str) -> list[Speech]:
    """The next 08:00 in Lima."""
    return await _remind(scene, argument, next_morning(scene.world.now()))


def next_morning(now: datetime) -> datetime:
    """The first 08:00 Lima time after `now`, in UTC."""
    local = now.astimezone(LIMA)
    morning = datetime.combine(local.date(), MORNING, LIMA)
    return (morning if morning > local else morning + timedelta(days=1)).astimezone(UTC)


async def _remind(scene: Scene, argument: str, due_at: datetime) -> list[Speech]:
    notice_id = row_id(argument)
    if notice_id is None:
        return [Toast(phrase("stale-button"), alert=True)]
    due_at = due_at.replace(second=0, microsecond=0)
    world = scene.world
    async with world.database.begin() as connection:
        kept = await notices.get(connection, notice_id, chat_id=scene.household)
        rooms = await telling.rooms_of(connection, kept.mailbox_id) if kept else None
        if kept is None or rooms is None:
            return [Toast(phrase("stale-button"), alert=True)]
        await telling.tell(
            connection,
            rooms,
            mailbox_id=kept.mailbox_id,
            dedupe_key=dedupe.reminder(kept.id, due_at),
            text_key="reminder",
            params={"notice": kept.id},
            priority=PRIORITIES[Priority.REMINDER],
            due_at=due_at,
            now=world.now(),
        )
    await world.wake()
    return [say("reminder-set", at=due_at, edit=scene.heard.message)]
