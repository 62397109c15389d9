"""A broadcast on python-telegram-bot with its AIORateLimiter: everything is handed over at once, the library paces it.

Needs the library's extra `rate-limiter` (aiolimiter). Five tries where told to wait, as its documentation suggests a
number above none.
"""

import argparse
import asyncio
from collections.abc import Awaitable

from telegram.error import TelegramError
from telegram.ext import AIORateLimiter, ExtBot
from telegram.request import HTTPXRequest


async def main(token: str, api_url: str, *, first_chat: int, chats: int, rate: float) -> None:
    """Send to all."""
    limiter = AIORateLimiter(overall_max_rate=rate, overall_time_period=1, max_retries=5)
    request = HTTPXRequest(connection_pool_size=256, pool_timeout=600)
    async with ExtBot(token, base_url=f"{api_url}/bot", request=request, rate_limiter=limiter) as bot:
        sends = [
            _quietly(bot.send_message(first_chat + number, f"Aviso para todos: bench-{number:07d}"))
            for number in range(chats)
        ]
        await asyncio.gather(*sends)


async def _quietly(send: Awaitable[object]) -> None:
    try:
        await send
    except TelegramError as error:
        print(type(error).__name__)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("token")
    parser.add_argument("api_url")
    parser.add_argument("first_chat", type=int)
    parser.add_argument("chats", type=int)
    parser.add_argument("rate", type=float)
    options = parser.parse_args()
    asyncio.run(
        main(options.token, options.api_url, first_chat=options.first_chat, chats=options.chats, rate=options.rate)
    )
