"""Whose a broadcast is, and how far a role reaches: asked anew at every act. `member` is None for the operator."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.world import Team
from storage import staff
from storage.broadcasts import Broadcast
from storage.database import Database
from storage.staff import Member
from storage.tables import StaffRole


class Around(Protocol):
    """What of the world an act wants: a `World` has it, and the command line makes do with it."""

    @property
    def database(self) -> Database:
        """Where the rows are."""

    @property
    def team(self) -> Team:
        """The rule of the second person, and the pace of each channel."""

    @property
    def wake(self) -> Callable[[], Awaitable[None]]:
        """Tells the push that the outbox has something new."""

    def now(self) -> datetime:
        """The current instant."""


async def may(connection: AsyncConnection, member: Member | None, least: StaffRole) -> bool:
    """Whether the role reaches so far now: a member in hand may have been removed since."""
    if member is None:
        return True
    present = await staff.of_chat(connection, member.chat_id)
    return present is not None and present.role.may(least)


async def is_own(connection: AsyncConnection, member: Member | None, broadcast: Broadcast) -> bool:
    """Whether they wrote it. By the chat: who leaves the team and comes back is still the same person."""
    if member is None or broadcast.author is None:
        return member is None and broadcast.author is None
    author = await staff.get(connection, broadcast.author)
    return author is not None and author.chat_id == member.chat_id
