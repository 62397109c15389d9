"""Once a day, all that came: one message instead of one for each notice."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.notice_words import kind_words
from handlers.speech import Phrase, Rows, Said, phrase, press
from storage import notices, outbox, watchers
from storage.notices import KnownNotice
from storage.outbox import Delivery

_MOST = 8
"""Notices that are named; of what is beyond them it says how many."""


async def compose(connection: AsyncConnection, delivery: Delivery, *, now: datetime) -> Said | None:
    """All that is due with this row, if it is the first of them; nothing for the others."""
    at = delivery.params["at"]
    together = [(number, params) for number, params in await outbox.alike(connection, delivery) if params["at"] == at]
    if not together or together[0][0] != delivery.id:
        return None
    ids = [int(params["notice"]) for _, params in together]
    known = await notices.named(connection, ids)
    there = [known[one] for one in dict.fromkeys(ids) if one in known and known[one][0].handled_at is None]
    own = [(notice, name) for notice, name, household in there if household == delivery.household]
    watching = await watchers.watched_by(connection, [delivery.household], now=now) if len(own) < len(there) else ()
    others = [(notice, name) for notice, name, _ in there if (notice.mailbox_id, delivery.household) in watching]
    waiting = [*own, *others]
    if not waiting:
        return None
    lines = [phrase("digest", count=len(waiting)), *(_line(notice, name) for notice, name in waiting[:_MOST])]
    if len(waiting) > _MOST:
        lines.append(phrase("digest-more", count=len(waiting) - _MOST))
    if others:
        lines.append(phrase("digest-watched"))
    rows: Rows = ((press("button-notices", "c:notificaciones"),),) if own else ()
    return Said((*lines, *((phrase("alert-repeated"),) if delivery.attempts > 1 else ())), rows)


def _line(notice: KnownNotice, name: str) -> Phrase:
    if notice.safe_day is None:
        return phrase("digest-row", name=name, kind=kind_words(notice.kind), at=notice.deposited_at)
    return phrase("digest-row-dated", name=name, kind=kind_words(notice.kind), day=notice.safe_day)
