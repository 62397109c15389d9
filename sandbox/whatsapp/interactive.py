"""Interactive messages: reply buttons, lists, a button that opens a page, and Flows.

Limits: https://developers.facebook.com/docs/whatsapp/cloud-api/guides/send-messages#interactive-messages and, of each
kind, the page named beside it. Lengths are in characters.
"""

from sandbox.whatsapp.checks import distinct, known, optional_text, part, parts, text, url
from sandbox.whatsapp.errors import JsonObject, invalid, missing
from sandbox.whatsapp.media import MediaShelf, StoredMedia

_BODY, _HEADER, _FOOTER = 1_024, 60, 60
_KINDS = frozenset({"button", "list", "cta_url", "flow"})
_HEADERS = frozenset({"text", "image", "document", "video"})


def read(interactive: JsonObject, shelf: MediaShelf) -> tuple[JsonObject, StoredMedia | None]:
    """What the phone shows of an interactive message, and the file of its header.

    Raises:
        GraphError: 100, 131008, 131009 or 131053 for whatever does not fit.
    """
    kind = known(interactive.get("type"), _KINDS, "interactive.type")
    shown: JsonObject = {"text": text(part(interactive, "body"), "text", longest=_BODY, where="body.")}
    if interactive.get("footer"):
        shown["footer"] = text(part(interactive, "footer"), "text", longest=_FOOTER, where="footer.")
    media = None
    if interactive.get("header"):
        heading, media = _header(part(interactive, "header"), shelf, only_text=kind == "list")
        shown["header"] = heading
    action = part(interactive, "action")
    return shown | _ACTIONS[kind](action), media


def _header(header: JsonObject, shelf: MediaShelf, *, only_text: bool) -> tuple[JsonObject, StoredMedia | None]:
    kind = known(header.get("type"), frozenset({"text"}) if only_text else _HEADERS, "header.type")
    if kind == "text":
        return {"kind": kind, "text": text(header, "text", longest=_HEADER, where="header.")}, None
    media_id = part(header, kind, where="header.").get("id")
    if not isinstance(media_id, str):
        raise missing(f"header.{kind}.id")
    return {"kind": kind}, shelf.for_message(kind, media_id)


def _buttons(action: JsonObject) -> JsonObject:
    """https://developers.facebook.com/docs/whatsapp/cloud-api/messages/interactive-reply-buttons-messages"""
    buttons = parts(action, "buttons", where="action.")
    if not 1 <= len(buttons) <= 3:
        raise invalid("Invalid buttons count. Min allowed buttons: 1, Max allowed buttons: 3.")
    shown = []
    for button in buttons:
        if button.get("type") != "reply":
            raise invalid("Button type must be reply.")
        reply = part(button, "reply", where="button.")
        title = text(reply, "title", longest=20, where="Button ")
        shown.append({"kind": "reply", "id": text(reply, "id", longest=256, where="Button "), "title": title})
    distinct([button["id"] for button in shown], "Button ids")
    distinct([button["title"] for button in shown], "Button titles")
    return {"buttons": shown}


def _list(action: JsonObject) -> JsonObject:
    """https://developers.facebook.com/docs/whatsapp/cloud-api/messages/interactive-list-messages"""
    label = text(action, "button", longest=20, where="action.")
    sections = parts(action, "sections", where="action.")
    if not 1 <= len(sections) <= 10:
        raise invalid("Invalid sections count. Min allowed sections: 1, Max allowed sections: 10.")
    shown: list[JsonObject] = []
    for section in sections:
        title = optional_text(section, "title", longest=24, where="Section ")
        if title is None and len(sections) > 1:
            raise missing("section.title")
        shown.append({"title": title, "rows": [_row(row) for row in parts(section, "rows", where="section.")]})
    rows = [row for section in shown for row in section["rows"]]
    if not 1 <= len(rows) <= 10:
        raise invalid(f"Total row count exceed max allowed count: 10 (got {len(rows)}).")
    distinct([row["id"] for row in rows], "Row ids")
    return {"list": {"button": label, "sections": shown}}


def _row(row: JsonObject) -> JsonObject:
    return {
        "id": text(row, "id", longest=200, where="Row "),
        "title": text(row, "title", longest=24, where="Row "),
        "description": optional_text(row, "description", longest=72, where="Row "),
    }


def _page(action: JsonObject) -> JsonObject:
    """https://developers.facebook.com/docs/whatsapp/cloud-api/messages/interactive-cta-url-messages"""
    if action.get("name") != "cta_url":
        raise invalid("action.name must be cta_url.")
    parameters = part(action, "parameters", where="action.")
    title = text(parameters, "display_text", longest=20, where="parameters.")
    address = url(text(parameters, "url", longest=2_000, where="parameters."), "parameters.url")
    return {"buttons": [{"kind": "url", "title": title, "url": address}]}


def _flow(action: JsonObject) -> JsonObject:
    """https://developers.facebook.com/docs/whatsapp/flows/guides/sendingaflow"""
    if action.get("name") != "flow":
        raise invalid("action.name must be flow.")
    parameters = part(action, "parameters", where="action.")
    if str(parameters.get("flow_message_version")) != "3":
        raise invalid("parameters.flow_message_version must be 3.")
    if not parameters.get("flow_id") and not parameters.get("flow_name"):
        raise missing("parameters.flow_id")
    title = text(parameters, "flow_cta", longest=20, where="parameters.")
    known(parameters.get("flow_action", "navigate"), frozenset({"navigate", "data_exchange"}), "flow_action")
    return {"buttons": [{"kind": "flow", "title": title, "id": str(parameters.get("flow_token", ""))}]}


_ACTIONS = {"button": _buttons, "list": _list, "cta_url": _page, "flow": _flow}
