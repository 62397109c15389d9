"""Looking back: the list narrowed to what is looked for, and the line of time as a picture. Nothing is ever opened."""

from collections.abc import AsyncIterator
from datetime import date, timedelta
from io import BytesIO

import pytest
from PIL import Image

from bot.channels.limits import TELEGRAM, WHATSAPP
from bot.channels.messages import Listed, Photo
from bot.channels.rendering import render
from bot.channels.text import units
from buzon.notice import Kind as Known
from handlers.filters import By, Filter, carried, read_filter
from handlers.speech import Said
from sandbox.portal import Kind
from storage import notices
from storage.notices import Dates
from tests.handlers.easel import crowded
from tests.handlers.parlour import Parlour
from tests.handlers.person import Heeded, Person
from tests.handlers.phrases import NO_MAILBOX, STALE
from tests.handlers.test_browsing import rows

APPROVED = "Aprobación de prórroga de residencia"


@pytest.fixture(autouse=True)
async def nothing_is_opened(parlour: Parlour) -> AsyncIterator[None]:
    """Whatever a test looks at, the portal heard of no opening."""
    yield
    assert parlour.portal.openings == []


async def narrowed(person: Person, *labels: str) -> Heeded:
    """The list, then these buttons in turn."""
    await person.write("/notificaciones")
    for label in ("🔎 Filtrar", *labels):
        answer = await person.tap(label)
    return answer


def picture(answer: Heeded) -> Image.Image:
    [photo] = [one for one in answer.messages if isinstance(one, Photo)]
    assert photo.content.startswith(b"\x89PNG")
    return Image.open(BytesIO(photo.content))


# ---- the list ----


async def test_a_row_says_until_when(parlour: Parlour) -> None:
    """The safe date with the working days that are left; once it is done, only that; once it is over, that too."""
    person = await parlour.linked("sofia")
    listed = await person.write("/notificaciones")
    assert "⏰ Hasta el viernes 18 de diciembre · quedan 9 días hábiles" in listed.text
    notice = int(listed.buttons["Abrir 1"].removeprefix("n:o:"))
    await person.press(f"n:d:{notice}")
    done = await person.tap("🔄 Actualizar")
    assert "✅ Ya lo hiciste" in done.text
    assert "Hasta el" not in done.text
    await person.press(f"n:u:{notice}")
    parlour.later(days=15)
    assert "· es hoy" in (await person.write("/notificaciones")).text
    parlour.later(days=1)
    assert "⌛ La fecha segura era el viernes 18 de diciembre" in (await person.write("/notificaciones")).text


async def test_a_row_says_what_is_kept_and_not_what_the_subject_seems(parlour: Parlour) -> None:
    """A kind and an appointment that only the text told stand in the list from then on."""
    parlour.portal.publish("joao", Kind.UNKNOWN, subject="Notificación")
    person = await parlour.linked("joao")
    listed = await person.write("/notificaciones")
    assert "Tipo no reconocido" in listed.text
    notice = int(listed.buttons["Abrir 1"].removeprefix("n:o:"))
    dates = Dates(appointment_day=date(2026, 12, 15), appointment_time="10:30")
    async with parlour.world.database.begin() as connection:
        await notices.set_dates(connection, notice, dates, read_day=None, kind=Known.SUMMONS)
    listed = await person.tap("🔄 Actualizar")
    assert "Citación (debes ir)\nNotificación\n" in listed.text
    assert "📍 Cita: martes 15 de diciembre, 10:30" in listed.text
    assert rows((await narrowed(person, "⏰ Con plazo")).text) == 1


async def test_each_way_to_narrow_the_list(parlour: Parlour) -> None:
    """By deadline, by what was not opened, by kind, by mailbox: the title says which, the same message changes."""
    person = await parlour.linked("maria", "sofia", "mateo")
    for labels, title, number in [
        (("⏰ Con plazo",), "⏰ Notificaciones con plazo abierto: 2", 2),
        (("🔵 Sin abrir",), "🔵 Notificaciones sin abrir: 3", 3),
        (("🏷 Por tipo", "Información"), "🏷 Información: 2", 2),
        (("👪 Por buzón", "sofia"), "📬 Notificaciones de sofia: 2", 2),
    ]:
        answer = await narrowed(person, *labels)
        assert answer.text.splitlines()[0] == title
        assert rows(answer.text) == number
        assert answer.messages[0].edit == person.last.message
        assert "Ver esta lista no abre nada." in answer.text
        assert "Notificaciones: 6" in (await person.tap("✖ Quitar filtro")).text


