"""The state of a small WhatsApp: one business number, the people it talks to, and what is to be told to the bot.

Everything here is synchronous and belongs to one event loop; the wire and the control are thin shells around it.
"""

import asyncio
import random
import secrets
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from sandbox.changes import Changes
from sandbox.clock import Clock, utc_now
from sandbox.whatsapp import notifications
from sandbox.whatsapp.account import Account, Subscriptions
from sandbox.whatsapp.courier import Courier
from sandbox.whatsapp.directory import Directory
from sandbox.whatsapp.errors import JsonObject
from sandbox.whatsapp.faults import Faults
from sandbox.whatsapp.flows import FlowShelf
from sandbox.whatsapp.limits import FloodGate
from sandbox.whatsapp.media import MediaShelf
from sandbox.whatsapp.people import Chat, Message
from sandbox.whatsapp.templates import Quality, Template, TemplateShelf, TemplateStatus

_TYPING_SECONDS = 25.0  # https://developers.facebook.com/docs/whatsapp/cloud-api/typing-indicators
_PHONE = "5115550100"


class What(StrEnum):
    """What may change under a listener's eyes."""

    WHATSAPP = "whatsapp"


class WhatsApp:
    """One business's world. Token, app secret and verify token are made up when none is given; `seed` makes the dice
    of the faults repeatable. `address` is where the Graph API answers, for the URLs of people's files; `changes` hears
    of whatever a phone or the desk shows; `clock` may be replaced by the one that the whole world goes by.
    """

    def __init__(
        self,
        *,
        token: str | None = None,
        phone_id: str = "106540000000001",
        app_secret: str | None = None,
        verify_token: str | None = None,
        waba_id: str = "102290000000001",
        app_id: str = "670000000000001",
        clock: Callable[[], datetime] = utc_now,
        seed: int | None = None,
    ) -> None:
        self.token = token or f"EAA{secrets.token_urlsafe(48)}"
        self.phone_id, self.waba_id, self.app_id = phone_id, waba_id, app_id
        self.app_secret = app_secret or secrets.token_hex(16)
        self.verify_token = verify_token or secrets.token_urlsafe(16)
        self.address = ""
        self.phone = _PHONE
        self.public_key: str | None = None
        self.clock = Clock(clock)
        self.dice = random.Random(seed)  # noqa: S311  (faults, not secrets)
        self.account, self.faults, self.gate = Account(), Faults(), FloodGate()
        self.media, self.templates = MediaShelf(), TemplateShelf()
        self.flows = FlowShelf()
        self.people = Directory()
        self.changes = Changes()
        self.calls: Counter[str] = Counter()
        self.refusals: Counter[int] = Counter()
        self.subscriptions = Subscriptions()
        self.courier = Courier(
            app_secret=self.app_secret,
            waba_id=waba_id,
            subscriptions=self.subscriptions,
            faults=lambda: self.faults,
            now=lambda: self.now,
            dice=self.dice,
        )

    @property
    def now(self) -> float:
        """The present in Unix seconds, with what the control has put it ahead."""
        return self.clock().timestamp()

    @property
    def ahead(self) -> float:
        """Seconds that its clock, which may be everybody's, is ahead of the real time.

        Raises:
            ValueError: when set to what `Clock.ahead` does not take.
        """
        return self.clock.ahead

    @ahead.setter
    def ahead(self, seconds: float) -> None:
        self.clock.ahead = seconds

    def react(self, chat: Chat, message: Message, emoji: str) -> None:
        """Put a reaction under a message, or take it away with an empty one."""
        chat.messages[message.id] = replace(message, reaction=emoji or None)
        self.changed()

    def type_in(self, chat: Chat) -> None:
        """Show that the business is typing, for 25 seconds or until it writes."""
        chat.typing_until = self.now + _TYPING_SECONDS
        self.changed()
        asyncio.get_running_loop().call_later(_TYPING_SECONDS, self.changed)

    def types_in(self, chat: Chat) -> bool:
        """Whether the business is typing there; what was begun before the clock was put back is over."""
        return 0 < chat.typing_until - self.now <= _TYPING_SECONDS

    def judge(
        self, template: Template, *, status: TemplateStatus, quality: Quality | None = None, reason: str = "NONE"
    ) -> Template:
        """Set where a template stands, and tell the bot what changed."""
        after = self.templates.judge(
            template, status=status, quality=quality or template.quality, reason=reason, now=self.now
        )
        if after.status is not template.status:
            self._tell_of_template("message_template_status_update", notifications.judged(after))
        if after.quality is not template.quality:
            value = notifications.rated(after, before=template.quality)
            self._tell_of_template("message_template_quality_update", value)
        self.changed()
        return after

    def tell(self, chat: Chat, told: JsonObject) -> None:
        """Put something about a person into a webhook, and let phones and desk look again."""
        metadata = {"display_phone_number": self.phone, "phone_number_id": self.phone_id}
        value = {"messaging_product": "whatsapp", "metadata": metadata, **told}
        self.courier.put(notifications.Notification("messages", value, chat.person.id, self.now))
        self.changed()

    def changed(self) -> None:
        """Let phones and desk look again."""
        self.changes.tell(What.WHATSAPP)

    def reset(self) -> None:
        """Forget people, chats, files, templates, Flows, faults, counts and the time put ahead. The webhook stays."""
        self.courier.clear()
        self.people.clear()
        self.media, self.templates, self.flows = MediaShelf(), TemplateShelf(), FlowShelf()
        self.account = Account(approve_templates=self.account.approve_templates)
        self.faults, self.gate, self.clock.ahead = Faults(), FloodGate(), 0.0
        self.calls.clear()
        self.refusals.clear()
        self.changed()

    async def close(self) -> None:
        """End the background delivery to the webhook."""
        await self.courier.stop()

    def _tell_of_template(self, field: str, value: JsonObject) -> None:
        self.courier.put(notifications.Notification(field, value, 0, self.now))
