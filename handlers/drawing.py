"""Where pictures are drawn: beside the loop, one after the other, and only as many as a person would wait for."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from threading import BoundedSemaphore, Lock

from handlers.errors import DrawingDown

MOST_AT_ONCE = 10
"""Pictures that are drawn or wait to be: each takes about a second. Who comes then is told so, and has the words."""

PEN = Lock()
"""matplotlib is not made for threads, and says so: whoever draws with it holds this."""

_places = BoundedSemaphore(MOST_AT_ONCE)


async def drawn(draw: Callable[[], bytes]) -> bytes:
    """What `draw` makes, in a thread of its own: those that everybody shares are never full of people who wait.

    Raises DrawingDown.
    """
    if not _places.acquire(blocking=False):
        raise DrawingDown("too many pictures at once")
    try:
        return await asyncio.wrap_future(_easel().submit(draw))
    except (ImportError, OSError, MemoryError, ArithmeticError, LookupError, RuntimeError, ValueError) as error:
        raise DrawingDown(f"{type(error).__name__} while drawing") from error
    finally:
        _places.release()


@cache
def _easel() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(1, "drawing")
