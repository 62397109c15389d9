"""The invented people of the make-believe portal, and what lies in their mailboxes when it opens."""

from dataclasses import dataclass
from datetime import date, timedelta

from sandbox.portal.identities import Claim, DocumentType, Identity
from sandbox.portal.samples import Kind


@dataclass(frozen=True)
class Person:
    """Somebody who never lived. `name` is written as the portal shows it; `identity` as it has it on record, which
    may be without accents; `files` are their procedures' numbers.
    """

    id: str
    name: str
    nationality: str
    user: str
    password: str
    files: tuple[str, ...]
    identity: Identity

    def claim(self) -> Claim:
        """The seven data as they must be typed to be recognised."""
        record = self.identity
        names = (record.paternal, record.maternal, record.given)
        return Claim(self.nationality, record.document_type, record.document_number, *names, record.born_on)


@dataclass(frozen=True)
class Deposit:
    """A notice that is there from the start: how long before opening time it was put in, and whether it was read."""

    person: str
    kind: Kind
    age: timedelta
    opened: bool = False


# Name traps on purpose: one surname only, particles, Ñ, a hyphen, two given names; an old, short file number too. And
# traps of the record: María's and João's have lost their accents, Carlos kept his Ñ, Yusmary all of hers.
PEOPLE = (
    Person("maria", "MARÍA FERNANDA GONZÁLEZ ROJAS", "VENEZUELA", "mgonzalez26", "Arepa-2619", ("LM260012345",),
        Identity(
            DocumentType.CPP, "004417826", "GONZALEZ", "ROJAS", "MARIA FERNANDA",
            born_on=date(1990, 3, 5), issued_on=date(2025, 2, 14), email="maria@correo.example",
        ),
    ),
    Person("sofia", "SOFÍA VALENTINA PÉREZ GONZÁLEZ", "VENEZUELA", "sperez26", "Cometa-4471", ("LM260012346",),
        Identity(
            DocumentType.PASSPORT, "165203948", "PÉREZ", "GONZÁLEZ", "SOFÍA VALENTINA",
            born_on=date(2014, 8, 21), issued_on=date(2023, 6, 2), email="sofia@correo.example",
        ),
    ),
    Person("mateo", "MATEO ALEJANDRO PÉREZ GONZÁLEZ", "VENEZUELA", "mperez26", "Trompo-8820", ("LM260012347",),
        Identity(
            DocumentType.BIRTH_RECORD, "3641782", "PÉREZ", "GONZÁLEZ", "MATEO ALEJANDRO",
            born_on=date(2017, 12, 1), issued_on=date(2018, 1, 9), email="mateo@correo.example",
        ),
    ),
    Person("carlos", "CARLOS ANDRÉS MUÑOZ", "COLOMBIA", "cmunoz25", "Tinto-3057", ("CM250098114", "TE-4417"),
        Identity(
            DocumentType.FOREIGNERS_CARD, "002193847", "MUÑOZ", "", "CARLOS ANDRES",
            born_on=date(1985, 11, 30), issued_on=date(2024, 10, 7), email="carlos@correo.example",
        ),
    ),
    Person("wideline", "WIDELINE JEAN-BAPTISTE", "HAITÍ", "wjeanb26", "Soleil-6093", ("LM260044871",),
        Identity(
            DocumentType.PASSPORT, "RD4471902", "JEAN-BAPTISTE", "", "WIDELINE",
            born_on=date(1998, 5, 18), issued_on=date(2022, 4, 25), email="wideline@correo.example",
        ),
    ),
    Person("yusmary", "YUSMARY DE LA TRINIDAD ÑÁÑEZ PEÑA", "VENEZUELA", "ynanez26", "Cacao-1985", ("LM260051209",),
        Identity(
            DocumentType.CPP, "005120931", "DE LA TRINIDAD ÑÁÑEZ", "PEÑA", "YUSMARY",
            born_on=date(1985, 2, 28), issued_on=date(2026, 1, 19), email="yusmary@correo.example",
        ),
    ),
    Person("joao", "JOÃO DOS SANTOS", "BRASIL", "jsantos26", "Samba-7742", ("PR260007730",),
        Identity(
            DocumentType.FOREIGNERS_CARD, "001077302", "DOS SANTOS", "", "JOAO",
            born_on=date(1979, 6, 12), issued_on=date(2021, 9, 30), email="joao@correo.example",
        ),
    ),
)  # fmt: skip


def deposits() -> list[Deposit]:
    """The first notices: João has none, Carlos has 23, the others a few, the newest ones unread."""
    few = [
        Deposit("maria", Kind.INFORMATION, timedelta(days=40, hours=3), opened=True),
        Deposit("maria", Kind.SUMMONS, timedelta(days=21, hours=1), opened=True),
        Deposit("maria", Kind.REMEDY, timedelta(days=2, hours=5)),
        Deposit("sofia", Kind.INFORMATION, timedelta(days=40, hours=2), opened=True),
        Deposit("sofia", Kind.DEMAND, timedelta(days=1, hours=6)),
        Deposit("mateo", Kind.PICKUP, timedelta(days=3, hours=4)),
        Deposit("wideline", Kind.INFORMATION, timedelta(days=33, hours=7), opened=True),
        Deposit("wideline", Kind.DENIAL, timedelta(days=4, hours=2)),
        Deposit("yusmary", Kind.APPROVAL, timedelta(days=12, hours=8), opened=True),
        Deposit("yusmary", Kind.UNKNOWN, timedelta(days=5, hours=1)),
    ]
    kinds = list(Kind)
    many = [
        Deposit("carlos", kinds[number % len(kinds)], timedelta(days=1 + number * 9, hours=number), opened=number > 3)
        for number in range(23)
    ]
    return few + many
