"""¿Olvidaste la contraseña?: the make-believe portal checks seven data and gives way to a new password.

Nobody outside knows the real portal's rules; limits, lives and what makes a password weak are our inventions.
"""

import secrets
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sandbox.portal.identities import Claim
from sandbox.portal.notices import Ending, Mailbox
from sandbox.portal.refusals import Refusal, Refused
from sandbox.portal.tickets import Tickets

TRIES_AN_HOUR = 3
VERIFICATION_LIFE = timedelta(minutes=10)
_WINDOW = timedelta(hours=1)
_WORDS = ("Condor", "Quinua", "Totora", "Huaico", "Retama", "Puquio")


@dataclass(frozen=True)
class Verified:
    """How the verification ends: with a ticket to set a password by, or with a password on its way to the e-mail."""

    ending: Ending
    mailbox: Mailbox
    ticket: str | None = None
    password: str | None = None


class Recovery:
    """The way back in for the people of these mailboxes (by person id)."""

    def __init__(self, mailboxes: dict[str, Mailbox], clock: Callable[[], datetime]) -> None:
        self._mailboxes = mailboxes
        self._clock = clock
        self._tickets = Tickets(clock, life=VERIFICATION_LIFE)
        self._mismatches: dict[tuple[str, str], list[datetime]] = defaultdict(list)

    def find(self, claim: Claim) -> Mailbox:
        """The mailbox of the person whose seven data these are.

        Raises:
            Refused: they are nobody's, or three mismatches of this document lie within the last hour; the right data
                are then refused too.
        """
        now = self._clock()
        # What lies ahead was tried before the clock was put back, and counts no more.
        recent = [at for at in self._mismatches[claim.document] if now - _WINDOW < at <= now]
        if len(recent) >= TRIES_AN_HOUR:
            raise Refused(Refusal.TOO_MANY_TRIES)
        for mailbox in self._mailboxes.values():
            person = mailbox.person
            if person.identity.agrees_with(claim, nationality=person.nationality):
                self._mismatches.pop(claim.document, None)
                return mailbox
        self._mismatches[claim.document] = [*recent, now]
        raise Refused(Refusal.NO_MATCH)

    def verify(self, claim: Claim, *, ending: Ending) -> Verified:
        """Check the data and prepare the ending; with `SENT` the old password is dead at once.

        Raises:
            Refused: as `find`.
        """
        mailbox = self.find(claim)
        if ending is Ending.SET:
            return Verified(ending, mailbox, ticket=self._tickets.issue(mailbox.person.id))
        password = f"{secrets.choice(_WORDS)}-{secrets.randbelow(9000) + 1000}"
        mailbox.renew(password)
        return Verified(ending, mailbox, password=password)

    def set_password(self, ticket: str, password: str, repeated: str) -> Mailbox:
        """Give the person of this ticket a new password; a refused one leaves the ticket good.

        Raises:
            Refused: the ticket is over, the two passwords differ, or it is weak (under 8 characters, without a letter
                or a digit, or with the user in it).
        """
        person_id = self._tickets.whose(ticket)
        if person_id is None:
            raise Refused(Refusal.VERIFICATION_OVER)
        mailbox = self._mailboxes[person_id]
        if password != repeated:
            raise Refused(Refusal.PASSWORDS_DIFFER)
        if _weak(password, user=mailbox.person.user):
            raise Refused(Refusal.PASSWORD_WEAK)
        self._tickets.redeem(ticket)
        mailbox.renew(password)
        return mailbox


def _weak(password: str, *, user: str) -> bool:
    letter = any(sign.isalpha() for sign in password)
    digit = any(sign.isdigit() for sign in password)
    return len(password) < 8 or not (letter and digit) or user.lower() in password.lower()
