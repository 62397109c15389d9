"""Bodies of WhatsApp's webhook, of every kind that Meta's and pywa's documentation describe. Numbers and names are made
up."""

from typing import Any

Json = dict[str, Any]

PHONE_ID = "106540352242922"
PHONE = "51987654321"
USER = "PE.1234567890abcdef"
AT = "1795000000"

_BY_KIND: dict[str, Json] = {
    "text": {"text": {"body": "hola, ¿tengo algo nuevo?"}},
    "button_reply": {
        "type": "interactive",
        "interactive": {"type": "button_reply", "button_reply": {"id": "d:ab12:q:sí", "title": "Sí"}},
    },
    "list_reply": {
        "type": "interactive",
        "interactive": {
            "type": "list_reply",
            "list_reply": {"id": "c:notificaciones", "title": "📬 Mis notificaciones", "description": ""},
        },
    },
    "nfm_reply": {
        "type": "interactive",
        "interactive": {
            "type": "nfm_reply",
            "nfm_reply": {"response_json": '{"flow_token":"x"}', "body": "Sent", "name": "flow"},
        },
    },
    "template_button": {"type": "button", "button": {"payload": "v:17", "text": "Ver"}},
    "image": {"image": {"id": "1479537139650973", "mime_type": "image/jpeg", "sha256": "x", "caption": "mi hoja"}},
    "document": {"document": {"id": "1479537139650974", "filename": "hoja.pdf", "mime_type": "application/pdf"}},
    "sticker": {"sticker": {"id": "1479537139650975", "mime_type": "image/webp", "animated": False}},
    "audio": {"audio": {"id": "1479537139650976", "mime_type": "audio/ogg", "voice": True}},
    "video": {"video": {"id": "1479537139650977", "mime_type": "video/mp4"}},
    "location": {"location": {"latitude": -12.04, "longitude": -77.04, "name": "Breña"}},
    "contacts": {"contacts": [{"name": {"formatted_name": "Ana"}, "phones": [{"phone": "+51 900 000 000"}]}]},
    "reaction": {"reaction": {"message_id": "wamid.X", "emoji": "👍"}},
    "order": {"order": {"catalog_id": "1", "product_items": []}},
    "unsupported": {"errors": [{"code": 131051, "title": "Message type unknown"}]},
    "unknown": {"errors": [{"code": 131051, "title": "Message type is not currently supported"}]},
    "request_welcome": {},
    "edit": {"edit": {"original_message_id": "wamid.X"}},
    "revoke": {"revoke": {"original_message_id": "wamid.X"}},
    "system": {
        "system": {"type": "user_changed_number", "body": "…", "wa_id": "51911111111", "user_id": "PE.new"},
    },
    "identity": {
        "type": "system",
        "system": {"type": "customer_identity_changed", "body": "…", "identity": "x", "customer": PHONE},
        "identity": {"acknowledged": True, "created_timestamp": AT, "hash": "x"},
    },
}

KINDS = tuple(_BY_KIND)


def message(kind: str, *, id: str | None = None, at: str = AT, **more: Any) -> Json:  # noqa: A002
    """One message as it stands in a body."""
    return {"from": PHONE, "id": id or f"wamid.{kind}", "timestamp": at, "type": kind} | _BY_KIND[kind] | more


def contact(*, phone: str | None = PHONE, user: str | None = USER) -> Json:
    """Who wrote, with what Meta tells of them; either can be missing."""
    told = {"wa_id": phone, "user_id": user}
    return {"profile": {"name": "Yuleisy"}, **{name: value for name, value in told.items() if value}}


def status(state: str, *, delivery: int | None = None, code: int | None = None, **more: Any) -> Json:
    """What became of a message of ours."""
    told: Json = {"id": "wamid.ours", "status": state, "timestamp": AT, "recipient_id": PHONE, **more}
    if delivery is not None:
        told["biz_opaque_callback_data"] = str(delivery)
    if code is not None:
        told["errors"] = [{"code": code, "title": "…", "error_data": {"details": "…"}}]
    return told


def body(*messages: Json, contacts: list[Json] | None = None, statuses: tuple[Json, ...] = (), **more: Any) -> Json:
    """A whole POST."""
    value = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "15550783881", "phone_number_id": PHONE_ID},
        **({"contacts": [contact()] if contacts is None else contacts} if messages else {}),
        **({"messages": list(messages)} if messages else {}),
        **({"statuses": list(statuses)} if statuses else {}),
        **more,
    }
    return {"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [_change(value)]}]}


def announcement(field: str, **value: Any) -> Json:
    """Something about the account, the number or a template."""
    entry = {"id": "1", "changes": [{"field": field, "value": value}]}
    return {"object": "whatsapp_business_account", "entry": [entry]}


def _change(value: Json) -> Json:
    return {"field": "messages", "value": value}
