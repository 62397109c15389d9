"""The Agencia Digital, option *Extranjero*, through its pages, walked in a browser as a profile's words say. Fulfils
`handlers.ports.Agency`.

Every form is sent once. A visit is a page that waits for its person, good in this process only. The link into the
mailbox is read and checked, and never followed: it is the person's, and good once.
"""

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from typing import Self

from bot.portal.agency import CAPTCHA_LIMIT, checked, near_of
from bot.portal.browser import walk
from bot.portal.browser.chromium import Chromium
from bot.portal.browser.finder import control, field
from bot.portal.browser.outline import Node, Outline
from bot.portal.browser.parked import Parked
from bot.portal.browser.personal import data_fields, hand_in
from bot.portal.browser.pool import Pool
from bot.portal.browser.profile import BrowserProfile
from bot.portal.browser.refusing import refused
from bot.portal.browser.screen import Screen
from bot.portal.door import Observe, address
from bot.portal.sessions import Session
from bot.portal.verdict import Operation, SessionExpired
from buzon.identity import Identity
from handlers.errors import CaptchaMisread, IdentityMismatch, Misconfigured, PortalChanged, VerificationOver
from handlers.ports import Visit

_LIFE_SECONDS = 900


@dataclass(frozen=True, slots=True)
class _Picture:
    """Where what the picture says is typed, and what hands it in."""

    letters: Node
    answer: Node


@dataclass(frozen=True, slots=True)
class _File:
    """Where the file number is typed, and what hands it in."""

    number: Node
    verify: Node


