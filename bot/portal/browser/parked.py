"""Pages that wait for a person, for so many seconds: with a captcha to be read, or a new password to be set."""

import asyncio
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from bot.portal.browser.pool import Pool
from bot.portal.sessions import Session

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Place(Generic[_T]):
    """A page that waits, by its session, and what is known of whom it waits for."""

    session: Session
    whose: _T = field(repr=False)
    end: asyncio.TimerHandle = field(repr=False)


class Parked(Generic[_T]):
    """Pages of one pool by name; one whose time is over, or whose context is gone, is not there any more."""

    def __init__(self, pool: Pool, *, seconds: float) -> None:
        self._pool = pool
        self._seconds = seconds
        self._places: dict[str, Place[_T]] = {}
        self._closing: set[asyncio.Task[None]] = set()

    def close(self) -> None:
        """Nobody waits any more; the pool closes the pages."""
        for place in self._places.values():
            place.end.cancel()
        self._places.clear()

    def put(self, name: str, session: Session, whose: _T) -> None:
        """Let the session's page wait under this name, from now on."""
        self.take(name)
        end = asyncio.get_running_loop().call_later(self._seconds, self._over, name)
        self._places[name] = Place(session, whose, end)

    def get(self, name: str) -> Place[_T] | None:
        """What waits under this name."""
        place = self._places.get(name)
        return place if place is not None and place.session in self._pool else None

    def take(self, name: str) -> Place[_T] | None:
        """As `get`, and it waits no more."""
        place = self._places.pop(name, None)
        if place is not None:
            place.end.cancel()
        return place

    async def drop(self, name: str) -> None:
        """Close what waits under this name, if anything does."""
        if (place := self.take(name)) is not None:
            await self._pool.drop(place.session)

    def _over(self, name: str) -> None:
        closing = asyncio.get_running_loop().create_task(self.drop(name))
        self._closing.add(closing)
        closing.add_done_callback(self._closing.discard)
