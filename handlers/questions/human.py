"""What is asked of somebody who wants to talk to a person: what may be told about them, and their question. Pure."""

import re
from dataclasses import dataclass, field
from typing import Any

from buzon.classify import fold
from handlers.dialog.talk import Misunderstood, Understood
from handlers.questions.choices import yes_or_no
from handlers.questions.passwords import looks_like_password, tells_password
from handlers.questions.written import WrittenQuestion
from handlers.speech import Media, Text, What, phrase

_ABOUT_PASSWORD = re.compile(
    r"\b(?:clave|contrasena|password)\s+(?:es|is)\s+(?:la|el|una?|the|an?|mi|my|muy|de|del|para|que|no|not|so|otra|esa?|esta"
    r"|(?:in)?(?:corre[ck]t|valid|segur)\w*|right|wrong|mala|buena|nueva|vieja|errad\w*|erronea|equivocada|distinta|diferente)\b"
)
"""What is said about a password, and is none."""

SHARE = yes_or_no("share_with_team", yes="button-share", no="button-not-share")


@dataclass(frozen=True, slots=True)
class Wrote:
    """A text, or a photo or document (`kind`, and the channel's handle of it) with or without one."""

    text: str = field(repr=False)
    kind: str = ""
    file: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class OwnWords(WrittenQuestion):
    """Whatever somebody writes, a photo or a document. A password among it is not taken: it would be read by many."""

    def understand(self, what: What) -> Understood | Misunderstood:
        """What was written, as it is."""
        match what:
            case Text(text=text) | Media(caption=text) if _holds_password(text):
                return Misunderstood(phrase("human-no-password"), erase=True)
            case Text(text=text):
                return Understood({"text": text, "kind": "", "file": ""})
            case Media(kind="photo" | "document" as kind, file=str() as file, caption=text):
                return Understood({"text": text, "kind": kind, "file": file})
        return Misunderstood(phrase("human-text-or-photo"))

    def revive(self, stored: Any) -> Wrote:
        """What was written."""
        try:
            return Wrote(**stored)
        except TypeError as error:
            raise ValueError("words of other code") from error


def _holds_password(text: str) -> bool:
    """Careful, but "mi contraseña es correcta y no entra" is a question."""
    return looks_like_password(text) or (tells_password(text) and not _ABOUT_PASSWORD.search(fold(text)))


FIRST = OwnWords("human_question")
MORE = OwnWords("human_more")
OWN_WORDS = frozenset({FIRST.name, MORE.name})
"""Questions whose answer may be a file that stays in the chat: it goes to the team, and is not read as a constancia."""
