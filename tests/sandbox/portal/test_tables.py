"""The face of server-rendered pages, over HTTP: what a person without scripts sees of it."""

import re
from collections.abc import AsyncIterator
from urllib.parse import quote, urlencode

import pytest
from aiohttp import ClientResponse, ClientSession, CookieJar

from sandbox.listen import serving
from sandbox.portal import Kind, Portal, site
from sandbox.portal.refusals import Refusal
from tests.sandbox.portal.conftest import MovingClock

LIST = "/sine-ui/casilla/notificaciones"
CARLOS = {"usuario": "cmunoz25", "clave": "Tinto-3057"}


class Reader:
    """Somebody who follows links and sends forms; pages come decoded as their header says."""

    def __init__(self, session: ClientSession, base: str) -> None:
        self.session = session
        self.base = base

    async def get(self, path: str) -> str:
        async with self.session.get(self.base + path) as response:
            return await _page(response)

    async def send(self, path: str, fields: dict[str, str]) -> str:
        # As browsers do on a page that says ISO-8859-1.
        body = urlencode(fields, encoding="windows-1252", quote_via=quote)
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        async with self.session.post(self.base + path, data=body, headers=headers) as response:
            return await _page(response)

    async def sign_in(self, **fields: str) -> str:
        return await self.send("/sine-ui/login", CARLOS | fields)


async def _page(response: ClientResponse) -> str:
    assert response.charset == "ISO-8859-1" or response.status == 503
    return await response.text()


@pytest.fixture
async def reader(portal: Portal) -> AsyncIterator[Reader]:
    async with (
        serving(site(portal, face="tables")) as base,
        ClientSession(cookie_jar=CookieJar(unsafe=True)) as session,
    ):
        yield Reader(session, base)


async def test_pages_are_latin_1_in_word_and_byte(reader: Reader) -> None:
    """The header says ISO-8859-1, and Ñ is the one byte that it is there."""
    await reader.sign_in()
    async with reader.session.get(f"{reader.base}/sine-ui/inicio") as response:
        assert response.headers["Content-Type"] == "text/html; charset=ISO-8859-1"
        content = await response.read()
    assert b"CARLOS ANDR\xc9S MU\xd1OZ" in content


async def test_the_list_is_paged_by_links_and_opens_nothing(reader: Reader, portal: Portal) -> None:
    """23 notices stand on three pages, date first and newest first, and looking at all of them opens none."""
    assert "Bienvenido" in await reader.sign_in()
    assert LIST in await reader.get("/sine-ui/casilla")
    pages = [await reader.get(LIST)]
    while following := re.search(r'href="([^"]+)">Siguiente</a>', pages[-1]):
        pages.append(await reader.get(following[1]))
    assert [page.count("Ver detalle") for page in pages] == [10, 10, 3]
    assert all("<p>23 notificaciones</p>" in page for page in pages)
    assert re.findall("<th>(.*)</th>", pages[0])[:3] == ["Fecha de depósito", "Expediente", "Asunto"]
    assert re.search(r'<td class="short">\d{2}/\d{2}/2026 \d{2}:\d{2}</td>', pages[0])
    assert pages[0].count('alt="No leída"') == 4
    codes = [code for page in pages for code in re.findall(r"codigo=(\w+)", page)]
    assert codes == [notice.id for notice in portal.mailboxes["carlos"].newest_first()]
    assert portal.openings == []


async def test_a_detail_is_opened_once_and_its_file_is_a_download(reader: Reader, portal: Portal) -> None:
    """The detail is a page of its own with the whole text; its attachment is a link to a PDF, which opens nothing."""
    notice = portal.publish("carlos", Kind.REMEDY)
    await reader.sign_in()
    page = await reader.get(f"/sine-ui/casilla/detalle?codigo={notice.id}")
    assert notice.subject in page
    assert notice.body.splitlines()[0] in page
    link = re.search(r'href="(/sine-ui/casilla/adjunto[^"]+)"', page)
    assert link
    async with reader.session.get(reader.base + link[1].replace("&amp;", "&")) as response:
        assert response.content_disposition.filename == notice.attachments[0].name  # type: ignore[union-attr]
        assert (await response.read()).startswith(b"%PDF-")
    assert [opening.notice for opening in portal.openings] == [notice]


