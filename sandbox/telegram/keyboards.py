"""What Telegram accepts as `reply_markup`, checked with its own complaints.

Source: https://core.telegram.org/bots/api#inlinekeyboardbutton and TDLib's checks behind it.
"""

from ipaddress import ip_address
from urllib.parse import urlsplit

from sandbox.telegram.errors import JsonObject, bad_request

_OTHER_MARKUPS = ("keyboard", "remove_keyboard", "force_reply")
_KINDS = ("callback_data", "url", "web_app", "copy_text", "switch_inline_query", "switch_inline_query_current_chat")


def checked(markup: object, *, private: bool) -> JsonObject | None:
    """The markup as it will be stored, `None` for an absent or empty one.

    Raises:
        BotApiError: 400, worded as Telegram words it.
    """
    if markup is None or markup in ("", {}):
        return None
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" not in markup:
        return markup if any(name in markup for name in _OTHER_MARKUPS) else None
    rows = markup["inline_keyboard"]
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request('field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays')
    buttons = [button for row in rows for button in row]
    for button in buttons:
        _check_button(button, private=private)
    if len(buttons) > 100:
        raise bad_request("REPLY_MARKUP_TOO_LONG")
    kept = [row for row in rows if row]
    return {"inline_keyboard": kept} if kept else None


def is_local(address: str) -> bool:
    """Whether an http address stays in the house: loopback, a private network, or a bare host name."""
    host = urlsplit(address).hostname or ""
    try:
        parsed = ip_address(host)
    except ValueError:
        return "." not in host and bool(host)
    return parsed.is_loopback or parsed.is_private


def _check_button(button: object, *, private: bool) -> None:
    if not isinstance(button, dict):
        raise bad_request("can't parse inline keyboard button: InlineKeyboardButton must be an Object")
    if not button.get("text"):
        raise bad_request('can\'t parse inline keyboard button: Field "text" must be of type String')
    kinds = [name for name in _KINDS if button.get(name) is not None]
    if not kinds:
        raise bad_request("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if len(kinds) > 1:
        raise bad_request("can't parse inline keyboard button: exactly one of the optional fields must be used")
    kind, value = kinds[0], button[kinds[0]]
    if kind == "callback_data" and not 1 <= len(str(value).encode()) <= 64:
        raise bad_request("BUTTON_DATA_INVALID")
    if kind == "url":
        _check_url(str(value))
    if kind == "web_app":
        _check_web_app(value, private=private)
    if kind == "copy_text" and not (isinstance(value, dict) and 1 <= len(str(value.get("text", ""))) <= 256):
        raise bad_request("BUTTON_COPY_TEXT_INVALID")


def _check_url(url: str) -> None:
    parts = urlsplit(url if "://" in url or ":" in url else f"http://{url}")
    if parts.scheme not in {"http", "https", "tg"}:
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: Unsupported URL protocol")
    if not parts.netloc:
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")


def _check_web_app(value: object, *, private: bool) -> None:
    if not private:
        raise bad_request("BUTTON_TYPE_INVALID")
    url = str(value.get("url", "")) if isinstance(value, dict) else ""
    scheme = urlsplit(url).scheme
    if scheme != "https" and not (scheme == "http" and is_local(url)):
        raise bad_request(f"inline keyboard button Web App URL '{url}' is invalid: Only HTTPS links are allowed")
