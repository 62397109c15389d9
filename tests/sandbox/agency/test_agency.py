"""Agencia Digital over HTTP and in the browser: from Extranjero to the inside of the mailbox."""

from base64 import b64decode
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import ClientError, ClientSession
from PIL import Image
from playwright.async_api import Browser, expect

from sandbox import agency, portal
from sandbox.listen import serving

pytestmark = pytest.mark.asyncio(loop_scope="session")

API = "/agencia-api"


class World:
    """Both sites on loopback, a client of the agency's, and a clock that moves when told."""

    def __init__(self) -> None:
        self.now = datetime(2026, 12, 3, 15, 15, tzinfo=UTC)
        self.portal = portal.Portal(clock=lambda: self.now)
        self.agency: agency.Agency
        self.portal_address = self.address = ""
        self.http: ClientSession

    async def post(self, path: str, body: Any) -> tuple[int, Any]:
        async with self.http.post(self.address + API + path, json=body) as answer:
            return answer.status, await answer.json()

    async def begin(self, person_id: str, **changed: str) -> Any:
        _, visit = await self.post("/extranjero", self.data(person_id) | changed)
        return visit

    async def answer(self, visit: Any, text: str | None = None) -> tuple[int, Any]:
        text = text or self.agency.visits[visit["gestion"]].captcha
        return await self.post("/extranjero/captcha", {"gestion": visit["gestion"], "texto": text})

    def data(self, person_id: str) -> dict[str, str]:
        person = self.portal.mailboxes[person_id].person
        identity = person.identity
        return {
            "nacionalidad": person.nationality,
            "tipoDocumento": identity.document_type,
            "numeroDocumento": identity.document_number,
            "fechaEmision": identity.issued_on.isoformat(),
            "apellidoPaterno": identity.paternal,
            "apellidoMaterno": identity.maternal,
            "nombres": identity.given,
            "fechaNacimiento": identity.born_on.isoformat(),
        }


@pytest_asyncio.fixture(loop_scope="session")
async def world() -> AsyncIterator[World]:
    made = World()
    async with serving(portal.site(made.portal)) as made.portal_address:
        made.agency = agency.Agency(made.portal, portal_address=made.portal_address)
        async with serving(agency.site(made.agency)) as made.address, ClientSession() as made.http:
            yield made


async def test_the_whole_way_ends_in_the_mailbox(world: World) -> None:
    """Data → captcha → section → file → a link whose token the portal takes for a sign-in."""
    visit = await world.begin("maria")
    picture = Image.open(BytesIO(b64decode(visit["captcha"].removeprefix("data:image/png;base64,"))))
    assert (picture.format, picture.size) == ("PNG", (220, 70))
    text = world.agency.visits[visit["gestion"]].captcha
    status, known = await world.answer(visit, f" {text.lower()} ")
    assert (status, known["titular"]) == (200, "MARÍA FERNANDA GONZÁLEZ ROJAS")
    assert known["secciones"] == ["Regularización CPP / Calidad Humanitaria"]
    body = {"gestion": visit["gestion"], "numeroExpediente": "lm260012345"}
    _, inside = await world.post("/regularizacion", body)
    entrance, _, token = inside["buzon"].partition("#")
    assert entrance == f"{world.portal_address}/sine-ui/entrada"
    async with world.http.post(f"{world.portal_address}/sine-api/traspaso", json={"token": token}) as answer:
        assert (await answer.json())["titular"] == inside["titular"]


async def test_the_captcha_takes_two_tries(world: World) -> None:
    """The first misreading may be mended; the second ends the visit."""
    visit = await world.begin("maria")
    assert (await world.answer(visit, "11111"))[1]["codigo"] == "CAPTCHA_INCORRECTO"
    status, body = await world.answer(visit, "11111")
    assert (status, body["codigo"]) == (429, "CAPTCHA_AGOTADO")
    status, body = await world.answer(visit, "11111")
    assert (status, body["codigo"]) == (401, "SESION_EXPIRADA")