async def test_an_empty_mailbox_says_so(reader: Reader) -> None:
    """João has nothing yet."""
    await reader.sign_in(usuario="jsantos26", clave="Samba-7742")
    assert "No hay datos disponibles" in await reader.get(LIST)


async def test_refusals_at_the_sign_in_are_said_above_the_form(reader: Reader, portal: Portal) -> None:
    """Wrong, locked and expired read as they do on the other faces; the user stays typed, the password does not."""
    page = await reader.sign_in(usuario="ñandú", clave="secreto-9")
    assert Refusal.WRONG_CREDENTIALS.message in page
    assert 'value="ñandú"' in page
    assert "secreto-9" not in page
    portal.mailboxes["carlos"].locked = True
    assert Refusal.LOCKED.message in await reader.sign_in()
    portal.unlock("carlos")
    await reader.sign_in()
    portal.expire_sessions()
    page = await reader.get(LIST)
    assert Refusal.SESSION_EXPIRED.message in page
    assert 'name="clave"' in page


async def test_what_is_not_there_and_what_is_down_is_said(reader: Reader, portal: Portal) -> None:
    """An unknown notice, and a service that fails inside, are pages with words."""
    await reader.sign_in()
    for path in ("detalle?codigo=none", "adjunto?codigo=none&archivo=none", "otra"):
        assert Refusal.NOT_FOUND.message in await reader.get(f"/sine-ui/casilla/{path}")
    portal.set_faults(server_error=True)
    assert "El servicio no está disponible en este momento." in await reader.get(LIST)


def _picture(page: str) -> str:
    found = re.search(r"/sine-ui/captcha/([\w-]+)\.png", page)
    assert found
    return found[1]


async def test_a_captcha_is_asked_for_after_a_refusal(reader: Reader, portal: Portal) -> None:
    """No picture at first; then one, another after a wrong reading, and the right one lets in. It is good once."""
    portal.set_faults(captcha=True)
    assert "captcha" not in await reader.get("/sine-ui/login")
    page = await reader.sign_in()
    assert Refusal.CAPTCHA_WANTED.message in page
    assert "Escribe los caracteres de la imagen" in page
    first = _picture(page)
    async with reader.session.get(f"{reader.base}/sine-ui/captcha/{first}.png") as response:
        assert (await response.read()).startswith(b"\x89PNG")
    page = await reader.sign_in(imagen=first, caracteres="0")
    assert Refusal.CAPTCHA_WRONG.message in page
    second = _picture(page)
    answer = {"imagen": second, "caracteres": portal.captchas.texts[second].lower()}
    assert second != first
    assert "Bienvenido" in await reader.sign_in(**answer)
    assert Refusal.CAPTCHA_WRONG.message in await reader.sign_in(**answer)
    assert portal.mailboxes["carlos"].wrong_tries == 0


def _data(portal: Portal, person_id: str) -> dict[str, str]:
    person = portal.mailboxes[person_id].person
    record = person.identity
    return {
        "nacionalidad": person.nationality,
        "tipoDocumento": record.document_type,
        "numeroDocumento": record.document_number,
        "apellidoPaterno": record.paternal,
        "apellidoMaterno": record.maternal,
        "nombres": record.given,
        "fechaNacimiento": record.born_on.strftime("%d/%m/%Y"),
    }


