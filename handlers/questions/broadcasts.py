"""The questions to who writes a broadcast, and to who says when it goes out. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from buzon.markup import CAPTION_LIMIT, TEXT_LIMIT, excess
from handlers.dialog.talk import Misunderstood, Option, Understood
from handlers.questions.choices import option
from handlers.questions.written import WrittenQuestion
from handlers.speech import Button, Media, Phrase, Picture, Press, Rows, Text, What, phrase

USE_SOURCE, KEEP, NO_TEXT = "use-source", "keep-it", "no-text"
"""What may be chosen instead of writing."""

_MEDIA = ("photo", "document")


@dataclass(frozen=True, slots=True)
class Written:
    """What was written: a text, and the handle of a picture or document; or one of the choices, and nothing else."""

    text: str = ""
    kind: str | None = None
    file: str | None = None
    choice: str = ""


@dataclass(frozen=True, slots=True)
class WritingQuestion(WrittenQuestion):
    """A text for many people. `takes_files`: it may come as a picture or document with its text below; `has_media`: it
    stands under one that is known already."""

    options: tuple[Option, ...] = ()
    takes_files: bool = False
    has_media: bool = False

    def rows(self, press: Callable[[str], str], page: str | None) -> Rows:
        """What may be chosen instead."""
        return tuple((Button(phrase(one.label), Press(press(one.value))),) for one in self.options)

    def understand(self, what: What) -> Understood | Misunderstood:
        """The text and the handle, or how much of it is too long."""
        match what:
            case Media(kind=kind, file=str() as file, caption=caption) if self.takes_files and kind in _MEDIA:
                return _fitting(caption.strip(), {"kind": kind, "file": file}, has_media=True)
            case Media() if self.takes_files:
                return Misunderstood(phrase("broadcast-wants-photo"))
            case Text(text=text):
                for one in self.options:
                    if text == one.value or one.means(text):
                        return Understood({"choice": one.value})
                if text.strip():
                    return _fitting(text.strip(), {}, has_media=self.has_media)
        return Misunderstood(phrase("broadcast-wants-text"))

    def revive(self, stored: Any) -> Written:
        """What was written. Raises ValueError where it is of other code."""
        try:
            return Written(**stored)
        except TypeError as error:
            raise ValueError("an answer of other code") from error


def _fitting(text: str, media: dict[str, str], *, has_media: bool) -> Understood | Misunderstood:
    if count := excess(text, has_media=has_media):
        return Misunderstood(too_long(count, has_media=has_media))
    return Understood({"text": text, **media})


def too_long(count: int, *, has_media: bool) -> Phrase:
    """By how much a text must be shorter."""
    limit = CAPTION_LIMIT if has_media else TEXT_LIMIT
    return phrase("broadcast-too-long-here" if has_media else "broadcast-too-long", count=count, limit=limit)


_KEEP = option(KEEP, "button-keep-text", "dejalo|dejalo asi|igual|el mismo|keep|keep it")
_USE_SOURCE = option(USE_SOURCE, "button-use-source", "espanol|el espanol|usa el espanol|spanish|no")

TEXT = WritingQuestion("broadcast_text", takes_files=True)
NEW_TEXT = WritingQuestion("broadcast_new_text", options=(_KEEP,), takes_files=True)
CAPTION = WritingQuestion(
    "broadcast_caption", options=(option(NO_TEXT, "button-no-text", "sin texto|ninguno|no text|no"),), has_media=True
)
OTHER = WritingQuestion("broadcast_other", options=(_USE_SOURCE,))
NEW_OTHER = WritingQuestion("broadcast_new_other", options=(_KEEP, _USE_SOURCE))

KEEPS_FILES = frozenset({TEXT.name, NEW_TEXT.name})
"""Questions whose answer may be a file that is for everybody: it stays in the chat."""


@dataclass(frozen=True, slots=True)
class TimeQuestion:
    """When it is to go out, as it is said: what it means depends on the moment at which it is used. `offers` are likely
    ones, as a text that is understood and a label."""

    name: str = "broadcast_time"
    offers: tuple[tuple[str, str], ...] = ()
    ways: tuple[Option, ...] = ()
    ways_shown: bool = False
    picture: Picture | None = None
    secret: bool = False
    form: str | None = None

    def rows(self, press: Callable[[str], str], page: str | None) -> Rows:
        """The likely ones."""
        return tuple((Button(phrase(label), Press(press(text))),) for text, label in self.offers)

    def understand(self, what: What) -> Understood | Misunderstood:
        """What was written."""
        if isinstance(what, Text) and what.text.strip():
            return Understood(what.text.strip())
        return Misunderstood(phrase("broadcast-time-unreadable"))

    def revive(self, stored: Any) -> str:
        """What was written."""
        return str(stored)


_MORNING = ("mañana 9:00", "button-tomorrow-morning")
TIME = TimeQuestion(offers=(("hoy 18:00", "button-this-evening"), _MORNING))
TIME_LATE = TimeQuestion(offers=(_MORNING,))
"""The same in the evening."""
