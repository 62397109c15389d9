"""Who a broadcast is for: a few plain conditions, kept as JSON, looked up anew whenever the next part is written."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Self

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from buzon.notice import Kind
from storage.chats import REACHABLE
from storage.tables import chats, mailboxes, notices

FEWEST = 5
"""A nationality that fewer people gave is no choice of its own: it could tell who they are."""

MOST_OFFERED = 8

_WINDOW = timedelta(days=1)

_COUNTRY = re.compile("[A-Z]{2}")

PROCEDURE_FRESH = timedelta(days=90)
"""So long after a notice of a kind the procedure counts as open: what is older has been answered, or given up."""


_WILLING = (*REACHABLE, chats.c.no_broadcasts_at.is_(None))

# Where somebody with two chats gets it is what counts, not where they began.
_preferred, _second = chats.alias("preferred"), chats.alias("second")
_of_preferred = _preferred.c.id == func.coalesce(chats.c.alerts_to, chats.c.id)
_channel = select(_preferred.c.channel).where(_of_preferred).scalar_subquery()
_heard_at = select(_preferred.c.heard_at).where(_of_preferred).scalar_subquery()


@dataclass(frozen=True, slots=True)
class Audience:
    """Conditions that must all hold; an empty one is none. Without any: everybody who can be reached.

    `languages` are tags of `locales/`, the first of all standing also for who has chosen none; `nationalities` as
    people gave them (ISO 3166-1 alpha-2), so who gave none is in none of them; `kinds` of a notice in the last 90 days;
    `linked`: with a mailbox, or without any; `seen_days`: wrote or tapped within so many days.
    """

    languages: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    nationalities: tuple[str, ...] = ()
    kinds: tuple[Kind, ...] = ()
    linked: bool | None = None
    seen_days: int | None = None

    def dump(self) -> dict[str, Any]:
        """As JSON, without the empty conditions."""
        values: dict[str, Any] = {
            "languages": list(self.languages),
            "channels": list(self.channels),
            "nationalities": list(self.nationalities),
            "kinds": [kind.value for kind in self.kinds],
            "linked": self.linked,
            "seen_days": self.seen_days,
        }
        return {name: value for name, value in values.items() if value not in ([], None)}

    @classmethod
    def load(cls, dumped: Mapping[str, Any]) -> Self:
        """The inverse of `dump`. Raises ValueError on what is no audience."""
        if unknown := set(dumped) - set(cls.__slots__):
            raise ValueError(f"no condition of an audience: {min(unknown)}")
        nationalities = tuple(dumped.get("nationalities", ()))
        if any(not isinstance(one, str) or not _COUNTRY.fullmatch(one) for one in nationalities):
            raise ValueError("nationalities are codes of two capital letters")
        seen, linked = dumped.get("seen_days"), dumped.get("linked")
        if not (seen is None or (isinstance(seen, int) and 0 < seen <= 3650)) or linked not in {None, True, False}:
            raise ValueError("seen_days is a number of days, linked is true or false")
        return cls(
            languages=tuple(dumped.get("languages", ())),
            channels=tuple(dumped.get("channels", ())),
            nationalities=nationalities,
            kinds=tuple(Kind(kind) for kind in dumped.get("kinds", ())),
            linked=linked,
            seen_days=seen,
        )

    def condition(self, *, now: datetime, source: str) -> ColumnElement[bool]:
        """Over `chats`: these, reachable, and not without those who want no broadcasts. `source`: the language of who
        has chosen none."""
        wanted: list[ColumnElement[bool]] = [*_WILLING]
        if self.languages:
            spoken = chats.c.language.in_(self.languages)
            wanted.append(or_(spoken, chats.c.language.is_(None)) if source in self.languages else spoken)
        if self.channels:
            wanted.append(_channel.in_(self.channels))
        if self.nationalities:
            wanted.append(chats.c.nationality.in_(self.nationalities))
        if self.linked is not None:
            has_one = chats.c.id.in_(select(mailboxes.c.chat_id))
            wanted.append(has_one if self.linked else ~has_one)
        if self.kinds:
            of_kind = select(mailboxes.c.chat_id).join(notices, notices.c.mailbox_id == mailboxes.c.id)
            fresh = notices.c.deposited_at >= now - PROCEDURE_FRESH
            wanted.append(chats.c.id.in_(of_kind.where(notices.c.kind.in_(self.kinds), fresh)))
        if self.seen_days is not None:
            since = now - timedelta(days=self.seen_days)
            elsewhere = select(_second.c.holder_id).where(_second.c.holder_id.is_not(None), _second.c.seen_at >= since)
            wanted.append(or_(chats.c.seen_at >= since, chats.c.id.in_(elsewhere)))
        return and_(*wanted)


@dataclass(frozen=True, slots=True)
class Reach:
    """How many people an audience reaches, by channel and by language (None: they have chosen none). `silent`: how many
    of a channel have not written for a day, which matters where a platform lets only templates go to those."""

    by_channel: Mapping[str, int]
    by_language: Mapping[str | None, int]
    silent: Mapping[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.by_channel.values())


async def reach(connection: AsyncConnection, audience: Audience, *, now: datetime, source: str) -> Reach:
    """Count an audience."""
    lately_heard = case((_heard_at >= now - _WINDOW, 1), else_=0)
    one = (
        select(_channel.label("channel"), chats.c.language, lately_heard.label("heard"))
        .where(audience.condition(now=now, source=source))
        .subquery()
    )
    counted = select(one.c.channel, one.c.language, func.count().label("people"), func.sum(one.c.heard).label("heard"))
    counted = counted.group_by(one.c.channel, one.c.language)
    by_channel: dict[str, int] = {}
    by_language: dict[str | None, int] = {}
    silent: dict[str, int] = {}
    for channel, language, people, lately in await connection.execute(counted):
        silent[channel] = silent.get(channel, 0) + people - int(lately)
        by_channel[channel] = by_channel.get(channel, 0) + people
        by_language[language] = by_language.get(language, 0) + people
    return Reach(by_channel, by_language, silent)


async def nationalities(connection: AsyncConnection) -> list[tuple[str, int]]:
    """Those that are offered as a choice, with how many who can be reached gave each: the most frequent first,
    MOST_OFFERED at most, none that fewer than FEWEST gave."""
    people = func.count().label("people")
    given = (
        select(chats.c.nationality, people)
        .where(*_WILLING, chats.c.nationality.is_not(None))
        .group_by(chats.c.nationality)
        .having(people >= FEWEST)
        .order_by(people.desc(), chats.c.nationality)
        .limit(MOST_OFFERED)
    )
    return [(row.nationality, row.people) for row in await connection.execute(given)]
