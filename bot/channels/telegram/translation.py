"""From Telegram's updates to things heard. Pure."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from aiogram.enums import ContentType
from aiogram.types import CallbackQuery, Chat, ChatMemberUpdated, Message, MessageEntity, Update, User

from buzon.markup import Piece, Style, written
from handlers.speech import Departure, Heard, Media, Moved, Oddity, Return, Tap, Text
from handlers.styled import StyledMedia, StyledText

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
    reply_to, reply_data = _replied(message)
    what: Text | Media | Moved | Oddity
    if message.text is not None:
        markup = _markup(message.text, message.entities)
        what = StyledText(message.text, markup) if markup else Text(message.text)
    elif message.migrate_to_chat_id or message.migrate_from_chat_id:  # told in the old group and in the new one
        here = message.chat.id
        what = Moved(str(message.migrate_from_chat_id or here), str(message.migrate_to_chat_id or here))
    elif _kind(message) in _SERVICE:
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
        sender=_sender(message.chat, user),
        reply_to=reply_to,
        reply_data=reply_data,
    )


def _sender(chat: Chat | None, user: User | None) -> str | None:
    """Who of a group it was. Their own chat with the bot has the number that they have themselves."""
    return str(user.id) if chat and chat.type != "private" and user else None


def _replied(message: Message) -> tuple[int | None, str]:
    """The bot's message that this one of a group is a reply to, and what its first button carries."""
    replied = message.reply_to_message
    if message.chat.type == "private" or not (replied and replied.from_user and replied.from_user.is_bot):
        return None, ""
    keyboard = replied.reply_markup.inline_keyboard if replied.reply_markup else []
    data = (button.callback_data for row in keyboard for button in row)
    return replied.message_id, next(data, None) or ""


def _kind(message: Message) -> str:
    """What it is, in the Bot API's own word: `str` of aiogram's enum would give "ContentType.PHOTO"."""
    return ContentType(message.content_type).value


def _media(message: Message) -> Media:
    """Photos come in several sizes, the largest last."""
    kind, caption = _kind(message), message.caption or ""
    file = message.photo[-1] if message.photo else message.document
    if file is None:
        return Media(kind)
    if markup := _markup(caption, message.caption_entities):
        return StyledMedia(kind, file.file_id, file.file_size, caption, markup)
    return Media(kind, file.file_id, file.file_size, caption)


_STYLES = {"bold": Style.BOLD, "italic": Style.ITALIC}


def _markup(text: str, entities: Sequence[MessageEntity] | None) -> str:
    """The text with marks for what the app has set bold or italic; "" where it has set nothing so. Lengths are counted
    in UTF-16 units (core.telegram.org/bots/api#messageentity)."""
    units = text.encode("utf-16-le", "surrogatepass")
    ranges: dict[Style, list[tuple[int, int]]] = {Style.BOLD: [], Style.ITALIC: []}
    for entity in entities or ():
        if style := _STYLES.get(entity.type):
            start, end = (
                len(units[: 2 * at].decode("utf-16-le", "ignore"))
                for at in (entity.offset, entity.offset + entity.length)
            )
            ranges[style].append((start, end))
    if not any(ranges.values()):
        return ""
    edges = sorted({0, len(text), *(edge for found in ranges.values() for span in found for edge in span)})
    return written([Piece(text[start:end], _style(start, ranges)) for start, end in pairwise(edges)])


def _style(at: int, ranges: Mapping[Style, Sequence[tuple[int, int]]]) -> Style:
    bold, italic = (any(start <= at < end for start, end in ranges[style]) for style in (Style.BOLD, Style.ITALIC))
    if bold and italic:
        return Style.BOTH
    return Style.BOLD if bold else Style.ITALIC if italic else Style.PLAIN


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
        sender=_sender(chat, query.from_user),
    )


def _membership(number: int, change: ChatMemberUpdated) -> Heard:
    here = change.new_chat_member.status in _PRESENT
    return Heard(
        NAME,
        str(change.chat.id),
        Return() if here else Departure(),
        update=number,
        language=change.from_user.language_code,
        private=change.chat.type == "private",
        sender=_sender(change.chat, change.from_user),
    )
