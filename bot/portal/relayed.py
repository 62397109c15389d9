"""The browser door whose pictures of letters people read. Fulfils `handlers.ports.CaptchaRelay` besides Mailbox."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.portal.browser import BrowserMailbox
from bot.portal.canary import KEY, Landmark
from bot.portal.sessions import Session
from buzon.credentials import Credentials


class RelayedMailbox(BrowserMailbox):
    """As its base; what waits with a picture can be asked for, and a session go to the mailbox that was linked."""

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


@dataclass(frozen=True, slots=True)
class BrowserWalk:
    """The canary's way through the pages. Fulfils `bot.portal.canary.Walk`."""

    mailbox: BrowserMailbox
    credentials: Credentials

    async def landmarks(self) -> Sequence[Landmark]:
        """Those of the sign-in, of *Verificación de Datos* and of the list, of a session of its own."""
        await self.mailbox.forget(KEY)
        return await self.mailbox.landmarks(KEY, self.credentials)

    async def snapshot(self) -> str:
        """The page that stands open, or else the sign-in, redacted."""
        return await self.mailbox.snapshot(KEY)
