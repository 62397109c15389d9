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

from storage.tables import StaffRole, chats, desk_sessions, staff, staff_invitations

INVITATION_LIFE = timedelta(hours=24)
_REFERENCE_DIGITS = 16


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

    token_hash: bytes
    name: str
    role: StaffRole
    invited_by: int | None
    expires_at: datetime

    @property
    def reference(self) -> str:
        """What it is called where its token may not stand: on buttons, and in the audit."""
        return _reference(self.token_hash)


class NotInvited(StrEnum):
    """Why somebody could not join."""

    UNKNOWN = "unknown"
    USED = "used"
    EXPIRED = "expired"
    MEMBER = "member"


class Refused(StrEnum):
    """Why the team was not changed: there is no such member or invitation (any more); it is so already; nobody would be
    left who administers; whoever asks does not administer."""

    UNKNOWN = "unknown"
    SAME = "same"
    LAST = "last"
    NOT_ADMIN = "not-admin"


_MEMBERS = select(
    *(staff.c[name] for name in Member.__slots__[:7]), chats.c.channel, chats.c.address, chats.c.language
).join(chats, chats.c.id == staff.c.chat_id)
_present = staff.c.ended_at.is_(None)
_unused = staff_invitations.c.used_at.is_(None)
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
    # Two invitations that are opened in one chat at the same time are one membership.
    await connection.execute(select(chats.c.id).where(chats.c.id == chat_id).with_for_update())
    if await of_chat(connection, chat_id):
        return NotInvited.MEMBER
    fresh = update(staff_invitations).where(
        staff_invitations.c.token_hash == _hash(token),
        _unused,
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


async def open_invitations(connection: AsyncConnection, *, now: datetime) -> list[Invitation]:
    """Those that somebody may still use, in the order in which they end."""
    wanted = select(*_INVITATION).where(_unused, staff_invitations.c.expires_at > now)
    rows = await connection.execute(wanted.order_by(staff_invitations.c.expires_at, staff_invitations.c.token_hash))
    return [Invitation(*row) for row in rows]


async def withdraw(
    connection: AsyncConnection, reference: str, *, now: datetime, by: int | None = None
) -> Refused | None:
    """Make an open invitation end now. None once it is done."""
    if not await may_change(connection, by):
        return Refused.NOT_ADMIN
    found = [one for one in await open_invitations(connection, now=now) if one.reference == reference]
    if not found:
        return Refused.UNKNOWN
    ended = update(staff_invitations).where(staff_invitations.c.token_hash == found[0].token_hash, _unused)
    done = (await connection.execute(ended.values(expires_at=now))).rowcount
    return None if done else Refused.UNKNOWN


async def set_role(
    connection: AsyncConnection, member_id: int, role: StaffRole, *, by: int | None = None
) -> Refused | None:
    """Give a member another role. None once it is done. `by` is the admin who wants it; None for the operator."""
    admins = await _admins(connection)
    if by is not None and by not in admins:
        return Refused.NOT_ADMIN
    found = await get(connection, member_id)
    if found is None or found.ended_at is not None:
        return Refused.UNKNOWN
    if found.role is role:
        return Refused.SAME
    if admins == [member_id]:
        return Refused.LAST
    changed = update(staff).where(staff.c.id == member_id, _present)
    return None if (await connection.execute(changed.values(role=role))).rowcount else Refused.UNKNOWN


async def end(
    connection: AsyncConnection, member_id: int, *, now: datetime, by: int | None = None, even_last: bool = False
) -> Refused | None:
    """End a membership, and with it every right at once: the role, the browsers at the web desk, and the invitations
    that the member gave out. None once it is done. `even_last` is for an operator whose only admin lost the phone."""
    admins = await _admins(connection)
    if by is not None and by not in admins:
        return Refused.NOT_ADMIN
    if admins == [member_id] and not even_last:
        return Refused.LAST
    ended = update(staff).where(staff.c.id == member_id, _present)
    if not (await connection.execute(ended.values(ended_at=now))).rowcount:
        return Refused.UNKNOWN
    browsers = update(desk_sessions).where(desk_sessions.c.staff_id == member_id, desk_sessions.c.ended_at.is_(None))
    await connection.execute(browsers.values(ended_at=now))
    given_out = update(staff_invitations).where(
        staff_invitations.c.invited_by == member_id, _unused, staff_invitations.c.expires_at > now
    )
    await connection.execute(given_out.values(expires_at=now))
    return None


async def may_change(connection: AsyncConnection, by: int | None) -> bool:
    """Whether `by` administers, and goes on to until this transaction ends. None is the operator, who always may."""
    return by is None or by in await _admins(connection)


async def _admins(connection: AsyncConnection) -> list[int]:
    """Their ids. The rows are locked, so that two who remove each other don't both: the second is no admin any more."""
    admins = select(staff.c.id).where(_present, staff.c.role == StaffRole.ADMIN).order_by(staff.c.id).with_for_update()
    return list(await connection.scalars(admins))


def reference(token: str) -> str:
    """What the invitation of this token is called where the token may not stand."""
    return _reference(_hash(token))


def _reference(token_hash: bytes) -> str:
    return token_hash.hex()[:_REFERENCE_DIGITS]


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
