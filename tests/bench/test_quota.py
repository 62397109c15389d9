"""A program that is held to a share of a core has no more than that, and is let go afterwards."""

import asyncio
import sys
from pathlib import Path

from bot.bench.machine import cpu_seconds
from bot.bench.processes import running
from bot.bench.quota import held

_BUSY = [sys.executable, "-c", "while True: pass"]


async def test_a_busy_program_has_its_share() -> None:
    """A fifth of a core for whoever would take all of it, and no more than a period beyond."""
    share = 0.2
    async with running("busy", _BUSY, {}) as program:
        async with held([program], share=share):
            began, used = asyncio.get_running_loop().time(), cpu_seconds(program.id)
            await asyncio.sleep(1.5)
            had = (cpu_seconds(program.id) - used) / (asyncio.get_running_loop().time() - began)
        assert had < share + 0.07
        used = cpu_seconds(program.id)
        await asyncio.sleep(0.5)
        assert cpu_seconds(program.id) > used, "it goes on"


async def test_whoever_may_have_all_is_never_stopped() -> None:
    """1 holds nobody, where a fifth stops a busy program again and again ("T" in proc(5))."""
    async with running("busy", _BUSY, {}) as program:
        for share, stopped in ((1.0, False), (0.2, True)):
            states = set()
            async with held([program], share=share):
                for _ in range(60):
                    await asyncio.sleep(0.01)
                    states.add(Path(f"/proc/{program.id}/stat").read_text().rpartition(")")[2].split()[0])
            assert ("T" in states) is stopped


async def test_whoever_ends_meanwhile_is_no_trouble() -> None:
    """What is held may be killed: whoever started it is told, and nobody else."""
    async with running("busy", _BUSY, {}) as program, held([program], share=0.2):
        await asyncio.sleep(0.2)
        await program.kill()
        await asyncio.sleep(0.3)