class BrowserAgency:
    """One agency beside one portal. Built inside the running loop; `async with`, or `close()` at the end.

    `portal_url` and `base_url` win over the profile's addresses of the portal and the agency; `chromium` must reach the
    agency's host.

    Raises:
        Misconfigured: an address is missing, or is none; or the profile has no sections `[agency]` and `[recovery]`.
    """

    def __init__(
        self,
        profile: BrowserProfile,
        chromium: Chromium,
        *,
        portal_url: str | None = None,
        base_url: str | None = None,
        contexts: int = 10,
        observe: Observe | None = None,
    ) -> None:
        if profile.agency is None or profile.recovery is None:
            raise Misconfigured(f"browser profile {profile.name}: has no sections [agency] and [recovery]")
        self._profile = profile
        self._words, self._data = profile.agency, profile.recovery
        portal = address(portal_url or profile.base_url, of="portal", setting="BUZON_PORTAL_URL")
        base = address(base_url or self._words.base_url, of="agency", setting="BUZON_AGENCY_URL").rstrip("/")
        self._start = base + self._words.path
        self._near = near_of(portal, base, *self._words.doors)
        self._pool = Pool(chromium, profile, profile.near(base), contexts=contexts, observe=observe)
        self._visits: Parked[None] = Parked(self._pool, seconds=_LIFE_SECONDS)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Close every page."""
        self._visits.close()
        await self._pool.close()

    async def begin(self, identity: Identity, issued_on: date) -> Visit:
        """Hand in the personal data and the document's day of issue; the picture is a PNG of at most 200 kB.

        Raises:
            IdentityMismatch, TooManyTries: the page says so in words.
            PortalDown, PortalChanged: it answers late, not at all, or otherwise than the profile.
        """
        session, visit_id = Session(), secrets.token_urlsafe(24)
        begun = False
        try:
            async with self._pool.screen(session) as screen, screen.doing(Operation.AGENCY_BEGIN):
                await screen.goto(self._start)
                await walk.stepping(screen, self._to_data, "the option for foreigners is missing")
                more = {"issued_on": (self._words.issued_on, issued_on)}
                await hand_in(screen, self._data, identity, ending=self._begun, filled_in=self._picture, more=more)
                picture = await walk.drawn(screen, self._profile)
                if len(picture) > CAPTCHA_LIMIT:
                    raise PortalChanged(f"{screen.step}: the picture is larger than {CAPTCHA_LIMIT // 1024} kB")
                begun = True
        finally:
            if not begun:
                await self._pool.drop(session)
        self._visits.put(visit_id, session, None)
        return Visit(visit_id, picture)

    async def answer(self, visit_id: str, text: str) -> None:
        """What the captcha says.

        Raises:
            CaptchaMisread, IdentityMismatch, VerificationOver: the page says so in words; or nothing waits by this id.
            PortalDown, PortalChanged: it answers late, not at all, or otherwise than the profile.
        """
        async with self._visit(visit_id, Operation.AGENCY_ANSWER) as screen:
            form = await screen.until(self._picture, "the picture is missing")
            await screen.type(form.letters, text)
            try:
                await walk.sent(
                    screen,
                    self._profile,
                    Operation.AGENCY_ANSWER,
                    form.answer,
                    outcome=lambda outline: control(outline, self._words.section),
                    missing="neither let in nor refused in words",
                )
            except CaptchaMisread:
                if self._picture(await screen.look()) is None:  # one wrong answer too many: it begins anew
                    await self._visits.drop(visit_id)
                    raise
                raise CaptchaMisread("the picture says something else", again=True) from None
            except IdentityMismatch:  # whose data these are is said only now, and ends the visit
                await self._visits.drop(visit_id)
                raise

    async def verify(self, visit_id: str, file_number: str) -> str:
        """*Regularización CPP / Calidad Humanitaria* → *Verificar*: the address that opens the mailbox, which ends the
        visit.

        Raises:
            IdentityMismatch, VerificationOver: the page says so in words; or nothing waits by this id.
            PortalDown, PortalChanged: as above; also where the address is not of the portal's or the agency's host.
        """
        async with self._visit(visit_id, Operation.AGENCY_VERIFY) as screen:
            if self._picture(await screen.look()) is not None:
                raise VerificationOver("the picture was not read")
            await walk.stepping(screen, self._to_file, "the section is missing")
            form = await screen.until(self._file, "the file number is missing")
            await screen.type(form.number, file_number)
            link = await walk.sent(
                screen,
                self._profile,
                Operation.AGENCY_VERIFY,
                form.verify,
                outcome=self._link,
                missing="neither the link nor a refusal in words",
            )
        await self._visits.drop(visit_id)
        return checked(link, self._near, name=f"{Operation.AGENCY_VERIFY}: the link")

    @asynccontextmanager
    async def _visit(self, visit_id: str, step: Operation) -> AsyncIterator[Screen]:
        place = self._visits.get(visit_id)
        if place is None:
            raise VerificationOver("the visit is over")
        try:
            async with self._pool.screen(place.session, keep=True) as screen, screen.doing(step):
                yield screen
        except SessionExpired:
            await self._visits.drop(visit_id)
            raise VerificationOver("the visit is over") from None

    def _to_data(self, outline: Outline) -> bool | Node | None:
        if field(outline, self._words.issued_on) or data_fields(self._data, outline):
            return True
        option = control(outline, self._words.foreigner)
        return option.node if option else None

    def _begun(self, outline: Outline) -> _Picture | None:
        """The picture on a page after the data's; where it stands among them, they are filled in first."""
        form = None if data_fields(self._data, outline) else self._picture(outline)
        if form is None:
            refused(self._profile, Operation.AGENCY_BEGIN, outline)
        return form

    def _picture(self, outline: Outline) -> _Picture | None:
        letters = field(outline, self._profile.sign_in.captcha, among={"field"})
        answer = control(outline, self._words.answer)
        if letters is None or answer is None or walk.picture_of(self._profile, outline) is None:
            return None
        return _Picture(letters.node, answer.node)

    def _to_file(self, outline: Outline) -> bool | Node | None:
        if self._file(outline) is not None:
            return True
        section = control(outline, self._words.section)
        return section.node if section else None

    def _file(self, outline: Outline) -> _File | None:
        number = field(outline, self._words.file_number, among={"field"})
        verify = control(outline, self._words.verify)
        return None if number is None or verify is None else _File(number.node, verify.node)

    def _link(self, outline: Outline) -> str | None:
        found = control(outline, self._words.mailbox)
        return found.node.href or None if found else None
