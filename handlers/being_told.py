"""`/recordatorios`: what is open and until when, and how a person wants to be told of it."""

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import reduce

from sqlalchemy.ext.asyncio import AsyncConnection

from buzon.workdays import LIMA
from handlers import planning
from handlers.notice_words import appointment, kind_words
from handlers.notices import message_of_tap
from handlers.speech import Button, Phrase, Rows, Said, Speech, Toast, phrase, press
from handlers.terms import days_left
from handlers.world import Scene
from storage import notices, outbox, preferences, telling
from storage.notices import KnownNotice
from storage.preferences import BEFORE, Preferences

_SHOWN = 6
"""Open terms that are named; of more it says how many."""

_BEFORE: dict[str, tuple[int, ...]] = {"5210": BEFORE, "210": (2, 1, 0), "10": (1, 0), "0": (0,), "none": ()}
_QUIET: dict[str, tuple[int | None, int | None]] = {
    "22-7": (22, 7),
    "21-8": (21, 8),
    "23-6": (23, 6),
    "none": (None, None),
}
_DIGEST: dict[str, int | None] = {"8": 8, "13": 13, "19": 19, "none": None}
_PAUSE: dict[str, int] = {"1": 1, "3": 3, "7": 7, "30": 30, "none": 0}

_CHOICES: dict[str, Collection[str]] = {"b": _BEFORE, "q": _QUIET, "d": _DIGEST, "p": _PAUSE}

Change = Callable[[Preferences, datetime], Preferences]


async def show(scene: Scene, argument: str = "") -> list[Speech]:
    """What has a date, soonest first, how it is told now, and the ways to change that. Edits in place on a tap."""
    async with scene.world.database.read() as connection:
        wanted = await preferences.of(connection, scene.household)
        dated = await notices.open_terms(connection, scene.household, since=scene.world.today())
    return [_panel(scene, dated, wanted)]


async def choose(scene: Scene, argument: str) -> list[Speech]:
    """The choices of one setting: `b`efore, `q`uiet, `d`igest or `p`ause."""
    choices = _CHOICES.get(argument)
    if choices is None:
        return [Toast(phrase("stale-button"), alert=True)]
    rows = tuple((_choice(argument, name),) for name in choices)
    back = (press("button-back-to-reminders", "w:s:"),)
    return [Said((phrase(f"ask-told-{argument}"),), (*rows, back), message_of_tap(scene))]


async def set_before(scene: Scene, argument: str) -> list[Speech]:
    """When to be reminded."""
    chosen = _BEFORE.get(argument)
    return await _change(scene, None if chosen is None else lambda was, _: replace(was, remind_before=chosen))


async def set_quiet(scene: Scene, argument: str) -> list[Speech]:
    """Between which hours only what is critical comes."""
    chosen = _QUIET.get(argument)
    if chosen is None:
        return await _change(scene, None)
    first, last = chosen
    return await _change(scene, lambda was, _: replace(was, quiet_from=first, quiet_until=last))


async def set_digest(scene: Scene, argument: str) -> list[Speech]:
    """All at once, at an hour; or each when it comes."""
    if argument not in _DIGEST:
        return await _change(scene, None)
    hour = _DIGEST[argument]
    return await _change(scene, lambda was, _: replace(was, digest_hour=hour))


async def set_pause(scene: Scene, argument: str) -> list[Speech]:
    """Nothing for some days, up to the morning after; but what can't wait."""
    days = _PAUSE.get(argument)
    return await _change(scene, None if days is None else lambda was, now: replace(was, paused_until=_pause(now, days)))


def _pause(now: datetime, days: int) -> datetime | None:
    if days == 0:
        return None
    day = now.astimezone(LIMA).date() + timedelta(days=days)
    return datetime.combine(day, time(8), LIMA).astimezone(UTC)


async def _change(scene: Scene, change: Change | None) -> list[Speech]:
    if change is None:
        return [Toast(phrase("stale-button"), alert=True)]
    world = scene.world
    now = world.now()
    async with world.database.begin() as connection:
        wanted = change(await preferences.of(connection, scene.household), now)
        await preferences.keep(connection, scene.household, wanted)
        dated = await notices.open_terms(connection, scene.household, since=world.today())
        for notice, _ in dated:
            rooms = await telling.rooms_of(connection, notice.mailbox_id)
            if rooms is not None:
                await planning.plan(connection, rooms, notice, wanted, now=now)
        await _move_alerts(connection, scene.household, wanted, now)
    await world.wake()
    return [Toast(phrase("told-changed")), _panel(scene, dated, wanted)]


async def _move_alerts(connection: AsyncConnection, household: int, wanted: Preferences, now: datetime) -> None:
    """Alerts that wait for the end of a pause, or of the night, go by what is wanted now."""
    await outbox.move_alerts(connection, household, due_at=planning.tell_at(now, wanted, critical=False), now=now)


def _panel(scene: Scene, dated: list[tuple[KnownNotice, str]], wanted: Preferences) -> Said:
    today = scene.world.today()
    lines: list[Phrase] = [phrase("terms-title", count=len(dated))]
    lines += [_line(notice, name, today) for notice, name in dated[:_SHOWN]]
    if len(dated) > _SHOWN:
        lines.append(phrase("terms-more", count=len(dated) - _SHOWN))
    lines.append(_how(wanted, scene.world.now()))
    rows: Rows = (
        (press("button-told-before", "w:c:b"), press("button-told-quiet", "w:c:q")),
        (press("button-told-digest", "w:c:d"), press("button-told-pause", "w:c:p")),
        (press("button-feed", "f:o:"),),
    )
    return Said(tuple(lines), rows, message_of_tap(scene))


def _line(notice: KnownNotice, name: str, today: date) -> Phrase:
    kind = kind_words(notice.kind)
    if notice.safe_day is not None:
        return phrase("term-row", name=name, kind=kind, day=notice.safe_day, left=days_left(notice, today))
    day = notice.appointment_day
    return phrase("term-appointment", name=name, kind=kind, rest=appointment(day, notice)) if day else kind


def _how(wanted: Preferences, now: datetime) -> Phrase:
    parts = [phrase(f"told-before-{_name(_BEFORE, wanted.remind_before)}")]
    if wanted.quiet_from is not None and wanted.quiet_until is not None:
        parts.append(phrase("told-quiet", first=f"{wanted.quiet_from}:00", last=f"{wanted.quiet_until}:00"))
    if wanted.digest_hour is not None:
        parts.append(phrase("told-digest", clock=f"{wanted.digest_hour}:00"))
    if wanted.paused_until is not None and wanted.paused_until > now:
        parts.append(phrase("told-paused", at=wanted.paused_until))
    return reduce(lambda above, below: phrase("two-lines", first=above, last=below), parts)


def _name(choices: dict[str, tuple[int, ...]], chosen: tuple[int, ...]) -> str:
    return next((name for name, value in choices.items() if value == chosen), "5210")


def _choice(setting: str, name: str) -> Button:
    return press(f"button-told-{setting}-{name}", f"w:{setting}:{name}")
