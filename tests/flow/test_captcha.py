"""The browser door behind the chat, over the wire: a mailbox linked through pages, pictures that its owner reads."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy import select

from handlers.world import session_key
from storage.tables import MailboxState, mailboxes
from tests.flow.town import Phone, Town, opened

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory, chromium_path: Path) -> AsyncIterator[Town]:
    door = {"portal": "browser", "portal_profile": "generic", "chromium": str(chromium_path)}
    async with opened(tmp_path_factory.mktemp("paged"), **door) as town:
        yield town


@pytest_asyncio.fixture(loop_scope="module")
async def paged(house: Town) -> AsyncIterator[Town]:
    """A town whose house goes through the portal's pages; one browser for the file."""
    yield house
    await house.fair_weather()
    await house.empty()


async def newcomer(town: Town) -> Phone:
    phone = await town.phone()
    await phone.agree()
    return phone


async def newest_picture(town: Town) -> str:
    """What the picture says that the portal drew last."""
    texts: dict[str, str] = await town.control("GET", "/portal/captchas")
    return list(texts.values())[-1]


async def state_of_mailbox(town: Town) -> MailboxState:
    [row] = await town.rows(select(mailboxes.c.state))
    state: MailboxState = row.state
    return state


async def test_a_mailbox_is_linked_and_listed_through_the_pages(paged: Town) -> None:
    """Linking, the list and what is unread are the same through the browser; nothing is opened."""
    phone = await newcomer(paged)
    await phone.link(await paged.resident("maria"))
    await phone.write("/notificaciones")
    await phone.sees("Notificaciones: 3 ")
    assert await paged.openings() == []


async def test_linking_goes_on_once_the_picture_is_read(paged: Town) -> None:
    """The picture comes into the owner's chat; a wrong answer brings another; the right one links the mailbox, and its
    list is read in the same session, without another picture."""
    phone = await newcomer(paged)
    maria = await paged.resident("maria")
    page = await phone.page(await phone.asked_for_page())
    await paged.portal_faults(captcha=True)
    await page.post(maria.user, maria.password, "Mamá")
    asked = await phone.sees("¿Qué letras y números")
    assert asked["photo"]
    await phone.write("MAL1")
    await phone.sees("No eran esas")
    await phone.sees("¿Qué letras y números")
    await phone.write(await newest_picture(paged))
    await phone.sees("quedó vinculado")
    await phone.write("/notificaciones")
    await phone.sees("Notificaciones: 3 ")


async def test_the_owner_reads_a_picture_and_the_watch_goes_on(paged: Town) -> None:
    """A look that meets a picture says so with a button; the picture read, the mailbox is watched again."""
    phone = await newcomer(paged)
    await phone.link(await paged.resident("maria"))
    await paged.control("POST", "/portal/expire-sessions")
    await paged.portal_faults(captcha=True)
    await phone.write("/notificaciones")
    stopped = await phone.sees("pide leer una imagen")
    assert await state_of_mailbox(paged) is MailboxState.CAPTCHA
    await phone.tap(stopped, "Ver la imagen de Mamá")
    await phone.sees("¿Qué letras y números")
    await phone.write(await newest_picture(paged))
    await phone.sees("Listo: entré en")
    assert await state_of_mailbox(paged) is MailboxState.WATCHING


async def test_three_wrong_pictures_are_enough(paged: Town) -> None:
    """After the third wrong answer no picture comes any more, and the person is told what to do; the portal is not
    asked again when they tap once more."""
    phone = await newcomer(paged)
    await phone.link(await paged.resident("maria"))
    await paged.control("POST", "/portal/expire-sessions")
    await paged.portal_faults(captcha=True)
    await phone.write("/notificaciones")
    stopped = await phone.sees("pide leer una imagen")
    await phone.tap(stopped, "Ver la imagen de Mamá")
    for _ in range(2):
        await phone.sees("¿Qué letras y números")
        await phone.write("MAL1")
        await phone.sees("No eran esas")
    await phone.sees("¿Qué letras y números")
    await phone.write("MAL1")
    await phone.sees("tres imágenes mal leídas")
    drawn = len(await paged.control("GET", "/portal/captchas"))
    await phone.tap(stopped, "Ver la imagen de Mamá")
    await phone.sees("tres imágenes mal leídas")
    assert len(await paged.control("GET", "/portal/captchas")) == drawn


async def test_the_picture_is_for_the_owner_alone(paged: Town) -> None:
    """Whoever taps the button of somebody else's mailbox is shown no picture, and none is drawn."""
    owner = await newcomer(paged)
    await owner.link(await paged.resident("maria"))
    stranger = await newcomer(paged)
    await paged.portal_faults(captcha=True)
    [row] = await paged.rows(select(mailboxes.c.id))
    before = len(await paged.control("GET", "/portal/captchas"))
    message = (await stranger.messages())[-1]
    await stranger.tap_data(message, f"h:c:{row.id}")
    await stranger.sees("ya no está en este chat")
    assert len(await paged.control("GET", "/portal/captchas")) == before


async def test_an_answer_that_finds_no_page_is_shown_another_picture(paged: Town) -> None:
    """The page is gone, as after two minutes or in another process: the owner is told so, and reads a new picture."""
    phone = await newcomer(paged)
    await phone.link(await paged.resident("maria"))
    await paged.control("POST", "/portal/expire-sessions")
    await paged.portal_faults(captcha=True)
    await phone.write("/notificaciones")
    await phone.tap(await phone.sees("pide leer una imagen"), "Ver la imagen de Mamá")
    await phone.sees("¿Qué letras y números")
    late = await newest_picture(paged)
    [row] = await paged.rows(select(mailboxes.c.id))
    await paged.house.world.mailbox.forget(session_key(row.id))
    await phone.write(late)
    await phone.sees("La imagen venció")
    await phone.sees("¿Qué letras y números")
    await phone.write(await newest_picture(paged))
    await phone.sees("Listo: entré en")
