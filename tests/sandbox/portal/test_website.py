"""The public side of the make-believe portal, over HTTP, in both dialects."""

import pytest
from aiohttp import ClientError, ClientTimeout

from sandbox.portal import Kind

NOTICES = "/sine-api/casilla/notificaciones"


async def test_right_credentials_open_a_session(visitor):
    """The right user and password give the holder's name and a cookie no script can read."""
    async with visitor.session.post(
        f"{visitor.base}/sine-api/autenticacion", json={"usuario": "mgonzalez26", "clave": "Arepa-2619"}
    ) as response:
        assert response.status == 200
        assert await response.json() == {
            "titular": "MARÍA FERNANDA GONZÁLEZ ROJAS",
            "nacionalidad": "VENEZUELA",
            "expiraEn": 900,
        }
        assert "HttpOnly" in response.headers["Set-Cookie"]
        assert response.headers["Set-Cookie"].startswith("SINESESSION=")


@pytest.mark.parametrize("user", ["mgonzalez26", "nadie"])
async def test_wrong_credentials_are_refused_alike(visitor, user):
    """A wrong password and an unknown user get the same answer, so that nobody learns who has a mailbox."""
    status, body = await visitor.sign_in(user, "no")
    assert (status, body["codigo"]) == (401, "CREDENCIALES_INVALIDAS")


async def test_five_wrong_tries_lock_until_the_puppeteer_unlocks(visitor, puppeteer):
    """After five wrong tries even the right password is refused with 423, until the control unlocks the account."""
    for _ in range(5):
        assert (await visitor.sign_in("mgonzalez26", "no"))[0] == 401
    status, body = await visitor.sign_in("mgonzalez26", "Arepa-2619")
    assert (status, body["codigo"]) == (423, "CUENTA_BLOQUEADA")
    assert (await visitor.sign_in("sperez26", "Cometa-4471"))[0] == 200
    await puppeteer.call("POST", "/people/maria/unlock")
    assert (await visitor.sign_in("mgonzalez26", "Arepa-2619"))[0] == 200


async def test_a_right_sign_in_forgets_wrong_tries(visitor):
    """Four wrong tries, a right one, four wrong ones again: the account is not locked."""
    for _ in range(2):
        for _ in range(4):
            await visitor.sign_in("mgonzalez26", "no")
        assert (await visitor.sign_in("mgonzalez26", "Arepa-2619"))[0] == 200


@pytest.mark.parametrize("body", [[], {"usuario": 1, "clave": "x"}, {"identificador": "a", "contrasena": "b"}])
async def test_a_sign_in_of_another_shape_is_a_bad_request(visitor, body):
    """A body without the dialect's two fields is answered 400, not taken for wrong credentials."""
    status, answer = await visitor.call("POST", "/sine-api/autenticacion", body)
    assert (status, answer["codigo"]) == (400, "SOLICITUD_INVALIDA")


async def test_listing_pages_newest_first_and_opens_nothing(visitor, portal):
    """23 notices come in two pages, newest first, and looking at the list leaves every one as it was."""
    await visitor.sign_in("cmunoz25", "Tinto-3057")
    _, first = await visitor.get(f"{NOTICES}?pagina=1&tamano=20")
    _, second = await visitor.get(f"{NOTICES}?pagina=2&tamano=20")
    assert (first["total"], len(first["datos"]), len(second["datos"])) == (23, 20, 3)
    deposited = [row["fechaDeposito"] for row in first["datos"] + second["datos"]]
    assert deposited == sorted(deposited, reverse=True)
    assert all(text.endswith("-05:00") for text in deposited)
    assert set(first["datos"][0]) == {"id", "asunto", "expediente", "fechaDeposito", "leido", "adjuntos"}
    assert portal.openings == []


async def test_an_empty_mailbox_has_no_data(visitor):
    """João's mailbox is empty: total 0 and no rows."""
    await visitor.sign_in("jsantos26", "Samba-7742")
    assert await visitor.get(NOTICES) == (200, {"total": 0, "pagina": 1, "datos": []})


@pytest.mark.parametrize("query", ["pagina=0", "tamano=0", "tamano=101", "pagina=x"])
async def test_a_page_that_cannot_be_is_a_bad_request(visitor, query):
    """Page numbers and sizes out of range are answered 400."""
    await visitor.sign_in("jsantos26", "Samba-7742")
    assert (await visitor.get(f"{NOTICES}?{query}"))[0] == 400


async def test_opening_is_recorded_and_its_first_time_stays(visitor, portal, clock):
    """Opening gives the text, marks the row as read and goes on record with time and user agent, each time anew."""
    await visitor.sign_in("mgonzalez26", "Arepa-2619")
    _, listing = await visitor.get(NOTICES)
    notice = listing["datos"][0]["id"]
    _, detail = await visitor.get(f"{NOTICES}/{notice}")
    assert detail["cuerpo"].endswith("SIMULACIÓN — texto inventado")
    assert detail["fechaLectura"] == "2026-12-03T10:15:00-05:00"
    clock.move(minutes=5)
    assert (await visitor.get(f"{NOTICES}/{notice}"))[1] == detail
    assert (await visitor.get(NOTICES))[1]["datos"][0]["leido"] is True
    assert [opening.opened_at for opening in portal.openings] == [clock.now.replace(minute=15), clock.now]
    assert "aiohttp" in portal.openings[0].via


