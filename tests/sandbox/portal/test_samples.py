"""The invented texts and the sheets made of them."""

import re
from datetime import datetime
from io import BytesIO
from itertools import chain

import pytest
from pypdf import PdfReader

from sandbox.portal import Kind, Portal
from sandbox.portal.samples import CLOSING, LIMA, Sample, closed, in_turn, label, sample, samples

ALL = tuple(chain.from_iterable(samples(kind) for kind in Kind))
MORE = {Kind.REMEDY, Kind.DEMAND, Kind.DENIAL, Kind.SANCTION, Kind.EXPULSION, Kind.SUMMONS}

CUES = {
    Kind.APPROVAL: ("se aprueba", "procedente", "otorgar la calidad"),
    Kind.PICKUP: ("pendiente de recojo", "carné impreso"),
    Kind.REMEDY: ("no adjuntó", "subsane", "dentro del plazo de", "bajo apercibimiento"),
    Kind.DEMAND: ("se requiere presentar", "carta de requerimiento"),
    Kind.SUMMONS: ("apersonarse", "entrevista", "biometría"),
    Kind.DENIAL: ("improcedente", "infundado", "denegar"),
    Kind.DISMISSED: ("por no presentada", "declarar el abandono"),
    Kind.SANCTION: ("imponer multa", "imputación de cargos", "descargos"),
    Kind.EXPULSION: ("salida obligatoria", "impedimento de ingreso", "expulsión"),
    Kind.APPEAL_DECIDED: ("fundado", "agotada la vía administrativa"),
}


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_has_samples_that_sound_like_it(kind: Kind) -> None:
    """At least three samples a kind, with a label; each carries one of the kind's cue words, together they have all."""
    texts = [f"{sample.subject} {sample.body}".lower() for sample in samples(kind)]
    cues = CUES.get(kind, ())
    assert len(texts) >= (5 if kind in MORE else 3)
    assert label(kind)
    assert [cue for cue in cues if not any(cue in text for text in texts)] == []
    assert [text for text in texts if cues and not any(cue in text for cue in cues)] == []


def test_there_are_many_and_each_has_a_name_of_its_own() -> None:
    """Forty at least; an id belongs to one and says its kind, a title of a few words to one of its kind."""
    assert len(ALL) >= 40
    assert len({one.id for one in ALL}) == len(ALL)
    for one in ALL:
        assert re.fullmatch(rf"{one.kind}-\d+", one.id)
        assert 2 <= len(one.title.split()) <= 6
        assert sample(one.id) is one
    for kind in Kind:
        assert len({one.title for one in samples(kind)}) == len(samples(kind))
    with pytest.raises(KeyError):
        sample("remedy-999")


@pytest.mark.parametrize("one", ALL, ids=lambda one: one.id)
def test_every_sample_fills_its_places_and_says_that_it_is_invented(one: Sample) -> None:
    """No {place} is left, the text ends with the closing line, and the person stands in it where there is a place."""
    portal = Portal()
    subject, text = portal.draft("carlos", one)
    notice = portal.publish("carlos", one.kind, sample=one)
    assert (notice.kind, notice.subject) == (one.kind, subject)
    assert notice.scan or notice.body == text
    assert "{" not in subject + text + notice.body
    assert text.endswith(CLOSING)
    assert notice.body.endswith(CLOSING)
    assert ("{name}" in one.body) == ("CARLOS ANDRÉS MUÑOZ" in text)


def test_named_days_follow_the_deposit_in_lima_and_miss_weekends() -> None:
    """Deposited on Thursday 3 December 2026, before midnight in Lima: two writings, a Saturday made Monday."""
    deposited_at = datetime(2026, 12, 3, 23, 30, tzinfo=LIMA)

    def written(body: str) -> str:
        made = Sample("unknown-0", Kind.UNKNOWN, "A test's own", "", body, ())
        return made.body_for(name="", file="", deposited_at=deposited_at).removesuffix(CLOSING).strip()

    assert written("{date}, {in_days:1}, {in_days:2}, {in_days:4}") == "03/12/2026, 04/12/2026, 07/12/2026, 07/12/2026"
    assert written("{day_in:12}") == "martes 15 de diciembre de 2026"
    assert written("{day_in:31}") == "lunes 4 de enero de 2027"


def test_the_first_ones_take_turns_and_the_others_come_when_chosen() -> None:
    """A kind alone gives what it always gave; choosing one by its id changes nobody's turn."""
    portal = Portal()
    portal.publish("joao", Kind.REMEDY, sample=sample("remedy-7"))
    subjects = [portal.publish("joao", Kind.REMEDY).subject for _ in range(4)]
    first = [one.subject_for(file="PR260007730") for one in samples(Kind.REMEDY)[:3]]
    assert subjects == [*first, first[0]]
    assert [in_turn(Kind.DENIAL, turn).id for turn in range(3)] == ["denial-1", "denial-2", "denial-1"]


def test_a_scanned_one_has_its_text_in_a_picture_alone() -> None:
    """Nothing but the closing line is in the notice, no text in its PDF, only a picture; own words win over it."""
    scanned = [one for one in ALL if one.scanned]
    assert len(scanned) >= 2
    portal = Portal()
    for one in scanned:
        notice = portal.publish("yusmary", one.kind, sample=one)
        assert notice.body == CLOSING
        content = portal.document(notice, notice.attachments[0])
        (page,) = PdfReader(BytesIO(content)).pages
        assert page.extract_text().strip() == ""
        (picture,) = page.images
        assert picture.image is not None
        assert picture.image.width > 1000
        assert content == Portal().document(notice, notice.attachments[0])
    said = portal.publish("yusmary", scanned[0].kind, sample=scanned[0], body="Hola.")
    assert (said.body, said.scan) == (f"Hola.\n\n{CLOSING}", "")


def test_a_long_scan_goes_on_over_the_page() -> None:
    """What does not fit on one sheet stands on the next."""
    portal = Portal()
    notice = portal.publish("yusmary", Kind.UNKNOWN)
    notice.scan = "\n\n".join(["palabra " * 60] * 20)
    assert len(PdfReader(BytesIO(portal.document(notice, notice.attachments[0]))).pages) > 1


def test_closing_a_text_twice_says_it_once() -> None:
    """The closing line is not repeated on a text that has it."""
    assert closed(closed("Hola.")) == "Hola.\n\nSIMULACIÓN — texto inventado"


def test_the_sheet_holds_the_text_under_a_watermark() -> None:
    """The PDF is A4, holds the notice's own text whatever signs it has, says SIMULACIÓN, and is the same each time."""
    portal = Portal()
    notice = portal.publish("yusmary", Kind.REMEDY, body="Ñandú <b>& más</b>\n\n" + "párrafo largo " * 900)
    content = portal.document(notice, notice.attachments[0])
    pages = PdfReader(BytesIO(content)).pages
    assert len(pages) > 1
    assert "Ñandú <b>& más</b>" in pages[0].extract_text()
    assert all("SIMULACIÓN" in page.extract_text() for page in pages)
    assert [round(side) for side in pages[0].mediabox[2:]] == [595, 842]
