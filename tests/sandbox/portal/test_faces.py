"""What is common to the three faces: how one is chosen, and how they vary beneath their pages, over HTTP."""

import time

import pytest
from aiohttp import ClientSession

from sandbox import agency
from sandbox.listen import serving
from sandbox.portal import Portal, site
from sandbox.portal.faces import Labels
from sandbox.portal.labels import called
from tests.sandbox.portal.conftest import NOTICES, Visitor

CARLOS = {"usuario": "cmunoz25", "clave": "Tinto-3057"}
TITLES = {"single": "Sistema de Notificación Electrónica", "tables": "SINE - Sistema", "cards": "Mi Buzón Migraciones"}


async def _login(visitor: Visitor) -> str:
    async with visitor.session.get(f"{visitor.base}/sine-ui/login") as response:
        return await response.text()


async def test_the_puppeteer_changes_the_face_of_a_running_site(visitor: Visitor, puppeteer: Visitor) -> None:
    """It is the single page until the control says otherwise, and after a reset again; no other name is taken."""
    assert f"<title>{TITLES['single']}" in await _login(visitor)
    for face, title in TITLES.items():
        assert (await puppeteer.call("PATCH", "/faults", {"face": face}))[0] == 200
        assert f"<title>{title}" in await _login(visitor)
    assert (await puppeteer.call("PATCH", "/faults", {"face": "slides"}))[0] == 422
    await puppeteer.call("POST", "/reset")
    assert f"<title>{TITLES['single']}" in await _login(visitor)


@pytest.mark.parametrize("face", TITLES)
async def test_a_site_may_be_fixed_to_one_face(portal: Portal, face: str) -> None:
    """A site built with a face keeps it whatever the control says; one that does not exist cannot be built."""
    portal.set_faults(face="single" if face == "tables" else "tables")
    async with serving(site(portal, face=face)) as base, ClientSession() as session:
        assert f"<title>{TITLES[face]}" in await _login(Visitor(session, base))
    with pytest.raises(ValueError, match="slides"):
        site(portal, face="slides")


async def test_a_captcha_is_answered_beside_the_credentials(
    visitor: Visitor, portal: Portal, puppeteer: Visitor
) -> None:
    """Without an answer the JSON API refuses as ever; with the right one it lets in, with a wrong one it says so."""
    portal.set_faults(captcha=True)
    assert (await visitor.sign_in(*CARLOS.values()))[1]["codigo"] == "CAPTCHA_REQUERIDO"
    for reading, status in (("0", 422), (None, 200)):
        _, issued = await visitor.call("POST", "/sine-api/captcha")
        _, texts = await puppeteer.get("/captchas")
        answer = {"captcha": issued["captcha"], "textoCaptcha": reading or texts[issued["captcha"]]}
        assert (await visitor.call("POST", "/sine-api/autenticacion", CARLOS | answer))[0] == status
    assert portal.captchas.texts == {}
    assert (await visitor.get("/sine-ui/captcha/none.png"))[0] == 404


@pytest.mark.parametrize("face", ["single", "tables"])
async def test_a_download_may_go_on_for_ever(portal: Portal, face: str) -> None:
    """The file begins as a PDF, tells no length, and is past any such PDF's size without an end."""
    portal.set_faults(endless_download=True)
    token, session = portal.sign_in(*CARLOS.values())
    notice = session.mailbox.newest_first()[0]
    file = notice.attachments[0].id
    path = f"{NOTICES}/{notice.id}/adjuntos/{file}"
    if face == "tables":
        path = f"/sine-ui/casilla/adjunto?codigo={notice.id}&archivo={file}"
    async with (
        serving(site(portal, face=face)) as base,
        ClientSession(cookies={"SINESESSION": token}) as client,
        client.get(base + path) as response,
    ):
        assert response.content_length is None
        assert (await response.content.readexactly(300_000)).startswith(b"%PDF-")
        response.close()


async def test_scripts_may_come_late_and_speak_otherwise(visitor: Visitor, portal: Portal) -> None:
    """A script waits the seconds that were set, and is written in the labels of the moment; an unknown one is not."""
    portal.set_faults(slow_scripts=0.3, labels="renamed")
    begun = time.monotonic()
    status, script = await visitor.get("/sine-ui/recursos/cards.js")
    assert status == 200
    assert time.monotonic() - begun >= 0.3
    assert '"Fecha de notificación"' in script.decode()
    assert (await visitor.get("/sine-ui/recursos/none.js"))[0] == 404


async def test_the_sister_site_renames_its_fields_too(portal: Portal) -> None:
    """Agencia Digital has one face, whose labels are the portal's."""
    portal.set_faults(labels="renamed")
    async with serving(agency.site(agency.Agency(portal, portal_address="http://portal.invalid"))) as base:
        async with ClientSession() as session, session.get(f"{base}/agencia-virtual/") as response:
            assert ">Primer apellido</label>" in await response.text()


def test_only_whole_labels_are_renamed() -> None:
    """What fills a cell, an attribute or a string changes, with or without a colon; a word of a sentence does not."""
    page = '<td>Usuario:</td><input value="Ingresar"><p>Escribe tu Usuario</p><p>Asunto urgente</p>'
    assert called(page, Labels.USUAL) == page
    assert called(page, Labels.RENAMED) == (
        '<td>Nombre de usuario:</td><input value="Iniciar sesión"><p>Escribe tu Usuario</p><p>Asunto urgente</p>'
    )
