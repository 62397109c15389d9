"""The canary in a running house: what is missing is named, stops what depends on it, and all resumes by itself."""

from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio
from sqlalchemy import select, update

from bot import doors
from bot.metrics import Metrics
from bot.portal.canary import Canary, Guard
from bot.push.ledger import OutageLedger
from sandbox import world
from storage.tables import canaries, outages
from tests.flow.town import TOKEN, Town, opened, resident

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory, chromium_path: Path) -> AsyncIterator[Town]:
    """A house on the portal's pages. Carlos's mailbox is the operator's own; he is the same in every sandbox."""
    async with world.running(bot_token=TOKEN) as other, aiohttp.ClientSession(other.page) as http:
        carlos = await resident(http, "carlos")
    chosen = {
        "portal": "browser",
        "portal_profile": "generic",
        "chromium": str(chromium_path),
        "canary_user": carlos.user,
        "canary_password": carlos.password,
    }
    async with opened(tmp_path_factory.mktemp("guarded"), **chosen) as town:
        yield town


@pytest_asyncio.fixture(loop_scope="module")
async def guarded(house: Town) -> AsyncIterator[Town]:
    yield house
    await house.control("POST", "/portal/reset")


class Bird:
    """A worker's canary beside the running house, whose walks a test decides."""

    def __init__(self, town: Town, folder: Path) -> None:
        self.metrics, self.guard, self.folder = Metrics(), Guard(), folder
        walk = doors.canary_walk(town.settings, town.house.world.mailbox)
        assert walk is not None
        self._town = town
        self._canary = Canary(
            town.house.world.database,
            self.metrics,
            town.house.world.clock,
            portal="the test",
            walk=walk,
            guard=self.guard,
            alarm=OutageLedger(town.house.world, self.metrics, portal="the test"),
            folder=folder,
        )

    async def flies(self) -> None:
        """Its next walk, due or not."""
        now = self._town.house.world.now()
        await self._town.change(update(canaries).values(next_at=now))
        await self._canary.turn(walks=True)

    def counted(self, step: str) -> float | None:
        return self.metrics.registry.get_sample_value("buzon_portal_landmarks_missing", {"step": step})


async def test_a_missing_field_stops_the_watch_until_it_is_back(
    guarded: Town, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The landmark names itself in the log, the number and the ledger of outages; a redacted picture is kept; nobody's
    mailbox may be looked into; found again, all resumes by itself."""
    bird = Bird(guarded, tmp_path / "portal")
    await bird.flies()
    assert bird.guard.may_watch()
    await guarded.portal_faults(no_password_field=True)
    await bird.flies()
    assert "sign_in.password" in bird.guard.missing
    assert not bird.guard.may_watch()
    assert bird.counted("sign_in") == 1
    [outage] = await guarded.rows(select(outages).where(outages.c.portal == "the test"))
    assert (outage.kind, outage.ended_at) == ("changed", None)
    assert "sign_in.password" in outage.seen
    [picture] = bird.folder.iterdir()
    assert "Usuario" in picture.read_text()
    assert picture.stat().st_mode & 0o077 == 0
    await guarded.portal_faults(no_password_field=False)
    await bird.flies()
    assert bird.guard.missing == ()
    assert bird.guard.may_watch()
    [outage] = await guarded.rows(select(outages).where(outages.c.portal == "the test"))
    assert outage.ended_at is not None


async def test_another_process_heeds_what_one_found(guarded: Town, tmp_path: Path) -> None:
    """A process that does not walk learns from the database what is missing, and stops too."""
    walker, follower = Bird(guarded, tmp_path / "one"), Bird(guarded, tmp_path / "two")
    await guarded.portal_faults(no_password_field=True)
    await walker.flies()
    await follower._canary.turn(walks=False)
    assert follower.guard.missing == walker.guard.missing
    assert not follower.guard.may_watch()
