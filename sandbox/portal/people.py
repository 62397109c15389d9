"""The invented people of the make-believe portal, and what lies in their mailboxes when it opens."""

from dataclasses import dataclass
from datetime import timedelta

from sandbox.portal.samples import Kind


@dataclass(frozen=True)
class Person:
    """Somebody who never lived. `name` is written as the portal writes it; `files` are their procedures' numbers."""

    id: str
    name: str
    nationality: str
    user: str
    password: str
    files: tuple[str, ...]


@dataclass(frozen=True)
class Deposit:
    """A notice that is there from the start: how long before opening time it was put in, and whether it was read."""

    person: str
    kind: Kind
    age: timedelta
    opened: bool = False


# Name traps on purpose: one surname only, particles, Ñ, a hyphen, two given names; an old, short file number too.
PEOPLE = (
    Person("maria", "MARÍA FERNANDA GONZÁLEZ ROJAS", "VENEZUELA", "mgonzalez26", "Arepa-2619", ("LM260012345",)),
    Person("sofia", "SOFÍA VALENTINA PÉREZ GONZÁLEZ", "VENEZUELA", "sperez26", "Cometa-4471", ("LM260012346",)),
    Person("mateo", "MATEO ALEJANDRO PÉREZ GONZÁLEZ", "VENEZUELA", "mperez26", "Trompo-8820", ("LM260012347",)),
    Person("carlos", "CARLOS ANDRÉS MUÑOZ", "COLOMBIA", "cmunoz25", "Tinto-3057", ("CM250098114", "TE-4417")),
    Person("wideline", "WIDELINE JEAN-BAPTISTE", "HAITÍ", "wjeanb26", "Soleil-6093", ("LM260044871",)),
    Person("yusmary", "YUSMARY DE LA TRINIDAD ÑÁÑEZ PEÑA", "VENEZUELA", "ynanez26", "Cacao-1985", ("LM260051209",)),
    Person("joao", "JOÃO DOS SANTOS", "BRASIL", "jsantos26", "Samba-7742", ("PR260007730",)),
)


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
