"""The browser door behind the chat, over the wire: a mailbox linked through pages, pictures that its owner reads."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy import select

from bot.rehearsal import Chat
from handlers.world import session_key
from storage.tables import MailboxState, mailboxes, portal_sessions
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


async def test_the_owner_alone_reads_pictures_three_at_most(paged: Town) -> None:
    """Linked and listed through the pages, nothing opened. A look that meets a picture says so with a button, which has
    nothing for a stranger. An answer whose page is gone, as after two minutes or in another process, is shown another
    picture; that one read, the mailbox is watched again. After three wrong answers no picture comes any more, and the
    portal is not asked again.
    """
    phone = await newcomer(paged)
    await phone.link(await paged.resident("maria"))
    await phone.write("/notificaciones")
    await phone.sees("Notificaciones: 3 ")
    assert await paged.openings() == []
    assert len(await paged.rows(select(portal_sessions.c.sealed))) == 1, "the house keeps it for after a restart"
    await asked_for_a_picture(paged, phone)
    assert await state_of_mailbox(paged) is MailboxState.CAPTCHA
    [row] = await paged.rows(select(mailboxes.c.id))

    stranger = await newcomer(paged)
    before = await drawn(paged)
    await stranger.tap_data((await stranger.messages())[-1], f"h:c:{row.id}")
    await stranger.sees("ya no está en este chat")
    assert await drawn(paged) == before

    await phone.tap(await phone.sees("pide leer una imagen", after=0), "Ver la imagen de Mamá")
    await phone.sees("¿Qué letras y números")
    late = await newest_picture(paged)
    await paged.house.world.mailbox.forget(session_key(row.id))
    await phone.write(late)
    await phone.sees("La imagen venció")
    await phone.sees("¿Qué letras y números")
    await phone.write(await newest_picture(paged))
    await phone.sees("Listo: entré en")
    assert await state_of_mailbox(paged) is MailboxState.WATCHING

    stopped = await asked_for_a_picture(paged, phone)
    await phone.tap(stopped, "Ver la imagen de Mamá")
    for _ in range(2):
        await phone.sees("¿Qué letras y números")
        await phone.write("MAL1")
        await phone.sees("No eran esas")
    await phone.sees("¿Qué letras y números")
    await phone.write("MAL1")
    await phone.sees("tres imágenes mal leídas")
    before = await drawn(paged)
    await phone.tap(stopped, "Ver la imagen de Mamá")
    await phone.sees("tres imágenes mal leídas")
    assert await drawn(paged) == before


async def asked_for_a_picture(town: Town, phone: Phone) -> Chat:
    """The list, where the portal has begun to show pictures: the message with the button."""
    await town.control("POST", "/portal/expire-sessions")
    await town.portal_faults(captcha=True)
    await phone.write("/notificaciones")
    return await phone.sees("pide leer una imagen")


async def drawn(town: Town) -> int:
    """How many pictures the portal has drawn."""
    return len(await town.control("GET", "/portal/captchas"))
