"""How the Bot API says no: one error with a code, Telegram's own words and, for 429, the seconds to wait.

BotApiError
├── bad_request(…)    400  what was asked makes no sense
├── migrated(…)       400  the group is a supergroup now, `parameters.migrate_to_chat_id`
├── forbidden(…)      403  blocked, or no longer in the group
├── conflict(…)       409  two ways of receiving updates at once
└── too_many(…)       429  wait `parameters.retry_after` seconds
"""

from typing import Any

JsonObject = dict[str, Any]


class BotApiError(Exception):
    """A refusal in the shape of https://core.telegram.org/bots/api#making-requests."""

    def __init__(self, code: int, description: str, *, parameters: JsonObject | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def as_json(self) -> JsonObject:
        """`{"ok": false, "error_code", "description"}`, with `parameters` where there are any."""
        body: JsonObject = {"ok": False, "error_code": self.code, "description": self.description}
        if self.parameters is not None:
            body["parameters"] = self.parameters
        return body


def bad_request(reason: str) -> BotApiError:
    """400, worded `Bad Request: …`."""
    return BotApiError(400, f"Bad Request: {reason}")


def migrated(new_id: int) -> BotApiError:
    """400; the group has another id now."""
    words = "Bad Request: group chat was upgraded to a supergroup chat"
    return BotApiError(400, words, parameters={"migrate_to_chat_id": new_id})


def forbidden(reason: str) -> BotApiError:
    """403, worded `Forbidden: …`."""
    return BotApiError(403, f"Forbidden: {reason}")


def conflict(reason: str) -> BotApiError:
    """409, worded `Conflict: …`."""
    return BotApiError(409, f"Conflict: {reason}")


def too_many(retry_after: int) -> BotApiError:
    """429; `retry_after` is whole seconds, at least 1."""
    words = f"Too Many Requests: retry after {retry_after}"
    return BotApiError(429, words, parameters={"retry_after": retry_after})
