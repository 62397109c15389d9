"""What is read off a sheet's text: whole texts, texts that a photograph has damaged, and texts of other papers."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buzon.receipt import Outcome, label_lines, read_text

SHEET = """MIGRACIONES — SIMULACIÓN, sin valor legal
CONSTANCIA DE INICIO DE TRÁMITE
Titular: MARÍA FERNANDA GONZÁLEZ ROJAS
Nacionalidad: VENEZUELA
Documento: CPP 004417826
Expediente: LM260012345
Para ver tus notificaciones ingresa al Buzón Electrónico (SINE) con:
{foot}
SIMULACIÓN — texto inventado, personas inventadas
"""
USER, PASSWORD = "mgonzalez26", "Arepa-2619"

# Every foot stands in a whole sheet; the same user and password are on all of them.
FOUND = [
    "Usuario: mgonzalez26\nContraseña: Arepa-2619",
    "Usuario: mgonzalez26\r\nContraseña: Arepa-2619",
    "USUARIO: mgonzalez26\nCONTRASEÑA: Arepa-2619",
    "Usuario : mgonzalez26\nContraseña : Arepa-2619",
    "Usuario:mgonzalez26\nContraseña:Arepa-2619",
    "Usuario mgonzalez26\nContraseña Arepa-2619",
    "Usuario:\nmgonzalez26\nContraseña:\nArepa-2619",
    "Usuario\nmgonzalez26\nContraseña\nArepa-2619",
    "Usuario:\n\nmgonzalez26\n\nContraseña:\n\nArepa-2619",
    "Usuario: mgonzalez26   Contraseña: Arepa-2619",
    "Usuario: mgonzalez26 | Contraseña: Arepa-2619",
    "Usuario: mgonzalez26, Contraseña: Arepa-2619",
    "Usuario Contraseña\nmgonzalez26 Arepa-2619",
    "Usuario:\nContraseña:\nmgonzalez26\nArepa-2619",
    "User: mgonzalez26\nPassword: Arepa-2619",
    "USER mgonzalez26\nPASSWORD Arepa-2619",
    "Usuario: mgonzalez26\nClave: Arepa-2619",
    "Usuario: mgonzalez26\nClave de acceso: Arepa-2619",
    "Nombre de usuario: mgonzalez26\nContraseña temporal: Arepa-2619",
    "Su usuario es: mgonzalez26\nSu contraseña es: Arepa-2619",
    "Contraseña: Arepa-2619\nUsuario: mgonzalez26",
    "• Usuario: mgonzalez26\n• Contraseña: Arepa-2619",
    "1. Usuario: mgonzalez26\n2. Contraseña: Arepa-2619",
    "Usuario: mgonzalez26 (en minúsculas)\nContraseña: Arepa-2619 (cámbiala al ingresar)",
    "Estimado usuario: revisa tu buzón con frecuencia.\nUsuario: mgonzalez26\nContraseña: Arepa-2619",
    "No comparta su clave con nadie.\nUsuario: mgonzalez26\nContraseña: Arepa-2619",
    "Usuario: mgonzalez26\nContraseña: Arepa-2619\n¿Olvidaste la contraseña? Ingresa a la web.",
    # As tesseract gives them.
    "Usuario: mgonzalez26\nContrasena: Arepa-2619",
    "Usuario: mgonzalez26\nContrasefia: Arepa-2619",
    "Usuario: mgonzalez26\nContrasefa: Arepa-2619",
    "Usuario: mgonzalez26\nContrasenia: Arepa-2619",
    "Usuario: mgonzalez26\nContrasefha: Arepa-2619",
    "Usuaria: mgonzalez26\nContraserna: Arepa-2619",
    "ysuario: mgonzalez26\nContrasehe: Arepa-2619",
    "Usuano: mgonzalez26\nContrasefia. Arepa-2619",
    "Usuari0: mgonzalez26\nContrasefia; Arepa-2619",
    "Usuar1o: mgonzalez26\nC0ntrasefia: Arepa-2619",
    "Usuario. mgonzalez26\nC1ave: Arepa-2619",
    "'Usuario: mgonzalez26\n_Contrasefia: Arepa-2619",
    "| Usuario: | mgonzalez26\n| Contrasefia: | Arepa-2619",
    "Usuario: mgonzalez26 |\nContrasefia: Arepa-2619 |",
    "Usuario: mgonzalez26\n\x0c\nContrasefia: Arepa-2619",
]

MASKED = [
    "Usuario: mgonzalez26\nContraseña: ********",
    "Usuario: mgonzalez26\nContraseña: * * * * * * * *",
    "Usuario: mgonzalez26\nContraseña: ••••••••",
    "Usuario: mgonzalez26\nContraseña:********",
    "Usuario: mgonzalez26\nContraseña:\n********",
    "Usuario: mgonzalez26\nContraseña: XXXXXXXX",
    "Usuario Contraseña\nmgonzalez26 ********",
    "Usuario: mgonzalez26\nClave: ●●●●●●",
    "Usuario: mgonzalez26\nContraseña: ######",
    "Usuario: mgonzalez26\nContraseña ********",
    "Usuario: mgonzalez26\nContraseña: ******** (la de tu primera constancia)",
    # As tesseract gives them.
    "Usuario: mgonzalez26\nContrasefia: **",
    "Usuario: mgonzalez26\nContrasefia: «+++x***",
    "Usuario: mgonzalez26\nContrasefa: ***}*",
    "Usuario: mgonzalez26\nContrasefa: *#*****",
    'Usuario: mgonzalez26\nContrasefa: ***""""*',
    "Usuario: mgonzalez26\nContrasefa: ****#***",
    "Usuario: mgonzalez26\nContrasefa: **** r+",
]

