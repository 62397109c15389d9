"""What every way back in must do, whatever it is made of: the contract of `handlers.ports.Recovery` and `Agency`.

The browser walks each face of the portal, by one and the same profile, with everybody: minutes, so in `make soak`.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TypeVar

import pytest
import pytest_asyncio

from bot.portal.agency import ApiAgency
from bot.portal.browser import BrowserAgency, BrowserProfile, BrowserRecovery, Chromium
from bot.portal.profile import Profile
from bot.portal.recovery import ApiRecovery
from buzon.credentials import Secret
from buzon.identity import (
    Country,
    DocumentNumber,
    DocumentType,
    Identity,
    Name,
    read_document_number,
    read_document_type,
    read_name,
    read_nationality,
    read_optional_name,
)
from handlers.errors import (
    CaptchaMisread,
    IdentityMismatch,
    PasswordRefused,
    PortalChanged,
    PortalDown,
    TooManyTries,
    VerificationOver,
)
from handlers.ports import Agency, Recovery
from sandbox.agency import Agency as AgencyState
from sandbox.agency import site as agency_site
from sandbox.agency.state import VISIT_LIFE
from sandbox.listen import serving
from sandbox.portal import Portal, site
from sandbox.portal.faces import Face
from sandbox.portal.people import PEOPLE, Person
from sandbox.portal.recovery import VERIFICATION_LIFE
from sandbox.portal.refusals import Refused
from tests.handlers.recovery import DirectAgency, DirectRecovery

pytestmark = pytest.mark.asyncio(loop_scope="module")  # the one of the Chromium that all tests here share

EVERYBODY = [person.id for person in PEOPLE]
PORTAL_ADDRESS = "https://buzon.example"
NEW = Secret("Chicha-morada-7")
_T = TypeVar("_T")


@dataclass
class Sites:
    """Portal and agency, and the clock both go by."""

    now: datetime = datetime(2026, 12, 3, 15, 15, tzinfo=UTC)
    portal: Portal = field(init=False)
    agency: AgencyState = field(init=False)

    def __post_init__(self) -> None:
        self.portal = Portal(clock=lambda: self.now)
        self.agency = AgencyState(self.portal, portal_address=PORTAL_ADDRESS)

    def drawn(self) -> str:
        """What the agency's last picture says; the name of a visit is each door's own."""
        return list(self.agency.visits.values())[-1].captcha

    def person(self, person_id: str) -> Person:
        return self.portal.mailboxes[person_id].person


@pytest.fixture
def sites() -> Sites:
    return Sites()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def chromium(chromium_path: Path) -> AsyncIterator[Chromium]:
    async with Chromium(hosts=["127.0.0.1"], executable=chromium_path) as chromium:
        yield chromium


FACES = [pytest.param(face, marks=pytest.mark.soak) for face in Face]


@pytest_asyncio.fixture(params=["v1", "v2", "twin", *FACES], loop_scope="module")
async def recovery(request: pytest.FixtureRequest, sites: Sites, chromium: Chromium) -> AsyncIterator[Recovery]:
    way: str = request.param
    if way == "twin":
        yield DirectRecovery(sites.portal)
        return
    if isinstance(way, Face):
        async with (
            serving(site(sites.portal, face=way)) as url,
            BrowserRecovery(BrowserProfile.load("generic"), chromium, base_url=url) as walked,
        ):
            yield walked
        return
    sites.portal.set_faults(changed_fields=way == "v2")
    async with serving(site(sites.portal)) as url, ApiRecovery(_profile(way), base_url=url) as recovery:
        yield recovery


@pytest_asyncio.fixture(
    params=["v1", "v2", "twin", pytest.param("browser", marks=pytest.mark.soak)], loop_scope="module"
)
async def agency(request: pytest.FixtureRequest, sites: Sites, chromium: Chromium) -> AsyncIterator[Agency]:
    way: str = request.param
    if way == "twin":
        yield DirectAgency(sites.agency)
        return
    async with serving(agency_site(sites.agency)) as url:
        if way == "browser":
            words = BrowserProfile.load("generic")
            door: BrowserAgency | ApiAgency = BrowserAgency(words, chromium, portal_url=PORTAL_ADDRESS, base_url=url)
        else:
            door = ApiAgency(_profile(way), portal_url=PORTAL_ADDRESS, base_url=url)
        async with door as agency:
            yield agency


def _profile(dialect: str) -> Profile:
    return Profile.load({"v1": "sandbox", "v2": "sandbox-v2"}[dialect])


def _understood(read: object, kind: type[_T]) -> _T:
    assert isinstance(read, kind)
    return read


def identity_of(person: Person) -> Identity:
    """What the dialog understands of a person who writes what stands on record."""
    record = person.identity
    kind = _understood(read_document_type(record.document_type), DocumentType)
    maternal = read_optional_name(record.maternal or "no tengo")
    return Identity(
        nationality=_understood(read_nationality(person.nationality), Country),
        document_type=kind,
        document_number=_understood(read_document_number(record.document_number, kind), DocumentNumber),
        paternal_surname=_understood(read_name(record.paternal), Name),
        maternal_surname=_understood(maternal, Name) if record.maternal else None,
        given_names=_understood(read_name(record.given), Name),
        birth_date=record.born_on,
    )


def somebody_else(person: Person) -> Identity:
    return replace(identity_of(person), birth_date=date(1990, 3, 6))


class TestRecoveryPort:
    """One sentence per promise of the port."""

    @pytest.mark.parametrize("person_id", EVERYBODY)
    async def test_everybody_sets_a_new_password(self, recovery: Recovery, sites: Sites, person_id: str) -> None:
        """Ñ, accents, particles, a hyphen, one surname only: as on record they match, and the user name is told."""
        person = sites.person(person_id)
        verified = await recovery.verify(identity_of(person))
        assert verified.ticket
        assert verified.sent_to == ""
        user = await recovery.set_password(verified.ticket, NEW)
        assert user == Secret(person.user)
        assert sites.portal.sign_in(person.user, NEW.reveal())

    async def test_a_password_is_sent_instead(self, recovery: Recovery, sites: Sites) -> None:
        """The other ending: no ticket, a hint of the address, and the old password is dead."""
        sites.portal.set_faults(recovery_ending="sent")
        yusmary = sites.person("yusmary")
        verified = await recovery.verify(identity_of(yusmary))
        assert verified.ticket is None
        assert verified.sent_to == "y***@correo.example"
        with pytest.raises(Refused):
            sites.portal.sign_in(yusmary.user, yusmary.password)

    async def test_a_mismatch_is_tried_once_and_three_are_enough(self, recovery: Recovery, sites: Sites) -> None:
        """Each wrong try counts as one, and after three the right data are not heard either."""
        maria = sites.person("maria")
        for _ in range(3):
            with pytest.raises(IdentityMismatch):
                await recovery.verify(somebody_else(maria))
        with pytest.raises(TooManyTries):
            await recovery.verify(identity_of(maria))
        sites.now += timedelta(hours=1)
        assert (await recovery.verify(identity_of(maria))).ticket

    async def test_an_accent_too_many_is_a_mismatch(self, recovery: Recovery, sites: Sites) -> None:
        """João's record has lost its accents, so what he writes properly is nobody's; without them it is his."""
        joao = identity_of(sites.person("joao"))
        with pytest.raises(IdentityMismatch):
            await recovery.verify(replace(joao, given_names=Name("João")))
        assert (await recovery.verify(joao)).ticket

    async def test_a_refused_password_leaves_the_ticket_good(self, recovery: Recovery, sites: Sites) -> None:
        """Too short, then without a digit, then a good one, all with one verification."""
        ticket = (await recovery.verify(identity_of(sites.person("carlos")))).ticket
        assert ticket
        for weak in ("corta1", "sin-numeros"):
            with pytest.raises(PasswordRefused):
                await recovery.set_password(ticket, Secret(weak))
        await recovery.set_password(ticket, NEW)
        assert sites.portal.mailboxes["carlos"].password == NEW.reveal()

    async def test_a_verification_ends(self, recovery: Recovery, sites: Sites) -> None:
        """A ticket that is used, too old or invented is over."""
        carlos = identity_of(sites.person("carlos"))
        used = (await recovery.verify(carlos)).ticket
        assert used
        await recovery.set_password(used, NEW)
        old = (await recovery.verify(carlos)).ticket
        assert old
        sites.now += VERIFICATION_LIFE
        for ticket in (used, old, Secret("invented")):
            with pytest.raises(VerificationOver):
                await recovery.set_password(ticket, NEW)

    async def test_an_outage_blames_nobody(self, recovery: Recovery, sites: Sites) -> None:
        """Down, broken and changed are told apart from every refusal, and what was proven before still holds."""
        maria = identity_of(sites.person("maria"))
        ticket = (await recovery.verify(maria)).ticket
        assert ticket
        dialect = sites.portal.faults.changed_fields
        faults = [({"down": True}, PortalDown), ({"server_error": True}, PortalDown)]
        if not isinstance(recovery, BrowserRecovery):  # who goes by what is visible does not see what fields are called
            faults.append(({"changed_fields": not dialect}, PortalChanged))
        for fault, error in faults:
            sites.portal.set_faults(**fault)
            with pytest.raises(error):
                await recovery.verify(maria)
            with pytest.raises(error):
                await recovery.set_password(ticket, NEW)
            sites.portal.set_faults(down=False, server_error=False, changed_fields=dialect)
        await recovery.set_password(ticket, NEW)


class TestAgencyPort:
    """One sentence per promise of the port."""

    @pytest.mark.parametrize("person_id", EVERYBODY)
    async def test_everybody_gets_a_link_that_opens_their_mailbox(
        self, agency: Agency, sites: Sites, person_id: str
    ) -> None:
        """Data, picture, file number; the link opens that person's mailbox and nobody else's, once."""
        person = sites.person(person_id)
        visit = await agency.begin(identity_of(person), person.identity.issued_on)
        assert visit.captcha.startswith(b"\x89PNG")
        await agency.answer(visit.id, sites.drawn().lower())
        link = await agency.verify(visit.id, person.files[0])
        before, _, token = link.partition("#")
        assert before.startswith(f"{PORTAL_ADDRESS}/")
        _, session = sites.portal.enter(token)
        assert session.mailbox.person is person
        with pytest.raises(Refused):
            sites.portal.enter(token)

    async def test_a_misread_picture_may_be_read_again_once(self, agency: Agency, sites: Sites) -> None:
        """The first wrong answer leaves the picture good, the second spends it and the visit with it."""
        maria = sites.person("maria")
        for right_at_last in (True, False):
            visit = await agency.begin(identity_of(maria), maria.identity.issued_on)
            said = sites.drawn()
            with pytest.raises(CaptchaMisread) as caught:
                await agency.answer(visit.id, "00000")
            assert caught.value.again
            if right_at_last:
                await agency.answer(visit.id, said)
                continue
            with pytest.raises(CaptchaMisread) as caught:
                await agency.answer(visit.id, "00000")
            assert not caught.value.again
            with pytest.raises(VerificationOver):
                await agency.answer(visit.id, said)

    @pytest.mark.parametrize("wrong", ["birth_date", "issued_on"])
    async def test_data_that_are_nobodys_are_said_after_the_picture(
        self, agency: Agency, sites: Sites, wrong: str
    ) -> None:
        """A wrong birth date or day of issue is a mismatch, and ends the visit."""
        maria = sites.person("maria")
        identity = somebody_else(maria) if wrong == "birth_date" else identity_of(maria)
        issued_on = maria.identity.issued_on - timedelta(days=wrong == "issued_on")
        visit = await agency.begin(identity, issued_on)
        said = sites.drawn()
        with pytest.raises(IdentityMismatch):
            await agency.answer(visit.id, said)
        with pytest.raises(VerificationOver):
            await agency.answer(visit.id, said)

    async def test_another_file_is_a_mismatch_and_the_visit_stays(self, agency: Agency, sites: Sites) -> None:
        """Somebody who mistakes the number may correct it."""
        carlos, maria = sites.person("carlos"), sites.person("maria")
        visit = await agency.begin(identity_of(carlos), carlos.identity.issued_on)
        await agency.answer(visit.id, sites.drawn())
        with pytest.raises(IdentityMismatch):
            await agency.verify(visit.id, maria.files[0])
        assert await agency.verify(visit.id, carlos.files[1])

    async def test_a_visit_ends(self, agency: Agency, sites: Sites) -> None:
        """Unknown, too old, or gone past the picture: the person begins again."""
        maria = sites.person("maria")
        unread = await agency.begin(identity_of(maria), maria.identity.issued_on)
        with pytest.raises(VerificationOver):
            await agency.verify(unread.id, maria.files[0])
        old = await agency.begin(identity_of(maria), maria.identity.issued_on)
        await agency.answer(old.id, sites.drawn())
        sites.now += VISIT_LIFE
        for visit_id in (old.id, "invented"):
            with pytest.raises(VerificationOver):
                await agency.verify(visit_id, maria.files[0])
            with pytest.raises(VerificationOver):
                await agency.answer(visit_id, "00000")

    async def test_an_outage_blames_nobody(self, agency: Agency, sites: Sites) -> None:
        """Down and broken are outages at every step, and the visit goes on afterwards."""
        maria = sites.person("maria")
        visit = await agency.begin(identity_of(maria), maria.identity.issued_on)
        for fault in ("down", "server_error"):
            sites.agency.set_weather(**{fault: True})
            with pytest.raises(PortalDown):
                await agency.begin(identity_of(maria), maria.identity.issued_on)
            with pytest.raises(PortalDown):
                await agency.answer(visit.id, "00000")
            if not isinstance(agency, BrowserAgency):  # who goes by pages has none yet on which to ask for this
                with pytest.raises(PortalDown):
                    await agency.verify(visit.id, maria.files[0])
            sites.agency.set_weather(**{fault: False})
        await agency.answer(visit.id, sites.drawn())
        assert await agency.verify(visit.id, maria.files[0])


@pytest.mark.parametrize("labels", ["usual", pytest.param("renamed", marks=pytest.mark.soak)])
async def test_the_agency_is_walked_in_a_browser(sites: Sites, chromium: Chromium, labels: str) -> None:
    """The whole way once, with each mistake that may be mended: a picture misread, another's file. The link is the
    person's own, leads nowhere but to the portal, and was not followed.
    """
    sites.portal.set_faults(labels=labels)
    yusmary, words = sites.person("yusmary"), BrowserProfile.load("generic")
    async with (
        serving(agency_site(sites.agency)) as url,
        BrowserAgency(words, chromium, portal_url=PORTAL_ADDRESS, base_url=url) as agency,
    ):
        visit = await agency.begin(identity_of(yusmary), yusmary.identity.issued_on)
        assert visit.captcha.startswith(b"\x89PNG")
        with pytest.raises(VerificationOver):
            await agency.verify(visit.id, yusmary.files[0])
        with pytest.raises(CaptchaMisread) as misread:
            await agency.answer(visit.id, "00000")
        assert misread.value.again
        await agency.answer(visit.id, sites.drawn())
        with pytest.raises(IdentityMismatch):
            await agency.verify(visit.id, sites.person("maria").files[0])
        link = await agency.verify(visit.id, yusmary.files[0])
        with pytest.raises(VerificationOver):
            await agency.answer(visit.id, "00000")
    _, session = sites.portal.enter(link.partition("#")[2])
    assert session.mailbox.person is yusmary


class TestTwinsSwitches:
    """What only the twins can do, for the parlour's tests."""

    async def test_an_operation_that_is_down_leaves_the_others(self, sites: Sites) -> None:
        """Each operation fails by its own name."""
        recovery = DirectRecovery(sites.portal)
        recovery.down.add("set_password")
        ticket = (await recovery.verify(identity_of(sites.person("maria")))).ticket
        assert ticket
        with pytest.raises(PortalDown):
            await recovery.set_password(ticket, NEW)
        recovery.down.clear()
        await recovery.set_password(ticket, NEW)

    async def test_the_agency_goes_down_step_by_step(self, sites: Sites) -> None:
        """What is handed in before the outage is still there after it."""
        agency, maria = DirectAgency(sites.agency), sites.person("maria")
        agency.down.add("verify")
        visit = await agency.begin(identity_of(maria), maria.identity.issued_on)
        await agency.answer(visit.id, sites.agency.visits[visit.id].captcha)
        with pytest.raises(PortalDown):
            await agency.verify(visit.id, maria.files[0])
        agency.down.clear()
        assert await agency.verify(visit.id, maria.files[0])
