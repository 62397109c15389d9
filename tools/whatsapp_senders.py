"""What one message costs its sender in processor time: our channel beside pywa, against the fast Graph API.

    python tools/whatsapp_senders.py [messages]

Each sends as many texts with two buttons, 40 under way at once (pywa's blocking client: from 40 threads), several times
in turn; the figure is the median over the rounds. The figures are in docs/decisions/0014.
"""

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack
from pathlib import Path
from statistics import median

import httpx
import uvloop
from pywa.client import WhatsApp
from pywa.types.callback import Button
from pywa_async.client import WhatsApp as AsyncWhatsApp
from pywa_async.types.callback import Button as AsyncButton

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bot.channels.messages import Key, Message, Sent
from bot.channels.whatsapp import WhatsAppChannel
from bot.metrics import Metrics
from handlers.speech import Press, phrase
from handlers.words import SOURCE, words

PHONE_ID, TOKEN = "106540000000001", "EAAbench"
_AT_ONCE = 40
_ROUNDS = 5
_FIRST = 51_900_000_001
_TITLES = [words(SOURCE, phrase(key)) for key in ("button-yes", "button-no")]
_TEXT = words(SOURCE, phrase("ask-has-receipt")).replace("<b>", "*").replace("</b>", "*")

Send = Callable[[int], Awaitable[None]]


async def channel(api_url: str, stack: AsyncExitStack) -> Send:
    """Our own sender, as the bot has it."""
    opened = await stack.enter_async_context(
        WhatsAppChannel(TOKEN, phone_id=PHONE_ID, app_secret="", api_url=api_url, metrics=Metrics())
    )
    keyboard = (tuple(Key(title, Press(f"b:{title}")) for title in _TITLES),)

    async def send(number: int) -> None:
        assert await opened.send(f"PE.{number}", Message(_TEXT, keyboard)) == Sent()  # noqa: S101

    return send


async def pywa_awaited(api_url: str, stack: AsyncExitStack) -> Send:
    """`pywa_async`, all settings default."""
    session = await stack.enter_async_context(httpx.AsyncClient())
    wa = AsyncWhatsApp(PHONE_ID, TOKEN, session=session)
    session.base_url = httpx.URL(api_url)
    buttons = [AsyncButton(title, callback_data=f"b:{title}") for title in _TITLES]

    async def send(number: int) -> None:
        await wa.send_message(str(number), _TEXT, buttons=buttons)

    return send


async def pywa_blocking(api_url: str, stack: AsyncExitStack) -> Send:
    """`pywa`, all settings default, from a pool of threads as its server has one."""
    session = stack.enter_context(httpx.Client())
    wa = WhatsApp(PHONE_ID, TOKEN, session=session)
    session.base_url = httpx.URL(api_url)
    pool = stack.enter_context(ThreadPoolExecutor(_AT_ONCE))
    buttons = [Button(title, callback_data=f"b:{title}") for title in _TITLES]

    def blocking(number: int) -> None:
        wa.send_message(str(number), _TEXT, buttons=buttons)

    async def send(number: int) -> None:
        await asyncio.get_running_loop().run_in_executor(pool, blocking, number)

    return send


async def cost(send: Send, messages: int) -> float:
    """Seconds of processor time per message."""
    numbers = iter(range(messages))

    async def lane() -> None:
        for number in numbers:
            await send(_FIRST + number % 1000)

    began = time.process_time()
    await asyncio.gather(*(lane() for _ in range(_AT_ONCE)))
    return (time.process_time() - began) / messages


async def measured(api_url: str, messages: int) -> dict[str, list[float]]:
    """Of each sender, what a message cost it in each round."""
    async with AsyncExitStack() as stack:
        senders = {
            "our channel (aiohttp)": await channel(api_url, stack),
            "pywa_async": await pywa_awaited(api_url, stack),
            "pywa": await pywa_blocking(api_url, stack),
        }
        for send in senders.values():  # connections, caches
            await cost(send, 200)
        costs: dict[str, list[float]] = {name: [] for name in senders}
        for _ in range(_ROUNDS):
            for name, send in senders.items():
                costs[name].append(await cost(send, messages))
        return costs


def main(messages: int) -> None:
    """Measure and print."""
    command = [sys.executable, "-m", "sandbox.whatsapp.fast"]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as server:
        try:
            assert server.stdout is not None  # noqa: S101  (it was asked for)
            address = json.loads(server.stdout.readline())["whatsapp"]
            costs = uvloop.run(measured(f"{address}/v24.0", messages))
        finally:
            server.terminate()
    for name, found in costs.items():
        print(f"{name}: {1e6 * median(found):.0f} µs of processor time per message (least {1e6 * min(found):.0f})")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2_000)
