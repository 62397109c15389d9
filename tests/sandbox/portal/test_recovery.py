"""¿Olvidaste la contraseña?: seven data, two endings, and what the make-believe portal refuses."""

from typing import Any

import pytest

from sandbox.portal import Portal
from tests.sandbox.portal.conftest import MovingClock, Visitor

VERIFY = "/sine-api/recuperacion/verificacion"
RENEW = "/sine-api/recuperacion/clave"
V2 = {
    "tipoDocumento": "tipoDoc",
    "numeroDocumento": "numeroDoc",
    "apellidoPaterno": "primerApellido",
    "apellidoMaterno": "segundoApellido",
    "nombres": "prenombres",
    "fechaNacimiento": "nacidoEl",
    "clave": "contrasena",
    "confirmacion": "repeticion",
    "usuario": "identificador",
}


def data(portal: Portal, person_id: str, **changed: str) -> dict[str, str]:
    """The seven data as they stand on record."""
    person = portal.mailboxes[person_id].person
    identity = person.identity
    return {
        "nacionalidad": person.nationality,
        "tipoDocumento": identity.document_type,
        "numeroDocumento": identity.document_number,
        "apellidoPaterno": identity.paternal,
        "apellidoMaterno": identity.maternal,
        "nombres": identity.given,
        "fechaNacimiento": identity.born_on.isoformat(),
    } | changed


def renamed(body: dict[str, Any]) -> dict[str, Any]:
    return {V2.get(name, name): value for name, value in body.items()}


async def test_a_new_password_is_set(visitor: Visitor, portal: Portal) -> None:
    """Data → ticket → password: the old password and the old sessions are dead, the answer names the user."""
    await visitor.sign_in("mgonzalez26", "Arepa-2619")
    status, verified = await visitor.call("POST", VERIFY, data(portal, "maria"))
    assert (status, verified["final"], verified["correo"]) == (200, "DEFINIR", None)
    body = {"token": verified["token"], "clave": "Cachapa2026", "confirmacion": "Cachapa2026"}
    assert await visitor.call("POST", RENEW, body) == (200, {"usuario": "mgonzalez26"})
    assert (await visitor.get("/sine-api/casilla/notificaciones"))[0] == 401
    assert (await visitor.sign_in("mgonzalez26", "Arepa-2619"))[0] == 401
    assert (await visitor.sign_in("mgonzalez26", "Cachapa2026"))[0] == 200
    assert (await visitor.call("POST", RENEW, body))[1]["codigo"] == "VERIFICACION_VENCIDA"


async def test_a_new_password_is_sent(visitor: Visitor, portal: Portal) -> None:
    """With the other ending nothing is set on the site: a letter goes to the address on record, shown masked."""
    letters: list[Any] = []
    portal.deliver = letters.append
    portal.set_faults(recovery_ending="sent")
    answer = await visitor.call("POST", VERIFY, data(portal, "joao"))
    assert answer == (200, {"token": None, "final": "ENVIADA", "correo": "j***@correo.example"})
    (letter,) = letters
    password = portal.mailboxes["joao"].password
    assert letter["To"] == "joao@correo.example"
    assert f"Contraseña: {password}\n" in letter.get_content()
    assert (await visitor.sign_in("jsantos26", password))[0] == 200


async def test_the_second_dialect_renames_the_doors_too(visitor: Visitor, portal: Portal) -> None:
    """In v2 both requests and both answers speak with the other names, and the first names are not understood."""
    portal.set_faults(changed_fields=True)
    assert (await visitor.call("POST", VERIFY, data(portal, "sofia")))[1]["error"] == "SOLICITUD_INVALIDA"
    _, verified = await visitor.call("POST", VERIFY, renamed(data(portal, "sofia")))
    assert verified["resultado"] == "DEFINIR"
    body = renamed({"token": verified["token"], "clave": "Trompos99", "confirmacion": "Trompos99"})
    assert await visitor.call("POST", RENEW, body) == (200, {"identificador": "sperez26"})


@pytest.mark.parametrize(
    ("person", "wrong"),
    [
        ("maria", {"apellidoPaterno": "GONZÁLEZ"}),
        ("sofia", {"apellidoPaterno": "PEREZ"}),
        ("carlos", {"apellidoPaterno": "MUNOZ"}),
        ("carlos", {"apellidoMaterno": "MUÑOZ"}),
        ("yusmary", {"apellidoPaterno": "ÑÁÑEZ", "nombres": "YUSMARY DE LA TRINIDAD"}),
        ("joao", {"apellidoPaterno": "SANTOS"}),
        ("mateo", {"fechaNacimiento": "2017-01-12"}),
        ("wideline", {"tipoDocumento": "CE"}),
        ("wideline", {"nacionalidad": "HAITI"}),
    ],
)
async def test_the_record_is_matched_as_it_is_spelt(
    visitor: Visitor, portal: Portal, person: str, wrong: dict[str, str]
) -> None:
    """Accents, Ñ, particles and the missing surname count as on record; capitals and spare spaces do not."""
    status, body = await visitor.call("POST", VERIFY, data(portal, person, **wrong))
    assert (status, body["codigo"]) == (404, "DATOS_NO_COINCIDEN")
    loosely = {name: f"  {value.lower()} " for name, value in data(portal, person).items() if name != "fechaNacimiento"}
    assert (await visitor.call("POST", VERIFY, data(portal, person, **loosely)))[0] == 200


