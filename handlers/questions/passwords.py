"""Telling that a text holds a password, and so must leave the chat. Pure."""

import re

from buzon.classify import fold
from handlers.questions.pages import ON_PAGE

MIXED = frozenset(
    {"document_number", "birth_date", "issue_date", "captcha", "file_number", "address", "code", "attachment"}
)
"""Questions whose right answer may be one word of letters and figures, as a password is."""

NAMES = frozenset({"paternal_surname", "maternal_surname", "given_names", "mailbox_name", "watcher_name"})
"""Questions whose right answer has no figure: "Jean-Baptiste" is a name, "Arepa-2619" is none."""

FREE = frozenset(
    {
        "official_code",
        "broadcast_text",
        "broadcast_new_text",
        "broadcast_caption",
        "broadcast_other",
        "broadcast_new_other",
        "broadcast_time",
    }
)
"""Questions whose answer is no password, whatever it looks like: a code that an institution shows; and of the team's
those whose answer is for everybody: "tu contraseña no vence hasta 2027" is one."""

DATA = MIXED | NAMES | {"nationality", "own_nationality", "document_type", "check_identity"}
"""Questions on whose way much was answered already."""

_NAMES_PASSWORD = re.compile(r"\b(?:clave|contrasena|password|pass|pwd)\b")
_TELLS_PASSWORD = re.compile(_NAMES_PASSWORD.pattern + r"\s*((?:es|is)\b\s*[:=-]?|[:=-])?\s*(\S{4,})(.*)")
_ONE_WORD = re.compile(r"\S{6,64}")
_ADDRESS = re.compile(r"[^@]+@[^@]+\.[A-Za-z]{2,}[.,;?!]?")


def looks_like_password(text: str) -> bool:
    """Whether a free text seems to hold a password: said to be one, or one word of letters mixed with digits or signs.

    Errs on the careful side for single words; addresses, plain numbers, dates and file numbers (LM260012345) pass, and
    so does a question about a password ("¿y mi contraseña nueva?").
    """
    stripped = text.strip()
    folded = fold(stripped)
    if not _NAMES_PASSWORD.search(folded):
        return _is_odd_word(stripped)
    if told := _TELLS_PASSWORD.search(folded):
        given, word, rest = told.groups()
        word = re.sub(r"(?<=[a-z])['’](?=[a-z])", "", word)  # "password doesn't work" tells none
        if re.search(r"[\d\W_]", word.strip("¿?.,;:…" if given else "¿?¡!.,;:…")) or (given in {":", "="} and not rest):
            return True
    return any(_is_odd_word(word) and re.search(r"\d", word) for word in stripped.split())


def tells_password(text: str) -> bool:
    """Whether a text says outright what a password is, were it the simplest word: "mi clave es amor"."""
    told = _TELLS_PASSWORD.search(fold(text))
    return bool(told and told.group(1))


def _is_odd_word(text: str) -> bool:
    if not _ONE_WORD.fullmatch(text) or text.startswith(("/", "http", "@")) or _ADDRESS.fullmatch(text):
        return False
    if re.fullmatch(r"[A-Za-z]{2}\d{5,10}|[\d/.\-\s:]+", text.strip(".,;:¿?¡!()")):
        return False
    letters = any(char.isalpha() for char in text)
    digits = any(char.isdigit() for char in text)
    inner_signs = any(not char.isalnum() for char in text[:-1].lstrip("¿¡"))
    mixed_case = text[1:] != text[1:].lower() and text != text.upper()
    return letters and (digits or (inner_signs and mixed_case))


def belongs_elsewhere(text: str, question: str | None) -> bool:
    """Whether a text should never have been written, given what was asked: "RD4471902" is a passport's number where
    one was asked for."""
    if question in FREE:
        return False
    if question in ON_PAGE:
        return looks_like_password(text) or tells_password(text)
    as_asked = question in MIXED or (question in NAMES and not re.search(r"\d", text))
    return looks_like_password(text) and (not as_asked or tells_password(text))
