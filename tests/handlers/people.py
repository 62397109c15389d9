"""The people of the sandbox at the desk: what each types when asked who they are, as people do, not as on record."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from buzon.classify import fold
from handlers.speech import Forget
from storage.turns import journal_record
from tests.handlers.parlour import Parlour
from tests.handlers.person import Heeded, Person

TYPED: dict[str, Sequence[str]] = {
    "maria": ("Soy venezolana", "el CPP", "004417826", "González", "rojas", "maría fernanda", "5 de marzo de 1990"),
    "carlos": ("colombiano", "carnet de extranjería", "002193847", "MUÑOZ", "no tengo", "Carlos Andrés", "30/11/85"),
    "yusmary": (
        "🇻🇪",
        "CPP",
        "mi número es 005120931",
        "de la trinidad ñáñez",
        "Peña",
        "Yusmary",
        "28-02-1985",
    ),
    "wideline": (
        "Haití",
        "pasaporte",
        "RD4471902",
        "Jean-Baptiste",
        "Solo tengo un apellido",
        "Wideline",
        "18mayo1998",
    ),
    "joao": ("Brasil", "carné de extranjería", "001077302", "dos Santos", "no tengo", "João", "12 de junio de 1979"),
}
"""The seven data in the order in which they are asked. María's, Carlos's and João's record has lost its accents."""

PERSONAL = {
    "maria": ("004417826", "González", "Fernanda", "1990-03-05", "GONZALEZ"),
    "carlos": ("002193847", "Muñoz", "Andrés", "1985-11-30"),
    "yusmary": ("005120931", "Trinidad", "Ñáñez", "1985-02-28"),
    "wideline": ("RD4471902", "Jean-Baptiste", "1998-05-18"),
    "joao": ("001077302", "Santos", "João", "1979-06-12"),
}
"""What would tell, in a stolen file, who it was."""

WITHOUT_ACCENTS = frozenset({"maria", "carlos", "joao"})
PASSWORD = "Nueva-clave-2661"


async def asked_who_they_are(person: Person) -> None:
    """From /recuperar, by somebody who has no sheet, to the first of the seven questions."""
    for line in ("/recuperar", "sí", "no la tengo"):
        answer = await person.write(line)
    assert "¿De qué país eres?" in answer.text


async def says_who(person: Person, typed: Sequence[str]) -> Heeded:
    """The seven answers; all of them are read back then."""
    for line in typed:
        answer = await person.write(line)
        assert not answer.erased, line
    assert "¿Está todo bien?" in answer.text
    return answer


async def proves(person: Person, owner: str) -> Heeded:
    """Say who one is, and be recognised, without accents where the record has none."""
    await asked_who_they_are(person)
    await says_who(person, TYPED[owner])
    answer = await person.tap("✅ Sí, todo bien")
    if owner in WITHOUT_ACCENTS:
        assert "no encontró a nadie con esos datos" in answer.text
        answer = await person.tap("Probar sin tildes")
    return answer


async def asked_for_address(person: Person, owner: str = "maria") -> Heeded:
    """From /correo to the question for the person's address, the bot being about to send it."""
    for line in ("/correo", "sí"):
        await person.write(line)
    await says_who(person, TYPED[owner])
    await person.write("sí")
    return await person.tap("Envíalo tú por mí")


async def forgotten(parlour: Parlour, answer: Heeded, chat_id: int = 1) -> None:
    """The dialog is over: what the reception does once the answer was sent."""
    assert Forget() in answer.speeches
    await parlour.turns.save(chat_id, journal=None)


def rows(path: Path, query: str) -> list[tuple[object, ...]]:
    """What stands in the database file, read past all our code; what waits in its log is written into it first."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return connection.execute(query).fetchall()


def everything(parlour: Parlour, path: Path) -> bytes:
    """Every row of every table, whatever is sealed in it opened, and the bytes of the file besides."""
    found: list[bytes] = []
    for (table,) in rows(path, "SELECT name FROM sqlite_master WHERE type = 'table'"):
        for row in rows(path, f"SELECT * FROM {table}"):
            found += [value if isinstance(value, bytes) else str(value).encode() for value in row]
    for number, sealed in rows(path, "SELECT id, sealed FROM mailboxes"):
        assert isinstance(sealed, bytes)
        found.append(parlour.world.vault.open(sealed, record=f"mailbox:{number}"))
    for number, sealed in rows(path, "SELECT chat_id, sealed FROM journals"):
        assert isinstance(sealed, bytes)
        found.append(parlour.world.vault.open(sealed, record=journal_record(int(str(number)))))
    files = [file.read_bytes() for file in (path, path.with_name(f"{path.name}-wal")) if file.exists()]
    return b"\n".join([*found, *files])


def traces(parlour: Parlour, path: Path, typed: tuple[str, ...]) -> list[str]:
    """Which of these words, however they are written, stand anywhere in the database. The user name of a linked mailbox
    is kept there on purpose, sealed, and may look like its owner's surname."""
    kept = everything(parlour, path).decode("utf-8", "replace")
    for mailbox in parlour.portal.mailboxes.values():
        kept = kept.replace(mailbox.person.user, "")
    told = fold(kept)
    return [word for word in typed if word in kept or fold(word) in told]