async def test_only_what_occurs_can_be_chosen(parlour: Parlour) -> None:
    """No kind that is not there, no mailboxes where there is one; and the way back to all of it."""
    person = await parlour.linked("maria")
    asked = await narrowed(person)
    assert list(asked.buttons) == ["⏰ Con plazo", "🔵 Sin abrir", "🏷 Por tipo", "◀ Ver todas"]
    kinds = await person.tap("🏷 Por tipo")
    assert list(kinds.buttons) == ["Falta algo", "Citación", "Información", "◀ Ver todas"]
    assert "Notificaciones: 3" in (await person.tap("◀ Ver todas")).text
    alone = await parlour.linked("mateo", address="2002")
    assert "🏷 Por tipo" not in (await narrowed(alone)).buttons


async def test_a_filter_stays_while_turning_and_refreshing(parlour: Parlour) -> None:
    """Its buttons carry it: every page of it, in the same message, until it is taken off."""
    for index in range(12):
        subject = APPROVED if index % 4 else "Se declara improcedente su solicitud"
        deposited_at = parlour.clock.now() - timedelta(days=index)
        parlour.portal.publish("joao", Kind.UNKNOWN, subject=subject, deposited_at=deposited_at)
    person = await parlour.linked("joao")
    first = await narrowed(person, "🏷 Por tipo", "Aprobación")
    assert "🏷 Aprobación: 9 · página 1 de 2" in first.text
    second = await person.tap("Más antiguas ▶")
    assert "🏷 Aprobación: 9 · página 2 de 2" in second.text
    assert "Denegatoria" not in first.text + second.text
    assert (rows(first.text), rows(second.text)) == (5, 4)
    assert "\n6. " in second.text
    again = await person.tap("🔄 Actualizar")
    assert "La lista está al día." in again.toast
    assert again.texts[0] == second.text
    assert (await person.tap("◀ Más nuevas")).text == first.text
    assert "Notificaciones: 12" in (await person.tap("✖ Quitar filtro")).text


async def test_nothing_of_the_kind_is_said_as_such(parlour: Parlour) -> None:
    """With the way back; what came to an end meanwhile leaves an empty page, not an error."""
    person = await parlour.linked("mateo", "joao")
    for labels, words in [
        (("⏰ Con plazo",), "No hay notificaciones con plazo abierto."),
        (("👪 Por buzón", "joao"), "No hay notificaciones en el buzón joao."),
    ]:
        answer = await narrowed(person, *labels)
        assert answer.text == words
        assert "✖ Quitar filtro" in answer.buttons
    assert (
        await person.press("n:p:3:kdenial")
    ).text == "No hay notificaciones de este tipo: Denegatoria (dijeron que no)."
    parlour.portal.mailboxes["mateo"].notices[0].opened_at = parlour.clock.now()
    assert (await narrowed(person, "🔵 Sin abrir")).text == "No hay notificaciones sin abrir."


async def test_a_portal_that_is_down_is_said_under_a_filter_too(parlour: Parlour) -> None:
    """The other mailboxes are narrowed all the same; of one that was filtered out no trouble is said."""
    person = await parlour.linked("maria", "sofia")
    parlour.mailbox.down_for.add(parlour.portal.mailboxes["maria"].person.user)
    answer = await narrowed(person, "⏰ Con plazo")
    assert rows(answer.text) == 1
    assert "maria: la página de Migraciones no responde ahora." in answer.text
    assert (await person.tap("🔄 Actualizar")).toast == ""
    assert "no responde" not in (await narrowed(person, "👪 Por buzón", "sofia")).text
    assert "no responde" in (await narrowed(person, "👪 Por buzón", "maria")).text


