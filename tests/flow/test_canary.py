"""The canary: a journey with marked secrets, right and wrong, in fair weather and foul; afterwards they are nowhere.

Not in the database's files, not in the logs at their most talkative, not in the metrics, not in what the bot said.
"""

import base64
import io
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import aiohttp
import pytest
import pytest_asyncio
from sqlalchemy import select, text, update

from bot import logs
from storage.keys import read_key_file
from storage.tables import audit, journals, mailboxes
from tests.flow.town import ALERT, TOKEN, Town, opened, until

WRONG = "Canario-Equivocado-7731"
TYPED = "Canario-En-El-Chat-5520"
NOTICE = "Texto Canario de la notificación: 9914-NADIE-LO-GUARDA"
OUTAGE = "Canario-Sin-Portal-3308"


@dataclass
class Aviary:
    """A town whose log is kept, and the folder its house writes into."""

    town: Town
    folder: Path
    log: io.StringIO

    async def told(self, event: str) -> None:
        """Return when the log has such a line."""

        async def look() -> bool:
            return event in self.log.getvalue()

        await until(look, f"«{event}» in the log")


@pytest_asyncio.fixture
async def aviary(tmp_path: Path, root_logging: None) -> AsyncIterator[Aviary]:
    log = io.StringIO()
    logs.configure(level="DEBUG", form="json", secrets=[TOKEN], stream=log)
    # The sandbox's mail server, which for once stands in our process, writes down each line that it is told.
    logging.getLogger("mail.log").setLevel(logging.WARNING)
    async with opened(tmp_path, log_level="DEBUG") as town:
        yield Aviary(town, tmp_path, log)


def disguises(secret: str) -> dict[str, bytes]:
    """The forms in which a secret may lie about: plain, wide, base64 at each alignment, escaped for an address."""
    raw = secret.encode()
    forms = {"plain": raw, "utf-16": secret.encode("utf-16-le"), "escaped": quote(secret).encode()}
    for shift in range(3):
        # The characters that depend on what stands before or after are left off.
        encoded = base64.b64encode(b"\0" * shift + raw)
        whole = encoded[4 if shift else 0 : -4]
        forms[f"base64 {shift}"] = whole
        forms[f"base64url {shift}"] = whole.translate(bytes.maketrans(b"+/", b"-_"))
    return forms


def found_in(content: bytes, secrets: dict[str, str]) -> list[str]:
    """The names and disguises of the secrets that are in there."""
    return [
        f"{name} ({form})"
        for name, secret in secrets.items()
        for form, pattern in disguises(secret).items()
        if pattern in content
    ]


@pytest.mark.parametrize("secret", [WRONG, TYPED, NOTICE])
@pytest.mark.parametrize("around", [b"", b"x", b"xy"])
def test_the_search_finds_what_it_looks_for(secret: str, around: bytes) -> None:
    """A canary that cannot be heard proves nothing: each disguise is found wherever it lies."""
    text = around + secret.encode() + around
    assert found_in(text, {"it": secret})
    assert found_in(base64.b64encode(text), {"it": secret})
    assert found_in(base64.urlsafe_b64encode(text), {"it": secret})
    assert found_in((around.decode() + secret).encode("utf-16-le"), {"it": secret})


async def test_no_secret_stays_anywhere(aviary: Aviary) -> None:
    """Linking right and wrong, typing a password into the chat, an outage, a fault within: no secret is left behind."""
    town = aviary.town
    yusmary = await town.resident("yusmary")
    phone = await town.phone()
    # The wrong one, then one while the portal is down, then one typed where it should not be, then the right one.
    page = await phone.page(await phone.asked_for_page())
    await page.post(yusmary.user, WRONG, "Yus")
    asked = await phone.sees("no aceptó ese usuario")
    await town.portal_faults(down=True)
    page = await phone.page(asked)
    await page.post(yusmary.user, OUTAGE, "Yus")
    await phone.sees("no responde ahora")
    await town.portal_faults(down=False)
    await phone.write(f"mi clave es {TYPED}")
    asked = await phone.sees("la contraseña no se escribe en el chat")
    answer = await (await phone.page(asked)).post(yusmary.user, yusmary.password, "Yus")
    assert "quedó vinculado" in answer.words, answer.words
    await town.publish("yusmary", "denial", body=NOTICE)
    alert = await phone.sees(ALERT)
    await phone.tap(alert, "Abrir")
    await phone.tap(await phone.sees("Antes de abrir"), "Sí, abrir")
    await phone.sees(NOTICE)
    await phone.sees(".pdf")
    # A portal of other words, a portal in pieces, and the database gone under the house's feet.
    await town.portal_faults(changed_fields=True)
    await phone.write("/notificaciones")
    await phone.sees("cambió y no la puedo leer")
    await town.portal_faults(changed_fields=False, server_error=True)
    await phone.write("/notificaciones")
    await phone.sees("no responde ahora")
    await town.portal_faults(server_error=False)
    page = await phone.page(await phone.asked_for_page())
    database = aviary.folder / "buzon.db"
    hidden = database.rename(aviary.folder / "hidden.db")
    assert (await page.post(yusmary.user, yusmary.password, "Yus")).status == 503
    hidden.rename(database)
    # A table that is not there: nobody foresaw that, so the desk breaks and tells the log all it knows.
    await town.change(text("ALTER TABLE notices RENAME TO elsewhere"))
    await phone.write("/notificaciones")
    await phone.sees("Algo falló de mi lado")
    await town.publish("yusmary", "denial", body=NOTICE)  # a look that finds nothing new does not ask that table
    await aviary.told("a look could not be kept")
    await town.change(text("ALTER TABLE elsewhere RENAME TO notices"))
    # Credentials that no key opens.
    await town.change(update(mailboxes).values(sealed=b"damaged"))
    await aviary.told("Unsealable")
    await town.telegram_faults(html_502=True)
    await phone.write("/ayuda")
    await aviary.told("polling failed")
    await town.telegram_faults(html_502=False)
    await phone.sees("Te aviso cuando llega algo")
    await phone.write(f"la contraseña: {TYPED}")

    async def erased() -> bool:
        return not any(TYPED in text for text in await phone.own())

    await until(erased, "the typed password gone from the chat")
    await phone.answered()
    await examine(aviary, phone_texts=[str(message) for message in await phone.messages()])


