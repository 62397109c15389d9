"""The e-mail of last resort: asking Migraciones for the credentials, in the person's name and in Spanish.

Composed once, it leaves the house in one of three ways: a `mailto:` address, a draft (.eml) to open and send, or a
message that the operator's server sends. All three say the same to one recipient. Nothing here shows itself in a repr.
"""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import make_msgid
from enum import StrEnum
from pathlib import PurePosixPath
from typing import ClassVar
from urllib.parse import quote

from buzon.email_address import LABEL, LOCAL
from buzon.identity import DocumentType, Identity
from buzon.workdays import LIMA

RECIPIENT = "informes@migraciones.gob.pe"
SUBJECT = "Solicitud de credenciales para acceder a mi buzón electrónico"
"""Both exactly as Migraciones asks for them."""

MOST_ATTACHED = 7_000_000
"""Bytes. In an e-mail they grow by a third, and many servers take no more than 10 MB."""

_BOT = "Buzón Bot"
_LONGEST_NAME = 150
_UNSEEN = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})
_SENDABLE = re.compile(rf"{LOCAL}@{LABEL}(?:\.{LABEL})*", re.IGNORECASE | re.ASCII)
_KINDS = {
    DocumentType.DNI: "Documento Nacional de Identidad (DNI)",
    DocumentType.PAS: "Pasaporte",
    DocumentType.CE: "Carné de Extranjería (CE)",
    DocumentType.CIP: "Cédula de identidad",
    DocumentType.CPP: "Carné de Permiso Temporal de Permanencia (CPP)",
    DocumentType.PTP: "Permiso Temporal de Permanencia (PTP)",
    DocumentType.CTP: "Carné Temporal de Permanencia (CTP)",
    DocumentType.SLV: "Salvoconducto",
    DocumentType.LE: "Libreta electoral",
    DocumentType.PNA: "Partida de nacimiento",
}


