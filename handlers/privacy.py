"""`/privacidad`: what is kept, and having all of it forgotten (Ley 29733: access and deletion, one command each)."""

from handlers import broadcast_words
from handlers.menu import own_menu
from handlers.speech import Said, Speech, Tap, phrase, press, say
from handlers.world import Scene, session_key
from storage import audit, chats, mailboxes, staff, tickets


async def explain(scene: Scene, argument: str = "") -> list[Speech]:
    """What is kept and where, and the button that deletes it."""
    async with scene.world.database.read() as connection:
        held = await mailboxes.of_chat(connection, scene.chat.id)
        asked = await tickets.count_of(connection, scene.chat.id)
    edit = scene.heard.message if isinstance(scene.heard.what, Tap) else None
    general = broadcast_words.OPT_OUT if scene.chat.no_broadcasts_at is None else broadcast_words.OPT_IN
    rows = ((press("button-forget-me", "p:d:"),), (general,))
    kept = phrase("privacy", operator=scene.world.operator.name, count=len(held))
    lines = (kept, phrase("privacy-questions", count=asked)) if asked else (kept,)
    return [Said(lines, rows, edit)]


async def ask_to_forget(scene: Scene, argument: str) -> list[Speech]:
    """What deletion means, before it is done."""
    rows = ((press("button-forget-yes", "p:y:"),), (press("button-keep", "p:k:"),))
    return [say("forget-warning", rows=rows, edit=scene.heard.message)]


async def forget(scene: Scene, argument: str) -> list[Speech]:
    """Delete the chat and all that hangs on it. What stays: the proof of consent with its end, and the record
    of acts, this one too."""
    world = scene.world
    async with world.database.begin() as connection:
        held = await mailboxes.of_chat(connection, scene.chat.id)
        member = await staff.of_chat(connection, scene.chat.id)
        if member is not None:  # leaves with the chat, and the team's menu with it
            await audit.record(
                connection,
                at=world.now(),
                chat_id=scene.chat.id,
                action="staff.removed",
                subject=f"staff:{member.id}",
                details={"role": member.role.value, "by": member.id},
                origin=scene.heard.channel,
            )
        await chats.withdraw_consent(connection, scene.chat.id, now=world.now())
        await tickets.forget(connection, scene.chat.id)
        await chats.forget(connection, scene.chat.id)
        await audit.record(
            connection, at=world.now(), chat_id=scene.chat.id, action="chat.forgotten", subject=f"chat:{scene.chat.id}"
        )
    world.prefills.drop(scene.chat.id)
    for mailbox in held:
        await world.mailbox.forget(session_key(mailbox.id))
    return [Said((phrase("forgotten"),), (), scene.heard.message, menu=own_menu(None) if member else None)]
