"""A share of a core for a program, as a container's limit gives it.

What two workers do more than one is seen only while a core is free. A machine with two has none beside a worker that
takes one, the servers and the database.
"""

import asyncio
import os
import signal
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager, suppress

from bot.bench.machine import cpu_seconds
from bot.bench.processes import Program

_PERIOD_SECONDS = 0.1
"""The kernel's own, of `cpu.max` (cgroups)."""

_LOOK_SECONDS = 0.004


@asynccontextmanager
async def held(programs: Sequence[Program], *, share: float) -> AsyncGenerator[None]:
    """While this lasts, each program has no more than this share of a core: it is stopped for the rest of a period in
    which it has used it up. A share of 1 or more holds nobody."""
    holding = [asyncio.create_task(_hold(program.id, share)) for program in programs if share < 1]
    try:
        yield
    finally:
        for each in holding:
            each.cancel()
        await asyncio.gather(*holding, return_exceptions=True)


async def _hold(process: int, share: float) -> None:
    loop, given, used = asyncio.get_running_loop(), share * _PERIOD_SECONDS, cpu_seconds(process)
    allowed = used
    with suppress(ProcessLookupError):  # ended by itself, which whoever watches it tells
        while True:
            ends = loop.time() + _PERIOD_SECONDS
            allowed = min(allowed, used) + given  # what was overdrawn is owed, what was left is lost
            while (used := cpu_seconds(process)) < allowed and loop.time() < ends:  # noqa: ASYNC110  (no event tells)
                await asyncio.sleep(_LOOK_SECONDS)
            if (left := ends - loop.time()) > 0:
                try:
                    os.kill(process, signal.SIGSTOP)
                    await asyncio.sleep(left)
                finally:
                    os.kill(process, signal.SIGCONT)
