"""`/estado` for the team: how the service stands, in words and as a picture, and the ledger of the portal's outages."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from handlers.broadcast_progress import bar, percent
from handlers.charts import chart
from handlers.drawing import drawn
from handlers.errors import DrawingDown
from handlers.notices import message_of_tap
from handlers.outages import at_words, since_words, span_words
from handlers.speech import Phrase, Rows, Said, Shown, Speech, phrase, press, say
from handlers.world import Scene, row_id
from storage import figures, tickets
from storage.broadcast_sending import Progress
from storage.broadcasts import Broadcast
from storage.figures import Figures
from storage.outages import Outage
from storage.staff import Member
from storage.tables import BroadcastState, ChatState, MailboxState

PAGE = 8
"""Outages on a page."""

LATE = timedelta(minutes=10)
"""When the watch is so far behind, that no outage is known means only that nobody has looked."""

_MOST_REASONS = 4
_OWN = press("button-own-mailboxes", "s:e:")
_OUTAGES = press("button-outages", "v:o:0")
_BUTTONS: Rows = (
    (press("button-refresh", "v:e:"), press("button-charts", "v:g:")),
    (_OUTAGES, _OWN),
)


async def show(scene: Scene, member: Member, argument: str) -> list[Speech]:
    """The service in words, edited in place on a tap; with the argument "portal" the ledger."""
    if argument.lower() == "portal":
        return await show_outages(scene, member, "0")
    async with scene.world.database.read() as connection:
        now = scene.world.now()
        found = await figures.take(connection, now=now, days=1)
        asked = await tickets.counts(connection, since=now)
    open_ones = (phrase("service-questions", count=asked.open, unanswered=asked.unanswered),) if asked.open else ()
    return [Said((*_lines(found), *open_ones), _BUTTONS, message_of_tap(scene))]


async def draw(scene: Scene, member: Member, argument: str) -> list[Speech]:
    """The last days as a picture, a message of its own: a text can't be edited into one."""
    now = scene.world.now()
    async with scene.world.database.read() as connection:
        found = await figures.take(connection, now=now)
    try:
        picture = await drawn(partial(chart, found, scene.language))
    except DrawingDown:
        return [say("picture-not-drawn")]
    return [Said((phrase("service-chart", at=at_words(now, now)),), picture=Shown(picture))]


async def show_outages(scene: Scene, member: Member, argument: str) -> list[Speech]:
    """A page of the ledger, the latest outages first; `argument` is its number, from 0. A button may be an old one: a
    page that there is no more is the last."""
    async with scene.world.database.read() as connection:
        total = (await figures.ledger(connection, skip=0, limit=0)).total
        pages = max(-(-total // PAGE), 1)
        page = min(row_id(argument) or 0, pages - 1)
        found = await figures.ledger(connection, skip=page * PAGE, limit=PAGE)
    title = phrase("service-ledger", total=found.total, page=page + 1, pages=pages)
    now = scene.world.now()
    lines = (title, *(_outage(outage, now) for outage in found.outages))
    newer = (press("button-newer", f"v:o:{page - 1}"),) if page else ()
    older = (press("button-older", f"v:o:{page + 1}"),) if page + 1 < pages else ()
    turning: Rows = ((*newer, *older),) if newer or older else ()
    rows = (*turning, (press("button-service", "v:e:"), press("button-refresh", f"v:o:{page}")))
    return [Said(lines if found.total else (phrase("service-ledger-none"),), rows, message_of_tap(scene))]


def _lines(found: Figures) -> list[Phrase]:
    now = found.at
    return [
        phrase("service-title", at=at_words(now, now)),
        _joined("service-lines", _people(found)),
        _joined("service-lines", [phrase("service-alerts", count=found.today.alerts), _unsent(found)]),
        _joined("service-lines", [_portal(found), _lag(found)]),
        _joined("service-lines", _failures(found)),
        *_broadcasts(found),
    ]


def _people(found: Figures) -> list[Phrase]:
    active, left = found.chats[ChatState.ACTIVE], found.chats[ChatState.LEFT]
    lines = [
        phrase("service-chats", count=active, left=left, agreed=found.consented),
        phrase("service-mailboxes", count=sum(n for state, n in found.mailboxes.items() if not state.is_stopped)),
    ]
    stopped = [
        phrase(f"service-{state}", count=count)
        for state, count in found.mailboxes.items()
        if count and state.is_stopped
    ]
    return [*lines, phrase("service-stopped", names=_joined("names-more", stopped))] if stopped else lines


def _unsent(found: Figures) -> Phrase:
    if found.oldest_unsent is None:
        return phrase("service-unsent-none")
    return phrase("service-unsent", count=found.unsent, span=span_words(found.oldest_unsent))


def _portal(found: Figures) -> Phrase:
    if found.portal_out:
        outage, now = found.portal_out[0], found.at
        since, span = since_words(outage.began_at, now), span_words(now - outage.began_at)
        return phrase(f"service-portal-{outage.kind}", since=since, span=span)
    if not found.mailboxes[MailboxState.WATCHING] or found.lag > LATE:
        return phrase("service-portal-unknown")
    if found.portal_back_at is None:
        return phrase("service-portal-steady")
    return phrase("service-portal-answers", since=since_words(found.portal_back_at, found.at))


def _lag(found: Figures) -> Phrase:
    behind = found.lag >= timedelta(minutes=1)
    return phrase("service-late", span=span_words(found.lag)) if behind else phrase("service-on-time")


def _failures(found: Figures) -> list[Phrase]:
    """The most frequent reasons, the others as one, so that they add up."""
    if not found.failures:
        return [phrase("service-failures-none")]
    reasons = list(found.failures.items())
    rest = sum(count for _, count in reasons[_MOST_REASONS:])
    return [
        phrase("service-failures", count=sum(found.failures.values())),
        *(
            phrase("service-failure-gone", count=count)
            if reason == "gone"
            else phrase("service-failure-other", code=reason, count=count)
            for reason, count in reasons[:_MOST_REASONS]
        ),
        *((phrase("service-failure-rest", count=rest),) if rest else ()),
    ]


def _broadcasts(found: Figures) -> list[Phrase]:
    if not found.under_way:
        return [phrase("service-no-broadcast")]
    return [_joined("service-lines", _broadcast(broadcast, progress)) for broadcast, progress in found.under_way]


def _broadcast(broadcast: Broadcast, progress: Progress) -> list[Phrase]:
    at = broadcast.due_at or broadcast.created_at
    head = phrase(f"broadcast-{broadcast.state}", number=broadcast.id, at=at)
    if broadcast.state is BroadcastState.SCHEDULED:
        return [head]
    how_far = phrase("broadcast-bar", bar=bar(progress), percent=percent(progress))
    return [head, how_far, phrase("broadcast-sent", count=progress.sent, total=progress.total)]


def _outage(outage: Outage, now: datetime) -> Phrase:
    end = phrase("report-at", at=outage.ended_at) if outage.ended_at else phrase("report-lasting")
    span = span_words((outage.ended_at or now) - outage.began_at)
    return phrase(f"service-ledger-{outage.kind}", at=outage.began_at, end=end, span=span, count=outage.failures)


def _joined(key: str, parts: Sequence[Phrase]) -> Phrase:
    """Several as one, by a text of two places: `first` and `rest`."""
    *before, joined = parts
    for part in reversed(before):
        joined = phrase(key, first=part, rest=joined)
    return joined
