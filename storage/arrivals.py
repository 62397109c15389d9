"""What a platform brings that numbers nothing and knows people by two names: each thing gets a number, once, and each
person one chat.

A person is known by the platform's id of them and by their phone number, of which only a fingerprint is kept. A message
may tell both, or one. Where it tells both, the chat that was known by the number alone goes by the id from then on.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import insert
from storage.tables import ChatState, OutboxState, arrivals, chats, inbox, mailboxes, outbox
from storage.vault import Vault

AWAITS_WINDOW = "window"
"""The code of a row of the outbox that waits until its person writes."""

WINDOW_WAIT = timedelta(days=30)
"""So long such a row waits."""

AWAITS_TEMPLATE, AWAITS_ROOM = "template", "tier"
"""Codes of a row that waits until its template may go again, or until more people may be written to."""

AWAITS_PERSON = (AWAITS_WINDOW, AWAITS_TEMPLATE, AWAITS_ROOM)
"""All of them: what goes at once when its person writes."""

_PHONE = "phone"
"""The purpose of the fingerprints."""


@dataclass(frozen=True, slots=True)
class Letter:
    """Something that a person sent: the platform's id of it, the person's id there, their phone number (digits), when.
    One of the two is there; `at_phone` is the chat's address where there is no id."""

    platform_id: str
    user: str | None = field(repr=False)
    phone: str | None = field(repr=False)
    at_phone: str | None = field(repr=False)
    at: datetime


@dataclass(frozen=True, slots=True)
class Placed:
    """A letter that never came before: its number, and the address of its chat."""

    letter: Letter
    number: int
    address: str = field(repr=False)


async def place(
    connection: AsyncConnection,
    vault: Vault,
    letters: Sequence[Letter],
    *,
    channel: str,
    seal: Callable[[Placed], tuple[bytes, int]],
    now: datetime,
) -> tuple[list[Placed], bool]:
    """Put letters into the inbox, each once, in the order given; those that never came before, and whether anything
    waited in the outbox for its person to write, and goes now.

    `seal(placed)` gives the sealed bytes that the inbox keeps, and whose lane it is. Their chats are there afterwards,
    with when they were last heard.
    """
    addresses, freed = await _chats_of(connection, vault, letters, channel=channel, now=now)
    fresh = await _numbered(connection, [letter.platform_id for letter in letters], channel=channel, now=now)
    placed = [
        Placed(letter, number, address)
        for letter, address in zip(letters, addresses, strict=True)
        if (number := fresh.pop(letter.platform_id, None)) is not None
    ]
    if placed:
        rows = [{"channel": channel, "update_id": one.number, "received_at": now} for one in placed]
        for row, one in zip(rows, placed, strict=True):
            row["sealed"], row["lane"] = seal(one)
        await connection.execute(insert(connection.dialect.name, inbox), rows)
    return placed, freed


async def opened(connection: AsyncConnection, bodies: Sequence[int], *, channel: str, now: datetime) -> None:
    """What was in these bodies is kept: they are crossed off, by their numbers in the inbox."""
    theirs = update(inbox).where(inbox.c.channel == channel, inbox.c.update_id.in_(sorted(bodies)))
    await connection.execute(theirs.values(sealed=None, done_at=now))


async def _numbered(
    connection: AsyncConnection, platform_ids: Sequence[str], *, channel: str, now: datetime
) -> dict[str, int]:
    """Numbers for those that have none yet, rising in the order given."""
    rows = [{"channel": channel, "platform_id": one, "at": now} for one in dict.fromkeys(platform_ids)]
    if not rows:
        return {}
    known = set(
        await connection.scalars(
            select(arrivals.c.platform_id).where(
                arrivals.c.channel == channel, arrivals.c.platform_id.in_([row["platform_id"] for row in rows])
            )
        )
    )
    wanted = [row for row in rows if row["platform_id"] not in known]
    if not wanted:
        return {}
    added = insert(connection.dialect.name, arrivals).on_conflict_do_nothing()
    returned = await connection.execute(added.returning(arrivals.c.platform_id, arrivals.c.number), wanted)
    return {row.platform_id: row.number for row in returned}


async def _chats_of(
    connection: AsyncConnection, vault: Vault, letters: Sequence[Letter], *, channel: str, now: datetime
) -> tuple[list[str], bool]:
    """The address of each letter's chat, which is there afterwards; and whether anything waited for it to be heard."""
    marks = {phone: vault.fingerprints(phone, purpose=_PHONE) for phone in {one.phone for one in letters if one.phone}}
    by_mark = await _by_mark(connection, channel, [mark for some in marks.values() for mark in some])
    named: dict[str, str] = {}  # in one heap a person may be told by the number alone, and by both
    for letter in letters:
        if letter.user and letter.phone and letter.at_phone and named.get(letter.phone) != letter.user:
            named[letter.phone] = letter.user
            aliases = marks[letter.phone]
            if any(by_mark.get(mark) != letter.user for mark in aliases):
                await _goes_by(connection, channel, letter.at_phone, letter.user)
                await _forget_marks(connection, channel, aliases, but=letter.user)
            by_mark |= dict.fromkeys(aliases, letter.user)
    addresses: list[str] = []
    heard: dict[str, dict[str, Any]] = {}
    for letter in letters:
        aliases = marks.get(letter.phone or "", ())
        known = next((by_mark[mark] for mark in aliases if mark in by_mark), None)
        address = letter.user or known or letter.at_phone or ""
        at = min(letter.at, now)  # a clock that goes ahead of ours opens no window for longer
        earlier = heard.get(address)
        theirs = aliases if named.get(letter.phone or "", address) == address else ()
        heard[address] = {
            "address": address,
            "heard_at": max(at, earlier["heard_at"]) if earlier else at,
            "alias": theirs[0] if theirs else earlier["alias"] if earlier else None,
        }
        addresses.append(address)
    return addresses, await _hear(connection, channel, [heard[address] for address in sorted(heard)], now=now)


