"""The canary in a running house: what is missing is told and stops what depends on it; all resumes by itself."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from pydantic import SecretStr
from sqlalchemy import select, update

from bot import doors
from bot.metrics import Metrics
from bot.portal.canary import Canary, Guard
from bot.push.ledger import OutageLedger
from storage.tables import StaffRole, canaries, outages
from tests.flow.team_group import TeamGroup, hired
from tests.flow.town import Resident, Town, opened

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def guarded(tmp_path_factory: pytest.TempPathFactory, chromium_path: Path) -> AsyncIterator[Town]:
    """A house on the portal's pages, without a canary of its own."""
    door = {"portal": "browser", "portal_profile": "generic", "chromium": str(chromium_path)}
    async with opened(tmp_path_factory.mktemp("guarded"), **door) as town:
        yield town


class Bird:
    """A worker's canary beside the running house, whose walks a test decides."""

    def __init__(self, town: Town, carlos: Resident, folder: Path) -> None:
        self.metrics, self.guard, self.folder = Metrics(), Guard(), folder
        account = {"canary_user": SecretStr(carlos.user), "canary_password": SecretStr(carlos.password)}
        walk = doors.canary_walk(town.settings.model_copy(update=account), town.house.world.mailbox)
        assert walk is not None
        self._town = town
        self.canary = Canary(
            town.house.world.database,
            self.metrics,
            town.house.world.clock,
            portal="the test",
            walk=walk,
            guard=self.guard,
            alarm=OutageLedger(town.house.world, self.metrics, portal="the test"),
            folder=folder,
            wake=town.house.world.wake,
        )

    async def flies(self) -> None:
        """Its next walk, due or not."""
        now = self._town.house.world.now()
        await self._town.change(update(canaries).values(next_at=now))
        await self.canary.turn(walks=True)

    def counted(self, step: str) -> float | None:
        return self.metrics.registry.get_sample_value("buzon_portal_landmarks_missing", {"step": step})


async def test_a_missing_field_stops_the_watch_and_is_told_until_it_is_back(guarded: Town, tmp_path: Path) -> None:
    """The landmark names itself in the number, the ledger of outages and the team's group, once however many workers
    hear of it; a redacted picture is kept; nobody's mailbox may be looked into, by any process. Found again, all
    resumes by itself, and that is told too.
    """
    rosa = await guarded.phone("Rosa")
    await hired(guarded.house.world.database, rosa, StaffRole.ADMIN)
    group = await TeamGroup.gathered(guarded.http, rosa)
    await group.sees("escribe aquí: /equipo grupo")
    await group.say(rosa, "/equipo grupo")
    await group.sees("Listo: este es el grupo del equipo")
    carlos = await guarded.resident("carlos")
    bird, follower = Bird(guarded, carlos, tmp_path / "portal"), Bird(guarded, carlos, tmp_path / "none")
    await guarded.portal_faults(no_password_field=True)
    await bird.flies()
    await follower.canary.turn(walks=False)
    for one in (bird, follower):
        assert "sign_in.password" in one.guard.missing
        assert not one.guard.may_watch()
        assert one.counted("sign_in") == 1
    [outage] = await guarded.rows(select(outages).where(outages.c.portal == "the test"))
    assert (outage.kind, outage.ended_at) == ("changed", None)
    assert "sign_in.password" in outage.seen
    [picture] = bird.folder.iterdir()
    assert "Usuario" in picture.read_text()
    assert picture.stat().st_mode & 0o077 == 0
    told = await group.sees("No encuentro en sus páginas: sign_in.password")
    assert "Dejé de mirar los buzones" in told["text"]
    await guarded.portal_faults(no_password_field=False)
    await bird.flies()
    await follower.canary.turn(walks=True)  # another worker has been there
    assert (bird.guard.missing, follower.guard.may_watch()) == ((), True)
    [outage] = await guarded.rows(select(outages).where(outages.c.portal == "the test"))
    assert outage.ended_at is not None
    await group.sees("encuentro todo en sus páginas")
    assert sum("El portal" in one["text"] for one in await group.posts()) == 2
