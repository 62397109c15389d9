"""The benches of WhatsApp from end to end, small, with real processes; and what their server must tell the truth about.
Their goals are no matter of a test."""

import json
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.bench import broadcast, whatsapp_broadcast, whatsapp_updates
from bot.bench.on import On
from bot.bench.outside import FastWhatsApp
from handlers.errors import Misconfigured
from sandbox.whatsapp import fast

ROOT = Path(__file__).resolve().parents[2]
TEMPLATE = {"type": "template", "template": {"name": "buzon_mensaje", "language": {"code": "es"}}}
TEXT = {"type": "text", "text": {"body": "bench-0000007"}}


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
async def graph(http: aiohttp.ClientSession) -> AsyncIterator[FastWhatsApp]:
    """The Graph API on a free port, remembering."""
    listening, address = await fast.serve()
    server = FastWhatsApp(http, address)
    await server.remember()
    yield server
    listening.close()


async def send(http: aiohttp.ClientSession, graph: FastWhatsApp, to: str, what: dict[str, Any]) -> int | None:
    """The code that a send is refused with, if it is."""
    body = {"messaging_product": "whatsapp", "recipient": to, **what}
    async with http.post(f"{graph.address}/v24.0/1/messages", json=body) as answer:
        told = await answer.json()
    return told["error"]["code"] if "error" in told else None


async def test_outside_the_window_goes_a_template_and_nothing_else(
    http: aiohttp.ClientSession, graph: FastWhatsApp
) -> None:
    """A free text is 131047 and not taken; both are counted; whoever has written gets anything."""
    await graph.close_windows([51900000007])
    assert await send(http, graph, "PE.51900000007", TEXT) == 131047
    assert await send(http, graph, "PE.51900000007", TEMPLATE) is None
    assert await send(http, graph, "PE.51900000008", TEXT) is None
    counts = await graph.counts()
    assert (counts.taken, counts.closed, counts.templates) == (2, 1, 1)
    assert list((await graph.sent()).chats) == [51900000007, 51900000008]


async def test_both_limits_are_enforced_and_counted(http: aiohttp.ClientSession, graph: FastWhatsApp) -> None:
    """A person's forty-sixth message at once is 131056; what comes past the rate of all is 130429."""
    await graph.limit(80)
    codes = [await send(http, graph, "PE.51900000007", TEXT) for _ in range(46)]
    assert codes == [None] * 45 + [131056]
    counts = await graph.counts()
    assert (counts.taken, counts.too_many, counts.violations) == (45, 1, 1)
    await graph.limit(0.001)  # with the sandbox's burst of 80
    assert {await send(http, graph, f"PE.5190000{number:04}", TEXT) for number in range(81)} == {None, 130429}


async def test_windows_that_make_no_sense_are_refused(graph: FastWhatsApp, http: aiohttp.ClientSession) -> None:
    async with http.post(f"{graph.address}/windows", json={"shut": [1]}) as answer:
        assert answer.status == 422


def bench(*words: str) -> dict[str, Any]:
    """The report of a small run; its exit status must say whether the goals are met."""
    command = [
        str(Path(sys.executable).with_name("buzon")),
        "bench",
        *words,
        "--channel",
        "whatsapp",
        "--small",
        "--json",
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=240, check=False)
    assert done.stdout, done.stderr
    report: dict[str, Any] = json.loads(done.stdout)
    assert done.returncode == (0 if report["met"] else 1)
    return report


@pytest.mark.soak
def test_small_updates() -> None:
    """The two take their turns; the full bot answers everything, rightly, and its memory is told."""
    figures = bench("updates")["figures"]
    assert list(figures) == [whatsapp_updates.FULL, whatsapp_updates.PYWA]
    full = figures[whatsapp_updates.FULL]
    assert full["faults"] == 0
    assert full["long_third_mib"] > 0
    assert full["long_end_mib"] > 0
    assert all(row["per_second"] > 0 and row["cpu_us"] > 0 for row in figures.values())


@pytest.mark.soak
def test_small_broadcast() -> None:
    """Everybody is told, those outside their window by a template and by nothing else; the recipe leaves them out."""
    figures = bench("broadcast")["figures"]
    full, recipe = figures[whatsapp_broadcast.FULL], figures[whatsapp_broadcast.PYWA]
    assert (full["taken"], full["templates"], full["refused_closed"]) == (200, 20, 0)
    assert (full["lost"], full["repeated"], full["refused_too_fast"]) == (0, 0, 0)
    assert (recipe["taken"], recipe["refused_closed"], recipe["lost"]) == (180, 20, 20)


@pytest.mark.parametrize(
    "run",
    [
        lambda: whatsapp_updates.run(task=whatsapp_updates.Task(0, 1, 1), as_json=True),
        lambda: whatsapp_broadcast.run(
            task=broadcast.Task(0, 80, faults=False), on=On.SQLITE, as_json=True, servers=(None, None)
        ),
        lambda: whatsapp_broadcast.run(
            task=broadcast.Task(5, 80, faults=True), on=On.SQLITE, as_json=True, servers=(None, None)
        ),
    ],
)
def test_sizes_that_make_no_sense(run: Any) -> None:
    """Are refused with one line, before anything is started."""
    with pytest.raises(Misconfigured):
        run()
