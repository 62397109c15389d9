"""What the pages show of a broadcast. Pure but for the counting."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from bot.channels.limits import TELEGRAM
from bot.channels.messages import Attached, Message
from bot.channels.rendering import render
from buzon import markup
from handlers.broadcast_progress import percent
from handlers.broadcast_words import by_template, message, outcome_lines, seconds_of
from handlers.outages import span_words
from handlers.speech import Phrase, phrase
from handlers.words import LANGUAGES, SOURCE
from storage.audience import Reach
from storage.broadcast_sending import Progress
from storage.broadcasts import Broadcast, Content
from storage.tables import BroadcastState

_OPENING = 90
"""Characters of a broadcast that stand for it in a list."""


@dataclass(frozen=True, slots=True)
class Way:
    """How far one is: what the bar shows, and in words."""

    broadcast: Broadcast
    state: Phrase
    opening: str
    percent: int
    lines: tuple[Phrase, ...]


@dataclass(frozen=True, slots=True)
class Bubble:
    """What one language's readers get; `markup` is our own, safe to show. `unclosed` are the lines with a mark that is
    left alone, `excess` is how much too long it is."""

    language: Phrase
    markup: str
    unclosed: tuple[Phrase, ...]
    excess: int


def way(broadcast: Broadcast, progress: Progress) -> Way:
    """How far this one is."""
    lines: tuple[Phrase, ...] = ()
    if broadcast.started_at is not None:
        lines = outcome_lines(progress)
        if broadcast.state is BroadcastState.RUNNING:
            lines += (pace(progress),)
    return Way(broadcast, state(broadcast), opening(broadcast.content), percent(progress), lines)


def pace(progress: Progress) -> Phrase:
    """How fast, and how long still."""
    if progress.seconds_left is None:
        return phrase("broadcast-no-pace")
    left = span_words(timedelta(seconds=progress.seconds_left))
    return phrase("broadcast-pace", rate=round(progress.per_second), span=left)


def state(broadcast: Broadcast) -> Phrase:
    """Where it stands, in a word."""
    return phrase(f"web-state-{broadcast.state.value}")


def opening(content: Content) -> str:
    """Its first words, without marks."""
    text = " ".join(markup.plain(content.text(SOURCE, source=SOURCE)).split())
    return text if len(text) <= _OPENING else text[: _OPENING - 1].rstrip() + "…"


def bubbles(content: Content) -> list[Bubble]:
    """What people of each language get, where it differs from the source's."""
    written = [one for one in LANGUAGES if one == SOURCE or content.texts.get(one)]
    return [_bubble(content, language) for language in written]


def _bubble(content: Content, language: str) -> Bubble:
    text = content.text(language, source=SOURCE)
    sent = render(message(content, language), language=language, limits=TELEGRAM)
    shown = "\n\n".join(one.markup for one in sent if isinstance(one, Message | Attached))
    unclosed = tuple(phrase("web-unclosed", mark=one.mark, number=one.line) for one in markup.unclosed(text))
    has_media = content.media_kind is not None
    return Bubble(phrase(f"language-{language}"), shown, unclosed, markup.excess(text, has_media=has_media))


def reach_lines(reach: Reach, rates: Mapping[str, float]) -> list[Phrase]:
    """How many it reaches, in which languages, and how long that takes at these messages a second."""
    lines = [phrase("web-reach", count=reach.total)]
    if not reach.total:
        return lines
    for language, count in sorted(reach.by_language.items(), key=lambda item: -item[1]):
        name = phrase(f"language-{language}") if language in LANGUAGES else phrase("web-language-none")
        lines.append(phrase("web-reach-language", name=name, count=count))
    lines += by_template(reach)
    seconds = seconds_of(reach, rates)
    return lines if seconds is None else [*lines, phrase("web-reach-span", span=span_words(timedelta(seconds=seconds)))]
