"""What a bot library must be able to do for the contract: one face, behind which two unmodified libraries stand.

Both run the same small bot: `/start` → "hola" with a button "Sí" (data `yes`), other text → "eco: …", a tap → the toast
"tocaste …".
"""

from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from enum import Enum
from typing import Protocol


class Refusal(Enum):
    """Which class of error a library should raise."""

    BAD_REQUEST = "400"
    FORBIDDEN = "403"
    CONFLICT = "409"
    TOO_MANY = "429"
    SERVER = "5xx"
    NETWORK = "cut"
    UNAUTHORIZED = "401"


@dataclass(frozen=True)
class Button:
    """An inline button with data."""

    text: str
    data: str


class Library(Protocol):
    """A bot library, talking to the server under test."""

    @property
    def refusals(self) -> Mapping[Refusal, type[Exception]]:
        """The library's own error class for each refusal."""

    def retry_after(self, error: BaseException) -> float:
        """The seconds that a TOO_MANY error names."""

    async def username(self) -> str:
        """The bot's user name, by getMe."""

    async def send(self, chat_id: int, text: str, *, html: bool = False, buttons: Sequence[Button] = ()) -> int:
        """Send text; the message_id."""

    async def edit(self, chat_id: int, message_id: int, text: str, *, buttons: Sequence[Button] = ()) -> None:
        """Replace text and buttons."""

    async def delete(self, chat_id: int, message_id: int) -> None:
        """Delete one message."""

    async def answer(self, query_id: str, text: str) -> None:
        """Answer a tap."""

    async def send_document(self, chat_id: int, name: str, data: bytes, *, caption: str) -> str:
        """Send bytes as a document; its file_id."""

    async def send_photo(self, chat_id: int, data: bytes) -> str:
        """Send bytes as a photo; its file_id."""

    async def resend_document(self, chat_id: int, file_id: str) -> str:
        """Send a document again by its file_id; the new message's file_id."""

    async def download(self, file_id: str) -> bytes:
        """The bytes of a file."""

    async def set_commands(self, commands: Mapping[str, str], *, language: str = "", chat: int | None = None) -> None:
        """Register commands, for one chat or for all."""

    async def delete_commands(self, *, language: str = "", chat: int) -> None:
        """Take a chat's own commands away."""

    async def commands(self, *, language: str = "") -> Mapping[str, str]:
        """The commands registered for exactly this language."""

    async def set_menu_button(self, chat_id: int, text: str, url: str) -> None:
        """Make a chat's menu button open a Mini App."""

    async def menu_button_text(self, chat_id: int) -> str:
        """What the menu button says."""

    async def take_updates(self, *, timeout: int = 0) -> Sequence[int]:
        """One getUpdates; the update_ids."""

    async def set_webhook(self, url: str) -> None:
        """Set a webhook without running a bot behind it."""

    async def chat_name(self, chat_id: int) -> str:
        """The first name, by getChat."""

    def polling(self) -> AbstractAsyncContextManager[None]:
        """The small bot, by long polling."""

    def webhook(self, *, secret: str) -> AbstractAsyncContextManager[str]:
        """The small bot, by webhook; its address."""

    def twin(self, *, token: str | None = None) -> "Library":
        """Another instance on the same server, with another token if one is given."""

    async def close(self) -> None:
        """Let go of connections."""
