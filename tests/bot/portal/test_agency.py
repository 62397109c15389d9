"""The Agencia Digital: what is sent, the picture, the link, and agencies that answer what nobody expects."""

from base64 import b64encode
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date

import pytest
from starlette.responses import JSONResponse, RedirectResponse, Response
from structlog.testing import capture_logs

from bot.portal.agency import CAPTCHA_LIMIT, ApiAgency
from bot.portal.profile import Profile, Timeouts
from buzon.identity import Identity, Name
from handlers.errors import IdentityMismatch, Misconfigured, PortalChanged, PortalDown, TooManyTries, VerificationOver
from handlers.ports import Visit
from sandbox.agency import Agency, site
from sandbox.listen import serving
from sandbox.portal import Portal
from tests.bot.portal.conftest import Answering, Posted

PostOffice = Callable[[Response | Answering], Awaitable[tuple[str, list[Posted]]]]

PORTAL = "https://buzon.example"
ISSUED_ON = date(2026, 1, 19)
PNG = b"\x89PNG\r\n\x1a\n and so on"
JPEG = b"\xff\xd8\xff\xe0 and so on"
HTML = Response("<!doctype html><title>Bienvenido</title>", media_type="text/html")


def picture(content: bytes, *, kind: str = "image/png") -> str:
    return f"data:{kind};base64,{b64encode(content).decode()}"


def agency_at(url: str, *, profile: Profile | None = None) -> ApiAgency:
    return ApiAgency(profile or Profile.load("sandbox"), portal_url=f"{PORTAL}/sine-ui/login", base_url=url)


async def test_each_step_sends_its_form_once(post_office: PostOffice, yusmary: Identity) -> None:
    """The seven data and the day of issue; then the visit with what the picture says; then with the file number."""
    answer = {"gestion": "v1", "captcha": picture(PNG), "titular": "NADIE", "buzon": f"{PORTAL}/sine-ui/entrada#t"}
    url, seen = await post_office(JSONResponse(answer))
    async with agency_at(url) as agency:
        assert await agency.begin(yusmary, ISSUED_ON) == Visit("v1", PNG)
        await agency.answer("v1", "K4M7X")
        assert await agency.verify("v1", "LM260051209") == f"{PORTAL}/sine-ui/entrada#t"
    assert [form.path.removeprefix("/agencia-api") for form in seen] == [
        "/extranjero",
        "/extranjero/captcha",
        "/regularizacion",
    ]
    assert seen[0].fields == {
        "nacionalidad": "VENEZUELA",
        "tipoDocumento": "CPP",
        "numeroDocumento": "005120931",
        "apellidoPaterno": "DE LA TRINIDAD ÑÁÑEZ",
        "apellidoMaterno": "PEÑA",
        "nombres": "YUSMARY",
        "fechaNacimiento": "1985-02-28",
        "fechaEmision": "2026-01-19",
    }
    assert seen[1].fields == {"gestion": "v1", "texto": "K4M7X"}
    assert seen[2].fields == {"gestion": "v1", "numeroExpediente": "LM260051209"}


@pytest.mark.parametrize(
    ("url", "content"),
    [
        (picture(PNG), PNG),
        (picture(JPEG, kind="image/jpeg"), JPEG),
        (picture(JPEG, kind="image/jpg"), JPEG),
        (picture(PNG + bytes(CAPTCHA_LIMIT - len(PNG))), PNG + bytes(CAPTCHA_LIMIT - len(PNG))),
    ],
)
async def test_a_picture_is_taken_as_it_is(
    post_office: PostOffice, yusmary: Identity, url: str, content: bytes
) -> None:
    """PNG and JPEG, up to 200 kB."""
    address, _ = await post_office(JSONResponse({"gestion": 7, "captcha": url}))
    async with agency_at(address) as agency:
        assert await agency.begin(yusmary, ISSUED_ON) == Visit("7", content)


