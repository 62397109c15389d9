"""What becomes of a list of notices, whoever looked: compare with what is known, and keep the difference and its
alerts in one commit. A person's look and the watch's look pass through this one door: neither can swallow the other's
news."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncConnection

from buzon.classify import classify
from buzon.notice import Kind, Notice, Urgency
from storage import dedupe, mailboxes, notices, outbox


class Priority(StrEnum):
    """Whose turn it is when many messages wait; see PRIORITIES for the order."""

    CRITICAL = "critical"
    ALERT = "alert"
    REMINDER = "reminder"


PRIORITIES = {Priority.CRITICAL: 10, Priority.ALERT: 20, Priority.REMINDER: 30}
"""Lower goes first. Answers to a person pass by the outbox altogether."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What a look found: notices never seen before, and known ones that were read elsewhere since."""

    new: tuple[Notice, ...]
    read_since: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Taken:
    """What is kept after a look: every row's id by the portal's id, and how many alerts were put in line."""

    ids: Mapping[str, int]
    announced: int


def diff(known: Mapping[str, notices.KnownNotice], seen: Sequence[Notice]) -> Changes:
    """Compare by the portal's id. A notice that vanished from the list is no change: the portal pages and archives."""
    new = tuple(notice for notice in seen if notice.id not in known)
    read_since = tuple(
        known[notice.id].id for notice in seen if notice.read and notice.id in known and not known[notice.id].read
    )
    return Changes(new, read_since)


async def take_in(
    connection: AsyncConnection, mailbox: mailboxes.Mailbox, seen: Sequence[Notice], *, now: datetime
) -> Taken:
    """Keep what is new in `seen` with one outbox row each, on the caller's transaction.

    The first look after linking is the baseline and announces nothing. Repeating the call changes nothing.
    """
    known = await notices.known(connection, mailbox.id)
    changes = diff(known, seen)
    baseline = mailbox.baseline_at is None
    kinds = {notice.id: classify(notice.subject).kind for notice in changes.new}
    rows = [_seen(notice, kinds[notice.id]) for notice in changes.new]
    fresh = await notices.remember(connection, mailbox.id, rows, now=now, baseline=baseline)
    if changes.read_since:
        await notices.mark_read(connection, changes.read_since)
    if not baseline:
        for notice in reversed(changes.new):  # the list is newest first; alerts go out in the order of their deposit
            kind = kinds[notice.id]
            await outbox.add(
                connection,
                chat_id=mailbox.chat_id,
                mailbox_id=mailbox.id,
                dedupe_key=dedupe.alert(mailbox.id, notice.id),
                text_key="alert",
                params={"notice": fresh[notice.id]},
                priority=PRIORITIES[alert_priority(kind)],
                due_at=now,
                now=now,
            )
    ids = {portal_id: row.id for portal_id, row in known.items()} | fresh
    return Taken(ids, 0 if baseline else len(changes.new))


def _seen(notice: Notice, kind: Kind) -> notices.SeenNotice:
    subject = hashlib.sha256(notice.subject.encode()).digest()
    return notices.SeenNotice(notice.id, kind, subject, notice.deposited_at, notice.read, notice.attachments)


def alert_priority(kind: Kind) -> Priority:
    """How far to the front an alert of this kind goes."""
    return Priority.CRITICAL if kind.urgency is Urgency.CRITICAL else Priority.ALERT
