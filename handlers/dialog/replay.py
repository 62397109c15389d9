"""One turn of a dialog: replay the journal, take in what was heard, act live until the next question."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any

from handlers.dialog.journal import Journal, Verb
from handlers.dialog.talk import Cut, Dialog, Pages, Runner, Suspended, Talk
from handlers.errors import OUTAGES
from handlers.speech import Speech, What, say


@dataclass(frozen=True, slots=True)
class Turn:
    """What came of a turn. `outage`: an effect found something down, the person keeps their place; `erase`: what was
    written should not stay in the chat; `misunderstood`: it was no answer, the question waits on."""

    journal: Journal
    speeches: tuple[Speech, ...]
    outage: Exception | None = None
    erase: bool = False
    misunderstood: bool = False


async def take_turn(
    dialog: Dialog, journal: Journal, *, heard: What | None, update: int | None, run: Runner, pages: Pages
) -> Turn:
    """Replay `journal`, hand `heard` to the question that waits, and go on to the next one.

    Returns the new journal and what is to be said. A journal of other code is cut at the first line that does not fit
    and the question there is asked anew. An outage keeps every line before it; a question that waits is posed again.
    """
    start = len(journal.lines)
    talk = Talk(journal, heard=heard, run=run, pages=pages, echo_from=start)
    outage: Exception | None = None
    ended = False
    try:
        await dialog(talk)
        ended = True
    except Suspended:
        pass
    except Cut as cut:
        return await _take_up_again(dialog, journal, cut.index, update=update, run=run, pages=pages)
    except OUTAGES as error:
        outage = error
    after = replace(journal, lines=talk.lines, update=update, turn=start, ended=ended)
    speeches = tuple(talk.speeches)
    if outage and after.waiting:
        speeches += await resend(dialog, replace(after, turn=len(after.lines) - 1), pages=pages)
    return Turn(after, speeches, outage, talk.erase, talk.misunderstood)


async def resend(dialog: Dialog, journal: Journal, *, pages: Pages) -> tuple[Speech, ...]:
    """What the journal's last turn said, once more: nothing is heard and nothing is done, for nothing is kept."""
    talk = Talk(journal, heard=None, run=_undone, pages=pages, echo_from=journal.turn)
    try:
        await dialog(talk)
    except (Suspended, Cut, *OUTAGES):
        pass
    return tuple(talk.speeches)


def back(journal: Journal) -> Journal | None:
    """The journal as it stood before the question whose answer came last, or None when nothing was answered yet."""
    for index in range(len(journal.lines) - 1, -1, -1):
        if journal.lines[index].verb is Verb.ANSWERED:
            label = journal.lines[index].label
            posed = next(at for at, line in enumerate(journal.lines) if line.label == label)
            return replace(journal, lines=journal.lines[:posed], turn=posed)
    return None


async def _undone(effect: Callable[..., Awaitable[Any]], arguments: tuple[Any, ...]) -> Any:
    """A step that is not in the journal (it met an outage) waits for a turn whose journal is kept."""
    raise Suspended


async def _take_up_again(
    dialog: Dialog, journal: Journal, index: int, *, update: int | None, run: Runner, pages: Pages
) -> Turn:
    kept = journal.lines[:index]
    if kept and kept[-1].verb is Verb.POSED:
        kept = kept[:-1]
    turn = await take_turn(dialog, replace(journal, lines=kept), heard=None, update=update, run=run, pages=pages)
    return replace(turn, speeches=(say("dialog-changed"), *turn.speeches))
