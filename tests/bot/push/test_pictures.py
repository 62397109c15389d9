"""The watch and the pictures that only a person can read: whom it asks, when, and that it stops where it must."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from buzon.credentials import Credentials
from handlers.errors import CaptchaWanted
from handlers.ports import News, SealedCredentials
from handlers.words import LIMA
from storage import mailboxes
from storage.tables import MailboxState, outbox
from tests.bot.push.lookout import Lookout, until

NOON, EVENING = datetime(2026, 12, 3, 12, tzinfo=LIMA), datetime(2026, 12, 3, 22, tzinfo=LIMA)


class Clock:
    def __init__(self, now: datetime) -> None:
        self.time = now

    def now(self) -> datetime:
        return self.time


class ShowsPictures:
    """A door at which every sign-in wants a picture read, as far as the watch has to do with it."""

    async def news(self, key: str, credentials: SealedCredentials, known: bytes | None = None) -> News:
        await credentials.open()
        raise CaptchaWanted("a picture")

    async def captcha(self, key: str) -> bytes | None:
        return b"PNG"

    async def answer(self, key: str, text: str) -> None:
        raise CaptchaWanted("a picture")

    def waiting(self, key: str) -> Credentials | None:
        return None

    async def move(self, key: str, to: str, credentials: Credentials) -> None:
        return None


def at(tower: Lookout, now: datetime) -> Clock:
    """The tower before such a door, at this time."""
    door: Any = ShowsPictures()
    clock = Clock(now)
    tower.world = replace(tower.world, mailbox=door, captchas=door, clock=clock)
    return clock


async def told(tower: Lookout) -> int:
    return len(await tower.query(select(outbox.c.id).where(outbox.c.text_key == "trouble")))


async def test_by_day_the_owner_is_asked_to_sign_in_again(tower: Lookout) -> None:
    """In words, without a picture; and the mailbox is left alone until they do."""
    at(tower, NOON)
    await tower.linked(1)
    await tower.watch().round(9)
    assert [one.state for one in await tower.all()] == [MailboxState.CAPTCHA]
    assert await told(tower) == 1


async def test_at_night_nobody_is_asked(tower: Lookout) -> None:
    """The mailbox stays watched, is looked into at eight, and its owner is asked then."""
    clock = at(tower, EVENING)
    await tower.linked(1)
    await tower.watch().round(9)
    [mailbox] = await tower.all()
    assert (mailbox.state, await told(tower)) == (MailboxState.WATCHING, 0)
    assert mailbox.next_check_at == EVENING + timedelta(hours=10)
    clock.time = mailbox.next_check_at
    await tower.watch().round(9)
    assert await told(tower) == 1


async def test_once_a_day_is_enough(tower: Lookout) -> None:
    """Who has signed in again and meets a picture anew the same day is not asked a second time before the next."""
    clock = at(tower, NOON)
    [mailbox] = await tower.linked(1)
    await tower.watch().round(9)
    clock.time = NOON + timedelta(hours=2)
    async with tower.world.database.begin() as connection:
        await mailboxes.relink(connection, mailbox.id, sealed=mailbox.sealed, next_check_at=clock.time)
    await tower.watch().round(9)
    [again] = await tower.all()
    assert (again.state, await told(tower)) == (MailboxState.WATCHING, 1)
    assert again.next_check_at == clock.time + timedelta(days=1)


async def test_what_the_canary_stops_is_not_looked_into(tower: Lookout) -> None:
    """While it may not look the watch asks the portal for nothing, though all is due; then it looks by itself."""
    asked: list[bool] = []
    open_from: list[None] = []

    def may_look() -> bool:
        asked.append(bool(open_from))
        return asked[-1]

    await tower.linked(2)
    async with tower.watching(may_look=may_look):
        await until(lambda: len(asked) >= 3, "three rounds")
        assert tower.portal.looks == []
        open_from.append(None)
        await until(lambda: len(tower.portal.looks) >= 2, "a look into each")
