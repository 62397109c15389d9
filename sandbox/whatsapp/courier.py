"""Delivers notifications to the bot's webhook: signed, at least once, in no promised order, again and again with
growing pauses until a 2xx comes or seven days are over.

Source: https://developers.facebook.com/docs/graph-api/webhooks/getting-started. One person's go one after the other
as long as they are taken; one that was refused waits its pause while later ones pass it.
"""

import asyncio
import hashlib
import hmac
import json
import random
import secrets
from collections import Counter, deque
from collections.abc import Callable

import aiohttp

from sandbox.whatsapp.account import Callback, Subscriptions
from sandbox.whatsapp.errors import GraphError
from sandbox.whatsapp.faults import Faults
from sandbox.whatsapp.notifications import Notification, body_of

SIGNATURE_HEADER = "X-Hub-Signature-256"
_CONNECTIONS = 20
_FIRST_PAUSE_SECONDS = 0.2
_LONGEST_PAUSE_SECONDS = 60.0
_ANSWER_SECONDS = 20.0
_LIFE_SECONDS = 7 * 86_400.0


class Courier:
    """Carries what is put into it to the callback of the moment, in one background task of its own. `counts` says how
    often a body was posted, taken, refused and given up. `now` gives Unix seconds.
    """

    def __init__(
        self,
        *,
        app_secret: str,
        waba_id: str,
        subscriptions: Subscriptions,
        faults: Callable[[], Faults],
        now: Callable[[], float],
        dice: random.Random,
    ) -> None:
        self.counts: Counter[str] = Counter()
        self._app_secret = app_secret
        self._waba_id = waba_id
        self._subscriptions = subscriptions
        self._faults = faults
        self._now = now
        self._dice = dice
        self._waiting: deque[Notification] = deque()
        self._under_way: set[int] = set()
        self._posting = 0
        self._generation = 0
        self._arrived = asyncio.Event()
        self._carrying: asyncio.Task[None] | None = None

    def __len__(self) -> int:
        return len(self._waiting)

    def put(self, notification: Notification) -> None:
        """Queue something to tell; it is kept for seven days even while there is no callback. What the app did not
        subscribe to is told to nobody."""
        if not self._subscriptions.wants(notification.field):
            return
        self._waiting.append(notification)
        self.look_again()

    def look_again(self) -> None:
        """Deliver what can be delivered now: something came, or a switch was moved."""
        if self._carrying is None or self._carrying.done():
            self._carrying = asyncio.get_running_loop().create_task(self._carry())
        self._arrived.set()

    def clear(self) -> None:
        """Forget what is queued, and what is being tried again."""
        self._waiting.clear()
        self._under_way.clear()
        self._generation += 1
        self.counts.clear()

    async def stop(self) -> None:
        """End the delivery; what was not taken stays queued."""
        if self._carrying is not None:
            self._carrying.cancel()
            await asyncio.wait({self._carrying})
            self._carrying = None

    async def _carry(self) -> None:
        timeout = aiohttp.ClientTimeout(total=_ANSWER_SECONDS)
        async with aiohttp.ClientSession(timeout=timeout) as session, asyncio.TaskGroup() as deliveries:
            while True:
                self._arrived.clear()
                while batch := self._next():
                    deliveries.create_task(self._deliver(session, batch))
                await self._arrived.wait()

    def _next(self) -> list[Notification]:
        """What the next body is made of, taken out of the queue; empty when nothing can go."""
        faults = self._faults()
        if self._subscriptions.callback is None or faults.webhook_hold or self._posting >= _CONNECTIONS:
            return []
        ready = [one for one in self._waiting if faults.webhook_shuffle or one.owner not in self._under_way]
        if faults.webhook_shuffle:
            self._dice.shuffle(ready)
        batch = ready[: faults.webhook_batch]
        for one in batch:
            self._waiting.remove(one)
        if batch:
            self._posting += 1
            self._under_way.update(one.owner for one in batch)
        return batch

    async def _deliver(self, session: aiohttp.ClientSession, batch: list[Notification]) -> None:
        body = json.dumps(body_of(self._waba_id, batch), separators=(",", ":")).replace("/", "\\/").encode()
        generation, pause = self._generation, _FIRST_PAUSE_SECONDS
        while not await self._posted(session, body):
            if pause == _FIRST_PAUSE_SECONDS:
                self._let_pass(batch)
            await asyncio.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE_SECONDS)
            if generation != self._generation or self._now() > batch[0].born + _LIFE_SECONDS:
                self.counts["given_up"] += 1
                return
        if pause == _FIRST_PAUSE_SECONDS:
            self._let_pass(batch)
        if self._dice.random() < self._faults().webhook_repeat_rate:
            await self._posted(session, body)

    def _let_pass(self, batch: list[Notification]) -> None:
        self._posting -= 1
        self._under_way.difference_update(one.owner for one in batch)
        self._arrived.set()

    async def _posted(self, session: aiohttp.ClientSession, body: bytes) -> bool:
        """Post once; whether it was taken."""
        callback = self._subscriptions.callback
        if callback is None:
            return False
        self.counts["posted"] += 1
        headers = {"Content-Type": "application/json", SIGNATURE_HEADER: signature(self._app_secret, body)}
        try:
            async with session.post(callback.url, data=body, headers=headers, allow_redirects=False) as answer:
                taken = 200 <= answer.status < 300
        except (aiohttp.ClientError, TimeoutError):
            taken = False
        self.counts["taken" if taken else "refused"] += 1
        return taken


def signature(app_secret: str, body: bytes) -> str:
    """`sha256=` and the HMAC of the raw body under the app secret.

    Source: https://developers.facebook.com/docs/graph-api/webhooks/getting-started#validate-payloads.
    """
    return "sha256=" + hmac.digest(app_secret.encode(), body, hashlib.sha256).hex()


async def verify(callback: Callback) -> None:
    """Ask the receiver to repeat a challenge, as Meta does before it takes a callback.

    Raises:
        GraphError: 2200 when it does not.
    """
    challenge = str(secrets.randbelow(2**31))
    asked = {"hub.mode": "subscribe", "hub.verify_token": callback.verify_token, "hub.challenge": challenge}
    timeout = aiohttp.ClientTimeout(total=_ANSWER_SECONDS)
    try:
        async with aiohttp.ClientSession(timeout=timeout) as session, session.get(callback.url, params=asked) as answer:
            said = f"HTTP Status Code = {answer.status}; HTTP Message = {answer.reason}"
            if answer.status == 200 and await answer.text() == challenge:
                return
    except (aiohttp.ClientError, TimeoutError):
        said = "the URL could not be reached"
    words = f"(#2200) Callback verification failed with the following errors: {said}"
    raise GraphError(2200, words, status=400)
