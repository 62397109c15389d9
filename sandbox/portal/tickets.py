"""One-time tickets: an opaque token that stands for one person for a short while, and is good for one use."""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta


class Tickets:
    """Tickets of one purpose. `clock` gives aware times; a ticket older than `life` is no ticket."""

    def __init__(self, clock: Callable[[], datetime], *, life: timedelta) -> None:
        self._clock = clock
        self._life = life
        self._issued: dict[str, tuple[str, datetime]] = {}

    def issue(self, person_id: str) -> str:
        """A new ticket for a person."""
        token = secrets.token_urlsafe(24)
        self._issued[token] = (person_id, self._clock() + self._life)
        return token

    def whose(self, token: str) -> str | None:
        """The person a living ticket stands for; it stays good."""
        person_id, until = self._issued.get(token, ("", self._clock()))
        return person_id if until > self._clock() else None

    def redeem(self, token: str) -> str | None:
        """As `whose`, and the ticket is used up."""
        person_id = self.whose(token)
        self._issued.pop(token, None)
        return person_id
