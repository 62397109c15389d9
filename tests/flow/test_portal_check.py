"""`buzon portal …` through a real browser on the sandbox's portal."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio

from bot.portal.browser import BrowserProfile
from sandbox import world
from tests.flow.process import BUZON, Called, called, environment
from tests.flow.town import TOKEN, control, resident

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def outside() -> AsyncIterator[world.World]:
    async with world.running(bot_token=TOKEN) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="module")
async def http(outside: world.World) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(outside.page) as session:
        yield session
        await control(session, "POST", "/portal/reset")


async def account(http: aiohttp.ClientSession) -> dict[str, str]:
    maria = await resident(http, "maria")
    return {"canary_user": maria.user, "canary_password": maria.password}


async def checked(outside: world.World, http: aiohttp.ClientSession, **chosen: object) -> Called:
    settings = {"portal_url": outside.portal, "portal_profile": "sandbox", **await account(http), **chosen}
    return await called("portal", "check", variables=environment(**settings))


def paged(chromium_path: Path, profile: object = "generic") -> dict[str, object]:
    return {"portal": "browser", "portal_profile": profile, "chromium": chromium_path}


async def test_a_check_names_what_is_missing(
    outside: world.World, http: aiohttp.ClientSession, chromium_path: Path
) -> None:
    """Without the password's field, and with other words on the rest: exit 1, what is missing and what has moved is
    named, and nobody's user or password shown."""
    await control(http, "PATCH", "/portal/faults", {"no_password_field": True, "labels": "renamed"})
    done = await checked(outside, http, **paged(chromium_path))
    assert done.status == 1
    assert "missing  sign_in   password" in done.out
    assert "moved    sign_in   user" in done.out
    assert not any(secret in done.out + done.err for secret in (await account(http)).values())


async def test_a_check_of_the_json_door_names_the_field(outside: world.World, http: aiohttp.ClientSession) -> None:
    """The same command on the JSON door whose fields are called otherwise: exit 1."""
    await control(http, "PATCH", "/portal/faults", {"changed_fields": True})
    done = await checked(outside, http)
    assert done.status == 1
    assert "missing" in done.out


async def test_an_operator_teaches_a_site_in_the_terminal(
    outside: world.World, http: aiohttp.ClientSession, chromium_path: Path, tmp_path: Path
) -> None:
    """Accepting, picking by number and typing a label make a profile, unverified, by which a check finds its way: exit
    0, a line for each landmark of sign-in, list and recovery, those of other words as moved, and no notice opened."""
    await control(http, "PATCH", "/portal/faults", {"labels": "renamed"})
    profile = tmp_path / "site.toml"
    variables = environment(portal_url=outside.portal, **paged(chromium_path), **await account(http))
    process = await asyncio.create_subprocess_exec(
        *(BUZON, "portal", "learn", profile),
        env=variables,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    typed = "1\n\nIniciar sesión\n" + "\n" * 8
    said, _ = await process.communicate(typed.encode())
    assert process.returncode == 0, said.decode()
    learned = BrowserProfile.load(str(profile))
    assert (learned.name, learned.verified) == ("site", False)
    done = await checked(outside, http, **paged(chromium_path, profile))
    assert done.status == 0, done.out
    lines = [line.split()[:3] for line in done.out.splitlines()]
    assert ["found", "sign_in", "user"] in lines
    assert ["found", "list", "rows"] in lines
    assert ["moved", "recovery", "nationality"] in lines
    assert await control(http, "GET", "/portal/openings") == []
