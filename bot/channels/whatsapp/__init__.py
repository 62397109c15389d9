"""WhatsApp, through Meta's Cloud API. Transport only; what is said is decided elsewhere.

Messages go out by aiohttp, at a fraction of what pywa's sender costs (docs/decisions/0014); pywa knows the templates
and the Flows. What comes in is read by `hook.py`.
"""

import asyncio
import hashlib
import hmac
from collections import Counter, OrderedDict
from typing import Any, Self

import aiohttp
import orjson
import structlog

from bot.channels.messages import (
    Answer,
    Attached,
    Delete,
    Document,
    Leave,
    Listed,
    Menu,
    Message,
    Outcome,
    Outgoing,
    Photo,
    React,
    RetryAfter,
    Sent,
    Template,
    Typing,
    Unbutton,
    Unreachable,
    Whom,
)
from bot.channels.whatsapp import payloads, refusals
from bot.channels.whatsapp.hook import NAME
from bot.channels.whatsapp.media import Uploads, kind_of
from bot.channels.whatsapp.payloads import Json
from bot.metrics import Metrics
from handlers.errors import ChannelDown, FileTooLarge, Misconfigured

__all__ = ["NAME", "WhatsAppChannel"]

_TIMEOUT = aiohttp.ClientTimeout(total=30)
_MOST_BYTES = 20_000_000
"""Of what a person sent: what Telegram would give us too."""

_HEARD_KEPT = 10_000
"""Of so many people the last message is known, to show them that an answer is on its way."""

_log = structlog.get_logger(__name__)


