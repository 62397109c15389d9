"""What `sandbox.telegram.fast` remembers of the sends it took: whose, when, and the request as it came."""

import re
from collections import defaultdict, deque
from collections.abc import Iterable

Row = tuple[float, int | None, bool]


class Record:
    """The sends that were taken, in order. Read out only on request: while a bench runs every microsecond counts."""

    def __init__(self) -> None:
        self._taken: list[tuple[float, int, bytes]] = []

    def __len__(self) -> int:
        return len(self._taken)

    def keep(self, now: float, chat_id: int, request: bytes) -> None:
        """One send was taken; `now` in seconds."""
        self._taken.append((now, chat_id, request))

    def clear(self) -> None:
        """Forget all of them."""
        self._taken.clear()

    @property
    def last(self) -> float | None:
        """When the last one came."""
        return self._taken[-1][0] if self._taken else None

    def by_chat(self, *, number: bytes, mark: bytes) -> dict[int, list[Row]]:
        """Per chat, in order: when, the number that the expression's group found in the request (None without), and
        whether `mark` stands in it.

        Raises:
            re.error: `number` is no expression.
        """
        pattern = re.compile(number)
        rows: dict[int, list[Row]] = defaultdict(list)
        for at, chat_id, request in self._taken:
            found = pattern.search(request) if number else None
            rows[chat_id].append((at, int(found.group(1)) if found else None, bool(mark) and mark in request))
        return rows

    def most_in_a_second(self) -> int:
        """The most sends in any window of one second."""
        return most_within(1.0, (at for at, _, _ in self._taken))

    def most_of_a_chat(self) -> int:
        """The most sends to any one chat in any window of one second."""
        times: dict[int, list[float]] = defaultdict(list)
        for at, chat_id, _ in self._taken:
            times[chat_id].append(at)
        return max((most_within(1.0, own) for own in times.values()), default=0)


def most_within(seconds: float, times: Iterable[float]) -> int:
    """The most of these ascending instants that lie in any half-open window of so many seconds. Pure."""
    window: deque[float] = deque()
    most = 0
    for at in times:
        window.append(at)
        while at - window[0] >= seconds:
            window.popleft()
        most = max(most, len(window))
    return most
