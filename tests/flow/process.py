"""`buzon run`, or one half of it, as the process it is in production, to be killed and started again."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

BUZON = Path(sys.executable).with_name("buzon")
_START_SECONDS = 60.0  # importing aiogram alone takes seconds on a busy machine


def environment(**chosen: object) -> dict[str, str]:
    """What a child inherits: where programs are, and these settings."""
    settings = {f"BUZON_{name.upper()}": str(value) for name, value in chosen.items()}
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8"} | settings


@dataclass
class BotProcess:
    """One `buzon run` (or `serve`, or `work`); `log` holds what it wrote, of every life."""

    settings: Mapping[str, object]
    log: Path
    command: str = "run"
    _process: asyncio.subprocess.Process | None = field(default=None, init=False)

    async def start(self) -> None:
        """Start it, and return when it serves."""
        told = self.log.stat().st_size if self.log.exists() else 0
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                BUZON, self.command, env=environment(**self.settings), stdout=log, stderr=log, start_new_session=True
            )
        async with asyncio.timeout(_START_SECONDS):
            while b'"running"' not in self.log.read_bytes()[told:]:
                assert self._process.returncode is None, f"it ended: {self.log.read_text()[-2000:]}"
                await asyncio.sleep(0.02)

    @property
    def address(self) -> str:
        """Where its last life listens."""
        lines = [json.loads(line) for line in self.log.read_text().splitlines() if '"running"' in line]
        return str(lines[-1]["pages"])

    async def kill(self) -> None:
        """`kill -9`, and return when it is dead."""
        await self._end(signal.SIGKILL)

    async def stop(self) -> int:
        """SIGTERM; gives the exit status."""
        return await self._end(signal.SIGTERM)

    async def close(self) -> None:
        """Leave nothing behind, whatever happened."""
        if self._process is not None and self._process.returncode is None:
            await self.kill()

    async def _end(self, how: signal.Signals) -> int:
        assert self._process is not None
        self._process.send_signal(how)
        return await self._process.wait()
