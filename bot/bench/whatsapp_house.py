"""The product as a bench runs it on WhatsApp alone, before the fast Graph API; and when a webhook listens."""

import asyncio
import socket
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress

import aiohttp

from bot.bench.house import House, house
from bot.bench.on import On
from bot.bench.outside import FastWhatsApp
from bot.bench.processes import Program
from handlers.errors import Misconfigured

TOKEN, PHONE_ID, APP_SECRET, VERIFY_TOKEN = "EAAbench", "106540000000001", "secreto-de-bench", "palabra-de-bench"
"""The fast server takes any token and signs with any secret; the number is the one that it speaks for."""

PATH = "/whatsapp/webhook"

_START_SECONDS = 60.0


def api_url(graph: FastWhatsApp) -> str:
    """The Graph API with its version."""
    return f"{graph.address}/v24.0"


@asynccontextmanager
async def whatsapp_house(
    graph: FastWhatsApp, *, rate: float, servers: tuple[str | None, str | None] = (None, None), on: On = On.SQLITE
) -> AsyncGenerator[House]:
    """A house that speaks WhatsApp only, `rate` messages a second. `servers` as in `bot.bench.broadcast.run`."""
    async with house(on, database_url=servers[0], redis_url=servers[1]) as built:
        for name in ("TOKEN", "API_URL", "UPDATES"):
            del built.environment[f"BUZON_TELEGRAM_{name}"]
        built.choose(
            whatsapp_token=TOKEN,
            whatsapp_phone_id=PHONE_ID,
            whatsapp_app_secret=APP_SECRET,
            whatsapp_verify_token=VERIFY_TOKEN,
            whatsapp_api_url=api_url(graph),
            whatsapp_rate=rate,
        )
        yield built


def free_port() -> int:
    """A port of loopback that was free a moment ago."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


async def shakes_hands(http: aiohttp.ClientSession, webhook: str, program: Program) -> None:
    """Return once the webhook answers Meta's handshake. Raises Misconfigured where it ends, or takes too long."""
    asked = {"hub.mode": "subscribe", "hub.verify_token": VERIFY_TOKEN, "hub.challenge": "listo"}
    with suppress(TimeoutError):
        async with asyncio.timeout(_START_SECONDS):
            while True:
                program.check()
                with suppress(aiohttp.ClientError):
                    async with http.get(webhook, params=asked) as answer:
                        if await answer.text() == "listo":
                            return
                await asyncio.sleep(0.05)
    raise Misconfigured(f"{program.name} did not answer the handshake within {_START_SECONDS:g} s")
