"""A code that was typed or came by a link: what it would share, and the joining of two chats."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.dialog import storable
from handlers.effects.codes import may_try, wrong_code
from handlers.effects.linking import MAILBOXES_PER_CHAT
from handlers.priorities import PRIORITIES, Priority
from handlers.world import Scene, session_key
from storage import audit, dedupe, mailboxes, outbox, pairing, watchers
from storage.pairing import Joined


@storable
@dataclass(frozen=True, slots=True)
class Shares:
    """What a yes would share: the names of the mailboxes, one a line, and the channel they are used on so far. `own` is
    how many this chat has by itself, which would go there too."""

    lines: str
    channel: str
    own: int

    @property
    def names(self) -> list[str]:
        """The names."""
        return self.lines.splitlines()


@storable
@dataclass(frozen=True, slots=True)
class NotShared:
    """Why not, as `storage.pairing.NotJoined` says."""

    reason: str


async def look_at_code(scene: Scene, code: str) -> Shares | NotShared:
    """What this code is good for. A wrong one is counted."""
    world = scene.world
    if not await may_try(scene):
        return NotShared(pairing.NotJoined.CODE.value)
    async with world.database.read() as connection:
        found = await pairing.look(
            connection, world.vault, code, scene.chat.id, most=MAILBOXES_PER_CHAT, now=world.now()
        )
        if not isinstance(found, pairing.NotJoined):
            held = await mailboxes.of_chat(connection, found.holder.id)
            own = await mailboxes.of_chat(connection, scene.chat.id)
            names = (" ".join(mailbox.shown.split()) for mailbox in held)
            return Shares("\n".join(names), found.holder.channel, len(own))
    if found is pairing.NotJoined.CODE:
        await wrong_code(scene)
    return NotShared(found.value)


async def join_chats(scene: Scene, code: str) -> bool:
    """Join them: on record for both, and told at once to the chat that gave the code. False where the code is of no use
    any more. A repeat finds them joined."""
    world = scene.world
    now = world.now()
    async with world.database.begin() as connection:
        done = await pairing.join(
            connection,
            world.vault,
            code,
            scene.chat.id,
            language=scene.language,
            most=MAILBOXES_PER_CHAT,
            now=now,
        )
        if isinstance(done, Joined):
            await _note(connection, scene, done)
            await outbox.add(
                connection,
                chat_id=done.pair.holder.id,
                dedupe_key=dedupe.joined(scene.chat.id, now),
                text_key="joined",
                params={"second": scene.chat.id, "channel": scene.chat.channel},
                priority=PRIORITIES[Priority.CRITICAL],
                due_at=now,
                now=now,
            )
    if not isinstance(done, Joined):
        return False
    for mailbox_id in done.dropped:
        await world.mailbox.forget(session_key(mailbox_id))
    await world.wake()
    return True


async def _note(connection: AsyncConnection, scene: Scene, done: Joined) -> None:
    """On record for both chats, with each mailbox that changed hands."""
    holder, here, now = done.pair.holder, scene.chat.id, scene.world.now()
    acts = [(here, "chat.joined", f"chat:{holder.id}"), (holder.id, "chat.joined", f"chat:{here}")]
    acts += [(here, "consent.given", holder.consent_version or "")]
    acts += [(here, pairing.MOVED, f"mailbox:{number}") for number in done.moved]
    acts += [(here, "mailbox.dropped", f"mailbox:{number}") for number in done.dropped]
    acts += [(here, watchers.MOVED, f"watcher:{number}") for number in done.watched]
    for chat_id, action, subject in acts:
        await audit.record(
            connection, at=now, chat_id=chat_id, action=action, subject=subject, origin=scene.heard.channel
        )