class WhatsAppChannel:
    """One number. `api_url` is the Graph API with its version, without a slash at its end; `flow_id` is the form of the
    seven data, where there is one."""

    name = NAME

    def __init__(
        self, token: str, *, phone_id: str, app_secret: str, api_url: str, metrics: Metrics, flow_id: str | None = None
    ) -> None:
        self.phone_id = phone_id
        self._flow_id = flow_id or ""
        self._app_secret = app_secret.encode()
        self._api = api_url
        self._metrics = metrics
        self._headers = {"Authorization": f"Bearer {token}"}
        self._uploads = Uploads(self._upload)
        self._refused_as_pair: Counter[str] = Counter()
        self._last_heard: OrderedDict[str, str] = OrderedDict()

    async def __aenter__(self) -> Self:
        self._http = aiohttp.ClientSession(
            headers=self._headers,
            timeout=_TIMEOUT,
            connector=aiohttp.TCPConnector(limit=100),
            cookie_jar=aiohttp.DummyCookieJar(),
            json_serialize=lambda value: orjson.dumps(value).decode(),
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._http.close()

    def is_signed(self, body: bytes, signature: str) -> bool:
        """Whether Meta sent these very bytes (`X-Hub-Signature-256`: HMAC-SHA256 under the app secret)."""
        right = "sha256=" + hmac.new(self._app_secret, body, hashlib.sha256).hexdigest()
        return hmac.compare_digest(right.encode(), signature.encode())

    def heard(self, address: str, message: str) -> None:
        """Remember the platform's id of what somebody wrote last."""
        self._last_heard[address] = message
        self._last_heard.move_to_end(address)
        while len(self._last_heard) > _HEARD_KEPT:
            self._last_heard.popitem(last=False)

    async def introduce(self) -> str:
        """The number as people dial it, digits only. Raises Misconfigured."""
        number = await self.ask(f"/{self.phone_id}", fields="display_phone_number")
        return "".join(filter(str.isdigit, str(number.get("display_phone_number", ""))))

    async def ask(self, path: str, **query: str) -> Json:
        """What the API answers to a GET. Raises Misconfigured, with what to check."""
        try:
            async with self._http.get(self._api + path, params=query) as answer:
                said = await _json(answer)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise Misconfigured(
                f"the Graph API does not answer ({type(error).__name__}): check BUZON_WHATSAPP_API_URL"
            ) from None
        if (code := _code(said)) is not None or answer.status >= 400:
            raise Misconfigured(_misconfigured(code, answer.status))
        return said

    def deep_link(self, number: str, argument: str) -> str:
        """The address that opens the chat with `/start <argument>` written in it, ready to be sent."""
        return f"https://wa.me/{number}?text=%2Fstart%20{argument}"

    async def send(self, address: str, outgoing: Outgoing, *, delivery: int | None = None) -> Outcome:
        """Send one thing once; `delivery` comes back with everything that is told of it later."""
        match outgoing:
            case Answer() | Delete() | Unbutton() | React() | Menu() | Leave():
                return Sent()  # nothing of the kind here
            case Typing():
                return await self._typing(address)
        try:
            payload = await self._payload(outgoing)
        except _Refused as refused:
            return refused.outcome
        body = {
            "messaging_product": "whatsapp",
            "recipient_type": "individual",
            **payloads.receiver(address),
            **payload,
        }
        if delivery is not None:
            body["biz_opaque_callback_data"] = str(delivery)
        outcome = await self._post(f"/{self.phone_id}/messages", body, address)
        if not isinstance(outcome, RetryAfter):
            self._refused_as_pair.pop(address, None)
        return outcome

    async def fetch(self, file: str) -> bytes:
        """The bytes of what somebody sent: its address is asked for first, and is good for five minutes
        (developers.facebook.com/docs/whatsapp/cloud-api/reference/media). Raises ChannelDown, FileTooLarge."""
        reason = "unreadable"
        try:
            async with self._http.get(f"{self._api}/{file}") as answer:
                told = await _json(answer)
            size, url = told.get("file_size"), told.get("url")
            if isinstance(size, int) and size > _MOST_BYTES:
                raise FileTooLarge("larger than what is read")
            if isinstance(url, str):
                async with self._http.get(url, timeout=aiohttp.ClientTimeout(total=60)) as answer:
                    content = b""
                    async for chunk in answer.content.iter_chunked(65_536):
                        content += chunk
                        if len(content) > _MOST_BYTES:  # a size that was a lie
                            raise FileTooLarge("larger than what is read")
                    if answer.status == 200:
                        return content
                    reason = f"status {answer.status}"
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            reason = type(error).__name__
        raise ChannelDown(f"the file could not be fetched ({reason})")

    async def _payload(self, outgoing: Outgoing) -> Json:
        match outgoing:
            case Message():
                return payloads.text(outgoing, flow_id=self._flow_id)
            case Listed():
                return payloads.listed(outgoing)
            case Template():
                return payloads.template(outgoing)
            case Photo(content=content):
                return payloads.picture(await self._uploads.of(content, "imagen", kept=True), outgoing)
            case Document(name=name, content=content, shared=shared):
                return payloads.document(await self._uploads.of(content, name, kept=shared), name)
            case Attached(handle=handle, photo=photo, markup=markup, keyboard=keyboard):
                words = Photo(b"", markup, keyboard)
                return payloads.picture(handle, words, kind="image" if photo else "document")
        raise TypeError(f"a {type(outgoing).__name__} is no message")

    async def _upload(self, content: bytes, name: str) -> str:
        """The platform's id of a file, good for thirty days. Raises _Refused."""
        form = aiohttp.FormData({"messaging_product": "whatsapp"})
        form.add_field("file", content, filename=name, content_type=kind_of(content))
        outcome: Outcome = Unreachable()
        try:
            async with self._http.post(f"{self._api}/{self.phone_id}/media", data=form) as answer:
                said = await _json(answer)
                if isinstance(said.get("id"), str):
                    return str(said["id"])
                outcome = self._outcome(answer, said, "")
        except (aiohttp.ClientError, TimeoutError, OSError):
            pass
        raise _Refused(outcome)

    async def _typing(self, address: str) -> Outcome:
        """Blue ticks and three dots; the dots end with the answer, or after 25 seconds."""
        if (message := self._last_heard.get(address)) is not None:
            shown = {"messaging_product": "whatsapp", "status": "read", "message_id": message}
            await self._post(f"/{self.phone_id}/messages", {**shown, "typing_indicator": {"type": "text"}}, address)
        return Unreachable()  # once is enough: whoever shows it stops here

    async def _post(self, path: str, body: Json, address: str) -> Outcome:
        try:
            async with self._http.post(self._api + path, json=body) as answer:
                said = await _json(answer)
        except (aiohttp.ClientError, TimeoutError, OSError, asyncio.IncompleteReadError):
            return Unreachable()
        if answer.status < 300 and "error" not in said:
            return Sent()
        return self._outcome(answer, said, address)

    def _outcome(self, answer: aiohttp.ClientResponse, said: Json, address: str) -> Outcome:
        code = _code(said)
        if code is None:
            return RetryAfter(1.0, Whom.ALL) if answer.status == 429 else Unreachable()
        row = refusals.refusal(code)
        if row.alarm:
            self._metrics.channel_alarms.labels(NAME, str(code)).inc()
            _log.error("the platform refuses", channel=NAME, code=code, why=row.why)
        if row.do is refusals.Do.PAIR:
            self._refused_as_pair[address] += 1
        return refusals.outcome(code, in_a_row=self._refused_as_pair[address])


class _Refused(Exception):
    def __init__(self, outcome: Outcome) -> None:
        super().__init__()
        self.outcome = outcome


async def _json(answer: aiohttp.ClientResponse) -> Json:
    """The answer's object; an empty one where it is none: a proxy's page in HTML, say."""
    try:
        said: Any = orjson.loads(await answer.read())
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def _code(said: Json) -> int | None:
    error = said.get("error")
    code = error.get("code") if isinstance(error, dict) else None
    return code if isinstance(code, int) else None


def _misconfigured(code: int | None, status: int) -> str:
    if code in {0, 190} or status == 401:
        return "WhatsApp does not know this token, or it has expired: check BUZON_WHATSAPP_TOKEN"
    if code == 100 or status == 404:
        return "WhatsApp does not know this number: check BUZON_WHATSAPP_PHONE_ID and the token's permissions"
    why = refusals.refusal(code).why if code is not None else "no reason given"
    return f"WhatsApp refuses ({code or status}: {why}): see docs/whatsapp.md"
