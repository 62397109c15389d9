"""A make-believe portal on loopback, with a clock that moves when told, and a visitor with a cookie jar."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp import ClientSession, CookieJar

from sandbox.listen import serving
from sandbox.portal import Portal, control, site

NOTICES = "/sine-api/casilla/notificaciones"


@dataclass
class MovingClock:
    now: datetime = field(default_factory=lambda: datetime(2026, 12, 3, 15, 15, tzinfo=UTC))

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> None:
        self.now += timedelta(**by)


@dataclass
class Visitor:
    """A browser of one person: keeps cookies, and a bearer token if one is given."""

    session: ClientSession
    base: str
    token: str | None = None

    async def call(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        async with self.session.request(method, self.base + path, json=body, headers=headers) as response:
            if response.content_type == "application/json":
                return response.status, await response.json()
            return response.status, await response.read()

    async def get(self, path: str) -> tuple[int, Any]:
        return await self.call("GET", path)

    async def sign_in(self, user: str, password: str) -> tuple[int, Any]:
        return await self.call("POST", "/sine-api/autenticacion", {"usuario": user, "clave": password})


@pytest.fixture
def clock() -> MovingClock:
    return MovingClock()


@pytest.fixture
def portal(clock: MovingClock) -> Portal:
    return Portal(clock=clock)


@pytest.fixture
async def visitor(portal: Portal) -> AsyncIterator[Visitor]:
    async with serving(site(portal)) as base, ClientSession(cookie_jar=CookieJar(unsafe=True)) as session:
        yield Visitor(session, base)


@pytest.fixture
async def puppeteer(portal: Portal) -> AsyncIterator[Visitor]:
    async with serving(control(portal)) as base, ClientSession() as session:
        yield Visitor(session, base)