# Masked or unreadable, as it may be: never found.
DAMAGED_ASTERISKS = [
    "Contrasefia: errr",
    "Contrasefia: eeeeeeee",
    "Contrasefia eee eeee",
    "Contrasefia: * errr",
    "Contrasefia: REE",
    "Contrasefia: * eR",
    "Contrasena: ®t}",
    "Contrasefia: * RH",
    "Contrasefia: ** Fer",
    "Contrasefia: # RRR",
    "Contrasefia: *R RRR",
    "Contrasena: ** thr",
    "Contrasefia: tHHHHHe",
    "Contrasefia: RRRRKERE",
    "Contrasefia: xxxxxxxx",
    "Contrasefia: #4444444",
    "Contrasefia: KKKKKKKK",
    "Contrasefia: wet eeeee",
    "Contrasefia: +#+#+++",
    "Contrasena: * H+",
    "Contrasefia: seeeeees",
    "Contrasefia: teteetet",
    "Contrasefia: HHH",
    "Contrasefia: °°°°°",
    "Contrasefia: ~ ~~ ~",
]

UNREADABLE = [
    "Usuario: mgonzalez26\nContraseña:",
    "Usuario:\nContraseña:",
    "Usuario: mgonzalez26\nContraseña: Arepa 2619",
    "Usuario: mgonz alez26\nContraseña: Arepa-2619",
    "Usuario: mgonzalez26\nContrasefia: Ar",
    "Usuario: mgonzalez26\nContrasefia: A®©pa-26",
    "Usuario: |\nContrasefia: Arepa-2619",
    "Contraseña: Arepa-2619",
    "Usuario: mgonzalez26\nContraseña: Usuario",
    "Usuario: mgonzalez26\nContrasefia: —",
    "Usuario: ********\nContraseña: Arepa-2619",
]

NONE = [
    "",
    "   \n\n \x0c",
    "El usuario final del servicio declara conocer las condiciones.",
    "usuario final del servicio\ncontraseña segura y larga para su cuenta",
    "Para recuperar su contraseña ingrese a la web.\nSi el usuario no existe, regístrese.",
    "¿Olvidaste la contraseña?\nIngresa con tu usuario y contraseña en la web.",
    "RECIBO DE LUZ\nUsuario: JUAN PEREZ ROJAS\nSuministro: 1234567\nTotal a pagar: S/ 84.50\nClave de suministro: 4417",
    "Estimado usuario:\nSu recibo vence el 5 de mayo.\nGracias.",
    "CONTRATO\nEl contratante y el contratado acuerdan: Contrata: 4417",
    "Clase: B-II\nSumario: 4417\nContraste: alto",
    "No comparta su clave: es personal e intransferible.",
    "Número de usuarios: 5\nLlave: 77",
    "i} ~ as. ,\n\\ ¥ oe\n. eee ***\n_ 7 4",
    "Titular: MARÍA FERNANDA GONZÁLEZ ROJAS\nExpediente: LM260012345",
    "usuario\n",
    "Ingresa tu usuario y tu clave en la página",
]


def sheet(foot: str) -> str:
    return SHEET.replace("{foot}", foot)


@pytest.mark.parametrize("foot", FOUND)
def test_found(foot: str) -> None:
    """User and password are read as they stand, whatever became of the words before them."""
    receipt = read_text(sheet(foot))
    assert receipt.outcome is Outcome.FOUND
    assert receipt.user is not None
    assert receipt.password is not None
    assert (receipt.user.reveal(), receipt.password.reveal()) == (USER, PASSWORD)


