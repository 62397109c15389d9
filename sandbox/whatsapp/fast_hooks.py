"""The webhooks of `sandbox.whatsapp.fast`: a load's messages and statuses, signed and posted until they are taken."""

import asyncio
import time
from collections import deque
from contextlib import suppress
from dataclasses import dataclass

import aiohttp
import orjson

from sandbox.telegram.errors import JsonObject
from sandbox.telegram.fast_load import Load, next_number
from sandbox.whatsapp.courier import SIGNATURE_HEADER, signature

FIRST_CHAT = 51_900_000_001
PHONE_ID = "106540000000001"
_WABA_ID = "102290000000001"
_PAUSE_SECONDS = 0.2
_SWEEP_SECONDS = 0.25


@dataclass(frozen=True, kw_only=True)
class Wire:
    """How a load is posted: see `sandbox.whatsapp.fast`.

    Raises:
        ValueError: a batch or a number of connections that carries nothing.
    """

    webhook: str
    app_secret: str
    batch: int = 1
    connections: int = 20
    statuses: bool = False

    def __post_init__(self) -> None:
        if min(self.batch, self.connections) < 1 or not self.webhook.startswith("http"):
            raise ValueError("batch and connections must be positive, and webhook an address")


def update(chat_id: int, text: str, date: int) -> bytes:
    """A person's text as a webhook's value has it: the contact and the message."""
    phone, user_id = str(chat_id), f"PE.{chat_id}"
    message = {
        "from": phone,
        "from_user_id": user_id,
        "id": f"wamid.fast{next_number()}",
        "timestamp": str(date),
        "type": "text",
        "text": {"body": text},
    }
    contact = {"profile": {"name": f"Persona {phone}"}, "wa_id": phone, "user_id": user_id}
    return orjson.dumps({"contact": contact, "message": message})


class Hooks:
    """Posts a load's updates as they fall due, and the statuses of what was sent; begins at once."""

    def __init__(self, load: Load, wire: Wire) -> None:
        self._load = load
        self._wire = wire
        self._statuses: deque[JsonObject] = deque()
        self._again = asyncio.Event()
        self._flying: set[asyncio.Task[None]] = set()
        self._posted = 0
        self._refused = 0
        self._pumping = asyncio.get_running_loop().create_task(self._pump())

    def look_again(self) -> None:
        """A chat is free again, or a connection."""
        self._again.set()

    def state(self, chat_id: int, number: int) -> None:
        """A send was taken: tell how far it came, where that is wanted."""
        if not self._wire.statuses:
            return
        for status in ("sent", "delivered"):
            told = {"id": f"wamid.fast{number}", "status": status, "timestamp": str(int(time.time()))}
            self._statuses.append(told | {"recipient_id": str(chat_id), "recipient_user_id": f"PE.{chat_id}"})
        self._again.set()

    def report(self) -> JsonObject:
        """`{"posted", "refused"}`."""
        return {"posted": self._posted, "refused": self._refused}

    def stop(self) -> None:
        """Post nothing any more."""
        for task in (self._pumping, *self._flying):
            task.cancel()

    async def _pump(self) -> None:
        connector = aiohttp.TCPConnector(limit=self._wire.connections)
        async with aiohttp.ClientSession(connector=connector) as session:
            while True:
                self._load.expire(time.monotonic())
                self._again.clear()
                while len(self._flying) < self._wire.connections and (body := self._body(time.monotonic())):
                    flight = asyncio.get_running_loop().create_task(self._carry(session, body))
                    self._flying.add(flight)
                    flight.add_done_callback(self._landed)
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._again.wait(), self._until_due())

    def _until_due(self) -> float:
        """Seconds until the next update falls due, a quarter of a second at most: somebody may run out of patience."""
        due = self._load.next_due()
        if due is None or len(self._flying) >= self._wire.connections:
            return _SWEEP_SECONDS
        return min(_SWEEP_SECONDS, max(0.001, due - time.monotonic()))

    def _landed(self, flight: asyncio.Task[None]) -> None:
        self._flying.discard(flight)
        self._again.set()

    def _body(self, now: float) -> bytes | None:
        """The next body: messages while there are any, else statuses."""
        handed = [orjson.loads(one) for one in self._load.hand_out(self._wire.batch, now)]
        if handed:
            contacts, messages = [one["contact"] for one in handed], [one["message"] for one in handed]
            return _whole({"contacts": contacts, "messages": messages})
        stated = [self._statuses.popleft() for _ in range(min(len(self._statuses), self._wire.batch))]
        return _whole({"statuses": stated}) if stated else None

    async def _carry(self, session: aiohttp.ClientSession, body: bytes) -> None:
        """Post until it is taken."""
        headers = {"Content-Type": "application/json", SIGNATURE_HEADER: signature(self._wire.app_secret, body)}
        pause = _PAUSE_SECONDS
        while True:
            self._posted += 1
            with suppress(aiohttp.ClientError):
                async with session.post(self._wire.webhook, data=body, headers=headers) as answer:
                    if 200 <= answer.status < 300:
                        return
            self._refused += 1
            await asyncio.sleep(pause)
            pause *= 2


def _whole(value: JsonObject) -> bytes:
    metadata = {"display_phone_number": "5115550100", "phone_number_id": PHONE_ID}
    changes = [{"field": "messages", "value": {"messaging_product": "whatsapp", "metadata": metadata, **value}}]
    return orjson.dumps({"object": "whatsapp_business_account", "entry": [{"id": _WABA_ID, "changes": changes}]})
