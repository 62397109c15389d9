"""A broadcast by the usual recipe on aiogram: one after the other, a sleep after each, once more where told to wait.

This is what the many "how do I message all my users" answers show, and what `buzon bench broadcast` compares with.
"""

import argparse
import asyncio
import logging

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramAPIError, TelegramForbiddenError, TelegramRetryAfter

_log = logging.getLogger(__name__)


async def send(bot: Bot, chat_id: int, text: str) -> bool:
    """Send to one chat; whether it was taken."""
    try:
        await bot.send_message(chat_id, text)
    except TelegramForbiddenError:
        _log.info("chat %d: blocked", chat_id)
    except TelegramRetryAfter as error:
        await asyncio.sleep(error.retry_after)
        return await send(bot, chat_id, text)
    except TelegramAPIError:
        _log.exception("chat %d: failed", chat_id)
    else:
        return True
    return False


async def main(token: str, api_url: str, *, first_chat: int, chats: int, rate: float) -> None:
    """Send to all."""
    async with Bot(token, session=AiohttpSession(api=TelegramAPIServer.from_base(api_url))) as bot:
        for number in range(chats):
            await send(bot, first_chat + number, f"Aviso para todos: bench-{number:07d}")
            await asyncio.sleep(1 / rate)


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
