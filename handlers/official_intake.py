"""What an institution brings: kept, and told as a look's news are told, by the same rules and into the same rows.

One transaction writes a whole batch. Where a mailbox has one chat and nobody who watches, which is nearly always, its
rows are gathered and written together; everybody else's go through `handlers.intake` one by one.
"""

import asyncio
import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from buzon.classify import classify
from buzon.notice import Kind, Notice, Urgency
from buzon.reminding import reminders
from buzon.workdays import LIMA
from handlers import planning
from handlers.intake import TO_BOTH, alert_priority, take_in
from handlers.priorities import PRIORITIES, Priority
from handlers.terms import read_dates
from handlers.world import World
from storage import dedupe, ingest_links, ingest_notices, mailboxes, outbox, preferences
from storage.errors import StorageConflict
from storage.ingest_notices import Brought, Home, Line
from storage.notices import SeenNotice
from storage.preferences import Preferences
from storage.vault import Vault

_SUBJECT = 300
"""So many characters of a subject go with an alert."""

_AT_A_TIME = 20
"""So many subjects are read before others have their turn: some milliseconds."""


class Outcome(StrEnum):
    """What became of one notice of a batch."""

    ACCEPTED = "accepted"
    DUPLICATE = "duplicate"
    CONFLICT = "conflict"
    UNKNOWN = "unknown_recipient"


class Delivery(StrEnum):
    """Where a person will be told. Who they are there is not said."""

    TELEGRAM = "telegram"
    WHATSAPP = "whatsapp"
    BOTH = "both"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Pushed:
    """A notice for one of an institution's people, by its own reference."""

    recipient: str = field(repr=False)
    brought: Brought = field(repr=False)


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of it; `delivery` where it will be told."""

    outcome: Outcome
    delivery: Delivery | None = None


async def take(world: World, source: str, pushed: Sequence[Pushed]) -> list[Taken]:
    """Keep a batch and put its alerts in line; the outcomes in the order of the batch. A repeat changes nothing.

    Raises StorageDown, VaultError: then nothing of the batch was kept.
    """
    now = world.now()
    seen = await _all_seen([one.brought.notice for one in pushed])  # before a transaction is open
    async with world.database.begin() as connection:
        recipients = [one.recipient for one in pushed]
        owned = await ingest_links.of_recipients(connection, world.vault, source, recipients)
        homes = await ingest_notices.homes(connection, [number for held in owned.values() for number in held])
        ids = [one.brought.notice.id for one in pushed]
        known = await ingest_notices.known(connection, world.vault, source, ids)
        batch = _Batch(connection, world, source, homes, now)
        taken = [
            batch.sort(one, row, owned.get(one.recipient, ()), known) for one, row in zip(pushed, seen, strict=True)
        ]
        await batch.write()
    await world.wake()
    return taken


@dataclass(frozen=True, slots=True)
class _Batch:
    """The notices of a batch that are new, by mailbox and the institution's id."""

    connection: AsyncConnection
    world: World
    source: str
    homes: Mapping[int, Home]
    now: datetime
    new: dict[tuple[int, str], tuple[Brought, SeenNotice]] = field(default_factory=dict)

    def sort(self, one: Pushed, row: SeenNotice, held: Sequence[int], known: dict[str, dict[int, Brought]]) -> Taken:
        """What becomes of one; `known` learns it. Whoever links a second chat gets there what they have here."""
        there = known.setdefault(one.brought.notice.id, {})
        here = [number for number in held if number in self.homes]
        if set(there) - set(here) or any(not _same(kept, one.brought) for kept in there.values()):
            return Taken(Outcome.CONFLICT)
        if not here:
            return Taken(Outcome.UNKNOWN, Delivery.NONE)
        missing = [number for number in here if number not in there]
        for number in missing:
            there[number] = one.brought
            self.new[number, one.brought.notice.id] = one.brought, row
        if not missing:
            return Taken(Outcome.DUPLICATE)
        return Taken(Outcome.ACCEPTED, _delivery([self.homes[number] for number in here], row.kind))

    async def write(self) -> None:
        """Everything new, with what is to be told of it."""
        alone = {mailbox_id for mailbox_id, _ in self.new if self.homes[mailbox_id].alone}
        wanted = await self._wishes([self.homes[mailbox_id].chat_id for mailbox_id, _ in self.new])
        rows = [(mailbox_id, row) for (mailbox_id, _), (_, row) in self.new.items() if mailbox_id in alone]
        numbers = await ingest_notices.remember(self.connection, rows, now=self.now) if rows else {}
        for mailbox_id in dict.fromkeys(mailbox_id for mailbox_id, _ in self.new if mailbox_id not in alone):
            numbers |= await self._through_intake(mailbox_id)
        lines: list[Line] = []
        kept: list[dict[str, Any]] = []
        for key, (one, row) in self.new.items():
            home = self.homes[key[0]]
            teller = _Teller(home, wanted[home.chat_id], self.now)
            if home.alone:
                lines += teller.lines(one.notice, row, numbers[key], self.world.vault)
            kept.append(self._kept(key[0], one, numbers[key], teller.key(row, numbers[key])))
        if kept:
            await ingest_notices.keep(self.connection, kept)
        if lines:
            await ingest_notices.put_in_line(self.connection, lines, now=self.now)

    def _kept(self, mailbox_id: int, one: Brought, number: int, told_by: str) -> dict[str, Any]:
        return {
            "notice_id": number,
            "source": self.source,
            "external_id": one.notice.id,
            "mailbox_id": mailbox_id,
            "sealed": ingest_notices.seal(self.world.vault, mailbox_id, one),
            "told_by": told_by,
        }

    async def _wishes(self, chat_ids: Sequence[int]) -> dict[int, Preferences]:
        wished = await ingest_notices.with_wishes(self.connection, chat_ids)
        chosen = {chat_id: await preferences.of(self.connection, chat_id) for chat_id in wished}
        return {chat_id: chosen.get(chat_id, Preferences()) for chat_id in chat_ids}

    async def _through_intake(self, mailbox_id: int) -> dict[tuple[int, str], int]:
        mailbox = await mailboxes.get(self.connection, mailbox_id)
        if mailbox is None:
            raise StorageConflict("a mailbox went while its row was held")
        seen = [one.notice for (number, _), (one, _) in self.new.items() if number == mailbox_id]
        seen.reverse()  # newest first, as lists are
        world = self.world
        done = await take_in(self.connection, mailbox, seen, vault=world.vault, now=self.now, base=world.watch_interval)
        return {(mailbox_id, notice.id): done.ids[notice.id] for notice in seen}


