"""The business on WhatsApp's side: its number, its standing, and where its webhooks go."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from sandbox.telegram.keyboards import is_local
from sandbox.whatsapp.errors import JsonObject, refused

FIELDS = (
    "messages",
    "message_template_status_update",
    "message_template_quality_update",
    "phone_number_quality_update",
    "account_update",
)
"""What an app can be told of here: https://developers.facebook.com/docs/graph-api/reference/app/subscriptions."""

SCOPES = ("whatsapp_business_management", "whatsapp_business_messaging")


@dataclass(frozen=True, kw_only=True)
class Account:
    """What the control may change about the business. `restricted` refuses every send (368); `approve_templates`
    approves what is handed in at once, where a review would take minutes. `scopes` are what the token may, and
    `token_ends_at` is when it ends, in Unix seconds, 0 for never.

    Raises:
        ValueError: an unknown quality.
    """

    verified_name: str = "Buzón Bot (simulación)"
    quality_rating: str = "GREEN"
    restricted: bool = False
    approve_templates: bool = False
    scopes: str = ",".join(SCOPES)
    token_ends_at: int = 0

    def __post_init__(self) -> None:
        if self.quality_rating not in {"GREEN", "YELLOW", "RED", "UNKNOWN"}:
            raise ValueError("quality_rating must be GREEN, YELLOW, RED or UNKNOWN")


@dataclass(frozen=True, kw_only=True)
class Callback:
    """Where webhooks go, what the receiver must be asked with, and of an app's what it is told of.

    Raises:
        GraphError: 100 for an address Meta would not take; http is fine inside the house.
    """

    url: str
    verify_token: str
    fields: tuple[str, ...] = FIELDS

    def __post_init__(self) -> None:
        local = urlsplit(self.url).scheme == "http" and is_local(self.url)
        if urlsplit(self.url).scheme != "https" and not local:
            raise refused(100, "The callback URL must be https.")


@dataclass
class Subscriptions:
    """The callbacks of the three scopes; the narrowest that is set receives, while the account is subscribed.

    Source: https://developers.facebook.com/docs/whatsapp/embedded-signup/webhooks/override.
    """

    app: Callback | None = None
    account: Callback | None = None
    phone: Callback | None = None
    subscribed: bool = False

    @property
    def callback(self) -> Callback | None:
        """Where a webhook goes now, `None` for nowhere."""
        return (self.phone or self.account or self.app) if self.subscribed else None

    def wants(self, field: str) -> bool:
        """Whether the app subscribed to this field, which holds for the narrower callbacks too."""
        return self.app is None or field in self.app.fields

    def as_configuration(self) -> JsonObject:
        """The phone number's `webhook_configuration`."""
        scopes = {"application": self.app, "whatsapp_business_account": self.account, "phone_number": self.phone}
        return {scope: callback.url for scope, callback in scopes.items() if callback is not None}
