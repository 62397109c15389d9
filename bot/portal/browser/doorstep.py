"""Whose session is open at a site, and who may open the next one: signing in by its page, with a person's help where it
shows a captcha, and going on with what was kept of a session.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import Protocol, Self, TypeVar

from bot.portal.browser import walk
from bot.portal.browser.chromium import Chromium
from bot.portal.browser.parked import Parked, Place
from bot.portal.browser.pool import Pool, is_state, proof, state_of
from bot.portal.browser.profile import BrowserProfile
from bot.portal.browser.screen import Screen
from bot.portal.door import Observe, address
from bot.portal.sessions import Session, Sessions
from bot.portal.verdict import Operation, SessionExpired
from buzon.credentials import Credentials
from handlers.errors import BuzonError, CaptchaMisread, CaptchaWanted, PortalDown

_T = TypeVar("_T")


class Keep(Protocol):
    """Where sessions are kept outside this process, by their keys. Never raises."""

    async def kept(self, key: str) -> bytes | None:
        """What was kept under this key last."""

    async def keep(self, key: str, state: bytes) -> None:
        """Keep this, instead of what there was: as secret as a password."""

    async def drop(self, key: str) -> None:
        """Keep nothing under this key."""


class Doorstep:
    """The sessions of one site. Built inside the running loop; `async with`, or `close()` at the end.

    `chromium` may serve other doors too; it must reach the site's hosts. `contexts` bounds how many mailboxes are open
    at once in it, `sessions` how many stay signed in. With `keep` they outlive this process.

    Raises:
        Misconfigured: the portal's address is missing, or is none.
    """

    def __init__(
        self,
        profile: BrowserProfile,
        chromium: Chromium,
        *,
        base_url: str | None = None,
        contexts: int = 20,
        sessions: int = 5_000,
        observe: Observe | None = None,
        keep: Keep | None = None,
    ) -> None:
        self._profile = profile
        self._keep = keep
        base = address(base_url or profile.base_url, of="portal", setting="BUZON_PORTAL_URL").rstrip("/")
        self._start = base + profile.sign_in.path
        self._pool = Pool(chromium, profile, profile.near(base), contexts=contexts, observe=observe)
        self._chromium = chromium
        self._sessions = Sessions(sessions)
        self._stood: dict[str, str] = {}  # by key the page at which a survey has ended early, redacted
        self._waiting: Parked[Credentials] = Parked(self._pool, seconds=profile.waits.captcha)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Close every context. Sessions at the portal are left to expire."""
        self._waiting.close()
        await self._pool.close()

    async def sign_in(self, key: str, credentials: Credentials) -> None:
        """Open a session with these credentials, once, dropping any that is kept under `key`."""
        await self._waiting.drop(key)
        await self._lose(key)
        await self._sessions.current(key, credentials, partial(self._sign_in, key), instead_of=self._sessions.kept(key))

    async def captcha(self, key: str) -> bytes | None:
        """The picture that waits under `key` since `CaptchaWanted` was raised, PNG; None once it waits no more."""
        waiting = self._waiting.get(key)
        if waiting is None:
            return None
        try:
            async with self._pool.screen(waiting.session) as screen, screen.doing(Operation.SIGN_IN):
                return await walk.drawn(screen, self._profile)
        except PortalDown:
            if self._waiting.get(key) is None:  # its time was over just then
                return None
            raise

    def waiting(self, key: str) -> Credentials | None:
        """The credentials that wait with the picture under `key`."""
        place = self._waiting.get(key)
        return place.whose if place else None

    async def move(self, key: str, to: str, credentials: Credentials) -> None:
        """The session under `key`, if there is one, is that of `to` from now on."""
        session = await self._sessions.drop(key)
        if session is None:
            return

        async def kept(_: Credentials) -> Session:
            return session

        await self._sessions.current(to, credentials, kept, instead_of=self._sessions.kept(to))
        session.kept = None
        await self._hold(to, session)

    async def answer(self, key: str, text: str) -> None:
        """Type what the picture says, and sign in with the credentials that wait with it.

        Raises:
            CaptchaMisread: it says something else; with `again` another picture waits under `key` now.
            RejectedCredentials, LockedAccount, PortalDown, PortalChanged: as `sign_in`.
        """
        waiting = self._waiting.get(key)
        if waiting is None:
            raise CaptchaMisread("no picture waits any more", again=False)
        try:
            await self._sessions.current(
                key, waiting.whose, partial(self._answered, waiting, text), instead_of=self._sessions.kept(key)
            )
        except (CaptchaMisread, CaptchaWanted):
            self._waiting.put(key, waiting.session, waiting.whose)
            raise CaptchaMisread("the picture says something else", again=True) from None
        except BaseException:
            await self._waiting.drop(key)
            raise
        self._waiting.take(key)
        await self._hold(key, self._sessions.kept(key))

    async def _answered(self, waiting: Place[Credentials], text: str, credentials: Credentials) -> Session:
        async with self._pool.screen(waiting.session) as screen, screen.doing(Operation.SIGN_IN):
            form = await walk.shown_form(screen, self._profile)
            await walk.submit(screen, self._profile, form, credentials, letters=text)
            await self._enter(screen, waiting.session, credentials)
        return waiting.session

    async def forget(self, key: str) -> None:
        """Sign out where its page is open, and drop the session kept under `key`, if any. Never raises."""
        await self._waiting.drop(key)
        session = await self._sessions.drop(key)
        await self._lose(key)
        if session is None:
            return
        if session in self._pool:
            with suppress(BuzonError):
                async with self._pool.screen(session) as screen, screen.doing(Operation.SIGN_OUT):
                    await walk.sign_out(screen, self._profile)
        await self._pool.drop(session)

    async def _signed_in(
        self,
        key: str,
        credentials: Credentials,
        ask: Callable[[Session], Awaitable[_T]],
        *,
        expired: Session | None = None,
        mark: int | None = None,
    ) -> _T:
        """Ask within a session; one that has expired (`expired` has already) is replaced, once."""
        for _ in range(2 if expired is None else 1):
            begin = self._resumed
            if expired is not None:
                await self._pool.drop(expired)
                await self._lose(key)
                begin = self._sign_in
            session = await self._sessions.current(key, credentials, partial(begin, key), instead_of=expired)
            session.mark = session.mark if mark is None else mark
            with suppress(SessionExpired):
                found = await ask(session)
                await self._hold(key, session)
                return found
            expired = session
        raise PortalDown("the session expired as soon as it was opened")

    async def _hold(self, key: str, session: Session | None) -> None:
        """Keep the session as it is now, where that is not what is kept of it already."""
        if self._keep is None or session is None:
            return
        state = await self._pool.state(session)
        if state and session.kept != hash(state):
            await self._keep.keep(key, state.encode())
            session.kept = hash(state)

    async def _lose(self, key: str) -> None:
        if self._keep is not None:
            await self._keep.drop(key)

    async def _resumed(self, key: str, credentials: Credentials) -> Session:
        """The session that this or another process has left, if these credentials had opened it; else a new one."""
        kept = None if self._keep is None else await self._keep.kept(key)
        if kept is None or not is_state(kept, credentials):
            if kept is not None:
                await self._lose(key)
            return await self._sign_in(key, credentials)
        session = Session(credentials)
        session.token = kept.decode()
        session.kept = hash(session.token)
        return session

    async def _sign_in(
        self, key: str, credentials: Credentials, *, before: Callable[[Screen], Awaitable[None]] | None = None
    ) -> Session:
        waiting = self._waiting.get(key)
        if waiting is not None and waiting.whose == credentials:
            raise CaptchaWanted("a captcha waits for a person")
        session = Session(credentials)
        try:
            async with self._pool.screen(session) as screen:
                if before is not None:
                    await before(screen)
                async with screen.doing(Operation.SIGN_IN):
                    await walk.sign_in(screen, self._profile, self._start, credentials)
                    await self._enter(screen, session, credentials)
        except CaptchaWanted:
            self._waiting.put(key, session, credentials)
            raise
        except BaseException:
            await self._pool.drop(session)
            raise
        return session

    async def _enter(self, screen: Screen, session: Session, credentials: Credentials) -> None:
        """What is done once inside: no pictures any more, and what survives the browser's death is kept."""
        await screen.spare()
        screen.entered, screen.proof = True, proof(credentials)
        session.token = await state_of(screen)

    @asynccontextmanager
    async def _stranger(self) -> AsyncIterator[Screen]:
        """A page of nobody's, gone afterwards."""
        session = Session()
        try:
            async with self._pool.screen(session) as screen:
                yield screen
        finally:
            await self._pool.drop(session)
