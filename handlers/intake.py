"""What becomes of a list of notices, whoever looked: compare with what is known, and keep the difference and its
alerts in one commit. A person's look and the watch's look pass through this one door: neither can swallow the other's
news."""

import base64
import hashlib
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from buzon.classify import classify
from buzon.notice import Kind, Notice, Urgency
from buzon.schedule import next_look
from buzon.workdays import LIMA, day_in_lima
from handlers import planning
from handlers.priorities import PRIORITIES, Priority
from handlers.terms import read_dates, with_read_day
from storage import dedupe, mailboxes, notices, outbox, preferences, telling
from storage.notices import KnownNotice, SeenNotice
from storage.preferences import Preferences
from storage.telling import Rooms
from storage.vault import Vault

_SUBJECT = 300
"""So many characters of a subject go with an alert."""

TO_BOTH = frozenset({Urgency.HIGH, Urgency.CRITICAL})
"""What is told in both chats of a person who has two: kinds on which a term runs."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What a look found: notices never seen before, and known ones, by the portal's ids, that were read elsewhere
    since."""

    new: tuple[Notice, ...]
    read_since: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Taken:
    """What is kept after a look: every row's id by the portal's id, and how many alerts were put in line."""

    ids: Mapping[str, int]
    announced: int


def diff(known: Mapping[str, notices.KnownNotice], seen: Sequence[Notice]) -> Changes:
    """Compare by the portal's id. A notice that vanished from the list is no change: the portal pages and archives."""
    new = tuple(notice for notice in seen if notice.id not in known)
    read_since = tuple(notice.id for notice in seen if notice.read and notice.id in known and not known[notice.id].read)
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
    vault: Vault,
    now: datetime,
    base: timedelta,
) -> Taken:
    """Keep what is new in `seen` with its alert and reminders, on the caller's transaction.

    The first look after linking is the baseline and announces nothing. Repeating the call changes nothing. What is new
    makes the next look sooner; `base` is the operator's pause between two looks. An alert carries the subject, sealed
    by `vault`, until it is sent.
    """
    known = await notices.known(connection, mailbox.id)
    changes = diff(known, seen)
    baseline = mailbox.baseline_at is None
    rows = {notice.id: _seen(notice, classify(notice.subject).kind) for notice in changes.new}
    fresh = await notices.remember(connection, mailbox.id, list(rows.values()), now=now, baseline=baseline)
    if changes.read_since:
        await notices.mark_read(connection, [known[one].id for one in changes.read_since])
    rooms = await telling.rooms_of(connection, mailbox.id) if changes.new or changes.read_since else None
    if rooms is not None:
        wanted = await preferences.of(connection, mailbox.chat_id)
        person = _Person(connection, mailbox, rooms, wanted, now)
        for one in changes.read_since:
            await person.read_elsewhere(known[one])
        for notice in reversed(changes.new):  # the list is newest first; alerts go out in the order of their deposit
            if not baseline:
                await person.announce(notice, rows[notice.id], fresh[notice.id], vault)
            if not (baseline and notice.read):  # what was read before we were asked is the person's own business
                await person.plan(fresh[notice.id])
        if changes.new:
            await planning.ask_after_silence(connection, rooms, mailbox.id, now=now)
    if changes.new:
        await _reschedule(connection, mailbox, list(rows.values()), now=now, base=base)
    ids = {portal_id: row.id for portal_id, row in known.items()} | fresh
    return Taken(ids, 0 if baseline else len(changes.new))


@dataclass(frozen=True, slots=True)
class _Person:
    """Whom a mailbox's news are told, where, and how they want it."""

    connection: AsyncConnection
    mailbox: mailboxes.Mailbox
    rooms: Rooms
    wanted: Preferences
    now: datetime

    async def announce(self, notice: Notice, row: SeenNotice, number: int, vault: Vault) -> None:
        """Put the alert of a new notice in line, or into the day's digest; and a second word for who does not look."""
        urgency, safe_day = row.kind.urgency, row.dates.safe_day
        critical = urgency is Urgency.CRITICAL
        due_at = planning.tell_at(self.now, self.wanted, critical=critical, safe_day=safe_day)
        digest_at = planning.digest_at(self.now, self.wanted, critical=critical, safe_day=safe_day)
        if digest_at is not None:
            await planning.put_into_digest(
                self.connection, self.rooms, self.mailbox.id, number, at=digest_at, now=self.now
            )
        else:
            key = dedupe.alert(self.mailbox.id, notice.id)
            sealed = vault.seal(notice.subject[:_SUBJECT].encode(), record=outbox.sealed_record(key))
            await telling.tell(
                self.connection,
                self.rooms,
                mailbox_id=self.mailbox.id,
                dedupe_key=key,
                text_key="alert",
                params={"notice": number, "key": key, outbox.SEALED: base64.b64encode(sealed).decode()},
                priority=PRIORITIES[alert_priority(row.kind)],
                due_at=due_at,
                now=self.now,
                both=urgency in TO_BOTH,
            )
        if not notice.read and urgency in TO_BOTH:
            again_at = (digest_at or due_at) + planning.UNREAD_AFTER
            await planning.ask_again_unless_read(
                self.connection,
                self.rooms,
                self.mailbox.id,
                number,
                due_at=planning.tell_at(again_at, self.wanted, critical=critical),
                now=self.now,
            )

    async def plan(self, number: int) -> None:
        """Put the reminders of a notice in line, in place of those that wait."""
        kept = await notices.get(self.connection, number, chat_id=self.mailbox.chat_id)
        if kept is not None:
            await planning.plan(self.connection, self.rooms, kept, self.wanted, now=self.now)

    async def read_elsewhere(self, notice: KnownNotice) -> None:
        """It was read since our last look, at the earliest: its safe date may be nearer now."""
        since = max(self.mailbox.checked_at or notice.deposited_at, notice.deposited_at)
        read_day = notice.read_day or day_in_lima(since)
        dates = with_read_day(notice, read_day)
        await notices.set_dates(self.connection, notice.id, dates, read_day=read_day)
        await outbox.drop(self.connection, self.mailbox.id, dedupe.unread(notice.id))
        if dates.safe_day != notice.safe_day:
            await self.plan(notice.id)


async def _reschedule(
    connection: AsyncConnection,
    mailbox: mailboxes.Mailbox,
    new: Sequence[SeenNotice],
    *,
    now: datetime,
    base: timedelta,
) -> None:
    """What is new says that the mailbox has changed, and whether a term runs; both make the next look sooner."""
    changed_at = None if mailbox.baseline_at is None else now  # what was there before linking is no change
    days = [row.dates.safe_day for row in new if row.dates.safe_day and row.kind.urgency in TO_BOTH]
    terms = [datetime.combine(day, time.max, LIMA) for day in days]
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


def _seen(notice: Notice, kind: Kind) -> SeenNotice:
    subject = hashlib.sha256(notice.subject.encode()).digest()
    # Who knows when it was read: on the day of its deposit at the earliest, which is the safe side.
    read_day = day_in_lima(notice.deposited_at) if notice.read else None
    dates = read_dates(notice.subject, kind, deposited_at=notice.deposited_at, read_day=read_day)
    return SeenNotice(notice.id, kind, subject, notice.deposited_at, notice.read, notice.attachments, dates, read_day)


def alert_priority(kind: Kind) -> Priority:
    """How far to the front an alert of this kind goes."""
    return Priority.CRITICAL if kind.urgency is Urgency.CRITICAL else Priority.ALERT
