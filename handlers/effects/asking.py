"""Asking the team: which question this is about, and passing on what was written."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from handlers import relay
from handlers.dialog import storable
from handlers.office_hours import opens_on
from handlers.questions.human import Wrote
from handlers.relay import Words
from handlers.world import Scene, row_id
from storage import audit, dedupe, mailboxes, staff_groups, tickets
from storage.tickets import Ticket

MOST_AN_HOUR = 15
"""So much one person may add to a question: the group belongs to everybody who asks."""


@storable
@dataclass(frozen=True, slots=True)
class Desk:
    """How the help desk stands for somebody: whether anybody is there to be asked, the number of the question that is
    gone on with (0: a new one), and how many mailboxes they have."""

    attended: bool
    number: int
    mailboxes: int


@storable
@dataclass(frozen=True, slots=True)
class Asked:
    """Passed on as this question; `back_on` is the day (ISO) on which the team is back, "" while it is there."""

    number: int
    back_on: str


@storable
@dataclass(frozen=True, slots=True)
class NotAsked:
    """Why nothing was passed on: "nobody" is there, or it is too "much"."""

    reason: str


async def look_at_desk(scene: Scene, named: str) -> Desk:
    """The open question of this chat, whatever button led here; else the closed one that the button named."""
    async with scene.world.database.read() as connection:
        group = await staff_groups.current(connection)
        ticket = await tickets.open_of(connection, scene.chat.id)
        if ticket is None and (number := row_id(named)) is not None:
            ticket = await tickets.get(connection, number, chat_id=scene.chat.id)
        held = await mailboxes.of_chat(connection, scene.household)
    return Desk(group is not None, ticket.id if ticket else 0, len(held))


async def ask_team(scene: Scene, number: int, with_context: bool, wrote: Wrote) -> Asked | NotAsked:
    """Put what was written in line for the team's group, as a question of its own or as more of an earlier one, which
    is opened again where it was closed. A repeat of the same update finds it in line and changes nothing."""
    world = scene.world
    now = world.now()
    words = Words(wrote.text, wrote.kind, wrote.file, scene.heard.channel)
    key = dedupe.question(scene.chat.id, scene.heard.update or 0)
    async with world.database.begin() as connection:
        group = await staff_groups.current(connection)
        if group is None:
            return NotAsked("nobody")
        ticket = await tickets.open_of(connection, scene.chat.id)
        if ticket is None and number:
            ticket = await tickets.get(connection, number, chat_id=scene.chat.id)
        if ticket is not None and await _is_much(connection, ticket, scene):
            return NotAsked("much")
        action = "opened" if ticket is None else "continued" if ticket.is_open else "reopened"
        if ticket is None:
            ticket = await tickets.begin(connection, scene.chat.id, with_context=with_context, now=now)
        if await relay.put(
            connection,
            world.vault,
            chat_id=group.chat_id,
            key=key,
            text_key=tickets.QUESTION,
            params={"ticket": ticket.id, "reopened": action == "reopened"},
            words=words,
            now=now,
        ):
            await _note(connection, scene, ticket, action)
    await world.wake()
    back_on = opens_on(now)
    return Asked(ticket.id, back_on.isoformat() if back_on else "")


async def _note(connection: AsyncConnection, scene: Scene, ticket: Ticket, action: str) -> None:
    if action == "reopened":
        await tickets.reopen(connection, ticket.id)
    await audit.record(
        connection,
        at=scene.world.now(),
        chat_id=scene.chat.id,
        action=f"ticket.{action}",
        subject=f"ticket:{ticket.id}",
        origin=scene.heard.channel,
    )


async def _is_much(connection: AsyncConnection, ticket: Ticket, scene: Scene) -> bool:
    since = scene.world.now() - timedelta(hours=1)
    subject = f"ticket:{ticket.id}"
    told = await audit.count_since(connection, action="ticket.continued", subject=subject, since=since)
    return told >= MOST_AN_HOUR
