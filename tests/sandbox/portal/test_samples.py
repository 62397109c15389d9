"""The invented texts and the sheets made of them."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from sandbox.portal import Kind, Portal
from sandbox.portal.samples import closed, label, samples

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
def test_every_kind_has_samples_that_sound_like_it(kind):
    """At least two samples a kind, with a label; each carries one of the kind's cue words, and together all of them."""
    texts = [f"{sample.subject} {sample.body}".lower() for sample in samples(kind)]
    cues = CUES.get(kind, ())
    assert len(texts) >= 2
    assert label(kind)
    assert [cue for cue in cues if not any(cue in text for text in texts)] == []
    assert [text for text in texts if cues and not any(cue in text for cue in cues)] == []


def test_samples_take_turns_and_fill_their_places():
    """Publishing one kind again and again walks through its samples; no {place} is left in any text."""
    portal = Portal()
    for kind in Kind:
        notices = [portal.publish("joao", kind) for _ in samples(kind)]
        assert len({notice.subject for notice in notices}) == len(samples(kind))
        assert all("{" not in notice.subject + notice.body for notice in notices)


def test_closing_a_text_twice_says_it_once():
    """The closing line is not repeated on a text that has it."""
    assert closed(closed("Hola.")) == "Hola.\n\nSIMULACIÓN — texto inventado"


def test_the_sheet_holds_the_text_under_a_watermark():
    """The PDF is A4, holds the notice's own text whatever signs it has, says SIMULACIÓN, and is the same each time."""
    portal = Portal()
    notice = portal.publish("yusmary", Kind.REMEDY, body="Ñandú <b>& más</b>\n\n" + "párrafo largo " * 900)
    content = portal.document(notice, notice.attachments[0])
    pages = PdfReader(BytesIO(content)).pages
    assert len(pages) > 1
    assert "Ñandú <b>& más</b>" in pages[0].extract_text()
    assert all("SIMULACIÓN" in page.extract_text() for page in pages)
    assert [round(side) for side in pages[0].mediabox[2:]] == [595, 842]
