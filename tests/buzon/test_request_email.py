"""The e-mail of last resort in its three shapes, the letter with the code, and addresses as people write them."""

from datetime import date
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buzon.email_address import read_address
from buzon.identity import Country, DocumentNumber, DocumentType, Identity, Name
from buzon.request_email import (
    MOST_ATTACHED,
    RECIPIENT,
    SUBJECT,
    Attachment,
    Attempt,
    RequestEmail,
    compose,
    confirmation,
)

SENDER = "Casa Amiga <bot@casa.example>"
PERSON = "yusmary@correo.example"
JPEG, PNG, PDF = b"\xff\xd8\xff\xe0 photo", b"\x89PNG\r\n\x1a\n picture", b"%PDF-1.7 sheet"
TEXTS = st.text(max_size=80)


def identity(**changed: Any) -> Identity:
    """An invented person."""
    told: dict[str, Any] = {
        "nationality": Country("VE"),
        "document_type": DocumentType.CE,
        "document_number": DocumentNumber("001234567"),
        "paternal_surname": Name("Peña"),
        "maternal_surname": Name("Ñáñez"),
        "given_names": Name("Yusmary del Carmen"),
        "birth_date": date(1990, 5, 3),
    }
    return Identity(**(told | changed))


def opened(raw: bytes) -> EmailMessage:
    """As another program reads it."""
    return message_from_bytes(raw, policy=policy.default)


