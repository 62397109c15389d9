"""Browsers at the web desk: one asks, a member says yes in the chat, and it goes on under a secret of its own.

Only hashes are kept. A browser that waits is known by another hash than one that was let in, and gets a new secret on
its way in: so a secret that somebody planted in a browser beforehand opens nothing, and of two that hold the same one
gets in. What the chat is given (`reference`) names the waiting browser and is of no use to any other.
"""

import hashlib
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, Update, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import staff
from storage.staff import Member
from storage.tables import desk_sessions

SIGN_IN_LIFE = timedelta(minutes=5)
SESSION_LIFE = timedelta(hours=8)
"""From the yes in the chat on, whatever is done meanwhile."""

_KEPT = timedelta(days=1)
_LETTERS = "ACDEFGHJKLMNPQRTUVWXY"
"""None that is taken for a digit or another letter."""


class SignInState(StrEnum):
    """Where the asking of a browser stands."""

    WAITING = "waiting"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class SignIn:
    """A browser that asks to be let in. `code` is what it shows, `browser` what it says it is, in words of ours."""

    code: str
    browser: str
    created_at: datetime
    expires_at: datetime
    state: SignInState


_COLUMNS = [desk_sessions.c[name] for name in (*SignIn.__slots__[:4], "confirmed_at", "ended_at")]
_WAITING = desk_sessions.c.confirmed_at.is_(None) & desk_sessions.c.ended_at.is_(None)
_OPEN = desk_sessions.c.confirmed_at.is_not(None) & desk_sessions.c.ended_at.is_(None)


async def begin(connection: AsyncConnection, *, browser: str, now: datetime) -> str:
    """A browser asks: its secret (32 random bytes, base64url). What is long over is cleared away on the occasion."""
    await connection.execute(delete(desk_sessions).where(desk_sessions.c.expires_at < now - _KEPT))
    token = secrets.token_urlsafe(32)
    code = f"{secrets.randbelow(90) + 10} {secrets.choice(_LETTERS)}{secrets.choice(_LETTERS)}"
    values = {"code": code, "browser": browser, "created_at": now, "expires_at": now + SIGN_IN_LIFE}
    await connection.execute(desk_sessions.insert().values(token_hash=_asking(token), **values))
    return token


def reference(token: str) -> str:
    """What names the browser with this secret in the chat: 43 characters, from which the secret can't be found."""
    return urlsafe_b64encode(_asking(token)).decode().rstrip("=")


async def asked(connection: AsyncConnection, token: str, *, now: datetime) -> SignIn | None:
    """How it stands with this browser's asking; None if it never asked, or was let in already."""
    return await _sign_in(connection, _asking(token), now)


async def named(connection: AsyncConnection, named_as: str, *, now: datetime) -> SignIn | None:
    """The same, by what the chat knows."""
    digest = _digest(named_as)
    return None if digest is None else await _sign_in(connection, digest, now)


async def confirm(connection: AsyncConnection, named_as: str, *, staff_id: int, now: datetime) -> SignIn | None:
    """Let it in as this member: of any number of taps exactly one does. None if it does not wait any more."""
    return await _decide(connection, named_as, {"staff_id": staff_id, "confirmed_at": now}, now)


async def refuse(connection: AsyncConnection, named_as: str, *, now: datetime) -> SignIn | None:
    """Do not let it in. None if it does not wait any more."""
    return await _decide(connection, named_as, {"ended_at": now}, now)


async def take_up(connection: AsyncConnection, token: str, *, now: datetime) -> str | None:
    """A browser that was let in comes: its session's secret. None if it was not, or has been here before."""
    let_in = update(desk_sessions).where(
        desk_sessions.c.token_hash == _asking(token), _OPEN, desk_sessions.c.expires_at > now
    )
    session = secrets.token_urlsafe(32)
    taken = let_in.values(token_hash=_session(session)).returning(desk_sessions.c.confirmed_at)
    confirmed_at = await connection.scalar(taken)
    if confirmed_at is None:
        return None
    lives = update(desk_sessions).where(desk_sessions.c.token_hash == _session(session))
    await connection.execute(lives.values(expires_at=confirmed_at + SESSION_LIFE))
    return session


async def member(connection: AsyncConnection, token: str, *, now: datetime) -> Member | None:
    """Who works at the browser with this session, with the role of this very moment; None once it or they are out."""
    good = select(desk_sessions.c.staff_id).where(
        desk_sessions.c.token_hash == _session(token), _OPEN, desk_sessions.c.expires_at > now
    )
    staff_id = await connection.scalar(good)
    found = None if staff_id is None else await staff.get(connection, staff_id)
    return found if found and found.ended_at is None else None


async def end(connection: AsyncConnection, token: str, *, now: datetime) -> bool:
    """Sign this browser out. False if it was out already."""
    return bool(await _end(connection, desk_sessions.c.token_hash == _session(token), now))


async def end_all(connection: AsyncConnection, staff_id: int, *, now: datetime) -> int:
    """Sign a member out of every browser, also of those that have not come in yet; how many there were."""
    return await _end(connection, desk_sessions.c.staff_id == staff_id, now)


async def count_open(connection: AsyncConnection, *, now: datetime) -> Mapping[int, int]:
    """At how many browsers each member works, by the member's id."""
    opened = (
        select(desk_sessions.c.staff_id, func.count().label("rows"))
        .where(_OPEN, desk_sessions.c.expires_at > now)
        .group_by(desk_sessions.c.staff_id)
    )
    return {row.staff_id: row.rows for row in await connection.execute(opened)}


async def _sign_in(connection: AsyncConnection, digest: bytes, now: datetime) -> SignIn | None:
    row = (await connection.execute(select(*_COLUMNS).where(desk_sessions.c.token_hash == digest))).one_or_none()
    return None if row is None else _from(row, now)


async def _decide(
    connection: AsyncConnection, named_as: str, values: Mapping[str, Any], now: datetime
) -> SignIn | None:
    digest = _digest(named_as)
    if digest is None:
        return None
    waits = update(desk_sessions).where(
        desk_sessions.c.token_hash == digest, _WAITING, desk_sessions.c.expires_at > now
    )
    row = (await connection.execute(waits.values(**values).returning(*_COLUMNS))).one_or_none()
    return None if row is None else _from(row, now)


async def _end(connection: AsyncConnection, which: Any, now: datetime) -> int:
    ended: Update = update(desk_sessions).where(which, _OPEN, desk_sessions.c.expires_at > now)
    return (await connection.execute(ended.values(ended_at=now))).rowcount


def _from(row: Row[*tuple[Any, ...]], now: datetime) -> SignIn:
    state = SignInState.WAITING
    if row.ended_at is not None:
        state = SignInState.REFUSED
    elif row.expires_at <= now:
        state = SignInState.EXPIRED
    elif row.confirmed_at is not None:
        state = SignInState.CONFIRMED
    return SignIn(row.code, row.browser, row.created_at, row.expires_at, state)


def _asking(token: str) -> bytes:
    return _hash(b"asking " + token.encode("utf-8", "surrogatepass"))


def _session(token: str) -> bytes:
    return _hash(b"session " + token.encode("utf-8", "surrogatepass"))


def _hash(text: bytes) -> bytes:
    return hashlib.sha256(text).digest()


def _digest(named_as: str) -> bytes | None:
    """The inverse of `reference`; None for what can't be one: links and buttons can be forged."""
    try:
        digest = urlsafe_b64decode(f"{named_as}=".encode("ascii"))
    except ValueError:
        return None
    return digest if len(digest) == 32 else None
