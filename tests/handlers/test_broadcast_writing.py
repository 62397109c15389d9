"""`/difundir`: writing a broadcast, its card, and who it goes to."""

import pytest

from bot.channels.messages import Attached
from buzon.markup import CAPTION_LIMIT, TEXT_LIMIT
from buzon.notice import Kind
from handlers.styled import StyledMedia, StyledText
from storage import chats
from storage.audience import Audience
from storage.tables import BroadcastState, StaffRole
from tests.handlers.newsroom import acts, join, newsroom, readers, stands, written
from tests.handlers.parlour import Parlour
from tests.handlers.person import Heeded, Person
from tests.handlers.phrases import STALE
from tests.handlers.transcript import plain


@pytest.fixture
async def room(parlour: Parlour) -> Parlour:
    """Forty people who read Spanish, three who read English."""
    room = newsroom(parlour)
    await readers(room, 40)
    await readers(room, 3, language="en")
    return room


@pytest.fixture
async def ana(room: Parlour) -> Person:
    """She writes."""
    return await join(room, "Ana", StaffRole.WRITER, "1")


def attached(heeded: Heeded) -> list[Attached]:
    return [one for one in heeded.sent if isinstance(one, Attached)]


async def test_with_nothing_under_way_writing_begins_at_once(room: Parlour, ana: Person) -> None:
    """The Spanish text, the English one or Spanish for all; then the card, and nothing has gone out."""
    assert "Escribe el aviso en español" in (await ana.write("/difundir")).text
    assert "el mismo aviso en inglés" in (await ana.write("Mañana *no* hay atención.")).text
    card = await ana.write("No service *tomorrow*.")
    assert "Aviso 1: borrador." in card.text
    assert "Así se lee en español:\n\nMañana no hay atención." in card.text
    assert "<b>no</b>" in card.messages[0].markup
    assert "Va a: todas las personas." in card.text
    assert "Lo reciben 44 personas (Telegram: 44)." in card.text
    assert "Enviarlo tarda menos de un minuto." in card.text
    assert "De 21:00 a 8:00 no sale" in card.text
    assert "No hay texto en" not in card.text
    broadcast = await stands(room, 1)
    assert broadcast.state is BroadcastState.DRAFT
    assert broadcast.content.texts == {"es": "Mañana *no* hay atención.", "en": "No service *tomorrow*."}
    assert "No service tomorrow." in (await ana.tap("👀 Leerlo en inglés")).text


async def test_a_language_without_a_text_falls_back_and_the_card_says_so(room: Parlour, ana: Person) -> None:
    """By a button, or by saying it."""
    await ana.write("/difundir")
    await ana.write("Mañana no hay atención.")
    card = await ana.write("usar el español")
    assert "No hay texto en inglés: esas personas lo reciben en español." in card.text
    assert (await stands(room, 1)).content.texts == {"es": "Mañana no hay atención."}


async def test_an_answer_that_comes_again_makes_no_second_draft(room: Parlour, ana: Person) -> None:
    """The platform repeats the last tap: the card is shown once more. "Atrás" leads to the question before."""
    await ana.write("/difundir")
    await ana.write("Hola")
    assert "Escribe el aviso en español" in (await ana.write("atrás")).text
    await ana.write("Hola a todos")
    card = await ana.tap("Usar el español")
    assert (await ana.again()).text == card.text
    assert await acts(room) == ["created"]
    assert (await stands(room, 1)).content.texts == {"es": "Hola a todos"}


async def test_a_picture_and_its_text_come_in_one_message(room: Parlour, ana: Person) -> None:
    """It stays in the chat, goes on by its handle, and the test shows it as it will arrive."""
    await ana.write("/difundir")
    heeded = await ana.send("photo", "AgAC-foto", 1000, caption="Nuevo horario")
    assert heeded.erased == []
    card = await ana.tap("Usar el español")
    assert "Va con una foto." in card.text
    assert "Nuevo horario" in card.text
    [shown] = attached(await ana.tap("🧪 Probar conmigo"))
    assert (shown.handle, shown.photo) == ("AgAC-foto", True)
    assert plain(shown.markup).startswith("🧪 Prueba: solo te llega a ti.\n\nNuevo horario")
    assert shown.keyboard == ()
    assert (await stands(room, 1)).content.media == {"telegram": "AgAC-foto"}
    assert await acts(room) == ["created", "tested"]


