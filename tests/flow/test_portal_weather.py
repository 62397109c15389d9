"""The portal in bad weather: down, broken, changed, locked, wanting a captcha. People are told the truth, once."""

import asyncio
import re
from pathlib import Path
from time import monotonic

import pytest
from sqlalchemy import select

from storage.tables import MailboxState, chats, mailboxes
from tests.flow.town import ALERT, Phone, Town, opened, until

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def state_of(phone: Phone) -> MailboxState:
    """How this phone's one mailbox stands."""
    query = select(mailboxes.c.state).join(chats).where(chats.c.address == phone.address)
    (row,) = await phone.town.rows(query)
    state: MailboxState = row.state
    return state


async def stopped(phone: Phone, state: MailboxState) -> None:
    """Return when the watch has given this mailbox up, and said so."""

    async def given_up() -> bool:
        return await state_of(phone) is state

    await until(given_up, f"the mailbox to be {state}")
    await phone.answered()


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("down", "no responde ahora"),
        ("server_error", "no responde ahora"),
        ("changed_fields", "cambió y no la puedo leer"),
    ],
)
async def test_an_outage_while_linking_costs_nothing(town: Town, fault: str, words: str) -> None:
    """It is not the person's fault, and said so, on the page and in the chat; with fair weather the next page links."""
    phone, maria = await town.phone(), await town.resident("maria")
    page = await phone.page(await phone.asked_for_page())
    refused = (await town.portal_counts())["refused_sign_ins"]
    await town.portal_faults(**{fault: True})
    said = len(await phone.messages())
    answer = await page.post(maria.user, maria.password, "Mamá")
    assert words in answer.words
    assert "No es tu culpa" in answer.words
    await phone.sees(words, after=said)
    again = await phone.sees("Toca el botón", after=said)
    await town.fair_weather()
    assert (await town.portal_counts())["refused_sign_ins"] == refused
    assert "quedó vinculado" in (await (await phone.page(again)).post(maria.user, maria.password, "Mamá")).words


async def test_a_captcha_while_linking_is_no_fault_of_the_person(town: Town) -> None:
    """The portal wants a human: said plainly, nothing kept."""
    phone, maria = await town.phone(), await town.resident("maria")
    page = await phone.page(await phone.asked_for_page())
    await town.portal_faults(captcha=True)
    assert "captcha" in (await page.post(maria.user, maria.password)).words
    await phone.sees("captcha")
    assert await town.rows(select(mailboxes.c.id)) == []


async def test_a_locked_account_is_told_from_a_wrong_password(town: Town) -> None:
    """After five wrong tries elsewhere the right password meets a lock: said as such; linking works once it is off."""
    phone, mateo = await town.phone(), await town.resident("mateo")
    await lock(town, "mateo")
    page = await phone.page(await phone.asked_for_page())
    assert "bloqueada" in (await page.post(mateo.user, mateo.password)).words
    await phone.sees("bloqueada")
    await town.control("POST", "/portal/people/mateo/unlock")
    await phone.link(mateo)


async def test_three_wrong_passwords_end_the_dialog(town: Town) -> None:
    """Before the portal locks the account the bot stops by itself: three tries, each of them one sign-in."""
    phone = await town.phone()
    before = (await town.portal_counts())["refused_sign_ins"]
    asked = await phone.asked_for_page()
    for number in range(3):
        said = len(await phone.messages())
        await (await phone.page(asked)).post(f"nadie-{town.channel}", f"Equivocada-{number}")
        asked = await phone.sees("aceptó es", after=said)
    assert "paro aquí" in asked["text"]
    assert (await town.portal_counts())["refused_sign_ins"] - before == 3
    await phone.link(await town.resident("maria"))


async def test_expired_sessions_are_renewed_unseen(town: Town) -> None:
    """The portal ends every session: the list and the alerts come as before, with one new sign-in."""
    phone = await town.linked("sofia")
    await town.control("POST", "/portal/expire-sessions")
    await phone.write("/notificaciones")
    await phone.sees("Notificaciones:")
    await town.control("POST", "/portal/expire-sessions")
    await town.publish("sofia", pdf=False)
    await phone.sees(ALERT)


