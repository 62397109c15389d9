"""The way back in by *Verificación de Datos*: what is sent, and portals that answer what nobody expects."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest
from starlette.responses import JSONResponse, RedirectResponse, Response
from structlog.testing import capture_logs

from bot.portal.profile import Profile, Timeouts
from bot.portal.profile_recovery import PersonalData
from bot.portal.recovery import ApiRecovery
from bot.portal.writing import data_of
from buzon.credentials import Secret
from buzon.identity import Country, DocumentType, Identity, Name, read_nationality
from handlers.errors import (
    IdentityMismatch,
    Misconfigured,
    PasswordRefused,
    PortalChanged,
    PortalDown,
    TooManyTries,
    VerificationOver,
)
from handlers.ports import Verified
from sandbox.portal import Portal
from sandbox.portal.choices import NATIONALITIES
from tests.bot.portal.conftest import Posted

PostOffice = Callable[[Response], Awaitable[tuple[str, list[Posted]]]]

HTML = Response("<!doctype html><title>Bienvenido</title>", media_type="text/html")
SENT = {"final": "ENVIADA", "token": None, "correo": "y***@correo.example"}
SET = {"final": "DEFINIR", "token": "t1", "correo": None}
PASSWORD_SET = {"usuario": "ynanez26"}
TICKET, NEW = Secret("t1"), Secret("Ñandú-44 & más=")


def profile_with(
    *, ending: dict[str, Any] | None = None, password: dict[str, Any] | None = None, **data: Any
) -> Profile:
    """The sandbox's profile with some of `recovery` changed; `data` is about the seven."""
    profile = Profile.load("sandbox")
    recovery = profile.model_dump()["recovery"]
    recovery["encoding"] = data.pop("encoding", "json")
    recovery["fixed"] = data.pop("fixed", {})
    recovery["data"] |= data
    recovery["ending"] |= ending or {}
    recovery["password"] |= password or {}
    return Profile.model_validate(profile.model_dump() | {"recovery": recovery})


async def test_the_seven_data_are_sent_as_json_once(post_office: PostOffice, yusmary: Identity) -> None:
    """By the profile's fields: the country in Spanish capitals, the document's code, names in capitals with their Ñ."""
    url, seen = await post_office(JSONResponse(SET))
    async with ApiRecovery(Profile.load("sandbox"), base_url=url) as recovery:
        assert await recovery.verify(yusmary) == Verified(ticket=TICKET)
    (form,) = seen
    assert (form.path, form.type) == ("/sine-api/recuperacion/verificacion", "application/json")
    assert form.fields == {
        "nacionalidad": "VENEZUELA",
        "tipoDocumento": "CPP",
        "numeroDocumento": "005120931",
        "apellidoPaterno": "DE LA TRINIDAD ÑÁÑEZ",
        "apellidoMaterno": "PEÑA",
        "nombres": "YUSMARY",
        "fechaNacimiento": "1985-02-28",
    }


async def test_a_person_with_one_surname_sends_the_other_empty(post_office: PostOffice, yusmary: Identity) -> None:
    """The field is there, and nothing in it."""
    url, seen = await post_office(JSONResponse(SET))
    async with ApiRecovery(Profile.load("sandbox"), base_url=url) as recovery:
        await recovery.verify(replace(yusmary, maternal_surname=None))
    assert seen[0].fields["apellidoMaterno"] == ""