async def test_a_pdf_is_served_with_its_name(visitor):
    """An attachment comes as application/pdf, of the announced size, named in Content-Disposition."""
    await visitor.sign_in("mgonzalez26", "Arepa-2619")
    notice = (await visitor.get(NOTICES))[1]["datos"][0]["id"]
    attachment = (await visitor.get(f"{NOTICES}/{notice}"))[1]["adjuntos"][0]
    async with visitor.session.get(f"{visitor.base}{NOTICES}/{notice}/adjuntos/{attachment['id']}") as response:
        content = await response.read()
        assert response.content_type == "application/pdf"
        assert response.headers["Content-Disposition"] == f'attachment; filename="{attachment["nombre"]}"'
    assert len(content) == attachment["tamano"]
    assert content.startswith(b"%PDF-")


async def test_another_persons_notice_is_not_found(visitor, portal):
    """A notice of somebody else cannot be opened, nor be told from one that never was; nothing goes on record."""
    theirs = portal.publish("carlos", Kind.REMEDY)
    await visitor.sign_in("mgonzalez26", "Arepa-2619")
    for path in (f"/{theirs.id}", f"/{theirs.id}/adjuntos/{theirs.attachments[0].id}", "/never"):
        status, body = await visitor.get(NOTICES + path)
        assert (status, body["codigo"]) == (404, "NO_ENCONTRADO")
    assert portal.openings == []


async def test_sessions_slide_and_end(visitor, puppeteer, clock):
    """A session lives 15 minutes from its last use, and ends by time, by signing out or by the control."""

    async def status() -> int:
        return (await visitor.get(NOTICES))[0]

    assert await status() == 401
    await visitor.sign_in("mgonzalez26", "Arepa-2619")
    for _ in range(3):
        clock.move(minutes=14)
        assert await status() == 200
    clock.move(minutes=15)
    assert (await visitor.get(NOTICES))[1]["codigo"] == "SESION_EXPIRADA"
    await visitor.sign_in("mgonzalez26", "Arepa-2619")
    await puppeteer.call("POST", "/expire-sessions")
    assert await status() == 401
    await visitor.sign_in("mgonzalez26", "Arepa-2619")
    await visitor.call("POST", "/sine-api/salir")
    assert await status() == 401


async def test_the_second_dialect_renames_fields_and_carries_a_token(visitor, portal):
    """With changed fields a v1 client is a bad request, and a v2 client signs in, lists, opens and reads errors."""
    portal.set_faults(changed_fields=True)
    status, body = await visitor.sign_in("mgonzalez26", "Arepa-2619")
    assert (status, body["error"]) == (400, "SOLICITUD_INVALIDA")
    names = {"identificador": "mgonzalez26", "contrasena": "Arepa-2619"}
    _, person = await visitor.call("POST", "/sine-api/autenticacion", names)
    visitor.token = person["token"]
    _, listing = await visitor.get(NOTICES)
    row = listing["registros"][0]
    assert set(row) == {"id", "titulo", "expediente", "depositadoEl", "visto", "archivos"}
    _, detail = await visitor.get(f"{NOTICES}/{row['id']}")
    assert set(detail["archivos"][0]) == {"id", "archivo", "tamano"}
    assert detail["contenido"].endswith("SIMULACIÓN — texto inventado")


async def test_a_cookie_is_worth_nothing_in_the_second_dialect(visitor, portal):
    """A session from before the change has to sign in again."""
    await visitor.sign_in("mgonzalez26", "Arepa-2619")
    portal.set_faults(changed_fields=True)
    status, body = await visitor.get(NOTICES)
    assert (status, body["error"]) == (401, "SESION_EXPIRADA")


async def test_down_cuts_every_connection_while_the_control_lives(visitor, puppeteer, portal):
    """A portal that is down answers nothing at all, page or API; the control still answers and heals it."""
    await puppeteer.call("PATCH", "/faults", {"down": True})
    for path in ("/sine-ui/login", NOTICES):
        with pytest.raises(ClientError):
            await visitor.get(path)
    assert portal.counts.requests >= 1  # aiohttp repeats a dropped GET by itself
    await puppeteer.call("PATCH", "/faults", {"down": False})
    assert (await visitor.get("/sine-ui/login"))[0] == 200


async def test_a_broken_portal_answers_503_with_a_page(visitor, portal):
    """With the server error on, even the API answers HTML with status 503."""
    portal.set_faults(server_error=True)
    status, body = await visitor.sign_in("mgonzalez26", "Arepa-2619")
    assert status == 503
    assert b"<h1>" in body


async def test_a_slow_portal_takes_its_time(visitor, portal):
    """A slow portal outlasts an impatient client, which gives up unanswered."""
    portal.set_faults(slow_seconds=0.5)
    with pytest.raises(TimeoutError):
        async with visitor.session.get(f"{visitor.base}{NOTICES}", timeout=ClientTimeout(total=0.05)):
            pass


async def test_a_wanted_captcha_refuses_without_counting_a_try(visitor, portal):
    """With the captcha on, sign-ins are refused with 403 and never bring the account nearer to its lock."""
    portal.set_faults(captcha=True)
    for _ in range(6):
        status, body = await visitor.sign_in("mgonzalez26", "no")
        assert (status, body["codigo"]) == (403, "CAPTCHA_REQUERIDO")
    portal.set_faults(captcha=False)
    assert (await visitor.sign_in("mgonzalez26", "Arepa-2619"))[0] == 200


async def test_the_root_leads_to_the_sign_in_page(visitor):
    """The bare address redirects to the sign-in page, which says that it is a simulation."""
    async with visitor.session.get(visitor.base) as response:
        assert response.url.path == "/sine-ui/login"
        assert "SIMULACIÓN" in await response.text()
