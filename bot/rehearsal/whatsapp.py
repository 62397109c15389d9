"""The same somebody with WhatsApp. What they see is shaped as a Telegram chat's, so that one journey walks on both."""

import asyncio
import re
from time import perf_counter
from typing import Any

import aiohttp

from bot.rehearsal.person import Chat, Failure, Person, post

_SIGNS = re.compile(r"(?<![\w*])\*([^\s*](?:[^*\n]*[^\s*])?)\*(?![\w*])|(?<!\w)_([^\s_](?:[^_\n]*[^\s_])?)_(?!\w)")
_PATIENCE_SECONDS = 10.0
EVENTS = "/control/whatsapp/events"
"""Where the sandbox tells that something in any of its WhatsApp chats changed."""


class WhatsAppPerson(Person):
    """Someone with WhatsApp, through the sandbox's control doors."""

    def __init__(self, http: aiohttp.ClientSession, number: int) -> None:
        super().__init__(http, number)
        self._base = f"/control/whatsapp/people/{number}"
        self._events = EVENTS

    @classmethod
    async def meet(cls, http: aiohttp.ClientSession) -> "WhatsAppPerson":
        """A new person."""
        return cls(http, (await post(http, "/control/whatsapp/people", {"name": "Yuleisy Rojas"}))["id"])

    async def messages(self) -> list[Chat]:
        """What the bot has said so far, oldest first; text without signs, buttons and rows as one keyboard."""
        async with self._http.get(f"{self._base}/chat") as answer:
            found: list[Chat] = (await answer.json())["messages"]
        return [shaped(message) for message in found if message["from"] == "business"]

    async def tap(self, message: Chat, label: str) -> None:
        """Tap the button or row whose label contains `label`, under this message or one right after it."""
        button = await button_under(self, message, label)
        await post(self._http, f"{self._base}/taps", {"message_id": button["of"], "id": button["callback_data"]})

    async def open_page(self, message: Chat, label: str) -> str:
        """The address behind a link."""
        return str((await button_under(self, message, label))["url"])


async def button_under(person: Person, message: Chat, label: str) -> dict[str, Any]:
    """A button with the message that it is `of`: three fit under one text, so the rest stand under the next."""
    deadline = perf_counter() + _PATIENCE_SECONDS
    while perf_counter() < deadline:
        shown = await person.messages()
        start = [one["message_id"] for one in shown].index(message["message_id"])
        for one in shown[start : start + 4]:
            for row in one["reply_markup"]["inline_keyboard"]:
                for button in row:
                    if label in button["text"]:
                        return {**button, "of": one["message_id"]}
        await asyncio.sleep(0.05)
    raise Failure(f"no button «{label}»")


def shaped(message: Chat) -> Chat:
    """A message of the sandbox's WhatsApp as one of its Telegram; `raw` is as it was."""
    keys = [
        {"text": one["title"], "callback_data": one.get("id"), "url": one.get("url")}
        for one in message.get("buttons") or []
    ]
    for section in (message.get("list") or {}).get("sections", []):
        keys += [
            {"text": row.get("description") or row["title"], "callback_data": row["id"], "url": None}
            for row in section["rows"]
        ]
    media = message.get("media") or message.get("header") or {}
    file = {"file_name": message.get("file_name"), "url": media.get("url")} if media else None
    picture = message["type"] == "image" or (message.get("header") or {}).get("kind") == "image"
    return {
        "message_id": message["id"],
        "from": "bot",
        "text": _SIGNS.sub(lambda found: found[1] or found[2], message.get("text") or ""),
        "reply_markup": {"inline_keyboard": [[key] for key in keys]},
        "document": file if message["type"] == "document" else None,
        "photo": file if picture else None,
        "type": message["type"],
        "raw": message,
    }
