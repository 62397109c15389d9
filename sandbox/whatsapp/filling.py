"""Fills a template's variables with what a message brings, and complains where the two do not fit.

Source: https://developers.facebook.com/docs/whatsapp/cloud-api/guides/send-message-templates.
"""

import re

from sandbox.whatsapp.checks import part, parts
from sandbox.whatsapp.errors import JsonObject, invalid, missing, refused
from sandbox.whatsapp.media import MediaShelf, StoredMedia
from sandbox.whatsapp.templates import VARIABLE, Template

_BODY = 1_024
_TEXTUAL = frozenset({"text", "currency", "date_time"})
_UNFIT = re.compile(r"[\n\t]| {5,}")  # no line break, no tab, no more than four spaces in a row


def filled(
    template: Template, components: list[JsonObject], shelf: MediaShelf
) -> tuple[JsonObject, StoredMedia | None]:
    """What the phone shows of the template with these parameters, and the file of its header.

    Raises:
        GraphError: 132000, 132012, 132005, 131008 or 131009 for parameters that do not fit.
    """
    shown: JsonObject = {"text": _text(template, "BODY", _parameters(components, "body"))}
    if len(shown["text"]) > _BODY:
        raise refused(132005, f"Translated text too long: the body has {len(shown['text'])} of {_BODY} characters.")
    media = None
    header = template.component("HEADER")
    if header is not None:
        kind = str(header.get("format", "TEXT")).lower()
        if kind == "text":
            shown["header"] = {"kind": kind, "text": _text(template, "HEADER", _parameters(components, "header"))}
        else:
            media = _file(kind, _parameters(components, "header"), shelf)
            shown["header"] = {"kind": kind}
    footer = template.component("FOOTER")
    if footer is not None:
        shown["footer"] = footer["text"]
    buttons = (template.component("BUTTONS") or {}).get("buttons", [])
    if buttons:
        shown["buttons"] = [_button(button, place, components) for place, button in enumerate(buttons)]
    return shown, media


def _parameters(components: list[JsonObject], kind: str) -> list[JsonObject]:
    found = next((one for one in components if str(one.get("type", "")).lower() == kind), None)
    return parts(found, "parameters", where=f"{kind}.") if found is not None else []


def _text(template: Template, kind: str, parameters: list[JsonObject]) -> str:
    words = str((template.component(kind) or {}).get("text", ""))
    names = list(dict.fromkeys(VARIABLE.findall(words)))
    where = kind.lower()
    if len(parameters) != len(names):
        counted = f"number of localizable_params ({len(parameters)}) does not match the expected number ({len(names)})"
        raise refused(132000, f"{where}: {counted}")
    values = [_value(parameter, where) for parameter in parameters]
    if template.named:
        given = dict(zip((str(one.get("parameter_name", "")) for one in parameters), values, strict=True))
        if set(given) != set(names):
            raise refused(132012, f"{where}: parameter_name must be each of {', '.join(names)}")
    else:
        given = dict(zip(names, values, strict=True))
    return VARIABLE.sub(lambda variable: given[variable.group(1)], words)


def _value(parameter: JsonObject, where: str) -> str:
    kind = parameter.get("type")
    if kind not in _TEXTUAL:
        raise refused(132012, f"{where}: Format mismatch, expected TEXT, received {str(kind).upper()}")
    value = parameter.get("text") if kind == "text" else part(parameter, str(kind)).get("fallback_value")
    if not isinstance(value, str) or not value:
        raise missing(f"{where}.parameters.text")
    if _UNFIT.search(value):
        words = "Param text cannot have new-line/tab characters or more than 4 consecutive spaces"
        raise refused(132012, f"{where}: {words}")
    return value


def _file(kind: str, parameters: list[JsonObject], shelf: MediaShelf) -> StoredMedia:
    received = str(parameters[0].get("type")) if parameters else "unknown"
    if len(parameters) != 1 or received != kind:
        raise refused(132012, f"header: Format mismatch, expected {kind.upper()}, received {received.upper()}")
    media_id = part(parameters[0], kind, where="header.").get("id")
    if not isinstance(media_id, str):
        raise missing(f"header.{kind}.id")
    return shelf.for_message(kind, media_id)


def _button(button: JsonObject, place: int, components: list[JsonObject]) -> JsonObject:
    """The button at this place of the template with what the message brings for it."""
    kind, title = str(button.get("type", "")).upper(), str(button.get("text", ""))
    sent = next((one for one in components if _is_for(one, place)), None)
    given = parts(sent, "parameters", where="button.")[0] if sent and sent.get("parameters") else {}
    if kind == "URL":
        address = str(button.get("url", ""))
        if VARIABLE.search(address):
            if not given.get("text"):
                raise refused(131008, f"buttons: Button at index {place} of type Url requires a parameter")
            address = VARIABLE.sub(lambda _: str(given["text"]), address)
        elif sent is not None:
            raise refused(132000, f"buttons: Button at index {place} of type Url does not take a parameter")
        return {"kind": "url", "title": title, "url": address}
    if kind == "QUICK_REPLY":
        payload = given.get("payload", title)
        if not isinstance(payload, str) or not 1 <= len(payload) <= 256:
            raise invalid(f"buttons: payload of the button at index {place} takes 1 to 256 characters")
        return {"kind": "quick_reply", "title": title, "id": payload}
    return {"kind": kind.lower(), "title": title, "id": str(place)}


def _is_for(component: JsonObject, place: int) -> bool:
    return str(component.get("type", "")).lower() == "button" and str(component.get("index")) == str(place)
