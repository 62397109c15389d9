"""The state of a small Telegram: one bot, the people and groups it talks to, and what waits for it.

Everything here is synchronous and belongs to one event loop; the wire and the control are thin shells around it.
"""

import asyncio
import random
import secrets
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from itertools import count

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sandbox.clock import utc_now
from sandbox.telegram import web_app
from sandbox.telegram.chats import Chat, Message, Person
from sandbox.telegram.entities import Formatted
from sandbox.telegram.errors import JsonObject, bad_request, forbidden, migrated, too_many
from sandbox.telegram.events import Events
from sandbox.telegram.faults import Faults
from sandbox.telegram.files import FileStore, StoredFile
from sandbox.telegram.limits import FloodGate
from sandbox.telegram.profile import Profile
from sandbox.telegram.taps import Taps
from sandbox.telegram.updates import UpdateQueue
from sandbox.telegram.webhook import Courier

_BOT_NAME = "Buzón Bot (simulación)"
_BOT_USERNAME = "BuzonSimulacionBot"
_SUPERGROUP = 10**12  # supergroups' ids are below minus this: https://core.telegram.org/api/bots/ids
_TYPING_SECONDS = 5.0  # https://core.telegram.org/bots/api#sendchataction


class Telegram:
    """One bot's world. `token` is made up when none is given; `seed` makes the faults' dice repeatable."""

    def __init__(
        self, *, token: str | None = None, clock: Callable[[], datetime] = utc_now, seed: int | None = None
    ) -> None:
        self.token = token or f"{random.randint(10**9, 10**10 - 1)}:{secrets.token_urlsafe(26)}"  # noqa: S311
        self.clock = clock
        self.dice = random.Random(seed)  # noqa: S311  (faults, not secrets)
        self.queue = UpdateQueue(first_id=1_000_001)
        self.courier = Courier(self.queue, clock)
        self.chats: dict[int, Chat] = {}
        self.files = FileStore()
        self.gate = FloodGate()
        self.faults = Faults()
        self.events = Events()
        self.taps = Taps()
        self.profile = Profile()
        self.calls: Counter[str] = Counter()
        self.refused_as_too_many = 0
        self._signer = Ed25519PrivateKey.generate()
        self._person_ids = count(700_000_001)
        self._group_ids = count(400_000_001)
        self._message_ids = count(1)

    @property
    def bot(self) -> JsonObject:
        """The bot as a User."""
        bot_id = int(self.token.partition(":")[0])
        return {"id": bot_id, "is_bot": True, "first_name": _BOT_NAME, "username": _BOT_USERNAME}

    @property
    def now(self) -> float:
        """The present in Unix seconds."""
        return self.clock().timestamp()

    def chat(self, chat_id: int | None) -> Chat:
        """The chat of this id.

        Raises:
            BotApiError: 400 for an unknown one.
        """
        if chat_id is None or chat_id not in self.chats:
            raise bad_request("chat not found")
        return self.chats[chat_id]

    def writable(self, chat_id: int | None) -> Chat:
        """The chat of this id, if the bot may write there.

        Raises:
            BotApiError: 400 unknown, 403 blocked or thrown out.
        """
        chat = self.chat(chat_id)
        if chat.became is not None:
            raise migrated(chat.became)
        if chat.bot_is_out:
            raise forbidden("bot was blocked by the user" if chat.is_private else "bot was kicked from the group chat")
        return chat

    def admit(self, chat: Chat) -> None:
        """Let one send or edit pass the flood limits.

        Raises:
            BotApiError: 429 with `retry_after`.
        """
        wait = self.faults.retry_after
        if wait is None:
            wait = self.gate.admit(chat.id, is_group=not chat.is_private, now=self.now)
        if wait is not None:
            self.refused_as_too_many += 1
            raise too_many(wait)

    def add_person(
        self, first_name: str, *, last_name: str | None = None, username: str | None = None, language: str | None = "es"
    ) -> Person:
        """Give somebody a phone. The bot may write to them at once, which real Telegram allows only after /start."""
        person = Person(
            id=next(self._person_ids),
            first_name=first_name,
            last_name=last_name,
            username=username,
            language_code=language,
        )
        self.chats[person.id] = Chat(id=person.id, person=person)
        return person

    def add_group(self, title: str, members: Iterable[Person]) -> Chat:
        """Open a group whose first member adds the bot, which is told so."""
        chat = Chat(id=-next(self._group_ids), title=title, members=tuple(members))
        self.chats[chat.id] = chat
        self._tell_membership(chat, chat.members[0], old="left", new="member")
        return chat

    def post(
        self,
        chat: Chat,
        content: Formatted,
        *,
        sender: JsonObject | None = None,
        attachment: StoredFile | None = None,
        reply_markup: JsonObject | None = None,
        reply_to: Message | None = None,
    ) -> Message:
        """Put a message into a chat; `sender` is a User, the bot when left out."""
        # One level deep, as Telegram shows it.
        extra = {"reply_to_message": replace(reply_to, extra={}).as_json()} if reply_to else {}
        message = Message(
            message_id=len(chat.messages) + 1 if chat.is_supergroup else next(self._message_ids),
            chat=chat.as_json(),
            sender=sender or self.bot,
            date=int(self.now),
            content=content,
            attachment=attachment,
            reply_markup=reply_markup,
            extra=extra,
        )
        chat.messages[message.message_id] = message
        if message.from_bot:
            chat.typing_until = 0.0
        self.events.tell(chat.id, "chat", {"what": "message", "message_id": message.message_id})
        return message

    def hear(self, chat: Chat, message: Message) -> None:
        """Tell the bot about a person's message."""
        if not chat.bot_is_out:
            self.queue.put("message", message.as_json(), owner=chat.id)

    def change(self, chat: Chat, message: Message, *, content: Formatted, reply_markup: JsonObject | None) -> Message:
        """Replace what a message says, and mark it as edited."""
        rewritten = message.rewritten or content != message.content
        edited = replace(
            message, content=content, reply_markup=reply_markup, edit_date=int(self.now), rewritten=rewritten
        )
        chat.messages[message.message_id] = edited
        self.events.tell(chat.id, "chat", {"what": "edit", "message_id": message.message_id})
        return edited

    def react(self, chat: Chat, message: Message, emoji: str | None) -> None:
        """Put the bot's reaction under a message, or take it away."""
        chat.messages[message.message_id] = replace(message, reaction=emoji)
        self.events.tell(chat.id, "chat", {"what": "reaction", "message_id": message.message_id})

    def remove(self, chat: Chat, message_id: int) -> None:
        """Take a message away from both sides."""
        del chat.messages[message_id]
        self.events.tell(chat.id, "chat", {"what": "delete", "message_id": message_id})

    def type_in(self, chat: Chat) -> None:
        """Show that the bot is typing, for five seconds or until it writes."""
        chat.typing_until = self.now + _TYPING_SECONDS
        changed = chat.id, "chat", {"what": "typing"}
        self.events.tell(*changed)
        asyncio.get_running_loop().call_later(_TYPING_SECONDS, self.events.tell, *changed)

    def set_membership(self, chat: Chat, *, out: bool, by: Person | None = None) -> None:
        """Block or unblock the bot in a private chat, or make it leave a group, or be put out of it or into it by
        somebody (`by`); the bot is told once."""
        if chat.bot_is_out == out:
            return
        chat.bot_is_out = out
        gone = "kicked" if chat.is_private or by else "left"
        old, new = ("member", gone) if out else (gone, "member")
        self._tell_membership(chat, by or chat.person or chat.members[0], old=old, new=new)
        self.events.tell(chat.id, "chat", {"what": "membership"})

    def upgrade(self, chat: Chat) -> Chat:
        """Make a group a supergroup: another id, messages from the first again; both chats tell the bot of it."""
        new = Chat(id=chat.id - _SUPERGROUP, title=chat.title, members=chat.members)
        self.chats[new.id] = new
        chat.became = new.id
        told = self.post(chat, Formatted(""), sender=chat.members[0].as_user())
        self.queue.put("message", told.as_json() | {"migrate_to_chat_id": new.id}, owner=chat.id)
        told = self.post(new, Formatted(""), sender=chat.members[0].as_user())
        self.queue.put("message", told.as_json() | {"migrate_from_chat_id": chat.id}, owner=new.id)
        return new

    def init_data(self, person: Person) -> str:
        """The signed visitor data of a Mini App opened by this person now."""
        return web_app.init_data(token=self.token, person=person, now=self.clock(), signer=self._signer)

    def types_in(self, chat: Chat) -> bool:
        """Whether the bot is typing there; what was begun before the clock was put back is over."""
        return 0 < chat.typing_until - self.now <= _TYPING_SECONDS

    def reset(self) -> None:
        """Forget people, chats, files, waiting updates, faults and counts.

        What belongs to the running bot stays: its webhook, its open poll, its commands, and the counting of ids.
        """
        self.queue.clear()
        self.chats.clear()
        self.files, self.gate, self.taps, self.faults = FileStore(), FloodGate(), Taps(), Faults()
        self.calls.clear()
        self.refused_as_too_many = 0

    async def close(self) -> None:
        """End the background delivery to a webhook and the open poll."""
        await self.courier.stop()
        self.queue.end_poll("the server is stopping")

    def _tell_membership(self, chat: Chat, actor: Person, *, old: str, new: str) -> None:
        body = {
            "chat": chat.as_json(),
            "from": actor.as_user(),
            "date": int(self.now),
            "old_chat_member": self._member(old),
            "new_chat_member": self._member(new),
        }
        self.queue.put("my_chat_member", body, owner=chat.id)

    def _member(self, status: str) -> JsonObject:
        member: JsonObject = {"user": self.bot, "status": status}
        return member | ({"until_date": 0} if status == "kicked" else {})
