"""What comes in as a constancia: whole and broken files, hostile ones, and the processes that meet them."""

import asyncio
import os
import signal
import struct
import sys
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from structlog.testing import capture_logs

from bot.sheets.reader import Reader, receipt_of
from buzon.receipt import MOST_BYTES, Outcome
from tests.bot.sheets.conftest import MARIA, photo, picture_of, processes, saved, sheet_pdf, told, until

FOUND = ("found", MARIA.user, MARIA.password)
WORKER = "bot.sheets.worker"
SLEEP = "exec sleep 4711"  # an odd number, to find the process by


def drawn_pdf(draw: Callable[[Canvas], None], *, encrypt: StandardEncryption | None = None) -> bytes:
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=A4, encrypt=encrypt, pageCompression=1)
    draw(canvas)
    canvas.save()
    return buffer.getvalue()


async def outcome(reader: Reader, content: bytes) -> str:
    return (await reader.read(content)).outcome.value


async def test_pdf_with_text(reader: Reader) -> None:
    """The text of a PDF is read letter by letter, within a fifth of a second once a process waits."""
    await reader.warm()
    began = asyncio.get_running_loop().time()
    assert told(await reader.read(sheet_pdf())) == FOUND
    assert asyncio.get_running_loop().time() - began < 1  # 0.03 s on a quiet machine; the goal is 0.2


async def test_renewal(reader: Reader) -> None:
    """The sheet of a renewal shows asterisks: the user is told, and no password."""
    assert told(await reader.read(sheet_pdf(variant="extension"))) == ("masked", MARIA.user, None)


async def test_scanned_pdf(reader: Reader) -> None:
    """A PDF that is only a picture is read as one; so is a picture under a scanner's own line of text."""
    sheet = picture_of(photo(rotation=0.5))
    assert told(await reader.read(saved(sheet, "PDF", resolution=180))) == FOUND

    def scanner(canvas: Canvas) -> None:
        canvas.drawImage(ImageReader(sheet), 0, 0, *A4)
        canvas.drawString(20, 10, "Scanned by an app")

    assert told(await reader.read(drawn_pdf(scanner))) == FOUND


async def test_last_page(reader: Reader) -> None:
    """The sheet may be the second of two pages."""

    def two(canvas: Canvas) -> None:
        canvas.drawString(50, 700, "Instrucciones para el usuario del buzón")
        canvas.showPage()
        canvas.drawString(50, 90, "Usuario: mgonzalez26")
        canvas.drawString(50, 70, "Contraseña: Arepa-2619")

    assert told(await reader.read(drawn_pdf(two))) == FOUND


async def test_forms(reader: Reader) -> None:
    """WebP is read as JPEG is; for PNG see below."""
    assert told(await reader.read(saved(picture_of(photo()), "WEBP"))) == FOUND


async def test_transparent_and_turned(reader: Reader) -> None:
    """Paper shows through what is transparent, and a phone's note that it was held sideways is heeded."""
    clear = Image.new("RGBA", (1000, 300), (0, 0, 0, 0))
    sheet = picture_of(photo(rotation=0)).convert("RGBA")
    foot = sheet.crop((160, round(sheet.height * 0.78), 1160, round(sheet.height * 0.78) + 300))
    clear.paste(foot, mask=foot.convert("L").point(lambda grey: 255 - grey))
    assert (await reader.read(saved(clear, "PNG"))).outcome is Outcome.FOUND
    exif = Image.Exif()
    exif[0x0112] = 6  # Orientation: turn a quarter clockwise to see it upright
    turned = picture_of(photo(rotation=0)).transpose(Image.Transpose.ROTATE_90)
    assert told(await reader.read(saved(turned, "JPEG", exif=exif))) == FOUND


NOT_SHEETS = {
    "nothing": b"",
    "a program called .pdf": b"MZ\x90\x00\x03" + bytes(2000),
    "an ELF": b"\x7fELF\x02\x01\x01" + bytes(2000),
    "an archive": b"PK\x03\x04" + bytes(200),
    "text": b"Usuario: mgonzalez26\nContrase\xc3\xb1a: Arepa-2619\n",
    "HEIC": b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(500),
    "GIF": b"GIF89a" + bytes(500),
    "RIFF, but sound": b"RIFF\x24\x00\x00\x00WAVEfmt " + bytes(100),
}


