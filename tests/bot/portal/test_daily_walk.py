"""The canary's walks among several workers, by the JSON door: one of them goes."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.metrics import Metrics
from bot.portal.api import ApiMailbox
from bot.portal.canary import EVERY, ApiWalk, Canary, Guard
from buzon.credentials import Credentials
from sandbox.portal import Portal
from storage import migrations, staff_groups
from storage.database import Database
from storage.locks import SharedLocks
from storage.tables import outbox
from tests.storage.moment import StandingClock


class Silent:
    """Nobody to tell."""

    async def portal_changed(self, seen: str, now: object) -> None: ...

    async def portal_back(self, now: object) -> None: ...

    async def wake(self) -> None: ...


@pytest.fixture
async def workers(
    postgres_database: str, mailbox: ApiMailbox, credentials: partial[Credentials], clock: StandingClock, tmp_path: Path
) -> AsyncIterator[list[Canary]]:
    """Three of them, each with its own way to the database they share."""
    migrations.upgrade(postgres_database)
    nobody = Silent()
    async with AsyncExitStack() as stack:
        made = []
        for _ in range(3):
            database, locks = Database.at(postgres_database), SharedLocks(postgres_database)
            stack.push_async_callback(database.close)
            stack.push_async_callback(locks.close)
            made.append(
                Canary(
                    database,
                    Metrics(),
                    clock,
                    portal="sandbox",
                    walk=ApiWalk(mailbox, credentials("maria")),
                    guard=Guard(),
                    alarm=nobody,
                    folder=tmp_path,
                    wake=nobody.wake,
                    locked=partial(locks.hold, "canary", wait=False),
                )
            )
        yield made


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock()


async def test_one_of_several_workers_walks_once_a_day(
    workers: list[Canary], portal: Portal, clock: StandingClock
) -> None:
    """However many are due at once, and however long the walk takes: one sign-in a day."""

    async def all_turn() -> int:
        await asyncio.gather(*(one.turn(walks=True) for one in workers))
        return portal.counts.sign_ins

    portal.set_faults(slow_seconds=0.2)
    assert (await all_turn(), await all_turn()) == (1, 1)
    clock.instant += EVERY
    assert (await all_turn(), await all_turn()) == (2, 2)


async def test_the_team_is_told_of_each_change_once(
    workers: list[Canary], portal: Portal, clock: StandingClock, postgres_database: str
) -> None:
    """One row for the group's chat when landmarks go missing, none while they stay so, one when they are back."""
    database = Database.at(postgres_database)
    async with database.begin() as connection:
        await staff_groups.register(connection, "telegram", "-1", added_by=None, language="es", now=clock.now())
    for changed in (False, True, True, False):
        portal.set_faults(changed_fields=changed)
        await asyncio.gather(*(one.turn(walks=True) for one in workers))
        clock.instant += EVERY
    async with database.read() as connection:
        told = (await connection.execute(select(outbox.c.params).order_by(outbox.c.id))).scalars().all()
    await database.close()
    assert [one["missing"] for one in told] == [["sign_in.rows"], []]
    assert [one["stopped"] for one in told] == [["watch"], []]
