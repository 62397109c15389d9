"""What is said of watching somebody else's mailbox. Pure."""

from datetime import date

from handlers.speech import Phrase, Rows, phrase, press
from storage.notices import KnownNotice

CODE = "mirar_"
"""What a deep link's argument begins with that carries the code of an invitation; at most 64 characters in all."""


def until_words(day: date | None) -> Phrase:
    """Until when somebody watches, in the middle of a sentence."""
    return phrase("watch-no-end") if day is None else phrase("watch-until", day=day, year=str(day.year))


def note(name: str) -> Phrase:
    """Below what a watcher is told: whose it is, and that only its owner can open it."""
    return phrase("watched-note", name=name)


def buttons(notice: KnownNotice, *, with_more: bool = True) -> Rows:
    """What a watcher can do about a notice: see more of it, and keep its date. Their data are not the owner's."""
    dated = notice.safe_day is not None or notice.appointment_day is not None
    calendar = ((press("button-calendar", f"g:c:{notice.id}"),),) if dated else ()
    return (*calendar, *(((press("button-more", f"g:m:{notice.id}"),),) if with_more else ()))
