"""The questions of the ways back in that are not about who somebody is. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from handlers.dialog.talk import Misunderstood, Option, Understood
from handlers.questions.choices import Choice, option, yes_or_no
from handlers.questions.identity import OTHER_WAY
from handlers.speech import Drawn, Picture, Rows, Shown, Text, What, phrase

HAS_RECEIPT = Choice(
    "has_receipt",
    (
        option(
            "yes", "button-have-it", "la tengo|tengo|tengo la hoja|tengo el pdf|tengo una foto|tengo foto|i have it"
        ),
        option(
            "no", "button-lack-it", "no la tengo|la perdi|perdi la hoja|se me perdio|me la robaron|la bote|i lost it"
        ),
    ),
    loose=True,
    takes_sheet=True,
)
HAS_FIRST_RECEIPT = Choice(
    "has_first_receipt",
    (
        option("yes", "button-have-it", "la tengo|tengo|tengo la primera"),
        option("no", "button-lack-it", "la perdi|se me perdio|la bote|solo tengo esta|solo tengo esa|no la encuentro"),
    ),
    loose=True,
    takes_sheet=True,
)
TRY_RECOVERY = yes_or_no("try_recovery", yes="button-help-me", no="button-not-now")
STUCK_WORDS = (
    "no me sale|no puedo|no funciona|no sale|no aparece|no carga|no encuentro|no lo encuentro|no me deja|no esta"
    "|it does not work|i can t|i can't"
)
GOT_IN = yes_or_no(
    "got_in",
    yes="button-got-in",
    no="button-did-not-work",
    extra="ya entre|entre|si entre|ya lo vi|ya lo veo|ya estoy adentro",
)
WANTS_LETTER = yes_or_no("wants_letter", yes="button-write-letter", no="button-not-now")


def after_mismatch(*, accents: bool, enye: bool) -> Choice:
    """What to change before the next try; writing the names without accents, or without Ñ, is offered where they have
    any."""
    return Choice(
        "after_mismatch",
        (
            *(
                (option("no-accents", "button-no-accents", "sin tildes|sin acentos|without accents"),)
                if accents
                else ()
            ),
            *((option("no-enye", "button-no-enye", "sin n|con n"),) if enye else ()),
            option("change", "button-change-datum", "corregir|cambiar|cambiar un dato|cambiar algo|change"),
        ),
        ways=(OTHER_WAY,),
        ways_shown=True,
    )


def walk_step(picture: str) -> Choice:
    """One step that the person takes on the official page; its words are `ask-<picture>`."""
    return Choice(
        picture,
        (
            option("done", "button-done", "listo|ya|ya esta|ya lo hice|listo ya|hecho|ok|siguiente|done|ready|next"),
            option("stuck", "button-does-not-work", STUCK_WORDS),
        ),
        picture=Drawn(picture),
    )


UNREADABLE_WORDS = (
    "no se lee|no se ve|no veo|no veo nada|no la veo|no puedo leer|no puedo|no entiendo|no se|otra imagen|otra"
    "|i can't|i can't read|can't read it|i don't know"
)
"""What is written under a picture that can't be read: handed in, it would cost one of two tries."""


@dataclass(frozen=True, slots=True)
class Captcha:
    """The portal's picture of letters, shown to its owner; any short answer is one, for only the portal knows."""

    picture: Picture
    name: str = "captcha"
    ways: tuple[Option, ...] = (option("other-way", "button-cannot-read", UNREADABLE_WORDS),)
    ways_shown: bool = True
    secret: bool = False
    form: str | None = None

    @classmethod
    def of(cls, content: bytes, *, name: str = "captcha") -> "Captcha":
        """The question of this picture; `name` is that of what is asked, and of its words."""
        return cls(Shown(content), name)

    def rows(self, press: Callable[[str], str], page: str | None) -> Rows:
        """None: it is typed."""
        return ()

    def understand(self, what: What) -> Understood | Misunderstood:
        """What was typed, without spaces."""
        typed = "".join(what.text.split()) if isinstance(what, Text) else ""
        return Understood(typed) if 1 <= len(typed) <= 12 else Misunderstood(phrase("captcha-type-it"))

    def revive(self, stored: Any) -> str:
        """The letters."""
        return str(stored)