@pytest.mark.parametrize(
    "data",
    [
        *("n:p:0:x", "n:p:0:m2", "n:p:0:m", "n:p:0:m01", "n:p:0:m²", "n:p:0:kNONE", "n:p:0:k", "n:p:0:tt", "n:p:0:u1"),
        *(
            "n:r:0:m9",
            "n:r::z",
            "n:f:z",
            "n:f:kk",
            "n:t:2",
            "n:t:x",
            "n:t:1:x",
            "n:t:1:4",
            "n:t:²",
            "n:t:1:" + "9" * 50,
        ),
    ],
)
async def test_a_forged_button_is_stale(parlour: Parlour, data: str) -> None:
    """Also one that names somebody else's mailbox or notice: nothing is shown, nothing is said of it."""
    person = await parlour.linked("maria")
    await parlour.linked("sofia", address="2002")
    answer = await person.press(data)
    assert STALE in answer.toast
    assert answer.texts == []


async def test_what_is_written_behind_the_command_is_no_filter(parlour: Parlour) -> None:
    """It used to be a page, and is no button that could be stale."""
    person = await parlour.linked("maria")
    assert "Notificaciones: 3" in (await person.write("/notificaciones 0:zzz")).text
    assert "🖼 Línea de tiempo" in (await person.write("/linea zzz")).text


def test_a_filter_comes_back_from_its_button() -> None:
    """Every one there is, whatever the number of its mailbox, within the bytes that a button carries."""
    most = 10**18 - 1
    own = {most: "Mamá"}
    made = [Filter(By.TERM), Filter(By.UNREAD), Filter(By.MAILBOX, mailbox=most)]
    for chosen in [*made, *(Filter(By.KIND, kind) for kind in Known)]:
        assert read_filter(carried(chosen), own) == chosen
        assert len(f"n:p:{most}:{carried(chosen)}".encode()) <= TELEGRAM.button_data
    assert read_filter(carried(None), own) is None


async def test_a_page_is_one_list_on_whatsapp(parlour: Parlour) -> None:
    """Ten rows at the most: five notices, both ways to turn, anew, and the two ways to look back."""
    person = await parlour.linked("carlos")
    await person.write("/notificaciones")
    for labels in ((), ("🔎 Filtrar", "🏷 Por tipo", "Información")):
        for label in (*labels, *(() if labels else ("Más antiguas ▶",))):
            answer = await person.tap(label)
        [said] = [speech for speech in answer.speeches if isinstance(speech, Said)]
        sent = render(said, language="es", limits=WHATSAPP)
        assert sum(isinstance(one, Listed) for one in sent) == 1


# ---- the line of time ----


async def test_a_picture_of_the_only_procedure(parlour: Parlour) -> None:
    """One tap: a picture for a phone held upright; its caption says whose it is and tells the same in words."""
    person = await parlour.linked("maria")
    await person.write("/notificaciones")
    shown = await person.tap("🖼 Línea de tiempo")
    assert shown.text.splitlines() == [
        "🖼 Línea de tiempo",
        "Buzón: maria",
        "Expediente: LM260012345",
        "",
        "• 1 dic 2026, 05:30: Subsanación (falta algo)",
        "⏰ Hasta el jueves 3 de diciembre · es hoy",
        "• 12 nov 2026, 09:30: Citación (debes ir)",
        "• 24 oct 2026, 07:30: Información",
    ]
    assert picture(shown).width == 1080


async def test_whose_picture_is_asked_where_there_are_several(parlour: Parlour) -> None:
    """The list narrowed to one mailbox has answered it already."""
    person = await parlour.linked("sofia", "mateo")
    await person.write("/notificaciones")
    asked = await person.tap("🖼 Línea de tiempo")
    assert list(asked.buttons) == ["sofia", "mateo"]
    shown = await person.press(asked.buttons["mateo"])
    assert "Buzón: mateo" in shown.text
    assert "sofia" not in shown.text
    picture(shown)
    await narrowed(person, "👪 Por buzón", "sofia")
    assert "Buzón: sofia" in (await person.tap("🖼 Línea de tiempo")).text


async def test_which_procedure_is_asked_where_there_are_several(parlour: Parlour) -> None:
    """Each has its file number on a button, the one with the latest news first; the whole mailbox is there too."""
    person = await parlour.linked("carlos")
    asked = await person.write("línea de tiempo")
    assert list(asked.buttons) == ["📁 CM250098114", "📁 TE-4417", "Todo el buzón"]
    assert all(len(data.encode()) <= TELEGRAM.button_data for data in asked.buttons.values())
    one = await person.tap("📁 TE-4417")
    assert "Expediente: TE-4417" in one.text
    assert "… y 5 más, en /notificaciones." in one.text
    every = await person.tap("Todo el buzón")
    assert "Expediente" not in every.text
    assert "… y 17 más, en /notificaciones." in every.text
    assert picture(every).height > picture(one).height > 1000


