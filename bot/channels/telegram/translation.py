"""From Telegram's updates to things heard. Pure."""

from aiogram.types import CallbackQuery, ChatMemberUpdated, Message, Update

from handlers.speech import Departure, Heard, Media, Oddity, Return, Tap, Text

NAME = "telegram"
"""The channel's name in the database and in metrics."""

UPDATES = ("message", "callback_query", "my_chat_member")
"""The kinds that are asked for: whatever else Telegram has is not sent to us."""

_PRESENT = frozenset({"member", "administrator", "creator", "restricted"})
_SERVICE = frozenset(
    {"new_chat_members", "left_chat_member", "pinned_message", "message_auto_delete_timer_changed", "unknown"}
)


def translate(update: Update) -> Heard | None:
    """One update as a thing heard; None for kinds we did not ask for."""
    if update.message:
        return _message(update.update_id, update.message)
    if update.callback_query:
        return _tap(update.update_id, update.callback_query)
    if update.my_chat_member:
        return _membership(update.update_id, update.my_chat_member)
    return None


def _message(number: int, message: Message) -> Heard:
    user = message.from_user
    what: Text | Media | Oddity
    if message.text is not None:
        what = Text(message.text)
    elif str(message.content_type) in _SERVICE:
        what = Oddity()
    else:
        what = _media(message)
    return Heard(
        NAME,
        str(message.chat.id),
        what,
        update=number,
        message=message.message_id,
        language=user.language_code if user else None,
        private=message.chat.type == "private",
    )


def _media(message: Message) -> Media:
    """Photos come in several sizes, the largest last."""
    kind = str(message.content_type)
    file = message.photo[-1] if message.photo else message.document
    return Media(kind, file.file_id, file.file_size) if file else Media(kind)


def _tap(number: int, query: CallbackQuery) -> Heard:
    message = query.message
    chat = message.chat if message else None
    return Heard(
        NAME,
        str(chat.id if chat else query.from_user.id),
        Tap(query.data or "", query.id),
        update=number,
        message=message.message_id if message else None,
        language=query.from_user.language_code,
        private=chat.type == "private" if chat else True,
    )


def _membership(number: int, change: ChatMemberUpdated) -> Heard | None:
    here = change.new_chat_member.status in _PRESENT
    private = change.chat.type == "private"
    if not private and not here:
        return None  # we left a group
    return Heard(
        NAME,
        str(change.chat.id),
        Return() if here else Departure(),
        update=number,
        language=change.from_user.language_code,
        private=private,
    )
