"""The people, groups and messages on Telegram's side, and the two ways to show a message: to a bot and to a phone."""

from collections.abc import Callable
from dataclasses import dataclass, field

from sandbox.telegram import display
from sandbox.telegram.entities import Formatted
from sandbox.telegram.errors import JsonObject
from sandbox.telegram.files import StoredFile


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody with a phone; `id` is the user and the private chat at once, as on Telegram."""

    id: int
    first_name: str
    last_name: str | None = None
    username: str | None = None
    language_code: str | None = "es"

    def as_user(self) -> JsonObject:
        """The Bot API's User."""
        body = {"id": self.id, "is_bot": False, **self._names()}
        return body | ({"language_code": self.language_code} if self.language_code else {})

    def as_chat(self) -> JsonObject:
        """The Bot API's Chat of kind private."""
        return {"id": self.id, "type": "private", **self._names()}

    def _names(self) -> JsonObject:
        names = {"first_name": self.first_name, "last_name": self.last_name, "username": self.username}
        return {name: value for name, value in names.items() if value}


@dataclass(frozen=True, kw_only=True)
class Message:
    """One message of either side. `date` and `edit_date` are Unix seconds; `sender` is a User object."""

    message_id: int
    chat: JsonObject
    sender: JsonObject
    date: int
    content: Formatted
    attachment: StoredFile | None = None
    reply_markup: JsonObject | None = None
    edit_date: int | None = None
    rewritten: bool = False
    """Whether what it says was edited: a changed keyboard alone has an `edit_date` but is not marked on the phone."""
    reaction: str | None = None
    """The emoji that the bot has put under it."""
    extra: JsonObject = field(default_factory=dict)

    @property
    def from_bot(self) -> bool:
        """Whether the bot wrote it."""
        return bool(self.sender["is_bot"])

    def as_json(self) -> JsonObject:
        """The Bot API's Message; like Telegram it carries inline keyboards only."""
        body: JsonObject = {"message_id": self.message_id, "from": self.sender, "chat": self.chat, "date": self.date}
        if self.edit_date is not None:
            body["edit_date"] = self.edit_date
        if self.attachment is not None:
            body[self.attachment.kind] = self.attachment.as_json()
        text, entities = ("caption", "caption_entities") if self.attachment else ("text", "entities")
        if self.content.text:
            body[text] = self.content.text
        if self.content.entities:
            body[entities] = [entity.as_json() for entity in self.content.entities]
        if self.reply_markup and "inline_keyboard" in self.reply_markup:
            body["reply_markup"] = self.reply_markup
        return body | self.extra

    def as_seen(self, address: Callable[[StoredFile], str]) -> JsonObject:
        """The message as the phone shows it; `address` says where the page finds a file."""
        body: JsonObject = {
            "message_id": self.message_id,
            "from": "bot" if self.from_bot else "person",
            "date": self.date,
            "entities": [entity.as_json() for entity in self.content.entities],
            "html": display.html(self.content) if self.content.text else None,
            "reply_markup": self.reply_markup,
            "edited": self.rewritten,
        }
        if self.reaction is not None:
            body["reaction"] = self.reaction
        if "reply_to_message" in self.extra:
            body["reply_to"] = self.extra["reply_to_message"]["message_id"]
        body["caption" if self.attachment else "text"] = self.content.text
        if self.attachment is None:
            return body
        file = self.attachment
        seen: JsonObject = {"url": address(file), "file_size": len(file.upload.data)}
        if file.kind == "document":
            seen |= {"file_name": file.upload.name, "mime_type": file.upload.mime_type}
        else:
            seen |= dict(zip(("width", "height"), file.size or (512, 512), strict=True))
        return body | {file.kind: seen}


@dataclass
class Chat:
    """A private chat (`person`) or a group (`title`, `members`) and what was said in it."""

    id: int
    person: Person | None = None
    title: str = ""
    members: tuple[Person, ...] = ()
    bot_is_out: bool = False
    became: int | None = None
    """The supergroup's id, once the group is one."""
    typing_until: float = 0.0
    messages: dict[int, Message] = field(default_factory=dict)

    @property
    def is_private(self) -> bool:
        """Whether it is a chat with one person."""
        return self.person is not None

    @property
    def is_supergroup(self) -> bool:
        """Whether it numbers its messages by itself."""
        return self.id < -(10**12)

    def as_json(self) -> JsonObject:
        """The Bot API's Chat."""
        if self.person is not None:
            return self.person.as_chat()
        if self.is_supergroup:
            return {"id": self.id, "type": "supergroup", "title": self.title}
        return {"id": self.id, "type": "group", "title": self.title, "all_members_are_administrators": True}