class Attempt(StrEnum):
    """What the person has tried before they write. Only what is true may be said in their name."""

    SIGN_IN = "ingresar con mi usuario y contraseña"
    RECEIPT = "leer mis credenciales en la constancia de trámite"
    RESET = "recuperar la contraseña con la opción «¿Olvidaste la contraseña?»"
    AGENCY = "entrar por la Agencia Digital"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A photo or PDF that goes along: JPEG, PNG or PDF by its first bytes, whatever its name says.

    Raises ValueError for any other kind, for nothing at all, and above MOST_ATTACHED bytes.
    """

    name: str = field(repr=False)
    content: bytes = field(repr=False)

    _KNOWN: ClassVar = (
        (b"\xff\xd8\xff", "image", "jpeg", (".jpg", ".jpeg")),
        (b"\x89PNG\r\n\x1a\n", "image", "png", (".png",)),
        (b"%PDF-", "application", "pdf", (".pdf",)),
    )

    def __post_init__(self) -> None:
        if len(self.content) > MOST_ATTACHED:
            raise ValueError("the attachment is too large")
        if not any(self.content.startswith(start) for start, *_ in self._KNOWN):
            raise ValueError("the attachment is neither JPEG nor PNG nor PDF")

    def attach_to(self, message: EmailMessage) -> None:
        """Add it under a plain file name whose ending fits what it is."""
        _, maintype, subtype, endings = next(known for known in self._KNOWN if self.content.startswith(known[0]))
        name = PurePosixPath(_one_line(self.name.replace("=", " ")).replace("\\", "/")).name
        stem = name[:80].strip(" .") or "documento"
        filename = stem if stem.lower().endswith(endings) else stem + endings[0]
        message.add_attachment(self.content, maintype=maintype, subtype=subtype, filename=filename)


@dataclass(frozen=True, slots=True)
class RequestEmail:
    """The e-mail: `person` asks (their name on one line), `body` is plain text with lines ended by a line feed."""

    subject: ClassVar[str] = SUBJECT

    person: str = field(repr=False)
    body: str = field(repr=False)

    def mailto(self) -> str:
        """A `mailto:` address with subject and body, all else percent-encoded (RFC 6068: UTF-8, lines by %0D%0A)."""
        body = self.body.replace("\n", "\r\n")
        return f"mailto:{RECIPIENT}?subject={quote(self.subject, safe='')}&body={quote(body, safe='')}"

    def draft(self) -> bytes:
        """A file (.eml) that mail programs open for editing: `X-Unsent` says so to Outlook. It has no sender yet."""
        made = _letter(self.subject, self.body)
        made["To"] = Address(addr_spec=RECIPIENT)
        made["X-Unsent"] = "1"
        return bytes(made)

    def message(self, *, sender: str, reply_to: str, attachment: Attachment | None = None) -> EmailMessage:
        """What the operator's server sends, to Migraciones alone; the answer goes to `reply_to`, the person's address.

        `sender` is the operator's address. There is no `Auto-Submitted`: a human asked for this one letter and waits
        for the answer of another (RFC 3834 is about letters that nobody asked for). Raises ValueError for an address
        that is none.
        """
        made = _letter(self.subject, self.body)
        made["To"] = Address(addr_spec=RECIPIENT)
        made["Reply-To"] = _address(reply_to)
        _stamp(made, sender, f"{_BOT} en nombre de {self.person}")
        if attachment:
            attachment.attach_to(made)
        return made


def compose(
    identity: Identity, *, file_number: str = "", contact: str = "", tried: Collection[Attempt] = ()
) -> RequestEmail:
    """The request of this person. `contact` is the address to answer to; what is empty is left out."""
    surnames = [name.value for name in (identity.paternal_surname, identity.maternal_surname) if name]
    person = _one_line(" ".join([identity.given_names.value, *surnames]))
    data = {
        "Nombres": identity.given_names.value,
        "Apellidos": " ".join(surnames),
        "Nacionalidad": identity.nationality.name("es"),
        "Tipo de documento": _KINDS[identity.document_type],
        "Número de documento": identity.document_number.value,
        "Fecha de nacimiento": f"{identity.birth_date:%d/%m/}{identity.birth_date.year:04}",
        "Expediente": file_number,
        "Correo de contacto": contact,
    }
    told = [f"{label}: {line}" for label, value in data.items() if (line := _one_line(value))]
    paragraphs = (
        "A la Superintendencia Nacional de Migraciones:",
        f"Mi nombre es {person}. No puedo ingresar a mi Buzón Electrónico (SINE).",
        _tried(tried),
        "Les pido, por favor, que me envíen mi usuario y contraseña, o que me indiquen los pasos para obtenerlos.",
        f"Gracias por su atención.\n\nAtentamente,\n{person}",
        "\n".join(["Mis datos:", *told]),
    )
    return RequestEmail(person, "\n\n".join(paragraphs) + "\n")


def _tried(attempts: Collection[Attempt]) -> str:
    told = [attempt.value for attempt in Attempt if attempt in attempts]
    if not told:
        return "No tengo mi usuario y contraseña, o ya no funcionan."
    before, last = ", ".join(told[:-1]), told[-1]
    return f"He intentado {f'{before} y {last}' if before else last}, sin resultado."


def confirmation(address: str, code: str, language: str, *, subject: str, body: str, sender: str) -> EmailMessage:
    """The letter with the code that proves that `address` is the person's own. The words are the caller's.

    It is a machine's answer, and says so: out-of-office replies to it help nobody (RFC 3834). Raises ValueError for an
    address that is none, and for a body without the code.
    """
    if code not in body:
        raise ValueError("the letter does not say the code")
    made = _letter(_one_line(subject), body)
    made["To"] = _address(address)
    made["Content-Language"] = language
    made["Auto-Submitted"] = "auto-generated"
    _stamp(made, sender, _BOT)
    return made


def _letter(subject: str, body: str) -> EmailMessage:
    made = EmailMessage(policy=policy.SMTP)
    made["Subject"] = subject
    # Quoted-printable: no server on the way has a reason to recode it.
    made.set_content(body, cte="quoted-printable")
    return made


def _stamp(message: EmailMessage, sender: str, name: str) -> None:
    """Who sends it and when. The number is of the sender's domain: from another one it would look forged."""
    bare = re.fullmatch(r"[^<>]*<([^<>]*)>\s*", sender)  # "Casa Amiga <bot@casa.example>"
    address = _address(bare[1] if bare else sender.strip())
    # A header that is set is parsed: "=?…?=" in a name would be decoded, into a line break if it says so.
    shown = _one_line(name.replace("=", " "))[:_LONGEST_NAME].strip()
    message["From"] = Address(shown, address.username, address.domain)
    message["Date"] = datetime.now(LIMA)
    message["Message-ID"] = make_msgid(domain=address.domain)


def _address(text: str) -> Address:
    """Raises ValueError, without the text, for what is no plain ASCII address. A host without a dot is one too."""
    if not _SENDABLE.fullmatch(text):
        raise ValueError("not an e-mail address")
    local, _, domain = text.partition("@")
    return Address(username=local, domain=domain)


def _one_line(text: str) -> str:
    """The text on one line, without control, invisible and half characters: it goes into headers, and a line break
    would begin another one."""
    seen = (" " if unicodedata.category(char) in _UNSEEN else char for char in unicodedata.normalize("NFC", text))
    return " ".join("".join(seen).split())
