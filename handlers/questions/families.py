"""What is asked of who names a mailbox, and of who is to watch one. Pure."""

from dataclasses import dataclass
from typing import Any

from handlers.dialog.talk import Misunderstood, Understood
from handlers.questions.choices import yes_or_no
from handlers.questions.pages import NAME_LIMIT, one_line
from handlers.questions.written import WrittenQuestion
from handlers.speech import Text, What, phrase

WATCH = yes_or_no("watch_mailbox", yes="button-watch-yes", no="button-watch-no", strict=True)
"""A plain word is wanted, as for a consent."""


@dataclass(frozen=True, slots=True)
class NameQuestion(WrittenQuestion):
    """A name that will be shown: one line of 1 to NAME_LIMIT characters. Too long a one is not cut: its end may be what
    tells it from another."""

    def understand(self, what: What) -> Understood | Misunderstood:
        """The name, or why it can't be one."""
        if not isinstance(what, Text):
            return Misunderstood(phrase("please-write"))
        name = one_line(what.text)
        if not any(char.isalnum() for char in name):
            return Misunderstood(phrase("name-empty"))
        if len(name) > NAME_LIMIT:
            return Misunderstood(phrase("name-long", limit=NAME_LIMIT))
        return Understood(name)

    def revive(self, stored: Any) -> str:
        """The name."""
        return str(stored)


MAILBOX_NAME = NameQuestion("mailbox_name")
WATCHER_NAME = NameQuestion("watcher_name")
