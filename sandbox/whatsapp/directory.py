"""Who has WhatsApp: people by their id in the sandbox, by phone number and by business-scoped user id."""

from itertools import count

from sandbox.whatsapp.people import Chat, Person


class Directory:
    """Everybody's chat with the business. Ids, numbers and user ids go on counting when the people are forgotten."""

    def __init__(self) -> None:
        self._chats: dict[int, Chat] = {}
        self._ids = count(800_000_001)
        self._phones = count(51_900_000_001)
        self._user_ids = count(1_349_120_865_530_001)

    def add(
        self, name: str, *, phone: str | None = None, username: str | None = None, phone_hidden: bool = False
    ) -> Chat:
        """Give somebody a phone. The business may write to them only once they wrote, or with a template."""
        person = Person(
            id=next(self._ids),
            name=name,
            phone=phone or str(next(self._phones)),
            user_id=self.new_user_id(),
            username=username,
            phone_hidden=phone_hidden,
        )
        self._chats[person.id] = Chat(person=person)
        return self._chats[person.id]

    def new_user_id(self) -> str:
        """A business-scoped user id nobody has had."""
        return f"PE.{next(self._user_ids)}"

    def all(self) -> list[Chat]:
        """Every chat, in the order in which people came."""
        return list(self._chats.values())

    def find(self, person_id: int) -> Chat | None:
        """The chat with the person of this id."""
        return self._chats.get(person_id)

    def at(self, *, phone: str = "", user_id: str = "") -> Chat | None:
        """The chat with whoever has this phone number, in any notation, or this user id; `None` for nobody."""
        digits = "".join(filter(str.isdigit, phone))
        for chat in self._chats.values():
            if (digits and chat.person.phone == digits) or (user_id and chat.person.user_id == user_id):
                return chat
        return None

    def holding(self, message_id: str) -> Chat | None:
        """The chat in which this message was said."""
        return next((chat for chat in self._chats.values() if message_id in chat.messages), None)

    def clear(self) -> None:
        """Forget everybody."""
        self._chats.clear()
