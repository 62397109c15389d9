"""Starting the long-running process: logs first, then the loop."""

import asyncio
import gc

import uvloop

from bot import logs, wiring
from bot.role import Role
from bot.settings import Settings
from buzon import terms


def serve(settings: Settings, role: Role = Role.RUN) -> None:
    """Run the bot, or one half of it, until SIGTERM or SIGINT. Raises Misconfigured or StorageError before it serves
    anybody."""
    gc.freeze()  # what was loaded
    gc.enable()
    secret_values = [
        value.get_secret_value()
        for value in (
            settings.telegram_token,
            settings.whatsapp_token,
            settings.whatsapp_app_secret,
            settings.whatsapp_verify_token,
            settings.telegram_webhook_secret,
            settings.master_keys,
            settings.smtp_url,
            settings.redis_url,
            settings.dashboard_password,
        )
        if value is not None
    ]
    logs.configure(level=settings.log_level, form=settings.log_format, secrets=secret_values)
    terms.warm()  # while nobody waits: it holds everything up for a second
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(wiring.run(settings, role=role, ready=_settle))


async def _settle(_: wiring.House) -> None:
    """Take what stands at the start out of the garbage collector's rounds: it is there until the end.

    The libraries' classes are a quarter of a million objects: walking over them again and again costs a quarter of
    every update, and doubles the slowest answers (docs/performance.md).
    """
    gc.collect()
    gc.freeze()