async def test_a_profile_says_how_everything_is_written(post_office: PostOffice, yusmary: Identity) -> None:
    """A form instead of JSON, another way with dates, countries, documents and names, and fields that never change."""
    profile = profile_with(
        encoding="form",
        fixed={"canal": "web"},
        day_form="%d/%m/%Y",
        names="plain",
        nationalities={"VE": "VENEZOLANA"},
        documents={"CPP": "7"},
    )
    url, seen = await post_office(JSONResponse(SENT))
    async with ApiRecovery(profile, base_url=url) as recovery:
        await recovery.verify(yusmary)
        await recovery.verify(replace(yusmary, nationality=Country("US"), document_type=DocumentType.PAS))
    assert seen[0].type == "application/x-www-form-urlencoded"
    assert seen[0].fields == {
        "canal": "web",
        "nacionalidad": "VENEZOLANA",
        "tipoDocumento": "7",
        "numeroDocumento": "005120931",
        "apellidoPaterno": "DE LA TRINIDAD NANEZ",
        "apellidoMaterno": "PENA",
        "nombres": "YUSMARY",
        "fechaNacimiento": "28/02/1985",
    }
    assert (seen[1].fields["nacionalidad"], seen[1].fields["tipoDocumento"]) == ("ESTADOS UNIDOS", "PAS")


@pytest.mark.parametrize("land", NATIONALITIES)
def test_a_nationality_is_written_as_the_sites_own_list_has_it(yusmary: Identity, land: str) -> None:
    """Whoever picks from the portal's list by hand, and whoever is understood by us, say the same word."""
    country = read_nationality(land)
    assert isinstance(country, Country)
    written = PersonalData.model_validate(Profile.load("sandbox").model_dump()["recovery"]["data"])
    assert data_of(written, replace(yusmary, nationality=country))["nacionalidad"] == land


@pytest.mark.parametrize("encoding", ["json", "form"])
async def test_the_new_password_is_sent_twice_as_it_is(post_office: PostOffice, encoding: str) -> None:
    """Password and repetition are the same, whatever signs are in them; the user's name comes back as a secret."""
    url, seen = await post_office(JSONResponse(PASSWORD_SET))
    async with ApiRecovery(profile_with(password={"encoding": encoding}), base_url=url) as recovery:
        assert await recovery.set_password(TICKET, NEW) == Secret("ynanez26")
    (form,) = seen
    assert form.path == "/sine-api/recuperacion/clave"
    assert form.fields == {"token": "t1", "clave": NEW.reveal(), "confirmacion": NEW.reveal()}


async def test_a_portal_may_want_no_repetition_and_tell_no_user(post_office: PostOffice) -> None:
    """What the profile does not name is not sent, and not looked for."""
    url, seen = await post_office(JSONResponse({"estado": "ok"}))
    profile = profile_with(password={"repetition": None, "landmark": "estado", "user": None})
    async with ApiRecovery(profile, base_url=url) as recovery:
        assert await recovery.set_password(TICKET, NEW) is None
    assert seen[0].fields.keys() == {"token", "clave"}


@pytest.mark.parametrize(
    ("told_by_portal", "hint"),
    [
        ("y***@correo.example", "y***@correo.example"),
        ("yusmary@correo.example", "y***@correo.example"),
        ("***22", "***22"),
        ("", ""),
        (None, ""),
    ],
)
async def test_an_address_is_only_hinted_at(
    post_office: PostOffice, yusmary: Identity, told_by_portal: str | None, hint: str
) -> None:
    """A portal that forgets to mask the address does not make us show it to whoever typed seven data."""
    url, _ = await post_office(JSONResponse(SENT | {"correo": told_by_portal}))
    async with ApiRecovery(Profile.load("sandbox"), base_url=url) as recovery:
        assert await recovery.verify(yusmary) == Verified(sent_to=hint)


