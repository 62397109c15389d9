"""`buzon staff` and `buzon audit`: the team and the record of acts, from the operator's command line."""

import csv
import io
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import orjson

from bot.settings import Settings
from handlers import membership
from handlers.errors import Misconfigured
from handlers.membership import OPERATOR, Invited
from handlers.team import INVITATION
from handlers.words import LIMA
from storage import audit, staff
from storage.audit import Entry
from storage.database import Database
from storage.staff import Invitation, Member, Refused
from storage.tables import StaffRole

_REFUSALS = {
    Refused.UNKNOWN: "there is no member {id}: see `buzon staff list`",
    Refused.SAME: "member {id} has that role already",
    Refused.LAST: "member {id} is the last who administers: invite another first, or remove this one with --even-last",
}
_COLUMNS = ("id", "at", "chat", "action", "subject", "details", "origin")


async def add(settings: Settings, *, name: str, role: StaffRole) -> str:
    """Make an invitation; the deep link, and until when it is good. Raises Misconfigured, StorageError.

    The bot is asked for its name first: an invitation whose link nobody knows would be of no use.
    """
    # aiogram costs a second, the questions' words another half: for those alone who need them.
    from bot.channels.telegram import TelegramChannel  # noqa: PLC0415
    from handlers.questions import clean_name  # noqa: PLC0415

    called = clean_name(name)
    if not called:
        raise Misconfigured("--name is empty: give the name by which the team knows the person")
    if settings.telegram_token is None:
        raise Misconfigured("BUZON_TELEGRAM_TOKEN is missing: the link opens the bot's chat, so its name must be known")
    token = settings.telegram_token.get_secret_value()
    async with TelegramChannel(token, api_url=settings.telegram_api_url, mini_apps=False) as channel:
        bot_name = await channel.introduce()
        async with _opened(settings) as database, database.begin() as connection:
            made = await membership.invite(connection, name=called, role=role, by=OPERATOR, now=_now())
        if not isinstance(made, Invited):
            raise Misconfigured("the invitation was not made")
        link = channel.deep_link(bot_name, f"{INVITATION}{made.token}")
    return f"{link}\ngood once, until {_at(made.until)} (Lima), for {called} as {role.value}: pass it on to nobody else"


async def members(settings: Settings) -> tuple[list[Member], list[Invitation]]:
    """Who belongs to the team, and the invitations that are open."""
    async with _opened(settings) as database, database.read() as connection:
        return await staff.present(connection), await staff.open_invitations(connection, now=_now())


async def give_role(settings: Settings, member_id: int, role: StaffRole) -> None:
    """Change a member's role; the running bot tells them. Raises Misconfigured where that can't be."""
    async with _opened(settings) as database, database.begin() as connection:
        refused = await membership.give_role(connection, member_id, role, by=OPERATOR, now=_now())
    _check(refused, member_id)


async def remove(settings: Settings, member_id: int, *, even_last: bool) -> None:
    """End a membership at once; the running bot tells whose it was. Raises Misconfigured where that can't be."""
    async with _opened(settings) as database, database.begin() as connection:
        refused = await membership.remove(connection, member_id, by=OPERATOR, now=_now(), even_last=even_last)
    _check(refused, member_id)


async def acts(
    settings: Settings, *, actions: Sequence[str], since: datetime | None, until: datetime | None
) -> AsyncGenerator[list[Entry]]:
    """The record, page by page in the order of the acts; times without a zone are Lima's."""
    since, until = _aware(since), _aware(until)
    async with _opened(settings) as database:
        after = 0
        while True:
            async with database.read() as connection:
                page = await audit.following(connection, after_id=after, actions=actions, since=since, until=until)
            if not page:
                return
            yield page
            after = page[-1].id


def as_text(found: tuple[Sequence[Member], Sequence[Invitation]]) -> str:
    """A line a member, the open invitations below. Pure."""
    present, invitations = found
    if not present and not invitations:
        return "nobody yet: `buzon staff add --role admin --name …` invites the first"
    lines = [f"{one.id:>4}  {one.role:<8}  since {_at(one.joined_at)}  {one.channel}  {one.name}" for one in present]
    lines += [f"   -  {one.role:<8}  invited, until {_at(one.expires_at)}  {one.name}" for one in invitations]
    return "\n".join(lines)


def as_json(found: tuple[Sequence[Member], Sequence[Invitation]]) -> str:
    """The same as one JSON object; instants in UTC. Pure."""
    present, invitations = found
    members_shown = [
        {
            "id": one.id,
            "role": one.role.value,
            "name": one.name,
            "chat": one.chat_id,
            "channel": one.channel,
            "joined_at": one.joined_at,
            "invited_by": one.invited_by,
        }
        for one in present
    ]
    invited = [
        {
            "reference": one.reference,
            "role": one.role.value,
            "name": one.name,
            "expires_at": one.expires_at,
            "invited_by": one.invited_by,
        }
        for one in invitations
    ]
    shown = {"members": members_shown, "invitations": invited}
    return orjson.dumps(shown, option=orjson.OPT_INDENT_2).decode()


def csv_head() -> str:
    """The first line of the record as CSV. Pure."""
    return _csv([_COLUMNS])


def csv_rows(entries: Sequence[Entry]) -> str:
    """A line an act. Pure."""
    return _csv([tuple(_plain(entry).values()) for entry in entries])


def json_rows(entries: Sequence[Entry]) -> list[str]:
    """An object an act, `details` as they are. Pure."""
    return [orjson.dumps(_plain(entry) | {"details": entry.details}).decode() for entry in entries]


def _plain(entry: Entry) -> dict[str, object]:
    details = "" if entry.details is None else orjson.dumps(entry.details).decode()
    values = (entry.id, entry.at.isoformat(), entry.chat_id, entry.action, entry.subject, details, entry.origin)
    return dict(zip(_COLUMNS, values, strict=True))


def _csv(rows: Sequence[Sequence[object]]) -> str:
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows(rows)
    return written.getvalue()


def _check(refused: Refused | None, member_id: int) -> None:
    if refused is not None:
        raise Misconfigured(_REFUSALS[refused].format(id=member_id))


@asynccontextmanager
async def _opened(settings: Settings) -> AsyncGenerator[Database]:
    database = Database.at(settings.database_url)
    try:
        await database.check_schema()
        yield database
    finally:
        await database.close()


def _now() -> datetime:
    return datetime.now(UTC)


def _aware(instant: datetime | None) -> datetime | None:
    return instant.replace(tzinfo=LIMA) if instant is not None and instant.tzinfo is None else instant


def _at(instant: datetime) -> str:
    return f"{instant.astimezone(LIMA):%Y-%m-%d %H:%M}"