async def test_a_document_without_a_text_is_asked_for_one(room: Parlour, ana: Person) -> None:
    """Or goes without; then no other language is asked for."""
    await ana.write("/difundir")
    assert "¿Qué texto va con eso" in (await ana.send("document", "BQAC-pdf", 1000)).text
    assert "Va con un documento." in (await ana.tap("Sin texto")).text
    await ana.press("b:write:")
    await ana.send("document", "BQAC-pdf", 1000)
    assert "en inglés" in (await ana.write("El folleto")).text


async def test_what_cannot_go_to_everybody_is_said(room: Parlour, ana: Person) -> None:
    """A voice, a video; a photo where only a text is wanted."""
    await ana.write("/difundir")
    assert "Eso no lo puedo enviar a todos" in (await ana.send("voice")).text
    assert "Eso no lo puedo enviar a todos" in (await ana.send("animation", "CgAC", 10)).text
    await ana.write("Hola")
    assert "Aquí va solo texto" in (await ana.send("sticker")).text
    assert (await ana.write("Hi")).text.startswith("📝 Aviso 1")


async def test_what_the_app_has_set_is_set_for_everybody(room: Parlour, ana: Person) -> None:
    """Bold and italics of her own app, in a text and under a picture; an asterisk that she typed is one."""
    await ana.write("/difundir")
    await ana.does(StyledText(" Mañana no, 2 * 3", r" Mañana *no*, 2 \* 3"))
    card = await ana.does(StyledText("No service", "No _service_"))
    assert "<b>no</b>, 2 * 3" in card.messages[0].markup
    assert (await stands(room, 1)).content.texts == {"es": r"Mañana *no*, 2 \* 3", "en": "No _service_"}
    await ana.press("b:edit:1")
    await ana.does(StyledMedia("photo", "AgAC", 10, "Nuevo horario", "_Nuevo_ horario"))
    await ana.tap("Usar el español")
    assert (await stands(room, 1)).content.texts == {"es": "_Nuevo_ horario"}


async def test_the_marks_of_what_was_set_count_too(room: Parlour, ana: Person) -> None:
    """A text that fits by itself and not with them is asked for again."""
    await ana.write("/difundir")
    text = "ñ" * (TEXT_LIMIT - 1)
    refused = await ana.does(StyledText(text, f"*{text}*"))
    assert "sobra 1 letra" in refused.text
    assert "Escribe el aviso en español" in refused.text
    assert "en inglés" in (await ana.write("Hola")).text


@pytest.mark.parametrize("over", [1, 250])
async def test_a_text_that_is_too_long_says_by_how_much(room: Parlour, ana: Person, over: int) -> None:
    """In the writer's language; what fits is taken then. Under a picture there is less room."""
    await ana.write("/difundir")
    refused = (await ana.write("ñ" * (TEXT_LIMIT + over))).text
    assert (f"sobran {over} letras" if over > 1 else "sobra 1 letra") in refused
    assert "caben 3.000" in refused
    refused = (await ana.send("photo", "AgAC", 10, caption="ñ" * (CAPTION_LIMIT + over))).text
    assert "con foto o documento caben 900" in refused
    assert "en inglés" in (await ana.write("ñ" * TEXT_LIMIT)).text


async def test_who_reads_english_is_told_so_in_english(room: Parlour) -> None:
    """The team's own language is that of each member."""
    ben = await join(room, "Ben", StaffRole.WRITER, "9")
    await ben.press("l:en")
    await ben.write("/difundir")
    assert "2 letters too long" in (await ben.write("x" * (TEXT_LIMIT + 2))).text
    await ben.write("Hola")
    assert "Lo reciben" not in (card := await ben.tap("Use the Spanish one")).text
    assert "44 people get it (Telegram: 44)." in card.text


