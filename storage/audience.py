"""Who a broadcast is for: a few plain conditions, kept as JSON, looked up anew whenever the next part is written."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Self

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from buzon.notice import Kind
from storage.tables import ChatState, chats, mailboxes, notices

PROCEDURE_FRESH = timedelta(days=90)
"""So long after a notice of a kind the procedure counts as open: what is older has been answered, or given up."""


@dataclass(frozen=True, slots=True)
class Audience:
    """Conditions that must all hold; an empty one is none. Without any: everybody who can be reached.

    `languages` are tags of `locales/`, the first of all standing also for who has chosen none; `kinds` of a notice in
    the last 90 days; `linked`: with a mailbox, or without any; `seen_days`: wrote or tapped within so many days.
    """

    languages: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    kinds: tuple[Kind, ...] = ()
    linked: bool | None = None
    seen_days: int | None = None

    def dump(self) -> dict[str, Any]:
        """As JSON, without the empty conditions."""
        values: dict[str, Any] = {
            "languages": list(self.languages),
            "channels": list(self.channels),
            "kinds": [kind.value for kind in self.kinds],
            "linked": self.linked,
            "seen_days": self.seen_days,
        }
        return {name: value for name, value in values.items() if value not in ([], None)}

    @classmethod
    def load(cls, dumped: Mapping[str, Any]) -> Self:
        """The inverse of `dump`. Raises ValueError on what is no audience."""
        if unknown := set(dumped) - {"languages", "channels", "kinds", "linked", "seen_days"}:
            raise ValueError(f"no condition of an audience: {min(unknown)}")
        seen, linked = dumped.get("seen_days"), dumped.get("linked")
        if not (seen is None or (isinstance(seen, int) and 0 < seen <= 3650)) or linked not in {None, True, False}:
            raise ValueError("seen_days is a number of days, linked is true or false")
        return cls(
            languages=tuple(dumped.get("languages", ())),
            channels=tuple(dumped.get("channels", ())),
            kinds=tuple(Kind(kind) for kind in dumped.get("kinds", ())),
            linked=linked,
            seen_days=seen,
        )

    def condition(self, *, now: datetime, source: str) -> ColumnElement[bool]:
        """Over `chats`: these, reachable, and not without those who want no broadcasts. `source`: the language of who
        has chosen none."""
        wanted: list[ColumnElement[bool]] = [chats.c.state == ChatState.ACTIVE, chats.c.no_broadcasts_at.is_(None)]
        if self.languages:
            spoken = chats.c.language.in_(self.languages)
            wanted.append(or_(spoken, chats.c.language.is_(None)) if source in self.languages else spoken)
        if self.channels:
            wanted.append(chats.c.channel.in_(self.channels))
        if self.linked is not None:
            has_one = chats.c.id.in_(select(mailboxes.c.chat_id))
            wanted.append(has_one if self.linked else ~has_one)
        if self.kinds:
            of_kind = select(mailboxes.c.chat_id).join(notices, notices.c.mailbox_id == mailboxes.c.id)
            fresh = notices.c.deposited_at >= now - PROCEDURE_FRESH
            wanted.append(chats.c.id.in_(of_kind.where(notices.c.kind.in_(self.kinds), fresh)))
        if self.seen_days is not None:
            wanted.append(chats.c.seen_at >= now - timedelta(days=self.seen_days))
        return and_(*wanted)


@dataclass(frozen=True, slots=True)
class Reach:
    """How many people an audience reaches, by channel and by language (None: they have chosen none)."""

    by_channel: Mapping[str, int]
    by_language: Mapping[str | None, int]

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.by_channel.values())


async def reach(connection: AsyncConnection, audience: Audience, *, now: datetime, source: str) -> Reach:
    """Count an audience."""
    counted = (
        select(chats.c.channel, chats.c.language, func.count().label("people"))
        .where(audience.condition(now=now, source=source))
        .group_by(chats.c.channel, chats.c.language)
    )
    by_channel: dict[str, int] = {}
    by_language: dict[str | None, int] = {}
    for channel, language, people in await connection.execute(counted):
        by_channel[channel] = by_channel.get(channel, 0) + people
        by_language[language] = by_language.get(language, 0) + people
    return Reach(by_channel, by_language)
