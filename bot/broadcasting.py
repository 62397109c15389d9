"""`buzon broadcast`: broadcasts from the operator's command line, by the rules and with the record of everybody's."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson

from bot.settings import Settings
from buzon.identity import is_country
from buzon.moment import read_moment
from handlers import broadcast_acts
from handlers.broadcast_acts import Act, Outcome
from handlers.errors import Misconfigured
from handlers.words import LANGUAGES, LIMA, SOURCE
from handlers.world import SecondPerson, Team
from storage import broadcast_sending, broadcasts
from storage.audience import Audience, reach
from storage.broadcasts import Broadcast, Content
from storage.database import Database

ORIGIN = "cli"

_REFUSALS = {
    Outcome.MISSING: "there is no broadcast {id}",
    Outcome.NOT_ALLOWED: "the command line may not do that to broadcast {id}",
    Outcome.NOT_YOURS: "broadcast {id} was written in the chat or the web desk: only its author submits it",
    Outcome.SECOND_PERSON: "broadcast {id} was written here, so an approver of the team must approve it in the chat"
    " (BUZON_BROADCAST_APPROVAL)",
    Outcome.CHANGED: "broadcast {id} has changed meanwhile: look at it again",
    Outcome.NOBODY: "nobody would get it: change the audience",
    Outcome.PAST: "--at is in the past",
    Outcome.FAR: "--at is more than 60 days off",
    Outcome.EMPTY: "the text in Spanish is missing: --text-es",
    Outcome.TOO_LONG: "a text is too long: 3000 characters at the most",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What `create` was asked for."""

    content: Content
    audience: Audience
    urgent: bool


@dataclass(frozen=True, slots=True)
class _Around:
    """What an act wants of the world. Nobody is woken: a running bot finds what is new by itself within seconds."""

    database: Database
    team: Team

    @property
    def wake(self) -> Callable[[], Awaitable[None]]:
        return _nothing

    def now(self) -> datetime:
        return datetime.now(UTC)


def asked(*, texts: Mapping[str, str | None], audience: Mapping[str, Any], urgent: bool, file: Path | None) -> Asked:
    """From the options, or from a file. Raises Misconfigured with the mend."""
    given = {language: text for language, text in texts.items() if text is not None}
    if file is not None:
        if given or audience or urgent:
            raise Misconfigured("--file says all: leave the other options out")
        told = _read(file)
        given, audience, urgent = told["texts"], told["audience"], told["urgent"]
    if unknown := set(given) - set(LANGUAGES):
        raise Misconfigured(f"no language of this bot: {min(unknown)} (there are {', '.join(LANGUAGES)})")
    try:
        meant = Audience.load(audience)
    except (ValueError, TypeError) as error:
        raise Misconfigured(f"the audience can't be read: {error}") from None
    if unknown := set(meant.languages) - set(LANGUAGES):
        raise Misconfigured(f"no language of this bot: {min(unknown)} (there are {', '.join(LANGUAGES)})")
    if unknown := {one for one in meant.nationalities if not is_country(one)}:
        raise Misconfigured(f"no code of a country: {min(unknown)} (ISO 3166-1, as VE)")
    return Asked(Content({language: text.strip() for language, text in given.items()}), meant, urgent)


async def create(settings: Settings, wanted: Asked) -> str:
    """Write it and ask for approval; its JSON. Raises Misconfigured where nothing was made."""
    async with _opened(settings) as around:
        async with around.database.read() as connection:
            people = await reach(connection, wanted.audience, now=around.now(), source=SOURCE)
        if not people.total:
            raise Misconfigured(_REFUSALS[Outcome.NOBODY])
        made = await broadcast_acts.create(
            around, None, content=wanted.content, audience=wanted.audience, urgent=wanted.urgent, origin=ORIGIN
        )
        number = _done(made, 0).id
        return await _shown(around, _done(await broadcast_acts.submit(around, None, number, origin=ORIGIN), number))


