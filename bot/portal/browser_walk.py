"""The canary's way through the pages. Fulfils `bot.portal.canary.Walk`."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.portal.browser import BrowserMailbox
from bot.portal.canary import KEY, Landmark
from buzon.credentials import Credentials


@dataclass(frozen=True, slots=True)
class BrowserWalk:
    """One walk with the operator's own account."""

    mailbox: BrowserMailbox
    credentials: Credentials

    async def landmarks(self) -> Sequence[Landmark]:
        """Those of the sign-in, of *Verificación de Datos* and of the list, of a session of its own."""
        return await self.mailbox.landmarks(KEY, self.credentials)

    async def snapshot(self) -> str:
        """The page that stands open, or else the sign-in, redacted."""
        return await self.mailbox.snapshot(KEY)
