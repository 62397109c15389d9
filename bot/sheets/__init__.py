"""Reading a *constancia de trámite*, PDF or photo: text layer first, else OCR, in memory and in a process apart."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bot.sheets.reader import MOST_BYTES, Reader

__all__ = ["MOST_BYTES", "Reader"]


def __getattr__(name: str) -> Any:
    # Late, since every worker imports this package as well: what the reader needs is half of a worker's start.
    if name in __all__:
        return getattr(import_module("bot.sheets.reader"), name)
    raise AttributeError(name)
