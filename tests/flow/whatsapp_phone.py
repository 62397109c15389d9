"""Somebody's WhatsApp, through the same words as a phone with Telegram, so that one journey walks on both.

What WhatsApp has no way for is done as a person there would: what Telegram changes in place comes as a new message, and
what would be said over the chat is said in it.
"""

from typing import Any

from sqlalchemy import select

from bot.rehearsal.person import Chat
from bot.rehearsal.whatsapp import EVENTS, button_under, shaped
from handlers.planning import LATER
from storage.tables import OutboxState, inbox, outbox
from storage.tables import chats as chat_rows
from tests.flow.onetime import OneTimePage
from tests.flow.town import Phone, Town, until

_KINDS = {"photo": "image", "document": "document", "sticker": "sticker"}


class WhatsAppPhone(Phone):
    """`messages` are shaped as a Telegram phone's: text without signs, buttons and rows as one keyboard."""

    def __init__(self, town: Town, person: dict[str, Any]) -> None:
        super().__init__(town, person["id"])
        self._base = f"/control/whatsapp/people/{person['id']}"
        self._events = EVENTS
        self.address = person["user_id"]

    async def ask(self, method: str, path: str, body: Any = None) -> Any:
        return await self.town.control(method, self._base.removeprefix("/control") + path, body)

    async def messages(self) -> list[Chat]:
        return [shaped(one) for one in (await self.ask("GET", "/chat"))["messages"] if one["from"] == "business"]

    async def write(self, text: str) -> None:
        self._heard = len(await self.messages())
        await self.ask("POST", "/messages", {"text": text[:4096]})

    async def tap(self, message: Chat, label: str) -> None:
        """The button may be under this message or under one that came right after it: three fit under one text."""
        found = await button_under(self, message, label)
        self._heard = len(await self.messages())
        await self.ask("POST", "/taps", {"message_id": found["of"], "id": found["callback_data"]})

    async def tap_for_toast(self, message: Chat, label: str) -> dict[str, Any]:
        await self.tap(message, label)
        return await self.sees("")

    async def tap_data(self, message: Chat, data: str) -> dict[str, Any]:
        """A tap on a button of this very message; there is no way to make one up."""
        self._heard = len(await self.messages())
        await self.ask("POST", "/taps", {"message_id": message["message_id"], "id": data})
        return await self.sees("")

    async def shown(self, message: Chat, wanted: str) -> Chat:
        """What would be changed in place elsewhere comes as a message."""
        return await self.sees(wanted)

    async def blocks(self) -> None:
        await self.ask("PATCH", "", {"blocked": True})

    async def unblocks(self) -> None:
        """Nobody tells the bot: it learns of it when the person writes."""
        await self.ask("PATCH", "", {"blocked": False})
        await self.write("hola")

    async def own(self) -> list[str]:
        return [one["text"] for one in (await self.ask("GET", "/chat"))["messages"] if one["from"] == "person"]

    async def send(self, kind: str, content: bytes, name: str) -> None:
        await super().send(_KINDS[kind], content, name)

    async def page(self, message: Chat, label: str = "🔒") -> OneTimePage:
        """The page behind the link, as the phone's browser opens it: the first thing under its message."""
        wanted = "" if label == "🔒" else label  # a label that is too long there goes without its sign
        return await OneTimePage.load((await button_under(self, message, wanted))["url"])

    async def answered(self) -> None:
        unsettled = outbox.c.state.in_([OutboxState.PENDING, OutboxState.SENDING])
        unsent = (
            select(outbox.c.id)
            .join(chat_rows)
            .where(chat_rows.c.address == self.address, unsettled, outbox.c.text_key.not_in(LATER))
        )
        unanswered = select(inbox.c.update_id).where(inbox.c.done_at.is_(None))

        async def quiet() -> bool:
            counts = await self.town.control("GET", "/whatsapp/counts")
            return not (counts["waiting"] or await self.town.rows(unsent) or await self.town.rows(unanswered))

        await until(quiet, "quiet")


async def whatsapp_phone(town: Town, name: str = "Yuleisy") -> WhatsAppPhone:
    """A new phone, whose owner the bot does not know."""
    return WhatsAppPhone(town, await town.control("POST", "/whatsapp/people", {"name": name}))
