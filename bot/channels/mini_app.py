"""Who opened a Mini App: Telegram signs the person's identity, and anyone with the bot's token can check it."""

import hashlib
import hmac
from urllib.parse import parse_qsl

import orjson


def verify_init_data(init_data: str, token: str, *, now: float, life: float) -> str | None:
    """The user id that Telegram vouches for in a Mini App's `initData`, or None where it does not.

    HMAC-SHA256 over the sorted fields under HMAC-SHA256("WebAppData", token); `auth_date` at most `life` seconds old.
    Source: core.telegram.org/bots/webapps#validating-data-received-via-the-mini-app
    """
    try:
        fields = dict(parse_qsl(init_data, strict_parsing=True, max_num_fields=30))
        claimed = fields.pop("hash")
        age = now - int(fields["auth_date"])
        user = str(int(orjson.loads(fields["user"])["id"]))
    except (ValueError, KeyError, TypeError):
        return None
    checked = "\n".join(f"{name}={fields[name]}" for name in sorted(fields)).encode()
    key = hmac.digest(b"WebAppData", token.encode(), hashlib.sha256)
    right = hmac.compare_digest(hmac.digest(key, checked, "sha256").hex().encode(), claimed.encode())
    return user if right and -60 <= age <= life else None
