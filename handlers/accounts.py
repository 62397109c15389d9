"""`/cuentas`: the mailboxes of this chat, and letting go of one."""

from handlers import two_chats
from handlers.speech import Said, Speech, Tap, Toast, phrase, press, say
from handlers.world import Scene, row_id, session_key
from storage import audit, mailboxes, pairing
from storage.mailboxes import Mailbox


async def list_accounts(scene: Scene, argument: str = "") -> list[Speech]:
    """Each mailbox with its state and a button to unlink it; then the person's other chat, or the way to one."""
    async with scene.world.database.read() as connection:
        held = await mailboxes.of_chat(connection, scene.household)
        pair = await pairing.of(connection, scene.chat.id)
    edit = scene.heard.message if isinstance(scene.heard.what, Tap) else None
    add = press("button-link-another" if held else "button-link", "c:vincular")
    other_chat = two_chats.lines_of(scene, pair)
    if not held:
        rows = two_chats.rows_of(scene, pair) if other_chat else ()
        return [Said((phrase("no-mailboxes"), *other_chat), ((add,), *rows), edit)]
    lines = tuple(phrase(f"account-{mailbox.state}", name=mailbox.name, at=mailbox.linked_at) for mailbox in held)
    rows = tuple((press("button-unlink", f"a:u:{mailbox.id}", name=mailbox.name),) for mailbox in held)
    title = phrase("accounts-title", count=len(held))
    return [Said((title, *lines, *other_chat), (*rows, (add,), *two_chats.rows_of(scene, pair)), edit)]


async def ask_to_unlink(scene: Scene, argument: str) -> list[Speech]:
    """What unlinking means, before it is done."""
    mailbox = await _own(scene, argument)
    if mailbox is None:
        return [Toast(phrase("stale-button"), alert=True)]
    rows = ((press("button-unlink-yes", f"a:y:{mailbox.id}"),), (press("button-keep", "a:l:"),))
    return [say("unlink-warning", name=mailbox.name, rows=rows, edit=scene.heard.message)]


async def unlink(scene: Scene, argument: str) -> list[Speech]:
    """Forget the mailbox: its credentials, what is known of its notices, and every push that still waits."""
    mailbox = await _own(scene, argument)
    if mailbox is None:
        return [Toast(phrase("stale-button"), alert=True)]
    world = scene.world
    async with world.database.begin() as connection:
        await mailboxes.unlink(connection, mailbox.id, scene.household)
        await audit.record(
            connection,
            at=world.now(),
            chat_id=scene.chat.id,
            action="mailbox.unlinked",
            subject=f"mailbox:{mailbox.id}",
        )
    await world.mailbox.forget(session_key(mailbox.id))
    return [say("unlinked", name=mailbox.name, edit=scene.heard.message)]


async def _own(scene: Scene, argument: str) -> Mailbox | None:
    """The mailbox, if it is this chat's: a forged or old button finds nothing."""
    mailbox_id = row_id(argument)
    if mailbox_id is None:
        return None
    async with scene.world.database.read() as connection:
        return await mailboxes.get(connection, mailbox_id, chat_id=scene.household)
