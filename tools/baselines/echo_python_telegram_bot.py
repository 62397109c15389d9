"""A bare echo bot on python-telegram-bot, as its `echobot` example shows it: the second bot beside the full one.

Every setting is the library's default: updates are handled one after another, on asyncio's own loop (the library knows
nothing of uvloop).
"""

import argparse
from typing import Any

from telegram import Update
from telegram.ext import Application, CallbackContext, MessageHandler, filters


async def echo(update: Update, context: CallbackContext[Any, Any, Any, Any]) -> None:
    """Say what was said."""
    if update.message:
        await update.message.reply_text(update.message.text or "")


def main(token: str, api_url: str) -> None:
    """Poll until told to stop."""
    application = Application.builder().token(token).base_url(f"{api_url}/bot").build()
    application.add_handler(MessageHandler(filters.TEXT, echo))
    application.run_polling()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("token")
    parser.add_argument("api_url")
    options = parser.parse_args()
    main(options.token, options.api_url)
