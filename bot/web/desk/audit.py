"""The audit at the desk: who did what, when and from where, narrowed down, page by page, and as a list to keep."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

import orjson
from starlette.responses import Response, StreamingResponse

from bot.web.desk.forms import Fields
from bot.web.desk.gate import Gate, Visit
from bot.web.desk.look import HEADERS
from bot.web.desk.sheets import row
from handlers.speech import Phrase, phrase
from handlers.web_sign_in import ORIGIN
from handlers.words import LIMA, has_words
from handlers.world import World, row_id
from storage import audit, staff
from storage.audit import Entry

_PAGE = 50
_PART = 1_000
GROUPS: Mapping[str, tuple[str, ...]] = {
    "staff": ("staff.", "team."),
    "broadcast": ("broadcast.",),
    "desk": ("desk.",),
    "ticket": ("ticket.",),
    "notice": ("notice.",),
    "mailbox": ("mailbox.", "watch.", "watcher.", "sign-in.", "password."),
    "recovery": ("identity.", "code.", "letter.", "agency."),
    "consent": ("consent.", "chat.", "pairing."),
}
"""What may be asked for, in the order in which it is offered, and what such actions begin with."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What was asked for; what is no such thing counts as not asked."""

    who: int | None = None
    group: str = ""
    about: str = ""
    first: date | None = None
    last: date | None = None

    @classmethod
    def read(cls, fields: Fields) -> "Filters":
        """From an address."""
        group = fields.one("group")
        return cls(
            who=row_id(fields.one("who")),
            group=group if group in GROUPS else "",
            about=fields.one("about")[:64],
            first=_day(fields.one("from")),
            last=_day(fields.one("to")),
        )

    @property
    def query(self) -> str:
        """As an address carries them."""
        named = {
            "who": self.who,
            "group": self.group,
            "about": self.about,
            "from": self.first and self.first.isoformat(),
            "to": self.last and self.last.isoformat(),
        }
        return urlencode({name: value for name, value in named.items() if value})

    def conditions(self) -> dict[str, Any]:
        """As the storage wants them. Days are Lima's, the last one included."""
        return {
            "actions": GROUPS.get(self.group, ()),
            "chat_id": self.who,
            "subject": self.about or None,
            "since": _midnight(self.first) if self.first else None,
            "until": _midnight(self.last + timedelta(days=1)) if self.last else None,
        }


class AuditPages:
    """Reading only; that a list was taken away is written down itself."""

    def __init__(self, world: World, gate: Gate) -> None:
        self._world = world
        self._gate = gate

    async def page(self, visit: Visit) -> Response:
        """The latest acts that fit, and on to older ones."""
        fields = Fields.parse(visit.request.url.query)
        filters = Filters.read(fields)
        async with self._world.database.read() as connection:
            found = await audit.search(
                connection, **filters.conditions(), before_id=row_id(fields.one("before")), limit=_PAGE + 1
            )
            members = await staff.present(connection)
        names = {one.chat_id: one.name for one in members}
        shown = found[:_PAGE]
        older = f"{filters.query}&before={shown[-1].id}".lstrip("&") if len(found) > _PAGE else ""
        return self._gate.page(
            visit,
            "audit.html",
            rows=[(one, names.get(one.chat_id or 0), _act(one, visit.language), _details(one)) for one in shown],
            filters=filters,
            members=members,
            groups=[(group, phrase(f"web-acts-{group}")) for group in GROUPS],
            older=older,
        )

    async def export(self, visit: Visit) -> Response:
        """All that fit, the latest first."""
        filters = Filters.read(Fields.parse(visit.request.url.query))
        now = self._world.now()
        async with self._world.database.begin() as connection:
            await audit.record(
                connection,
                at=now,
                chat_id=visit.member.chat_id,
                action="desk.exported",
                subject="audit",
                details={"filters": filters.query} if filters.query else None,
                origin=ORIGIN,
            )
            members = await staff.present(connection)
        names = {one.chat_id: one.name for one in members}
        day = now.astimezone(LIMA).date().isoformat()
        headers = {**HEADERS, "Content-Disposition": f'attachment; filename="registro-{day}.csv"'}
        return StreamingResponse(self._rows(filters, names), headers=headers, media_type="text/csv; charset=utf-8")

    async def _rows(self, filters: Filters, names: dict[int, str]) -> AsyncIterator[str]:
        yield row("id", "at", "chat", "name", "action", "subject", "details", "origin")
        before: int | None = None
        while True:
            async with self._world.database.read() as connection:
                found = await audit.search(connection, **filters.conditions(), before_id=before, limit=_PART)
            if not found:
                return
            yield "".join(_row(one, names) for one in found)
            before = found[-1].id


def _row(entry: Entry, names: dict[int, str]) -> str:
    who = "" if entry.chat_id is None else str(entry.chat_id)
    details = orjson.dumps(entry.details).decode() if entry.details else ""
    name = names.get(entry.chat_id or 0, "")
    at = entry.at.isoformat()
    return row(str(entry.id), at, who, name, entry.action, entry.subject, details, entry.origin or "")


def _act(entry: Entry, language: str) -> Phrase | None:
    """What was done, in words; None for what has none (yet): its own name says it."""
    said = phrase(f"web-act-{entry.action.replace('.', '-')}")
    return said if has_words(language, said.key) else None


def _details(entry: Entry) -> list[tuple[str, str]]:
    """Name and value, for a reader: none of them is a text that a person wrote."""
    values = (entry.details or {}).items()
    return [(name, value if isinstance(value, str) else orjson.dumps(value).decode()) for name, value in values]


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 2000 <= day.year <= 2999 else None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), LIMA)
