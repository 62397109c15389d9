"""Connections that died without a word: the house's own time limits notice, and everything arrives."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio
from sqlalchemy import func, select

from bot import wiring
from bot.portal import profile
from handlers.planning import LATER
from sandbox import world
from storage.tables import OutboxState, mailboxes, outbox
from tests.flow.town import ALERT, REPEATED, TOKEN, Phone, Town, control, settle, until
from tests.flow.tunnel import Tunnel

HELP = "Te aviso cuando llega algo"
PORTAL_LIMIT = 2
"""Seconds that this town's portal has for an answer; the profiles that we ship give it twenty."""

TELEGRAM_PATIENCE = 90.0
"""Seconds: a poll that nobody answers is given up after 35, a message after 30, and then its pause."""


@dataclass(frozen=True)
class Outskirts:
    """A town that reaches Telegram and the portal through tunnels."""

    town: Town
    telegram: Tunnel
    portal: Tunnel


@pytest_asyncio.fixture
async def outskirts(tmp_path: Path) -> AsyncIterator[Outskirts]:
    shipped = (Path(profile.__file__).parent / "profiles" / "sandbox.toml").read_text()
    impatient = tmp_path / "impatient.toml"
    impatient.write_text(f"{shipped}\n[timeouts]\nconnect = 1\ncall = {PORTAL_LIMIT}\n")
    async with AsyncExitStack() as stack:
        outside = await stack.enter_async_context(world.running(bot_token=TOKEN))
        http = await stack.enter_async_context(aiohttp.ClientSession(outside.page))
        await control(http, "PATCH", "/telegram/limits", {"enforce": False})
        telegram = await stack.enter_async_context(Tunnel.to(outside.telegram))
        portal = await stack.enter_async_context(Tunnel.to(outside.portal))
        settled = settle(
            tmp_path,
            outside,
            telegram_api_url=telegram.address,
            portal_url=portal.address,
            portal_profile=str(impatient),
        )
        house = await stack.enter_async_context(wiring.house(settled, stopping=asyncio.Event()))
        yield Outskirts(Town(outside, house, settled, http), telegram, portal)


async def said(phone: Phone, words: str) -> list[str]:
    """The messages so far with these words."""
    return [one["text"] for one in await phone.messages() if words in (one.get("text") or "")]


async def being_sent(town: Town) -> int:
    """How many pushes are leased and not settled."""
    (row,) = await town.rows(select(func.count()).where(outbox.c.state == OutboxState.SENDING))
    return int(row[0])


async def settled(town: Town) -> None:
    """Return when no push waits or is under way."""
    unsettled = outbox.c.state.in_([OutboxState.PENDING, OutboxState.SENDING])

    async def none() -> bool:
        return not await town.rows(select(outbox.c.id).where(unsettled, outbox.c.text_key.not_in(LATER)))

    await until(none, "every push to be settled", seconds=TELEGRAM_PATIENCE)


@pytest.mark.parametrize(
    ("answers_only", "times"),
    [(True, 2), pytest.param(False, 1, marks=pytest.mark.soak)],
    ids=["the answers get lost", "nothing gets through"],
)
@pytest.mark.soak
async def test_telegram_falls_silent_in_mid_call(outskirts: Outskirts, answers_only: bool, times: int) -> None:
    """A poll and an alert are under way when their connections die: both time limits notice, what was written and what
    was published is told; only what Telegram had taken comes a second time, and says so."""
    town = outskirts.town
    phone = await town.linked("maria")
    await phone.answered()
    outskirts.telegram.die(answers_only=answers_only)
    await phone.write("/ayuda")
    await town.publish("maria", pdf=False)

    async def under_way() -> bool:
        return await being_sent(town) == 1 and outskirts.telegram.dead >= 2

    await until(under_way, "an alert on a dead connection")
    outskirts.telegram.heal()
    await phone.sees(HELP, after=0, seconds=TELEGRAM_PATIENCE)
    await settled(town)
    await phone.sees(ALERT, after=0)
    await phone.answered()
    assert len(await said(phone, HELP)) == 1, "the poll's answer was lost, not the message's"
    alerts = await said(phone, ALERT)
    assert len(alerts) == times
    assert all(REPEATED in again for again in alerts[1:])
    assert outskirts.telegram.dead == 0, "nobody waits on a dead connection any more"


async def test_the_portal_falls_silent_in_mid_look(outskirts: Outskirts) -> None:
    """Looks whose connections died end at the profile's time limit and count as an outage: people are told so when they
    ask, and what was published meanwhile is told once."""
    town = outskirts.town
    phone = await town.linked("maria")
    await phone.looked()
    outskirts.portal.die()
    await town.publish("maria", pdf=False)

    async def noticed() -> bool:
        (row,) = await town.rows(select(mailboxes.c.failures))
        return bool(row.failures)

    await until(noticed, "a look given up")
    await phone.write("/notificaciones")
    await phone.sees("Mamá: la página de Migraciones no responde ahora")
    assert await phone.alerts() == []
    outskirts.portal.heal()
    await phone.sees(ALERT, after=0, seconds=60)
    await phone.looked(times=2)
    assert len(await phone.alerts()) == 1


async def test_the_portal_dies_while_a_notice_is_opened(outskirts: Outskirts) -> None:
    """The opening reached the portal and its answer got lost: nobody knows, and that is what is said, within the time
    limit; the retry shows the notice."""
    town = outskirts.town
    phone = await town.linked("maria")
    await town.publish("maria", "sanction", pdf=False)
    await phone.tap(await phone.sees(ALERT), "Abrir")
    warning = await phone.sees("Antes de abrir")
    outskirts.portal.die(answers_only=True)
    await phone.tap(warning, "Sí, abrir")
    failed = await phone.sees("No sé si la notificación llegó a abrirse", seconds=PORTAL_LIMIT + 15)
    outskirts.portal.heal()
    await phone.tap(failed, "Reintentar")
    await phone.sees("SIMULACIÓN")
