"""`/cuentas`: the mailboxes of this chat, those of others that it watches, and letting go of one."""

from handlers import two_chats, watched
from handlers.effects.mailboxes import own_mailbox
from handlers.effects.watching import mailbox_goes
from handlers.speech import Said, Speech, Tap, Toast, phrase, press, say
from handlers.world import Scene, session_key
from storage import audit, mailboxes, pairing, watchers


async def list_accounts(scene: Scene, argument: str = "") -> list[Speech]:
    """Each mailbox with its state and a button to its card; then those of others that the person watches; then their
    other chat, or the way to one."""
    async with scene.world.database.read() as connection:
        held = await mailboxes.of_chat(connection, scene.household)
        watching = await watchers.of_chat(connection, scene.household, now=scene.world.now())
        pair = await pairing.of(connection, scene.chat.id)
    edit = scene.heard.message if isinstance(scene.heard.what, Tap) else None
    add = press("button-link-another" if held else "button-link", "c:vincular")
    others = (*watched.lines_of(watching), *two_chats.lines_of(scene, pair))
    others_rows = watched.rows_of(watching)
    if not held:
        rows = two_chats.rows_of(scene, pair) if two_chats.lines_of(scene, pair) else ()
        return [Said((phrase("no-mailboxes"), *others), (*others_rows, (add,), *rows), edit)]
    lines = tuple(phrase(f"account-{mailbox.state}", name=mailbox.shown, at=mailbox.linked_at) for mailbox in held)
    rows = tuple((press("button-mailbox", f"m:c:{mailbox.id}", name=mailbox.shown),) for mailbox in held)
    title = phrase("accounts-title", count=len(held))
    return [Said((title, *lines, *others), (*rows, *others_rows, (add,), *two_chats.rows_of(scene, pair)), edit)]


async def ask_to_unlink(scene: Scene, argument: str) -> list[Speech]:
    """What unlinking means, before it is done."""
    mailbox = await own_mailbox(scene, argument)
    if mailbox is None:
        return [Toast(phrase("stale-button"), alert=True)]
    rows = ((press("button-unlink-yes", f"a:y:{mailbox.id}"),), (press("button-keep", "a:l:"),))
    return [say("unlink-warning", name=mailbox.shown, rows=rows, edit=scene.heard.message)]


async def unlink(scene: Scene, argument: str) -> list[Speech]:
    """Forget the mailbox: its credentials, what is known of its notices, and every push that still waits. Whoever
    watches it is told."""
    mailbox = await own_mailbox(scene, argument)
    if mailbox is None:
        return [Toast(phrase("stale-button"), alert=True)]
    world = scene.world
    async with world.database.begin() as connection:
        await mailbox_goes(connection, scene, mailbox.id)
        await mailboxes.unlink(connection, mailbox.id, scene.household)
        await audit.record(
            connection,
            at=world.now(),
            chat_id=scene.chat.id,
            action="mailbox.unlinked",
            subject=f"mailbox:{mailbox.id}",
        )
    await world.mailbox.forget(session_key(mailbox.id))
    await world.wake()
    return [say("unlinked", name=mailbox.shown, edit=scene.heard.message)]
