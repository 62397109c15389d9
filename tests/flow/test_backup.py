"""A backup made while the bot runs, a database that is gone, and people whose mailboxes are watched again."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path
from stat import S_IMODE

import aiohttp
import pytest
import pytest_asyncio
from sqlalchemy import select

from bot.rehearsal import Person
from sandbox import world
from storage.database import Database
from storage.tables import mailboxes
from tests.flow.onetime import OneTimePage
from tests.flow.process import BotProcess, called, environment
from tests.flow.scene import alerts_of
from tests.flow.town import TOKEN, control, resident, settle, until
from tests.servers.locate import Found, Need, locate
from tests.servers.postgres import PostgresServer


@dataclass
class Site:
    """One bot and its database. `wipe` loses the database as a disk does; `elsewhere` gives an empty one instead."""

    folder: Path
    http: aiohttp.ClientSession
    bot: BotProcess
    elsewhere: Callable[[], str]
    path: str = field(default_factory=lambda: environment()["PATH"])

    @property
    def url(self) -> str:
        return str(self.bot.settings["database_url"])

    async def buzon(self, *words: str | Path, **chosen: object) -> tuple[int, str]:
        """Exit status and what was said, by one call of the command."""
        variables = environment(**{**self.bot.settings, **chosen}) | {"PATH": self.path}
        done = await called(*words, variables=variables)
        return done.status, done.out + done.err

    async def linked(self, name: str) -> Person:
        """Somebody who has linked this resident's mailbox, and it was looked into."""
        person, owner = await Person.meet(self.http), await resident(self.http, name)
        await person.write("/vincular")
        await person.tap(await person.sees("necesito tu permiso"), "Sí, acepto")
        page = await OneTimePage.load(await person.open_page(await person.sees("Toca el botón"), "página segura"))
        assert "quedó vinculado" in (await page.post(owner.user, owner.password, name)).words
        await person.sees("quedó vinculado")

        async def looked() -> bool:
            return all(row.baseline_at for row in await self.rows(mailboxes.c.baseline_at))

        await until(looked, "the first look")
        return person

    async def publish(self, name: str) -> None:
        await control(self.http, "POST", f"/portal/people/{name}/notices", {"kind": "demand", "pdf": False})

    async def alerted(self, person: Person, *, times: int) -> list[tuple[int, bool]]:
        """This person's alerts, once there are so many."""

        async def enough() -> list[tuple[int, bool]] | None:
            found = await alerts_of(person)
            return found if len(found) >= times else None

        return await until(enough, f"alert {times}", seconds=30)

    async def rows(self, *columns: object) -> list[object]:
        database = Database.at(self.url)
        try:
            async with database.read() as connection:
                return list((await connection.execute(select(*columns))).all())  # type: ignore[call-overload]
        finally:
            await database.close()

    def lose_the_database(self) -> None:
        """The disk is gone; what comes instead is empty."""
        self.bot.settings = {**self.bot.settings, "database_url": self.elsewhere()}


@pytest_asyncio.fixture(params=["sqlite", "postgresql"])
async def site(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Site]:
    path = environment()["PATH"]
    if request.param == "sqlite":
        url = f"sqlite+aiosqlite:///{tmp_path / 'buzon.db'}"

        def elsewhere() -> str:
            for file in tmp_path.glob("buzon.db*"):
                file.unlink()
            return url

    else:
        server: PostgresServer = request.getfixturevalue("postgres_server")
        tools = locate(Need.POSTGRES)
        assert isinstance(tools, Found)
        if not tools.binary.with_name("pg_dump").exists():
            pytest.skip("NOT RUN: pg_dump missing beside PostgreSQL: install the package `postgresql-client`")
        path = f"{tools.binary.parent}:{path}"
        url = request.getfixturevalue("postgres_database")

        def elsewhere() -> str:
            server.drop_database(url)
            return server.create_database()

    async with world.running(bot_token=TOKEN) as outside, aiohttp.ClientSession(outside.page) as http:
        await control(http, "PATCH", "/telegram/limits", {"enforce": False})
        settled = settle(tmp_path, outside, database_url=url)
        bot = BotProcess(
            {
                "database_url": url,
                "master_keys_file": settled.master_keys_file,
                "telegram_token": TOKEN,
                "telegram_api_url": outside.telegram,
                "portal_url": outside.portal,
                "portal_profile": "sandbox",
                "listen": "127.0.0.1:0",
                "watch_interval": 0.5,
            },
            tmp_path / "bot.log",
        )
        try:
            yield Site(tmp_path, http, bot, elsewhere, path)
        finally:
            await bot.close()


async def test_what_was_backed_up_is_watched_again(site: Site) -> None:
    """Backed up while it runs, killed, the database lost, restored: the mailbox is watched, and a notice published
    after is told once. What was told between backup and loss is told again."""
    copy = site.folder / "buzon.backup"
    await site.bot.start()
    person = await site.linked("maria")
    status, said = await site.buzon("backup", copy)
    assert (status, "master keys are not in it" in said) == (0, True), said
    status, said = await site.buzon("restore", copy, "--replace")
    assert (status, "in use" in said, said.count("\n")) == (1, True, 1), said
    assert S_IMODE(copy.stat().st_mode) == 0o600
    await site.publish("maria")
    await site.alerted(person, times=1)
    await site.bot.kill()

    site.lose_the_database()
    status, said = await site.buzon("restore", copy)
    assert (status, "1 of 1 mailboxes tried open" in said) == (0, True), said
    assert (await site.buzon("migrate"))[0] == 0
    await site.bot.start()
    await site.alerted(person, times=2)  # of the one notice that the copy knows nothing of
    await site.publish("maria")
    told = await site.alerted(person, times=3)
    assert len(told) == 3
