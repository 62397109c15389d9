"""The team at its help desk: answers by replying in its group, closes questions and opens them again."""

from sqlalchemy.ext.asyncio import AsyncConnection

from handlers import relay
from handlers.relay import Words
from handlers.speech import React, Speech, Toast, Unbutton, phrase, say
from handlers.world import Scene, row_id
from storage import audit, chats, dedupe, tickets
from storage.staff import Member
from storage.staff_groups import Group
from storage.tables import ChatState
from storage.tickets import Ticket

PASSED_ON = "👍"
"""Under a reply that is on its way; one of the few signs that Telegram takes (Bot API, ReactionTypeEmoji)."""


async def answer(scene: Scene, member: Member, group: Group, ticket_id: int) -> list[Speech]:
    """Pass a reply on, word for word, as the service's. An answer opens a closed question again: somebody still has
    something to say."""
    heard, world = scene.heard, scene.world
    now = world.now()
    words = Words.of(heard.what, heard.channel)
    if words is None or heard.message is None:
        return [say("team-text-or-photo")]
    async with world.database.begin() as connection:
        ticket = await tickets.hold(connection, ticket_id)
        chat = await chats.get(connection, ticket.chat_id) if ticket else None
        if ticket is None or chat is None:
            return [say("team-no-such-question")]
        if chat.state is not ChatState.ACTIVE:
            return [say("ticket-not-arrived", number=ticket.id)]
        if await relay.put(
            connection,
            world.vault,
            chat_id=chat.id,
            key=dedupe.answer(group.id, heard.message),
            text_key=tickets.ANSWER,
            params={"ticket": ticket.id},
            words=words,
            now=now,
        ):
            await tickets.note_answer(connection, ticket.id, now=now)
            await _record(connection, scene, "ticket.answered", ticket.id)
            if await tickets.reopen(connection, ticket.id):
                await _record(connection, scene, "ticket.reopened", ticket.id)
    await world.wake()
    return [React(heard.message, PASSED_ON)]


async def close(scene: Scene, member: Member, argument: str) -> list[Speech]:
    """Close a question; its person is told, with a button to go on."""
    now = scene.world.now()
    async with scene.world.database.begin() as connection:
        ticket = await tickets.hold(connection, row_id(argument) or 0)
        if ticket is None:
            return [Toast(phrase("stale-button"), alert=True)]
        closed = await tickets.close(connection, ticket.id, by=member.id, now=now)
        if closed:
            await _record(connection, scene, "ticket.closed", ticket.id)
            await relay.tell_closed(connection, ticket, now)
        after = await tickets.get(connection, ticket.id)
    await scene.world.wake()
    toast = Toast(phrase("toast-ticket-closed")) if closed else Toast(phrase("toast-ticket-was-closed"))
    return [*_rebuttoned(scene, after), toast]


async def reopen(scene: Scene, member: Member, argument: str) -> list[Speech]:
    """Open a closed question again."""
    async with scene.world.database.begin() as connection:
        ticket = await tickets.hold(connection, row_id(argument) or 0)
        if ticket is None:
            return [Toast(phrase("stale-button"), alert=True)]
        if await tickets.reopen(connection, ticket.id):
            await _record(connection, scene, "ticket.reopened", ticket.id)
        after = await tickets.get(connection, ticket.id)
    return [*_rebuttoned(scene, after), Toast(phrase("toast-ticket-open"))]


def _rebuttoned(scene: Scene, ticket: Ticket | None) -> list[Speech]:
    """The tapped post with the button that is due now. What it says stays: nobody here knows it any more."""
    if ticket is None or scene.heard.message is None:
        return []
    return [Unbutton(scene.heard.message, relay.buttons(ticket))]


async def _record(connection: AsyncConnection, scene: Scene, action: str, ticket_id: int) -> None:
    await audit.record(
        connection,
        at=scene.world.now(),
        chat_id=scene.chat.id,
        action=action,
        subject=f"ticket:{ticket_id}",
        origin=scene.heard.channel,
    )