CLAIMED = {
    "document number": "ZQ7731904",
    "surname": "Canariowski",
    "given names": "Quetzalina",
    "birth date": "1987-06-05",
    "birth date as typed": "05061987",
    "address": "canario.7731@correo.example",
    "picture": "Canario-Dentro-De-La-Foto-6120",
}


async def test_what_recovery_asks_stays_nowhere(aviary: Aviary) -> None:
    """Seven data that are refused, a letter with its address, code and picture: gone with the dialog."""
    town = aviary.town
    phone = await town.phone()
    await phone.recovers()
    record = {"document_type": "PAS", "document_number": CLAIMED["document number"], "born_on": CLAIMED["birth date"]}
    names = {"paternal": CLAIMED["surname"], "maternal": "", "given": CLAIMED["given names"]}
    await phone.says_who({"nationality": "HAITÍ", "identity": record | names})
    await town.portal_faults(changed_fields=True)
    await phone.write("sí")
    broken = await phone.sees("cambió y no la puedo leer")
    await town.portal_faults(changed_fields=False)
    await phone.tap(broken, "Reintentar")
    await phone.tap(await phone.sees("no encontró a nadie"), "otra forma")
    await phone.tap(await phone.sees("Paso 1 de 6"), "No me sale")
    await phone.write("no me sale")
    await phone.tap(await phone.sees("¿Lo envío yo"), "Envíalo tú")
    await phone.sees("correo tuyo")
    await phone.write(CLAIMED["address"])
    await phone.sees("6 números")
    [letter, *_] = await town.letters("Tu código")
    code = letter["subject"][-6:]
    await phone.write(code)
    await phone.sees("foto de tu documento")
    await phone.send_file("document", b"%PDF-1.4 " + CLAIMED["picture"].encode(), "documento.pdf")
    await phone.sees("Enviado")
    assert CLAIMED["document number"] in (await town.letters("Solicitud de credenciales"))[0]["text"]

    async def gone() -> bool:
        return not await town.rows(select(journals.c.chat_id))

    await until(gone, "the journal's end")
    places = {"log": aviary.log.getvalue().encode()}
    places |= {path.name: path.read_bytes() for path in aviary.folder.iterdir() if path.is_file()}
    secrets = {**CLAIMED, "surname in capitals": CLAIMED["surname"].upper(), "code": f" {code} "}
    leaks = {place: found for place, content in places.items() if (found := found_in(content, secrets))}
    assert leaks == {}
    told = str(await town.rows(select(audit.c.action)))
    assert "identity.refused" in told
    assert "letter.sent" in told


async def examine(aviary: Aviary, *, phone_texts: list[str]) -> None:
    """Look for the secrets in all that is left."""
    yusmary = await aviary.town.resident("yusmary")
    (key,) = read_key_file(aviary.folder / "keys.txt")
    credentials = {"user": yusmary.user, "password": yusmary.password}
    wrong = {"wrong password": WRONG, "typed password": TYPED, "password of the outage": OUTAGE}
    ours = {"token": TOKEN, "token's secret half": TOKEN.partition(":")[2], "master key": key.text.partition(":")[2]}
    secrets = credentials | wrong | ours | {"notice": NOTICE}
    async with aiohttp.ClientSession() as http, http.get(f"{aviary.town.house.address}/metrics") as answer:
        metrics = await answer.read()
    assert b"buzon_updates" in metrics
    broke = ("an update broke the desk", "a look failed", "a look could not be kept", "polling failed", "Traceback")
    for event in broke:
        await aviary.told(event)  # a log that says nothing would prove nothing
    places = {"log": aviary.log.getvalue().encode(), "metrics": metrics}
    files = [path for path in aviary.folder.iterdir() if path.is_file() and path.name != "keys.txt"]
    assert {"buzon.db", "buzon.db-wal"} <= {path.name for path in files}
    places |= {path.name: path.read_bytes() for path in files}
    leaks = {place: found for place, content in places.items() if (found := found_in(content, secrets))}
    assert leaks == {}
    said = "\n".join(phone_texts).encode()
    assert found_in(said, credentials | wrong | ours) == []
