"""What `buzon bench updates` needs of the fast Bot API server: openings, loads that resume, updates of two replies."""

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import orjson
import pytest

from sandbox.telegram.fast import serve
from sandbox.telegram.fast_load import FIRST_CHAT, Load, Plan


def _texts(updates: list[bytes]) -> list[str]:
    return [orjson.loads(update)["message"]["text"] for update in updates]


def _walk(load: Load) -> list[str]:
    """All that a load of one chat says, each answered at once."""
    said: list[str] = []
    while not load.done:
        said += _texts(load.hand_out(100, 0.0))
        load.answer(FIRST_CHAT, 0.1)
    return said


def test_opening_then_script_then_resumed() -> None:
    """A chat says its opening once, then its script; a load that resumes goes on in the middle of it."""
    plan: dict[str, Any] = {"chats": 1, "opening": ["/start", "acepto"], "script": ["a", "b", "c"]}
    first = Load(Plan(updates=4, **plan), 0.0)
    assert _walk(first) == ["/start", "acepto", "a", "b"]
    assert _walk(Load(Plan(updates=3, resume=True, **plan), 1.0, first)) == ["c", "a", "b"]


def test_nothing_to_resume() -> None:
    """A plan can't resume what never was, nor chats that are others."""
    plan = Plan(updates=1, chats=2, resume=True)
    with pytest.raises(ValueError, match="no earlier load"):
        Load(plan, 0.0)
    with pytest.raises(ValueError, match="no earlier load"):
        Load(plan, 0.0, Load(Plan(updates=1, chats=3), 0.0))


def test_a_second_reply_answers_no_other_update() -> None:
    """An update of two replies counts as answered at the first, and its chat waits for the second: else that one would
    pass for the answer to the next update."""
    load = Load(Plan(updates=2, chats=1, script=["/start", "hola"], replies={"/start": 2}), 0.0)
    load.hand_out(100, 1.0)
    assert not load.answer(FIRST_CHAT, 1.25)
    assert (load.report(1.3)["answered"], load.available(1.3)) == (1, 0)
    assert load.answer(FIRST_CHAT, 1.5)
    assert load.available(1.5) == 1
    assert load.latencies == pytest.approx([0.25])


@pytest.fixture
async def fast() -> AsyncIterator[str]:
    """The server on a free port; its address."""
    listening, address = await serve()
    yield address
    listening.close()


@pytest.mark.parametrize("form", ["json", "data", "params"])
async def test_said_tells_both_sides(fast: str, form: str) -> None:
    """`/said` gives what a chat said last beside what was last sent to it, however the client wrote its request."""
    async with aiohttp.ClientSession() as session:
        await session.post(f"{fast}/load", json={"updates": 1, "chats": 1, "script": ["/ayuda"]})
        await session.post(f"{fast}/bot1:a/getUpdates", data={"timeout": 1})
        reply: dict[str, Any] = {form: {"chat_id": FIRST_CHAT, "text": "¿Qué & cómo?"}}
        await session.post(f"{fast}/bot1:a/sendMessage", **reply)
        async with session.get(f"{fast}/said") as answer:
            assert await answer.json() == [{"heard": "/ayuda", "said": "¿Qué & cómo?"}]
