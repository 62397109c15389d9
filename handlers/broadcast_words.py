"""What a broadcast says when it is sent, to each in their language, and what the team is told of it at its end."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.speech import Kept, Phrase, Rich, Rows, Said, Unsaid, phrase, press
from handlers.words import LIMA, SOURCE, best_language
from storage import broadcast_sending, broadcasts, chats
from storage.audience import Reach
from storage.broadcast_sending import Progress
from storage.broadcasts import OPTED_OUT, Broadcast, Content
from storage.outbox import Delivery

QUIET_FROM, QUIET_TO = 21, 8
"""Hours in Lima between which nobody is written to that it is not urgent for."""

OPT_OUT, OPT_IN = press("button-no-broadcasts", "b:off"), press("button-broadcasts-on", "b:on")
_SAID_CODES = ("gone", "sent", OPTED_OUT, broadcasts.CALLED_OFF)


async def compose_all(connection: AsyncConnection, deliveries: Sequence[Delivery]) -> dict[int, Said | Unsaid]:
    """The message of each row, by the row's id. Who has asked for no broadcasts meanwhile is let be."""
    ids = {int(delivery.params["broadcast"]) for delivery in deliveries}
    found = await broadcasts.among(connection, sorted(ids))
    unwilling = await chats.without_broadcasts(connection, [delivery.chat_id for delivery in deliveries])
    said: dict[int, Said | Unsaid] = {}
    for delivery in deliveries:
        broadcast = found.get(int(delivery.params["broadcast"]))
        if broadcast is None or delivery.chat_id in unwilling:
            said[delivery.id] = Unsaid("nothing-to-say" if broadcast is None else OPTED_OUT)
            continue
        language = best_language(delivery.language)
        said[delivery.id] = message(broadcast.content, language, repeated=delivery.attempts > 1)
    return said


def message(content: Content, language: str, *, repeated: bool = False, test: bool = False) -> Said:
    """What one person gets: the text, the line that it is a general message, the one tap out of it."""
    text = content.text(language, source=SOURCE)
    lines: list[Phrase | Rich] = [phrase("broadcast-test")] if test else []
    lines += [Rich(text)] if text else []
    lines += [phrase("alert-repeated")] if repeated else []
    lines.append(phrase("broadcast-foot"))
    rows: Rows = () if test else ((OPT_OUT,),)
    kept = Kept(content.media_kind, tuple(content.media.items())) if content.media_kind else None
    return Said(tuple(lines), rows, picture=kept)


def head(broadcast: Broadcast) -> Phrase:
    """Its number and where it stands."""
    at = broadcast.ended_at or broadcast.due_at or broadcast.created_at
    return phrase(f"broadcast-{broadcast.state}", number=broadcast.id, at=at)


async def report(connection: AsyncConnection, delivery: Delivery) -> Said | None:
    """The end of a broadcast, for its author and its approver, with a button for the list of outcomes."""
    broadcast = await broadcasts.get(connection, int(delivery.params["broadcast"]))
    if broadcast is None or broadcast.ended_at is None or broadcast.approved_at is None:
        return None  # a draft that was thrown away has nothing to report
    progress = await broadcast_sending.progress(connection, broadcast, now=broadcast.ended_at)
    rows: Rows = ((press("button-broadcast-csv", f"b:csv:{broadcast.id}"),),)
    return Said((head(broadcast), *outcome_lines(progress)), rows)


def outcome_lines(progress: Progress) -> tuple[Phrase, ...]:
    """What became of everybody, a line for each outcome that occurred; they add up to the total."""
    lines = [phrase("broadcast-sent", count=progress.sent, total=progress.total)]
    for code, count in sorted(progress.outcomes.items()):
        if code == "sent":
            continue
        known = code in _SAID_CODES
        lines.append(phrase(f"broadcast-outcome-{code}", count=count) if known else _other(code, count))
    if progress.left:
        lines.append(phrase("broadcast-left", count=progress.left))
    return tuple(lines)


def _other(code: str, count: int) -> Phrase:
    return phrase("broadcast-outcome-other", code=code, count=count)


TEMPLATES = {"whatsapp": "buzon_mensaje"}
"""By channel, what goes to who has not written for a day, where the platform lets nothing else go."""


def by_template(people: Reach) -> list[Phrase]:
    """How many get a template first, and which: its button brings the message. So many a day is the platform's to say,
    and may change while it is sent: the span beside it can't count that in."""
    lines = [
        phrase("broadcast-by-template", count=people.silent[channel], template=template)
        for channel, template in TEMPLATES.items()
        if people.silent.get(channel)
    ]
    return [*lines, phrase("broadcast-so-many-a-day")] if lines else []


def seconds_of(people: Reach, rates: Mapping[str, float]) -> float | None:
    """How long sending takes: that of the channel that takes longest. None where no pace is known."""
    known = [count / rates[channel] for channel, count in people.by_channel.items() if rates.get(channel)]
    return max(known, default=None)


def after_quiet(at: datetime) -> datetime:
    """The first instant from `at` on, in UTC, in which what is not urgent may go out."""
    local = at.astimezone(LIMA)
    if QUIET_TO <= local.hour < QUIET_FROM:
        return at.astimezone(UTC)
    day = local.date() + timedelta(days=local.hour >= QUIET_FROM)
    return datetime.combine(day, time(QUIET_TO), LIMA).astimezone(UTC)
