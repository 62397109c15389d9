"""People for a bench, written into the database as if they had come and linked their mailboxes long ago.

Many rows to a statement: what is measured is what happens to them, not how they came.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, update

from buzon.credentials import Credentials, Secret
from buzon.notice import Kind
from handlers.world import CONSENT_VERSION
from storage import credentials, dedupe
from storage.database import Database
from storage.tables import ChatState, MailboxState, OutboxState, chats, consents, mailboxes, notices, outbox
from storage.vault import Vault

TELEGRAM = "telegram"  # the channel's name in the database: importing it from the channel would load aiogram

FIRST_ADDRESS = 500_000_001
"""Their chats; those of the fast server's own loads begin at 900000001."""

BROADCAST = 40
"""The priority of a broadcast: after everything else."""

_AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class Resident:
    """Somebody with a linked mailbox. Its name, "bench-" and seven digits of `number`, stands in every alert of it."""

    number: int
    chat_id: int
    address: int
    mailbox_id: int

    @property
    def user(self) -> str:
        """The user name at the portal."""
        return user_name(self.number)


def user_name(number: int) -> str:
    """The user name of this number at the portal."""
    return f"u{number:07d}"


async def settle(
    database: Database,
    vault: Vault,
    numbers: Sequence[int],
    *,
    now: datetime,
    next_check_at: datetime,
    known: Sequence[str] = (),
) -> list[Resident]:
    """A chat with consent and a watched mailbox for each number; the portal's ids in `known` were seen already."""
    residents: list[Resident] = []
    for start in range(0, len(numbers), _AT_ONCE):
        part = numbers[start : start + _AT_ONCE]
        residents += await _settle(database, vault, part, now=now, next_check_at=next_check_at, known=known)
    return residents


async def _settle(
    database: Database,
    vault: Vault,
    numbers: Sequence[int],
    *,
    now: datetime,
    next_check_at: datetime,
    known: Sequence[str],
) -> list[Resident]:
    people = [
        {
            "channel": TELEGRAM,
            "address": str(FIRST_ADDRESS + number),
            "state": ChatState.ACTIVE,
            "created_at": now,
            "seen_at": now,
            "consent_version": CONSENT_VERSION,
            "consented_at": now,
            "language": "es",
        }
        for number in numbers
    ]
    secrets = [Credentials(user=Secret(user_name(number)), password=Secret("clave")) for number in numbers]
    async with database.begin() as connection:
        made = insert(chats).returning(chats.c.id, sort_by_parameter_order=True)
        chat_ids = (await connection.execute(made, people)).scalars().all()
        given = {"version": CONSENT_VERSION, "language": "es", "given_at": now}
        await connection.execute(insert(consents), [{"chat_id": chat_id, **given} for chat_id in chat_ids])
        boxes = [
            {
                "chat_id": chat_id,
                "name": f"bench-{number:07d}",
                "fingerprint": credentials.fingerprints(vault, secret)[0],
                "sealed": b"",
                "state": MailboxState.WATCHING,
                "failures": 0,
                "linked_at": now,
                "baseline_at": now,
                "next_check_at": next_check_at,
            }
            for number, chat_id, secret in zip(numbers, chat_ids, secrets, strict=True)
        ]
        made = insert(mailboxes).returning(mailboxes.c.id, sort_by_parameter_order=True)
        box_ids = (await connection.execute(made, boxes)).scalars().all()
        sealing = update(mailboxes).where(mailboxes.c.id == bindparam("box")).values(sealed=bindparam("seal"))
        seals = [
            {"box": box_id, "seal": credentials.seal(vault, box_id, secret)}
            for box_id, secret in zip(box_ids, secrets, strict=True)
        ]
        await connection.execute(sealing, seals)
        seen = [_notice(box_id, portal_id, now) for box_id in box_ids for portal_id in known]
        if seen:
            await connection.execute(insert(notices), seen)
    return [
        Resident(number, chat_id, FIRST_ADDRESS + number, box_id)
        for number, chat_id, box_id in zip(numbers, chat_ids, box_ids, strict=True)
    ]


async def line_up(
    database: Database, residents: Sequence[Resident], *, portal_id: str, now: datetime, priority: int = BROADCAST
) -> None:
    """One alert for each, due now: a notice that was seen at the portal and its row of the outbox, in one commit."""
    async with database.begin() as connection:
        made = insert(notices).returning(notices.c.id, sort_by_parameter_order=True)
        seen = [_notice(resident.mailbox_id, portal_id, now) for resident in residents]
        notice_ids = (await connection.execute(made, seen)).scalars().all()
        rows = [
            {
                "chat_id": resident.chat_id,
                "mailbox_id": resident.mailbox_id,
                "dedupe_key": dedupe.alert(resident.mailbox_id, portal_id),
                "priority": priority,
                "text_key": "alert",
                "params": {"notice": notice_id},
                "state": OutboxState.PENDING,
                "due_at": now,
                "attempts": 0,
                "created_at": now,
            }
            for resident, notice_id in zip(residents, notice_ids, strict=True)
        ]
        await connection.execute(insert(outbox), rows)


async def make_due(database: Database, residents: Sequence[Resident], *, now: datetime) -> None:
    """Their mailboxes are due now, whoever looked into them last."""
    ids = [resident.mailbox_id for resident in residents]
    for start in range(0, len(ids), _AT_ONCE):
        due = update(mailboxes).where(mailboxes.c.id.in_(ids[start : start + _AT_ONCE])).values(next_check_at=now)
        async with database.begin() as connection:
            await connection.execute(due)


def _notice(mailbox_id: int, portal_id: str, now: datetime) -> dict[str, Any]:
    return {
        "mailbox_id": mailbox_id,
        "portal_id": portal_id,
        "kind": Kind.INFORMATION,
        "subject_hash": bytes(32),
        "deposited_at": now,
        "read": False,
        "attachments": 1,
        "first_seen_at": now,
        "baseline": False,
    }
