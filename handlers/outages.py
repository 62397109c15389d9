"""What is said of outages: when, how long, what to do meanwhile. And the ledger's rows laid together as people ask for
them: one line for one time without an answer, whoever saw it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.speech import Argument, Button, Link, Phrase, Rows, Said, phrase, press
from handlers.words import LIMA
from storage import announcements, mailboxes, outages
from storage.mailboxes import Mailbox
from storage.outages import Outage
from storage.outbox import Delivery
from storage.tables import MailboxState, OutageKind

OFFICIAL_PAGE = "https://e-notificacion.migraciones.gob.pe/sine-ui/login"
"""Where people look by themselves, whatever happens to us."""

REPORT = press("button-outage-report", "s:i:")
_OFFICIAL = Button(phrase("button-official-page"), Link(OFFICIAL_PAGE))
_NOTICES = press("button-notices", "c:notificaciones")


@dataclass(frozen=True, slots=True)
class Spell:
    """A time in which nothing could be read; `ended_at` is None while it lasts. `whole`: by everybody, not only this
    mailbox."""

    kind: OutageKind
    whole: bool
    seen: str
    began_at: datetime
    ended_at: datetime | None

    def lasted(self, now: datetime) -> timedelta:
        """How long, until now at most."""
        return (self.ended_at or now) - self.began_at


def spells(found: Iterable[Outage], *, since: datetime) -> list[Spell]:
    """Rows that overlap and are of one kind become one spell, from `since` on; oldest first. Pure."""
    made: list[Spell] = []
    for outage in sorted(found, key=lambda outage: (outage.kind, outage.began_at)):
        whole, began_at = outage.mailbox_id is None, max(outage.began_at, since)
        spell = Spell(outage.kind, whole, outage.seen, began_at, outage.ended_at)
        if made and made[-1].kind is spell.kind and _touches(made[-1], spell):
            made[-1] = _joined(made[-1], spell)
        else:
            made.append(spell)
    return sorted(made, key=lambda spell: spell.began_at)


def total(of: Sequence[Spell], now: datetime) -> timedelta:
    """How long nothing could be read in all: what overlaps is counted once. `of` as `spells` gives them. Pure."""
    lasted, until = timedelta(0), None
    for spell in of:
        begun = spell.began_at if until is None else max(spell.began_at, until)
        ended = spell.ended_at or now
        lasted += max(ended - begun, timedelta(0))
        until = ended if until is None else max(until, ended)
    return lasted


def span_words(span: timedelta) -> Phrase:
    """A length of time as people say it: the two largest units at most. Pure."""
    minutes = max(int(span.total_seconds()) // 60, 0)
    if minutes == 0:
        return phrase("span-moment")
    days, hours, minutes = minutes // 1440, minutes // 60 % 24, minutes % 60
    parts = [
        phrase(key, count=count)
        for key, count in (("span-days", days), ("span-hours", hours), ("span-minutes", minutes))
        if count
    ]
    return parts[0] if len(parts) == 1 else phrase("span-two", more=parts[0], less=parts[1])


def since_words(at: datetime, now: datetime) -> Phrase:
    """ "(desde) las 10:26", or with its day where that is not today in Lima. Pure."""
    clock = _clock(at, now)
    return phrase("since-clock", clock=clock) if clock else phrase("since-date", at=at)


def at_words(at: datetime, now: datetime) -> Phrase:
    """ "a las 10:26", or "el 4 dic 2026, 08:00". Pure."""
    clock = _clock(at, now)
    return phrase("at-clock", clock=clock) if clock else phrase("at-date", at=at)


def names_words(names: Sequence[str]) -> Argument:
    """ "Mamá", "Mamá y Sofía", "Mamá, Sofía y Abuela". Pure."""
    *rest, last = names
    if not rest:
        return last
    joined = phrase("names-last", first=rest[-1], last=last)
    for name in reversed(rest[:-1]):
        joined = phrase("names-more", first=name, rest=joined)
    return joined


async def told(connection: AsyncConnection, delivery: Delivery) -> Said | None:
    """What a row about an outage says; None where there is nothing to be said any more."""
    match delivery.text_key:
        case "stuck":
            return await stuck(connection, delivery)
        case "portal-out":
            return await portal_out(connection, delivery)
        case _:
            return await portal_back(connection, delivery)


async def portal_out(connection: AsyncConnection, delivery: Delivery) -> Said | None:
    """That the portal is out; None where it is back by now, or where it concerns this chat no more."""
    found = [await outages.get(connection, number) for number in _ids(delivery)]
    lasting = [outage for outage in found if outage is not None and outage.ended_at is None]
    watched = [one for one in await mailboxes.of_chat(connection, delivery.household) if _is_watched(one)]
    if not lasting or not watched:
        return None
    outage, now = lasting[0], delivery.due_at
    since = since_words(outage.began_at, now)
    if outage.kind is OutageKind.CHANGED:
        text = (phrase("portal-changed", since=since), phrase("portal-changed-how"), phrase("portal-changed-end"))
        return Said(text, ((_OFFICIAL,),))
    in_term = [one.shown for one in watched if one.term_until and one.term_until > outage.began_at]
    if not in_term:
        return None
    lines = (
        phrase("portal-down", since=since),
        phrase("portal-down-whose", names=names_words(in_term)),
        phrase("portal-down-meanwhile"),
        phrase("portal-down-end"),
    )
    return Said(lines, ((REPORT,),))


async def portal_back(connection: AsyncConnection, delivery: Delivery) -> Said | None:
    """That it is over; None for whoever never got the first word of it."""
    told = await announcements.was_told(connection, _ids(delivery), delivery.household)
    found = [await outages.get(connection, number) for number in sorted(told)]
    over = [outage for outage in found if outage is not None and outage.ended_at is not None]
    if not over:
        return None
    if any(outage.kind is OutageKind.CHANGED for outage in over):
        return Said((phrase("portal-changed-back"),), ((_NOTICES,),))
    [spell] = spells(over, since=over[0].began_at)[:1]
    now = delivery.due_at
    text = phrase(
        "portal-down-back",
        since=since_words(spell.began_at, now),
        until=since_words(spell.ended_at or now, now),
        span=span_words(spell.lasted(now)),
    )
    return Said((text,), ((_NOTICES,), (REPORT,)))


async def stuck(connection: AsyncConnection, delivery: Delivery) -> Said | None:
    """That one mailbox has not answered for long; None where it has since, or is watched no more."""
    mailbox = await mailboxes.get(connection, delivery.mailbox_id or 0, chat_id=delivery.household)
    found = [await outages.get(connection, number) for number in _ids(delivery)]
    if mailbox is None or not _is_watched(mailbox) or not any(one and one.ended_at is None for one in found):
        return None
    lines = (phrase("mailbox-stuck", name=mailbox.shown), phrase("mailbox-stuck-meanwhile"))
    return Said(lines, ((_OFFICIAL,), (press("button-recover", "c:recuperar"),)))


def official_page() -> Rows:
    """The button to the official page, a row of its own."""
    return ((_OFFICIAL,),)


def _clock(at: datetime, now: datetime) -> str | None:
    """The time of day in Lima, where it is today's."""
    local = at.astimezone(LIMA)
    return local.strftime("%H:%M") if local.date() == now.astimezone(LIMA).date() else None


def _ids(delivery: Delivery) -> list[int]:
    return [int(number) for number in delivery.params["outages"]]


def _is_watched(mailbox: Mailbox) -> bool:
    return mailbox.state is MailboxState.WATCHING


def _touches(earlier: Spell, later: Spell) -> bool:
    return earlier.ended_at is None or later.began_at <= earlier.ended_at


def _joined(one: Spell, other: Spell) -> Spell:
    ends = [spell.ended_at for spell in (one, other) if spell.ended_at is not None]
    seen = one.seen if one.whole or not other.whole else other.seen
    return Spell(one.kind, one.whole or other.whole, seen, one.began_at, max(ends) if len(ends) == 2 else None)
