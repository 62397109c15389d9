"""The tests' hand on the puppeteer's strings: the control API over HTTP, and the Bot API without a library."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import aiohttp

_PATIENCE_SECONDS = 8.0
_LOOK_AGAIN_SECONDS = 0.02
Seen = TypeVar("Seen")


class Desk:
    """One sandbox, seen from the control's side and, with `call`, from a bare client's."""

    def __init__(self, session: aiohttp.ClientSession, *, control: str, api: str, token: str) -> None:
        self.session = session
        self.control = control
        self.api = api
        self.token = token

    async def get(self, path: str) -> Any:
        async with self.session.get(f"{self.control}{path}") as answer:
            assert answer.status == 200, await answer.text()
            return await answer.json()

    async def post(self, path: str, body: Any = None, *, status: int = 201) -> Any:
        async with self.session.post(f"{self.control}{path}", json=body or {}) as answer:
            assert answer.status == status, await answer.text()
            return await answer.json()

    async def patch(self, path: str, **changes: Any) -> Any:
        async with self.session.patch(f"{self.control}{path}", json=changes) as answer:
            assert answer.status == 200, await answer.text()
            return await answer.json()

    async def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """A Bot API call with a JSON body; the whole answer, refusals included."""
        async with self.session.post(f"{self.api}/bot{self.token}/{method}", json=parameters) as answer:
            body: dict[str, Any] = await answer.json()
            return body

    async def refusal(self, method: str, **parameters: Any) -> str:
        """The description of a call that must be refused."""
        body = await self.call(method, **parameters)
        assert not body["ok"], body
        return str(body["description"])

    async def person(self, first_name: str = "Yuleisy", **more: Any) -> int:
        created = await self.post("/people", {"first_name": first_name, **more})
        return int(created["id"])

    async def say(self, person: int, text: str) -> int:
        said = await self.post(f"/people/{person}/messages", {"text": text})
        return int(said["message_id"])

    async def messages(self, person: int) -> list[dict[str, Any]]:
        chat = await self.get(f"/people/{person}/chat")
        return list(chat["messages"])

    async def bot_says(self, person: int, text: str) -> dict[str, Any]:
        """Wait until the bot has written exactly this."""

        async def written() -> list[dict[str, Any]]:
            return [one for one in await self.messages(person) if one["from"] == "bot" and one.get("text") == text]

        return (await eventually(written, f"the bot never said {text!r}"))[-1]


async def eventually(look: Callable[[], Awaitable[Seen]], complaint: str) -> Seen:
    """Look again and again until something true comes, and fail after some seconds."""
    deadline = asyncio.get_running_loop().time() + _PATIENCE_SECONDS
    while asyncio.get_running_loop().time() < deadline:
        seen = await look()
        if seen:
            return seen
        await asyncio.sleep(_LOOK_AGAIN_SECONDS)
    raise AssertionError(complaint)
