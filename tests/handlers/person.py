"""A person with a phone, at the desk: writes, taps the buttons that are shown, and reads what comes back."""

from dataclasses import dataclass, replace

from bot.channels.limits import TELEGRAM
from bot.channels.messages import Answer, Delete, Document, Menu, Message, Outgoing, Photo, Unbutton
from bot.channels.rendering import render
from buzon.credentials import Secret
from handlers.desk import Desk
from handlers.speech import Departure, Form, Heard, Media, Page, Press, Return, Speech, Tap, Text, What
from tests.handlers.transcript import plain


@dataclass(frozen=True)
class Heeded:
    """What the bot did in answer to one thing: concrete messages, as a channel would send them."""

    speeches: tuple[Speech, ...]
    sent: tuple[Outgoing, ...]
    language: str

    @property
    def messages(self) -> list[Message | Photo]:
        """Texts, and pictures with their captions."""
        return [one for one in self.sent if isinstance(one, Message | Photo)]

    @property
    def texts(self) -> list[str]:
        """What the phone shows, one entry a message."""
        return [plain(message.markup) for message in self.messages]

    @property
    def text(self) -> str:
        return "\n".join(self.texts)

    @property
    def toast(self) -> str:
        return "\n".join(one.text for one in self.sent if isinstance(one, Answer))

    @property
    def files(self) -> list[str]:
        return [one.name for one in self.sent if isinstance(one, Document)]

    @property
    def erased(self) -> list[int]:
        return [one.message for one in self.sent if isinstance(one, Delete)]

    @property
    def unbuttoned(self) -> list[int]:
        return [one.message for one in self.sent if isinstance(one, Unbutton)]

    @property
    def menu(self) -> list[str] | None:
        """The commands of the chat's own menu as it is from now on; None where it stays as it was."""
        menus = [one for one in self.sent if isinstance(one, Menu)]
        return [name for name, _ in menus[0].commands] if menus else None

    @property
    def buttons(self) -> dict[str, str]:
        """Label → data of the buttons that come back to us."""
        keys = [key for message in self.messages for row in message.keyboard for key in row]
        return {key.label: key.does.data for key in keys if isinstance(key.does, Press)}

    @property
    def page(self) -> str | None:
        """The address of the one-time page, where a button opens one."""
        keys = [key for message in self.messages for row in message.keyboard for key in row]
        return next((key.does.url for key in keys if isinstance(key.does, Page)), None)


class Person:
    """One chat at one desk. `shown` are the buttons on the screen, by label; `last` is what was heard last."""

    def __init__(self, desk: Desk, address: str = "1001", *, language: str | None = "es-PE") -> None:
        self._desk = desk
        self._as = Heard("telegram", address, Text(""), 100, 1000, language)
        self.last = self._as
        self.shown: dict[str, str] = {}

    async def write(self, text: str) -> Heeded:
        return await self.does(Text(text))

    async def tap(self, label: str) -> Heeded:
        """Tap a button that is on the screen, by its label."""
        return await self.press(self.shown[label])

    async def press(self, data: str) -> Heeded:
        """A button with this data, whether it was ever shown or not."""
        return await self.does(Tap(data, "query"))

    async def send(self, kind: str, file: str | None = None, size: int | None = None, caption: str = "") -> Heeded:
        """Something that is no text; `file` is the channel's handle of a photo or document."""
        return await self.does(Media(kind, file, size, caption))

    async def renew(self, password: str, name: str = "") -> Heeded:
        """Post the page that sets a new password."""
        fields = {"password": Secret(password), "name": Secret(name)}
        return await self.hear(replace(self._as, what=Form("renew", fields), update=None, message=None))

    async def post(self, user: str, password: str, name: str = "") -> Heeded:
        """Post the one-time page."""
        fields = {"user": Secret(user), "password": Secret(password), "name": Secret(name)}
        return await self.hear(replace(self._as, what=Form("link", fields), update=None, message=None))

    async def leave(self) -> Heeded:
        return await self.does(Departure())

    async def come_back(self) -> Heeded:
        return await self.does(Return())

    async def again(self) -> Heeded:
        """The last update once more, as a platform repeats it."""
        return await self.hear(self.last)

    async def does(self, what: What) -> Heeded:
        update, message = (self.last.update or 0) + 1, (self.last.message or 0) + 1
        self.last = replace(self._as, what=what, update=update, message=message)
        return await self.hear(self.last)

    async def hear(self, heard: Heard) -> Heeded:
        reply = await self._desk.hear(heard)
        sent = [
            one
            for speech in reply.speeches
            for one in render(speech, language=reply.language, limits=TELEGRAM, heard=heard.what)
        ]
        heeded = Heeded(reply.speeches, tuple(sent), reply.language)
        self.shown |= heeded.buttons
        return heeded
