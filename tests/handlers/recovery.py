"""The twins of the ways back in: the ports `Recovery` and `Agency` straight on the make-believe sites' state.

`tests/contract/test_recovery_port.py` holds them to what `bot/portal/recovery.py` and `bot/portal/agency.py` do.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Self

from buzon.credentials import Secret
from buzon.identity import Identity
from handlers.errors import (
    BuzonError,
    CaptchaMisread,
    IdentityMismatch,
    PasswordRefused,
    PortalChanged,
    PortalDown,
    TooManyTries,
    VerificationOver,
)
from handlers.ports import Verified, Visit
from sandbox.agency import Agency
from sandbox.portal import Portal
from sandbox.portal.identities import Claim
from sandbox.portal.notices import Ending, Weather
from sandbox.portal.refusals import Refusal, Refused

Errors = dict[Refusal, Callable[[], BuzonError]]

_RECOVERY: Errors = {
    Refusal.NO_MATCH: IdentityMismatch,
    Refusal.TOO_MANY_TRIES: TooManyTries,
    Refusal.VERIFICATION_OVER: VerificationOver,
    Refusal.PASSWORD_WEAK: PasswordRefused,
}
_AGENCY: Errors = {
    Refusal.NO_MATCH: IdentityMismatch,
    Refusal.CAPTCHA_WRONG: lambda: CaptchaMisread("try again", again=True),
    Refusal.CAPTCHA_SPENT: lambda: CaptchaMisread("begin again", again=False),
    Refusal.SESSION_EXPIRED: VerificationOver,
    Refusal.CAPTCHA_WANTED: VerificationOver,
}


class _Twin:
    """`down` are the operations, named as the port's methods, that the site does not answer."""

    def __init__(self) -> None:
        self.down: set[str] = set()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        self.down.clear()

    @contextmanager
    def _asked(self, operation: str, weather: Weather, errors: Errors) -> Iterator[None]:
        if weather.down or weather.server_error or operation in self.down:
            raise PortalDown
        try:
            yield
        except Refused as refused:
            raise errors[refused.reason]() from refused


class DirectRecovery(_Twin):
    """*¿Olvidaste la contraseña?* of one portal."""

    def __init__(self, portal: Portal) -> None:
        super().__init__()
        self._portal = portal

    async def verify(self, identity: Identity) -> Verified:
        with self._asked("verify", self._portal.faults, _RECOVERY):
            self._stand()
            verified = self._portal.verify(_claim(identity))
        if verified.ending is Ending.SET:
            return Verified(ticket=Secret(verified.ticket or ""))
        name, _, host = verified.mailbox.person.identity.email.partition("@")
        return Verified(sent_to=f"{name[0]}***@{host}")

    async def set_password(self, ticket: Secret, password: Secret) -> Secret | None:
        with self._asked("set_password", self._portal.faults, _RECOVERY):
            self._stand()
            mailbox = self._portal.set_password(ticket.reveal(), password.reveal(), password.reveal())
        return Secret(mailbox.person.user)

    def _stand(self) -> None:
        if self._portal.faults.changed_fields:
            raise PortalChanged


class DirectAgency(_Twin):
    """One Agencia Digital."""

    def __init__(self, agency: Agency) -> None:
        super().__init__()
        self._agency = agency

    async def begin(self, identity: Identity, issued_on: date) -> Visit:
        with self._asked("begin", self._agency.weather, _AGENCY):
            return Visit(*self._agency.begin(_claim(identity), issued_on))

    async def answer(self, visit_id: str, text: str) -> None:
        with self._asked("answer", self._agency.weather, _AGENCY):
            self._agency.answer(visit_id, text)

    async def verify(self, visit_id: str, file_number: str) -> str:
        with self._asked("verify", self._agency.weather, _AGENCY):
            return self._agency.verify(visit_id, file_number)[1]


def _claim(identity: Identity) -> Claim:
    maternal = identity.maternal_surname
    return Claim(
        nationality=identity.nationality.name("es").upper(),
        document_type=identity.document_type,
        document_number=identity.document_number.value,
        paternal=identity.paternal_surname.official,
        maternal=maternal.official if maternal else "",
        given=identity.given_names.official,
        born_on=identity.birth_date,
    )
