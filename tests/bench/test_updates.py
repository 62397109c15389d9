"""`buzon bench updates` from end to end, small: all three bots, real processes. Its goal is no matter of a test."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bot.bench import updates
from bot.bench.processes import running
from handlers.errors import Misconfigured

ROOT = Path(__file__).resolve().parents[2]
COLUMNS = {
    "updates_per_second",
    "half_load_p50_ms",
    "half_load_p99_ms",
    "peak_memory_mib",
    "unanswered",
    "wrong",
}


@pytest.mark.soak
def test_small_run() -> None:
    """A small run measures the three bots, finds every answer right, and its exit status says whether goals are met."""
    command = [str(Path(sys.executable).with_name("buzon")), "bench", "updates", "--json", "--updates", "200"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.stdout, done.stderr
    report = json.loads(done.stdout)
    assert list(report["figures"]) == [updates.FULL, updates.AIOGRAM, updates.PYTHON_TELEGRAM_BOT]
    for figures in report["figures"].values():
        assert set(figures) == COLUMNS
        assert figures["updates_per_second"] > 0
        assert (figures["unanswered"], figures["wrong"]) == (0, 0)
    assert done.returncode == (0 if report["met"] else 1)


def test_not_from_a_checkout(tmp_path: Path) -> None:
    """Without the echo bots to compare with, one line says where they are."""
    with pytest.raises(Misconfigured, match="checkout"):
        updates.run(updates=1, as_json=True, baselines=tmp_path / "baselines")


async def test_a_bot_that_ends_is_told() -> None:
    """A program that ends by itself is reported by its name and its last words, not waited for."""
    command = [sys.executable, "-c", "raise SystemExit('no such token')"]
    async with running("the bot", command, {}) as program:
        await program.process.wait()
        with pytest.raises(Misconfigured, match="the bot ended by itself: no such token"):
            program.check()
