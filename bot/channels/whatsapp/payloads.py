"""Concrete messages → what the Cloud API's `/messages` takes. Pure; the shapes are those of
developers.facebook.com/docs/whatsapp/cloud-api/messages.
"""

from typing import Any, TypeAlias

from bot.channels.messages import Key, Listed, Message, Photo, Template
from bot.channels.whatsapp.markup import plain
from handlers.speech import Fill, Link, Page, Press

Json: TypeAlias = dict[str, Any]

PHONE = "+"
"""What an address begins with that is a phone number: of somebody whose business-scoped id was never told."""


def receiver(address: str) -> Json:
    """Whom it goes to, by their business-scoped id, or by their phone number where there is none."""
    return {"to": address.removeprefix(PHONE)} if address.startswith(PHONE) else {"recipient": address}


def text(message: Message, *, flow_id: str = "") -> Json:
    """A text, with up to three buttons, one link, or one form (the Flow of this id) under it."""
    keys = [key for row in message.keyboard for key in row]
    if not keys:
        return {"type": "text", "text": {"preview_url": False, "body": plain(message.markup)}}
    body = {"text": plain(message.markup)}
    match keys[0].does:
        case Page(url=url) | Link(url=url):
            action = {"name": "cta_url", "parameters": {"display_text": keys[0].label, "url": url}}
            return _interactive("cta_url", body=body, action=action)
        case Fill(token=token):
            return _interactive("flow", body=body, action=_flow(flow_id, token, keys[0].label))
    return _interactive("button", body=body, action=_buttons(keys))


def listed(message: Listed) -> Json:
    """A text with a list."""
    rows = [
        {"id": option.data, "title": option.title} | ({"description": option.description} if option.description else {})
        for option in message.options
    ]
    action = {"button": message.opener, "sections": [{"rows": rows}]}
    return _interactive("list", body={"text": plain(message.markup)}, action=action)


def picture(media: str, message: Photo, *, kind: str = "image") -> Json:
    """A picture or document that the platform has already, with its words and up to three buttons."""
    keys = [key for row in message.keyboard for key in row]
    words = plain(message.markup)
    if keys:
        header = {"type": kind, kind: {"id": media}}
        return _interactive("button", header=header, body={"text": words}, action=_buttons(keys))
    return {"type": kind, kind: {"id": media} | ({"caption": words} if words else {})}


def document(media: str, name: str) -> Json:
    """A file with its name."""
    return {"type": "document", "document": {"id": media, "filename": name}}


def template(message: Template) -> Json:
    """An approved message with its gaps filled, and what its button brings back."""
    parameters = [{"type": "text", "text": value} for value in message.values]
    components: list[Json] = [{"type": "body", "parameters": parameters}] if parameters else []
    button = {"type": "button", "sub_type": "quick_reply", "index": "0"}
    components.append({**button, "parameters": [{"type": "payload", "payload": message.data}]})
    named = {"name": message.name, "language": {"code": message.language}, "components": components}
    return {"type": "template", "template": named}


def _flow(flow_id: str, token: str, label: str) -> Json:
    """developers.facebook.com/docs/whatsapp/flows/guides/sendingaflow; the endpoint names the first screen."""
    parameters = {"flow_id": flow_id, "flow_token": token, "flow_cta": label, "flow_action": "data_exchange"}
    return {"name": "flow", "parameters": {"flow_message_version": "3", **parameters}}


def _buttons(keys: list[Key]) -> Json:
    return {
        "buttons": [
            {"type": "reply", "reply": {"id": key.does.data, "title": key.label}}
            for key in keys
            if isinstance(key.does, Press)
        ]
    }


def _interactive(kind: str, **parts: Json) -> Json:
    return {"type": "interactive", "interactive": {"type": kind, **parts}}
