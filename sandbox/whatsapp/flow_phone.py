"""What WhatsApp does with a Flow: seals what a phone asks for the business's key, posts it, opens the answer.

Source: https://developers.facebook.com/docs/whatsapp/flows/guides/implementingyourflowendpoint.
"""

import base64
import json
import secrets
from dataclasses import dataclass
from typing import Any

import aiohttp
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, OAEP
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox.whatsapp import incoming, person_side
from sandbox.whatsapp.courier import SIGNATURE_HEADER, signature
from sandbox.whatsapp.errors import JsonObject
from sandbox.whatsapp.people import Chat
from sandbox.whatsapp.puppeteer_reading import read_json
from sandbox.whatsapp.whatsapp import WhatsApp

_ANSWER_SECONDS = 10.0
_PING: JsonObject = {"version": "3.0", "action": "ping"}


@dataclass(frozen=True)
class Sealed:
    """A request on its way, and what opens its answer."""

    body: bytes
    key: bytes
    iv: bytes

    def opened(self, answer: str) -> Any:
        """What the endpoint answered.

        Raises:
            ValueError: it was sealed otherwise, or not at all.
        """
        flipped = bytes(byte ^ 0xFF for byte in self.iv)
        try:
            return json.loads(AESGCM(self.key).decrypt(flipped, base64.b64decode(answer, validate=True), None))
        except InvalidTag as error:
            raise ValueError("the answer was not sealed with the key of its request") from error


def sealed(public_key: str, said: JsonObject) -> Sealed:
    """A request as the phone seals it."""
    public = load_pem_public_key(public_key.encode())
    if not isinstance(public, RSAPublicKey):
        raise TypeError("an RSA key is needed")
    key, iv = secrets.token_bytes(16), secrets.token_bytes(16)
    parts = {
        "encrypted_flow_data": AESGCM(key).encrypt(iv, json.dumps(said).encode(), None),
        "encrypted_aes_key": public.encrypt(key, OAEP(MGF1(SHA256()), SHA256(), None)),
        "initial_vector": iv,
    }
    body = json.dumps({name: base64.b64encode(part).decode() for name, part in parts.items()})
    return Sealed(body.encode(), key, iv)


async def ask(whatsapp: WhatsApp, url: str, said: JsonObject) -> tuple[int, Any]:
    """One request to an endpoint: its status, and what it answered; `None` where that can't be opened.

    Raises:
        ValueError: the business has uploaded no key.
    """
    if whatsapp.public_key is None:
        raise ValueError("no public key: POST it to /{phone}/whatsapp_business_encryption")
    asked = sealed(whatsapp.public_key, said)
    headers = {"Content-Type": "application/json", SIGNATURE_HEADER: signature(whatsapp.app_secret, asked.body)}
    timeout = aiohttp.ClientTimeout(total=_ANSWER_SECONDS)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout) as http,
            http.post(url, data=asked.body, headers=headers, allow_redirects=False) as answer,
        ):
            text = await answer.text()
            if answer.status == 427:
                return answer.status, json.loads(text)
            return answer.status, asked.opened(text) if answer.status == 200 else None
    except (aiohttp.ClientError, TimeoutError, ValueError):
        return 0, None


async def healthy(whatsapp: WhatsApp, url: str) -> bool:
    """Whether an endpoint answers WhatsApp's health check."""
    try:
        return await ask(whatsapp, url, _PING) == (200, {"data": {"status": "active"}})
    except ValueError:
        return False


async def exchange(whatsapp: WhatsApp, request: Request) -> Response:
    """`POST /people/{id}/flow/exchange {"message_id", "action", "screen"?, "data"?}` → `{"status", "answer"}`: what the
    Flow of a message asks its endpoint. An answer that ends the Flow goes into the chat, as on the phone."""
    chat, body = whatsapp.people.find(request.path_params["person"]), await read_json(request)
    message = chat.messages.get(str(body.get("message_id"))) if chat else None
    buttons = message.shown.get("buttons", []) if message else []
    button = next((one for one in buttons if one["kind"] == "flow"), None)
    if chat is None or message is None or button is None:
        raise HTTPException(404, "no such message with a Flow")
    flow = whatsapp.flows.find(str(message.body["action"]["parameters"].get("flow_id")))
    if flow is None or not flow.endpoint:
        raise HTTPException(404, "no such Flow with an endpoint")
    said = {"version": "3.0", "flow_token": button["id"]}
    said |= {name: body[name] for name in ("action", "screen", "data") if name in body}
    try:
        status, answer = await ask(whatsapp, flow.endpoint, said)
    except ValueError as error:
        raise HTTPException(422, str(error)) from error
    if status == 200 and answer.get("screen") == "SUCCESS":
        _finish(whatsapp, chat, message.id, answer)
    return JSONResponse({"status": status, "answer": answer})


def _finish(whatsapp: WhatsApp, chat: Chat, message_id: str, answer: JsonObject) -> None:
    params = answer["data"]["extension_message_response"]["params"]
    told, words = incoming.flow_reply(chat.messages[message_id], params)
    person_side.hear(whatsapp, chat, "interactive", told, shown={"text": words}, context=message_id)
