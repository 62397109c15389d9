"""A whole conversation with an outage in it: whatever is down and wherever, people keep their place and go on."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from handlers.dialog import Dialog
from tests.handlers.transcript import Conversation

Effect = Callable[..., Awaitable[Any]]


@dataclass(frozen=True)
class Way:
    """A dialog, a script that it ends with, and what its effects come to there."""

    dialog: Dialog
    script: str
    comes_to: Mapping[Effect, Any]


async def played(way: Way, down: Effect | None = None, outage: BaseException | None = None) -> Conversation:
    """The whole way, with one effect that meets an outage the first time: then the page is posted again where one
    waits, else the person taps to try again."""
    comes_to = dict(way.comes_to)
    if down:
        results = comes_to[down]
        comes_to[down] = [outage, *(results if isinstance(results, list) else [results] * 9)]
    conversation = Conversation(way.dialog, comes_to)
    for line in filter(None, map(str.strip, way.script.splitlines())):
        if line.startswith("bot:"):
            continue
        said = await conversation.play(line)
        if conversation.last and conversation.last.outage:
            assert said[0] == f"({type(outage).__name__})"
            assert not conversation.journal.ended
            await conversation.play("retry" if conversation.journal.waiting is None else line)
    return conversation


async def keeps_the_place(way: Way, effect: Effect, outage: BaseException) -> None:
    """The conversation ends as if nothing had been down: the same lines, and no other step done a second time."""
    calm, rough = await played(way), await played(way, effect, outage)
    assert rough.journal.ended
    assert _lines(rough) == _lines(calm)
    assert sorted(rough.done) == sorted([*calm.done, effect.__name__])


def _lines(conversation: Conversation) -> list[tuple[str, str, Any]]:
    return [(line.verb, line.label, line.value) for line in conversation.journal.lines]