async def test_three_mismatches_close_the_door_of_that_document_for_an_hour(
    clock: MovingClock, visitor: Visitor, portal: Portal
) -> None:
    """After three mismatches even the right data get 429; other documents are untouched, and in an hour all is well."""
    for _ in range(3):
        assert (await visitor.call("POST", VERIFY, data(portal, "maria", nombres="MARIA")))[0] == 404
    status, body = await visitor.call("POST", VERIFY, data(portal, "maria"))
    assert (status, body["codigo"]) == (429, "DEMASIADOS_INTENTOS")
    assert (await visitor.call("POST", VERIFY, data(portal, "sofia")))[0] == 200
    clock.move(hours=1)
    assert (await visitor.call("POST", VERIFY, data(portal, "maria")))[0] == 200


@pytest.mark.parametrize(
    ("password", "repeated", "code"),
    [
        ("Cachapa2026", "Cachapa2027", "CLAVES_DISTINTAS"),
        ("corta1", "corta1", "CLAVE_DEBIL"),
        ("sinnumeros", "sinnumeros", "CLAVE_DEBIL"),
        ("1234567890", "1234567890", "CLAVE_DEBIL"),
        ("MGonzalez26-9", "MGonzalez26-9", "CLAVE_DEBIL"),
    ],
)
async def test_a_password_that_will_not_do_can_be_chosen_again(
    visitor: Visitor, portal: Portal, password: str, repeated: str, code: str
) -> None:
    """A refused password changes nothing and leaves the ticket good."""
    _, verified = await visitor.call("POST", VERIFY, data(portal, "maria"))
    body = {"token": verified["token"], "clave": password, "confirmacion": repeated}
    status, answer = await visitor.call("POST", RENEW, body)
    assert (status, answer["codigo"]) == (422, code)
    assert (await visitor.sign_in("mgonzalez26", "Arepa-2619"))[0] == 200
    body |= {"clave": "Cachapa2026", "confirmacion": "Cachapa2026"}
    assert (await visitor.call("POST", RENEW, body))[0] == 200


async def test_a_verification_lasts_ten_minutes(clock: MovingClock, visitor: Visitor, portal: Portal) -> None:
    """A ticket that lay about for ten minutes is answered 410, and the password stays."""
    _, verified = await visitor.call("POST", VERIFY, data(portal, "maria"))
    clock.move(minutes=10)
    body = {"token": verified["token"], "clave": "Cachapa2026", "confirmacion": "Cachapa2026"}
    status, answer = await visitor.call("POST", RENEW, body)
    assert (status, answer["codigo"]) == (410, "VERIFICACION_VENCIDA")


@pytest.mark.parametrize("date", ["05/03/1990", "1990-02-30", ""])
async def test_a_birth_date_of_another_shape_is_a_bad_request(visitor: Visitor, portal: Portal, date: str) -> None:
    """Dates are written AAAA-MM-DD; another shape is no mismatch and costs no try."""
    assert (await visitor.call("POST", VERIFY, data(portal, "maria", fechaNacimiento=date)))[0] == 400


async def test_a_new_password_unlocks(visitor: Visitor, portal: Portal) -> None:
    """Whoever proved who they are is no longer locked out."""
    for _ in range(5):
        await visitor.sign_in("mgonzalez26", "no")
    _, verified = await visitor.call("POST", VERIFY, data(portal, "maria"))
    await visitor.call("POST", RENEW, {"token": verified["token"], "clave": "Abc12345", "confirmacion": "Abc12345"})
    assert (await visitor.sign_in("mgonzalez26", "Abc12345"))[0] == 200


async def test_a_hand_over_opens_the_mailbox_once(visitor: Visitor, portal: Portal) -> None:
    """The token from a sister site is a sign-in without a password, for one use."""
    token = portal.hand_over("sofia")
    status, person = await visitor.call("POST", "/sine-api/traspaso", {"token": token})
    assert (status, person["titular"]) == (200, "SOFÍA VALENTINA PÉREZ GONZÁLEZ")
    assert (await visitor.get("/sine-api/casilla/notificaciones"))[0] == 200
    assert (await visitor.call("POST", "/sine-api/traspaso", {"token": token}))[0] == 401
