"""What is said of a notice later: reminders before its safe date, and once more where nobody has looked at it. Each is
a row of the outbox, written in the commit that made it necessary; and when a person wants to be told anything at all.
"""

from datetime import date, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from buzon.reminding import after_quiet, morning_of, next_hour, reminders
from buzon.workdays import LIMA, day_in_lima
from handlers.priorities import PRIORITIES, Priority
from storage import dedupe, outbox, telling
from storage.notices import KnownNotice
from storage.preferences import Preferences
from storage.telling import Rooms

LATER = frozenset({"deadline", "unread", "silence"})
"""The texts of rows that wait for a day of their own, as long as that is."""

UNREAD_AFTER = timedelta(hours=24)
"""So long after an alert of what is urgent it is said once more, where nobody has opened or answered it."""

SILENT_AFTER = timedelta(days=60)
"""So long without anything new, and the person is told how to ask."""


def tell_at(now: datetime, wanted: Preferences, *, critical: bool, safe_day: date | None = None) -> datetime:
    """When somebody is told what there is to be told now. What is critical comes at once; a pause gives way to a safe
    date that it would swallow, quiet hours to one that is today."""
    if critical:
        return now
    at = now
    pause = wanted.paused_until
    if pause is not None and pause > now and (safe_day is None or safe_day > pause.astimezone(LIMA).date()):
        at = pause
    if safe_day is not None and safe_day <= at.astimezone(LIMA).date():
        return at
    return after_quiet(at, wanted.quiet_from, wanted.quiet_until)


def digest_at(now: datetime, wanted: Preferences, *, critical: bool, safe_day: date | None) -> datetime | None:
    """When the day's digest tells of a new notice; None where it has an alert of its own: nobody wants a digest, it is
    critical, or its safe date is not after the digest's day."""
    if critical or wanted.digest_hour is None:
        return None
    at = next_hour(now, wanted.digest_hour)
    if wanted.paused_until is not None and wanted.paused_until > at:
        at = next_hour(wanted.paused_until - timedelta(seconds=1), wanted.digest_hour)
    return None if safe_day is not None and safe_day <= at.astimezone(LIMA).date() else at


async def put_into_digest(
    connection: AsyncConnection, rooms: Rooms, mailbox_id: int, notice_id: int, *, at: datetime, now: datetime
) -> None:
    """One row for each notice, all due at once: whichever is sent first tells of them all, the others of nothing."""
    await telling.tell(
        connection,
        rooms,
        mailbox_id=mailbox_id,
        dedupe_key=dedupe.digest(notice_id),
        text_key="digest",
        params={"notice": notice_id, "at": at.isoformat()},
        priority=PRIORITIES[Priority.ALERT],
        due_at=at,
        now=now,
    )


async def plan(
    connection: AsyncConnection, rooms: Rooms, notice: KnownNotice, wanted: Preferences, *, now: datetime
) -> None:
    """Put the reminders of a notice's safe date and appointment in line, in place of those that wait. What was said
    already is not said again."""
    await outbox.drop(connection, notice.mailbox_id, dedupe.deadlines_of(notice.id))
    if notice.handled_at is not None:
        return
    for day in sorted({day for day in (notice.safe_day, notice.appointment_day) if day is not None}):
        for _, due_at in reminders(day, wanted.remind_before, after=now):
            await telling.tell(
                connection,
                rooms,
                mailbox_id=notice.mailbox_id,
                dedupe_key=dedupe.deadline(notice.id, due_at.astimezone(LIMA).date()),
                text_key="deadline",
                params={"notice": notice.id, "day": day.isoformat()},
                priority=PRIORITIES[Priority.REMINDER],
                due_at=tell_at(due_at, wanted, critical=False, safe_day=day),
                now=now,
            )


async def ask_again_unless_read(
    connection: AsyncConnection, rooms: Rooms, mailbox_id: int, notice_id: int, *, due_at: datetime, now: datetime
) -> None:
    """A notice that nobody has opened or answered by then is told once more, in the person's other chat if any."""
    await telling.tell_once(
        connection,
        rooms,
        chat_id=rooms.other or rooms.preferred,
        mailbox_id=mailbox_id,
        dedupe_key=dedupe.unread(notice_id),
        text_key="unread",
        params={"notice": notice_id},
        priority=PRIORITIES[Priority.ALERT],
        due_at=due_at,
        now=now,
    )


async def ask_after_silence(connection: AsyncConnection, rooms: Rooms, mailbox_id: int, *, now: datetime) -> None:
    """Begin to wait anew for sixty days of silence."""
    await outbox.drop(connection, mailbox_id, dedupe.silences_of(mailbox_id))
    await outbox.add(
        connection,
        chat_id=rooms.preferred,
        mailbox_id=mailbox_id,
        dedupe_key=dedupe.silence(mailbox_id, now),
        text_key="silence",
        params={},
        priority=PRIORITIES[Priority.REMINDER],
        due_at=morning_of(day_in_lima(now + SILENT_AFTER)),
        now=now,
    )


async def unplan(connection: AsyncConnection, notice: KnownNotice) -> None:
    """Nothing more is to be said of this notice."""
    for key in (dedupe.deadlines_of(notice.id), dedupe.unread(notice.id)):
        await outbox.drop(connection, notice.mailbox_id, key)
