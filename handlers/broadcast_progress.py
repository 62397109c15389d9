"""A broadcast on the way, as one message that is edited: bar, counts, pace, time left, and the buttons to hold it."""

from datetime import timedelta

from handlers.broadcast_words import head, outcome_lines
from handlers.outages import span_words
from handlers.speech import Button, Phrase, Rows, Said, phrase, press
from storage.broadcast_sending import Progress
from storage.broadcasts import Broadcast
from storage.tables import BroadcastState

_CELLS = 12
_BUTTONS: dict[BroadcastState, tuple[str, ...]] = {
    BroadcastState.SCHEDULED: ("pause", "cancel"),
    BroadcastState.RUNNING: ("pause", "cancel"),
    BroadcastState.PAUSED: ("resume", "cancel"),
}


def shown(broadcast: Broadcast, progress: Progress, *, edit: int | None = None) -> Said:
    """The message, at this very moment."""
    state = broadcast.state
    lines: list[Phrase] = [head(broadcast)]
    if broadcast.started_at is not None:
        lines.append(phrase("broadcast-bar", bar=bar(progress), percent=percent(progress)))
        lines += outcome_lines(progress)
    if state is BroadcastState.RUNNING:
        lines.append(_pace(progress))
    return Said(tuple(lines), buttons(broadcast), edit)


def buttons(broadcast: Broadcast) -> Rows:
    """What an approver may do with it now. Who may not and taps is told so."""
    if broadcast.is_over:
        return ((press("button-broadcast-csv", f"b:csv:{broadcast.id}"),),)
    row: tuple[Button, ...] = tuple(
        press(f"button-broadcast-{verb}", f"b:{verb}:{broadcast.id}") for verb in _BUTTONS.get(broadcast.state, ())
    )
    refresh = press("button-refresh", f"b:show:{broadcast.id}")
    return (row, (refresh,)) if row else ((refresh,),)


def percent(progress: Progress) -> int:
    """How much is through, of a hundred; all only when all is."""
    if progress.total <= 0:
        return 100
    return min(100 * progress.settled // progress.total, 100)


def bar(progress: Progress) -> str:
    """The same as twelve cells."""
    full = _CELLS * percent(progress) // 100
    return "▰" * full + "▱" * (_CELLS - full)


def _pace(progress: Progress) -> Phrase:
    seconds = progress.seconds_left
    if seconds is None:
        return phrase("broadcast-no-pace")
    return phrase("broadcast-pace", rate=round(progress.per_second), span=span_words(timedelta(seconds=seconds)))
