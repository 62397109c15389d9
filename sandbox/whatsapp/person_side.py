"""The people's messages: told to the bot, and marked when the bot has read them."""

from dataclasses import replace

from sandbox.whatsapp import business_side, notifications
from sandbox.whatsapp.errors import JsonObject
from sandbox.whatsapp.media import StoredMedia
from sandbox.whatsapp.people import Chat, Message, Status, new_message_id
from sandbox.whatsapp.whatsapp import WhatsApp

ABOUT_ANOTHER = frozenset({"reaction", "edit", "revoke"})
"""Kinds that show in another message rather than as one."""


def hear(
    whatsapp: WhatsApp,
    chat: Chat,
    kind: str,
    body: JsonObject,
    *,
    shown: JsonObject,
    media: StoredMedia | None = None,
    context: str | None = None,
) -> Message:
    """Tell the bot of a person's message; it opens the window, and shows that they have read what stood there."""
    business_side.read(whatsapp, chat)
    chat.heard_at = whatsapp.now
    whatsapp.gate.heard(now=whatsapp.now)
    message = Message(
        id=new_message_id(),
        at=whatsapp.now,
        from_business=False,
        type=kind,
        body=body,
        shown=shown,
        media=media,
        context=context,
        status=Status.DELIVERED,
    )
    if kind in ABOUT_ANOTHER:
        _apply(whatsapp, chat, message)
    else:
        chat.messages[message.id] = message
    tell(whatsapp, chat, message)
    return message


def target_of(chat: Chat, kind: str, body: JsonObject) -> Message | None:
    """The message that a reaction is about, or the person's own one that they edit or take back; `None` where there is
    no such message."""
    found = chat.messages.get(str(body.get("message_id", body.get("original_message_id"))))
    return None if found is not None and kind != "reaction" and found.from_business else found


def tell(whatsapp: WhatsApp, chat: Chat, message: Message) -> None:
    """Put a person's message into a webhook, whether or not it is shown."""
    told = notifications.heard(message, chat.person, business=whatsapp.phone, faults=whatsapp.faults)
    whatsapp.tell(chat, told)


def read_by_business(whatsapp: WhatsApp, chat: Chat, message_id: str) -> None:
    """The bot marks a person's message as read, and with it all that came before."""
    until = chat.messages[message_id].at
    for message in [one for one in chat.messages.values() if not one.from_business and one.at <= until]:
        chat.messages[message.id] = replace(message, status=Status.READ)
    whatsapp.changed()


def _apply(whatsapp: WhatsApp, chat: Chat, message: Message) -> None:
    """Let the phone show what a reaction, an edit or a withdrawal does to another message."""
    target = target_of(chat, message.type, message.body)
    if target is None:
        return
    if message.type == "reaction":
        whatsapp.react(chat, target, str(message.body.get("emoji", "")))
    elif message.type == "edit":
        chat.messages[target.id] = replace(target, shown=target.shown | message.shown)
    else:
        del chat.messages[target.id]


def choose(chat: Chat, message: Message, choice: str) -> None:
    """Mark on the phone what was tapped."""
    chat.messages[message.id] = replace(message, chosen=(*message.chosen, choice))
