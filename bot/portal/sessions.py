"""The sessions that are open at the portal, one light cookie jar per mailbox, and who may open the next one.

The portal is one host, so names and values are all that a jar must hold, and 50,000 mailboxes fit into 50 MB. Sign-ins
of one mailbox never run side by side, and those who waited for one share its outcome: five calls with a wrong password
must not become five wrong tries, which lock the account.
"""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from http.cookies import SimpleCookie

from buzon.credentials import Credentials
from handlers.errors import BuzonError, PortalChanged

_MOST_BYTES = 4096  # what a browser keeps of one cookie; here the bound of a whole session


class Session:
    """What the portal gave one mailbox to be known by. `owner` tells whose credentials opened it, not what they are;
    without any it is nobody's, good for one call. `mark` says the same of their sealed form, where that is known, and
    `kept` which state of it is kept outside this process.
    """

    __slots__ = ("cookies", "kept", "mark", "owner", "token")

    def __init__(self, credentials: Credentials | None = None) -> None:
        self.owner = hash(credentials)  # salted anew in every process, 64 bits: compares, gives nothing away
        self.mark: int | None = None
        self.kept: int | None = None
        self.cookies: dict[str, str] = {}
        self.token = ""

    def keep(self, cookies: SimpleCookie) -> None:
        """Take over the cookies of an answer; one that ends at once (`Max-Age=0`, or set to nothing) is dropped.

        Raises:
            PortalChanged: together they are larger than 4 kB.
        """
        if not cookies:
            return
        for name, morsel in cookies.items():
            if morsel.value and morsel["max-age"] != "0":
                self.cookies[name] = morsel.coded_value
            else:
                self.cookies.pop(name, None)
        if sum(len(name) + len(value) for name, value in self.cookies.items()) > _MOST_BYTES:
            raise PortalChanged("the portal's cookies are larger than 4 kB")

    def headers(self) -> dict[str, str]:
        """What a request of this session carries."""
        headers = {}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        return headers


class _Gate:
    """Where the calls of one mailbox queue up while it has no session."""

    __slots__ = ("failure", "lock", "visitors")

    def __init__(self) -> None:
        self.lock = asyncio.Lock()
        self.visitors = 0
        self.failure: tuple[int, type[BuzonError], str] | None = None


class Sessions:
    """At most `limit` sessions, the least recently used ones dropped first."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._kept: OrderedDict[str, Session] = OrderedDict()
        self._gates: dict[str, _Gate] = {}

    def __len__(self) -> int:
        return len(self._kept)

    def kept(self, key: str) -> Session | None:
        """The session under `key`, whoever opened it."""
        return self._kept.get(key)

    def marked(self, key: str, mark: int) -> Session | None:
        """The session under `key`, if credentials of this mark opened it."""
        session = self._kept.get(key)
        if session is None or session.mark != mark:
            return None
        self._kept.move_to_end(key)
        return session

    async def current(
        self,
        key: str,
        credentials: Credentials,
        sign_in: Callable[[Credentials], Awaitable[Session]],
        *,
        instead_of: Session | None = None,
    ) -> Session:
        """The session under `key`, opened by `sign_in` if there is none of these credentials, or only `instead_of`.

        Raises what `sign_in` raises, also to those who waited with the same credentials while it was tried.
        """
        if session := self._usable(key, credentials, instead_of):
            return session
        async with self._gate(key) as gate:
            if session := self._usable(key, credentials, instead_of):
                return session
            if gate.failure and gate.failure[0] == hash(credentials):
                raise gate.failure[1](gate.failure[2])
            self._kept.pop(key, None)
            try:
                session = await sign_in(credentials)
            except BuzonError as error:
                gate.failure = hash(credentials), type(error), str(error)
                raise
            self._keep(key, session)
            return session

    async def drop(self, key: str) -> Session | None:
        """Take out the session under `key`, after a sign-in that is under way."""
        async with self._gate(key):
            return self._kept.pop(key, None)

    def _usable(self, key: str, credentials: Credentials, instead_of: Session | None) -> Session | None:
        session = self._kept.get(key)
        if session is None or session is instead_of or session.owner != hash(credentials):
            return None
        self._kept.move_to_end(key)
        return session

    def _keep(self, key: str, session: Session) -> None:
        self._kept[key] = session
        while len(self._kept) > self._limit:
            self._kept.popitem(last=False)

    @asynccontextmanager
    async def _gate(self, key: str) -> AsyncIterator[_Gate]:
        """The gate of `key`, ours alone; it lives as long as somebody stands at it, and so does its failure."""
        gate = self._gates.setdefault(key, _Gate())
        gate.visitors += 1
        try:
            async with gate.lock:
                yield gate
        finally:
            gate.visitors -= 1
            if not gate.visitors:
                del self._gates[key]
