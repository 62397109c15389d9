"""Signs what a Mini App is told about its visitor.

Source: https://core.telegram.org/bots/webapps#validating-data-received-via-the-mini-app
"""

import hashlib
import hmac
import json
import secrets
from base64 import urlsafe_b64encode
from datetime import datetime
from urllib.parse import quote, urlencode

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sandbox.telegram.chats import Person

_THEME = {"bg_color": "#ffffff", "text_color": "#000000", "button_color": "#3390ec", "button_text_color": "#ffffff"}


def init_data(*, token: str, person: Person, now: datetime, signer: Ed25519PrivateKey) -> str:
    """The signed `initData` query string: auth_date, query_id, signature, user and hash.

    `hash` is HMAC-SHA256 of the sorted `key=value` lines (all but itself, `signature` included) under
    HMAC-SHA256("WebAppData", token). `signature` is the Ed25519 one for third parties, by the sandbox's own key.
    """
    user = person.as_user() | {"allows_write_to_pm": True}
    del user["is_bot"]
    fields = {
        "auth_date": str(int(now.timestamp())),
        "query_id": f"AA{secrets.token_urlsafe(14)}",
        "user": json.dumps(user, ensure_ascii=False, separators=(",", ":")),
    }
    bot_id = token.partition(":")[0]
    signed = signer.sign(f"{bot_id}:WebAppData\n{_check_string(fields)}".encode())
    fields["signature"] = urlsafe_b64encode(signed).decode().rstrip("=")
    secret = hmac.digest(b"WebAppData", token.encode(), hashlib.sha256)
    fields["hash"] = hmac.digest(secret, _check_string(fields).encode(), hashlib.sha256).hex()
    return urlencode(fields, quote_via=quote)


def opened_url(url: str, signed: str) -> str:
    """The address a client opens in its web view: the Mini App's own, with the visitor's data in the fragment."""
    launch = {
        "tgWebAppData": signed,
        "tgWebAppVersion": "8.0",
        "tgWebAppPlatform": "web",
        "tgWebAppThemeParams": json.dumps(_THEME, separators=(",", ":")),
    }
    joint = "&" if "#" in url else "#"
    return f"{url}{joint}{urlencode(launch, quote_via=quote)}"


def _check_string(fields: dict[str, str]) -> str:
    return "\n".join(f"{name}={fields[name]}" for name in sorted(fields))