def text(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def sender_name(message: EmailMessage) -> str:
    """The name in From by RFC 2047 alone: the newer parser of Python 3.11 adds a blank between encoded words."""
    raw = " ".join(str(dict(message.raw_items())["From"]).split())
    return str(make_header(decode_header(raw))).rpartition(" <")[0].strip('"')


# ---- what it says ----


def test_recipient_and_subject_are_exact() -> None:
    """Letter by letter as Migraciones asks: a clerk's filter may look for them."""
    assert RECIPIENT == "informes@migraciones.gob.pe"
    assert SUBJECT == "Solicitud de credenciales para acceder a mi buzón electrónico"
    assert compose(identity()).subject == SUBJECT


def test_it_reads_like_a_letter() -> None:
    """Who asks, what is wrong, what was tried, what is wanted; the personal data at the foot."""
    tried = [Attempt.AGENCY, Attempt.RECEIPT, Attempt.RESET]
    written = compose(identity(), file_number="LM260012345", contact=PERSON, tried=tried)
    assert written.body == (
        "A la Superintendencia Nacional de Migraciones:\n\n"
        "Mi nombre es Yusmary del Carmen Peña Ñáñez. No puedo ingresar a mi Buzón Electrónico (SINE).\n\n"
        "He intentado leer mis credenciales en la constancia de trámite, recuperar la contraseña con la opción "
        "«¿Olvidaste la contraseña?» y entrar por la Agencia Digital, sin resultado.\n\n"
        "Les pido, por favor, que me envíen mi usuario y contraseña, o que me indiquen los pasos para obtenerlos.\n\n"
        "Gracias por su atención.\n\nAtentamente,\nYusmary del Carmen Peña Ñáñez\n\n"
        "Mis datos:\n"
        "Nombres: Yusmary del Carmen\n"
        "Apellidos: Peña Ñáñez\n"
        "Nacionalidad: Venezuela\n"
        "Tipo de documento: Carné de Extranjería (CE)\n"
        "Número de documento: 001234567\n"
        "Fecha de nacimiento: 03/05/1990\n"
        "Expediente: LM260012345\n"
        "Correo de contacto: yusmary@correo.example\n"
    )


def test_what_is_not_given_is_not_said() -> None:
    """No empty line for a file number, an address or a second surname; nothing tried that was not."""
    body = compose(identity(maternal_surname=None)).body
    assert "Apellidos: Peña\n" in body
    assert body.endswith("Fecha de nacimiento: 03/05/1990\n")
    assert "He intentado" not in body
    assert "He intentado entrar por la Agencia Digital, sin" in compose(identity(), tried={Attempt.AGENCY}).body


@pytest.mark.parametrize("kind", DocumentType)
def test_every_document_has_its_name(kind: DocumentType) -> None:
    """In the words of Peru's offices."""
    assert "Tipo de documento: \n" not in compose(identity(document_type=kind)).body


def test_an_early_year_has_four_digits() -> None:
    """The years of a date are never shortened."""
    assert "Fecha de nacimiento: 01/02/0902\n" in compose(identity(birth_date=date(902, 2, 1))).body


def test_it_does_not_show_itself() -> None:
    """Neither the e-mail nor an attachment says anything personal in a repr."""
    shown = repr(compose(identity(), contact=PERSON)) + repr(Attachment("Peña.pdf", PDF))
    assert not any(word in shown for word in ("Yusmary", "Peña", "1234567", "PDF", PERSON))


# ---- its three shapes ----


def test_mailto_is_decoded_to_the_same() -> None:
    """RFC 6068: one recipient in the path, subject and body behind it, lines ended by CRLF, nothing raw."""
    written = compose(identity(), contact=PERSON)
    address = written.mailto()
    assert address.isascii()
    assert not set(" \r\n\"'<>#+") & set(address)
    parts = urlsplit(address)
    assert (parts.scheme, unquote(parts.path)) == ("mailto", RECIPIENT)
    fields = parse_qs(parts.query, strict_parsing=True)
    assert fields == {"subject": [SUBJECT], "body": [written.body.replace("\n", "\r\n")]}
    assert "%0D%0A" in address


def test_the_draft_opens_for_editing() -> None:
    """An .eml in MIME with `X-Unsent`, without a sender: the mail program puts the person's own there."""
    written = compose(identity())
    raw = written.draft()
    draft = opened(raw)
    assert (draft["To"], draft["Subject"], draft["X-Unsent"]) == (RECIPIENT, SUBJECT, "1")
    assert draft.get_content_type() == "text/plain"
    assert draft.get_content_charset() == "utf-8"
    assert text(draft) == written.body
    assert {name.lower() for name in draft} & {"from", "cc", "bcc", "date", "message-id"} == set()
    assert raw.isascii()
    assert b"\n" not in raw.replace(b"\r\n", b"")


def test_the_message_goes_to_migraciones_alone() -> None:
    """From the operator in the person's name, the answer to the person, no copies, not marked as a machine's."""
    written = compose(identity(), contact=PERSON)
    message = opened(bytes(written.message(sender=SENDER, reply_to=PERSON)))
    assert message["To"].addresses[0].addr_spec == RECIPIENT
    assert len(message["To"].addresses) == 1
    assert message["Subject"] == SUBJECT
    assert message["From"].addresses[0].addr_spec == "bot@casa.example"
    assert sender_name(message) == "Buzón Bot en nombre de Yusmary del Carmen Peña Ñáñez"
    assert message["Reply-To"].addresses[0].addr_spec == PERSON
    assert message["Message-ID"].endswith("@casa.example>")
    assert message["Date"].datetime.utcoffset() is not None
    assert [message[name] for name in ("Cc", "Bcc", "Auto-Submitted", "X-Unsent")] == [None] * 4
    assert text(message) == written.body
    assert list(message.iter_attachments()) == []


@pytest.mark.parametrize(
    ("name", "content", "kind", "filename"),
    [
        ("carné.jpg", JPEG, "image/jpeg", "carné.jpg"),
        ("carné.JPEG", JPEG, "image/jpeg", "carné.JPEG"),
        ("foto", PNG, "image/png", "foto.png"),
        ("constancia.pdf", PDF, "application/pdf", "constancia.pdf"),
        ("constancia.exe", PDF, "application/pdf", "constancia.exe.pdf"),
        ("", JPEG, "image/jpeg", "documento.jpg"),
        ("../../etc/passwd", PNG, "image/png", "passwd.png"),
        ("C:\\fotos\\yo.png", PNG, "image/png", "yo.png"),
        ("a\r\nBcc: b@c.example\r\n\r\n.pdf", PDF, "application/pdf", "a Bcc: b@c.example .pdf"),
        ("\ud800\u202e.pdf", PDF, "application/pdf", "pdf.pdf"),
    ],
)
def test_an_attachment_goes_along(name: str, content: bytes, kind: str, filename: str) -> None:
    """Whole, of the kind that its bytes are, under a file name that is only a name."""
    written = compose(identity())
    made = written.message(sender=SENDER, reply_to=PERSON, attachment=Attachment(name, content))
    message = opened(bytes(made))
    (part,) = message.iter_attachments()
    assert isinstance(part, EmailMessage)
    assert (part.get_content_type(), part.get_filename()) == (kind, filename)
    assert part.get_content() == content
    assert text(message) == written.body
    assert message["Bcc"] is None


@pytest.mark.parametrize(
    "content",
    [b"", b"MZ\x90", b"<html>%PDF-", b"GIF89a", b"\xff\xd8", b"RIFF0000WEBP", JPEG + b"\0" * (MOST_ATTACHED - 1)],
)
def test_other_files_are_refused(content: bytes) -> None:
    """Neither programs nor pages nor too much; the refusal does not quote them."""
    with pytest.raises(ValueError, match="the attachment is"):
        Attachment("carné.jpg", content)
    assert Attachment("carné.jpg", JPEG + b"\0" * (MOST_ATTACHED - len(JPEG)))


@pytest.mark.parametrize(
    "address",
    ["", "nobody", "a@b@c.pe", "a b@c.pe", "a@c.pe\r\nBcc: d@e.pe", "peña@c.pe", "<a@c.pe>", "a@c.pe, d@e.pe"],
)
def test_what_is_no_address_is_refused(address: str) -> None:
    """As the sender, to answer to, or to confirm; and the refusal does not say which it was."""
    with pytest.raises(ValueError, match=r"^not an e-mail address$"):
        compose(identity()).message(sender=SENDER, reply_to=address)
    with pytest.raises(ValueError, match=r"^not an e-mail address$"):
        confirmation(address, "123456", "es", subject="Código", body="123456", sender=SENDER)


@pytest.mark.parametrize("sender", ["", "nobody", "Casa", "casa @ b c", "peña@casa.example"])
def test_a_sender_that_is_no_address_is_refused(sender: str) -> None:
    """The operator's mistake shows before anything is sent."""
    with pytest.raises(ValueError, match=r"^not an e-mail address$"):
        compose(identity()).message(sender=sender, reply_to=PERSON)


def test_a_letter_with_a_code() -> None:
    """To the address alone, in the caller's words; a machine's answer, and marked so."""
    made = confirmation(
        PERSON, "042137", "es", subject="Tu código: 042137\r\nBcc: x@y.pe", body="Código: 042137\n", sender=SENDER
    )
    letter = opened(bytes(made))
    assert [address.addr_spec for address in letter["To"].addresses] == [PERSON]
    assert letter["Subject"] == "Tu código: 042137 Bcc: x@y.pe"
    assert text(letter) == "Código: 042137\n"
    assert letter["From"].addresses[0].addr_spec == "bot@casa.example"
    assert sender_name(letter) == "Buzón Bot"
    assert (letter["Content-Language"], letter["Auto-Submitted"]) == ("es", "auto-generated")
    assert letter["Message-ID"].endswith("@casa.example>")
    assert [letter[name] for name in ("Cc", "Bcc", "Reply-To")] == [None] * 3


def test_a_letter_without_its_code_is_not_written() -> None:
    """Words that forgot the code would leave the person waiting."""
    with pytest.raises(ValueError, match="code"):
        confirmation(PERSON, "042137", "es", subject="Tu código", body="Hola.", sender=SENDER)


# ---- whatever was typed ----

NAMES = st.one_of(
    TEXTS,
    st.sampled_from(
        [
            '"; x',
            "a\r\nBcc: b@c.pe",
            "a\n\nb",
            "=?utf-8?q?=0D=0ABcc:_x?=",
            "=??Q?=0D:",
            "<b@c.pe>",
            "a, b@c.pe",
            "\ud800",
            "\x00",
        ]
    ),
    st.text("ñÑáéíóú abc,\"'\\<>()@:;\r\n\t", max_size=60),
)


@given(NAMES, NAMES, NAMES, NAMES, NAMES)
def test_no_name_breaks_out_of_its_place(given_names: str, surname: str, number: str, file: str, contact: str) -> None:
    """Whatever stands in the data: the headers are the same few, each once, and every shape reads back the same."""
    written = compose(
        identity(given_names=Name(given_names), paternal_surname=Name(surname), document_number=DocumentNumber(number)),
        file_number=file,
        contact=contact,
    )
    made = written.message(sender=SENDER, reply_to=PERSON)
    message, draft = opened(bytes(made)), opened(written.draft())
    common = ["Content-Transfer-Encoding", "Content-Type", "MIME-Version", "Subject", "To"]
    assert sorted(draft.keys()) == sorted([*common, "X-Unsent"])
    assert sorted(message.keys()) == sorted([*common, "Date", "From", "Message-ID", "Reply-To"])
    assert [str(address) for address in message["To"].addresses] == [RECIPIENT]
    assert [address.addr_spec for address in message["From"].addresses] == ["bot@casa.example"]
    assert message["Subject"] == draft["Subject"] == SUBJECT
    assert text(message) == text(draft) == written.body
    assert len(written.body.splitlines()) == len(written.body.split("\n")) - 1
    body = parse_qs(urlsplit(written.mailto()).query, strict_parsing=True)["body"][0]
    assert body.replace("\r\n", "\n") == written.body


@given(NAMES, NAMES)
def test_an_email_that_nobody_composed_is_safe_too(person: str, file_name: str) -> None:
    """The name is made one line again where it becomes a header, and so is a file's."""
    written, attachment = RequestEmail(person, "Hola\n"), Attachment(file_name, PDF)
    message = opened(bytes(written.message(sender=SENDER, reply_to=PERSON, attachment=attachment)))
    assert [address.addr_spec for address in message["From"].addresses] == ["bot@casa.example"]
    assert message["Bcc"] is None
    (part,) = message.iter_attachments()
    assert isinstance(part, EmailMessage)
    assert sorted(part.keys()) == ["Content-Disposition", "Content-Transfer-Encoding", "Content-Type", "MIME-Version"]
    assert (part.get_filename() or "").lower().endswith(".pdf")
    assert part.get_content() == PDF


# ---- addresses ----

MARIA = "maria.perez@gmail.com"
LONG = "a" * 64 + "@" + ".".join(["b" * 63, "c" * 63, "d" * 58]) + ".pe"
ADDRESSES: list[tuple[str, str | None]] = [
    ("maria.perez@gmail.com", MARIA),
    ("  maria.perez@gmail.com  ", MARIA),
    ("\tmaria.perez@gmail.com\n", MARIA),
    ("Maria.Perez@Gmail.com", MARIA),
    ("MARIA.PEREZ@GMAIL.COM", MARIA),
    ("maria.perez@gmail.com.", MARIA),
    ("maria.perez@gmail.com,", MARIA),
    ("maria.perez@gmail.com;", MARIA),
    ("maria.perez@gmail.com!!", MARIA),
    ("¿maria.perez@gmail.com?", MARIA),
    ("mailto:maria.perez@gmail.com", MARIA),
    ("MAILTO:maria.perez@gmail.com?subject=hola", MARIA),
    ("mailto: maria.perez@gmail.com", MARIA),
    ("mailto:maria.perez%40gmail.com", MARIA),
    ("<maria.perez@gmail.com>", MARIA),
    ('"maria.perez@gmail.com"', MARIA),
    ("«maria.perez@gmail.com»", MARIA),
    ("(maria.perez@gmail.com)", MARIA),
    ("maria.perez @gmail.com", MARIA),
    ("maria.perez@ gmail.com", MARIA),
    ("maria.perez @ gmail.com", MARIA),
    ("maria.perez＠gmail．com", MARIA),
    ("\u200bmaria.perez@gmail.com\u200b", MARIA),
    ("maria.perez@gmail. com", MARIA),
    ("maria.perez@gmail. Com", MARIA),
    ("maria.perez@gmail .com", MARIA),
    ("maria.perez@gmail,com", MARIA),
    ("maria.perez arroba gmail punto com", MARIA),
    ("Maria.Perez Arroba Gmail Punto Com", MARIA),
    ("maria punto perez arroba gmail punto com", MARIA),
    ("maria punto perez@gmail punto com", MARIA),
    ("maria.perez(arroba)gmail.com", MARIA),
    ("maria.perez [at] gmail [dot] com", MARIA),
    ("maria.perez at gmail dot com", MARIA),
    ("mi correo es maria.perez@gmail.com", MARIA),
    ("Mi correo electrónico es: maria.perez@gmail.com", MARIA),
    ("correo: maria.perez@gmail.com", MARIA),
    ("Email maria.perez@gmail.com", MARIA),
    ("my e-mail is maria.perez@gmail.com", MARIA),
    ("es maria punto perez arroba gmail punto com.", MARIA),
    ("maria_perez@hotmail.com", "maria_perez@hotmail.com"),
    ("maria guion bajo perez arroba hotmail punto com", "maria_perez@hotmail.com"),
    ("maria guión bajo perez@hotmail.com", "maria_perez@hotmail.com"),
    ("maria guion perez arroba yahoo punto com punto ve", "maria-perez@yahoo.com.ve"),
    ("maria-perez@yahoo. com. ve", "maria-perez@yahoo.com.ve"),
    ("maria+buzon@gmail.com", "maria+buzon@gmail.com"),
    ("o'neil@correo.example", "o'neil@correo.example"),
    ("1985maria@outlook.es", "1985maria@outlook.es"),
    ("correo@gmail.com", "correo@gmail.com"),
    ("mi@correo.example", "mi@correo.example"),
    ("arroba@correo.example", "arroba@correo.example"),
    ("a@b.pe", "a@b.pe"),
    ("a@1-2-3.com", "a@1-2-3.com"),
    ("a@xn--maana-pta.com", "a@xn--maana-pta.com"),
    ("a@b.xn--q9jyb4c", "a@b.xn--q9jyb4c"),
    (LONG, LONG),
    ("b" + LONG, None),
    ("a" * 65 + "@gmail.com", None),
    ("a@" + "b" * 64 + ".com", None),
    (LONG.replace(".pe", ".com"), None),
    ("", None),
    ("   ", None),
    ("no tengo", None),
    ("maria", None),
    ("@", None),
    ("@gmail.com", None),
    ("maria@", None),
    ("maria@gmail", None),
    ("maria@gmail.c", None),
    ("maria@gmail.con", None),
    ("maria@gmail.123", None),
    ("maria@127.0.0.1", None),
    ("maria@[127.0.0.1]", None),
    ("maria@gmail..com", None),
    (".maria@gmail.com", None),
    ("maria.@gmail.com", None),
    ("maria..perez@gmail.com", None),
    ("maria@-gmail.com", None),
    ("maria@gmail-.com", None),
    ("maria@gma_il.com", None),
    ("maria@perez@gmail.com", None),
    ("maría@gmail.com", None),
    ("peña@gmail.com", None),
    ("maria@peña.com", None),
    ('"maria perez"@gmail.com', None),
    ("maria perez@gmail.com", None),
    ("maria perez arroba gmail punto com", None),
    ("María Pérez <maria.perez@gmail.com>", None),
    ("maria@gmail.com pedro@gmail.com", None),
    ("maria@gmail.com, pedro@gmail.com", None),
    ("maria@gmail.com;pedro@gmail.com", None),
    ("maria@gmail.com y maria@hotmail.com", None),
    ("maria@gmail.com\nBcc: pedro@gmail.com", None),
    ("maria@gmail.com%0d%0aBcc:x", None),
    ("mailto:maria@gmail.com%0D%0ABcc:pedro@gmail.com", None),
    ("maria@gmail.com?cc=pedro@gmail.com", None),
    ("https://maria@gmail.com", None),
    ("maria\x00@gmail.com", None),
    ("maria@gmail.com" + " " * 600, None),
]


@pytest.mark.parametrize(("typed", "meant"), ADDRESSES)
def test_an_address_as_it_is_typed(typed: str, meant: str | None) -> None:
    """What was meant where that is plain, else None: a wrong guess would write to a stranger."""
    assert read_address(typed) == meant


def test_the_table_is_long_enough() -> None:
    """Each row once."""
    assert len({typed for typed, _ in ADDRESSES}) == len(ADDRESSES) >= 60


@given(st.one_of(st.text(max_size=600), st.text("abñ@.,;:<>()[]\"' \r\n%+-_ARROBApunto", max_size=60), st.emails()))
def test_whatever_comes_out_can_be_sent_to(typed: str) -> None:
    """No text breaks it; what it gives is read again as itself, and fits into a header and a confirmation."""
    found = read_address(typed)
    if found is not None:
        assert read_address(found) == found
        assert len(found) <= 254
        assert not set(found) & set(' \r\n<>,;"()')
        letter = opened(bytes(confirmation(found, "1", "es", subject="1", body="1", sender=SENDER)))
        assert [address.addr_spec for address in letter["To"].addresses] == [found]


@given(
    st.from_regex(r"[a-z0-9]{1,20}([._+-][a-z0-9]{1,10}){0,2}@([a-z0-9]{1,15}\.){1,2}(com|pe|example)", fullmatch=True)
)
def test_an_ordinary_address_is_always_taken(typed: str) -> None:
    """Letters, digits and the usual signs, in any case, with a stop after it."""
    assert read_address(f" {typed.upper()}. ") == typed
