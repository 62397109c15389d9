"""A mailbox of one's own: which one a button means, and calling it something else."""

from handlers.world import Scene, row_id
from storage import audit, mailboxes
from storage.mailboxes import Mailbox


async def own_mailbox(scene: Scene, argument: str) -> Mailbox | None:
    """The mailbox, if it is this person's: a forged or old button finds nothing. (No effect: a dialog asks for its
    name.)"""
    number = row_id(argument)
    if number is None:
        return None
    async with scene.world.database.read() as connection:
        return await mailboxes.get(connection, number, chat_id=scene.household)


async def name_of_mailbox(scene: Scene, argument: str) -> str:
    """What one's own mailbox is called now, as it is shown; "" where there is none such."""
    mailbox = await own_mailbox(scene, argument)
    return mailbox.shown if mailbox else ""


async def rename_mailbox(scene: Scene, argument: str, name: str) -> str:
    """Call it so; how it is shown then, "" where there is none such (any more)."""
    number = row_id(argument) or 0
    async with scene.world.database.begin() as connection:
        if not await mailboxes.rename(connection, number, scene.household, name=name):
            return ""
        await audit.record(
            connection,
            at=scene.world.now(),
            chat_id=scene.chat.id,
            action="mailbox.renamed",
            subject=f"mailbox:{number}",
            origin=scene.heard.channel,
        )
    return await name_of_mailbox(scene, argument)