async def test_open_terms_come_first_into_the_words(parlour: Parlour) -> None:
    """Six notices are told under the picture: an old one whose term still runs is among them."""
    parlour.portal.publish("joao", Kind.DEMAND, deposited_at=parlour.clock.now() - timedelta(days=10))
    for index in range(9):
        deposited_at = parlour.clock.now() - timedelta(days=index)
        parlour.portal.publish("joao", Kind.APPROVAL, subject=APPROVED, deposited_at=deposited_at)
    person = await parlour.linked("joao")
    shown = await person.write("/linea")
    assert shown.text.count("Aprobación") == 5
    assert "Requerimiento (te piden algo)\n⏰ Hasta el" in shown.text
    assert "… y 4 más" in shown.text


async def test_the_longest_caption_fits_under_its_picture(parlour: Parlour) -> None:
    """In one message, with the longest name, in the channel with the shortest captions."""
    for index in range(20):
        deposited_at = parlour.clock.now() - timedelta(hours=index)
        parlour.portal.publish("joao", Kind.DISMISSED, deposited_at=deposited_at)
    person = await parlour.linked()
    await parlour.link(person, "joao", "👩" * 20)
    async with parlour.world.database.begin() as connection:
        for kept in (await notices.known(connection, 1)).values():
            dates = Dates(safe_day=date(2027, 9, 29))  # "miércoles 29 de septiembre"
            await notices.set_dates(connection, kept.id, dates, read_day=None, kind=Known.EXPULSION)
    for language in ("es", "en"):
        await person.press(f"l:{language}")
        answer = await person.write("/linea")
        [said] = [speech for speech in answer.speeches if isinstance(speech, Said)]
        for limits in (TELEGRAM, WHATSAPP):
            [sent] = render(said, language=language, limits=limits)
            assert isinstance(sent, Photo)
            assert units(sent.markup) <= limits.caption


async def test_what_is_kept_is_drawn_while_the_portal_is_down(parlour: Parlour) -> None:
    """The picture of what was seen last, and the trouble in words; what was never seen can't be drawn."""
    person = await parlour.linked("maria")
    parlour.portal.set_faults(down=True)
    shown = await person.write("/linea")
    picture(shown)
    assert "maria: la página de Migraciones no responde ahora." in shown.text
    assert "La imagen muestra lo último que vi." in shown.text
    assert "Subsanación (falta algo)" in shown.text


async def test_nothing_to_draw_is_said(parlour: Parlour, person: Person) -> None:
    """An empty mailbox, and none at all."""
    assert NO_MAILBOX in (await person.write("/linea")).text
    empty = await parlour.linked("joao", address="2002")
    assert (await empty.write("/linea")).text == "En el buzón joao no hay notificaciones que dibujar."


async def test_a_picture_that_cannot_be_drawn_is_told_in_words(parlour: Parlour) -> None:
    """Where too many wait for theirs it says so, tells the same in words, and can be tried again."""
    person = await parlour.linked("carlos")
    await person.write("/linea")
    async with crowded():
        answer = await person.tap("📁 TE-4417")
    assert "No pude dibujar la imagen ahora." in answer.text
    assert "Expediente: TE-4417" in answer.text
    assert "Multa o sanción" in answer.text
    again = await person.tap("🔄 Reintentar")
    assert "Expediente: TE-4417" in again.text
    picture(again)


async def test_in_english(parlour: Parlour) -> None:
    """Buttons, titles and pictures in the person's language."""
    person = await parlour.linked("maria")
    await person.press("l:en")
    await person.write("/notices")
    await person.tap("🔎 Filter")
    assert "⏰ Notices with an open deadline: 1" in (await person.tap("⏰ With a deadline")).text
    shown = await person.tap("🖼 Timeline")
    assert "⏰ Until Thursday 3 December · that is today" in shown.text
    picture(shown)
