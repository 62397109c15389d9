"""How the Graph API says no: one error with Meta's code, title and HTTP status, and its details for the developer.

GraphError
├── refused(code, details)   any code of the table below
├── expired_token()          190 under HTTP 401, wrong or expired
├── unknown_object(id)       100, subcode 33: nothing under that id
└── not_creatable(…)         100 with a subcode and words for the user, from template management

The same codes come back later in a `failed` status. Titles and HTTP statuses are those of
https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes.
"""

import secrets
from typing import Any

JsonObject = dict[str, Any]

_HREF = "https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/"

# code: (HTTP status, title, what it means)
TABLE: dict[int, tuple[int, str, str]] = {
    1: (400, "API Unknown", "Invalid request or possible server error."),
    2: (503, "API Service", "Temporary due to downtime or due to being overloaded."),
    4: (400, "API Too Many Calls", "The app has reached its API call rate limit."),
    10: (403, "Permission Denied", "Permission is either not granted or has been removed."),
    100: (400, "Invalid parameter", "The request included one or more unsupported or misspelled parameters."),
    190: (401, "Access token has expired", "Your access token has expired."),
    368: (
        403,
        "Temporarily blocked for policies violations",
        "The WhatsApp Business Account has been restricted or disabled for violating a platform policy.",
    ),
    2200: (400, "Callback verification failed", "The callback URL did not answer the challenge."),
    80007: (400, "Rate limit issues", "The WhatsApp Business Account has reached its rate limit."),
    130429: (400, "Rate limit hit", "Cloud API message throughput has been reached."),
    130472: (400, "User's number is part of an experiment", "Message was not sent as part of an experiment."),
    131000: (500, "Something went wrong", "Message failed to send due to an unknown error."),
    131005: (403, "Access denied", "Permission is either not granted or has been removed."),
    131008: (400, "Required parameter is missing", "The request is missing a required parameter."),
    131009: (400, "Parameter value is not valid", "One or more parameter values are invalid."),
    131016: (503, "Service unavailable", "A service is temporarily unavailable."),
    131021: (400, "Recipient cannot be sender", "Sender and recipient phone number is the same."),
    131026: (400, "Message undeliverable", "Message Undeliverable."),
    131031: (403, "Account has been locked", "The account has been restricted or disabled for violating a policy."),
    131042: (400, "Business eligibility payment issue", "There was an error related to your payment method."),
    131045: (500, "Incorrect certificate", "Message failed to send due to a phone number registration error."),
    131047: (
        400,
        "Re-engagement message",
        "Message failed to send because more than 24 hours have passed since the customer last replied to this number.",
    ),
    131048: (
        400,
        "Spam rate limit hit",
        "Message failed to send because there are restrictions on how many messages can be sent from this number.",
    ),
    131049: (
        400,
        "Meta chose not to deliver",
        "This message was not delivered to maintain healthy ecosystem engagement.",
    ),
    131050: (400, "User has stopped marketing messages", "The recipient has chosen to stop marketing messages."),
    131051: (400, "Unsupported message type", "Message type is currently not supported."),
    131052: (400, "Media download error", "Unable to download the media sent by the user."),
    131053: (400, "Media upload error", "Unable to upload the media used in the message."),
    131056: (
        400,
        "(Business Account, Consumer Account) pair rate limit hit",
        "Too many messages sent from this phone number to the same phone number in a short period of time.",
    ),
    131057: (500, "Account in maintenance mode", "Business Account is in maintenance mode."),
    132000: (400, "Number of parameters does not match the expected number of params", "Template parameter count."),
    132001: (404, "Template name does not exist in the translation", "The template does not exist or is not approved."),
    132005: (400, "Translated text too long", "The translated text is too long."),
    132007: (400, "Template content policy violated", "The template content violates a WhatsApp policy."),
    132012: (400, "Parameter format does not match format in the created template", "Template parameter format."),
    132015: (400, "Template is paused", "Template is paused due to low quality so it cannot be sent."),
    132016: (400, "Template is disabled", "Template has been paused too many times and is now permanently disabled."),
    132068: (400, "Flow is in blocked state", "Flow is in blocked state."),
    132069: (400, "Flow is in throttled state", "Flow is in throttled state."),
    133016: (400, "Account register deregister rate limit exceeded", "Too many registration attempts."),
    135000: (400, "Generic user error", "Message failed to send because of an unknown error with your parameters."),
}


class GraphError(Exception):
    """A refusal in the shape of https://developers.facebook.com/docs/graph-api/guides/error-handling."""

    def __init__(self, code: int, message: str, *, status: int, kind: str = "OAuthException", **more: Any) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status
        self.kind = kind
        self.more = more

    def as_json(self) -> JsonObject:
        """`{"error": {"message", "type", "code", …, "fbtrace_id"}}`."""
        body = {"message": self.message, "type": self.kind, "code": self.code, **self.more}
        return {"error": body | {"fbtrace_id": f"A{secrets.token_urlsafe(16)}"}}


def refused(code: int, details: str | None = None) -> GraphError:
    """The error of this code, worded `(#code) Title`; `details` say what exactly, else what the code means."""
    status, title, meaning = TABLE.get(code, (400, "Unknown error", "Unknown error."))
    data = {"messaging_product": "whatsapp", "details": details or meaning}
    return GraphError(code, f"(#{code}) {title}", status=status, error_data=data)


def missing(name: str) -> GraphError:
    """131008: a required parameter is not there."""
    return refused(131008, f"Parameter '{name}' is mandatory.")


def invalid(details: str) -> GraphError:
    """131009: a parameter's value is not allowed."""
    return refused(131009, details)


def expired_token(details: str) -> GraphError:
    """190 under HTTP 401: the token is wrong, or was right once."""
    return GraphError(190, f"Error validating access token: {details}", status=401, error_subcode=463)


def unknown_object(object_id: str, method: str) -> GraphError:
    """100 with subcode 33: no such thing, or not this token's."""
    words = (
        f"Unsupported {method.lower()} request. Object with ID '{object_id}' does not exist, cannot be loaded due to "
        "missing permissions, or does not support this operation."
    )
    return GraphError(100, words, status=400, kind="GraphMethodException", error_subcode=33)


def not_creatable(subcode: int, title: str, words: str) -> GraphError:
    """100 from template management, which says by a subcode and in words for the user what is wrong."""
    return GraphError(
        100,
        "Invalid parameter",
        status=400,
        error_subcode=subcode,
        is_transient=False,
        error_user_title=title,
        error_user_msg=words,
    )


def as_failure(code: int, details: str | None = None) -> JsonObject:
    """The entry of a `failed` status's `errors`."""
    _, title, meaning = TABLE.get(code, (400, "Unknown error", "Unknown error."))
    return {
        "code": code,
        "title": title,
        "message": title,
        "error_data": {"details": details or meaning},
        "href": _HREF,
    }
