"""Proving to the portal who somebody is, setting a new password, and the way through the Agencia Digital."""

from base64 import b64encode
from dataclasses import dataclass
from datetime import date, timedelta

from buzon.credentials import Credentials, Secret
from buzon.identity import Identity
from buzon.receipt import Outcome, Receipt
from handlers.dialog import storable
from handlers.effects.acts import count_acts, record_act
from handlers.effects.linking import Linked, NotLinked, sign_in_and_keep
from handlers.errors import (
    OUTAGES,
    CaptchaMisread,
    IdentityMismatch,
    PasswordRefused,
    TooManyTries,
    VerificationOver,
)
from handlers.ports import Agency, Recovery
from handlers.questions import LinkRequest
from handlers.world import Scene

TRIES = 3
TRIES_WITHIN = timedelta(hours=1)
"""Data that are nobody's, per chat: nobody knows after how many the portal stops listening, so we stop first. Counted
by chat, because nothing that could tell whose data they were is kept."""


@storable
@dataclass(frozen=True, slots=True)
class Proven:
    """The portal knows the person. With a `ticket` a password may be set; without, it has sent one to `sent_to`, a hint
    at an address that may be empty. The ticket lives minutes, the sealed journal it is in as long as the dialog."""

    ticket: str
    sent_to: str


@storable
@dataclass(frozen=True, slots=True)
class Unproven:
    """Why not: "mismatch" (`left` tries remain), "too-many", or "over" (it took too long)."""

    reason: str
    left: int = 0


@storable
@dataclass(frozen=True, slots=True)
class PasswordNotTaken:
    """The portal has rules of its own for passwords, and this one broke them."""


@storable
@dataclass(frozen=True, slots=True)
class Renewed:
    """The new password stands at the portal, but the mailbox could not be linked with it yet."""


@storable
@dataclass(frozen=True, slots=True)
class Arrived:
    """On the way through the agency: the visit's id, and the captcha as base64."""

    visit: str
    captcha: str


@storable
@dataclass(frozen=True, slots=True)
class Opened:
    """The address that opens the mailbox, once and within minutes."""

    link: str


async def verify_identity(scene: Scene, identity: Identity) -> Proven | Unproven:
    """*Verificación de Datos*, once. Data that are nobody's are counted, and after TRIES of them none are sent."""
    tried = await _tries(scene)
    if tried >= TRIES:
        return Unproven("too-many")
    try:
        verified = await _recovery(scene).verify(identity)
    except IdentityMismatch:
        return await _mismatch(scene, tried)
    except TooManyTries:
        return Unproven("too-many")
    await record_act(scene, "identity.verified")
    return Proven(verified.ticket.reveal() if verified.ticket else "", verified.sent_to)


async def renew_password(
    scene: Scene, identity: Identity, proven: Proven, request: LinkRequest
) -> Linked | NotLinked | Renewed | PasswordNotTaken | Proven | Unproven:
    """Set the password that was typed, and link the mailbox with it in the same breath: it is kept nowhere in between.

    A verification that has expired is repeated with the same data, so that nobody types a password twice. `Proven`
    comes back where the portal has meanwhile taken to sending passwords.
    """
    ticket = proven.ticket
    for _ in range(2):
        try:
            user = await _recovery(scene).set_password(Secret(ticket), request.credentials.password)
            break
        except PasswordRefused:
            return PasswordNotTaken()
        except VerificationOver:
            again = await verify_identity(scene, identity)
            if isinstance(again, Unproven) or not again.ticket:
                return again
            ticket = again.ticket
    else:
        return Unproven("over")
    if user is None:
        await record_act(scene, "password.renewed")
        return Renewed()
    scene.world.prefills.put(scene.chat.id, Receipt(Outcome.MASKED, user))  # for the page to tell, or to fill in
    try:
        await record_act(scene, "password.renewed")
        return await sign_in_and_keep(scene, LinkRequest(Credentials(user, request.credentials.password), request.name))
    except OUTAGES:
        return Renewed()  # were this an outage, the person would be asked for a new password once more


async def begin_agency(scene: Scene, identity: Identity, issued_on: date) -> Arrived | Unproven:
    """Hand in the data at the agency; its captcha comes back."""
    tried = await _tries(scene)
    if tried >= TRIES:
        return Unproven("too-many")
    try:
        visit = await _agency(scene).begin(identity, issued_on)
    except IdentityMismatch:
        return await _mismatch(scene, tried)
    except TooManyTries:
        return Unproven("too-many")
    return Arrived(visit.id, b64encode(visit.captcha).decode())


async def answer_captcha(scene: Scene, visit: str, text: str) -> str:
    """ "passed", "again" (the same picture may be tried once more), "spent", "mismatch" (of the data) or "over"."""
    try:
        await _agency(scene).answer(visit, text)
    except CaptchaMisread as misread:
        return "again" if misread.again else "spent"
    except IdentityMismatch:
        await _mismatch(scene, await _tries(scene))
        return "mismatch"
    except VerificationOver:
        return "over"
    return "passed"


async def open_by_agency(scene: Scene, visit: str, file_number: str) -> Opened | Unproven:
    """*Verificar*: the link into the mailbox. A wrong file number may be tried again on the same visit."""
    try:
        link = await _agency(scene).verify(visit, file_number)
    except IdentityMismatch:
        return Unproven("mismatch")
    except VerificationOver:
        return Unproven("over")
    await record_act(scene, "agency.entered")
    return Opened(link)


def _recovery(scene: Scene) -> Recovery:
    recovery = scene.world.ways.recovery
    if recovery is None:
        raise RuntimeError("the dialog asks `here_and_now` before it goes this way")
    return recovery


def _agency(scene: Scene) -> Agency:
    agency = scene.world.ways.agency
    if agency is None:
        raise RuntimeError("the dialog asks `here_and_now` before it goes this way")
    return agency


async def _tries(scene: Scene) -> int:
    return await count_acts(scene, "identity.refused", within=TRIES_WITHIN)


async def _mismatch(scene: Scene, tried: int) -> Unproven:
    await record_act(scene, "identity.refused")
    return Unproven("mismatch", max(TRIES - tried - 1, 0))
