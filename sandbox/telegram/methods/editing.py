"""What happens to messages and taps afterwards: edits, deletions, answers to callback queries."""

from sandbox.telegram.calls import Call
from sandbox.telegram.chats import Chat, Message
from sandbox.telegram.entities import Formatted
from sandbox.telegram.errors import JsonObject, bad_request
from sandbox.telegram.keyboards import checked
from sandbox.telegram.methods.sending import text_of
from sandbox.telegram.taps import Answer
from sandbox.telegram.telegram import Telegram

_DELETABLE_SECONDS = 48 * 3600  # https://core.telegram.org/bots/api#deletemessage
_REACTIONS = frozenset("👍👎🔥🎉👏🙏👌💯🤔👀🫡")  # some of https://core.telegram.org/bots/api#reactiontypeemoji
_NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current "
    "content and reply markup of the message"
)


async def edit_message_text(telegram: Telegram, call: Call) -> JsonObject:
    """Replace text and keyboard of the bot's own message; gives the Message."""
    chat, message = _editable(telegram, call)
    if message.attachment is not None:
        raise bad_request("there is no text in the message to edit")
    return _edited(telegram, call, chat, message, text_of(call))


async def edit_message_reply_markup(telegram: Telegram, call: Call) -> JsonObject:
    """Replace or remove the keyboard alone; gives the Message."""
    chat, message = _editable(telegram, call)
    return _edited(telegram, call, chat, message, message.content)


async def delete_message(telegram: Telegram, call: Call) -> bool:
    """Delete a message of either side, if it is younger than 48 hours."""
    chat = telegram.writable(call.chat_id())
    message = chat.messages.get(call.integer("message_id") or 0)
    if message is None:
        raise bad_request("message to delete not found")
    if not _deletable(telegram, chat, message):
        raise bad_request("message can't be deleted")
    telegram.remove(chat, message.message_id)
    return True


async def delete_messages(telegram: Telegram, call: Call) -> bool:
    """Delete up to 100 messages; those that are gone or too old are passed over, as Telegram does."""
    chat = telegram.writable(call.chat_id())
    ids = call.structure("message_ids")
    if not isinstance(ids, list) or not ids:
        raise bad_request("message identifiers are not specified")
    if len(ids) > 100:
        raise bad_request("too many message identifiers specified")
    for message_id in ids:
        message = chat.messages.get(message_id) if isinstance(message_id, int) else None
        if message is not None and _deletable(telegram, chat, message):
            telegram.remove(chat, message.message_id)
    return True


async def set_message_reaction(telegram: Telegram, call: Call) -> bool:
    """Put one emoji of the usual few under a message, or none; in place of the one before."""
    chat = telegram.writable(call.chat_id())
    message = chat.messages.get(call.integer("message_id") or 0)
    if message is None:
        raise bad_request("message to react not found")
    wanted = call.structure("reaction") or []
    if not isinstance(wanted, list) or not all(isinstance(one, dict) for one in wanted):
        raise bad_request("can't parse reaction types JSON object")
    if len(wanted) > 1 or any(one.get("emoji") not in _REACTIONS for one in wanted):
        raise bad_request("REACTION_INVALID")
    telegram.react(chat, message, wanted[0]["emoji"] if wanted else None)
    return True


async def answer_callback_query(telegram: Telegram, call: Call) -> bool:
    """Answer a tap, with a toast or an alert of up to 200 characters."""
    text = call.text("text")
    if len(text) > 200:
        raise bad_request("MESSAGE_TOO_LONG")
    answer = Answer(text, call.flag("show_alert"))
    tap = telegram.taps.answer(call.text("callback_query_id"), answer, now=telegram.now)
    telegram.events.tell(tap.chat_id, "toast", {"text": answer.text, "show_alert": answer.show_alert})
    return True


def _editable(telegram: Telegram, call: Call) -> tuple[Chat, Message]:
    if call.integer("message_id") is None:
        raise bad_request("message identifier is not specified")
    chat = telegram.writable(call.chat_id())
    message = chat.messages.get(call.integer("message_id") or 0)
    if message is None:
        raise bad_request("message to edit not found")
    if not message.from_bot:
        raise bad_request("message can't be edited")
    return chat, message


def _edited(telegram: Telegram, call: Call, chat: Chat, message: Message, content: Formatted) -> JsonObject:
    markup = checked(call.structure("reply_markup"), private=chat.is_private)
    if content == message.content and markup == message.reply_markup:
        raise bad_request(_NOT_MODIFIED)
    telegram.admit(chat)
    return telegram.change(chat, message, content=content, reply_markup=markup).as_json()


def _deletable(telegram: Telegram, chat: Chat, message: Message) -> bool:
    young = telegram.now - message.date < _DELETABLE_SECONDS
    return young and (message.from_bot or chat.is_private)


METHODS = {
    "editMessageText": edit_message_text,
    "editMessageReplyMarkup": edit_message_reply_markup,
    "deleteMessage": delete_message,
    "deleteMessages": delete_messages,
    "setMessageReaction": set_message_reaction,
    "answerCallbackQuery": answer_callback_query,
}
