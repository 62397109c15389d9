"""The team's group over the wire: who is in it says, shows and taps there, through the sandbox's own doors."""

from dataclasses import dataclass
from typing import Any

import aiohttp

from bot.rehearsal import Chat, Person
from bot.rehearsal.person import words_of
from handlers.team import INVITATION
from storage import staff
from storage.database import Database
from storage.tables import StaffRole
from tests.flow.town import button, control, until
from tests.storage.moment import NOW


@dataclass(frozen=True)
class TeamGroup:
    """A group of people with phones; whoever acts in it is named by their number."""

    http: aiohttp.ClientSession
    number: int

    @classmethod
    async def gathered(cls, http: aiohttp.ClientSession, *members: Person) -> "TeamGroup":
        """A group into which the first of these people has just put the bot."""
        numbers = [member.number for member in members]
        made = await control(http, "POST", "/telegram/groups", {"title": "Equipo", "members": numbers})
        return cls(http, made["id"])

    async def say(self, member: Person, text: str, *, reply_to: Chat | None = None) -> int:
        """Say something, in reply to a message or not; gives the message's number."""
        body: dict[str, Any] = {"from": member.number, "text": text}
        if reply_to is not None:
            body["reply_to"] = reply_to["message_id"]
        said: dict[str, int] = await self._do("POST", "/messages", body)
        return said["message_id"]

    async def tap(self, member: Person, message: Chat, label: str) -> dict[str, Any]:
        """Tap a button; what the phone then shows over the chat."""
        data = button(message, label)["callback_data"]
        body = {"from": member.number, "message_id": message["message_id"], "data": data}
        answer: dict[str, Any] = await self._do("POST", "/taps", body)
        return answer

    async def put_out(self, member: Person) -> None:
        """Put the bot out of the group."""
        await self._do("POST", "/remove-bot", {"from": member.number})

    async def upgrade(self) -> "TeamGroup":
        """The supergroup that it becomes."""
        return TeamGroup(self.http, (await self._do("POST", "/upgrade"))["id"])

    async def messages(self) -> list[Chat]:
        """All that was said in it, oldest first."""
        found: list[Chat] = (await self._do("GET", "/chat"))["messages"]
        return found

    async def posts(self) -> list[Chat]:
        """What the bot has said in it, oldest first."""
        return [one for one in await self.messages() if one["from"] == "bot"]

    async def sees(self, wanted: str, *, seconds: float = 30) -> Chat:
        """The last message of the bot that contains this, as soon as there is one."""

        async def look() -> Chat | None:
            return next((one for one in reversed(await self.posts()) if wanted in words_of(one)), None)

        return await until(look, f"«{wanted}» in the group", seconds=seconds)

    async def reacted(self, message: int) -> None:
        """Return when the bot has put its sign under a message."""

        async def look() -> bool:
            return any(one["message_id"] == message and one.get("reaction") == "👍" for one in await self.messages())

        await until(look, "the sign that a reply is on its way")

    async def _do(self, method: str, path: str, body: Any = None) -> Any:
        return await control(self.http, method, f"/telegram/groups/{-self.number}{path}", body)


async def hired(database: Database, member: Person, role: StaffRole) -> None:
    """Make a person one of the team, by an invitation of the operator's."""
    async with database.begin() as connection:
        token = await staff.invite(connection, name="Rosa", role=role, invited_by=None, now=NOW.replace(year=2090))
    await member.write(f"/start {INVITATION}{token}")
    await member.sees("Ya eres parte del equipo")
