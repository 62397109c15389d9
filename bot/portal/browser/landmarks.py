"""What a person must find to get to their notices, and whether it is still there. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.portal.browser.facts import kind_of
from bot.portal.browser.finder import Found, control, field
from bot.portal.browser.listing import Sheet, header_of, labels_of
from bot.portal.browser.outline import Outline
from bot.portal.browser.personal import DATA, data_fields
from bot.portal.browser.profile import BrowserProfile
from bot.portal.browser.words import match


class State(StrEnum):
    """Where a landmark is: as usual, under another name or otherwise than usual, or nowhere."""

    FOUND = "found"
    MOVED = "moved"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Landmark:
    """One landmark; `how` it was found: label, placeholder, title, near (the words beside it), column, row."""

    step: str
    name: str
    state: State
    how: str = ""


def of_sign_in(profile: BrowserProfile, outline: Outline) -> Sequence[Landmark]:
    """Those of the sign-in page."""
    words = profile.sign_in
    return [
        _found("sign_in", "user", field(outline, words.user, among={"field"})),
        _found("sign_in", "password", field(outline, words.password, among={"password"})),
        _found("sign_in", "submit", control(outline, words.submit)),
        _found("sign_in", "forgotten", control(outline, words.forgotten)),
    ]


def of_list(profile: BrowserProfile, outline: Outline, sheet: Sheet) -> Sequence[Landmark]:
    """Those of the list: its columns where it is a table, else what its first card says. An empty list shows only that
    it is one.
    """
    labels = labels_of(profile.list)
    header = header_of(profile, outline)
    said = [] if header is None else [node.words for node in outline.within(header) if node.words]
    marks = [Landmark("list", "rows", State.FOUND, "column" if header else "row")]
    if not sheet.rows:
        return marks
    for name in ("subject", "deposited_at", "file_number", "state", "attachments"):
        called = next((words for words in said if kind_of(words, labels) == name), None)
        fit = match(called, labels[name], whole=True) if called else None
        if fit is not None:
            marks.append(Landmark("list", name, State.FOUND if fit.usual else State.MOVED, "column"))
        elif header is None and name in {"subject", "deposited_at"}:  # without them it were no row
            marks.append(Landmark("list", name, State.FOUND, "row"))
        elif header is not None:
            marks.append(Landmark("list", name, State.MISSING))
    opens = sheet.rows[0].open is not None
    return [*marks, Landmark("list", "open", State.FOUND if opens else State.MISSING, "row" if opens else "")]


def of_recovery(profile: BrowserProfile, outline: Outline) -> Sequence[Landmark]:
    """Those of *Verificación de Datos*; of a form in steps only what the first one asks, and what leads on."""
    if profile.recovery is None:
        return []
    asked = data_fields(profile.recovery, outline)
    return [
        *(_found("recovery", name, asked[name]) for name in DATA if name in asked),
        _found("recovery", "following", control(outline, profile.recovery.following)),
    ]


def _found(step: str, name: str, found: Found | None) -> Landmark:
    if found is None:
        return Landmark(step, name, State.MISSING)
    return Landmark(step, name, State.FOUND if found.usual else State.MOVED, found.how)
