"""What is asked, and how an answer is understood. Pure: text in, meaning out."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from buzon.classify import fold
from buzon.credentials import Credentials, Secret
from handlers.dialog.talk import Misunderstood, Understood
from handlers.speech import Button, Form, Page, Press, Rows, Text, What, phrase

NAME_LIMIT = 40
"""Characters of a mailbox's name: it stands in a button and in every alert."""


@dataclass(frozen=True, slots=True)
class Option:
    """One answer of a choice: its value, the key of its label, and the (folded) words that mean it."""

    value: str
    label: str
    said_as: frozenset[str]


def _option(value: str, label: str, said_as: str) -> Option:
    return Option(value, label, frozenset(part.strip() for part in said_as.split("|")))


YES_WORDS = (
    "si|sip|claro|claro que si|ok|okay|dale|acepto|de acuerdo|yes|y|yeah|sure|bueno|listo|asi es|correcto|por supuesto"
)
NO_WORDS = "no|nop|nope|no acepto|no gracias|nunca|negativo|todavia no|aun no|no thanks"


@dataclass(frozen=True, slots=True)
class Choice:
    """A question with a few answers, as buttons; what is typed is matched by its words."""

    name: str
    options: tuple[Option, ...]
    secret: bool = False
    form: str | None = None

    def rows(self, press: Callable[[str], str], page: str | None) -> Rows:
        """One button a row: labels stay whole on a small phone."""
        return tuple((Button(phrase(option.label), Press(press(option.value))),) for option in self.options)

    def understand(self, what: What) -> Understood | Misunderstood:
        """The value of the option meant, or the question again with its buttons."""
        if isinstance(what, Text):
            said = fold(what.text).strip(" .,;:!¡¿?")
            for option in self.options:
                if said == option.value or said in option.said_as:
                    return Understood(option.value)
        return Misunderstood(phrase("please-choose"))

    def revive(self, stored: Any) -> str:
        """The value, if it is still one of the options."""
        if stored not in [option.value for option in self.options]:
            raise ValueError("an option of other code")
        return str(stored)


def yes_or_no(name: str, *, yes: str = "button-yes", no: str = "button-no", extra: str = "") -> Choice:
    """A choice between "yes" and "no" under labels of its own; `extra` adds words that mean yes here."""
    words = f"{YES_WORDS}|{extra}" if extra else YES_WORDS
    return Choice(name, (_option("yes", yes, words), _option("no", no, NO_WORDS)))


@dataclass(frozen=True, slots=True)
class LinkRequest:
    """What the one-time page asks for: the credentials of a mailbox, and the name that the chat will call it."""

    credentials: Credentials
    name: str


@dataclass(frozen=True, slots=True)
class CredentialsForm:
    """The question that is answered on the one-time page, because a chat is no place for a password."""

    name: str
    button: str = "button-open-page"
    secret: bool = True
    form: str | None = "link"

    def rows(self, press: Callable[[str], str], page: str | None) -> Rows:
        """The page's button, and the way out."""
        open_page = ((Button(phrase(self.button), Page(page)),),) if page else ()
        return (*open_page, (Button(phrase("button-cancel"), Press("cancel")),))

    def understand(self, what: What) -> Understood | Misunderstood:
        """A posted form; anything written here may be the password itself, so it is taken out of the chat."""
        match what:
            case Form(fields=fields):
                user, password = fields["user"], fields["password"]
                name = clean_name(fields["name"].reveal()) if "name" in fields else ""
                return Understood(LinkRequest(Credentials(user, password), name))
            case Text():
                return Misunderstood(phrase("credentials-not-here"), erase=True)
            case _:
                return Misunderstood(phrase("credentials-on-page"))

    def revive(self, stored: Any) -> LinkRequest:
        """The live answer; later turns get an empty one, for what was done with it is in the journal."""
        if stored is None:
            return LinkRequest(Credentials(Secret(""), Secret("")), "")
        if not isinstance(stored, LinkRequest):
            raise ValueError("an answer of other code")
        return stored


_JOINER = "\u200d"  # holds together an emoji that is made of several: 👩‍👧


def clean_name(typed: str) -> str:
    """A mailbox's name as it will be shown: one line, no control characters, at most NAME_LIMIT characters."""
    printable = "".join(char if char.isprintable() or char == _JOINER else " " for char in typed)
    return " ".join(printable.split())[:NAME_LIMIT].strip(f" {_JOINER}")


CONSENT = yes_or_no("consent", yes="button-agree", no="button-disagree", extra="agree|i agree|estoy de acuerdo|accept")
HAS_CREDENTIALS = yes_or_no("has_credentials", yes="button-have-them", no="button-lack-them", extra="los tengo|tengo")
FOUND_ON_SHEET = yes_or_no("found_on_sheet", yes="button-found", no="button-not-found", extra="los encontre|encontre")
CREDENTIALS = CredentialsForm("credentials")
CREDENTIALS_AGAIN = CredentialsForm("credentials_again", button="button-try-again")

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
