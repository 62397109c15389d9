"""The benchmark's server: its bookkeeping adds up, and an unmodified library can be measured with it."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import orjson
import pytest

from sandbox.telegram.fast import serve
from sandbox.telegram.fast_load import Load, Plan
from tests.contract.bot_api.conftest import LIBRARIES
from tests.contract.bot_api.desk import eventually
from tests.contract.bot_api.witness import Library

TOKEN = "123456:" + "a" * 35


@pytest.fixture
async def fast() -> AsyncIterator[str]:
    """The server on a free port; its address."""
    listening, address = await serve()
    yield address
    listening.close()


def _chat(update: bytes) -> int:
    return int(orjson.loads(update)["message"]["chat"]["id"])


def test_one_open_update_per_chat() -> None:
    """At saturation a chat gets its next update only after it was answered, and never more are open than the window."""
    load = Load(Plan(updates=10, chats=3, window=2, script=["/ayuda", "hola"]), 0.0)
    first = load.hand_out(100, 1.0)
    assert (len(first), len({_chat(one) for one in first}), load.available(1.0)) == (2, 2, 0)
    assert load.answer(_chat(first[0]), 1.25)
    assert not load.answer(_chat(first[0]), 1.3)
    (third,) = load.hand_out(100, 1.5)
    assert _chat(third) not in {_chat(one) for one in first}


def test_scripts_are_walked_per_chat() -> None:
    """Each chat says its own script in turn, and begins again at its end."""
    load = Load(Plan(updates=6, chats=2, scripts=[["/a", "b"], ["c"]]), 0.0)
    said: dict[int, list[str]] = {}
    while not load.done:
        for update in load.hand_out(100, 0.0):
            said.setdefault(_chat(update), []).append(orjson.loads(update)["message"]["text"])
            load.answer(_chat(update), 0.1)
    assert list(said.values()) == [["/a", "b", "/a"], ["c", "c", "c"]]


def test_paced_latency_counts_from_due() -> None:
    """With a rate, updates fall due evenly, and one fetched late has waited since it was due."""
    load = Load(Plan(updates=3, chats=3, rate=10), 100.0)
    assert load.available(100.0) == 1
    assert load.available(100.15) == 2
    assert load.next_due() == pytest.approx(100.0)
    for update in load.hand_out(100, 100.5):
        load.answer(_chat(update), 100.5)
    assert load.latencies == pytest.approx([0.5, 0.4, 0.3])
    report = load.report(101.0)
    assert (report["done"], report["answered"], report["elapsed"]) == (True, 3, pytest.approx(0.5))


def test_unanswered_is_given_up() -> None:
    """An update nobody answers is given up after the patience, reported, and blocks neither its chat nor the end."""
    load = Load(Plan(updates=2, chats=1, patience=1.0), 0.0)
    load.hand_out(100, 0.0)
    load.expire(1.5)
    (second,) = load.hand_out(100, 1.5)
    load.answer(_chat(second), 1.6)
    report = load.report(1.7)
    assert (report["done"], report["answered"], report["unanswered"]) == (True, 1, 1)


@pytest.mark.parametrize("plan", [{"updates": 0}, {"updates": 1, "script": []}, {"updates": 1, "typo": 1}, {}])
async def test_bad_plan(fast: str, plan: dict[str, Any]) -> None:
    """A plan that makes no sense is 422, and no load is there to ask for."""
    async with aiohttp.ClientSession() as session:
        async with session.post(f"{fast}/load", json=plan) as answer:
            assert answer.status == 422
        async with session.get(f"{fast}/load") as answer:
            assert answer.status == 404


@pytest.mark.parametrize("name", LIBRARIES)
@pytest.mark.parametrize("rate", [None, 100])
async def test_a_library_under_load(fast: str, name: str, rate: float | None) -> None:
    """A bot of each library answers every update, at saturation and paced, and the numbers add up."""
    library: Library = LIBRARIES[name](address=fast, token=TOKEN)
    plan = {"updates": 40, "chats": 10, "rate": rate, "script": ["hola", "/start"]}
    async with aiohttp.ClientSession() as session, library.polling():
        async with session.post(f"{fast}/load", json=plan) as answer:
            assert answer.status == 201
        async with session.post(f"{fast}/load", json=plan) as answer:
            assert answer.status == 409

        async def finished() -> dict[str, Any] | None:
            async with session.get(f"{fast}/load") as answer:
                report: dict[str, Any] = await answer.json()
                return report if report["done"] else None

        report = await eventually(finished, "the load never ended")
    assert report is not None
    assert (report["sent"], report["answered"], report["unanswered"]) == (40, 40, 0)
    assert 0 < report["p50_ms"] <= report["p99_ms"]
    if rate:
        assert report["elapsed"] >= 39 / rate
    await library.close()


async def test_full_batches(fast: str) -> None:
    """At saturation a poll is answered with as many updates as there are free chats, up to 100."""
    async with aiohttp.ClientSession() as session:
        await session.post(f"{fast}/load", json={"updates": 500, "chats": 150})
        sizes = []
        for _ in range(2):
            async with session.post(f"{fast}/bot{TOKEN}/getUpdates", data={"timeout": 5}) as answer:
                sizes.append(len((await answer.json())["result"]))
    assert sizes == [100, 50]


async def test_a_client_that_left_loses_nothing(fast: str) -> None:
    """A poll whose client hung up is not answered: the load waits for the next one."""
    async with aiohttp.ClientSession() as session:
        url = f"{fast}/bot{TOKEN}/getUpdates"
        with pytest.raises(TimeoutError):
            await session.post(url, data={"timeout": 30}, timeout=aiohttp.ClientTimeout(total=0.1))
        await session.post(f"{fast}/load", json={"updates": 5, "chats": 5})
        async with asyncio.timeout(5), session.post(url, data={"timeout": 4}) as answer:
            assert len((await answer.json())["result"]) == 5
