"""Somebody else watches a mailbox: being let in by a code, and the end of it, told to the other side."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.ext.asyncio import AsyncConnection

from handlers import planning
from handlers.dialog import storable
from handlers.effects.codes import may_try, wrong_code
from handlers.priorities import PRIORITIES, Priority
from handlers.world import Scene
from storage import audit, dedupe, mailboxes, notices, outbox, preferences, telling, watchers
from storage.mailboxes import Mailbox
from storage.watchers import Invitation, NotLetIn, Watcher


@storable
@dataclass(frozen=True, slots=True)
class Watchable:
    """The mailbox that may be watched, by the name that its owner gave it; `until_iso` is the last day, "": no end."""

    name: str
    until_iso: str

    @property
    def until(self) -> date | None:
        """The last day."""
        return date.fromisoformat(self.until_iso) if self.until_iso else None


@storable
@dataclass(frozen=True, slots=True)
class NotWatchable:
    """Why not, as `storage.watchers.NotLetIn` says."""

    reason: str


async def look_at_invitation(scene: Scene, code: str) -> Watchable | NotWatchable:
    """What this code would let the person watch. A wrong one is counted."""
    world = scene.world
    if not await may_try(scene):
        return NotWatchable(NotLetIn.CODE.value)
    async with world.database.read() as connection:
        found = await watchers.look(connection, world.vault, code, scene.household, now=world.now())
    if isinstance(found, Invitation):
        return Watchable(found.mailbox.shown, found.until.isoformat() if found.until else "")
    if found is NotLetIn.CODE:
        await wrong_code(scene)
    return NotWatchable(found.value)


async def accept_invitation(scene: Scene, code: str, name: str) -> Watchable | NotWatchable:
    """Watch it from now on, under this name, with the reminders of what is open; its owner is told at once. A repeat
    finds it watched."""
    world = scene.world
    now = world.now()
    async with world.database.begin() as connection:
        done = await watchers.accept(connection, world.vault, code, scene.household, name=name, now=now)
        if isinstance(done, NotLetIn):
            return NotWatchable(done.value)
        mailbox = await mailboxes.get(connection, done.mailbox_id)
        if mailbox is None:
            return NotWatchable(NotLetIn.CODE.value)
        if done.since == now:  # else it was done before
            await record_watch(connection, scene, "mailbox.watched", mailbox.id)
            await _remind(connection, scene, mailbox)
            await _tell_owner(connection, scene, done, "watcher-came", dedupe.watcher_came(done.id, now))
    await world.wake()
    return Watchable(mailbox.shown, done.until.isoformat() if done.until else "")


async def leave(connection: AsyncConnection, scene: Scene, watcher: Watcher) -> None:
    """Who watches wants to no longer: their owner is told."""
    now = scene.world.now()
    if await watchers.end(connection, [watcher.id]):
        await record_watch(connection, scene, "mailbox.unwatched", watcher.mailbox_id)
        await _tell_owner(connection, scene, watcher, "watcher-left", dedupe.watcher_left(watcher.id, now))


async def put_out(connection: AsyncConnection, scene: Scene, watcher: Watcher) -> None:
    """The owner wants it no longer: who has watched is told."""
    if await watchers.end(connection, [watcher.id]):
        await record_watch(connection, scene, "mailbox.unwatched", watcher.mailbox_id)
        await _tell_watcher(connection, scene, watcher, mailbox_id=watcher.mailbox_id)


async def mailbox_goes(connection: AsyncConnection, scene: Scene, mailbox_id: int) -> None:
    """The mailbox is about to be unlinked: whoever watches it is told that nothing more will come."""
    for watcher in await watchers.of_mailbox(connection, mailbox_id, now=scene.world.now()):
        await _tell_watcher(connection, scene, watcher, mailbox_id=None)
    await watchers.revoke(connection, mailbox_id, now=scene.world.now())


async def person_goes(connection: AsyncConnection, scene: Scene) -> None:
    """This chat is about to be forgotten, with what it watches and with its mailboxes."""
    for mailbox in await mailboxes.of_chat(connection, scene.chat.id):
        await mailbox_goes(connection, scene, mailbox.id)
    for watcher, _ in await watchers.of_chat(connection, scene.chat.id, now=scene.world.now()):
        await leave(connection, scene, watcher)


async def record_watch(connection: AsyncConnection, scene: Scene, action: str, mailbox_id: int) -> None:
    """Put on record who did something about the watching of this mailbox."""
    await audit.record(
        connection,
        at=scene.world.now(),
        chat_id=scene.chat.id,
        action=action,
        subject=f"mailbox:{mailbox_id}",
        origin=scene.heard.channel,
    )


async def _remind(connection: AsyncConnection, scene: Scene, mailbox: Mailbox) -> None:
    """The reminders of what is open in it, for all who are told."""
    world = scene.world
    rooms = await telling.rooms_of(connection, mailbox.id)
    wanted = await preferences.of(connection, mailbox.chat_id)
    dated = await notices.open_terms(connection, mailbox.chat_id, since=world.today())
    for notice, _ in dated:
        if rooms is not None and notice.mailbox_id == mailbox.id:
            await planning.plan(connection, rooms, notice, wanted, now=world.now())


async def _tell_owner(connection: AsyncConnection, scene: Scene, watcher: Watcher, text_key: str, key: str) -> None:
    rooms = await telling.rooms_of(connection, watcher.mailbox_id)
    if rooms is not None:
        now = scene.world.now()
        await outbox.add(
            connection,
            chat_id=rooms.preferred,
            mailbox_id=watcher.mailbox_id,
            dedupe_key=key,
            text_key=text_key,
            params={"watcher": watcher.id},
            priority=PRIORITIES[Priority.CRITICAL],
            due_at=now,
            now=now,
        )


async def _tell_watcher(connection: AsyncConnection, scene: Scene, watcher: Watcher, *, mailbox_id: int | None) -> None:
    now = scene.world.now()
    told_in = await telling.told_in(connection, watcher.chat_id)
    await outbox.add(
        connection,
        chat_id=told_in,
        mailbox_id=mailbox_id,
        dedupe_key=dedupe.watch_ended(watcher.id, now),
        text_key="watch-ended",
        params={},
        priority=PRIORITIES[Priority.ALERT],
        due_at=now,
        now=now,
    )