async def test_a_forgotten_password_is_set_anew(reader: Reader, portal: Portal) -> None:
    """The seven data, Ñ and all, lead to a page for the new password, whose refusals are said; then it opens."""
    assert "Verificación de Datos" in await reader.get("/sine-ui/recuperar")
    page = await reader.send("/sine-ui/recuperar", _data(portal, "yusmary") | {"nombres": "YUSMARI"})
    assert Refusal.NO_MATCH.message in page
    assert 'value="DE LA TRINIDAD ÑÁÑEZ"' in page
    page = await reader.send("/sine-ui/recuperar", _data(portal, "yusmary") | {"fechaNacimiento": "1985-02-28"})
    assert Refusal.BAD_REQUEST.message in page
    assert "Nueva contraseña" in await reader.send("/sine-ui/recuperar", _data(portal, "yusmary"))
    page = await reader.send("/sine-ui/clave", {"clave": "corta", "confirmacion": "corta"})
    assert Refusal.PASSWORD_WEAK.message in page
    page = await reader.send("/sine-ui/clave", {"clave": "Cacao-2027", "confirmacion": "Cacao-2028"})
    assert Refusal.PASSWORDS_DIFFER.message in page
    page = await reader.send("/sine-ui/clave", {"clave": "Cacao-2027", "confirmacion": "Cacao-2027"})
    assert "Tu usuario es ynanez26." in page
    assert "Bienvenido" in await reader.sign_in(usuario="ynanez26", clave="Cacao-2027")


async def test_a_password_may_be_sent_instead(reader: Reader, portal: Portal) -> None:
    """With the other ending the page says to which address."""
    portal.set_faults(recovery_ending="sent")
    page = await reader.send("/sine-ui/recuperar", _data(portal, "yusmary"))
    assert "Te enviamos una contraseña nueva" in page
    assert "y***@correo.example" in page


async def test_too_many_tries_and_a_late_password_are_said(reader: Reader, portal: Portal, clock: MovingClock) -> None:
    """Three mismatches close the form for an hour; a verification that lay about has to be done again."""
    await reader.send("/sine-ui/recuperar", _data(portal, "maria"))
    clock.move(minutes=10)
    page = await reader.send("/sine-ui/clave", {"clave": "Arepa-2027", "confirmacion": "Arepa-2027"})
    assert Refusal.VERIFICATION_OVER.message in page
    assert "Verificación de Datos" in page
    for _ in range(3):
        await reader.send("/sine-ui/recuperar", _data(portal, "yusmary") | {"nombres": "OTRA"})
    assert Refusal.TOO_MANY_TRIES.message in await reader.send("/sine-ui/recuperar", _data(portal, "yusmary"))


async def test_things_may_be_called_and_stand_elsewhere(reader: Reader, portal: Portal) -> None:
    """Renamed and moved: other words on what is pressed and filled in, another order of fields and columns."""
    portal.set_faults(labels="renamed", layout="moved")
    page = await reader.get("/sine-ui/login")
    assert all(f">{label}<" in page for label in ("Nombre de usuario:", "Clave:", "¿No recuerdas tu clave?"))
    assert 'value="Iniciar sesión"' in page
    assert page.index('name="clave"') < page.index('name="usuario"')
    await reader.sign_in()
    page = await reader.get(LIST)
    assert re.findall("<th>(.*)</th>", page)[-2:] == ["Fecha de notificación", "N.° de trámite"]
    assert page.index("<table") < page.index(">Mis notificaciones</a>")
    portal.set_faults(no_password_field=True)
    assert 'name="clave"' not in await reader.get("/sine-ui/login")


async def test_markup_in_names_is_shown_as_text(reader: Reader, portal: Portal) -> None:
    """A name and a subject that hold a script are written out, in the list and in the detail."""
    portal.set_faults(injected_names=True)
    page = await reader.sign_in()
    assert "MUÑOZ &lt;script&gt;" in page
    page = await reader.get(LIST)
    code = re.search(r"codigo=(\w+)", page)
    assert code
    for shown in (page, await reader.get(f"/sine-ui/casilla/detalle?codigo={code[1]}")):
        assert "EXP. CM250098114 &lt;script&gt;" in shown
        assert "<script>" not in shown


async def test_one_may_be_led_away(reader: Reader, portal: Portal) -> None:
    """After the sign-in, and where the list should be, the site sends the visitor to another host."""
    await reader.sign_in()
    portal.set_faults(foreign_redirect="http://otro.invalid/buzon")
    for path in ("/sine-ui/inicio", LIST):
        async with reader.session.get(reader.base + path, allow_redirects=False) as response:
            assert response.headers["Location"] == "http://otro.invalid/buzon"
    assert portal.counts.listings == 0
