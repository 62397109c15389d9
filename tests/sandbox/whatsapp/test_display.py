"""WhatsApp's marks become tags, and nothing that anybody writes becomes part of the page."""

import pytest

from sandbox.whatsapp.display import html


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("*negrita* _cursiva_ ~tachado~ `código`", "<b>negrita</b> <i>cursiva</i> <s>tachado</s> <code>código</code>"),
        ("*_las dos_*", "<b><i>las dos</i></b>"),
        ("2 * 3 * 4, mi_nombre_largo", "2 * 3 * 4, mi_nombre_largo"),
        ("* no es negrita *", "* no es negrita *"),
        ("```uno\n*dos*```", "<pre>uno\n*dos*</pre>"),
        ("> cita\nno", "<blockquote>cita</blockquote>\nno"),
        ("<b onclick=x>", "&lt;b onclick=x&gt;"),
        ("`<i>`", "<code>&lt;i&gt;</code>"),
    ],
)
def test_marks_become_tags_and_tags_become_text(text: str, shown: str) -> None:
    """Each mark works where WhatsApp has it work, and HTML stays the text it is."""
    assert html(text) == shown


def test_an_address_becomes_a_link_without_the_full_stop() -> None:
    """Only web addresses become links, and a quotation mark cannot leave the attribute."""
    assert 'href="https://x.test/a_b_c?d=1&amp;e=2"' in html('Mira https://x.test/a_b_c?d=1&e=2. Gracias "tú"')
    assert "<a" not in html("javascript:alert(1)")
