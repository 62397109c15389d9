"""What changes the team: each act with its line in the audit and its word to whom it is about, in one transaction. The
same for a tap in the chat and for the command line."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.menu import own_menu
from handlers.priorities import PRIORITIES, Priority
from handlers.speech import Said, phrase
from storage import audit, dedupe, outbox, staff
from storage.outbox import Delivery
from storage.staff import Member, Refused
from storage.tables import StaffRole


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does it, and from where: a member of the team by a channel, or the operator at the command line."""

    origin: str
    chat_id: int | None = None
    member_id: int | None = None


OPERATOR = Actor("cli")


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation just made: its token, which is given out this once, and until when it is good."""

    token: str
    until: datetime


async def invite(
    connection: AsyncConnection, *, name: str, role: StaffRole, by: Actor, now: datetime
) -> Invited | Refused:
    """Make an invitation. Refused where `by` does not administer."""
    if not await staff.may_change(connection, by.member_id):
        return Refused.NOT_ADMIN
    token = await staff.invite(connection, name=name, role=role, invited_by=by.member_id, now=now)
    await _record(connection, "staff.invited", f"invitation:{staff.reference(token)}", by, now, role=role.value)
    return Invited(token, now + staff.INVITATION_LIFE)


async def withdraw(connection: AsyncConnection, reference: str, *, by: Actor, now: datetime) -> Refused | None:
    """Make an open invitation end. None once it is done."""
    refused = await staff.withdraw(connection, reference, now=now, by=by.member_id)
    if refused is None:
        await _record(connection, "staff.withdrawn", f"invitation:{reference}", by, now)
    return refused


async def give_role(
    connection: AsyncConnection, member_id: int, role: StaffRole, *, by: Actor, now: datetime
) -> Refused | None:
    """Give a member another role, and tell them. None once it is done."""
    before = await staff.get(connection, member_id)
    refused = await staff.set_role(connection, member_id, role, by=by.member_id)
    if refused is None and before is not None:
        details = {"role": role.value, "was": before.role.value}
        await _record(connection, "staff.role", f"staff:{member_id}", by, now, **details)
        key = dedupe.staff_changed(member_id, now)
        await _tell(connection, before, "staff-changed", dedupe_key=key, by=by, now=now)
    return refused


async def remove(
    connection: AsyncConnection, member_id: int, *, by: Actor, now: datetime, even_last: bool = False
) -> Refused | None:
    """End a membership with all that hangs on it, and tell its owner. None once it is done."""
    before = await staff.get(connection, member_id)
    refused = await staff.end(connection, member_id, now=now, by=by.member_id, even_last=even_last)
    if refused is None and before is not None:
        await _record(connection, "staff.removed", f"staff:{member_id}", by, now, role=before.role.value)
        key = dedupe.staff_removed(member_id)
        await _tell(connection, before, "staff-removed", dedupe_key=key, by=by, now=now)
    return refused


async def changed(connection: AsyncConnection, delivery: Delivery) -> Said | None:
    """The word to a member who has another role now, and their new menu."""
    member = await staff.of_chat(connection, delivery.chat_id)
    if member is None:
        return None
    return Said((phrase("staff-changed", role=phrase(f"role-{member.role}")),), menu=own_menu(member.role))


async def removed(connection: AsyncConnection, delivery: Delivery) -> Said | None:
    """The word to somebody who is of the team no more, unless they are back already."""
    if await staff.of_chat(connection, delivery.chat_id):
        return None
    return Said((phrase("staff-removed"),), menu=own_menu(None))


async def _tell(
    connection: AsyncConnection, member: Member, text_key: str, *, dedupe_key: str, by: Actor, now: datetime
) -> None:
    """In their own chat. Whoever did it to themselves there has seen it (and their menu change) with the answer."""
    if member.id == by.member_id and by.origin == member.channel:
        return
    await outbox.add(
        connection,
        chat_id=member.chat_id,
        dedupe_key=dedupe_key,
        text_key=text_key,
        params={},
        priority=PRIORITIES[Priority.ALERT],
        due_at=now,
        now=now,
    )


async def _record(
    connection: AsyncConnection, action: str, subject: str, by: Actor, now: datetime, **details: str
) -> None:
    await audit.record(
        connection,
        at=now,
        chat_id=by.chat_id,
        action=action,
        subject=subject,
        details={**details, "by": by.member_id},
        origin=by.origin,
    )
