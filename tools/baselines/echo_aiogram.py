"""A bare echo bot on aiogram, as its quick start shows it: what `buzon bench updates` compares the full bot with.

Every setting is the default. `asyncio.run` with `start_polling` is the quick start's way and runs on asyncio's
own loop; the library turns to uvloop only in `run_polling`.
"""

import argparse
import asyncio

from aiogram import Bot, Dispatcher, F
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import Message

dispatcher = Dispatcher()


@dispatcher.message(F.text)
async def echo(message: Message) -> None:
    """Say what was said."""
    await message.answer(message.text or "")


async def main(token: str, api_url: str) -> None:
    """Poll until told to stop."""
    session = AiohttpSession(api=TelegramAPIServer.from_base(api_url))
    await dispatcher.start_polling(Bot(token, session=session))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("token")
    parser.add_argument("api_url")
    options = parser.parse_args()
    asyncio.run(main(options.token, options.api_url))