async def approve(settings: Settings, number: int, *, at: str | None) -> str:
    """Approve it for then, or for now; its JSON. Raises Misconfigured where that can't be."""
    async with _opened(settings) as around:
        due_at = None if at is None else read_moment(at, now=around.now(), zone=LIMA)
        if at is not None and due_at is None:
            raise Misconfigured('--at is no day and time: "2026-11-28 15:30"')
        act = await broadcast_acts.approve(around, None, number, due_at=due_at, origin=ORIGIN)
        return await _shown(around, _done(act, number))


async def status(settings: Settings, number: int) -> str:
    """Its JSON. Raises Misconfigured where there is none."""
    async with _opened(settings) as around:
        async with around.database.read() as connection:
            found = await broadcasts.get(connection, number)
        return await _shown(around, _done(Act(Outcome.DONE if found else Outcome.MISSING, found), number))


async def move(settings: Settings, number: int, verb: str) -> str:
    """Pause, resume or cancel it; its JSON. Raises Misconfigured where that can't be."""
    acts = {"pause": broadcast_acts.pause, "resume": broadcast_acts.resume, "cancel": broadcast_acts.cancel}
    async with _opened(settings) as around:
        return await _shown(around, _done(await acts[verb](around, None, number, origin=ORIGIN), number))


def _done(act: Act, number: int) -> Broadcast:
    if act.done and act.broadcast is not None:
        return act.broadcast
    if act.outcome is Outcome.TOO_LATE and act.broadcast is not None:
        by = f", approved by {act.by}" if act.by else ""
        raise Misconfigured(f"broadcast {number} is {act.broadcast.state.value}{by}: that can't be done to it now")
    raise Misconfigured(_REFUSALS[act.outcome].format(id=number))


async def _shown(around: _Around, broadcast: Broadcast) -> str:
    now = around.now()
    async with around.database.read() as connection:
        people = await reach(connection, broadcast.audience, now=now, source=SOURCE)
        progress = await broadcast_sending.progress(connection, broadcast, now=now)
    told = {
        "id": broadcast.id,
        "state": broadcast.state.value,
        "urgent": broadcast.urgent,
        "languages": sorted(broadcast.content.texts),
        "audience": broadcast.audience.dump(),
        "reach": {"total": people.total, "by_channel": dict(people.by_channel)},
        "created_at": broadcast.created_at,
        "due_at": broadcast.due_at,
        "started_at": broadcast.started_at,
        "ended_at": broadcast.ended_at,
        "progress": {
            "total": progress.total,
            "sent": progress.sent,
            "left": progress.left,
            "outcomes": dict(progress.outcomes),
            "per_second": round(progress.per_second, 1),
        },
    }
    return orjson.dumps(told, option=orjson.OPT_INDENT_2).decode()


def _read(file: Path) -> dict[str, Any]:
    try:
        told = orjson.loads(file.read_bytes())
    except OSError as error:
        raise Misconfigured(f"{file} can't be read: {error.strerror}") from None
    except ValueError:
        raise Misconfigured(f"{file} is no JSON") from None
    told = {"audience": {}, "urgent": False, **told} if isinstance(told, dict) else {}
    texts, urgent = told.get("texts"), told.get("urgent")
    whole = set(told) == {"texts", "audience", "urgent"} and isinstance(urgent, bool)
    if not whole or not isinstance(texts, dict) or not all(isinstance(text, str) for text in texts.values()):
        raise Misconfigured(f'{file} must be like {{"texts": {{"es": "…"}}, "audience": {{}}, "urgent": false}}')
    return told


@asynccontextmanager
async def _opened(settings: Settings) -> AsyncGenerator[_Around]:
    database = Database.at(settings.database_url)
    team = Team(SecondPerson(settings.broadcast_approval), rates={"telegram": settings.telegram_rate})
    try:
        await database.check_schema()
        yield _Around(database, team)
    finally:
        await database.close()


async def _nothing() -> None:
    """There is nobody to wake."""