@pytest.mark.parametrize("content", NOT_SHEETS.values(), ids=NOT_SHEETS)
async def test_not_a_sheet(reader: Reader, content: bytes) -> None:
    """What is neither PDF nor picture is told by its bytes, and no process is bothered with it."""
    assert await outcome(reader, content) == "not-a-sheet"
    assert not processes(WORKER)


async def test_too_large(reader: Reader) -> None:
    """A photo of 20 MB is not looked at; a file that is just small enough is."""
    assert await outcome(reader, b"\xff\xd8\xff" + bytes(20_000_000)) == "too-large"
    assert not processes(WORKER)
    whole = sheet_pdf()
    assert told(await reader.read(whole + bytes(MOST_BYTES - len(whole)))) == FOUND


async def test_locked(reader: Reader) -> None:
    """A PDF under a password is told from a broken one; under an owner's password alone it is read."""
    locked = drawn_pdf(lambda canvas: canvas.drawString(9, 9, "x"), encrypt=StandardEncryption("secreta"))
    assert await outcome(reader, locked) == "locked"

    def foot(canvas: Canvas) -> None:
        canvas.drawString(50, 90, "Usuario: mgonzalez26")
        canvas.drawString(50, 70, "Contraseña: Arepa-2619")

    printable = drawn_pdf(foot, encrypt=StandardEncryption("", ownerPassword="dueño", canCopy=0))
    assert told(await reader.read(printable)) == FOUND


