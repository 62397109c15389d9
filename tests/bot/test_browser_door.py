"""The browser door as the operator sets it."""

import pytest

from bot import browser_door
from bot.portal.browser import BrowserProfile


@pytest.mark.parametrize(
    ("profile", "address", "verified"),
    [
        ("generic", "http://127.0.0.1:8001", True),
        ("generic", "https://e-notificacion.migraciones.gob.pe", False),
        ("sine-browser-unverified", "https://e-notificacion.migraciones.gob.pe", False),
        ("sine-browser-unverified", "http://127.0.0.1:8001", False),
    ],
)
def test_nobody_is_told_that_the_real_site_is_known(profile: str, address: str, verified: bool) -> None:
    """What was only ever held against the simulation is a guess anywhere else."""
    assert browser_door.is_verified(BrowserProfile.load(profile), address) is verified
