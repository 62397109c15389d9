"""Profiles: what comes with the product, and what is said about one that does not fit."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.portal.parts import filled
from bot.portal.profile import Profile, packaged
from bot.portal.profile_recovery import Ending, RecoveryCalls
from handlers.errors import Misconfigured

SANDBOX = Path(__file__).parents[3] / "bot" / "portal" / "profiles" / "sandbox.toml"
BORN = 'birth_date = "fechaNacimiento"\n'
BLAMING = [
    ("refusals.rules.6", "DEMASIADOS_INTENTOS", "too_many_tries"),
    ("refusals.rules.7", "VERIFICACION_VENCIDA", "verification_over"),
    ("refusals.rules.8", "CLAVE_DEBIL", "password_refused"),
    ("agency.refusals.rules.1", "CAPTCHA_INCORRECTO", "captcha_misread"),
    ("agency.refusals.rules.2", "CAPTCHA_AGOTADO", "captcha_spent"),
]


@pytest.mark.parametrize("name", packaged())
def test_every_packaged_profile_loads_and_is_named_like_its_file(name: str) -> None:
    """A profile that comes with the product is complete, and its name is the one it is loaded by."""
    assert Profile.load(name).name == name


def test_the_real_portals_profile_owns_up_to_being_a_guess() -> None:
    """Nobody has held it against the real portal, and it says so."""
    profile = Profile.load("sine-unverified")
    assert not profile.verified
    assert profile.base_url == "https://e-notificacion.migraciones.gob.pe"


def test_only_the_sandboxes_say_how_to_get_back_in() -> None:
    """Of the real sites' interfaces nobody knows anything: without a section the bot walks people by hand."""
    with_sections = {name for name in packaged() if Profile.load(name).recovery and Profile.load(name).agency}
    assert with_sections == {"sandbox", "sandbox-v2"}
    real = Profile.load("sine-unverified")
    assert (real.recovery, real.agency) == (None, None)


@pytest.mark.parametrize("refusals", ["", "agency."])
def test_a_mismatch_is_never_told_by_a_status(tmp_path: Path, refusals: str) -> None:
    """404 is also what a site says whose paths have changed."""
    head, tail = SANDBOX.read_text().split(f"[{refusals}refusals]")
    file = tmp_path / "wrong.toml"
    without = tail.replace(', code = "DATOS_NO_COINCIDEN"', "", 1)
    file.write_text(f"{head}[{refusals}refusals]{without}")
    with pytest.raises(Misconfigured, match="mismatch needs a code"):
        Profile.load(str(file))


def test_every_value_of_the_set_and_sent_endings_is_one_of_its_own_type() -> None:
    """`true` and `"true"` are two answers."""
    ending = Ending.model_validate({"at": "ok", "set": True, "ticket": "t", "sent": "true"})
    assert (ending.set, ending.sent) == (True, "true")


def test_a_verification_that_ends_in_set_needs_a_call_that_sets() -> None:
    """Else a person would hold a ticket to nowhere."""
    recovery = Profile.load("sandbox").model_dump()["recovery"] | {"password": None}
    with pytest.raises(ValidationError, match=r"needs the section recovery\.password"):
        RecoveryCalls.model_validate(recovery)


