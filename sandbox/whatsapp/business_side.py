"""The business's messages on their way: refused or taken, sent, delivered, read, or failed after all."""

from dataclasses import replace

from sandbox.whatsapp import notifications
from sandbox.whatsapp.errors import JsonObject, refused
from sandbox.whatsapp.outgoing import Draft
from sandbox.whatsapp.people import Chat, Message, Status, new_message_id
from sandbox.whatsapp.whatsapp import WhatsApp

_LATER = frozenset({131026, 131047, 131049})


def send(
    whatsapp: WhatsApp, draft: Draft, chat: Chat, *, by_phone: bool, context: str | None, opaque: str | None
) -> Message:
    """Take a message of the business, and let it go its way.

    Raises:
        GraphError: 368, 130429, 131056, 131026, 131047, 131048, or the code that the faults name.
    """
    code = _refusal(whatsapp, draft, chat)
    if code is not None and not (whatsapp.faults.refuse_later and code in _LATER):
        whatsapp.refusals[code] += 1
        raise refused(code)
    template = draft.template
    message = Message(
        id=new_message_id(),
        at=whatsapp.now,
        from_business=True,
        type=draft.type,
        body=draft.body,
        shown=draft.shown,
        media=draft.media,
        context=context,
        opaque=opaque,
        by_phone=by_phone,
        category=template.category if template else None,
        billable=template is not None and (template.category == "MARKETING" or not chat.window_open(whatsapp.now)),
    )
    failure = code or whatsapp.faults.fail_code
    if draft.type == "reaction" and failure is None:
        _react(whatsapp, chat, draft.body)
    else:
        chat.messages[message.id] = message
    chat.typing_until = 0.0
    _go(whatsapp, chat, message, failure)
    return chat.messages.get(message.id, message)


def read(whatsapp: WhatsApp, chat: Chat) -> None:
    """The person looks at the chat: what was delivered is read, and the bot is told unless they keep that to
    themselves."""
    waiting = [one for one in chat.messages.values() if one.from_business and one.status is Status.DELIVERED]
    for message in waiting:
        if chat.read_receipts:
            _state(whatsapp, chat, message, Status.READ)
        else:
            chat.messages[message.id] = replace(message, status=Status.READ)


def come_online(whatsapp: WhatsApp, chat: Chat) -> None:
    """What was sent while the phone was off is delivered."""
    chat.online = True
    for message in [one for one in chat.messages.values() if one.status is Status.SENT and one.id not in chat.lost]:
        _state(whatsapp, chat, message, Status.DELIVERED)


def fail(whatsapp: WhatsApp, chat: Chat, message: Message, code: int) -> None:
    """Report a message as failed, after it was accepted."""
    failed = replace(message, error=code)
    chat.messages[message.id] = failed
    _state(whatsapp, chat, failed, Status.FAILED)


def _refusal(whatsapp: WhatsApp, draft: Draft, chat: Chat) -> int | None:
    if whatsapp.account.restricted:
        return 368
    if whatsapp.faults.error_code is not None:
        return whatsapp.faults.error_code
    code = whatsapp.gate.admit(chat.person.id, now=whatsapp.now)
    if code is not None:
        return code
    if chat.gone:
        return 131026
    if chat.window_open(whatsapp.now):
        return None
    return 131047 if draft.template is None else whatsapp.gate.reach(chat.person.id, now=whatsapp.now)


def _go(whatsapp: WhatsApp, chat: Chat, message: Message, failure: int | None) -> None:
    if failure is not None:
        fail(whatsapp, chat, message, failure)
        return
    _state(whatsapp, chat, message, Status.SENT)
    if message.type == "reaction":
        return
    if chat.blocked:
        chat.lost.add(message.id)
    elif chat.online:
        _state(whatsapp, chat, chat.messages[message.id], Status.DELIVERED)


def _state(whatsapp: WhatsApp, chat: Chat, message: Message, status: Status) -> None:
    if message.id in chat.messages:
        chat.messages[message.id] = replace(message, status=status)
    told = notifications.stated(message, chat.person, status=status, now=whatsapp.now, faults=whatsapp.faults)
    whatsapp.tell(chat, told)


def _react(whatsapp: WhatsApp, chat: Chat, body: JsonObject) -> None:
    target = chat.messages.get(str(body["message_id"]))
    if target is not None:
        whatsapp.react(chat, target, str(body.get("emoji", "")))
