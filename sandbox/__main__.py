"""`python -m sandbox`: starts the outside world, says in one JSON line where it is, and stops on SIGTERM or SIGINT."""

import argparse
import asyncio
import json
import signal
import sys
from dataclasses import asdict

from sandbox.whatsapp import WhatsApp
from sandbox.world import running

# Any token would do: nobody outside this process knows it. Shaped as Telegram's are, since clients check the shape.
_TOKEN = "8000000001:SANDBOX-simulacion-no-es-un-secreto-00"  # noqa: S105


def main(arguments: list[str] | None = None) -> int:
    """Run until told to stop; 0 after a clean stop, 1 when an address cannot be bound."""
    options = _parser().parse_args(arguments)
    try:
        asyncio.run(_run(options))
    except OSError as error:
        print(f"sandbox: no se pudo abrir el puerto en {options.host}: {error.strerror}", file=sys.stderr)
        return 1
    return 0


async def _run(options: argparse.Namespace) -> None:
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    async with running(
        bot_token=options.bot_token,
        host=options.host,
        page_port=options.page_port,
        portal_port=options.portal_port,
        agency_port=options.agency_port,
        mail_port=options.mail_port,
        telegram_port=options.telegram_port,
        whatsapp_port=options.whatsapp_port,
        business=WhatsApp(
            token=options.whatsapp_token,
            app_secret=options.whatsapp_app_secret,
            verify_token=options.whatsapp_verify_token,
        ),
    ) as world:
        print(json.dumps(asdict(world)), flush=True)
        await stopping.wait()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    for name in ("page", "portal", "agency", "mail", "telegram", "whatsapp"):
        parser.add_argument(f"--{name}-port", type=int, default=0, metavar="PORT", help="0 lets the system choose")
    parser.add_argument("--bot-token", default=_TOKEN, metavar="TOKEN", help="the token the bot must present")
    for name in ("token", "app-secret", "verify-token"):
        parser.add_argument(f"--whatsapp-{name}", metavar="SECRET", help="made up when left out")
    return parser


if __name__ == "__main__":
    sys.exit(main())