@dataclass(frozen=True, slots=True)
class _Teller:
    """What `handlers.intake` puts in line for a person with one chat, as rows to be written with many others."""

    home: Home
    wanted: Preferences
    now: datetime

    def key(self, row: SeenNotice, number: int) -> str:
        """The de-duplication key of the row that tells of it first."""
        return dedupe.digest(number) if self._digest_at(row) else dedupe.alert(self.home.mailbox_id, row.portal_id)

    def lines(self, notice: Notice, row: SeenNotice, number: int, vault: Vault) -> list[Line]:
        """The alert or its place in the digest, the second word, and the reminders."""
        urgency, critical = row.kind.urgency, row.kind.urgency is Urgency.CRITICAL
        key, digest_at = self.key(row, number), self._digest_at(row)
        if digest_at is not None:
            params = {"notice": number, "at": digest_at.isoformat()}
            due_at, lines = digest_at, [self._line(key, "digest", params, Priority.ALERT, digest_at)]
        else:
            sealed = vault.seal(notice.subject[:_SUBJECT].encode(), record=outbox.sealed_record(key))
            params = {"notice": number, "key": key, outbox.SEALED: base64.b64encode(sealed).decode()}
            due_at = planning.tell_at(self.now, self.wanted, critical=critical, safe_day=row.dates.safe_day)
            lines = [self._line(key, "alert", params, alert_priority(row.kind), due_at)]
        if urgency in TO_BOTH:
            again_at = planning.tell_at(due_at + planning.UNREAD_AFTER, self.wanted, critical=critical)
            lines.append(self._line(dedupe.unread(number), "unread", {"notice": number}, Priority.ALERT, again_at))
        return lines + self._reminders(row, number)

    def _digest_at(self, row: SeenNotice) -> datetime | None:
        critical = row.kind.urgency is Urgency.CRITICAL
        return planning.digest_at(self.now, self.wanted, critical=critical, safe_day=row.dates.safe_day)

    def _reminders(self, row: SeenNotice, number: int) -> list[Line]:
        lines: dict[str, Line] = {}
        for day in sorted({day for day in (row.dates.safe_day, row.dates.appointment_day) if day is not None}):
            for at, said_on in _reminders(day, self.wanted.remind_before, self.now):
                key = dedupe.deadline(number, said_on)
                due_at = planning.tell_at(at, self.wanted, critical=False, safe_day=day)
                params = {"notice": number, "day": day.isoformat()}
                lines.setdefault(key, self._line(key, "deadline", params, Priority.REMINDER, due_at))
        return list(lines.values())

    def _line(self, key: str, text_key: str, params: Mapping[str, Any], priority: Priority, due_at: datetime) -> Line:
        chat_id, mailbox_id = self.home.chat_id, self.home.mailbox_id
        return Line(chat_id, mailbox_id, key, text_key, params, PRIORITIES[priority], due_at)


def _same(kept: Brought, given: Brought) -> bool:
    """Whether it is the same notice, whatever was opened since."""
    one, other = kept.notice, given.notice
    return (one.subject, one.deposited_at, kept.body) == (other.subject, other.deposited_at, given.body)


def _delivery(homes: Sequence[Home], kind: Kind) -> Delivery:
    both = kind.urgency in TO_BOTH
    reached = {channel for home in homes for channel in (home.channels if both else home.channels[:1])}
    return Delivery.BOTH if len(reached) > 1 else Delivery(next(iter(reached))) if reached else Delivery.NONE


async def _all_seen(given: Sequence[Notice]) -> list[SeenNotice]:
    """As `_seen`. Everybody else has their turn in between: reading five hundred takes a tenth of a second."""
    seen = []
    for start in range(0, len(given), _AT_A_TIME):
        seen += [_seen(notice) for notice in given[start : start + _AT_A_TIME]]
        await asyncio.sleep(0)
    return seen


def _seen(notice: Notice) -> SeenNotice:
    """As `handlers.intake` sees a notice that nobody has read: by its subject."""
    kind = classify(notice.subject).kind
    dates = read_dates(notice.subject, kind, deposited_at=notice.deposited_at, read_day=None)
    subject = hashlib.sha256(notice.subject.encode()).digest()
    return SeenNotice(notice.id, kind, subject, notice.deposited_at, read=False, dates=dates)


@lru_cache(maxsize=256)  # the notices of one batch have few safe dates among them
def _reminders(day: date, before: tuple[int, ...], now: datetime) -> tuple[tuple[datetime, date], ...]:
    """When to remind of a day, each with its day in Lima."""
    return tuple((at, at.astimezone(LIMA).date()) for _, at in reminders(day, before, after=now))
