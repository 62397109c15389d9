"""A word that must turn up nowhere, and all the places where it could."""

import traceback
from collections.abc import Iterator

CANARY = "c4n4ry"


def chain(error: BaseException) -> Iterator[BaseException]:
    """The error, its cause and its context, suppressed or not, to the end."""
    seen: list[BaseException] = []
    waiting = [error]
    while waiting:
        one = waiting.pop()
        seen.append(one)
        yield one
        waiting += [next_ for next_ in (one.__cause__, one.__context__) if next_ is not None and next_ not in seen]


def told(error: BaseException) -> str:
    """All that a log, a traceback or a crash reporter could show of it, local variables left out."""
    lines = traceback.TracebackException.from_exception(error, capture_locals=False).format()
    attributes = [f"{one!s} {one!r} {one.args!r} {vars(one)!r}" for one in chain(error)]
    return "".join(lines) + "\n".join(attributes)