@pytest.mark.parametrize(
    ("answer", "landmark"),
    [
        (HTML, "HTML, not JSON"),
        (Response(b""), "not JSON"),
        (JSONResponse([]), "final is missing"),
        (JSONResponse({"token": "t1"}), "final is missing"),
        (JSONResponse(SET | {"final": "definir"}), "final is an ending that the profile does not know"),
        (JSONResponse(SET | {"final": True}), "final is an ending that the profile does not know"),
        (JSONResponse(SET | {"final": None}), "final is an ending that the profile does not know"),
        (JSONResponse({"final": "DEFINIR"}), "token is missing"),
        (JSONResponse(SET | {"token": None}), "token is not a text"),
        (JSONResponse(SET | {"token": 7}), "token is not a text"),
        (JSONResponse(SET | {"token": ""}), "token is not a line"),
        (JSONResponse(SET | {"token": "t" * 5000}), "token is not a line"),
        (JSONResponse({"final": "ENVIADA"}), "correo is missing"),
        (JSONResponse(SENT | {"correo": ["y"]}), "correo is not a text"),
        (JSONResponse(SENT | {"correo": "y@z\nEntra aquí"}), "correo is not a line"),
        (JSONResponse({"codigo": "DATOS_NO_COINCIDEN"}, 400), "status 400"),
        (JSONResponse({"error": "DATOS_NO_COINCIDEN"}, 404), "status 404"),
        (JSONResponse({"codigo": "NO_ENCONTRADO"}, 404), "status 404"),
        (Response(status_code=404), "status 404"),
        (JSONResponse({"codigo": "CREDENCIALES_INVALIDAS"}, 401), "status 401"),
        (JSONResponse({"codigo": "SESION_EXPIRADA"}, 401), "status 401"),
        (JSONResponse({"codigo": "CAPTCHA_REQUERIDO"}, 403), "status 403"),
        (JSONResponse({"codigo": "CUENTA_BLOQUEADA"}, 423), "status 423"),
        (JSONResponse({"codigo": "VERIFICACION_VENCIDA"}, 410), "status 410"),
        (JSONResponse({"codigo": "CLAVE_DEBIL"}, 422), "status 422"),
        (RedirectResponse("/sine-api/otro", 307), "a POST was redirected"),
        (Response(b" " * (6 << 20)), "the answer is larger than 5 MB"),
    ],
)
async def test_a_verification_that_is_not_answered_as_expected_is_a_change(
    post_office: PostOffice, yusmary: Identity, answer: Response, landmark: str
) -> None:
    """Only a rule with its code blames the person. The data are sent once, and the operator reads the landmark."""
    url, seen = await post_office(answer)
    async with ApiRecovery(Profile.load("sandbox"), base_url=url) as recovery:
        with capture_logs() as logs, pytest.raises(PortalChanged) as caught:
            await recovery.verify(yusmary)
    assert str(caught.value).startswith(f"recovery_verify: {landmark}")
    assert [line["landmark"] for line in logs] == [str(caught.value)]
    assert len(seen) == 1


@pytest.mark.parametrize(
    ("answer", "landmark"),
    [
        (HTML, "HTML, not JSON"),
        (JSONResponse({}), "usuario is missing"),
        (JSONResponse({"usuario": 7}), "usuario is not a text"),
        (JSONResponse({"usuario": "u" * 101}), "usuario is not a line"),
        (JSONResponse({"codigo": "CLAVES_DISTINTAS"}, 422), "status 422"),
        (Response(status_code=410), "status 410"),
        (Response(status_code=422), "status 422"),
        (JSONResponse({"codigo": "DATOS_NO_COINCIDEN"}, 404), "status 404"),
        (JSONResponse({"codigo": "CREDENCIALES_INVALIDAS"}, 401), "status 401"),
    ],
)
async def test_a_password_call_that_is_not_answered_as_expected_is_a_change(
    post_office: PostOffice, answer: Response, landmark: str
) -> None:
    """No status alone says that the password is bad, or that the verification is over."""
    url, seen = await post_office(answer)
    async with ApiRecovery(Profile.load("sandbox"), base_url=url) as recovery:
        with pytest.raises(PortalChanged) as caught:
            await recovery.set_password(TICKET, NEW)
    assert str(caught.value).startswith(f"recovery_password: {landmark}")
    assert len(seen) == 1


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
async def test_a_status_that_passes_by_itself_is_an_outage(
    post_office: PostOffice, yusmary: Identity, status: int
) -> None:
    """429 without its code included: a busy portal has not counted the person's tries."""
    url, seen = await post_office(Response("<p>Espera</p>", status))
    async with ApiRecovery(Profile.load("sandbox"), base_url=url) as recovery:
        with pytest.raises(PortalDown, match=f"recovery_verify: status {status}"):
            await recovery.verify(yusmary)
        with pytest.raises(PortalDown, match=f"recovery_password: status {status}"):
            await recovery.set_password(TICKET, NEW)
    assert len(seen) == 2


