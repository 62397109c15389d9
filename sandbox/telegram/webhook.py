"""Delivers updates to a webhook: POST with the secret header, again and again with growing pauses until a 2xx comes.

Updates of one person go one after the other; different people's side by side, up to `max_connections`.
"""

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

import aiohttp

from sandbox.telegram.errors import JsonObject, bad_request
from sandbox.telegram.keyboards import is_local
from sandbox.telegram.updates import UpdateQueue, Waiting

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105  (a header's name)
_PORTS = frozenset({443, 80, 88, 8443})
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
_FIRST_PAUSE_SECONDS = 0.2
_LONGEST_PAUSE_SECONDS = 60.0
_ANSWER_SECONDS = 60.0


@dataclass(frozen=True, kw_only=True)
class Webhook:
    """Where updates go.

    Raises:
        BotApiError: 400 for an address or a secret Telegram would not take; http is fine inside the house,
            as in Telegram's test environment.
    """

    url: str
    secret: str = ""
    max_connections: int = 40

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        local = parts.scheme == "http" and is_local(self.url)
        if parts.scheme != "https" and not local:
            raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
        if not is_local(self.url) and (parts.port or 443) not in _PORTS:
            raise bad_request("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
        if self.secret and not _SECRET.fullmatch(self.secret):
            raise bad_request("secret token contains unallowed characters")
        if not 1 <= self.max_connections <= 100:
            raise bad_request("max_connections must be between 1 and 100")


class Courier:
    """Carries the queue to the webhook that is set, in one background task of its own."""

    def __init__(self, queue: UpdateQueue, clock: Callable[[], datetime]) -> None:
        self.webhook: Webhook | None = None
        self._queue = queue
        self._clock = clock
        self._carrying: asyncio.Task[None] | None = None
        self._last_error: JsonObject = {}
        self._under_way: set[int] = set()

    async def start(self, webhook: Webhook) -> None:
        """Deliver to this webhook from now on, instead of any earlier one."""
        await self.stop()
        self.webhook = webhook
        self._carrying = asyncio.create_task(self._carry(webhook))

    async def stop(self) -> None:
        """End the delivery; what was not taken stays queued."""
        self.webhook = None
        self._last_error = {}
        if self._carrying is not None:
            self._carrying.cancel()
            await asyncio.wait({self._carrying})
            self._carrying = None

    def info(self) -> JsonObject:
        """The Bot API's WebhookInfo."""
        body: JsonObject = {
            "url": self.webhook.url if self.webhook else "",
            "has_custom_certificate": False,
            "pending_update_count": len(self._queue),
        }
        if self.webhook:
            body |= {"max_connections": self.webhook.max_connections, **self._last_error}
        if self._queue.allowed:
            body["allowed_updates"] = self._queue.allowed
        return body

    async def _carry(self, webhook: Webhook) -> None:
        self._under_way.clear()
        timeout = aiohttp.ClientTimeout(total=_ANSWER_SECONDS)
        async with aiohttp.ClientSession(timeout=timeout) as session, asyncio.TaskGroup() as deliveries:
            while True:
                self._queue.arrived.clear()
                for waiting in self._queue.waiting():
                    if len(self._under_way) >= webhook.max_connections:
                        break
                    if waiting.owner not in self._under_way:
                        self._under_way.add(waiting.owner)
                        deliveries.create_task(self._deliver(session, webhook, waiting))
                await self._queue.arrived.wait()

    async def _deliver(self, session: aiohttp.ClientSession, webhook: Webhook, waiting: Waiting) -> None:
        pause = _FIRST_PAUSE_SECONDS
        while self._queue.holds(waiting):
            failure = await _posted(session, webhook, waiting.update)
            if failure is None:
                break
            now = int(self._clock().timestamp())
            self._last_error = {"last_error_date": now, "last_error_message": failure}
            await asyncio.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE_SECONDS)
        self._queue.settle(waiting)
        self._under_way.discard(waiting.owner)
        self._queue.arrived.set()


async def _posted(session: aiohttp.ClientSession, webhook: Webhook, update: JsonObject) -> str | None:
    """Post once; `None` when taken, else why not. A method call in the answer's body is not carried out."""
    headers = {SECRET_HEADER: webhook.secret} if webhook.secret else {}
    try:
        async with session.post(webhook.url, json=update, headers=headers, allow_redirects=False) as answer:
            if answer.ok and answer.status < 300:
                return None
            return f"Wrong response from the webhook: {answer.status} {answer.reason}"
    except TimeoutError:
        return "Read timeout expired"
    except aiohttp.ClientConnectorError:
        return "Connection refused"
    except aiohttp.ClientError:
        return "Connection closed"