@pytest.mark.parametrize(
    ("changed", "landmark"),
    [
        ({"gestion": None}, "gestion is not an id"),
        ({"gestion": ""}, "gestion is not an id"),
        ({"gestion": "v" * 201}, "gestion is not an id"),
        ({"captcha": None}, "captcha is not a text"),
        ({"captcha": ""}, "captcha is not a PNG or JPEG"),
        ({"captcha": "https://agencia.example/captcha.png"}, "captcha is not a PNG or JPEG"),
        ({"captcha": b64encode(PNG).decode()}, "captcha is not a PNG or JPEG"),
        ({"captcha": picture(PNG, kind="image/svg+xml")}, "captcha is not a PNG or JPEG"),
        ({"captcha": picture(b"<svg onload=alert(1)>")}, "captcha is not a PNG or JPEG"),
        ({"captcha": picture(b"")}, "captcha is not a PNG or JPEG"),
        ({"captcha": "data:image/png;base64,iVBORw0KGgo"}, "captcha is not a PNG or JPEG"),
        ({"captcha": "data:image/png;base64,iVBO Rw0K Ggo="}, "captcha is not a PNG or JPEG"),
        ({"captcha": "data:image/png;base64,ñ"}, "captcha is not a PNG or JPEG"),
        ({"captcha": picture(PNG + bytes(CAPTCHA_LIMIT + 1 - len(PNG)))}, "captcha is larger than 200 kB"),
        ({"captcha": picture(PNG + bytes(3 << 20))}, "captcha is larger than 200 kB"),
    ],
)
async def test_what_is_no_visit_is_a_change(
    post_office: PostOffice, yusmary: Identity, changed: dict[str, object], landmark: str
) -> None:
    """Nothing but a small PNG or JPEG is ever shown to a person as the agency's picture."""
    url, seen = await post_office(JSONResponse({"gestion": "v1", "captcha": picture(PNG)} | changed))
    async with agency_at(url) as agency:
        with capture_logs() as logs, pytest.raises(PortalChanged) as caught:
            await agency.begin(yusmary, ISSUED_ON)
    assert str(caught.value).startswith(f"agency_begin: {landmark}")
    assert [line["landmark"] for line in logs] == [str(caught.value)]
    assert len(seen) == 1


@pytest.mark.parametrize("missing", ["gestion", "captcha"])
async def test_a_missing_field_is_a_change(post_office: PostOffice, yusmary: Identity, missing: str) -> None:
    """A field that the profile names must be there."""
    answer = {"gestion": "v1", "captcha": picture(PNG)}
    del answer[missing]
    url, _ = await post_office(JSONResponse(answer))
    async with agency_at(url) as agency:
        with pytest.raises(PortalChanged, match=f"agency_begin: {missing} is missing"):
            await agency.begin(yusmary, ISSUED_ON)


@pytest.mark.parametrize(
    "path", ["/sine-ui/entrada#aB3_-", "/sine-ui/entrada?x=%C3%B1&y[]=1", "/", "", ":443/sine-ui/entrada"]
)
async def test_a_link_to_the_portal_is_passed_on_as_it_is(post_office: PostOffice, path: str) -> None:
    """Any path of the portal's host, whichever way its port is written."""
    url, _ = await post_office(JSONResponse({"buzon": PORTAL + path}))
    async with agency_at(url) as agency:
        assert await agency.verify("v1", "LM260051209") == PORTAL + path


async def test_a_link_to_the_agency_itself_is_passed_on(post_office: PostOffice) -> None:
    """Some agencies lead on by a page of their own."""
    url, _ = await post_office(lambda request: JSONResponse({"buzon": f"{request.base_url}seguir"}))
    async with agency_at(url) as agency:
        assert await agency.verify("v1", "LM260051209") == f"{url}/seguir"


