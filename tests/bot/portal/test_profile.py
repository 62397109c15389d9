"""Profiles: what comes with the product, and what is said about one that does not fit."""

from pathlib import Path

import pytest

from bot.portal.profile import Profile, filled, packaged
from handlers.errors import Misconfigured

SANDBOX = Path(__file__).parents[3] / "bot" / "portal" / "profiles" / "sandbox.toml"


@pytest.mark.parametrize("name", packaged())
def test_every_packaged_profile_loads_and_is_named_like_its_file(name: str) -> None:
    """A profile that comes with the product is complete, and its name is the one it is loaded by."""
    assert Profile.load(name).name == name


def test_the_real_portals_profile_owns_up_to_being_a_guess() -> None:
    """Nobody has held it against the real portal, and it says so."""
    profile = Profile.load("sine-unverified")
    assert not profile.verified
    assert profile.base_url == "https://e-notificacion.migraciones.gob.pe"


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
