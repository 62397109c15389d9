"""A picture or document at the desk: typed by what is in it, sent to its author once, then known by its handle."""

import pytest

from bot.channels.messages import Document, Photo
from bot.web.desk.attachments import LARGEST, LARGEST_PICTURE, Trouble, attachment
from buzon.markup import CAPTION_LIMIT
from storage import broadcasts
from storage.broadcasts import Broadcast
from storage.tables import StaffRole
from tests.bot.web.counter import Browser, Counter, Page

JPEG = b"\xff\xd8\xff\xe0 a picture"
PNG = b"\x89PNG\r\n\x1a\n a picture"
PDF = b"%PDF-1.7 a document"
PROGRAM = b"MZ\x90\x00 a program"
NEW, DRAFT = "/desk/broadcasts/new", "/desk/broadcasts/1"


@pytest.fixture
async def wanda(counter: Counter) -> Browser:
    """Hers, signed in; there is somebody to approve."""
    await counter.member(StaffRole.WRITER, "Wanda")
    await counter.member(StaffRole.APPROVER, "Ada")
    return await counter.signed_in("Wanda")


async def write(browser: Browser, content: bytes, text: str = "Hola", **fields: str) -> Page:
    return await browser.upload("/desk/broadcasts", content, on=NEW, text_es=text, then="save", **fields)


async def kept(counter: Counter) -> Broadcast | None:
    async with counter.parlour.world.database.read() as connection:
        return await broadcasts.get(connection, 1)


@pytest.mark.parametrize(
    ("content", "kind"), [(JPEG, "photo"), (PNG, "photo"), (PDF, "document")], ids=["jpeg", "png", "pdf"]
)
async def test_a_file_goes_to_its_author_once_and_on_by_its_handle(
    counter: Counter, wanda: Browser, content: bytes, kind: str
) -> None:
    """Into their own chat, so that they see it; the broadcast has the handle that came back."""
    made = await write(wanda, content, called="C:\\fotos\\horario nuevo.exe", kind="demand", language="es")
    assert made.headers["Location"] == f"{DRAFT}?said=saved"
    [(address, sent)] = counter.postbox.taken
    assert address == "2000"
    assert isinstance(sent, Photo if kind == "photo" else Document)
    assert sent.content == content
    broadcast = await kept(counter)
    assert broadcast is not None
    assert (broadcast.content.media_kind, dict(broadcast.content.media)) == (kind, {"telegram": "file-1"})
    assert dict(broadcast.content.texts) == {"es": "Hola"}
    assert broadcast.audience.dump() == {"languages": ["es"], "kinds": ["demand"]}
    assert "Lleva una foto o un documento" in (await wanda.get(DRAFT)).words


async def test_it_stays_until_it_is_changed_or_taken_out(counter: Counter, wanda: Browser) -> None:
    """Saving without a file keeps it; another takes its place; the box takes it out."""
    await write(wanda, JPEG, text="")
    for fields, media in (
        ({"text_es": "Hola a todas"}, {"telegram": "file-1"}),
        ({"text_es": "Hola", "drop_file": "yes"}, {}),
    ):
        form = await wanda.get(DRAFT)
        await wanda.upload(DRAFT, b"", on=DRAFT, called="", csrf=form.csrf, then="save", **fields)
        broadcast = await kept(counter)
        assert broadcast is not None
        assert dict(broadcast.content.media) == media
    await wanda.upload(DRAFT, PDF, on=DRAFT, text_es="Hola", drop_file="yes", then="save")
    broadcast = await kept(counter)
    assert broadcast is not None
    assert (broadcast.content.media_kind, dict(broadcast.content.media)) == ("document", {"telegram": "file-2"})


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (PROGRAM, "no es una foto JPG o PNG ni un PDF"),
        (b"GIF89a", "no es una foto JPG o PNG ni un PDF"),
        (b"<html>", "no es una foto JPG o PNG ni un PDF"),
        (JPEG + bytes(LARGEST_PICTURE), "pesa demasiado"),
        (PDF + bytes(LARGEST), "pesa demasiado"),
    ],
    ids=["program", "gif", "page", "large picture", "large document"],
)
async def test_what_can_not_go_is_said_and_the_text_stays(
    counter: Counter, wanda: Browser, content: bytes, said: str
) -> None:
    """Whatever its name says; nothing was sent, and no draft was made."""
    refused = await write(wanda, content, text="Un texto largo", called="foto.jpg")
    assert (refused.status, said in refused.words) == (422, True)
    assert "Un texto largo</textarea>" in refused.text
    assert counter.postbox.taken == []
    assert await kept(counter) is None


async def test_under_a_file_there_is_less_room(counter: Counter, wanda: Browser) -> None:
    """What is too long is told before the file is sent, and in the preview of a draft that has one."""
    long = "x" * (CAPTION_LIMIT + 1)
    assert (await write(wanda, JPEG, text=long)).status == 422
    assert counter.postbox.taken == []
    preview = await wanda.submit("/desk/broadcasts/preview", on=NEW, text_es=long, has_file="yes")
    assert "sobran 1 caracteres" in preview.words


async def test_a_chat_that_takes_nothing_keeps_nothing(counter: Counter, wanda: Browser) -> None:
    """Its author has blocked the bot: the form says so, with the text in it."""
    counter.postbox.closed = True
    refused = await write(wanda, JPEG, text="Hola a todas")
    assert (refused.status, "Tu chat no recibió el archivo" in refused.words) == (422, True)
    assert "Hola a todas</textarea>" in refused.text
    assert await kept(counter) is None


async def test_a_text_with_a_file_outlives_the_session(counter: Counter, wanda: Browser) -> None:
    """Nobody is signed in any more: of the file nothing is held, the text is handed back."""
    csrf = (await wanda.get(NEW)).csrf
    counter.parlour.later(hours=9)
    answer = await wanda.upload("/desk/broadcasts", JPEG + bytes(100_000), on=NEW, csrf=csrf, text_es="Mi texto")
    assert (answer.status, "Mi texto</textarea>" in answer.text) == (403, True)
    assert counter.postbox.taken == []


async def test_no_other_form_takes_a_file(counter: Counter, wanda: Browser) -> None:
    """Only that of a broadcast."""
    refused = await wanda.upload("/desk/broadcasts/preview", JPEG, on=NEW, text_es="Hola")
    assert refused.status == 400
    forged = await wanda.upload("/desk/broadcasts", JPEG, on=NEW, csrf="forged", text_es="Hola")
    assert forged.status == 403
    assert counter.postbox.taken == []


@pytest.mark.parametrize(
    ("called", "shown"),
    [
        ("Horario de Breña.pdf", "Horario de Breña.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("factura.exe", "factura.exe.pdf"),
        ("gpj.\u202efdp", "gpj. fdp.pdf"),
        ("", "documento.pdf"),
        (".pdf", "documento.pdf"),
        ("x" * 300 + ".PDF", "x" * 60 + ".pdf"),
    ],
)
def test_a_documents_name_says_what_it_is(called: str, shown: str) -> None:
    """As its author called it, but for what could mislead who gets it."""
    found = attachment(PDF, called, caption="")
    assert not isinstance(found, Trouble)
    assert isinstance(found.outgoing, Document)
    assert found.outgoing.name == shown
