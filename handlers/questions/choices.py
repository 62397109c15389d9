"""Questions with a few answers, as buttons; what is typed is matched by its words. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from buzon.identity import read_yes_no
from handlers.dialog.talk import Misunderstood, Option, Understood, spoken
from handlers.speech import Button, Picture, Press, Rows, Sheet, Text, What, phrase
from handlers.words import LANGUAGES, words

YES_WORDS = (
    "si|sip|claro|claro que si|ok|okay|dale|acepto|de acuerdo|yes|y|yeah|sure|bueno|listo|asi es|correcto|por supuesto"
)
NO_WORDS = "no|nop|nope|no acepto|no gracias|nunca|negativo|todavia no|aun no|ahora no|por ahora no|no thanks|not now"
SHEET = "sheet-"
"""Before the outcome, where a question was answered by sending the sheet itself."""


def option(value: str, label: str, said_as: str = "") -> Option:
    """An answer; `said_as` are the words that mean it, folded, parted by `|`. So do those on its button, whatever
    language it is in."""
    shown = (spoken(words(language, phrase(label))) for language in LANGUAGES)
    return Option(value, label, frozenset((*shown, *(part.strip() for part in said_as.split("|") if part))))


@dataclass(frozen=True, slots=True)
class Choice:
    """`loose` understands every way of saying yes and no (not for a consent, which wants a plain word); `takes_sheet`:
    a constancia that is sent is an answer too, `sheet-<outcome>`."""

    name: str
    options: tuple[Option, ...]
    per_row: int = 1
    loose: bool = False
    takes_sheet: bool = False
    picture: Picture | None = None
    ways: tuple[Option, ...] = ()
    ways_shown: bool = False
    secret: bool = False
    form: str | None = None

    def rows(self, press: Callable[[str], str], page: str | None) -> Rows:
        """One button a row, so that labels stay whole on a small phone; short ones may share it, but for the first."""
        buttons = [Button(phrase(option.label), Press(press(option.value))) for option in self.options]
        return (tuple(buttons[:1]), *rows_of(buttons[1:], self.per_row))

    def understand(self, what: What) -> Understood | Misunderstood:
        """The value of the option meant, or the question again with its buttons."""
        match what:
            case Text(text=text):
                for one in self.options:
                    if one.means(text):
                        return Understood(one.value)
                said = read_yes_no(text) if self.loose else None
                for one in self.options:
                    if said is not None and one.value == ("yes" if said else "no"):
                        return Understood(one.value)
            case Sheet(outcome=outcome) if self.takes_sheet:
                return Understood(f"{SHEET}{outcome}")
            case Sheet():
                return Misunderstood(phrase("sheet-not-now"))
        return Misunderstood(phrase("please-choose"))

    def revive(self, stored: Any) -> str:
        """The value, if it is still one of the options."""
        sheet = self.takes_sheet and str(stored).startswith(SHEET)
        if stored not in [option.value for option in self.options] and not sheet:
            raise ValueError("an option of other code")
        return str(stored)


def rows_of(buttons: Sequence[Button], per_row: int) -> Rows:
    """The buttons in rows of so many."""
    return tuple(tuple(buttons[start : start + per_row]) for start in range(0, len(buttons), per_row))


def yes_or_no(
    name: str, *, yes: str = "button-yes", no: str = "button-no", extra: str = "", strict: bool = False
) -> Choice:
    """A choice between "yes" and "no" under labels of its own; `extra` adds words that mean yes here."""
    said_as = f"{YES_WORDS}|{extra}" if extra else YES_WORDS
    return Choice(name, (option("yes", yes, said_as), option("no", no, NO_WORDS)), loose=not strict)


CONSENT = yes_or_no(
    "consent",
    yes="button-agree",
    no="button-disagree",
    extra="agree|i agree|estoy de acuerdo|accept",
    strict=True,
)
HAS_CREDENTIALS = replace(
    yes_or_no("has_credentials", yes="button-have-them", no="button-lack-them", extra="los tengo|tengo"),
    takes_sheet=True,
)
