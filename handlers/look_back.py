"""Looking back: what the list can be narrowed to, and the line of time of a procedure as a picture. Nothing is opened
here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial, reduce

from buzon.notice import Kind
from handlers.drawing import drawn
from handlers.errors import DrawingDown
from handlers.filters import By, Filter, carried
from handlers.notice_words import kind_words, row_dates
from handlers.notices import STALE, Row, look_into, message_of_tap
from handlers.speech import Button, Phrase, Rows, Said, Shown, Speech, phrase, press, say
from handlers.terms import is_open
from handlers.timeline import timeline
from handlers.world import Scene
from storage import mailboxes, notices
from storage.mailboxes import Mailbox
from storage.notices import KnownNotice

_ALL = "all"
"""In a button: not one procedure but the whole mailbox."""

_TOLD = 6
"""Notices that are told in words under the picture: a caption has 1024 characters."""

_PROCEDURES = 8
"""Procedures with a button of their own, those with the latest news; the others are in the picture of the mailbox."""

_NUMBER = 20
"""So many characters of a file number stand on a button and in a caption: whatever a portal says, it is one line."""


@dataclass(frozen=True, slots=True)
class _Procedure:
    """Notices with one file number ("" for those without), newest first."""

    file: str
    notices: tuple[KnownNotice, ...]


async def choose_filter(scene: Scene, argument: str) -> list[Speech]:
    """What there is to choose among; with "k" or "m" the kinds, of those that are there, or the mailboxes."""
    async with scene.world.database.read() as connection:
        held = await mailboxes.of_chat(connection, scene.household)
        known = [kept for mailbox in held for kept in (await notices.known(connection, mailbox.id)).values()]
    occurring = {kept.kind for kept in known}
    back = press("button-filter-back", "n:p:0")
    match argument:
        case "":
            first = (press("button-filter-term", _to(By.TERM)), press("button-filter-unread", _to(By.UNREAD)))
            kinds = (press("button-filter-kinds", "n:f:k"),) if len(occurring) > 1 else ()
            whose = (press("button-filter-mailboxes", "n:f:m"),) if len(held) > 1 else ()
            choices: Rows = tuple(row for row in (first, (*kinds, *whose)) if row)
            asked = "ask-filter"
        case "k":
            choices = _in_pairs([_kind_button(kind) for kind in Kind if kind in occurring])
            asked = "ask-filter-kind"
        case "m":
            choices = tuple(
                (press("button-of-mailbox", _to(By.MAILBOX, mailbox=one.id), name=one.shown),) for one in held
            )
            asked = "ask-filter-mailbox"
        case _:
            return [STALE]
    return [say(asked, rows=(*choices, (back,)), edit=message_of_tap(scene))]


async def by_name(scene: Scene, argument: str) -> list[Speech]:
    """The line of time, asked for in words: what else was written is not looked at."""
    return await show_timeline(scene, "")


async def show_timeline(scene: Scene, argument: str) -> list[Speech]:
    """The picture of a procedure, or which mailbox and procedure is meant where there are several.

    `argument` is "", a mailbox's id, or that with a notice's id or "all": the procedure that this notice is part of,
    or the whole mailbox. A message of its own: a list can't be edited into a picture.
    """
    async with scene.world.database.read() as connection:
        held = await mailboxes.of_chat(connection, scene.household)
    if not held:
        return [say("no-mailboxes", rows=((press("button-link", "c:vincular"),),))]
    number, _, which = argument.partition(":")
    if not number and len(held) > 1:
        whose: Rows = tuple((press("button-of-mailbox", f"n:t:{one.id}", name=one.shown),) for one in held)
        return [say("ask-timeline-mailbox", rows=whose)]
    mailbox = next((one for one in held if not number or str(one.id) == number), None)
    if mailbox is None:
        return [STALE]
    found = await look_into(scene, [mailbox])
    if found.troubles:  # what is kept is worth a picture too; it doesn't say what belongs to which procedure
        async with scene.world.database.read() as connection:
            kept = await notices.known(connection, mailbox.id)
        newest = sorted(kept.values(), key=lambda one: (one.deposited_at, one.id), reverse=True)
        kept_ones = _Procedure("", tuple(newest))
        return await _picture(scene, mailbox, kept_ones, again=f"n:t:{mailbox.id}", troubles=found.troubles)
    procedures = _procedures(found.rows)
    everything = _Procedure("", tuple(row.kept for row in found.rows))
    if not which and len(procedures) > 1:
        return [_ask_which(mailbox, procedures)]
    if which == _ALL or not which:
        wanted: _Procedure | None = procedures[0] if len(procedures) == 1 else everything
    else:
        wanted = next((one for one in procedures if any(str(kept.id) == which for kept in one.notices)), None)
    if wanted is None:
        return [STALE]
    return await _picture(scene, mailbox, wanted, again=f"n:t:{mailbox.id}:{which}")


async def _picture(
    scene: Scene, mailbox: Mailbox, procedure: _Procedure, *, again: str, troubles: tuple[Phrase, ...] = ()
) -> list[Speech]:
    """The picture with the same in words, for who can't see it; where it can't be drawn the words alone, with the
    button `again`."""
    if not procedure.notices:
        return [Said((*troubles, phrase("timeline-empty", name=mailbox.shown)))]
    today = scene.world.today()
    drawing = partial(timeline, procedure.notices, today=today, language=scene.language)
    head = _caption(mailbox, procedure.file)
    told = _told(procedure.notices, today)
    try:
        picture = Shown(await drawn(drawing))
    except DrawingDown:
        return [Said((phrase("timeline-not-drawn"), head, told, *troubles), ((press("button-retry", again),),))]
    late = (*troubles, phrase("timeline-kept")) if troubles else ()
    return [Said((head, told, *late), picture=picture)]


def _ask_which(mailbox: Mailbox, procedures: Sequence[_Procedure]) -> Said:
    rows: Rows = tuple((_procedure_button(mailbox, one),) for one in procedures[:_PROCEDURES])
    whole = press("button-procedure-all", f"n:t:{mailbox.id}:{_ALL}")
    return say("ask-timeline-procedure", name=mailbox.shown, rows=(*rows, (whole,)))


def _procedure_button(mailbox: Mailbox, procedure: _Procedure) -> Button:
    data = f"n:t:{mailbox.id}:{procedure.notices[0].id}"
    if not procedure.file:
        return press("button-procedure-none", data)
    return press("button-procedure", data, file=procedure.file)


def _procedures(rows: Sequence[Row]) -> list[_Procedure]:
    """By file number, the one with the latest news first."""
    files: dict[str, list[KnownNotice]] = {}
    for row in rows:
        files.setdefault(" ".join((row.notice.file_number or "").split()), []).append(row.kept)
    return [_Procedure(file[:_NUMBER], tuple(kept)) for file, kept in files.items()]


def _caption(mailbox: Mailbox, file: str) -> Phrase:
    if not file:
        return phrase("timeline-caption", name=mailbox.shown)
    return phrase("timeline-caption-file", name=mailbox.shown, file=file)


def _told(kept: Sequence[KnownNotice], today: date) -> Phrase:
    """What the picture shows, as a list: whatever has an open term, and of the others the newest, newest first."""
    first = sorted(range(len(kept)), key=lambda at: (not is_open(kept[at], today), at))[:_TOLD]
    lines = [_line(kept[at], today) for at in sorted(first)]
    if len(kept) > _TOLD:
        lines.append(phrase("timeline-more", count=len(kept) - _TOLD))
    return reduce(lambda above, below: phrase("two-lines", first=above, last=below), lines)


def _line(notice: KnownNotice, today: date) -> Phrase:
    kind, dated = kind_words(notice.kind), row_dates(notice, today)
    if dated is None:
        return phrase("timeline-row", at=notice.deposited_at, kind=kind)
    return phrase("timeline-row-dated", at=notice.deposited_at, kind=kind, rest=dated)


def _kind_button(kind: Kind) -> Button:
    return press(f"button-kind-{kind.replace('_', '-')}", _to(By.KIND, kind=kind))


def _to(by: By, *, kind: Kind = Kind.UNKNOWN, mailbox: int = 0) -> str:
    """What a button carries that leads to the first page of what is chosen."""
    return f"n:p:0:{carried(Filter(by, kind, mailbox))}"


def _in_pairs(buttons: Sequence[Button]) -> Rows:
    return tuple(tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2))
