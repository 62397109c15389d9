"""What a dialog sees of the world: `say`, `ask` and `do`. It can reach nothing else, so it can be replayed."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Concatenate, ParamSpec, Protocol, TypeAlias, TypeVar, get_type_hints

from buzon.classify import fold
from handlers.dialog.journal import Journal, Line, Verb, freeze, thaw
from handlers.speech import Argument, Button, Phrase, Picture, Press, Rows, Said, Speech, Text, What, phrase, press

Answer = TypeVar("Answer")
Answered_co = TypeVar("Answered_co", covariant=True)
Result = TypeVar("Result")
Arguments = ParamSpec("Arguments")


@dataclass(frozen=True, slots=True)
class Understood:
    """What the person meant: `value` is plain (it goes to the journal) unless the question is secret."""

    value: Any


@dataclass(frozen=True, slots=True)
class Misunderstood:
    """Why an answer can't be taken, in words that say what to do; `erase` where it should not stay in the chat.

    `choices` are what it may have meant: value → label, offered as buttons instead of the question's own; `picture`
    shows what the words say, instead of the question's.
    """

    reason: Phrase
    erase: bool = False
    choices: tuple[tuple[str, Phrase], ...] = ()
    picture: Picture | None = None


_STARS = re.compile(r"[*•●]{3,}")
_AROUND = re.compile(r"^[\W_]+|[\W_]+$")


def spoken(text: str) -> str:
    """A short text as answers are compared: folded, a row of stars as a word, without the signs and emoji around it."""
    return " ".join(_AROUND.sub("", _STARS.sub(" asteriscos ", fold(text))).split())


@dataclass(frozen=True, slots=True)
class Option:
    """One answer by a button: its value, the key of its label, and the (folded) words that mean it too."""

    value: str
    label: str
    said_as: frozenset[str] = frozenset()

    def means(self, text: str) -> bool:
        """Whether this is what was pressed or written."""
        said = spoken(text)
        return said == self.value or said in self.said_as


class WayOut(Exception):
    """Instead of an answer the person took another way: the `value` of one of the question's `ways`."""

    def __init__(self, way: str) -> None:
        super().__init__(way)
        self.way = way


PATIENCE = 3
"""The same reason is not given more often in a row than this less one; then another way is offered instead."""


class Question(Protocol[Answered_co]):
    """What is asked and how an answer is understood; pure. A `secret` question's answer never reaches the journal."""

    @property
    def name(self) -> str:
        """The stem of its label."""

    @property
    def secret(self) -> bool:
        """Whether the answer may not be kept."""

    @property
    def form(self) -> str | None:
        """The purpose of the one-time page that it is answered on, or None when it is answered in the chat."""

    @property
    def picture(self) -> Picture | None:
        """What is shown above it."""

    @property
    def ways(self) -> tuple[Option, ...]:
        """What may be taken instead of an answer: `ask` then raises WayOut, in every turn alike."""

    @property
    def ways_shown(self) -> bool:
        """Whether the ways are buttons from the start, or only once the question has failed PATIENCE times."""

    def rows(self, press: Callable[[str], str], page: str | None) -> Rows:
        """Its buttons. `press(value)` gives a button's data, `page` is the address of the one-time page."""

    def understand(self, what: What) -> Understood | Misunderstood:
        """Read an answer: a text, a posted form, or the value of one of its buttons as `Text`."""

    def revive(self, stored: Any) -> Answered_co:
        """The answer from its plain form. Raises ValueError where the plain form is of other code.

        A secret question is revived from its live answer, and from None in every later turn: what was done with the
        answer is in the journal, the answer is not.
        """


Effect: TypeAlias = Callable[Concatenate[Any, Arguments], Awaitable[Result]]
Runner: TypeAlias = Callable[[Callable[..., Awaitable[Any]], tuple[Any, ...]], Awaitable[Any]]
Pages: TypeAlias = Callable[[str], Awaitable[str]]


class Suspended(BaseException):
    """Control flow: the dialog waits for the person. A BaseException, so that no dialog catches it by mistake."""


