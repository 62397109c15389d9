"""`/privacidad`: what is kept, and having all of it forgotten (Ley 29733: access and deletion, one command each)."""

from handlers import broadcast_words, two_chats
from handlers.effects import nationality, watching
from handlers.menu import own_menu
from handlers.nationality import nationality_rows
from handlers.speech import Phrase, Said, Speech, Tap, Toast, phrase, press, say
from handlers.world import Scene, session_key
from storage import audit, chats, mailboxes, pairing, staff, tickets, watchers


async def explain(scene: Scene, argument: str = "") -> list[Speech]:
    """What is kept and where, and the button that deletes it."""
    async with scene.world.database.read() as connection:
        held = await mailboxes.of_chat(connection, scene.household)
        asked = await tickets.count_of(connection, scene.chat.id)
        chat = await chats.get(connection, scene.household) or scene.chat
        now = scene.world.now()
        watched = await watchers.of_chat(connection, scene.household, now=now)
        watched_by = [await watchers.of_mailbox(connection, mailbox.id, now=now) for mailbox in held]
    edit = scene.heard.message if isinstance(scene.heard.what, Tap) else None
    general = broadcast_words.OPT_OUT if chat.no_broadcasts_at is None else broadcast_words.OPT_IN
    # Who keeps nothing here yet is not asked for more.
    country = nationality_rows(chat.nationality) if chat.consent_version else ()
    rows = ((press("button-forget-me", "p:d:"),), (general,), *country)
    lines: list[Phrase] = [phrase("privacy", operator=scene.world.operator.name, count=len(held))]
    lines += [phrase("privacy-questions", count=asked)] if asked else []
    lines += [phrase("privacy-nationality", country=chat.nationality)] if chat.nationality else []
    lines += [phrase("privacy-watched", count=len(watched))] if watched else []
    lines += [phrase("privacy-watchers", count=sum(map(len, watched_by)))] if any(watched_by) else []
    return [Said(tuple(lines), rows, edit)]


async def keep_nationality(scene: Scene, argument: str) -> list[Speech]:
    """The yes to the offer; the button carries the country."""
    if not await nationality.keep_nationality(scene, argument):
        return [Toast(phrase("stale-button"), alert=True)]
    rows = nationality_rows(argument)
    return [say("nationality-kept", country=argument, rows=rows, edit=scene.heard.message)]


async def forget_nationality(scene: Scene, argument: str) -> list[Speech]:
    """Keep none any more; a repeat says the same."""
    await nationality.forget_nationality(scene)
    return [say("nationality-forgotten", rows=nationality_rows(None), edit=scene.heard.message)]


async def ask_to_forget(scene: Scene, argument: str) -> list[Speech]:
    """What deletion means, before it is done."""
    rows = ((press("button-forget-yes", "p:y:"),), (press("button-keep", "p:k:"),))
    async with scene.world.database.read() as connection:
        pair = await pairing.of(connection, scene.chat.id)
    other = pair.other_than(scene.chat.id) if pair else None
    if pair is None or other is None:
        return [say("forget-warning", rows=rows, edit=scene.heard.message)]
    key = "forget-warning-both" if pair.holder.id == scene.chat.id else "forget-warning-here"
    return [say(key, other=other.channel, rows=rows, edit=scene.heard.message)]


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
        await watching.person_goes(connection, scene)
        await two_chats.let_go(connection, scene)
        await chats.withdraw_consent(connection, scene.chat.id, now=world.now())
        await tickets.forget(connection, scene.chat.id)
        await chats.forget(connection, scene.chat.id)
        await audit.record(
            connection, at=world.now(), chat_id=scene.chat.id, action="chat.forgotten", subject=f"chat:{scene.chat.id}"
        )
    world.prefills.drop(scene.chat.id)
    await world.wake()
    for mailbox in held:
        await world.mailbox.forget(session_key(mailbox.id))
    return [Said((phrase("forgotten"),), (), scene.heard.message, menu=own_menu(None) if member else None)]
