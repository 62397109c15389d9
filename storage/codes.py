"""Codes that one chat gives and another uses: eight signs, good once and for a time.

What is kept is a fingerprint under a key of the vault, since eight signs under a plain hash could be guessed from a
copy of the database. The key is another one for each kind of code: a code of one kind is nothing to the other.
"""

import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import links
from storage.vault import Vault

_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # none that looks like another: no 0, 1, I, L, O
_LENGTH = 8
_CODE = re.compile(f"([{_LETTERS}]{{4}})[-\u2010-\u2015]?([{_LETTERS}]{{4}})")


@dataclass(frozen=True, slots=True)
class Given:
    """A code that is good: the chat that gave it, and the purpose it was given for."""

    chat_id: int
    purpose: str


def read(text: str) -> str | None:
    """The code that a text is, without its dash; None where it is none. Pure."""
    found = _CODE.fullmatch(text.strip().upper())
    return _mixed(found[1] + found[2]) if found else None


def shown(code: str) -> str:
    """A code as people read it: "K7RM-2QXZ". Pure."""
    return f"{code[:4]}-{code[4:]}"


async def make(
    connection: AsyncConnection,
    vault: Vault,
    chat_id: int,
    *,
    kind: str,
    purpose: str,
    life: timedelta,
    now: datetime,
) -> str:
    """A new code of this chat, without its dash."""
    code = None
    while code is None:
        code = _mixed("".join(secrets.choice(_LETTERS) for _ in range(_LENGTH)))
    values = {"chat_id": chat_id, "purpose": purpose, "created_at": now, "expires_at": now + life}
    await connection.execute(links.insert().values(token_hash=_marks(vault, code, kind)[0], **values))
    return code


async def find(connection: AsyncConnection, vault: Vault, code: str, *, kind: str, now: datetime) -> Given | None:
    """What a code is good for, without using it up; None where it is wrong, used or too old."""
    live = select(links.c.chat_id, links.c.purpose).where(*_live(vault, code, kind, now))
    row = (await connection.execute(live)).one_or_none()
    return None if row is None else Given(row.chat_id, row.purpose)


async def burn(connection: AsyncConnection, vault: Vault, code: str, *, kind: str, now: datetime) -> bool:
    """Use the code up: of any number of callers exactly one does."""
    live = update(links).where(*_live(vault, code, kind, now))
    return bool((await connection.execute(live.values(used_at=now))).rowcount)


async def recall(connection: AsyncConnection, vault: Vault, code: str, *, kind: str) -> Given | None:
    """What a code was good for, be it used or too old by now."""
    same = select(links.c.chat_id, links.c.purpose).where(links.c.token_hash.in_(_marks(vault, code, kind)))
    row = (await connection.execute(same)).one_or_none()
    return None if row is None else Given(row.chat_id, row.purpose)


def _live(vault: Vault, code: str, kind: str, now: datetime) -> tuple[Any, ...]:
    return links.c.token_hash.in_(_marks(vault, code, kind)), links.c.used_at.is_(None), links.c.expires_at > now


def _marks(vault: Vault, code: str, kind: str) -> tuple[bytes, ...]:
    return vault.fingerprints(code, purpose=kind)


def _mixed(code: str) -> str | None:
    """A code has letters and figures both, so that no word and no number is taken for one."""
    return code if any(map(str.isdigit, code)) and any(map(str.isalpha, code)) else None
