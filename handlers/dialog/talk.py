"""What a dialog sees of the world: `say`, `ask` and `do`. It can reach nothing else, so it can be replayed."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Concatenate, ParamSpec, Protocol, TypeAlias, TypeVar, get_type_hints

from handlers.dialog.journal import Journal, Line, Verb, freeze, thaw
from handlers.speech import Argument, Phrase, Rows, Said, Speech, What, phrase

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
    """Why an answer can't be taken, in words that say what to do; `erase` where it should not stay in the chat."""

    reason: Phrase
    erase: bool = False


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

    async def say(self, key: str, /, **arguments: Argument) -> None:
        """Say one message."""
        self._no_secret_in_hand()
        self._emit(Verb.SAID, self._label(key), Said((phrase(key, **arguments),)))

    async def ask(self, question: Question[Answer], /, **arguments: Argument) -> Answer:
        """Ask, and come back with the answer: at once when the journal knows it, else when the person gave it."""
        self._no_secret_in_hand()
        label = self._label(question.name)
        prompt = phrase(f"ask-{question.name.replace('_', '-')}", **arguments)
        if not self._recorded(Verb.POSED, label):
            await self._pose(question, label, prompt)
            self._append(Verb.POSED, label)
            raise Suspended
        posed_at = self._next - 1
        if self._recorded(Verb.ANSWERED, label):
            try:
                return question.revive(self._lines[self._next - 1].value)
            except ValueError as error:
                raise Cut(posed_at) from error
        if self._heard is None:
            if posed_at >= self._echo_from:
                await self._pose(question, label, prompt)
            raise Suspended
        heard, self._heard = self._heard, None
        answer = question.understand(heard)
        if isinstance(answer, Misunderstood):
            self.erase = answer.erase
            self.misunderstood = True
            await self._pose(question, label, answer.reason)
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

    def _emit(self, verb: Verb, label: str, said: Said) -> None:
        if self._recorded(verb, label):
            if self._next - 1 >= self._echo_from:
                self.speeches.append(said)
            return
        self._append(verb, label)
        self.speeches.append(said)

    async def _pose(self, question: Question[Any], label: str, prompt: Phrase) -> None:
        page = await self._pages(question.form) if question.form else None
        rows = question.rows(lambda value: f"d:{self._serial}:{label}:{value}", page)
        self.speeches.append(Said((prompt,), rows))


@lru_cache(maxsize=256)
def _result_type(effect: Callable[..., Any]) -> Any:
    """What the effect says it returns, so that the result of an older effect of the same name is not taken for it."""
    return get_type_hints(effect).get("return", object)


Dialog: TypeAlias = Callable[[Talk], Awaitable[None]]