class Cut(Exception):
    """The journal's next line is not what the code asks for; `index` is the first line that no longer fits."""

    def __init__(self, index: int) -> None:
        super().__init__(f"journal line {index} is of other code")
        self.index = index


class Talk:
    """One turn of one dialog. Built by `replay.take_turn`; dialogs only use `say`, `ask` and `do`."""

    def __init__(self, journal: Journal, *, heard: What | None, run: Runner, pages: Pages, echo_from: int) -> None:
        self._serial = journal.serial
        self._lines = list(journal.lines)
        self._next = 0
        self._heard = heard
        self._run = run
        self._pages = pages
        self._echo_from = echo_from
        self._counts: dict[str, int] = {}
        self._untold: str | None = None  # label of a secret answer that no effect has used yet
        self.speeches: list[Speech] = []
        self.erase = False
        self.misunderstood = False

    @property
    def lines(self) -> tuple[Line, ...]:
        """The journal's lines as they stand now."""
        return tuple(self._lines)

    async def say(self, key: str, /, *, rows: Rows = (), picture: Picture | None = None, **arguments: Argument) -> None:
        """Say one message. Its buttons lead out of the dialog: a page, a link, a text to copy."""
        self._no_secret_in_hand()
        self._emit(self._label(key), Said((phrase(key, **arguments),), rows, None, picture))

    async def give(self, label: str, speech: Speech) -> None:
        """Say what is no sentence: a text to copy, a file. `label` names the step; what is given must be the same in
        every turn."""
        self._no_secret_in_hand()
        self._emit(self._label(label), speech)

    async def ask(self, question: Question[Answer], /, **arguments: Argument) -> Answer:
        """Ask, and come back with the answer: at once when the journal knows it, else when the person gave it.

        Raises WayOut where the person took one of the question's ways instead.
        """
        self._no_secret_in_hand()
        label = self._label(question.name)
        prompt = phrase(f"ask-{question.name.replace('_', '-')}", **arguments)
        if not self._recorded(Verb.POSED, label):
            await self._pose(question, label, prompt)
            self._append(Verb.POSED, label)
            raise Suspended
        posed_at = self._next - 1
        if self._recorded(Verb.ANSWERED, label):
            return _revived(question, self._lines[self._next - 1].value, posed_at)
        if self._heard is None:
            if posed_at >= self._echo_from:
                await self._pose(question, label, prompt)
            raise Suspended
        heard, self._heard = self._heard, None
        patience = self._lines[posed_at].value
        self._lines[posed_at] = Line(Verb.POSED, label)
        if way := _way(question, heard):
            self._append(Verb.ANSWERED, label, {_WAY: way})
            raise WayOut(way)
        answer = question.understand(heard)
        if isinstance(answer, Misunderstood):
            self.erase = answer.erase
            self.misunderstood = True
            self._lines[posed_at] = Line(Verb.POSED, label, await self._pose_again(question, label, answer, patience))
            raise Suspended
        if question.secret:
            self._untold = label
        else:
            self._append(Verb.ANSWERED, label, answer.value)
        return question.revive(answer.value)

    async def do(
        self, effect: Effect[Arguments, Result], /, *args: Arguments.args, **kwargs: Arguments.kwargs
    ) -> Result:
        """Run an effect once and remember its result. Outages pass through and leave no line; refusals are results."""
        label = self._label(getattr(effect, "__name__", "effect"))
        if self._recorded(Verb.DONE, label):
            try:
                result: Result = thaw(self._lines[self._next - 1].value, _result_type(effect))
            except ValueError as error:
                raise Cut(self._next - 1) from error
            return result
        if kwargs:
            raise TypeError("effects take positional arguments only")
        done: Result = await self._run(effect, args)
        if self._untold:
            # Only now: had the effect met an outage, the question would be asked again, for its answer is not kept.
            self._append(Verb.ANSWERED, self._untold)
            self._untold = None
        self._append(Verb.DONE, label, freeze(done))
        return done

    def _label(self, stem: str) -> str:
        self._counts[stem] = count = self._counts.get(stem, 0) + 1
        return stem if count == 1 else f"{stem}#{count}"

    def _no_secret_in_hand(self) -> None:
        if self._untold:
            raise RuntimeError("a secret is asked last before the effect that uses it")

    def _append(self, verb: Verb, label: str, value: Any = None) -> None:
        self._lines.append(Line(verb, label, value))
        self._next += 1

    def _recorded(self, verb: Verb, label: str) -> bool:
        """Whether the next line is this step, and consume it. Raises Cut where another step stands there."""
        if self._next >= len(self._lines):
            return False
        line = self._lines[self._next]
        if line.verb is verb and line.label == label:
            self._next += 1
            return True
        raise Cut(self._next)

    def _emit(self, label: str, speech: Speech) -> None:
        if self._recorded(Verb.SAID, label):
            if self._next - 1 >= self._echo_from:
                self.speeches.append(speech)
            return
        self._append(Verb.SAID, label)
        self.speeches.append(speech)

    async def _pose_again(
        self, question: Question[Any], label: str, why: Misunderstood, patience: Any
    ) -> list[str | int]:
        """Say why; gives what was said how often in a row, for people who read the same words thrice give up.

        `patience` is the same from the time before, or None.
        """
        reason, times = _keys(why.reason), 1
        match patience:
            case [said, int(before)] if said == reason:
                times += before
        if times < PATIENCE:
            await self._pose(question, label, why.reason, choices=why.choices, picture=why.picture)
        else:
            # Nobody is asked to write once more what belongs on a page.
            sorry = phrase("stuck" if question.ways and not question.form else "stuck-here")
            await self._pose(question, label, sorry, stuck=True)
        return [reason, times]

    async def _pose(
        self,
        question: Question[Any],
        label: str,
        prompt: Phrase,
        *,
        choices: tuple[tuple[str, Phrase], ...] = (),
        picture: Picture | None = None,
        stuck: bool = False,
    ) -> None:
        page = await self._pages(question.form) if question.form else None

        def data(value: str) -> str:
            return f"d:{self._serial}:{label}:{value}"

        if choices:
            rows: Rows = tuple((Button(words, Press(data(value))),) for value, words in choices)
        else:
            rows = question.rows(data, page)
        if question.ways_shown or stuck:
            rows = (*rows, *((press(way.label, data(f"{_WAY}{way.value}")),) for way in question.ways))
        if stuck and not question.form:
            rows = (*rows, (press("button-cancel", "cancel"),))
        self.speeches.append(Said((prompt,), rows, None, picture or question.picture))


