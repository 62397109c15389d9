"""How a bot gets its updates and files: getUpdates, the webhook's settings, getFile."""

from dataclasses import dataclass
from typing import Any

from sandbox.telegram.calls import Call
from sandbox.telegram.errors import JsonObject, bad_request, conflict
from sandbox.telegram.files import MEGABYTE
from sandbox.telegram.telegram import Telegram
from sandbox.telegram.webhook import Webhook

_WEBHOOK_ACTIVE = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"


@dataclass(frozen=True)
class Described:
    """A result that Telegram returns with a `description` beside it."""

    result: JsonObject | bool
    description: str


async def get_updates(telegram: Telegram, call: Call) -> list[JsonObject]:
    """Long poll; 409 against a webhook or another poll."""
    if telegram.courier.webhook is not None:
        raise conflict(_WEBHOOK_ACTIVE)
    telegram.queue.allow(_kinds(call))
    return await telegram.queue.take(
        offset=call.integer("offset") or 0,
        limit=call.integer("limit") or 100,
        timeout=call.integer("timeout") or 0,
    )


async def set_webhook(telegram: Telegram, call: Call) -> Described:
    """Deliver updates to `url` from now on; an empty one means deleteWebhook."""
    url = call.text("url")
    if not url:
        return await delete_webhook(telegram, call)
    secret, connections = call.text("secret_token"), call.integer("max_connections") or 40
    webhook = Webhook(url=url, secret=secret, max_connections=connections)
    telegram.queue.allow(_kinds(call))
    if call.flag("drop_pending_updates"):
        telegram.queue.clear()
    if webhook == telegram.courier.webhook:
        return Described(True, "Webhook is already set")
    telegram.queue.end_poll("terminated by setWebhook request")
    await telegram.courier.start(webhook)
    return Described(True, "Webhook was set")


async def delete_webhook(telegram: Telegram, call: Call) -> Described:
    """Go back to getUpdates; what is queued stays unless `drop_pending_updates`."""
    was_set = telegram.courier.webhook is not None
    await telegram.courier.stop()
    if call.flag("drop_pending_updates"):
        telegram.queue.clear()
    return Described(True, "Webhook was deleted" if was_set else "Webhook is already deleted")


async def get_webhook_info(telegram: Telegram, _call: Call) -> JsonObject:
    """The webhook, how much waits for it, and its last error."""
    return telegram.courier.info()


async def get_file(telegram: Telegram, call: Call) -> JsonObject:
    """Where to download a file of up to 20 MB."""
    stored = telegram.files.by_id(call.text("file_id"))
    size = len(stored.upload.data)
    if size > 20 * MEGABYTE:
        raise bad_request("file is too big")
    unique = stored.file_id[-16:]
    return {"file_id": stored.file_id, "file_unique_id": unique, "file_size": size, "file_path": stored.path}


def _kinds(call: Call) -> list[str] | None:
    kinds: Any = call.structure("allowed_updates")
    if kinds is None:
        return None
    if not isinstance(kinds, list):
        raise bad_request("can't parse allowed updates: Array expected")
    return [str(kind) for kind in kinds]


METHODS = {
    "getUpdates": get_updates,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
    "getFile": get_file,
}
