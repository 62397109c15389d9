"""The parlour that a test walks into, and somebody who has never been there."""

import shutil
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from handlers.desk import Desk
from handlers.prefills import Prefills
from handlers.world import Operator, Ways, World
from sandbox.agency import Agency
from sandbox.portal import Portal
from storage import migrations
from storage.database import Database
from storage.turns import Turns
from storage.vault import Vault, new_master_key, parse_keys
from tests.handlers.mailbox import DirectMailbox
from tests.handlers.outside import HeldFiles, Letterbox, TextSheets
from tests.handlers.parlour import Parlour
from tests.handlers.person import Person
from tests.handlers.recovery import DirectAgency, DirectRecovery
from tests.storage.moment import StandingClock


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with tables and no rows, to be copied: that is quicker than to climb the migrations each time."""
    path = tmp_path_factory.mktemp("parlour") / "empty.db"
    migrations.upgrade(f"sqlite+aiosqlite:///{path}")
    return path


@pytest.fixture
async def parlour(tmp_path: Path, migrated: Path) -> AsyncIterator[Parlour]:
    path = shutil.copy(migrated, tmp_path / "buzon.db")
    database = Database.at(f"sqlite+aiosqlite:///{path}", patience=timedelta(seconds=1))
    vault = Vault(parse_keys(new_master_key()))
    clock = StandingClock()
    portal = Portal(clock.now)
    mailbox = DirectMailbox(portal)
    branch = Agency(portal, portal_address="https://sine.example")
    recovery, agency, letterbox, files = DirectRecovery(portal), DirectAgency(branch), Letterbox(), HeldFiles()
    woken: list[None] = []

    async def wake() -> None:
        woken.append(None)

    world = World(
        database=database,
        vault=vault,
        mailbox=mailbox,
        ways=Ways(
            recovery, agency, letterbox, "bot@casa.example", lambda *letter: f"https://bot.example/correo#{len(letter)}"
        ),
        sheets=TextSheets(),
        files=files,
        prefills=Prefills(clock),
        clock=clock,
        operator=Operator("Casa Amiga"),
        page_url=lambda token: f"https://bot.example/v/{token}",
        wake=wake,
        watch_interval=timedelta(minutes=30),
        dialog_life=timedelta(days=3),
    )
    turns = Turns(database, vault, clock=clock)
    yield Parlour(
        world, Desk(world, turns), turns, portal, mailbox, clock, recovery, agency, branch, letterbox, files, woken
    )
    await turns.close()
    await database.close()


@pytest.fixture
def person(parlour: Parlour) -> Person:
    """Someone who has never written before."""
    return Person(parlour.desk)