_WAY = "!"
"""Marks a way that was taken, in a button's data and in the journal: no answer begins with it."""


def _way(question: Question[Any], heard: What) -> str | None:
    if not isinstance(heard, Text):
        return None
    for way in question.ways:
        if heard.text == f"{_WAY}{way.value}" or (way.said_as and way.means(heard.text)):
            return way.value
    return None


def _revived(question: Question[Answer], stored: Any, posed_at: int) -> Answer:
    if isinstance(stored, dict) and set(stored) == {_WAY}:
        if stored[_WAY] not in [way.value for way in question.ways]:
            raise Cut(posed_at)
        raise WayOut(str(stored[_WAY]))
    try:
        return question.revive(stored)
    except ValueError as error:
        raise Cut(posed_at) from error


def _keys(said: Phrase) -> str:
    """The keys of a phrase and of those within it: what it says, without whom it says it about."""
    inner = (_keys(value) for _, value in said.arguments if isinstance(value, Phrase))
    return " ".join((said.key, *inner))


@lru_cache(maxsize=256)
def _result_type(effect: Callable[..., Any]) -> Any:
    """What the effect says it returns, so that the result of an older effect of the same name is not taken for it."""
    return get_type_hints(effect).get("return", object)


Dialog: TypeAlias = Callable[[Talk], Awaitable[None]]