async def test_a_slow_portal_is_down(portal: Portal, site_url: str, yusmary: Identity) -> None:
    """No answer within the profile's time is no answer, and it is not asked again."""
    profile = Profile.load("sandbox").model_copy(update={"timeouts": Timeouts(call=0.1)})
    portal.set_faults(slow_seconds=1)
    async with ApiRecovery(profile, base_url=site_url) as recovery:
        with pytest.raises(PortalDown, match="recovery_verify: TimeoutError"):
            await recovery.verify(yusmary)
    assert portal.counts.requests == 1


async def test_nobody_there_is_down(yusmary: Identity) -> None:
    """A refused connection is told as what it is."""
    async with ApiRecovery(Profile.load("sandbox"), base_url="http://127.0.0.1:9") as recovery:
        with pytest.raises(PortalDown, match="recovery_verify: Client"):
            await recovery.verify(yusmary)


async def test_a_portal_may_know_one_ending_only(post_office: PostOffice, yusmary: Identity) -> None:
    """Where a password is always sent, the other ending is a change, and a ticket from before has expired."""
    profile = Profile.load("sandbox")
    recovery_calls = profile.model_dump()["recovery"] | {"password": None}
    recovery_calls["ending"] = {"at": "final", "sent": True}
    profile = Profile.model_validate(profile.model_dump() | {"recovery": recovery_calls})
    url, seen = await post_office(JSONResponse({"final": True}))
    async with ApiRecovery(profile, base_url=url) as recovery:
        assert await recovery.verify(yusmary) == Verified()
        with pytest.raises(VerificationOver):
            await recovery.set_password(TICKET, NEW)
    assert len(seen) == 1
    url, _ = await post_office(JSONResponse({"final": 1}))
    async with ApiRecovery(profile, base_url=url) as recovery:
        with pytest.raises(PortalChanged, match="final is an ending"):
            await recovery.verify(yusmary)


async def test_every_call_is_observed_by_operation_and_outcome(
    portal: Portal, site_url: str, yusmary: Identity
) -> None:
    """Metrics are told about each call, with labels from a fixed set."""
    seen: list[tuple[str, str]] = []
    profile = Profile.load("sandbox")
    async with ApiRecovery(profile, base_url=site_url, observe=lambda *told: seen.append(told[:2])) as recovery:
        ticket = (await recovery.verify(yusmary)).ticket
        assert ticket
        with pytest.raises(PasswordRefused):
            await recovery.set_password(ticket, Secret("weak"))
        await recovery.set_password(ticket, NEW)
        with pytest.raises(VerificationOver):
            await recovery.set_password(ticket, NEW)
        for error in (IdentityMismatch, IdentityMismatch, IdentityMismatch, TooManyTries):
            with pytest.raises(error):
                await recovery.verify(replace(yusmary, given_names=Name("Otra")))
        portal.set_faults(down=True)
        with pytest.raises(PortalDown):
            await recovery.verify(yusmary)
    assert seen == [
        ("recovery_verify", "ok"),
        ("recovery_password", "password_refused"),
        ("recovery_password", "ok"),
        ("recovery_password", "verification_over"),
        *[("recovery_verify", "mismatch")] * 3,
        ("recovery_verify", "too_many_tries"),
        ("recovery_verify", "down"),
    ]


async def test_a_profile_without_the_section_builds_no_way_back() -> None:
    """Nobody knows how the real portal does it, so nothing is guessed."""
    with pytest.raises(Misconfigured, match=r"sine-unverified: has no section \[recovery\]"):
        ApiRecovery(Profile.load("sine-unverified"))


async def test_a_way_back_without_an_address_is_misconfigured() -> None:
    """The operator is told which setting to set."""
    with pytest.raises(Misconfigured, match="BUZON_PORTAL_URL"):
        ApiRecovery(Profile.load("sandbox"))
