"""The make-believe Agencia Digital itself: visits, their captchas, and the hand-over to the mailbox; no HTTP in sight.

Option Extranjero → personal data → captcha → Regularización CPP / Calidad Humanitaria → file number → Verificar.
What the real section asks for is not public; the file number is our invention.
"""

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sandbox import captchas
from sandbox.portal.faces import Labels
from sandbox.portal.identities import Claim
from sandbox.portal.notices import Mailbox, Weather
from sandbox.portal.people import Person
from sandbox.portal.refusals import Refusal, Refused
from sandbox.portal.state import Portal

CAPTCHA_TRIES = 2
VISIT_LIFE = timedelta(minutes=15)


@dataclass
class Visit:
    """Somebody on their way; `mailbox` is None while they have not answered the captcha, or are not on record."""

    claim: Claim
    issued_on: date
    captcha: str
    until: datetime
    tries_left: int = CAPTCHA_TRIES
    mailbox: Mailbox | None = None


class Agency:
    """One agency beside one portal, whose people it knows; `portal_address` is where the link to the mailbox leads."""

    def __init__(self, portal: Portal, *, portal_address: str) -> None:
        self.weather = Weather()
        self.visits: dict[str, Visit] = {}
        self._portal = portal
        self._portal_address = portal_address

    @property
    def labels(self) -> Labels:
        """How things are called: as in the portal, since one house renames them in both."""
        return self._portal.faults.labels

    def begin(self, claim: Claim, issued_on: date) -> tuple[str, bytes]:
        """A new visit's id, and the picture to read; whether the data are anybody's is not said before it is read."""
        text = captchas.invent()
        visit_id = secrets.token_urlsafe(16)
        self._sweep()
        self.visits[visit_id] = Visit(claim, issued_on, text, self._portal.clock() + VISIT_LIFE)
        return visit_id, captchas.draw(text)

    def answer(self, visit_id: str, text: str) -> Person:
        """The person, once the picture is read and the data are theirs. Spaces and case do not count.

        Raises:
            Refused: the visit is over; the picture was misread, once or for good; or the data are nobody's, which ends
                the visit.
        """
        visit = self._visit(visit_id)
        if not captchas.same(text, visit.captcha):
            visit.tries_left -= 1
            if visit.tries_left:
                raise Refused(Refusal.CAPTCHA_WRONG)
            del self.visits[visit_id]
            raise Refused(Refusal.CAPTCHA_SPENT)
        visit.mailbox = self._known(visit)
        if visit.mailbox is None:
            del self.visits[visit_id]
            raise Refused(Refusal.NO_MATCH)
        return visit.mailbox.person

    def verify(self, visit_id: str, file: str) -> tuple[Person, str]:
        """The person and a link that opens their mailbox, once; the visit stays, for another link.

        Raises:
            Refused: the visit is over or its captcha not answered, or the file is not theirs.
        """
        visit = self._visit(visit_id)
        if visit.mailbox is None:
            raise Refused(Refusal.CAPTCHA_WANTED)
        person = visit.mailbox.person
        if file.strip().upper() not in person.files:
            raise Refused(Refusal.NO_MATCH)
        return person, f"{self._portal_address}/sine-ui/entrada#{self._portal.hand_over(person.id)}"

    def set_weather(self, **changed: object) -> Weather:
        """Switch some troubles, leave the others.

        Raises:
            pydantic.ValidationError: an unknown trouble or a value it cannot take.
        """
        self.weather = Weather.model_validate(self.weather.model_dump() | changed)
        return self.weather

    def _visit(self, visit_id: str) -> Visit:
        self._sweep()
        if visit_id not in self.visits:
            raise Refused(Refusal.SESSION_EXPIRED)
        return self.visits[visit_id]

    def _sweep(self) -> None:
        now = self._portal.clock()
        self.visits = {key: visit for key, visit in self.visits.items() if visit.until > now}

    def _known(self, visit: Visit) -> Mailbox | None:
        for mailbox in self._portal.mailboxes.values():
            person = mailbox.person
            same = person.identity.agrees_with(visit.claim, nationality=person.nationality)
            if same and person.identity.issued_on == visit.issued_on:
                return mailbox
        return None
