"""What an operator relies on: health, readiness, numbers, a log without secrets, tasks that get up, a pace kept."""

import asyncio
import re
from pathlib import Path

import aiohttp
import pytest

from bot.logs import Redactor
from bot.metrics import Metrics
from bot.settings import Settings
from bot.supervisor import Supervisor
from handlers.errors import Misconfigured
from tests.flow.town import Town, until

ROOT = Path(__file__).resolve().parents[2]
TOKEN = "8000000001:SANDBOX-simulacion-no-es-un-secreto-00"

in_town = pytest.mark.asyncio(loop_scope="module")


async def ask(town: Town, path: str) -> tuple[int, str]:
    """Status and body of one of the house's own addresses."""
    async with aiohttp.ClientSession(town.house.address) as http, http.get(path) as answer:
        return answer.status, await answer.text()


@in_town
async def test_a_house_that_stands_is_alive_and_ready(town: Town) -> None:
    """/healthz says that the process answers, /readyz that what it needs answers too."""
    assert await ask(town, "/healthz") == (200, '{"alive":true}')
    assert await ask(town, "/readyz") == (200, '{"ready":true,"database":true,"tasks":true}')


@in_town
async def test_without_its_database_it_is_alive_but_not_ready(town: Town) -> None:
    """503 while the database is away, 200 when it is back; the numbers are given all the while, and people are told."""
    phone = await town.phone()
    database = Path(town.settings.database_url.partition("///")[2])
    away = database.rename(database.with_name("away.db"))
    status, said = await ask(town, "/readyz")
    assert (status, '"database":false' in said) == (503, True)
    assert (await ask(town, "/healthz"))[0] == 200
    assert (await ask(town, "/metrics"))[0] == 200
    away.rename(database)
    assert (await ask(town, "/readyz"))[0] == 200
    await phone.write("/ayuda")
    await phone.sees("Te aviso cuando llega algo")


@in_town
async def test_the_numbers_count_what_happens(town: Town) -> None:
    """An update, its answer, a look, an outbox row: all are in /metrics, under labels of ours and no person's."""
    phone = await town.linked("maria")
    await phone.looked()
    status, numbers = await ask(town, "/metrics")
    assert status == 200
    for series in (
        'buzon_updates_total{channel="telegram",kind="text"}',
        'buzon_answer_seconds_count{channel="telegram"}',
        'buzon_sends_total{channel="telegram",outcome="sent"}',
        'buzon_looks_total{outcome="ok"}',
        'buzon_portal_seconds_count{operation="sign_in",outcome="ok"}',
        'buzon_outbox_rows{state="pending"}',
    ):
        assert re.search(re.escape(series) + r" \d", numbers), series
    assert str(phone.number) not in numbers


@pytest.mark.parametrize(
    ("line", "redacted"),
    [
        (f"POST https://api.telegram.org/bot{TOKEN}/sendMessage", "POST https://api.telegram.org/bot…/sendMessage"),
        ("GET /v/abcdefghijklmnopqrstuvwxyz012345 200", "GET /v/… 200"),
        ("postgresql+psycopg://buzon:s3cret@db/buzon", "postgresql+psycopg://buzon:…@db/buzon"),
        ('{"password": "hunter2", "user": "ana"}', '{"password": "…", "user": "ana"}'),
        (r'{"event": "{\"clave\": \"Arepa, 26 19\"}"}', r'{"event": "{\"clave\": \"…\"}"}'),
        ("{'password': 'two words'}", "{'password': '…'}"),
        ("clave=Arepa-2619&usuario=ana", "clave=…&usuario=ana"),
        ("Authorization: Bearer abc.def", "Authorization: …"),
        ('{"Authorization": "Bearer abc.def"}', '{"Authorization": "…"}'),
        ("Set-Cookie: SINESESSION=abc; lang=es", "Set-Cookie: …"),
        ("the exact value Ex4ct-Value of a setting", "the exact value … of a setting"),
        ("a look failed mailbox=12 outage=PortalDown", "a look failed mailbox=12 outage=PortalDown"),
        ("secretaría de Migraciones", "secretaría de Migraciones"),
    ],
)
def test_the_log_loses_its_secrets_and_nothing_else(line: str, redacted: str) -> None:
    """Whoever wrote a line: tokens, one-time addresses, passwords and known secrets are taken out of it."""
    assert Redactor(["Ex4ct-Value"])(line) == redacted


async def test_a_task_that_falls_is_started_again() -> None:
    """It fell twice and stands the third time; each fall is counted."""
    metrics = Metrics()
    supervisor, falls = Supervisor(metrics), 0
    stands = asyncio.Event()

    async def shaky() -> None:
        nonlocal falls
        if falls < 1:
            falls += 1
            raise ValueError("it fell")
        stands.set()
        await asyncio.Event().wait()

    supervisor.start("shaky", shaky)
    async with asyncio.timeout(10):
        await stands.wait()
    assert supervisor.alive("shaky")
    assert 'buzon_task_restarts_total{task="shaky"} 1.0' in metrics.exposition().decode()
    await supervisor.stop(seconds=0)
    assert not supervisor.alive("shaky")


async def test_what_an_operator_must_mend_is_not_tried_again() -> None:
    """Misconfigured ends the task at once, and is handed to whoever ends the process."""
    supervisor = Supervisor(Metrics())

    async def wrong() -> None:
        raise Misconfigured("set BUZON_SOMETHING")

    supervisor.start("wrong", wrong)

    async def fallen() -> bool:
        return supervisor.failed.done()

    await until(fallen, "the failure")
    with pytest.raises(Misconfigured, match="BUZON_SOMETHING"):
        supervisor.failed.result()
    assert not supervisor.alive("wrong")


def test_every_setting_is_in_the_readme() -> None:
    """The settings table names each variable and its default: an undocumented one fails here."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    documented = set(re.findall(r"^\|\s*`(BUZON_[A-Z_]+)`", readme, re.MULTILINE))
    assert documented == {f"BUZON_{name.upper()}" for name in Settings.model_fields}
