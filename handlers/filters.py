"""What the list of notices is narrowed to: by mailbox, by kind, with an open term, not opened. Pure; it travels in the
list's own buttons, so that nothing has to be remembered while somebody turns pages.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from buzon.notice import Kind
from handlers.notice_words import kind_words
from handlers.speech import Phrase, phrase
from handlers.terms import is_open
from storage.notices import KnownNotice


class By(StrEnum):
    """What is looked at; each member is the letter that stands for it in a button."""

    MAILBOX = "m"
    KIND = "k"
    TERM = "t"
    UNREAD = "u"


@dataclass(frozen=True, slots=True)
class Filter:
    """One choice. `kind` and `mailbox` (an id) are set where it is by these."""

    by: By
    kind: Kind = Kind.UNKNOWN
    mailbox: int = 0

    def passes(self, notice: KnownNotice, *, read: bool, today: date) -> bool:
        """Whether a notice is among what was chosen; `read` as the portal shows it now."""
        match self.by:
            case By.MAILBOX:
                return notice.mailbox_id == self.mailbox
            case By.KIND:
                return notice.kind == self.kind
            case By.TERM:
                return is_open(notice, today)
            case By.UNREAD:
                return not read


def carried(chosen: Filter | None) -> str:
    """A filter as it stands in a button: at most 20 bytes, empty for none."""
    if chosen is None:
        return ""
    value = {By.MAILBOX: str(chosen.mailbox), By.KIND: chosen.kind.value}.get(chosen.by, "")
    return f"{chosen.by}{value}"


def read_filter(text: str, own: Mapping[int, str]) -> Filter | None:
    """The filter that a button carries; `own` are the person's mailboxes. Raises ValueError for what no button of
    theirs ever carried."""
    if not text:
        return None
    by, value = By(text[0]), text[1:]
    match by:
        case By.MAILBOX:
            found = next((number for number in own if str(number) == value), None)
            if found is None:
                raise ValueError("not a mailbox of this person")
            return Filter(by, mailbox=found)
        case By.KIND:
            return Filter(by, kind=Kind(value))
        case _ if value:
            raise ValueError("a filter without a value has one")
        case _:
            return Filter(by)


def found_words(chosen: Filter, own: Mapping[int, str], total: int, page: int, pages: int) -> Phrase:
    """What the list shows, and how much of it; `page` is counted from 0."""
    counted: dict[str, int] = {"total": total, "page": page + 1, "pages": pages}
    match chosen.by:
        case By.MAILBOX:
            return phrase("found-mailbox", name=own[chosen.mailbox], **counted)
        case By.KIND:
            return phrase("found-kind", kind=kind_words(chosen.kind), **counted)
        case By.TERM:
            return phrase("found-term", **counted)
        case By.UNREAD:
            return phrase("found-unread", **counted)


def nothing(chosen: Filter, own: Mapping[int, str]) -> Phrase:
    """That there is nothing of the kind."""
    match chosen.by:
        case By.MAILBOX:
            return phrase("found-none-mailbox", name=own[chosen.mailbox])
        case By.KIND:
            return phrase("found-none-kind", kind=kind_words(chosen.kind))
        case By.TERM:
            return phrase("found-none-term")
        case By.UNREAD:
            return phrase("found-none-unread")
