"""The desk's first page: how the service stands, what is on its way, and what the last days brought."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from starlette.responses import Response

from bot.web.desk import bars
from bot.web.desk.broadcast_view import Way, way
from bot.web.desk.gate import Gate, Visit
from handlers.outages import since_words, span_words
from handlers.service import LATE
from handlers.speech import Phrase, phrase
from handlers.world import World
from storage import figures, tickets
from storage.figures import Figures
from storage.outages import Outage
from storage.tables import ChatState, MailboxState
from storage.tickets import Counts

_HELP_DAYS = 7
_OUTAGES = 5


@dataclass(frozen=True, slots=True)
class Number:
    """One number with its name; `well` is None where neither more nor less is better."""

    name: Phrase
    value: int | Phrase
    well: bool | None = None


class StatusPages:
    """Numbers, as the chat's `/estado` tells the team, and as they were on each of the last days."""

    def __init__(self, world: World, gate: Gate) -> None:
        self._world = world
        self._gate = gate

    async def page(self, visit: Visit) -> Response:
        """All of it."""
        found, asked = await self._found(days=figures.DAYS)
        async with self._world.database.read() as connection:
            ledger = await figures.ledger(connection, skip=0, limit=_OUTAGES)
        heads, rows = bars.table(found.days)
        return self._gate.page(
            visit,
            "status.html",
            charts=bars.charts(found.days),
            bar_height=bars.HEIGHT,
            first=found.days[0].day,
            heads=heads,
            rows=rows,
            outages=[_outage(one, found.at) for one in ledger.outages],
            **self._live(found, asked),
        )

    async def live(self, visit: Visit) -> Response:
        """What changes by the minute, for the page to put in place."""
        return self._gate.page(visit, "status_live.html", **self._live(*await self._found(days=1)))

    async def _found(self, *, days: int) -> tuple[Figures, Counts]:
        now = self._world.now()
        async with self._world.database.read() as connection:
            found = await figures.take(connection, now=now, days=days)
            return found, await tickets.counts(connection, since=now - timedelta(days=_HELP_DAYS))

    def _live(self, found: Figures, asked: Counts) -> dict[str, Any]:
        ways: list[Way] = [way(one, progress) for one, progress in found.under_way]
        return {
            "now": found.at,
            "portal": _portal(found),
            "numbers": _numbers(found),
            "failures": [
                phrase("service-failure-gone", count=count)
                if reason == "gone"
                else phrase("service-failure-other", code=reason, count=count)
                for reason, count in found.failures.items()
            ],
            "ways": ways,
            "questions": _questions(asked),
        }


def _portal(found: Figures) -> tuple[Phrase, str]:
    """Its words, and how they look."""
    if not found.portal_out:
        if not found.mailboxes[MailboxState.WATCHING] or found.lag > LATE:  # nobody has looked
            return phrase("web-portal-unknown"), "neutral"
        back = found.portal_back_at
        return (phrase("web-portal-back", at=back) if back else phrase("web-portal-well")), "good"
    outage = found.portal_out[0]
    since = since_words(min(one.began_at for one in found.portal_out), found.at)
    return phrase(f"web-portal-{outage.kind.value}", since=since), "bad"


def _numbers(found: Figures) -> list[Number]:
    waited = span_words(found.oldest_unsent) if found.oldest_unsent else None
    stopped = sum(count for state, count in found.mailboxes.items() if state.is_stopped)
    return [
        Number(phrase("web-number-chats"), found.chats[ChatState.ACTIVE]),
        Number(phrase("web-number-mailboxes"), sum(found.mailboxes.values()) - stopped),
        Number(phrase("web-number-stopped"), stopped),
        Number(phrase("web-number-alerts"), found.today.alerts),
        Number(phrase("web-number-lag"), _lag(found), found.lag < LATE),
        Number(
            phrase("web-number-unsent-since", span=waited) if waited else phrase("web-number-unsent"),
            found.unsent,
            found.oldest_unsent is None or found.oldest_unsent < LATE,
        ),
    ]


def _outage(outage: Outage, now: datetime) -> tuple[Outage, Phrase, Phrase]:
    """With what was seen, and how long it lasted or has lasted."""
    lasted = (outage.ended_at or now) - outage.began_at
    return outage, phrase(f"web-outage-{outage.kind.value}"), span_words(lasted)


def _lag(found: Figures) -> Phrase:
    return span_words(found.lag) if found.lag >= timedelta(minutes=1) else phrase("web-on-time")


def _questions(asked: Counts) -> list[Number]:
    if not (asked.open or asked.opened):
        return []
    first = span_words(asked.first_answer) if asked.first_answer is not None else phrase("web-none")
    return [
        Number(phrase("web-questions-open"), asked.open),
        Number(phrase("web-questions-unanswered"), asked.unanswered, asked.unanswered == 0),
        Number(phrase("web-questions-opened"), asked.opened),
        Number(phrase("web-questions-first"), first),
    ]
