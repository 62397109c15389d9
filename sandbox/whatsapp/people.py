"""The people and messages on WhatsApp's side, and how a message is shown on the phone."""

import base64
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from sandbox.whatsapp.display import html
from sandbox.whatsapp.errors import JsonObject
from sandbox.whatsapp.media import StoredMedia

WINDOW_SECONDS = (
    86_400.0  # https://developers.facebook.com/docs/whatsapp/cloud-api/guides/send-messages#customer-service-windows
)


class Status(StrEnum):
    """How far a message came; `ACCEPTED` is told to nobody. A person's is read when the bot says so."""

    ACCEPTED = "accepted"
    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    FAILED = "failed"


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody with a phone. `phone` is digits alone, `user_id` the business-scoped one (BSUID); who has a username may
    hide the phone (https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids).
    """

    id: int
    name: str
    phone: str
    user_id: str
    username: str | None = None
    phone_hidden: bool = False

    def as_contact(self, *, with_phone: bool, with_user_id: bool, with_username: bool = True) -> JsonObject:
        """An entry of a webhook's `contacts`."""
        profile = {"name": self.name}
        if self.username and with_username:
            profile["username"] = self.username
        contact: JsonObject = {"profile": profile}
        if with_phone:
            contact["wa_id"] = self.phone
        if with_user_id:
            contact["user_id"] = self.user_id
        return contact


@dataclass(frozen=True, kw_only=True)
class Message:
    """One message of either side; `at` is in Unix seconds.

    Of a person's message, `body` is the object that the webhook carries under its `type`. `shown` is what the phone
    makes of it: text, header, footer, buttons, list. `reaction` is the other side's emoji, `chosen` the ids of what
    was tapped, `by_phone` whether the business addressed the person by phone number, `category` the template's.
    """

    id: str
    at: float
    from_business: bool
    type: str
    body: JsonObject
    shown: JsonObject = field(default_factory=dict)
    media: StoredMedia | None = None
    context: str | None = None
    status: Status = Status.ACCEPTED
    error: int | None = None
    opaque: str | None = None
    by_phone: bool = True
    category: str | None = None
    billable: bool = False
    reaction: str | None = None
    chosen: tuple[str, ...] = ()

    def as_seen(self, address: Callable[[StoredMedia], str]) -> JsonObject:
        """The message as the phone shows it; `address` says where the page finds a file."""
        seen: JsonObject = {
            "id": self.id,
            "at": self.at,
            "from": "business" if self.from_business else "person",
            "type": self.type,
            **self.shown,
        }
        if self.shown.get("text"):
            seen["html"] = html(self.shown["text"])
        if self.media is not None:
            media = self.media
            about = {"name": media.name, "mime_type": media.mime_type, "size": len(media.data)}
            seen["media"] = about | {"url": address(media)}
        seen["status"] = self.status
        more = {"error": self.error, "reply_to": self.context, "reaction": self.reaction, "chosen": list(self.chosen)}
        return seen | {name: value for name, value in more.items() if value}


@dataclass
class Chat:
    """What a person and the business said. An offline phone is reached when it is back; a person who is gone has no
    WhatsApp any more; one who blocked the business never gets what it sends meanwhile (`lost`, by message id).
    """

    person: Person
    online: bool = True
    gone: bool = False
    blocked: bool = False
    read_receipts: bool = True
    heard_at: float | None = None
    typing_until: float = 0.0
    messages: dict[str, Message] = field(default_factory=dict)
    lost: set[str] = field(default_factory=set)

    def window_closes(self) -> float | None:
        """When free messages end, in Unix seconds; `None` for somebody who never wrote."""
        return None if self.heard_at is None else self.heard_at + WINDOW_SECONDS

    def window_open(self, now: float) -> bool:
        """Whether the business may write without a template."""
        closes = self.window_closes()
        return closes is not None and now < closes


def new_message_id() -> str:
    """An id as WhatsApp makes them: `wamid.` and some base64."""
    return f"wamid.{base64.b64encode(secrets.token_bytes(39)).decode()}"
