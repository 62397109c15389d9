"""`POST /{phone}/messages`: a message, or the mark that one was read, with or without "typing".

Source: https://developers.facebook.com/docs/whatsapp/cloud-api/reference/messages.
"""

from typing import Any

from starlette.requests import Request

from sandbox.whatsapp import business_side, person_side
from sandbox.whatsapp.errors import GraphError, JsonObject, invalid, refused
from sandbox.whatsapp.methods.calls import expect, read_body
from sandbox.whatsapp.outgoing import Reader, opaque_of
from sandbox.whatsapp.people import Chat, Person
from sandbox.whatsapp.whatsapp import WhatsApp


async def post_message(whatsapp: WhatsApp, request: Request) -> JsonObject:
    """Send a message to a phone number (`to`, which wins) or a business-scoped user id (`recipient`)."""
    expect(request, whatsapp.phone_id)
    call = await read_body(request)
    if call.get("messaging_product") != "whatsapp":
        raise refused(100, "The parameter messaging_product is required.")
    if "status" in call:
        return _mark_read(whatsapp, call)
    if call.get("recipient_type", "individual") != "individual":
        raise refused(100, "Param recipient_type must be one of {INDIVIDUAL}.")
    phone, user_id = _address(call, "to"), _address(call, "recipient")
    if not phone and not user_id:
        raise refused(100, "The parameter to is required.")
    draft = Reader(whatsapp.media, whatsapp.templates).read(call)
    chat = whatsapp.people.at(phone=phone) if phone else whatsapp.people.at(user_id=user_id)
    chat = chat or _nobody(phone, user_id)
    context = _context(call, chat)
    message = business_side.send(whatsapp, draft, chat, by_phone=bool(phone), context=context, opaque=opaque_of(call))
    contact = {"input": phone, "wa_id": chat.person.phone} if phone else {"input": user_id, "user_id": user_id}
    sent = {"id": message.id} | ({"message_status": "accepted"} if draft.template else {})
    return {"messaging_product": "whatsapp", "contacts": [contact], "messages": [sent]}


def _mark_read(whatsapp: WhatsApp, call: JsonObject) -> JsonObject:
    if call["status"] != "read":
        raise refused(100, "Param status must be one of {READ}.")
    message_id = str(call.get("message_id", ""))
    chat = whatsapp.people.holding(message_id)
    if chat is None or chat.messages[message_id].from_business:
        raise invalid(f"message_id: the message {message_id} does not exist.")
    indicator: Any = call.get("typing_indicator")
    person_side.read_by_business(whatsapp, chat, message_id)
    if indicator is not None:
        if not isinstance(indicator, dict) or indicator.get("type") != "text":
            raise refused(100, "Param typing_indicator['type'] must be one of {TEXT}.")
        whatsapp.type_in(chat)
    return {"success": True}


def _address(call: JsonObject, name: str) -> str:
    value = call.get(name)
    if value is None or isinstance(value, str | int):
        return str(value or "")
    raise refused(100, f"Param {name} must be a string.")


def _context(call: JsonObject, chat: Chat) -> str | None:
    context = call.get("context")
    if context is None:
        return None
    message_id = context.get("message_id") if isinstance(context, dict) else None
    if not isinstance(message_id, str):
        raise invalid("context.message_id must be the id of a message.")
    if message_id not in chat.messages and not chat.gone:
        raise _unknown_message(message_id)
    return message_id


def _unknown_message(message_id: str) -> GraphError:
    return invalid(f"context.message_id: the message {message_id} does not exist in this conversation.")


def _nobody(phone: str, user_id: str) -> Chat:
    """The chat with somebody who has no WhatsApp: it refuses everything, and nobody keeps it."""
    digits = "".join(filter(str.isdigit, phone or user_id)) or "0"
    person = Person(id=-int(digits), name="", phone=digits if phone else "", user_id=user_id)
    return Chat(person=person, gone=True)
