"""Codes that an institution shows to its people, and the mailboxes that come of them.

The institution's own reference of a person (it may be a document number) stands where a user name stands elsewhere: in
the sealed credentials of the mailbox, without a password. So fingerprints, rotation and backups hold for it as well.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import orjson
from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from buzon.credentials import Credentials, Secret
from storage import codes, credentials, mailboxes
from storage.mailboxes import AlreadyLinked, Mailbox
from storage.tables import ChatState, MailboxState, chats, official_codes, official_links
from storage.tables import mailboxes as mailbox_rows
from storage.vault import Vault

KIND = "official code"
_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class MadeCode:
    """A code to be shown, without its dash; `link` is what statuses call the link that may come of it."""

    code: str
    link: str


@dataclass(frozen=True, slots=True)
class Offer:
    """What a code would link: the institution, and the holder's name as it was masked. `recipient` opens the door."""

    link: str
    source: str
    holder: str
    recipient: Secret


@dataclass(frozen=True, slots=True)
class Home:
    """A mailbox that an institution brings, and the channel in which its person is told first; None while they can't be
    reached."""

    mailbox_id: int
    channel: str | None


def reference(source: str, recipient: str) -> Credentials:
    """An institution's reference of a person, in the place of credentials: nobody signs in with it."""
    return Credentials(Secret(f"{source}\n{recipient}"), Secret(""))


def record(token_hash: bytes) -> str:
    """The name under which what a code is good for is sealed."""
    return f"official-code:{token_hash.hex()}"


async def make_code(
    connection: AsyncConnection,
    vault: Vault,
    *,
    source: str,
    recipient: str,
    holder: str,
    life: timedelta,
    now: datetime,
) -> MadeCode:
    """A new code for this person of the institution's; an earlier one that nobody has used stops working."""
    marks = credentials.fingerprints(vault, reference(source, recipient))
    unused = official_codes.c.recipient.in_(marks) & official_codes.c.used_at.is_(None)
    await connection.execute(delete(official_codes).where(unused | (official_codes.c.expires_at <= now)))
    code = None
    while code is None:
        code = codes.read("".join(secrets.choice(_LETTERS) for _ in range(8)))
    token_hash, link = vault.fingerprints(code, purpose=KIND)[0], f"ln_{secrets.token_hex(12)}"
    offered = orjson.dumps({"recipient": recipient, "holder": holder})
    await connection.execute(
        official_codes.insert().values(
            token_hash=token_hash,
            link=link,
            source=source,
            recipient=marks[0],
            sealed=vault.seal(offered, record=record(token_hash)),
            expires_at=now + life,
        )
    )
    return MadeCode(code, link)


async def find(connection: AsyncConnection, vault: Vault, code: str, *, now: datetime) -> Offer | None:
    """What a code is good for; None where it is wrong, used or too old. Raises VaultError."""
    live = select(official_codes).where(
        official_codes.c.token_hash.in_(vault.fingerprints(code, purpose=KIND)),
        official_codes.c.used_at.is_(None),
        official_codes.c.expires_at > now,
    )
    row = (await connection.execute(live)).one_or_none()
    if row is None:
        return None
    offered = orjson.loads(vault.open(row.sealed, record=record(row.token_hash)))
    return Offer(row.link, row.source, offered["holder"], Secret(offered["recipient"]))


async def burn(connection: AsyncConnection, link: str, *, now: datetime) -> bool:
    """Use the code of this link up: of any number of callers exactly one does. Whose it was goes with it."""
    one = update(official_codes).where(official_codes.c.link == link, official_codes.c.used_at.is_(None))
    return bool((await connection.execute(one.values(used_at=now, sealed=b"", recipient=bytes(32)))).rowcount)


async def linked_by(connection: AsyncConnection, vault: Vault, code: str, *, chat_id: int) -> Mailbox | None:
    """The mailbox that this chat has linked by this code, which is used up since."""
    came = (
        select(official_links.c.mailbox_id)
        .join(official_codes, official_codes.c.link == official_links.c.link)
        .where(official_codes.c.token_hash.in_(vault.fingerprints(code, purpose=KIND)))
    )
    mailbox_id = (await connection.execute(came)).scalar_one_or_none()
    return None if mailbox_id is None else await mailboxes.get(connection, mailbox_id, chat_id=chat_id)


async def link(
    connection: AsyncConnection, vault: Vault, offer: Offer, *, chat_id: int, name: str, now: datetime
) -> Mailbox | AlreadyLinked:
    """A mailbox that nobody looks into, and whose first notice is news. Raises StorageConflict if the chat is gone."""
    opened = reference(offer.source, offer.recipient.reveal())
    added = await mailboxes.add(
        connection,
        chat_id=chat_id,
        name=name,
        fingerprints=credentials.fingerprints(vault, opened),
        seal=lambda mailbox_id: credentials.seal(vault, mailbox_id, opened),
        now=now,
        next_check_at=now,
    )
    if isinstance(added, AlreadyLinked):
        return added
    await mailboxes.checked(
        connection, added.id, now=now, next_check_at=now, state=MailboxState.OFFICIAL, baseline_at=now
    )
    row = {"mailbox_id": added.id, "link": offer.link, "source": offer.source, "linked_at": now}
    await connection.execute(official_links.insert().values(**row))
    return replace(added, state=MailboxState.OFFICIAL, checked_at=now, baseline_at=now)


async def homes(
    connection: AsyncConnection, vault: Vault, source: str, recipients: Sequence[str]
) -> Mapping[str, Sequence[Home]]:
    """The mailboxes that these people of the institution's have linked; who has linked none is not in it. They can't be
    unlinked until the commit."""
    whose = {
        mark: recipient
        for recipient in dict.fromkeys(recipients)
        for mark in credentials.fingerprints(vault, reference(source, recipient))
    }
    second = chats.alias("second")
    held = (
        select(
            mailbox_rows.c.id,
            mailbox_rows.c.fingerprint,
            mailbox_rows.c.state.label("mailbox_state"),
            chats.c.alerts_to,
            chats.c.channel,
            chats.c.state,
            second.c.channel.label("second_channel"),
            second.c.state.label("second_state"),
        )
        .join(chats, chats.c.id == mailbox_rows.c.chat_id)
        .join(second, second.c.holder_id == chats.c.id, isouter=True)
        .where(mailbox_rows.c.fingerprint.in_(list(whose)))
        .order_by(mailbox_rows.c.id)
        .with_for_update(read=True, key_share=True, of=mailbox_rows)
    )
    found: dict[str, list[Home]] = {}
    for row in await connection.execute(held):
        if row.mailbox_state is not MailboxState.OFFICIAL:  # asked for, SQLite would go through all that are
            continue
        rooms = [(row.channel, row.state), (row.second_channel, row.second_state)]
        rooms = rooms if row.alerts_to is None else rooms[::-1]
        reached = [channel for channel, state in rooms if channel and state is ChatState.ACTIVE]
        found.setdefault(whose[row.fingerprint], []).append(Home(row.id, reached[0] if reached else None))
    return found