async def test_what_is_published_in_a_storm_is_told_after_it(town: Town) -> None:
    """While the portal is down looks are put off, nobody is disturbed, and nothing is lost."""
    phone = await town.linked("yusmary")
    await town.portal_faults(down=True)

    async def put_off() -> bool:
        (row,) = await town.rows(select(mailboxes.c.failures))
        return bool(row.failures)

    await until(put_off, "a look that failed")
    await town.publish("yusmary", pdf=False)
    await phone.write("/notificaciones")
    await phone.sees("Mamá: la página de Migraciones no responde ahora")
    await town.fair_weather()
    await phone.sees(ALERT)
    await phone.looked(times=2)
    assert len(await phone.alerts()) == 1


@pytest.mark.parametrize("fault", ["locked", "captcha"])
async def test_the_watch_stops_at_a_refusal_and_says_so_once(town: Town, fault: str) -> None:
    """Locked out, or a captcha: the watch ends at once, one message tells it, and linking anew starts it again."""
    phone, joao = await town.linked("joao", called="Papá"), await town.resident("joao")
    if fault == "locked":
        await lock(town, "joao")
    else:
        await town.portal_faults(captcha=True)
    await town.control("POST", "/portal/expire-sessions")
    await stopped(phone, MailboxState(fault))
    (told,) = [
        one
        for one in await phone.messages()
        if re.search(r"Escribe /?vincular", one["text"]) or "la recuperes" in one["text"]
    ]
    assert "Papá" in told["text"]
    before = await town.portal_counts()
    await asyncio.sleep(town.settings.watch_interval.total_seconds() * 2)  # what must not happen has time to happen
    assert await town.portal_counts() == before
    await town.fair_weather()
    await town.control("POST", "/portal/people/joao/unlock")
    answer = await (await phone.page(await phone.asked_for_page())).post(joao.user, joao.password)
    assert "lo sigo mirando" in answer.words
    await town.publish("joao", pdf=False)
    await phone.sees(ALERT)


async def test_opening_in_a_storm_is_honest(town: Town) -> None:
    """No answer to the opening: nobody knows whether it was opened, and that is what is said; the retry opens it."""
    phone = await town.linked("maria")
    await town.publish("maria", "sanction", pdf=False)
    alert = await phone.sees(ALERT)
    await phone.tap(alert, "Abrir")
    warning = await phone.sees("Antes de abrir")
    await town.portal_faults(down=True)
    await phone.tap(warning, "Sí, abrir")
    failed = await phone.sees("No sé si la notificación llegó a abrirse")
    await town.fair_weather()
    await phone.tap(failed, "Reintentar")
    await phone.sees("SIMULACIÓN")


async def test_a_slow_portal_shows_typing(town: Town) -> None:
    """Who waits sees that something is under way."""
    phone = await town.linked("maria")
    await town.portal_faults(slow_seconds=1.2)
    await phone.write("/notificaciones")

    async def typing() -> bool:
        return bool((await phone.ask("GET", "/chat"))["typing"])

    await until(typing, "the typing indicator")
    await phone.sees("Notificaciones:")


async def lock(town: Town, name: str) -> None:
    """Somebody tries five wrong passwords at the portal itself."""
    person = await town.resident(name)
    for _ in range(5):
        credentials = {"usuario": person.user, "clave": "Equivocada-0"}
        async with town.http.post(f"{town.world.portal}/sine-api/autenticacion", json=credentials) as answer:
            assert answer.status == 401


@pytest.mark.parametrize(("rate", "fewest"), [(None, 20), (2.0, 3)])
async def test_the_operators_cap_on_looks_holds_and_its_absence_holds_nothing_up(
    tmp_path: Path, rate: float | None, fewest: int
) -> None:
    """A mailbox that is due twenty times a second: without a cap looked into as often, with a cap of two only twice."""
    async with opened(tmp_path, watch_interval=0.05, portal_rate=rate) as town:
        await town.linked("maria")
        before, began = (await town.portal_counts())["listings"], monotonic()

        async def often() -> bool:
            return (await town.portal_counts())["listings"] - before >= fewest and monotonic() - began >= 3

        await until(often, f"{fewest} looks")
        looks, seconds = (await town.portal_counts())["listings"] - before, monotonic() - began
        if rate is not None:
            assert looks <= rate * seconds + 3  # the look that was under way, and a place at either end
