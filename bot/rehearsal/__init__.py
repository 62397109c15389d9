"""A rehearsal: a person and a clerk who act through the sandbox's own doors, and a stopwatch.

What the person sees came over the wire from the Bot API server, what the clerk sees is the portal's own record.
"""

from collections.abc import Awaitable, Callable
from time import perf_counter

import aiohttp

from bot.rehearsal.main_job import MainJob
from bot.rehearsal.person import Chat, Failure, Person, post
from bot.rehearsal.ways_back import WaysBack
from bot.rehearsal.whatsapp import WhatsAppPerson

__all__ = ["Chat", "Failure", "Person", "WhatsAppPerson", "rehearse"]


async def rehearse(page: str, *, watch_interval: float) -> int:
    """Play the main job on both channels, and every way back in; print each step's time. 0 when all of it was seen, 1
    when not."""
    print(f"{'step':<56}{'seconds':>8}")
    began = perf_counter()
    async with aiohttp.ClientSession(page) as http:
        await post(http, "/control/telegram/limits", {"enforce": False}, method="PATCH")
        await post(http, "/control/whatsapp/limits", {"enforce": False}, method="PATCH")
        job = MainJob(http, await Person.meet(http), watch_interval)
        other = MainJob(http, await WhatsAppPerson.meet(http), watch_interval)
        ways = WaysBack(http)
        steps: list[tuple[str, Callable[[], Awaitable[None]]]] = [
            ("/start, consent", job.start),
            ("link by the one-time page", job.link),
            ("list, warn, open, receive the PDF", job.read),
            ("publish at the desk, push on the phone", job.push),
            ("on WhatsApp: hello, consent", other.start),
            ("on WhatsApp: link by the one-time page", other.link),
            ("on WhatsApp: list, warn, open, receive the PDF", other.read),
            ("on WhatsApp: publish at the desk, push on the phone", other.push),
            ("lost password: the sheet, read on the page", ways.by_sheet),
            ("lost password: a photo of it, sent into the chat", ways.by_photo),
            ("lost password: seven data, set a new one", ways.by_new_password),
            ("lost password: seven data, one is sent", ways.by_sent_password),
            ("lost password: through the Agencia Digital", ways.by_agency),
            ("lost password: the e-mail, sent by the bot", ways.by_letter),
        ]
        for number, (name, act) in enumerate(steps, 1):
            at = perf_counter()
            try:
                await act()
            except Failure as failure:
                print(f"{number:>2} {name}: failed: {failure}")
                return 1
            print(f"{number:>2} {name:<53}{perf_counter() - at:>8.2f}", flush=True)
    print(f"{'all':<56}{perf_counter() - began:>8.2f}")
    return 0
