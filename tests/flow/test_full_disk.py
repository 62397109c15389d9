"""The disk is full: nothing is answered that could not be written down, and once there is room all of it arrives, once.

A limit on the size of files stands in for the disk, for a small one to fill takes root. The process may write where its
files are already, and no file grows: as on a full disk. SQLite then speaks of an error instead of a full disk; that it
is told from other errors is tested in `tests/storage/test_database.py`.
"""

import asyncio
import json
import resource
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.push.deliver import LEASE
from bot.rehearsal import Person
from storage.tables import inbox, mailboxes
from tests.flow.onetime import OneTimePage
from tests.flow.process import written_lines
from tests.flow.scene import NOTICES, RESIDENTS, Scene, alerts_of, every_alert_came
from tests.flow.town import TOKEN, control, resident, until

HELP = "Te aviso cuando llega algo"
REASON = "disk I/O error"
UNSAID = "zarzamora azul"
"""Words that somebody writes, to be looked for in the log."""

pytestmark = pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="NOT RUN: only Linux limits a running process")


@contextmanager
def full(scene: Scene) -> Iterator[None]:
    """While the block runs, no file of the bot grows beyond what its write-ahead log has now: a log line still fits."""
    (path,) = scene.bot.log.parent.glob("*.db-wal")
    _limit(scene, path.stat().st_size)
    try:
        yield
    finally:
        _limit(scene, resource.RLIM_INFINITY)


def _limit(scene: Scene, size: int) -> None:
    resource.prlimit(scene.bot.pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


def lines(log: Path) -> list[dict[str, Any]]:
    """What the bot has logged, a traceback's text included; what is no line of ours has one field."""
    return [json.loads(line) if line.startswith("{") else {"other": line} for line in written_lines(log)]


async def told(scene: Scene, event: str) -> None:
    """Return when the log has this event."""

    async def there() -> bool:
        return any(event in line.get("event", "") for line in lines(scene.bot.log))

    await until(there, f"«{event}» in the log")


async def nothing_waits(scene: Scene) -> None:
    """Return when Telegram has nothing left, and every update is answered."""

    async def quiet() -> bool:
        counts = await control(scene.http, "GET", "/telegram/counts")
        async with scene.database.read() as connection:
            rows = (await connection.execute(select(inbox.c.update_id).where(inbox.c.done_at.is_(None)))).all()
        return not counts["waiting_updates"] and not rows

    await until(quiet, "quiet", seconds=30)


async def said(person: Person, words: str) -> int:
    """How many messages with these words have come."""
    return sum(words in (message.get("text") or "") for message in await person.messages())


async def test_what_could_not_be_written_is_not_lost_and_not_answered(scene: Scene) -> None:
    """Nobody is answered, Telegram is not told that anything arrived, and no notice is taken for told; with room again
    each question is answered and each notice told, once. The log names the reason and quotes nobody."""
    await scene.bot.start()
    reader, owner = await scene.linked("maria"), await resident(scene.http, "maria")
    asking = [await Person.meet(scene.http) for _ in range(3)]
    await nothing_waits(scene)
    with full(scene):
        for person in asking:
            await person.write("/ayuda")
        await asking[0].write(UNSAID)
        for _ in range(3):
            await control(scene.http, "POST", "/portal/people/maria/notices", {"kind": "demand", "pdf": False})
        await told(scene, "a background task fell and starts again")
        await told(scene, "mailboxes could not be claimed")
        waiting = (await control(scene.http, "GET", "/telegram/counts"))["waiting_updates"]
        assert waiting == len(asking) + 1, "what was not kept is not confirmed"
        assert [len(await person.messages()) for person in asking] == [0] * len(asking)
        assert await alerts_of(reader) == []
    for person in asking:
        await person.sees(HELP, seconds=30)
    await nothing_waits(scene)

    async def every() -> bool:
        return len(await alerts_of(reader)) >= 3

    await until(every, "three alerts", seconds=30)
    assert await scene.bot.stop() == 0
    await scene.bot.start()  # whatever was left unsettled would be told again now
    await nothing_waits(scene)
    assert [await said(person, HELP) for person in asking] == [1] * len(asking)
    assert len(await asking[0].messages()) == 2
    assert len(await alerts_of(reader)) == len({notice for notice, _ in await alerts_of(reader)}) == 3
    log = scene.bot.log.read_text()
    assert REASON in log
    for secret in (TOKEN, owner.user, owner.password, owner.name, UNSAID):
        assert secret not in log


@pytest.mark.soak
async def test_a_push_that_meets_a_full_disk_goes_on_when_there_is_room(scene: Scene) -> None:
    """It fills up in the middle of ninety alerts, for longer than a lease lives: what was sent and could not be written
    down is remembered until it can, so every alert arrives once."""
    await scene.bot.start()
    people = [await scene.linked(name) for name in RESIDENTS]
    await scene.publish(NOTICES)
    await scene.begun(10)
    with full(scene):
        await asyncio.sleep(LEASE.total_seconds() + 2)
        sent = await scene.sends()
        assert await scene.unsettled() > 0
        await asyncio.sleep(1)
        assert await scene.sends() == sent, "what can't be leased is not sent"
    await scene.finished()
    await every_alert_came(people, Counter())


async def test_what_was_being_answered_when_the_disk_filled_is_not_answered_again(scene: Scene) -> None:
    """The answer is out and can't be crossed off: nobody died, so it is crossed off once there is room, and the next
    start does not say it a second time."""
    await scene.bot.start()
    person = await Person.meet(scene.http)
    await person.write("/ayuda")
    await person.sees(HELP)
    await nothing_waits(scene)
    await control(scene.http, "PATCH", "/telegram/faults", {"slow_seconds": 1.0})
    await person.write("/ayuda")

    async def taken() -> bool:
        async with scene.database.read() as connection:
            rows = await connection.execute(select(inbox.c.update_id).where(inbox.c.done_at.is_(None)))
        return len(rows.all()) == 1

    await until(taken, "the question in the inbox")
    with full(scene):
        await person.sees(HELP, after=1)
        await told(scene, "an update was not crossed off")
    await control(scene.http, "PATCH", "/telegram/faults", {"slow_seconds": 0.05})
    assert await scene.bot.stop() == 0
    await scene.bot.start()
    await nothing_waits(scene)
    assert await said(person, HELP) == 2


async def test_a_page_posted_to_a_full_disk_says_so(scene: Scene) -> None:
    """Whoever links a mailbox then is told on the page that it was not done, and nothing is kept; with room again the
    same page, opened once more, links it."""
    await scene.bot.start()
    person, owner = await Person.meet(scene.http), await resident(scene.http, "maria")
    await person.write("/vincular")
    await person.tap(await person.sees("necesito tu permiso"), "Sí, acepto")
    asked = await person.sees("Toca el botón")
    page = await OneTimePage.load(await person.open_page(asked, "página segura"))
    await nothing_waits(scene)
    with full(scene):
        shown = await page.post(owner.user, owner.password, "Mamá")
        assert (shown.status, shown.trouble) == (503, True)
        assert "Algo falló de nuestro lado" in shown.words
        async with scene.database.read() as connection:
            assert (await connection.execute(select(mailboxes.c.id))).all() == []
    again = await OneTimePage.load(await person.open_page(asked, "página segura"))
    assert "quedó vinculado" in (await again.post(owner.user, owner.password, "Mamá")).words
    await person.sees("quedó vinculado")
    assert await said(person, "quedó vinculado") == 1
    log = scene.bot.log.read_text()
    assert not [secret for secret in (TOKEN, owner.user, owner.password) if secret in log]
