"""What is asked of who links by an institution's code. Pure."""

from dataclasses import dataclass
from typing import Any

from handlers.dialog.talk import Misunderstood, Understood
from handlers.questions.choices import yes_or_no
from handlers.questions.written import WrittenQuestion
from handlers.speech import Text, What, phrase
from storage import codes

HAS_OFFICIAL_CODE = yes_or_no("has_official_code", yes="button-official-code", no="button-own-credentials")
OFFICIAL_MAILBOX = yes_or_no("official_mailbox", yes="button-official-mine", no="button-official-not-mine", strict=True)
"""A plain word is wanted: with it somebody's notices come into this chat."""


@dataclass(frozen=True, slots=True)
class CodeQuestion(WrittenQuestion):
    """A code as an institution shows it, with or without its dash."""

    def understand(self, what: What) -> Understood | Misunderstood:
        """The code without its dash, or that it is none."""
        code = codes.read(what.text) if isinstance(what, Text) else None
        return Misunderstood(phrase("official-code-shape")) if code is None else Understood(code)

    def revive(self, stored: Any) -> str:
        """The code."""
        return str(stored)


OFFICIAL_CODE = CodeQuestion("official_code")
