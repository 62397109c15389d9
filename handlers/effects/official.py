"""Linking by a code that an institution shows: whose mailbox it is, in masked form, and keeping it."""

from dataclasses import dataclass

from handlers.dialog import storable
from handlers.effects.codes import may_try, wrong_code
from handlers.effects.linking import MAILBOXES_PER_CHAT
from handlers.effects.watching import record_watch
from handlers.world import Scene
from storage import audit, chats, codes, ingest_keys, ingest_links, ingest_statuses, mailboxes, watchers
from storage.mailboxes import AlreadyLinked


@storable
@dataclass(frozen=True, slots=True)
class Offered:
    """What a code would link: the institution's name, and the holder's, masked."""

    source: str
    holder: str


@storable
@dataclass(frozen=True, slots=True)
class NotOffered:
    """Why not: "code" (wrong, used, too old: which of them nobody is told), "full", "already" (then `name` is its name
    here)."""

    reason: str
    name: str = ""


@storable
@dataclass(frozen=True, slots=True)
class OfficiallyLinked:
    """The mailbox is linked, under this name."""

    name: str


async def official_sources(scene: Scene) -> str:
    """The institutions whose people can link by a code, by name, one a line; "" where there is none."""
    async with scene.world.database.read() as connection:
        return "\n".join(await ingest_keys.sources(connection))


async def is_official_code(scene: Scene, code: str) -> bool:
    """Whether an institution has made this code. Who was wrong too often is told nothing of it; this is no try."""
    return await may_try(scene) and isinstance(await _look(scene, code), Offered)


async def look_at_official_code(scene: Scene, code: str) -> Offered | NotOffered:
    """What this code would link. A wrong one is counted."""
    if not await may_try(scene):
        return NotOffered("code")
    found = await _look(scene, code)
    if isinstance(found, NotOffered):
        await wrong_code(scene)
    return found


async def _look(scene: Scene, code: str) -> Offered | NotOffered:
    world, plain = scene.world, codes.read(code)
    if plain is None:
        return NotOffered("code")
    async with world.database.read() as connection:
        offer = await ingest_links.find(connection, world.vault, plain, now=world.now())
        if offer is None or offer.source not in await ingest_keys.sources(connection):
            return NotOffered("code")
    return Offered(offer.source, offer.holder)


async def link_officially(scene: Scene, code: str) -> OfficiallyLinked | NotOffered:
    """Use the code up and keep the mailbox, in one commit; the institution is told that it is linked. A repeat finds it
    linked."""
    world, plain = scene.world, codes.read(code) or ""
    now = world.now()
    async with world.database.begin() as connection:
        household = await chats.household(connection, scene.chat.id)
        offer = await ingest_links.find(connection, world.vault, plain, now=now)
        if offer is None:
            before = await ingest_links.linked_by(connection, world.vault, plain, chat_id=household)
            return OfficiallyLinked(before.shown) if before else NotOffered("code")
        held = await mailboxes.of_chat(connection, household)
        if len(held) >= MAILBOXES_PER_CHAT:
            return NotOffered("full")
        if not await ingest_links.burn(connection, offer.link, now=now):
            return NotOffered("code")
        added = await ingest_links.link(
            connection, world.vault, offer, chat_id=household, name=f"Buzón {len(held) + 1}", now=now
        )
        if isinstance(added, AlreadyLinked):
            return NotOffered("already", added.mailbox.shown)
        await ingest_statuses.linked(connection, added.id, now=now)
        await audit.record(
            connection,
            at=now,
            chat_id=scene.chat.id,
            action="mailbox.linked",
            subject=f"mailbox:{added.id}",
            origin=scene.heard.channel,
        )
        for number in await watchers.end_own(connection, household):  # it was another's, whom they have watched
            await record_watch(connection, scene, "mailbox.unwatched", number)
    return OfficiallyLinked(added.shown)
