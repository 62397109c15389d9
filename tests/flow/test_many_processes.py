"""Two of each half over one PostgreSQL and one Redis: any of them may die, and people notice nothing."""

import asyncio
import random
import re
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin

import aiohttp
import pytest
import pytest_asyncio

from bot.rehearsal import Person
from sandbox import world
from storage.database import Database
from tests.flow.process import BotProcess
from tests.flow.scene import NOTICES, RESIDENTS, Scene, bot_settings, every_alert_came
from tests.flow.town import TOKEN, control, settle
from tests.servers.postgres import PostgresServer
from tests.servers.redis import RedisServer

PASSWORD = "for-the-operator-alone"


@dataclass
class City:
    """Two that serve, two that work. The scene's own bot is the first that serves."""

    scene: Scene
    serving: list[BotProcess]
    working: list[BotProcess]


@pytest_asyncio.fixture
async def city(tmp_path: Path, postgres_database: str, redis_database: str) -> AsyncIterator[City]:
    async with world.running(bot_token=TOKEN) as outside, aiohttp.ClientSession(outside.page) as http:
        await control(http, "PATCH", "/telegram/limits", {"global_per_second": 40, "chat_per_second": 40})
        await control(http, "PATCH", "/telegram/faults", {"slow_seconds": 0.05})
        settled = settle(tmp_path, outside, database_url=postgres_database)
        settings = {
            **bot_settings(outside, settled),
            "redis_url": redis_database,
            "dashboard_password": PASSWORD,
        }
        processes = {
            command: [BotProcess(settings, tmp_path / f"{command}{number}.log", command) for number in (1, 2)]
            for command in ("serve", "work")
        }
        every = [process for half in processes.values() for process in half]
        database = Database.at(postgres_database)
        try:
            await asyncio.gather(*(process.start() for process in every))
            scene = Scene(http, processes["serve"][0], database, random.Random(20261124))
            yield City(scene, processes["serve"], processes["work"])
        finally:
            for process in every:
                await process.close()
            await database.close()


async def test_the_operator_sees_the_queue_and_nobody_else(city: City) -> None:
    """A worker shows the engine's dashboard to whoever has the password, and its numbers beside ours; a process that
    serves people shows no dashboard at all."""
    scene = city.scene
    worker, serving = city.working[0].address, city.serving[0].address
    right, wrong = (
        {"Authorization": aiohttp.encode_basic_auth("operator", password)} for password in (PASSWORD, "guess")
    )
    for headers, status in (({}, 401), (wrong, 401), (right, 200)):
        async with scene.http.get(f"{worker}/engine/", headers=headers) as page:
            assert page.status == status
            shown = await page.text()
    for asset in set(re.findall(r'(?:href|src)="([^"]+[.](?:css|js))"', shown)):
        async with scene.http.get(urljoin(f"{worker}/engine/", asset), headers=right) as page:
            assert page.status == 200, asset
    async with scene.http.get(f"{serving}/engine/", headers=right) as page:
        assert page.status == 404
    await scene.linked("maria")
    async with scene.http.get(f"{worker}/metrics") as page:
        numbers = await page.text()
    assert "buzon_watch_lag_seconds" in numbers
    async with scene.http.get(f"{worker}/readyz") as page:
        assert (await page.json())["ready"] is True


async def test_any_of_them_may_be_killed(city: City) -> None:
    """While ninety alerts go out, a worker is killed and never comes back, then the process that polls: every alert
    arrives, only what was in flight comes twice and says so, the channel's limit was never passed, and whoever writes
    is answered by the one that is left."""
    scene = city.scene
    people = [await scene.linked(name) for name in RESIDENTS]
    await scene.publish(NOTICES)
    await scene.begun(10)
    await city.working[0].kill()
    in_flight = Counter(await scene.in_flight())
    await scene.begun(5)
    for process in city.serving[:1]:
        await process.kill()
    await scene.finished()
    await every_alert_came(people, in_flight)
    heard = len(await people[0].messages())
    await people[0].write("/ayuda")
    await people[0].sees("Te aviso cuando llega algo", after=heard, seconds=30)
    counts = await control(scene.http, "GET", "/telegram/counts")
    assert counts["violations"] == 0


async def test_what_a_killed_process_left_is_answered_by_another(city: City) -> None:
    """Killed with messages taken and not answered: the other process answers each, once."""
    scene = city.scene
    people = [await Person.meet(scene.http) for _ in range(12)]
    await control(scene.http, "PATCH", "/telegram/faults", {"slow_seconds": 0.5})
    for person in people:
        await person.write("/ayuda")
    await asyncio.sleep(0.3)  # some are taken by now, hardly one is answered
    for process in city.serving:
        await process.kill()
    await control(scene.http, "PATCH", "/telegram/faults", {"slow_seconds": 0.0})
    await city.serving[1].start()
    for person in people:
        await person.sees("Te aviso cuando llega algo", seconds=40)


@pytest.mark.parametrize("seconds", [12, pytest.param(30, marks=pytest.mark.soak)])
async def test_nothing_is_lost_or_repeated_while_the_database_or_redis_is_away(
    city: City, postgres_server: PostgresServer, redis_server: RedisServer, seconds: int
) -> None:
    """Redis dies in the middle of a push, then PostgreSQL for longer than a lease lives: nobody died, so every alert
    arrives once, and the channel's limit is never passed."""
    scene = city.scene
    people = [await scene.linked(name) for name in RESIDENTS]
    await scene.publish(NOTICES)
    await scene.begun(5)
    await asyncio.to_thread(redis_server.kill)
    await scene.begun(10)
    await asyncio.to_thread(redis_server.start)
    await asyncio.to_thread(postgres_server.kill)
    await asyncio.sleep(seconds)
    await asyncio.to_thread(postgres_server.start)
    await scene.finished()
    await every_alert_came(people, Counter())
    counts = await control(scene.http, "GET", "/telegram/counts")
    assert counts["violations"] == 0
