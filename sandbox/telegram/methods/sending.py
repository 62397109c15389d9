"""sendMessage, sendDocument, sendPhoto, sendChatAction, and the checks on text that editing shares."""

from typing import Any

from sandbox.telegram.calls import Call
from sandbox.telegram.chats import Chat, Message
from sandbox.telegram.entities import Formatted, from_json, tidy, width, with_found
from sandbox.telegram.errors import JsonObject, bad_request
from sandbox.telegram.files import StoredFile
from sandbox.telegram.keyboards import checked
from sandbox.telegram.markup import parse_html
from sandbox.telegram.telegram import Telegram

_ACTIONS = frozenset(
    {
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    }
)


async def send_message(telegram: Telegram, call: Call) -> JsonObject:
    """Text into a chat; gives the Message."""
    chat = telegram.writable(call.chat_id())
    content = text_of(call)
    return _posted(telegram, call, chat, content)


async def send_document(telegram: Telegram, call: Call) -> JsonObject:
    """A file with a caption; gives the Message."""
    return _send_file(telegram, call, "document")


async def send_photo(telegram: Telegram, call: Call) -> JsonObject:
    """A picture with a caption; gives the Message."""
    return _send_file(telegram, call, "photo")


async def send_chat_action(telegram: Telegram, call: Call) -> bool:
    """Show that the bot is at it."""
    chat = telegram.writable(call.chat_id())
    if call.text("action") not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    telegram.type_in(chat)
    return True


def text_of(call: Call) -> Formatted:
    """The `text` parameter, parsed, trimmed and within 4,096 UTF-16 units.

    Raises:
        BotApiError: 400 for malformed, empty or too long text.
    """
    content = _formatted(call, "text", "entities")
    if not content.text:
        raise bad_request("message text is empty")
    if width(content.text) > 4096:
        raise bad_request("message is too long")
    return content


def _send_file(telegram: Telegram, call: Call, kind: str) -> JsonObject:
    chat = telegram.writable(call.chat_id())
    caption = _formatted(call, "caption", "caption_entities")
    if width(caption.text) > 1024:
        raise bad_request("message caption is too long")
    return _posted(telegram, call, chat, caption, _file_of(telegram, call, kind))


def _file_of(telegram: Telegram, call: Call, kind: str) -> StoredFile:
    upload = call.upload(kind)
    if upload is not None:
        return telegram.files.keep(kind, upload)
    file_id = call.text(kind)
    if not file_id or file_id.startswith("attach://"):
        raise bad_request(f"there is no {kind} in the request")
    stored = telegram.files.by_id(file_id)
    if stored.kind != kind:
        raise bad_request(f"can't use file of type {stored.kind.title()} as {kind.title()}")
    return stored


def _formatted(call: Call, name: str, entities_name: str) -> Formatted:
    source, mode = call.text(name), call.text("parse_mode").lower()
    if mode == "html":
        content = parse_html(source)
    elif mode:
        # Of Telegram's three dialects the sandbox speaks HTML, the only one the product writes.
        raise bad_request("unsupported parse_mode")
    else:
        content = from_json(source, call.structure(entities_name) or ())
    return with_found(tidy(content))


def _posted(
    telegram: Telegram, call: Call, chat: Chat, content: Formatted, attachment: StoredFile | None = None
) -> JsonObject:
    markup = checked(call.structure("reply_markup"), private=chat.is_private)
    replied = _replied(call, chat)
    telegram.admit(chat)
    message = telegram.post(chat, content, attachment=attachment, reply_markup=markup, reply_to=replied)
    return message.as_json()


def _replied(call: Call, chat: Chat) -> Message | None:
    wanted: Any = call.structure("reply_parameters") or {}
    if not isinstance(wanted, dict):
        raise bad_request("can't parse reply parameters: Object expected")
    message_id = wanted.get("message_id") if wanted else call.integer("reply_to_message_id")
    if message_id is None:
        return None
    replied = chat.messages.get(message_id)
    if replied is None and not wanted.get("allow_sending_without_reply"):
        raise bad_request("message to be replied not found")
    return replied


METHODS = {
    "sendMessage": send_message,
    "sendDocument": send_document,
    "sendPhoto": send_photo,
    "sendChatAction": send_chat_action,
}