@pytest.mark.parametrize("wrong", [{"fechaEmision": "2025-02-15"}, {"apellidoPaterno": "GONZÁLEZ"}])
async def test_wrong_data_are_told_only_after_the_captcha(world: World, wrong: dict[str, str]) -> None:
    """A picture is shown whoever one claims to be; once it is read, wrong data end the visit."""
    visit = await world.begin("maria", **wrong)
    status, body = await world.answer(visit)
    assert (status, body["codigo"]) == (404, "DATOS_NO_COINCIDEN")


async def test_no_step_can_be_left_out(world: World) -> None:
    """Without the captcha there is no section, and with somebody else's file no mailbox."""
    visit = await world.begin("maria")
    body = {"gestion": visit["gestion"], "numeroExpediente": "LM260012345"}
    assert (await world.post("/regularizacion", body))[1]["codigo"] == "CAPTCHA_REQUERIDO"
    await world.answer(visit)
    status, answer = await world.post("/regularizacion", body | {"numeroExpediente": "LM260012346"})
    assert (status, answer["codigo"]) == (404, "DATOS_NO_COINCIDEN")
    assert (await world.post("/regularizacion", body))[0] == 200


async def test_a_visit_lasts_a_quarter_of_an_hour(world: World) -> None:
    """Whoever comes back later begins anew."""
    visit = await world.begin("maria")
    text = world.agency.visits[visit["gestion"]].captcha
    world.now += timedelta(minutes=15)
    assert (await world.answer(visit, text))[0] == 401


@pytest.mark.parametrize("body", [[], {}, {"gestion": 1, "texto": "x"}])
async def test_another_shape_is_a_bad_request(world: World, body: Any) -> None:
    """What is no object with the wanted texts is answered 400."""
    assert (await world.post("/extranjero/captcha", body))[0] == 400


async def test_the_puppeteer_switches_troubles_and_reads_captchas(world: World) -> None:
    """`down` cuts connections, `server_error` answers 503, and the portal next door stays well."""
    async with serving(agency.control(world.agency)) as desk:
        visit = await world.begin("sofia")
        async with world.http.get(f"{desk}/captchas") as answer:
            texts = await answer.json()
        async with world.http.patch(f"{desk}/faults", json={"server_error": True}) as answer:
            assert await answer.json() == {"down": False, "slow_seconds": 0, "server_error": True}
        async with world.http.get(f"{world.address}/agencia-virtual/") as answer:
            assert answer.status == 503
        await world.http.patch(f"{desk}/faults", json={"server_error": False, "down": True})
        with pytest.raises(ClientError):
            await world.begin("sofia")
        assert (await world.http.get(world.portal_address)).status == 200
        await world.http.patch(f"{desk}/faults", json={"down": False})
        assert (await world.http.patch(f"{desk}/faults", json={"captcha": True})).status == 422
    assert (await world.answer(visit, texts[visit["gestion"]]))[0] == 200


async def test_a_person_walks_the_pages(world: World, browser: Browser) -> None:
    """Extranjero → data → captcha (misread once) → section → Verificar → the link at the top → the mailbox."""
    page = await browser.new_page()
    await page.goto(world.address)
    await page.get_by_role("button", name="Extranjero").click()
    for name, value in world.data("yusmary").items():
        field = page.locator(f"[name={name}]")
        if name in {"nacionalidad", "tipoDocumento"}:
            await field.select_option(value)
        else:
            await field.fill(value)
    await page.get_by_role("button", name="Siguiente").click()
    await page.get_by_label("Caracteres de la imagen").fill("11111")
    await page.get_by_role("button", name="Continuar").click()
    await expect(page.get_by_role("alert")).to_contain_text("Prueba una vez más")
    (visit,) = world.agency.visits.values()
    await page.get_by_label("Caracteres de la imagen").fill(visit.captcha)
    await page.get_by_role("button", name="Continuar").click()
    await page.get_by_role("button", name="Regularización CPP / Calidad Humanitaria").click()
    await page.get_by_label("Número de expediente").fill("LM260051209")
    await page.get_by_role("button", name="Verificar").click()
    await page.get_by_role("link", name="Ir a mi Buzón Electrónico").click()
    await expect(page.get_by_role("heading", name="Bienvenido")).to_be_visible()
    await page.get_by_role("button", name="Casilla Electrónica").click()
    await page.get_by_role("link", name="Notificaciones").click()
    await expect(page.get_by_role("row")).to_have_count(3)
    await page.close()