def cut_off() -> Iterator[tuple[str, bytes]]:
    whole, picture = sheet_pdf(), photo()
    for share in (10, 50, 90):
        yield f"{share} % of a PDF", whole[: len(whole) * share // 100]
        yield f"{share} % of a JPEG", picture[: len(picture) * share // 100]
    yield "a PDF's header", b"%PDF-1.7\n"
    yield "a JPEG's header", b"\xff\xd8\xff\xe0"
    yield "a PNG's header", b"\x89PNG\r\n\x1a\n" + bytes(40)
    yield "noise called PDF", b"%PDF-1.4\n" + bytes(range(256)) * 40


async def test_broken(reader: Reader) -> None:
    """What is cut off or garbled is BROKEN, wherever it ends."""
    for name, content in cut_off():
        assert (name, await outcome(reader, content)) == (name, "broken")


def cat() -> bytes:
    """A cat on a sofa, as far as an OCR program can tell: fur, two ears, two eyes, whiskers."""
    picture = Image.effect_noise((900, 700), 60).convert("RGB")
    pen = ImageDraw.Draw(picture)
    pen.ellipse((250, 200, 650, 600), fill="#b5803c")
    pen.polygon([(280, 280), (300, 90), (420, 220)], fill="#8a5a22")
    pen.polygon([(620, 280), (600, 90), (480, 220)], fill="#8a5a22")
    for x in (350, 550):
        pen.ellipse((x - 35, 330, x + 35, 400), fill="#d8e05a")
        pen.ellipse((x - 8, 335, x + 8, 395), fill="black")
    for y in (460, 490, 520):
        pen.line((430, 490, 180, y), fill="white", width=4)
        pen.line((470, 490, 720, y), fill="white", width=4)
    return saved(picture, "JPEG")


async def test_no_sheet_in_the_picture(reader: Reader) -> None:
    """A cat, a black frame, a white page and a single dot are no constancia."""
    pictures = [cat()] + [saved(Image.new("L", (800, 1000), grey), "PNG") for grey in (0, 255)]
    pictures += [saved(Image.new("L", (1, 1)), "PNG"), saved(Image.new("RGB", (3000, 2)), "JPEG")]
    for content in pictures:
        assert await outcome(reader, content) in {"unreadable", "none"}


async def test_another_paper(reader: Reader) -> None:
    """A letter that can be read, and the head of a sheet, hold no credentials, and that is what is said."""

    def letter(canvas: Canvas) -> None:
        for line in range(30):
            canvas.drawString(
                60, 780 - 20 * line, f"El usuario del servicio declara haber leído la cláusula número {line}."
            )

    pdf = drawn_pdf(letter)
    assert await outcome(reader, pdf) == "none"
    sheet = picture_of(photo(rotation=0))
    head = sheet.crop((0, 0, sheet.width, sheet.height // 2))
    assert await outcome(reader, saved(head, "JPEG")) == "none"


def png(width: int, height: int) -> bytes:
    """A picture that says it is so large, with hardly any data."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    packed = zlib.compress(bytes(1_000_000), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def pdf_of(*objects: bytes) -> bytes:
    """Raw objects, numbered from 1, as a PDF; the first is the catalogue."""
    content, places = b"%PDF-1.7\n", []
    for number, item in enumerate(objects, 1):
        places.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, item)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n"
    return content + end % (len(objects) + 1, table, len(objects) + 1, len(content))


CATALOG = b"<</Type/Catalog/Pages 2 0 R>>"
ONE_PAGE = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>"


def flate(data: bytes, layers: int = 1) -> bytes:
    """A stream object of data that is already packed so many times."""
    return b"<</Length %d/Filter[%s]>>stream\n%s\nendstream" % (len(data), b"/FlateDecode " * layers, data)


def text_stream(*lines: str) -> bytes:
    """A page's content of a few lines, for a font called F."""
    shown = b"".join(b"(%s) Tj T* " % line.encode("latin-1") for line in lines)
    return flate(zlib.compress(b"BT /F 11 Tf 14 TL 50 700 Td %sET" % shown))


def two_gigabytes() -> bytes:
    """A page's content that unpacks, twice, to two gigabytes."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    megabyte = packer.compress(bytes(1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    return flate(zlib.compress(b"\x78\xda" + megabyte * 2048 + b"\x03\x00"), layers=2)


HOSTILE: dict[str, Callable[[], bytes]] = {
    "a PNG of 8,000 by 5,000 without its data": lambda: png(8_000, 5_000),
    "a page that unpacks to two gigabytes": lambda: pdf_of(CATALOG, ONE_PAGE, PAGE, two_gigabytes()),
    "a page of a million lines": lambda: pdf_of(
        CATALOG, ONE_PAGE, PAGE, flate(zlib.compress(b"0 0 m 595 842 l S\n" * 1_000_000))
    ),
    "arrays in arrays": lambda: pdf_of(CATALOG, ONE_PAGE, PAGE, b"[" * 200_000 + b"]" * 200_000),
    "pages that hold themselves": lambda: pdf_of(CATALOG, b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2000000000>>"),
    "a page as wide as a street": lambda: pdf_of(
        CATALOG, ONE_PAGE, PAGE.replace(b"595 842", b"9999999 9999999"), flate(zlib.compress(b""))
    ),
}


@pytest.mark.parametrize("made", HOSTILE.values(), ids=HOSTILE)
async def test_hostile(made: Callable[[], bytes], tesseract_path: str) -> None:
    """A file made to do harm has an outcome, in time, and the next sheet is read as ever."""
    content = made()
    assert len(content) < MOST_BYTES
    async with Reader(tesseract=tesseract_path, seconds=3) as reader:
        began = asyncio.get_running_loop().time()
        assert await outcome(reader, content) in {"broken", "none", "unreadable"}
        assert asyncio.get_running_loop().time() - began < 5
        assert told(await reader.read(sheet_pdf())) == FOUND


async def test_too_many_pixels(reader: Reader) -> None:
    """A picture of 60,000 by 60,000 is refused by its header."""
    assert await outcome(reader, png(60_000, 60_000)) == "too-large"


async def test_thousands_of_pages(reader: Reader) -> None:
    """Of a long document five pages are looked at."""
    font = b"<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>"
    page = PAGE.replace(b"/Contents", b"/Resources " + font + b"/Contents")
    dull = text_stream(*["Nada que interese, pero texto bastante para no ser una foto."] * 5)
    foot = text_stream("Usuario: mgonzalez26", "Clave: Arepa-2619")
    for before, expected in ((4, "found"), (5, "none")):
        kids = b"3 0 R " * before + b"5 0 R " + b"3 0 R " * 4_995
        pages = b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, before + 4_996)
        content = pdf_of(CATALOG, pages, page, dull, page.replace(b"4 0 R", b"6 0 R"), foot)
        assert (expected, await outcome(reader, content)) == (expected, expected)


async def test_no_tesseract() -> None:
    """Without tesseract a photo can't be read, which can be asked beforehand; a PDF with text is read as ever."""
    async with Reader(tesseract="/nowhere/tesseract") as reader:
        assert not reader.ocr_available()
        assert await outcome(reader, saved(picture_of(photo()), "PDF")) == "unreadable"
        assert await outcome(reader, photo()) == "unreadable"
        assert told(await reader.read(sheet_pdf())) == FOUND


async def test_tesseract_without_its_model(script: Callable[[str], str]) -> None:
    """A tesseract that lacks the English model is as good as none."""
    async with Reader(tesseract=script('echo "List of available languages (1):\nspa"; exit 1')) as reader:
        assert not reader.ocr_available()
        assert await outcome(reader, photo()) == "unreadable"


def test_tesseract_is_there(tesseract_path: str) -> None:
    """With it and its model, photos can be read."""
    assert Reader(tesseract=tesseract_path).ocr_available()


async def test_time_is_over(script: Callable[[str], str]) -> None:
    """What takes too long is given up: nothing of it goes on, nothing of it is logged, the next sheet is read."""
    async with Reader(tesseract=script(SLEEP), seconds=2) as reader:
        with capture_logs() as logs:
            assert await outcome(reader, photo()) == "broken"
        await until(lambda: not processes("4711"))
        assert [(line["event"], set(line)) for line in logs] == [
            ("a sheet was given up", {"event", "log_level", "status"})
        ]
        assert told(await reader.read(sheet_pdf())) == FOUND


async def test_killed_in_the_middle(script: Callable[[str], str]) -> None:
    """A worker that dies takes its document with it, and its tesseract, and nothing else."""
    async with Reader(tesseract=script(SLEEP)) as reader:
        reading = asyncio.create_task(reader.read(photo()))
        await until(lambda: bool(processes("4711")))
        for worker in processes(WORKER):
            os.kill(worker, signal.SIGKILL)
        assert (await reading).outcome is Outcome.BROKEN
        await until(lambda: not processes("4711"))
        assert told(await reader.read(sheet_pdf())) == FOUND


async def test_given_up_by_the_caller(script: Callable[[str], str]) -> None:
    """When nobody waits for the answer any more, nothing goes on behind."""
    async with Reader(tesseract=script(SLEEP)) as reader:
        reading = asyncio.create_task(reader.read(photo()))
        await until(lambda: bool(processes("4711")))
        reading.cancel()
        with pytest.raises(asyncio.CancelledError):
            await reading
        await until(lambda: not processes("4711") and not processes(WORKER))


async def test_two_at_once(script: Callable[[str], str]) -> None:
    """However many sheets come in, two are read at a time."""
    content = photo()
    async with Reader(tesseract=script("exec sleep 0.24711")) as reader:
        readings = [asyncio.create_task(reader.read(content)) for _ in range(3)]
        most = 0
        while not all(reading.done() for reading in readings):
            most = max(most, len(processes("0.24711")))
            await asyncio.sleep(0.02)
        assert most == 2
        assert len(processes(WORKER)) == 1  # the spare: two that ended together started one between them


@contextmanager
def _inheritable() -> Iterator[int]:
    descriptor = os.open(os.devnull, os.O_RDONLY)
    os.set_inheritable(descriptor, True)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
async def test_nothing_to_lose(tesseract_path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The process that meets the file has a path for its whole environment, no file of ours open, no right to write
    one, a memory of a gigabyte, and ends with the reader."""
    monkeypatch.setenv("BUZON_MASTER_KEYS", "not-for-workers")
    with _inheritable():
        async with Reader(tesseract=tesseract_path) as reader:
            await reader.warm()
            (worker,) = processes(WORKER)
            folder = Path(f"/proc/{worker}")
            await until(lambda: "Max file size             0 " in (folder / "limits").read_text())
            limits = (folder / "limits").read_text()
            assert "Max core file size        0 " in limits
            assert "Max address space         1073741824 " in limits
            names = {line.partition(b"=")[0] for line in (folder / "environ").read_bytes().split(b"\0") if line}
            assert names == {b"PATH"}
            assert {link.name for link in (folder / "fd").iterdir()} == {"0", "1", "2"}
            assert (folder / "fd" / "2").readlink() == Path(os.devnull)
    assert not processes(WORKER)


async def test_what_tesseract_sees(script: Callable[[str], str]) -> None:
    """Tesseract, too, has no secret in its environment, and can't write a file."""
    rows = r"5\t%s\t1\t1\t%s\t1\t10\t%s0\t90\t20\t96\t%s\n"
    header = r'printf "level\n"'
    # The user is made of the names of all variables, the password of what came of writing a file.
    body = f"""{header}
names=$(env | cut -d= -f1 | grep -v -e ^PWD -e ^_$ -e ^SHLVL -e ^OLDPWD | sort | tr '\\n' .)
written=$( (echo x > "$0.written") 2>/dev/null && echo written-1 || echo refused-1)
for page in 1 2 3 4; do
  printf "{rows}{rows}" $page 1 1 "Usuario:" $page 1 1 "$names"
  printf "{rows}{rows}" $page 2 9 "Contrasena:" $page 2 9 "$written"
done"""
    path = script(body)
    async with Reader(tesseract=path) as reader:
        assert told(await reader.read(photo())) == ("found", "OMP_THREAD_LIMIT.PATH.", "refused-1")
    assert not Path(f"{path}.written").exists() or not Path(f"{path}.written").read_bytes()


async def test_grain_beside_the_value(script: Callable[[str], str]) -> None:
    """What tesseract sees in the grain of a shadow, far behind the password, doesn't make it unreadable."""
    row = r"5\t%s\t1\t1\t%s\t1\t%s\t%s0\t90\t20\t%s\t%s\n"
    body = f"""printf "level\\n"
for page in 1 2 3 4; do
  printf "{row}{row}{row}" $page 1 10 1 96 Usuario: $page 1 110 1 90 mgonzalez26 $page 1 900 1 21 wail
  printf "{row}{row}{row}" $page 2 10 9 96 Clave: $page 2 110 9 90 Arepa-2619 $page 2 900 9 44 ae
done"""
    async with Reader(tesseract=script(body)) as reader:
        assert told(await reader.read(photo())) == FOUND


async def test_no_file_is_left(reader: Reader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading leaves nothing where temporary files go, nor where it runs."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    before = set(Path("/tmp").iterdir())
    for content in (sheet_pdf(), photo()):
        assert told(await reader.read(content)) == FOUND
    assert not list(tmp_path.iterdir())
    made = {path.name for path in set(Path("/tmp").iterdir()) - before}
    assert not {name for name in made if "tess" in name.lower() or "lept" in name.lower()}


async def test_a_spare_that_died(reader: Reader) -> None:
    """A spare process that somebody has killed is replaced."""
    await reader.warm()
    (spare,) = processes(WORKER)
    os.kill(spare, signal.SIGKILL)
    await until(lambda: not Path(f"/proc/{spare}").exists())
    await asyncio.sleep(0.2)  # between the end of a process and the loop's knowing of it there is a moment
    assert told(await reader.read(sheet_pdf())) == FOUND
    assert len(processes(WORKER)) == 1


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b"not json",
        b'{"outcome":"found"}',
        b'{"outcome":"odd","user":null,"password":null}',
        b'{"outcome":"found","user":"u","password":null}',
        b'{"outcome":"found","user":"u","password":""}',
        b'{"outcome":"none","user":"u","password":"p"}',
        b'{"outcome":"masked","user":"u","password":"p"}',
        b'{"outcome":"found","user":["u"],"password":"p"}',
        b'{"outcome":"none","user":"u","password":null}',
    ],
)
def test_an_answer_that_is_none(answer: bytes) -> None:
    """What a worker says is checked, since it has met the file."""
    assert receipt_of(answer) is None


def test_an_answer() -> None:
    """A sound answer is a receipt, and shows nothing by itself."""
    receipt = receipt_of(b'{"outcome":"found","user":"mgonzalez26","password":"Arepa-2619"}\n')
    assert receipt is not None
    assert told(receipt) == FOUND
    assert "Arepa" not in repr(receipt)
