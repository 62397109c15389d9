"""Starting the long-running process: logs first, then the loop."""

import asyncio

import uvloop

from bot import logs, wiring
from bot.settings import Settings


def serve(settings: Settings) -> None:
    """Run the bot until SIGTERM or SIGINT. Raises Misconfigured or StorageError before it serves anybody."""
    secret_values = [
        value.get_secret_value()
        for value in (settings.telegram_token, settings.telegram_webhook_secret, settings.master_keys)
        if value is not None
    ]
    logs.configure(level=settings.log_level, form=settings.log_format, secrets=secret_values)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(wiring.run(settings))
