"""What a process loads before it serves: nothing that only others need, and aiogram without building all of it."""

import json
import subprocess
import sys

import pytest

NEEDLESS = (
    "alembic",
    "fastapi",
    "matplotlib",
    "PIL",
    "pypdfium2",
    "sandbox",
    "telegram",
    "bot.bench.house",
    "bot.demonstration",
    "bot.doctor",
    "bot.rehearsal",
    "bot.sheets.worker",
    "handlers.outage_report",
    "storage.backup",
    "storage.rotation",
)
"""Of other commands, of rare requests, or of a process of their own."""

LOADED = """
import json, sys
import bot.cli
from bot import settings, start
from bot.push import shared_gates
from bot.role import Role
from aiogram import types
from pydantic import BaseModel
kinds = {kind for kind in vars(types).values() if isinstance(kind, type) and issubclass(kind, BaseModel)}
built = [kind.__name__ for kind in kinds if kind.__pydantic_complete__]
print(json.dumps({"modules": sorted(sys.modules), "kinds": len(kinds), "built": sorted(built)}))
"""


@pytest.fixture(scope="module")
def loaded() -> dict[str, list[str]]:
    """What `buzon serve` and `buzon work` have loaded when they begin to open their doors."""
    told = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True, check=True, timeout=120)
    found: dict[str, list[str]] = json.loads(told.stdout)
    return found


def test_a_start_loads_nothing_that_only_others_need(loaded: dict[str, list[str]]) -> None:
    """A killed worker is back in seconds only while nobody imports, for a rare case, what takes part of one."""
    assert [name for name in NEEDLESS if name in loaded["modules"]] == []


def test_of_aiogram_a_start_builds_what_it_uses(loaded: dict[str, list[str]]) -> None:
    """Messages and updates, and hardly any other of its 400 types: all of them took six seconds of every start."""
    assert {"Message", "Update"} <= set(loaded["built"])
    assert len(loaded["built"]) < 50


REST = """
from bot.channels.telegram import TelegramChannel
from aiogram import methods, types
from pydantic import BaseModel, TypeAdapter
kinds = {kind for kind in vars(types).values() if isinstance(kind, type) and issubclass(kind, BaseModel)}
calls = {call for call in vars(methods).values() if isinstance(call, type) and issubclass(call, methods.TelegramMethod)}
calls = {call for call in calls if call is not methods.TelegramMethod}
answers = [call.__returning__ for call in calls]
TypeAdapter(tuple[(*kinds, *calls, *answers)])
print(len(kinds), len(calls))
"""


@pytest.mark.soak
def test_the_rest_of_aiogram_is_built_when_it_is_first_used() -> None:
    """Every type, method and answer of it finds the names it needs, wherever it is used first."""
    told = subprocess.run([sys.executable, "-c", REST], check=False, capture_output=True, text=True, timeout=120)
    assert told.returncode == 0, told.stderr
    kinds, calls = map(int, told.stdout.split())
    assert kinds > 400
    assert calls > 150
