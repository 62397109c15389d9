"""Sessions on their own: their weight, their cookies."""

import tracemalloc
from http.cookies import SimpleCookie

import pytest

from bot.portal.sessions import Session, Sessions
from buzon.credentials import Credentials, Secret
from handlers.errors import PortalChanged


async def test_a_session_weighs_at_most_a_kilobyte() -> None:
    """50,000 mailboxes that stay signed in must fit into 50 MB; past the limit nothing grows."""
    limit = 1000
    sessions = Sessions(limit)

    async def sign_in(credentials: Credentials) -> Session:
        session = Session(credentials)
        session.keep(SimpleCookie(f"SINESESSION={credentials.user.reveal():x>43}; Path=/; HttpOnly"))
        return session

    tracemalloc.start()
    try:
        for number in range(2 * limit):
            key = f"mailbox-{number}"
            await sessions.current(key, Credentials(user=Secret(key), password=Secret("p")), sign_in)
        weight, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(sessions) == limit
    assert weight / limit < 1024


def test_cookies_are_kept_replaced_and_dropped(anybody: Credentials) -> None:
    """The newest value of each name is sent back as it came; one that ends at once is gone."""
    session = Session(anybody)
    session.keep(SimpleCookie('SINESESSION=one; Path=/, node="a b"'))
    session.keep(SimpleCookie("SINESESSION=two"))
    assert session.headers() == {"Cookie": 'SINESESSION=two; node="a b"'}
    session.keep(SimpleCookie("node=x; Max-Age=0"))
    session.keep(SimpleCookie('SINESESSION=""'))
    assert session.headers() == {}


def test_cookies_are_bounded(anybody: Credentials) -> None:
    """A portal cannot fill our memory with cookies."""
    with pytest.raises(PortalChanged, match="larger than 4 kB"):
        Session(anybody).keep(SimpleCookie(f"SINESESSION={'x' * 5000}"))