async def _by_mark(connection: AsyncConnection, channel: str, marks: Sequence[bytes]) -> dict[bytes, str]:
    if not marks:
        return {}
    found = select(chats.c.alias, chats.c.address).where(chats.c.channel == channel, chats.c.alias.in_(marks))
    return {row.alias: row.address for row in await connection.execute(found) if row.alias is not None}


async def _hear(connection: AsyncConnection, channel: str, rows: list[dict[str, Any]], *, now: datetime) -> bool:
    """Meet who is new; note when everybody was last heard, and let go what waited for that: whether anything did."""
    if not rows:
        return False
    common = {"channel": channel, "state": ChatState.ACTIVE, "created_at": now, "seen_at": now}
    meet = insert(connection.dialect.name, chats)
    later = func.max if connection.dialect.name == "sqlite" else func.greatest
    heard_at = func.coalesce(later(chats.c.heard_at, meet.excluded.heard_at), meet.excluded.heard_at)
    meet = meet.on_conflict_do_update(
        index_elements=[chats.c.channel, chats.c.address],
        set_={
            "heard_at": heard_at,
            "seen_at": meet.excluded.seen_at,
            "alias": func.coalesce(meet.excluded.alias, chats.c.alias),
        },
    )
    await connection.execute(meet, [common | row for row in rows])
    theirs = select(chats.c.id).where(chats.c.channel == channel, chats.c.address.in_([row["address"] for row in rows]))
    waited = outbox.c.chat_id.in_(theirs), outbox.c.state == OutboxState.PENDING, outbox.c.code.in_(AWAITS_PERSON)
    return bool((await connection.execute(update(outbox).where(*waited).values(due_at=now))).rowcount)


async def renumber(
    connection: AsyncConnection,
    vault: Vault,
    *,
    channel: str,
    old: tuple[str | None, str | None],
    new: tuple[str | None, str | None],
    at_phone: Callable[[str], str],
) -> bool:
    """A person goes by another id or number, each given as (id, number): their chat follows. False where it is not
    known. `at_phone(number)` is the address of a chat known by its number alone."""
    old_user, old_phone = old
    new_user, new_phone = new
    old_marks = vault.fingerprints(old_phone, purpose=_PHONE) if old_phone else ()
    known = await _by_mark(connection, channel, old_marks)
    was = old_user or next(iter(known.values()), None) or (at_phone(old_phone) if old_phone else None)
    # Still the same id: only the number by which the chat is found changes.
    address = new_user or (was if was and not _is_phone(was, at_phone, old_phone) else at_phone(new_phone or ""))
    if was is None:
        return False
    moved = was == address or await _goes_by(connection, channel, was, address)
    mark = vault.fingerprints(new_phone, purpose=_PHONE)[0] if new_phone else None
    at = update(chats).where(chats.c.channel == channel, chats.c.address == address)
    await connection.execute(at.values(alias=mark))
    return moved


def _is_phone(address: str, at_phone: Callable[[str], str], phone: str | None) -> bool:
    return phone is not None and address == at_phone(phone)


async def _goes_by(connection: AsyncConnection, channel: str, old: str, new: str) -> bool:
    """The chat at `old` has the address `new` from now on, where there is one, and nobody with anything is there."""
    held = await connection.execute(
        select(chats.c.id, chats.c.address, chats.c.consent_version).where(
            chats.c.channel == channel, chats.c.address.in_((old, new))
        )
    )
    found = {row.address: row for row in held}
    if old not in found:
        return False
    if (there := found.get(new)) is not None:
        has_some = (await connection.execute(select(mailboxes.c.id).where(mailboxes.c.chat_id == there.id))).first()
        if there.consent_version is not None or has_some:
            return False
        await connection.execute(delete(chats).where(chats.c.id == there.id))
    await connection.execute(update(chats).where(chats.c.id == found[old].id).values(address=new))
    return True


async def _forget_marks(connection: AsyncConnection, channel: str, marks: Sequence[bytes], *, but: str) -> None:
    """A number that somebody else has now finds nobody else's chat any more."""
    others = update(chats).where(chats.c.channel == channel, chats.c.alias.in_(marks), chats.c.address != but)
    await connection.execute(others.values(alias=None))


async def forget(connection: AsyncConnection, *, before: datetime) -> int:
    """Forget numbers given so long ago that the platform repeats nothing of them; how many."""
    old = delete(arrivals).where(arrivals.c.at < before)
    return (await connection.execute(old)).rowcount
