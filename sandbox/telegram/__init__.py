"""A Bot API server in small: faithful where bot libraries notice, with strings for a puppeteer.

`Telegram` is the state; `bot_api(telegram)` is what a bot talks to, `control(telegram)` what moves the people.
"""

from sandbox.telegram.puppeteer import control
from sandbox.telegram.telegram import Telegram
from sandbox.telegram.wire import bot_api

__all__ = ["Telegram", "bot_api", "control"]
