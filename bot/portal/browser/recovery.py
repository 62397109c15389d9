"""*¿Olvidaste la contraseña?* through its pages, walked in a browser as a profile's words say. Fulfils
`handlers.ports.Recovery`.

Every form is sent once. Between the verification and the new password the page waits; its name is the ticket, good in
this process only.
"""

import re
import secrets
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Self

from bot.portal.browser import walk
from bot.portal.browser.chromium import Chromium
from bot.portal.browser.facts import MONTHS
from bot.portal.browser.finder import Found, control, field, next_choices
from bot.portal.browser.outline import Node, Outline
from bot.portal.browser.parked import Parked
from bot.portal.browser.pool import Pool
from bot.portal.browser.profile import BrowserProfile, RecoveryPages, found
from bot.portal.browser.refusing import refused
from bot.portal.browser.screen import Screen
from bot.portal.browser.words import match, plain, says
from bot.portal.door import Observe, address
from bot.portal.profile_recovery import PersonalData
from bot.portal.sessions import Session
from bot.portal.verdict import Operation
from bot.portal.writing import data_of
from buzon.credentials import Secret
from buzon.identity import Identity
from handlers.errors import Misconfigured, PortalChanged, VerificationOver
from handlers.ports import Verified

DATA = (
    *("nationality", "document_type", "document_number"),
    *("paternal_surname", "maternal_surname", "given_names", "birth_date"),
)
_LIFE_SECONDS = 900
_MOST_STEPS = 8
_ADDRESS = re.compile(r"[^\s@]{1,64}@[\w.-]{1,190}\w")


@dataclass(frozen=True, slots=True)
class _Passwords:
    """The form for a new password."""

    first: Node
    repetition: Node | None
    save: Node


_Step = Verified | _Passwords | dict[str, Found]
"""What a page on the way is: one of two endings, or the data that it asks for."""


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
                ending = await self._hand_in(screen, identity)
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

    async def _hand_in(self, screen: Screen, identity: Identity) -> Verified | _Passwords:
        """Fill in what is asked, page after page, until there is an ending."""
        values = data_of(_written(self._words), identity)
        filled: set[str] = set()
        for _ in range(_MOST_STEPS):
            step: _Step = await screen.until(partial(self._step, filled), "the ending is missing")
            if not isinstance(step, dict):
                return step
            for name, place in step.items():
                await self._fill(screen, place.node, name, values[name], identity)
            filled |= set(step)
            following = control(await screen.look(), self._words.following)
            if following is None:
                raise PortalChanged(f"{screen.step}: what leads on is missing")
            await screen.press(following.node)
        raise PortalChanged(f"{screen.step}: the ending is missing")

    def _step(self, filled: set[str], outline: Outline) -> _Step | None:
        if (form := _passwords(self._words, outline)) is not None:
            return form
        said = [node.text for node in outline.nodes if node.text]
        if says(said, self._words.sent):
            return Verified(sent_to=_hint(said))
        refused(self._profile, Operation.RECOVERY_VERIFY, outline)
        asked = data_fields(self._words, outline)
        fresh = {name: place for name, place in asked.items() if name not in filled}
        if fresh and control(outline, self._words.following) is not None:
            return fresh
        if missing := [name for name in DATA if name not in filled]:
            raise PortalChanged(f"{missing[0]} field is missing")
        return None

    async def _fill(self, screen: Screen, node: Node, name: str, value: str, identity: Identity) -> None:
        if node.role == "date":
            await screen.set_date(node, identity.birth_date)
        elif node.role != "choice":
            if value:
                await screen.type(node, value)
        elif name == "birth_date":
            await self._choose_day(screen, node, identity.birth_date)
        else:
            words = self._words.documents.get(value, (value,)) if name == "document_type" else (value,)
            await _choose(screen, node, words)

    async def _choose_day(self, screen: Screen, first: Node, day: date) -> None:
        lists = next_choices(await screen.look(), first, 3)
        parts = (
            (self._words.day, (str(day.day), f"{day.day:02}")),
            (self._words.month, (MONTHS[day.month - 1], str(day.month), f"{day.month:02}")),
            (self._words.year, (str(day.year),)),
        )
        for called, values in parts:
            of = [
                one for one in lists if match(one.name, called, whole=True) or match(one.options[0], called, whole=True)
            ]
            if not of:
                raise PortalChanged(f"{screen.step}: birth_date field is missing")
            await _choose(screen, of[0], values)


async def to_data(screen: Screen, profile: BrowserProfile) -> None:
    """From the sign-in to *Verificación de Datos*."""
    entry = await screen.until(
        lambda outline: control(outline, profile.sign_in.forgotten), "the way back in is missing"
    )
    await screen.press(entry.node)


def data_fields(words: RecoveryPages, outline: Outline) -> dict[str, Found]:
    """Those of the seven data that are asked for on this page, by name."""
    found = {name: field(outline, getattr(words, name), among={"field", "date", "choice"}) for name in DATA}
    return {name: place for name, place in found.items() if place is not None}


async def _choose(screen: Screen, node: Node, words: tuple[str, ...]) -> None:
    options = [plain(option) for option in node.options]
    chosen = next((options.index(plain(word)) for word in words if plain(word) in options), None)
    if chosen is None:
        raise PortalChanged(f"{screen.step}: a list does not offer what is to be chosen")
    await screen.choose(node, chosen)


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


def _written(words: RecoveryPages) -> PersonalData:
    return PersonalData.model_validate(
        {name: name for name in DATA} | {"day_form": words.day_form, "names": words.names}
    )
