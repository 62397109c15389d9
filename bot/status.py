"""`buzon status`: how the house is doing, read from its database alone. For a person, or as JSON for a machine."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

import orjson

from bot.settings import Settings
from handlers.words import LIMA
from storage import census
from storage.census import Census
from storage.database import Database
from storage.outages import Outage


async def take(settings: Settings) -> Census:
    """The census of the configured database. Raises StorageError: StorageDown, or SchemaMismatch with the mend."""
    database = Database.at(settings.database_url)
    try:
        await database.check_schema()
        async with database.read() as connection:
            return await census.take(connection, now=datetime.now(UTC))
    finally:
        await database.close()


def as_text(taken: Census) -> str:
    """A line for each number, the outages below. Pure."""
    lines = [
        ("chats", _counts(taken.chats)),
        ("mailboxes", _counts(taken.mailboxes)),
        ("watch", f"{_span(taken.lag)} behind" if taken.lag else "on time"),
        ("outbox", _counts(taken.outbox)),
        ("oldest unsent", "none" if taken.oldest_unsent is None else _span(taken.oldest_unsent)),
        ("failures, 24 h", _counts(taken.failures) or "none"),
        ("mailboxes out", str(taken.mailboxes_out)),
        ("portal", "; ".join(_lasting(one, taken.at) for one in taken.open_outages) or "no outage is open"),
    ]
    shown = [f"{name:<15} {said}" for name, said in lines]
    if taken.recent_outages:
        shown.append("\noutages that ended within 7 days (Lima time)")
        shown += [f"  {_ended(outage)}" for outage in taken.recent_outages]
    return "\n".join(shown)


def as_json(taken: Census) -> str:
    """The same as one JSON object; spans in seconds, instants in UTC. Pure."""
    oldest = taken.oldest_unsent
    return orjson.dumps(
        {
            "at": taken.at,
            "chats": _plain(taken.chats),
            "mailboxes": _plain(taken.mailboxes),
            "lag_seconds": round(taken.lag.total_seconds()),
            "outbox": _plain(taken.outbox),
            "oldest_unsent_seconds": None if oldest is None else round(oldest.total_seconds()),
            "failures_24h": dict(taken.failures),
            "mailboxes_out": taken.mailboxes_out,
            "open_outages": _rows(taken.open_outages),
            "recent_outages": _rows(taken.recent_outages),
        },
        option=orjson.OPT_INDENT_2,
    ).decode()


def _counts(counts: Mapping[Any, int]) -> str:
    return " · ".join(f"{name} {count}" for name, count in counts.items())


def _plain(counts: Mapping[Any, int]) -> dict[str, int]:
    return {name.value if isinstance(name, StrEnum) else name: count for name, count in counts.items()}


def _rows(found: Iterable[Outage]) -> list[dict[str, Any]]:
    return [
        {
            "portal": outage.portal,
            "kind": outage.kind.value,
            "seen": outage.seen,
            "began_at": outage.began_at,
            "last_at": outage.last_at,
            "ended_at": outage.ended_at,
            "failures": outage.failures,
        }
        for outage in found
    ]


def _lasting(outage: Outage, now: datetime) -> str:
    return f"{outage.kind} since {_at(outage.began_at)} ({_span(now - outage.began_at)}): {outage.seen}"


def _ended(outage: Outage) -> str:
    ended_at = outage.ended_at or outage.last_at
    span = _span(ended_at - outage.began_at)
    return f"{_at(outage.began_at)} to {_at(ended_at)}  {span:<8} {outage.kind}: {outage.seen}"


def _at(instant: datetime) -> str:
    return f"{instant.astimezone(LIMA):%Y-%m-%d %H:%M}"


def _span(span: timedelta) -> str:
    """`3 d 4 h`, `1 h 25 min`, `40 s`."""
    seconds = max(round(span.total_seconds()), 0)
    days, hours, minutes = seconds // 86_400, seconds // 3600 % 24, seconds // 60 % 60
    if days:
        return f"{days} d {hours} h"
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min" if minutes else f"{seconds} s"