@pytest.mark.parametrize(
    ("link", "landmark"),
    [
        (None, "buzon is not a text"),
        (["https://buzon.example/"], "buzon is not a text"),
        ("", "buzon is not a line"),
        (f"{PORTAL}/{'x' * 2000}", "buzon is not a line"),
        (f"{PORTAL}/a\nb", "buzon is not a line"),
        ("/sine-ui/entrada#t", "buzon is not an address"),
        ("//buzon.example/entrada", "buzon is not an address"),
        ("javascript:alert(1)//buzon.example", "buzon is not an address"),
        (f"{PORTAL}/a b", "buzon is not an address"),
        (f"{PORTAL}/ñ", "buzon is not an address"),
        ("https://buzon.example@evil.example/", "buzon is not an address"),
        ("https://evil.example@buzon.example/", "buzon is not an address"),
        ("https://evil.example\\@buzon.example/", "buzon is not an address"),
        ("https://buzon.example\\.evil.example/", "buzon is not an address"),
        (f"{PORTAL}/\\evil", "buzon is not an address"),
        ("https://buzon.example?.evil.example", "buzon is not an address"),
        ("https://evil.example/", "buzon leads to another host"),
        ("https://evil.example/?https://buzon.example/", "buzon leads to another host"),
        ("https://buzon.example.evil.example/", "buzon leads to another host"),
        ("https://xbuzon.example/", "buzon leads to another host"),
        ("http://buzon.example/", "buzon leads to another host"),
        ("https://buzon.example:8443/", "buzon leads to another host"),
        ("https://buzon.example:99999/", "buzon leads to another host"),
    ],
)
async def test_a_link_that_leads_elsewhere_is_a_change(post_office: PostOffice, link: object, landmark: str) -> None:
    """Only the portal's and the agency's own addresses: the one link that people must be able to trust."""
    url, _ = await post_office(JSONResponse({"buzon": link}))
    async with agency_at(url) as agency:
        with pytest.raises(PortalChanged) as caught:
            await agency.verify("v1", "LM260051209")
    assert str(caught.value).startswith(f"agency_verify: {landmark}")
    assert "evil" not in str(caught.value)


@pytest.mark.parametrize(
    ("answer", "landmark"),
    [
        (HTML, "HTML, not JSON"),
        (Response(b""), "not JSON"),
        (JSONResponse({}), "titular is missing"),
        (JSONResponse({"codigo": "CAPTCHA_INCORRECTO"}), "titular is missing"),
        (Response(status_code=422), "status 422"),
        (JSONResponse({"error": "CAPTCHA_INCORRECTO"}, 422), "status 422"),
        (Response(status_code=404), "status 404"),
        (Response(status_code=401), "status 401"),
        (RedirectResponse("/agencia-virtual/", 303), "a POST was redirected"),
    ],
)
async def test_a_captcha_that_is_not_answered_as_expected_is_a_change(
    post_office: PostOffice, answer: Response, landmark: str
) -> None:
    """No status alone says that somebody misread the picture, or that their data are nobody's."""
    url, seen = await post_office(answer)
    async with agency_at(url) as agency:
        with pytest.raises(PortalChanged) as caught:
            await agency.answer("v1", "K4M7X")
    assert str(caught.value).startswith(f"agency_answer: {landmark}")
    assert len(seen) == 1


async def test_a_refusal_at_the_wrong_step_is_a_change(post_office: PostOffice, yusmary: Identity) -> None:
    """A misread picture makes no sense where none was asked about, nor an expired visit at the door."""
    for code, status in (("CAPTCHA_INCORRECTO", 422), ("SESION_EXPIRADA", 401)):
        url, _ = await post_office(JSONResponse({"codigo": code}, status))
        async with agency_at(url) as agency:
            with pytest.raises(PortalChanged, match=f"agency_begin: status {status}"):
                await agency.begin(yusmary, ISSUED_ON)


