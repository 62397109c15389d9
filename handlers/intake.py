"""What becomes of a list of notices, whoever looked: compare with what is known, and keep the difference and its
alerts in one commit. A person's look and the watch's look pass through this one door: neither can swallow the other's
news."""

import hashlib
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncConnection

from buzon.classify import classify
from buzon.notice import Kind, Notice, Urgency
from buzon.schedule import next_look, term_of
from storage import dedupe, mailboxes, notices, telling


class Priority(StrEnum):
    """Whose turn it is when many messages wait; see PRIORITIES for the order."""

    CRITICAL = "critical"
    ALERT = "alert"
    REMINDER = "reminder"
    BROADCAST = "broadcast"


PRIORITIES = {Priority.CRITICAL: 10, Priority.ALERT: 20, Priority.REMINDER: 30, Priority.BROADCAST: 40}
"""Lower goes first. Answers to a person pass by the outbox altogether."""

TO_BOTH = frozenset({Urgency.HIGH, Urgency.CRITICAL})
"""What is told in both chats of a person who has two: kinds on which a term runs."""


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


def due_again(
    mailbox: mailboxes.Mailbox,
    *,
    now: datetime,
    base: timedelta,
    failures: int = 0,
    changed_at: datetime | None = None,
    term_until: datetime | None = None,
) -> datetime:
    """When a mailbox that was looked into at `now` is looked into again, by `buzon.schedule`, with a little chance.

    `changed_at` and `term_until` are what this look has found out, else what the row says holds.
    """
    return next_look(
        now,
        base=base,
        changed_at=changed_at or mailbox.changed_at,
        term_until=term_until or mailbox.term_until,
        linked_at=mailbox.linked_at,
        failures=failures,
        jitter=random.uniform(-1, 1),  # noqa: S311  (it spreads looks, it guards nothing)
    )


async def with_news(
    connection: AsyncConnection, looks: Sequence[tuple[mailboxes.Mailbox, Sequence[Notice]]]
) -> list[bool]:
    """Which of many looks found something to be kept: one query for all, since most did not."""
    known = await notices.known_in(connection, [mailbox.id for mailbox, _ in looks])
    return [
        mailbox.baseline_at is None or any(_is_news(notice, known[mailbox.id]) for notice in seen)
        for mailbox, seen in looks
    ]


async def take_in(
    connection: AsyncConnection,
    mailbox: mailboxes.Mailbox,
    seen: Sequence[Notice],
    *,
    now: datetime,
    base: timedelta,
) -> Taken:
    """Keep what is new in `seen` with one outbox row each, on the caller's transaction.

    The first look after linking is the baseline and announces nothing. Repeating the call changes nothing. What is new
    makes the next look sooner; `base` is the operator's pause between two looks.
    """
    known = await notices.known(connection, mailbox.id)
    changes = diff(known, seen)
    baseline = mailbox.baseline_at is None
    kinds = {notice.id: classify(notice.subject).kind for notice in changes.new}
    rows = [_seen(notice, kinds[notice.id]) for notice in changes.new]
    fresh = await notices.remember(connection, mailbox.id, rows, now=now, baseline=baseline)
    if changes.read_since:
        await notices.mark_read(connection, changes.read_since)
    rooms = await telling.rooms_of(connection, mailbox.id) if changes.new and not baseline else None
    if rooms is not None:
        for notice in reversed(changes.new):  # the list is newest first; alerts go out in the order of their deposit
            kind = kinds[notice.id]
            await telling.tell(
                connection,
                rooms,
                mailbox_id=mailbox.id,
                dedupe_key=dedupe.alert(mailbox.id, notice.id),
                text_key="alert",
                params={"notice": fresh[notice.id]},
                priority=PRIORITIES[alert_priority(kind)],
                due_at=now,
                now=now,
                both=kind.urgency in TO_BOTH,
            )
    if changes.new:
        await _reschedule(connection, mailbox, changes.new, kinds, now=now, base=base)
    ids = {portal_id: row.id for portal_id, row in known.items()} | fresh
    return Taken(ids, 0 if baseline else len(changes.new))


async def _reschedule(
    connection: AsyncConnection,
    mailbox: mailboxes.Mailbox,
    new: Sequence[Notice],
    kinds: Mapping[str, Kind],
    *,
    now: datetime,
    base: timedelta,
) -> None:
    """What is new says that the mailbox has changed, and whether a term runs; both make the next look sooner."""
    changed_at = None if mailbox.baseline_at is None else now  # what was there before linking is no change
    terms = [term_of(notice.deposited_at) for notice in new if kinds[notice.id].urgency is Urgency.CRITICAL]
    known = [mailbox.term_until] if mailbox.term_until else []
    term_until = max(until for until in terms + known) if terms else None
    if term_until is not None and term_until <= now:
        term_until = None
    if changed_at is None and term_until is None:
        return
    due = due_again(mailbox, now=now, base=base, changed_at=changed_at, term_until=term_until)
    await mailboxes.changed(connection, mailbox.id, changed_at=changed_at, term_until=term_until, next_check_at=due)


def _is_news(notice: Notice, known: Mapping[str, bool]) -> bool:
    """Never seen, or read elsewhere since."""
    read = known.get(notice.id)
    return read is None or (notice.read and not read)


def _seen(notice: Notice, kind: Kind) -> notices.SeenNotice:
    subject = hashlib.sha256(notice.subject.encode()).digest()
    return notices.SeenNotice(notice.id, kind, subject, notice.deposited_at, notice.read, notice.attachments)


def alert_priority(kind: Kind) -> Priority:
    """How far to the front an alert of this kind goes."""
    return Priority.CRITICAL if kind.urgency is Urgency.CRITICAL else Priority.ALERT