async def test_the_longest_text_still_makes_one_card(room: Parlour, ana: Person) -> None:
    """Whatever its marks: the card stays one message, which can be edited; the test shows all of it."""
    text = "*&* " * (TEXT_LIMIT // 4 - 1) + "fin"
    await ana.write("/difundir")
    await ana.write(text)
    card = await ana.tap("Usar el español")
    assert len(card.messages) == 1
    assert "El texto sigue." in card.text
    assert "fin" in (await ana.tap("🧪 Probar conmigo")).text


async def test_marks_that_are_not_closed_are_pointed_out(room: Parlour, ana: Person) -> None:
    """With their line; it may be meant, so it is no obstacle."""
    number = await written(ana, "Hola\nes *mañana, a las 9")
    card = await ana.press(f"b:card:{number}")
    assert "En español, línea 2, hay un * suelto: se verá tal cual." in card.text
    assert "📨 Pedir aprobación" in card.buttons


async def test_who_gets_it_is_switched_and_counted_at_once(room: Parlour, ana: Person) -> None:
    """Each tap edits the message; the same tap twice, as a platform repeats it, changes nothing more."""
    await room.linked("maria", address="77")
    number = await written(ana)
    await ana.tap("👥 A quién")
    switched = await ana.tap("inglés")
    assert "Va a: quienes hablan inglés." in switched.text
    assert "Lo reciben 3 personas (Telegram: 3)." in switched.text
    assert switched.messages[0].edit == ana.last.message
    assert (await ana.again()).text == switched.text
    assert "✅ inglés" in switched.buttons
    await ana.tap("✅ inglés")
    assert "Lo recibe 1 persona" in (await ana.tap("quienes tienen buzón vinculado")).text
    assert "Lo recibe 1 persona" in (await ana.tap("quienes usaron el bot en 30 días")).text
    kinds = await ana.tap("📂 Por tipo de trámite")
    assert "Citación (debes ir)" in kinds.buttons
    nobody = await ana.tap("Salida obligatoria o expulsión")
    assert "No le llegaría a nadie" in nobody.text
    assert (await stands(room, number)).audience == Audience(kinds=(Kind.EXPULSION,), linked=True, seen_days=30)
    await ana.tap("◀ Volver")
    everybody = await ana.tap("🧹 Todas las personas")
    assert "Va a: todas las personas." in everybody.text
    assert (await stands(room, number)).audience == Audience()
    assert set(await acts(room)) == {"created", "revised"}


async def test_a_nationality_is_a_choice_where_enough_people_gave_it(room: Parlour, ana: Person) -> None:
    """With how many they are; of four people nobody can be told who they are, so there is no row for them."""
    number = await written(ana)
    assert "🌎 Por nacionalidad" not in (await ana.tap("👥 A quién")).buttons
    await native(room, {"VE": 6, "HT": 4})
    await ana.press(f"b:who:{number}")
    page = await ana.tap("🌎 Por nacionalidad")
    assert list(page.buttons) == ["🇻🇪 Venezuela (6)", "◀ Volver"]
    chosen = await ana.tap("🇻🇪 Venezuela (6)")
    assert "Va a: quienes dijeron ser de: 🇻🇪 Venezuela." in chosen.text
    assert "Lo reciben 6 personas" in chosen.text
    assert (await stands(room, number)).audience == Audience(nationalities=("VE",))
    await native(room, {"VE": 1})
    fewer = await ana.press(f"b:who:{number}:countries")
    assert "✅ 🇻🇪 Venezuela" in fewer.buttons, "what was chosen can be taken off"
    await ana.tap("✅ 🇻🇪 Venezuela")
    assert (await stands(room, number)).audience == Audience()
    assert STALE in (await ana.press(f"b:who:{number}:country.ZZ=1")).toast


async def native(room: Parlour, given: dict[str, int]) -> None:
    """So many people gave these nationalities, and nobody any other."""
    told = [code for code, count in given.items() for _ in range(count)]
    async with room.world.database.begin() as connection:
        for number in range(40):
            chat = await chats.find(connection, "telegram", f"telegram-None-{number}")
            assert chat is not None
            await chats.set_nationality(connection, chat.id, told[number] if number < len(told) else None)


async def test_nobody_to_write_to_is_said_and_approval_refused(parlour: Parlour) -> None:
    """The card has no button for it, and a forged tap does not help."""
    room = newsroom(parlour)
    ana = await join(room, "Ana", StaffRole.APPROVER, "1")
    number = await written(ana)
    await ana.press(f"b:who:{number}:linked=1")
    card = await ana.press(f"b:card:{number}")
    assert "No le llegaría a nadie. Cambia a quién va." in card.text
    assert not {"📨 Pedir aprobación", "✅ Aprobar y enviar"} & card.buttons.keys()
    assert "No le llegaría a nadie" in (await ana.press(f"b:submit:{number}")).toast
    assert (await stands(room, number)).state is BroadcastState.DRAFT


async def test_a_draft_is_changed_by_who_wrote_it_alone(room: Parlour, ana: Person) -> None:
    """Text, picture, languages; what is left as it is stays. Somebody else sees it and can't."""
    number = await written(ana, "Hola", "Hello")
    luis = await join(room, "Luis", StaffRole.ADMIN, "2")
    assert "Escribe el aviso de nuevo" in (await ana.press(f"b:edit:{number}")).text
    await ana.tap("Dejarlo como está")
    await ana.write("Hello everybody")
    assert (await stands(room, number)).content.texts == {"es": "Hola", "en": "Hello everybody"}
    await ana.press(f"b:edit:{number}")
    await ana.send("photo", "AgAC", 10, caption="Hola a todos")
    await ana.tap("Usar el español")
    content = (await stands(room, number)).content
    assert (content.texts, content.media_kind) == ({"es": "Hola a todos"}, "photo")
    card = await luis.press(f"b:card:{number}")
    assert "Lo escribió Ana." in card.text
    assert "✏️ Cambiar texto" not in card.buttons
    assert "Solo quien escribió el aviso lo puede cambiar" in (await luis.press(f"b:urgent:{number}:1")).toast
    await luis.press(f"b:edit:{number}")
    await luis.write("Otra cosa")
    assert "Solo quien escribió el aviso lo puede cambiar" in (await luis.tap("Usar el español")).text
    assert (await stands(room, number)).content.texts == {"es": "Hola a todos"}


async def test_what_is_under_way_is_listed(room: Parlour, ana: Person) -> None:
    """Each with its sign and how it begins; a draft that was thrown away is gone for good."""
    number = await written(ana, "Mañana no hay atención en Lima")
    listed = await ana.write("/difundir")
    assert "📝 1 · Mañana no hay aten…" in listed.buttons
    dropped = await ana.press(f"b:drop:{number}")
    assert "Aviso 1 borrado. No le llegó a nadie." in dropped.text
    assert (await stands(room, number)).state is BroadcastState.CANCELLED
    assert "No hay avisos en marcha" in (await ana.tap("📣 Todos los avisos")).text


async def test_a_text_that_looks_like_a_password_or_a_wish_is_a_text(room: Parlour, ana: Person) -> None:
    """What the team writes is for everybody: it is neither erased nor taken for a command."""
    await ana.write("/difundir")
    heeded = await ana.write("Tu contraseña es: Arepa-2619. Quiero ver mis notificaciones")
    assert heeded.erased == []
    assert "en inglés" in heeded.text


@pytest.mark.parametrize(
    "data", ["b:card:99", "b:card:x", "b:who:1:language.xx=1", "b:urgent:1:7", "b:ok:99:1", "b:csv:99"]
)
async def test_a_forged_or_stale_button_says_that_it_is(room: Parlour, ana: Person, data: str) -> None:
    """Never an error."""
    await written(ana)
    luis = await join(room, "Luis", StaffRole.APPROVER, "2")
    assert STALE in (await luis.press(data)).toast
