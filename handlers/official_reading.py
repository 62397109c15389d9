"""Reading what an institution has brought, from our own rows: nothing is asked of a portal, and what a person was not
told of yet is told before it is listed."""

from buzon.notice import Notice, OpenedNotice
from handlers.errors import NoticeGone
from handlers.official_intake import tell
from handlers.world import Scene
from storage import ingest_notices, notices
from storage.mailboxes import Mailbox
from storage.notices import KnownNotice


async def listed(scene: Scene, mailbox: Mailbox) -> list[tuple[Notice, KnownNotice]]:
    """What a list shows of a mailbox, newest first, without opening any. Raises VaultError."""
    world = scene.world
    async with world.database.read() as connection:
        untold = await ingest_notices.has_untold(connection, mailbox.id)
    while untold:
        untold = bool(await tell(world, mailbox.id, wait=True))
    async with world.database.read() as connection:
        seen = await ingest_notices.of_mailbox(connection, world.vault, mailbox.id)
        kept = await notices.known(connection, mailbox.id)
    return [(notice, kept[notice.id]) for notice in seen if notice.id in kept]


async def open_brought(scene: Scene, kept: KnownNotice) -> OpenedNotice:
    """The whole of a notice, after the person's yes. Raises NoticeGone, VaultError."""
    world = scene.world
    async with world.database.read() as connection:
        opened = await ingest_notices.opened(connection, world.vault, kept.id)
    if opened is None:
        raise NoticeGone("the mailbox was unlinked meanwhile")
    return opened
