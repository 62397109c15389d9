"""*¿Olvidaste la contraseña?* through its pages, walked in a browser as a profile's words say. Fulfils
`handlers.ports.Recovery`.

Every form is sent once. Between the verification and the new password the page waits; its name is the ticket, good in
this process only.
"""

import re
import secrets
from dataclasses import dataclass
from typing import Self

from bot.portal.browser import walk
from bot.portal.browser.chromium import Chromium
from bot.portal.browser.finder import control, field
from bot.portal.browser.outline import Node, Outline
from bot.portal.browser.parked import Parked
from bot.portal.browser.personal import hand_in
from bot.portal.browser.pool import Pool
from bot.portal.browser.profile import BrowserProfile, RecoveryPages, found
from bot.portal.browser.refusing import refused
from bot.portal.browser.screen import Screen
from bot.portal.browser.words import says
from bot.portal.door import Observe, address
from bot.portal.sessions import Session
from bot.portal.verdict import Operation
from buzon.credentials import Secret
from buzon.identity import Identity
from handlers.errors import Misconfigured, VerificationOver
from handlers.ports import Verified

_LIFE_SECONDS = 900
_ADDRESS = re.compile(r"[^\s@]{1,64}@[\w.-]{1,190}\w")


@dataclass(frozen=True, slots=True)
class _Passwords:
    """The form for a new password."""

    first: Node
    repetition: Node | None
    save: Node


class BrowserRecovery:
    """The way back in at one site. Built inside the running loop; `async with`, or `close()` at the end.

    Raises:
        Misconfigured: the portal's address is missing, or is none; or the profile has no section `[recovery]`.
    """

    def __init__(
        self,
        profile: BrowserProfile,
        chromium: Chromium,
        *,
        base_url: str | None = None,
        contexts: int = 10,
        observe: Observe | None = None,
    ) -> None:
        if profile.recovery is None:
            raise Misconfigured(f"browser profile {profile.name}: has no section [recovery]")
        self._profile = profile
        self._words = profile.recovery
        base = address(base_url or profile.base_url, of="portal", setting="BUZON_PORTAL_URL").rstrip("/")
        self._start = base + profile.sign_in.path
        self._pool = Pool(chromium, profile, profile.near(base), contexts=contexts, observe=observe)
        self._proven: Parked[str] = Parked(self._pool, seconds=_LIFE_SECONDS)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Close every page."""
        self._proven.close()
        await self._pool.close()

    async def verify(self, identity: Identity) -> Verified:
        """*Verificación de Datos*, once. Where the portal sends a password, the old one is dead from here on.

        Raises:
            IdentityMismatch, TooManyTries: the page says so in words.
            PortalDown, PortalChanged: it answers late, not at all, or otherwise than the profile.
        """
        session = Session()
        ticket = ""
        try:
            async with self._pool.screen(session) as screen, screen.doing(Operation.RECOVERY_VERIFY):
                await screen.goto(self._start)
                await to_data(screen, self._profile)
                ending = await hand_in(screen, self._words, identity, ending=self._ending)
                if isinstance(ending, Verified):
                    return ending
                ticket = secrets.token_urlsafe(24)
                self._proven.put(ticket, session, screen.page.url)
                return Verified(ticket=Secret(ticket))
        finally:
            if not ticket:
                await self._pool.drop(session)

    async def set_password(self, ticket: Secret, password: Secret) -> Secret | None:
        """Set the new password; the user name where the page tells it. A refused password leaves the ticket good.

        Raises:
            VerificationOver, PasswordRefused: the page says so in words; or nothing waits by this ticket any more.
            PortalDown, PortalChanged: it answers late, not at all, or otherwise than the profile.
        """
        place = self._proven.get(ticket.reveal())
        if place is None:
            raise VerificationOver("the verification is over")
        async with (
            self._pool.screen(place.session, keep=True) as screen,
            screen.doing(Operation.RECOVERY_PASSWORD),
        ):
            if _passwords(self._words, await screen.look()) is None:  # an outage took its place
                await screen.goto(place.whose)
            form = await screen.until(lambda outline: _passwords(self._words, outline), "password field is missing")
            await screen.type(form.first, password.reveal())
            if form.repetition is not None:
                await screen.type(form.repetition, password.reveal())
            user = await walk.sent(
                screen,
                self._profile,
                Operation.RECOVERY_PASSWORD,
                form.save,
                outcome=self._done,
                missing="neither set nor refused in words",
            )
        await self._proven.drop(ticket.reveal())
        return Secret(user) if user else None

    def _done(self, outline: Outline) -> str | None:
        said = [node.text for node in outline.nodes if node.text]
        if not says(said, self._words.done):
            return None
        return next((user for text in said if (user := found(self._words.user, text))), "")

    def _ending(self, outline: Outline) -> Verified | _Passwords | None:
        if (form := _passwords(self._words, outline)) is not None:
            return form
        said = [node.text for node in outline.nodes if node.text]
        if says(said, self._words.sent):
            return Verified(sent_to=_hint(said))
        refused(self._profile, Operation.RECOVERY_VERIFY, outline)
        return None


async def to_data(screen: Screen, profile: BrowserProfile) -> None:
    """From the sign-in to *Verificación de Datos*."""
    entry = await screen.until(
        lambda outline: control(outline, profile.sign_in.forgotten), "the way back in is missing"
    )
    await screen.press(entry.node)


def _passwords(words: RecoveryPages, outline: Outline) -> _Passwords | None:
    first = field(outline, words.new_password, among={"password"})
    save = control(outline, words.save)
    if first is None or save is None:
        return None
    repetition = field(outline, words.repetition, among={"password"})
    return _Passwords(first.node, repetition.node if repetition else None, save.node)


def _hint(said: list[str]) -> str:
    """The address that a password was sent to, shown as far as it helps its owner to know it: "y***@correo.example"."""
    address = next((hit[0] for text in said if (hit := _ADDRESS.search(text))), "")
    name, at, host = address.partition("@")
    return address if "*" in address or not at else f"{name[:1]}***@{host}"
