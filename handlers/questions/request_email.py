"""The questions around the e-mail of last resort. Pure."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from buzon.email_address import read_address
from buzon.request_email import MOST_ATTACHED
from handlers.dialog.talk import Misunderstood, Option, Understood
from handlers.questions.choices import Choice, option
from handlers.speech import Button, Media, Picture, Press, Rows, Text, What, phrase

HOW_TO_SEND = Choice(
    "how_to_send",
    (
        option(
            "for-me", "button-send-for-me", "tu|hazlo tu|envialo|envialo tu|mandalo|mandalo tu|mejor tu|send it|you"
        ),
        option("myself", "button-send-myself", "yo|yo mismo|yo misma|yo lo envio|yo lo mando|me"),
    ),
)
SENT_IT = Choice(
    "sent_it",
    (
        option("yes", "button-sent", "ya lo envie|lo envie|ya lo mande|lo mande|enviado|listo|sent"),
        option("later", "button-later", "no|todavia no|aun no|despues|mas tarde|luego|manana|later|not yet"),
    ),
    loose=True,
)


@dataclass(frozen=True, slots=True)
class Typed:
    """Something short that is typed: `read` gives it in its plain form, or None where it is none."""

    name: str
    read: Callable[[str], str | None]
    ways: tuple[Option, ...]
    ways_shown: bool = True
    picture: Picture | None = None
    secret: bool = False
    form: str | None = None

    def rows(self, press: Callable[[str], str], page: str | None) -> Rows:
        """None: it is typed."""
        return ()

    def understand(self, what: What) -> Understood | Misunderstood:
        """What was typed, or what it should look like."""
        read = self.read(what.text) if isinstance(what, Text) else None
        return Understood(read) if read else Misunderstood(phrase(f"not-a-{self.name}"))

    def revive(self, stored: Any) -> str:
        """What was typed."""
        return str(stored)


def _read_code(text: str) -> str | None:
    digits = re.sub(r"[\s.-]", "", text)
    return digits if re.fullmatch(r"\d{6}", digits) else None


ADDRESS = Typed("address", read_address, (option("myself", "button-send-myself"),))
CODE = Typed(
    "code",
    _read_code,
    (
        option("address", "button-other-address", "otro correo|no me llego|no llego|no me llega|no llega"),
        option("myself", "button-send-myself"),
    ),
)


_NONE = option(
    "no",
    "button-without-photo",
    "no|sin foto|no gracias|asi esta bien|no tengo|no tengo foto|no quiero|sin nada|without|no photo",
)


@dataclass(frozen=True, slots=True)
class PhotoQuestion:
    """A picture or PDF to go along, or none. The answer is the channel's handle of it; its bytes are never kept."""

    name: str = "attachment"
    ways: tuple[Option, ...] = ()
    ways_shown: bool = False
    picture: Picture | None = None
    secret: bool = False
    form: str | None = None

    def rows(self, press: Callable[[str], str], page: str | None) -> Rows:
        """Without one it goes as well."""
        return ((Button(phrase("button-without-photo"), Press(press(_NONE.value))),),)

    def understand(self, what: What) -> Understood | Misunderstood:
        """The handle of what was sent, "" for a no."""
        match what:
            case Media(file=str(), size=int(size)) if size > MOST_ATTACHED:
                return Misunderstood(phrase("not-sent-attachment"))
            case Media(file=str() as file):
                return Understood(file)
            case Text(text=text) if _NONE.means(text):
                return Understood("")
        return Misunderstood(phrase("send-photo-or-not"))

    def revive(self, stored: Any) -> str:
        """The handle."""
        return str(stored)


ATTACHMENT = PhotoQuestion()
TAKES_FILES = frozenset({ATTACHMENT.name})
"""Questions whose answer may be a file: it is not read as a constancia."""