@pytest.mark.parametrize("foot", MASKED)
def test_masked(foot: str) -> None:
    """Asterisks are no password, and the user beside them is still told."""
    receipt = read_text(sheet(foot))
    assert receipt.outcome is Outcome.MASKED
    assert receipt.password is None
    assert receipt.user is not None
    assert receipt.user.reveal() == USER


@pytest.mark.parametrize("line", DAMAGED_ASTERISKS)
def test_damaged_asterisks_are_never_a_password(line: str) -> None:
    """What a photograph makes of asterisks is taken for asterisks, or for nothing."""
    receipt = read_text(sheet(f"Usuario: mgonzalez26\n{line}"))
    assert receipt.outcome in {Outcome.MASKED, Outcome.UNREADABLE}
    assert receipt.password is None


@pytest.mark.parametrize("foot", UNREADABLE)
def test_unreadable(foot: str) -> None:
    """Where the words stand but not what should follow, it says so, and hands out no half of it."""
    receipt = read_text(sheet(foot))
    assert (receipt.outcome, receipt.user, receipt.password) == (Outcome.UNREADABLE, None, None)


@pytest.mark.parametrize("text", NONE)
def test_none(text: str) -> None:
    """Other papers hold no credentials, even where they speak of users and passwords."""
    receipt = read_text(text)
    assert (receipt.outcome, receipt.user, receipt.password) == (Outcome.NONE, None, None)


PASSWORDS = ["Contra-2619", "clave2026", "l1I0O5S", "Ñandú-2020", "a.b,c;d:", "12345678", "#Abc*2619", "A(b)2"]
PASSWORDS += [string.printable[:64]]


@pytest.mark.parametrize("password", PASSWORDS)
def test_passwords_are_opaque(password: str) -> None:
    """A password is kept letter by letter: no trimming, no other case, no better guess."""
    receipt = read_text(sheet(f"Usuario: {USER}\nContraseña: {password}"))
    assert receipt.password is not None
    assert receipt.password.reveal() == password


def test_the_foot_wins() -> None:
    """Where two pairs stand on a sheet, the one nearer its end is told."""
    receipt = read_text(sheet("Usuario: viejo25\nContraseña: Vieja-1111\n\nUsuario: nuevo26\nContraseña: Nueva-2222"))
    assert receipt.user is not None
    assert receipt.user.reveal() == "nuevo26"


def test_where_the_labels_are() -> None:
    """The lines to look at more closely are those of the pair, not those that merely speak of passwords."""
    text = sheet("¿Olvidaste tu contraseña?\nysuario: mgona® e226\nContrasehe prepa2619")
    assert label_lines(text.splitlines()) == (8, 9)
    assert label_lines(["Usuario", "mgonzalez26", "Contraseña", "Arepa-2619"]) == (0, 2)
    assert label_lines(["usuario final del servicio", "Total: 5"]) == ()


def test_nothing_secret_shows() -> None:
    """Neither value is in a receipt's repr."""
    shown = repr(read_text(sheet(FOUND[0])))
    assert USER not in shown
    assert PASSWORD not in shown


WORDS = st.sampled_from(
    ["Usuario", "Usuario:", "user", "Contraseña:", "Contrasefia", "clave", "Clave de acceso:", "********", "eeee", "\n",
     "\r\n", "\x0c", " ", ":", "mgonzalez26", "Arepa-2619", "|", "(", ")", "es", "\u2028", "\x85"]
)  # fmt: skip


@given(st.lists(WORDS | st.text(max_size=12), max_size=30).map(" ".join) | st.text(max_size=300))
def test_any_text_has_an_outcome(text: str) -> None:
    """No text is too odd; what is found is whole: both values, printable, without a space in them."""
    receipt = read_text(text)
    assert receipt.outcome in {Outcome.FOUND, Outcome.MASKED, Outcome.NONE, Outcome.UNREADABLE}
    assert (receipt.password is not None) is (receipt.outcome is Outcome.FOUND)
    values = [value.reveal() for value in (receipt.user, receipt.password) if value is not None]
    assert len(values) == 2 or receipt.outcome is not Outcome.FOUND
    for value in values:
        assert value.isprintable()
        assert 3 <= len(value) <= 64
        assert not any(letter.isspace() for letter in value)


@given(
    st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=3, max_size=12),
    st.sampled_from(["Usuario: {}\nContraseña: Arepa-2619", "Usuario {}\nClave Arepa-2619"]),
)
def test_a_user_is_never_altered(user: str, form: str) -> None:
    """If a user is told, it stands on the sheet just so."""
    receipt = read_text(form.format(user))
    if receipt.user is not None:
        assert receipt.user.reveal() in form.format(user)