async def test_an_agency_may_refuse_at_the_door(post_office: PostOffice, yusmary: Identity) -> None:
    """Where the profile says so, the data are nobody's, or too many were tried, before any picture."""
    for means, error in (("mismatch", IdentityMismatch), ("too_many_tries", TooManyTries)):
        profile = Profile.load("sandbox").model_dump()
        profile["agency"]["refusals"]["rules"] = [{"status": 429, "code": 7, "means": means}]
        url, _ = await post_office(JSONResponse({"codigo": 7}, 429))
        async with agency_at(url, profile=Profile.model_validate(profile)) as agency:
            with pytest.raises(error):
                await agency.begin(yusmary, ISSUED_ON)


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
async def test_a_status_that_passes_by_itself_is_an_outage(
    post_office: PostOffice, yusmary: Identity, status: int
) -> None:
    """A bare 429 has not spent the picture."""
    url, seen = await post_office(Response("<p>Espera</p>", status))
    async with agency_at(url) as agency:
        with pytest.raises(PortalDown, match=f"agency_begin: status {status}"):
            await agency.begin(yusmary, ISSUED_ON)
        with pytest.raises(PortalDown, match=f"agency_answer: status {status}"):
            await agency.answer("v1", "K4M7X")
        with pytest.raises(PortalDown, match=f"agency_verify: status {status}"):
            await agency.verify("v1", "LM260051209")
    assert len(seen) == 3


async def test_a_slow_agency_is_down_and_every_call_is_observed(portal: Portal, yusmary: Identity) -> None:
    """Each call is told to the metrics once, with labels from a fixed set."""
    seen: list[tuple[str, str]] = []
    state = Agency(portal, portal_address=PORTAL)
    profile = Profile.load("sandbox").model_copy(update={"timeouts": Timeouts(call=0.5)})
    async with (
        serving(site(state)) as url,
        ApiAgency(profile, portal_url=PORTAL, base_url=url, observe=lambda *told: seen.append(told[:2])) as agency,
    ):
        nobody = await agency.begin(replace(yusmary, given_names=Name("Otra")), ISSUED_ON)
        with pytest.raises(IdentityMismatch):
            await agency.answer(nobody.id, state.visits[nobody.id].captcha)
        with pytest.raises(VerificationOver):
            await agency.verify(nobody.id, "LM260051209")
        state.set_weather(slow_seconds=2)
        with pytest.raises(PortalDown, match="agency_begin: TimeoutError"):
            await agency.begin(yusmary, ISSUED_ON)
    assert seen == [
        ("agency_begin", "ok"),
        ("agency_answer", "mismatch"),
        ("agency_verify", "verification_over"),
        ("agency_begin", "down"),
    ]


async def test_a_profile_without_the_section_builds_no_agency() -> None:
    """Nobody knows how the real agency does it, so nothing is guessed."""
    with pytest.raises(Misconfigured, match=r"sine-unverified: has no section \[agency\]"):
        ApiAgency(Profile.load("sine-unverified"))


@pytest.mark.parametrize(
    ("portal_url", "base_url", "setting"),
    [
        (None, "https://agencia.example", "BUZON_PORTAL_URL"),
        (PORTAL, None, "BUZON_AGENCY_URL"),
        (PORTAL, "x", "AGENCY"),
    ],
)
async def test_an_agency_without_its_addresses_is_misconfigured(
    portal_url: str | None, base_url: str | None, setting: str
) -> None:
    """The operator is told which setting to set."""
    with pytest.raises(Misconfigured, match=setting):
        ApiAgency(Profile.load("sandbox"), portal_url=portal_url, base_url=base_url)


async def test_a_door_of_the_profile_is_near(post_office: PostOffice) -> None:
    """Where people reach the portal by another name than we do, the profile says so; any other host stays foreign."""
    url, _ = await post_office(JSONResponse({"buzon": "http://127.0.0.1:8001/sine-ui/entrada#t", "titular": "NADIE"}))
    async with agency_at(url) as agency:
        assert await agency.verify("v1", "LM260051209") == "http://127.0.0.1:8001/sine-ui/entrada#t"
    profile = Profile.load("sandbox")
    assert profile.agency
    closed = profile.model_copy(update={"agency": profile.agency.model_copy(update={"doors": ()})})
    async with agency_at(url, profile=closed) as agency:
        with pytest.raises(PortalChanged, match="leads to another host"):
            await agency.verify("v1", "LM260051209")
