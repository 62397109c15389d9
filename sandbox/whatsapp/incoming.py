"""What a person can send: for each kind, the object a webhook carries and what the phone shows.

Source: https://developers.facebook.com/docs/whatsapp/cloud-api/webhooks/payload-examples.
"""

import json
from collections.abc import Callable

from sandbox.whatsapp.errors import JsonObject, as_failure
from sandbox.whatsapp.people import Message

_Said = tuple[JsonObject, JsonObject]


def of_kind(kind: str, body: JsonObject) -> _Said:
    """The webhook's object of a message without a file, and what the phone shows.

    Raises:
        ValueError: an unknown kind, or a body that lacks what the kind needs.
    """
    if kind not in _KINDS:
        raise ValueError(f"type must be one of {', '.join(sorted(_KINDS))}")
    try:
        return _KINDS[kind](body)
    except (KeyError, TypeError, IndexError) as error:
        raise ValueError(f"{kind} needs {error}") from error


def reply(message: Message, choice: str) -> tuple[str, JsonObject, str]:
    """What tapping a button or a row of a message sends: the type, its object, and the words on the phone. `choice` is
    the id of a button or a row, or the payload of a template's quick reply.

    Raises:
        ValueError: the message has nothing of that id to tap.
    """
    for button in message.shown.get("buttons", []):
        if button.get("id") != choice:
            continue
        if button["kind"] == "reply":
            told = {"type": "button_reply", "button_reply": {"id": choice, "title": button["title"]}}
            return "interactive", told, button["title"]
        if button["kind"] == "quick_reply":
            return "button", {"payload": choice, "text": button["title"]}, button["title"]
    for section in message.shown.get("list", {}).get("sections", []):
        for row in section["rows"]:
            if row["id"] == choice:
                picked = {name: value for name, value in row.items() if value is not None}
                return "interactive", {"type": "list_reply", "list_reply": picked}, row["title"]
    raise ValueError("the message has no such button or row")


def flow_reply(message: Message, response: JsonObject) -> tuple[JsonObject, str]:
    """What finishing a Flow sends, with the token that its message brought.

    Raises:
        ValueError: the message opens no Flow.
    """
    button = next((one for one in message.shown.get("buttons", []) if one["kind"] == "flow"), None)
    if button is None:
        raise ValueError("the message opens no Flow")
    answered = {"flow_token": button["id"] or "unused", **response}
    nfm = {"response_json": json.dumps(answered, ensure_ascii=False), "body": "Sent", "name": "flow"}
    return {"type": "nfm_reply", "nfm_reply": nfm}, "Respuesta enviada"


def _text(body: JsonObject) -> _Said:
    words = body["text"]
    if not isinstance(words, str) or not words:
        raise TypeError("a non-empty text")
    return {"body": words}, {"text": words}


def _location(body: JsonObject) -> _Said:
    place = {"latitude": float(body["latitude"]), "longitude": float(body["longitude"])}
    more = {name: body[name] for name in ("name", "address", "url") if name in body}
    return place | more, {"text": f"📍 {body.get('name', 'Ubicación')}"}


def _contacts(body: JsonObject) -> _Said:
    """The one kind whose object is a list; `notifications.heard` unpacks it."""
    name, phone = str(body["name"]), str(body["phone"])
    called = {"formatted_name": name, "first_name": name}
    listed = [{"name": called, "phones": [{"phone": phone, "wa_id": phone.lstrip("+"), "type": "CELL"}]}]
    return {"contacts": listed}, {"text": f"👤 {name}"}


def _reaction(body: JsonObject) -> _Said:
    emoji = {"emoji": str(body["emoji"])} if body.get("emoji") else {}  # a taken back one has none
    return {"message_id": str(body["message_id"]), **emoji}, {}


def _edit(body: JsonObject) -> _Said:
    """New words for an earlier text; the webhook brings the whole message again, under its own id."""
    words = str(body["text"])
    message = {"type": "text", "text": {"body": words}}
    return {"original_message_id": str(body["message_id"]), "message": message}, {"text": words}


def _revoke(body: JsonObject) -> _Said:
    return {"original_message_id": str(body["message_id"])}, {}


def _order(body: JsonObject) -> _Said:
    items = body.get("product_items") or [
        {"product_retailer_id": "sku-1", "quantity": 1, "item_price": 10.5, "currency": "PEN"}
    ]
    told = {"catalog_id": "194836987003835", "text": str(body.get("text", "")), "product_items": items}
    return told, {"text": f"🛒 {len(items)}"}


def _unsupported(body: JsonObject) -> _Said:
    told = {"errors": [as_failure(131051)], "unsupported": {"type": str(body.get("kind", "poll"))}}
    return told, {"text": str(body.get("text", "(mensaje que la API no entrega)"))}


_KINDS: dict[str, Callable[[JsonObject], _Said]] = {
    "text": _text,
    "location": _location,
    "contacts": _contacts,
    "reaction": _reaction,
    "edit": _edit,
    "revoke": _revoke,
    "order": _order,
    "unsupported": _unsupported,
}