def test_a_profile_is_loaded_by_path(tmp_path: Path) -> None:
    """Another deployment brings a file of its own."""
    file = tmp_path / "other.toml"
    file.write_text(SANDBOX.read_text().replace('name = "sandbox"', 'name = "other"'))
    assert Profile.load(str(file)).name == "other"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('user = "usuario"', 'usr = "usuario"', "sign_in.user: Field required"),
        ("verified = true", "", "verified: Field required"),
        ('carrier = "cookie"', 'carrier = "pigeon"', "session: "),
        ("/{notice}/adjuntos/{attachment}", "/{notice}", "attachment.path: the path must hold {attachment}"),
        ('notificaciones/{notice}"', 'notificaciones/{id}"', "detail.path: {id} has no meaning in this path"),
        ('path = "/sine-api/salir"', 'path = "salir"', "sign_out.path: a path begins with /"),
        ('code = "CREDENCIALES_INVALIDAS", ', "", "refusals.rules.0: rejected needs a code"),
        ('means = "locked"', 'means = "broken"', "refusals.rules.1.means: "),
        ("[session]", "[dates]\nzone = 'Lima'\n[session]", "dates.zone: not a known time zone"),
        ("verified = true", 'verified = true\nuser_agent = "a\\nb"', "user_agent: String should match"),
        ("[session]", "[session", "not TOML: "),
        ("[recovery.ending]", "[recovery.end]", "recovery.ending: Field required"),
        ("[recovery.data]", "[recovery.dates]", "recovery.data: Field required"),
        ('nationality = "nacionalidad"', "", "recovery.data.nationality: Field required (and 1 more)"),
        ('nationality = "nacionalidad"', 'nationality = ""', "recovery.data.nationality: String should have at least"),
        ('"apellidoMaterno"', '"apellidoPaterno"', "recovery.data: two data in one field, apellidoPaterno"),
        ('issued_on = "fechaEmision"', 'issued_on = "nombres"', "agency.begin: two data in one field, nombres"),
        ('repetition = "confirmacion"', 'repetition = "clave"', "recovery.password: two data in one field, clave"),
        ('text = "texto"', 'text = "gestion"', "agency.answer: two data in one field, gestion"),
        (
            'file_number = "numeroExpediente"',
            'file_number = "gestion"',
            "agency.verify: two data in one field, gestion",
        ),
        ('birth_date = "fechaNacimiento"', f'{BORN}day_form = "%d/%m"', "recovery.data.day_form: does not write day"),
        ('birth_date = "fechaNacimiento"', f'{BORN}day_form = "%Q"', "recovery.data.day_form: does not write day"),
        ('birth_date = "fechaNacimiento"', f'{BORN}names = "RAW"', "recovery.data.names: Input should be 'official'"),
        (
            'birth_date = "fechaNacimiento"',
            f'{BORN}nationalities = {{ Venezuela = "V" }}',
            "recovery.data.nationalities.Venezuela.[key]: String should match",
        ),
        (
            'birth_date = "fechaNacimiento"',
            f'{BORN}documents = {{ PASAPORTE = "P" }}',
            "recovery.data.documents.PASAPORTE.[key]: Input should be 'DNI'",
        ),
        ('set = "DEFINIR"', "", "recovery.ending: set and ticket belong together"),
        (
            'set = "DEFINIR"\nticket = "token"\nsent = "ENVIADA"',
            "",
            "recovery.ending: needs the value that means set, or",
        ),
        ('"ENVIADA"', '"DEFINIR"', "recovery.ending: set and sent are the same value"),
        (
            '[recovery.password]\npath = "/',
            '[recovery.password]\npath = "',
            "recovery.password.path: a path begins with /",
        ),
        ('landmark = "usuario"', "", "recovery.password.landmark: Field required"),
        ('link = "buzon"', 'link = "buzon"\nhost = "x"', "agency.verify.host: Extra inputs are not permitted"),
        ("[agency.refusals]", "[agency.refuses]", "agency.refusals: Field required"),
        *((f', code = "{code}"', "", f"{where}: {means} needs a code") for where, code, means in BLAMING),
    ],
)
def test_what_does_not_fit_is_named_in_one_line(tmp_path: Path, old: str, new: str, said: str) -> None:
    """The operator reads which field is wrong and why, in one line."""
    file = tmp_path / "wrong.toml"
    text = SANDBOX.read_text()
    assert old in text
    file.write_text(text.replace(old, new))
    with pytest.raises(Misconfigured) as caught:
        Profile.load(str(file))
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(("name", "said"), [("sandboxx", "sandbox-v2"), ("/nowhere/at.toml", "cannot be read")])
def test_a_profile_that_is_not_there_is_misconfigured(name: str, said: str) -> None:
    """An unknown name lists the known ones; a missing file is said to be one."""
    with pytest.raises(Misconfigured, match=said):
        Profile.load(name)


def test_an_id_stays_one_segment_of_its_path() -> None:
    """Whatever an id holds, it cannot lead to another path."""
    path = filled("/notices/{notice}/files/{attachment}", notice="a/../b?c=d#e", attachment="ñ {notice}")
    assert path == "/notices/a%2F..%2Fb%3Fc%3Dd%23e/files/%C3%B1%20%7Bnotice%7D"
