"""The Agencia Digital, option *Extranjero*, over its own JSON as a profile says. Fulfils `handlers.ports.Agency`.

The captcha is for the person to read, never for us; and of the addresses that the agency gives, only those of its own
host and of the portal's are passed on.
"""

import re
from base64 import b64decode
from datetime import date
from typing import Self

from yarl import URL

from bot.portal.document import Place, parsed
from bot.portal.door import Door, Observe, address
from bot.portal.profile import Profile
from bot.portal.profile_recovery import Arrival
from bot.portal.verdict import Operation
from bot.portal.wire import Answer
from bot.portal.writing import data_of, day_of
from buzon.identity import Identity
from handlers.errors import Misconfigured, PortalChanged
from handlers.ports import Visit

CAPTCHA_LIMIT = 200 * 1024
_LONGEST_VISIT = 200
_LONGEST_LINK = 2000
_PICTURE = re.compile(r"data:image/(?:png|jpe?g);base64,", re.IGNORECASE)
_MAGIC = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")
# What every reader of addresses takes for the same one: no user before the host, no backslash, nothing that is dropped.
_LINK = re.compile(r"https?://[A-Za-z0-9.-]+(?::[0-9]+)?(?:/[!-\[\]-~]*)?")

Origin = tuple[str, str | None, int | None]


class ApiAgency:
    """One agency beside one portal. Built inside the running loop; `async with`, or `close()` at the end.

    `portal_url` and `base_url` win over the profile's addresses of the portal and the agency. What is known of a visit
    is its id, which the caller keeps; nothing of anybody is held between two calls.

    Raises:
        Misconfigured: an address is missing, or is none; or the profile has no section `[agency]`.
    """

    def __init__(
        self,
        profile: Profile,
        *,
        portal_url: str | None = None,
        base_url: str | None = None,
        connections: int = 20,
        observe: Observe | None = None,
    ) -> None:
        if profile.agency is None:
            raise Misconfigured(f"portal profile {profile.name}: has no section [agency]")
        self._calls = profile.agency
        portal = address(portal_url or profile.base_url, of="portal", setting="BUZON_PORTAL_URL")
        agency = address(base_url or self._calls.base_url, of="agency", setting="BUZON_AGENCY_URL")
        self._near = near_of(portal, agency, *self._calls.doors)
        self._door = Door(
            profile, base_url=agency, refusals=self._calls.refusals, connections=connections, observe=observe
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the connections."""
        await self._door.close()

    async def begin(self, identity: Identity, issued_on: date) -> Visit:
        """Hand in the personal data and the document's day of issue; the picture is a PNG or JPEG of at most 200 kB.

        Raises:
            IdentityMismatch, TooManyTries: the agency says so by its code.
            PortalDown, PortalChanged: it answers late, not at all, or otherwise than the profile.
        """
        call = self._calls.begin
        fields = data_of(call.data, identity) | {call.issued_on: day_of(call.data, issued_on)}
        return await self._door.post(Operation.AGENCY_BEGIN, call, fields, lambda answer: _visit(call, answer))

    async def answer(self, visit_id: str, text: str) -> None:
        """What the captcha says.

        Raises:
            CaptchaMisread, IdentityMismatch, VerificationOver: the agency says so by its code.
            PortalDown, PortalChanged: it answers late, not at all, or otherwise than the profile.
        """
        call = self._calls.answer

        def read(answer: Answer) -> None:
            parsed(answer.body).at(call.landmark)

        await self._door.post(Operation.AGENCY_ANSWER, call, {call.visit: visit_id, call.text: text}, read)

    async def verify(self, visit_id: str, file_number: str) -> str:
        """*Regularización CPP / Calidad Humanitaria* → *Verificar*: the address that opens the mailbox.

        Raises:
            IdentityMismatch, VerificationOver: the agency says so by its code.
            PortalDown, PortalChanged: as above; also where the address is not of the portal's or the agency's host.
        """
        call = self._calls.verify
        fields = {call.visit: visit_id, call.file_number: file_number}
        return await self._door.post(
            Operation.AGENCY_VERIFY, call, fields, lambda answer: self._link(parsed(answer.body).at(call.link))
        )

    def _link(self, place: Place) -> str:
        return checked(place.line(_LONGEST_LINK), self._near, name=place.name)


def near_of(*addresses: str) -> frozenset[Origin]:
    """Where an agency's link may lead: to these addresses' scheme, host and port."""
    return frozenset(map(_origin, addresses))


def checked(link: str, near: frozenset[Origin], *, name: str) -> str:
    """The link, which is an address of these. Raises PortalChanged, naming it as `name`."""
    if len(link) > _LONGEST_LINK or not _LINK.fullmatch(link):
        raise PortalChanged(f"{name} is not an address")
    try:
        leads = _origin(link) in near
    except ValueError:  # its text holds the address
        leads = False
    if not leads:
        raise PortalChanged(f"{name} leads to another host")
    return link


def _origin(url: str) -> Origin:
    """Scheme, host and port, the same however the port is written."""
    parts = URL(url)
    return parts.scheme, parts.raw_host, parts.port


def _visit(call: Arrival, answer: Answer) -> Visit:
    document = parsed(answer.body)
    visit_id = document.at(call.visit).identifier()
    if len(visit_id) > _LONGEST_VISIT:
        raise PortalChanged(f"{call.visit} is not an id")
    return Visit(visit_id, _picture(document.at(call.captcha)))


def _picture(place: Place) -> bytes:
    """The bytes of a PNG or JPEG in a `data:` URL."""
    url = place.text()
    head = _PICTURE.match(url)
    if head is None:
        raise PortalChanged(f"{place.name} is not a PNG or JPEG in a data: URL")
    if len(url) - head.end() > CAPTCHA_LIMIT * 4 // 3 + 4:
        raise PortalChanged(f"{place.name} is larger than {CAPTCHA_LIMIT // 1024} kB")
    try:
        picture = b64decode(url[head.end() :], validate=True)
    except ValueError:
        picture = b""
    if not picture.startswith(_MAGIC):
        raise PortalChanged(f"{place.name} is not a PNG or JPEG in a data: URL")
    if len(picture) > CAPTCHA_LIMIT:
        raise PortalChanged(f"{place.name} is larger than {CAPTCHA_LIMIT // 1024} kB")
    return picture
