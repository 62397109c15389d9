"""The team: who may do what, by which chat. An invitation is given out once, and only its hash is kept.

A role is looked up at every single act, never remembered: whoever is removed can do nothing from that moment on.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import StaffRole, chats, staff, staff_invitations

INVITATION_LIFE = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Member:
    """One membership. `name` is what the team calls the person; `invited_by` a member's id, None for the operator.

    `channel`, `address` and `language` are of the chat that the person works from.
    """

    id: int
    chat_id: int
    name: str
    role: StaffRole
    invited_by: int | None
    joined_at: datetime
    ended_at: datetime | None
    channel: str
    address: str
    language: str | None


@dataclass(frozen=True, slots=True)
class Invitation:
    """What an invitation is good for."""

    name: str
    role: StaffRole
    invited_by: int | None
    expires_at: datetime


class NotInvited(StrEnum):
    """Why somebody could not join."""

    UNKNOWN = "unknown"
    USED = "used"
    EXPIRED = "expired"
    MEMBER = "member"


_MEMBERS = select(
    *(staff.c[name] for name in Member.__slots__[:7]), chats.c.channel, chats.c.address, chats.c.language
).join(chats, chats.c.id == staff.c.chat_id)
_present = staff.c.ended_at.is_(None)
_INVITATION = [staff_invitations.c[name] for name in Invitation.__slots__]


async def invite(
    connection: AsyncConnection,
    *,
    name: str,
    role: StaffRole,
    invited_by: int | None,
    now: datetime,
    life: timedelta = INVITATION_LIFE,
) -> str:
    """A new token, good once: 24 random bytes, base64url, so that it fits a deep link's 64 characters."""
    token = secrets.token_urlsafe(24)
    values = {"name": name, "role": role, "invited_by": invited_by, "created_at": now, "expires_at": now + life}
    await connection.execute(staff_invitations.insert().values(token_hash=_hash(token), **values))
    return token


async def peek(connection: AsyncConnection, token: str, *, now: datetime) -> Invitation | NotInvited:
    """What the invitation is good for, without using it up."""
    row = (
        await connection.execute(
            select(*_INVITATION, staff_invitations.c.used_at).where(staff_invitations.c.token_hash == _hash(token))
        )
    ).one_or_none()
    if row is None:
        return NotInvited.UNKNOWN
    if row.used_at is not None:
        return NotInvited.USED
    return Invitation(*row[:-1]) if row.expires_at > now else NotInvited.EXPIRED


async def join(connection: AsyncConnection, token: str, chat_id: int, *, now: datetime) -> Member | NotInvited:
    """Use the invitation up and join: of any number of callers exactly one does. A member uses none up."""
    if await of_chat(connection, chat_id):
        return NotInvited.MEMBER
    fresh = update(staff_invitations).where(
        staff_invitations.c.token_hash == _hash(token),
        staff_invitations.c.used_at.is_(None),
        staff_invitations.c.expires_at > now,
    )
    row = (await connection.execute(fresh.values(used_at=now).returning(*_INVITATION))).one_or_none()
    if row is None:
        trouble = await peek(connection, token, now=now)
        return trouble if isinstance(trouble, NotInvited) else NotInvited.USED
    invitation = Invitation(*row)
    values = {"name": invitation.name, "role": invitation.role, "invited_by": invitation.invited_by, "joined_at": now}
    await connection.execute(staff.insert().values(chat_id=chat_id, **values))
    member = await of_chat(connection, chat_id)
    if member is None:
        raise RuntimeError("who has just joined is a member")
    return member


async def of_chat(connection: AsyncConnection, chat_id: int) -> Member | None:
    """The member that works from this chat, if one does."""
    row = (await connection.execute(_MEMBERS.where(staff.c.chat_id == chat_id, _present))).first()
    return None if row is None else Member(**row._mapping)


async def get(connection: AsyncConnection, member_id: int) -> Member | None:
    """The membership, also one that has ended."""
    row = (await connection.execute(_MEMBERS.where(staff.c.id == member_id))).one_or_none()
    return None if row is None else Member(**row._mapping)


async def present(connection: AsyncConnection, *, least: StaffRole = StaffRole.READER) -> list[Member]:
    """Everybody whose role reaches as far as `least`, in the order they joined."""
    found = await connection.execute(_MEMBERS.where(_present).order_by(staff.c.id))
    return [member for member in (Member(**row._mapping) for row in found) if member.role.may(least)]


async def set_role(connection: AsyncConnection, member_id: int, role: StaffRole) -> bool:
    """Give a member another role. False if there is none such, or it is the last admin's, or the same."""
    if not await _may_lose_admin(connection, member_id, role):
        return False
    changed = update(staff).where(staff.c.id == member_id, _present, staff.c.role != role)
    return bool((await connection.execute(changed.values(role=role))).rowcount)


async def end(connection: AsyncConnection, member_id: int, *, now: datetime) -> bool:
    """End a membership, and with it every right at once. False if there is none such, or it is the last admin's."""
    if not await _may_lose_admin(connection, member_id, None):
        return False
    ended = update(staff).where(staff.c.id == member_id, _present)
    return bool((await connection.execute(ended.values(ended_at=now))).rowcount)


async def _may_lose_admin(connection: AsyncConnection, member_id: int, role: StaffRole | None) -> bool:
    """Whether an admin would be left. The admins' rows are locked, so that two who remove each other don't both."""
    admins = select(staff.c.id).where(_present, staff.c.role == StaffRole.ADMIN).order_by(staff.c.id).with_for_update()
    ids = list(await connection.scalars(admins))
    return role is StaffRole.ADMIN or ids != [member_id]


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
