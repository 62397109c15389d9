"""What was accepted of institutions is told afterwards, once, whoever dies or works beside."""

import asyncio
import json
import multiprocessing
from collections import Counter
from multiprocessing.connection import Connection
from pathlib import Path

import aiohttp
from sqlalchemy import select, update

from bot.metrics import Metrics
from bot.push.untold import Untold
from buzon.notice import Notice
from handlers.official_intake import Outcome, Pushed, accept
from handlers.world import World
from storage.database import Database
from storage.ingest_notices import Brought
from storage.tables import official_notices, outbox
from storage.vault import Vault, new_master_key, parse_keys
from tests.bot.web.institution import SOURCE, Institution, admitted, link, serving, world_on
from tests.storage.conftest import db, migrated_file, migrated_postgres, other, sqlite_url, url, vault

__all__ = ["db", "migrated_file", "migrated_postgres", "other", "sqlite_url", "url", "vault"]

SUBJECT = "CARNÉ DE EXTRANJERÍA PENDIENTE DE RECOJO"
_nursery = multiprocessing.get_context("forkserver")


async def people(world: World, count: int) -> None:
    for number in range(count):
        await link(world, f"R-{number}", address=f"{1000 + number}")


def brought(world: World, name: str) -> Brought:
    return Brought(Notice(name, SUBJECT, world.now(), read=False), "El texto.")


async def alerts(database: Database) -> Counter[str]:
    """How often each notice is told, by the institution's id; "untold" counts those that are not."""
    async with database.read() as connection:
        keys = await connection.scalars(select(outbox.c.dedupe_key).where(outbox.c.text_key == "alert"))
        told = Counter(key.rpartition(":")[2] for key in keys)
        waiting = await connection.scalars(select(official_notices.c.id).where(official_notices.c.notice_id.is_(None)))
        return told + Counter({"untold": len(waiting.all())})


async def test_two_workers_tell_everything_once(db: Database, other: Database, vault: Vault) -> None:
    """They share what is untold, mailbox by mailbox; of one mailbox all is told in the order in which it came."""
    one, two = world_on(db, vault), world_on(other, vault)
    await people(one, 4)
    pushed = [Pushed(f"R-{number % 4}", brought(one, f"N-{number}")) for number in range(24)]
    assert {taken.outcome for taken in await accept(one, SOURCE, pushed)} == {Outcome.ACCEPTED}
    workers = [Untold(world, Metrics()) for world in (one, two, two)]
    assert sum(await asyncio.gather(*(worker.sweep() for worker in workers))) == 24
    assert await alerts(db) == Counter({f"N-{number}": 1 for number in range(24)})
    async with db.read() as connection:
        keys = await connection.scalars(
            select(outbox.c.dedupe_key).where(outbox.c.text_key == "alert", outbox.c.chat_id == 1).order_by(outbox.c.id)
        )
    assert [key.rpartition(":")[2] for key in keys] == [f"N-{number}" for number in range(0, 24, 4)]


async def test_what_cannot_be_opened_holds_nobody_up(sqlite_url: str, migrated_file: Path) -> None:
    """A notice that was sealed with a key which is gone stays untold; everybody else is told, and so is it once the
    key is back."""
    Path(sqlite_url.partition("///")[2]).write_bytes(migrated_file.read_bytes())
    database, vault = Database.at(sqlite_url), Vault(parse_keys(new_master_key()))
    world = world_on(database, vault)
    await people(world, 2)
    await accept(world, SOURCE, [Pushed(f"R-{number}", brought(world, f"N-{number}")) for number in range(2)])
    async with database.begin() as connection:
        first = official_notices.c.external_id == "N-0"
        sealed = (await connection.execute(select(official_notices.c.sealed).where(first))).scalar_one()
        await connection.execute(update(official_notices).where(first).values(sealed=b"\x01\x00"))
    worker = Untold(world, Metrics())
    assert [await worker.sweep(), await worker.sweep()] == [1, 0]
    assert await alerts(database) == Counter({"N-1": 1, "untold": 1})
    async with database.begin() as connection:
        await connection.execute(update(official_notices).where(first).values(sealed=sealed))
    assert await Untold(world, Metrics()).sweep() == 1
    await database.close()


async def test_what_was_accepted_survives_a_kill_and_is_told_once(sqlite_url: str, migrated_file: Path) -> None:
    """kill -9 right after the 200, before telling has begun or in the midst of it: whoever starts next tells the
    rest."""
    Path(sqlite_url.partition("///")[2]).write_bytes(migrated_file.read_bytes())
    key, count = new_master_key(), 60
    here, there = _nursery.Pipe()
    process = _nursery.Process(target=_live, args=(sqlite_url, key, there))
    process.start()
    address, key_id, secret = await asyncio.to_thread(here.recv)
    database = Database.at(sqlite_url)
    world = world_on(database, Vault(parse_keys(key)))
    async with aiohttp.ClientSession(address) as http:
        office = Institution(http, key_id, secret, world.now())
        notices = [office.notice(f"R-{number % 4}", id=f"N-{number}", subject=SUBJECT) for number in range(count)]
        body = json.dumps({"notices": notices}).encode()
        answer = await office.send("POST", "/ingest/v1/notices", body)
        process.kill()
    process.join()
    assert answer.statuses == ["accepted"] * count
    assert (await alerts(database))["untold"] > 0
    for _ in range(2):
        await Untold(world, Metrics()).sweep()
    assert await alerts(database) == Counter({f"N-{number}": 1 for number in range(count)})
    await database.close()


def _live(url: str, key: str, told: Connection) -> None:
    asyncio.run(_accept_and_tell(url, key, told))


async def _accept_and_tell(url: str, key: str, told: Connection) -> None:
    """As the one process of SQLite has it, until it is killed."""
    world = world_on(Database.at(url), Vault(parse_keys(key)))
    await people(world, 4)
    worker = Untold(world, Metrics())
    async with serving(world, accepting=worker.accepting) as http:
        office = await admitted(world, http)
        told.send((str(http._base_url).rstrip("/"), office.key_id, office.secret))
        await worker.run()
