"""`buzon demo`: the sandbox as a process of its own, and the bot over its wires, exactly as it runs for real."""

import asyncio
import os
import shutil
import signal
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import orjson
import uvloop

from bot import logs, settings, whatsapp_account, wiring
from bot.rehearsal import rehearse
from bot.settings import Settings
from bot.web import whatsapp
from handlers.errors import Misconfigured
from storage import migrations
from storage.keys import new_master_key, parse_keys, write_key_file

_FOLDER = Path("var/demo")
_PATIENCE_SECONDS = 30
_CLOCK_SECONDS = 1.0
WATCH_INTERVAL = timedelta(seconds=3)


@dataclass(frozen=True, slots=True)
class Sandbox:
    """Where the outside world in small is, and what its Bot API and Graph API servers take."""

    page: str
    portal: str
    agency: str
    mail: str
    telegram: str
    bot_token: str
    whatsapp: str
    whatsapp_token: str
    whatsapp_phone_id: str
    whatsapp_app_id: str
    whatsapp_app_secret: str
    whatsapp_verify_token: str
    whatsapp_waba_id: str


@asynccontextmanager
async def sandbox(*, page_port: int) -> AsyncGenerator[Sandbox]:
    """Start the sandbox; stop it at the end. It is another process: the house imports nothing of it."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "sandbox", "--page-port", str(page_port), stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE, start_new_session=True,
    )  # fmt: skip
    assert process.stdout is not None  # noqa: S101  (it was asked for)
    try:
        line = await asyncio.wait_for(process.stdout.readline(), _PATIENCE_SECONDS)
        if not line:
            _, said = await process.communicate()
            reason = said.decode(errors="replace").strip().splitlines()
            why = reason[-1] if reason else "it said nothing"
            raise Misconfigured(f"the sandbox did not start ({why}); is port {page_port} taken? then choose a --port")
        yield Sandbox(**orjson.loads(line))
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
            with suppress(TimeoutError):
                await asyncio.wait_for(process.wait(), 5)
        if process.returncode is None:
            process.kill()
            await process.wait()


def prepare(folder: Path, world: Sandbox, *, chat_rate: float = 1) -> Settings:
    """A fresh database, a key file of its own (mode 600), and the settings of a bot in this sandbox.

    The sandbox forgets everything when it stops, so what an earlier demo kept of it is of no use.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, mode=0o700)
    key_file = folder / "keys.txt"
    write_key_file(key_file, parse_keys(new_master_key()))
    database_url = f"sqlite+aiosqlite:///{folder / 'buzon.db'}"
    migrations.upgrade(database_url)
    return settings.load(
        database_url=database_url,
        master_keys=None,
        master_keys_file=key_file,
        telegram_token=world.bot_token,
        telegram_api_url=world.telegram,
        telegram_updates="polling",
        telegram_chat_rate=chat_rate,
        portal_url=world.portal,
        portal_profile="sandbox",
        agency_url=world.agency,
        smtp_url=world.mail,
        mail_from="buzon-bot@demo.example",
        public_url=None,
        listen="127.0.0.1:0",
        frame_ancestors=wiring.origin(world.page),
        whatsapp_token=world.whatsapp_token,
        whatsapp_phone_id=world.whatsapp_phone_id,
        whatsapp_account_id=world.whatsapp_waba_id,
        whatsapp_app_secret=world.whatsapp_app_secret,
        whatsapp_verify_token=world.whatsapp_verify_token,
        whatsapp_api_url=f"{world.whatsapp}/v24.0",
        watch_interval=WATCH_INTERVAL,
        operator_name="un equipo de prueba",
        operator_official=False,
        log_level="INFO",
    )


def run(*, check: bool, port: int) -> int:
    """The demo until it is stopped; with `check` one rehearsal of the main job. 0 when all went well."""
    for name in [name for name in os.environ if name.startswith("BUZON_")]:
        del os.environ[name]  # the demo is the demo, whatever this shell is set up for
    folder = _FOLDER.with_name(f"demo-check-{os.getpid()}") if check else _FOLDER
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            return runner.run(_run(folder, check=check, port=port))
    finally:
        if check:
            shutil.rmtree(folder, ignore_errors=True)


async def _run(folder: Path, *, check: bool, port: int) -> int:
    async with sandbox(page_port=port) as world:
        # The rehearsal writes faster than a person: at a phone's pace, the limits of one chat would be all it shows.
        chosen = prepare(folder, world, chat_rate=100 if check else 1)
        with (folder / "bot.log").open("w", encoding="utf-8") as log:
            logs.configure(level=chosen.log_level, form="json", secrets=[world.bot_token], stream=log)
            if check:
                async with wiring.house(chosen, stopping=asyncio.Event()) as opened:
                    await _set_up_whatsapp(world, chosen, opened)
                    return await rehearse(world.page, watch_interval=WATCH_INTERVAL.total_seconds())

            async def ready(opened: wiring.House) -> None:
                await _set_up_whatsapp(world, chosen, opened)
                print(
                    f"\n  Buzón Bot, demo: {world.page}\n\n  Ctrl-C stops it. Log: {folder / 'bot.log'}\n", flush=True
                )

            clock = SandboxClock()
            async with clock.following(world.page):
                await wiring.run(chosen, ready=ready, clock=clock)
    return 0


class SandboxClock:
    """The sandbox's time, which whoever sits at its desk may put forward: asked for every second."""

    def __init__(self) -> None:
        self._ahead = timedelta(0)

    def now(self) -> datetime:
        """The current instant there, in UTC."""
        return datetime.now(UTC) + self._ahead

    @asynccontextmanager
    async def following(self, page: str) -> AsyncGenerator[None]:
        """Follow the desk at this address meanwhile."""
        task = asyncio.create_task(self._follow(page))
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _follow(self, page: str) -> None:
        async with aiohttp.ClientSession(page) as http:
            while True:
                with suppress(aiohttp.ClientError, ValueError, KeyError):
                    async with http.get("/control/clock") as answer:
                        self._ahead = timedelta(seconds=float((await answer.json())["ahead_seconds"]))
                await asyncio.sleep(_CLOCK_SECONDS)


async def _set_up_whatsapp(world: Sandbox, chosen: Settings, opened: wiring.House) -> None:
    """What an operator does at Meta: tell it where the webhook is, and have the templates approved."""
    hook = {"url": f"{opened.address}{whatsapp.PATH}", "verify_token": world.whatsapp_verify_token}
    async with aiohttp.ClientSession(world.page) as http, http.post("/control/whatsapp/webhook", json=hook) as answer:
        answer.raise_for_status()
    async for _ in whatsapp_account.push(chosen):
        pass
