"""*¿Olvidaste la contraseña?* over the portal's own JSON, spoken as a profile says. Fulfils `handlers.ports.Recovery`.

Every call is made once: what the portal refuses or does not answer is for the person to try again.
"""

from typing import Self

from bot.portal.document import Place, parsed
from bot.portal.door import Door, Observe, address
from bot.portal.profile import Profile
from bot.portal.profile_recovery import Ending, NewPassword
from bot.portal.verdict import Operation
from bot.portal.wire import Answer
from bot.portal.writing import data_of
from buzon.credentials import Secret
from buzon.identity import Identity
from handlers.errors import Misconfigured, PortalChanged, VerificationOver
from handlers.ports import Verified

_LONGEST_TICKET = 4096
_LONGEST_ADDRESS = 254  # RFC 5321, with the angle brackets taken off
_LONGEST_USER = 100


class ApiRecovery:
    """The way back in at one portal. Built inside the running loop; `async with`, or `close()` at the end.

    `base_url` wins over the profile's. Holds nothing of anybody between two calls.

    Raises:
        Misconfigured: the portal's address is missing, or is none; or the profile has no section `[recovery]`.
    """

    def __init__(
        self, profile: Profile, *, base_url: str | None = None, connections: int = 20, observe: Observe | None = None
    ) -> None:
        if profile.recovery is None:
            raise Misconfigured(f"portal profile {profile.name}: has no section [recovery]")
        self._calls = profile.recovery
        self._door = Door(
            profile,
            base_url=address(base_url or profile.base_url, of="portal", setting="BUZON_PORTAL_URL"),
            refusals=profile.refusals,
            connections=connections,
            observe=observe,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the connections."""
        await self._door.close()

    async def verify(self, identity: Identity) -> Verified:
        """*Verificación de Datos*, once. Where the portal sends a password, the old one is dead from here on.

        Raises:
            IdentityMismatch, TooManyTries: the portal says so by its code.
            PortalDown, PortalChanged: it answers late, not at all, or otherwise than the profile.
        """
        fields = data_of(self._calls.data, identity)
        ending = self._calls.ending
        return await self._door.post(
            Operation.RECOVERY_VERIFY, self._calls, fields, lambda answer: _verified(ending, answer)
        )

    async def set_password(self, ticket: Secret, password: Secret) -> Secret | None:
        """Set the new password; the user name where the portal tells it. A refused password leaves the ticket good.

        Raises:
            VerificationOver, PasswordRefused: the portal says so by its code.
            PortalDown, PortalChanged: it answers late, not at all, or otherwise than the profile.
        """
        call = self._calls.password
        if call is None:  # the ticket is from a time when the profile was another
            raise VerificationOver("the verification is over")
        fields = {call.ticket: ticket.reveal(), call.password: password.reveal()}
        if call.repetition is not None:
            fields[call.repetition] = password.reveal()
        return await self._door.post(Operation.RECOVERY_PASSWORD, call, fields, lambda answer: _user(call, answer))


def _verified(ending: Ending, answer: Answer) -> Verified:
    document = parsed(answer.body)
    which = document.at(ending.at)
    if which.says(ending.set):
        return Verified(ticket=Secret(document.optional(ending.ticket).line(_LONGEST_TICKET)))
    if which.says(ending.sent):
        return Verified(sent_to=_hint(document.optional(ending.sent_to)))
    raise PortalChanged(f"{which.name} is an ending that the profile does not know")


def _hint(place: Place) -> str:
    """What is said of an address, shown only as far as it helps its owner to know it: "y***@correo.example"."""
    if place.value is None or place.value == "":
        return ""
    said = place.line(_LONGEST_ADDRESS)
    name, at, host = said.partition("@")
    return f"{name[:1]}***@{host}" if at and "*" not in said else said


def _user(call: NewPassword, answer: Answer) -> Secret | None:
    document = parsed(answer.body)
    document.at(call.landmark)
    user = document.optional(call.user)
    return None if user.value is None else Secret(user.line(_LONGEST_USER))
