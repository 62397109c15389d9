"""Dialogs made up of a few steps, for property tests: say, ask, do, a secret that an effect uses, branches, loops."""

import zlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from itertools import count
from typing import Any, TypeAlias

from hypothesis import strategies as st

from buzon.credentials import Secret
from handlers.dialog import Dialog, Option, Talk, storable
from handlers.dialog.talk import Misunderstood, Understood
from handlers.questions import yes_or_no
from handlers.speech import Rows, Text, What, phrase

SECRET = "Zarigüeya-7731"


@dataclass(frozen=True)
class Say:
    key: str


@dataclass(frozen=True)
class Do:
    name: str


@dataclass(frozen=True)
class Tell:
    """A secret question, and the effect that uses its answer."""

    name: str


@dataclass(frozen=True)
class If:
    """A question, or an effect, that decides."""

    name: str
    by_effect: bool
    then: "Steps"
    otherwise: "Steps"


@dataclass(frozen=True)
class While:
    """The body as long as the answer is yes, at most twice."""

    name: str
    body: "Steps"


Step: TypeAlias = "Say | Do | Tell | If | While"
Steps: TypeAlias = tuple[Step, ...]

_names = st.sampled_from("ab")  # few, so that the same step stands in several places
_leaves = st.one_of(st.builds(Say, _names), st.builds(Do, _names), st.builds(Tell, _names))


def _blocks(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    several = st.lists(inner, max_size=3).map(tuple)
    return st.builds(If, _names, st.booleans(), several, several) | st.builds(While, _names, several)


small_dialogs: st.SearchStrategy[Steps] = st.lists(
    st.recursive(_leaves, _blocks, max_leaves=6), min_size=1, max_size=4
).map(tuple)


@storable
@dataclass(frozen=True, slots=True)
class Outcome:
    """What an effect of these dialogs gives."""

    good: bool
    why: str = ""


def good_fortune(name: str) -> bool:
    """A coin whose side hangs on the name alone: whoever asks twice hears the same."""
    return zlib.crc32(name.encode()) % 3 > 0


@dataclass(frozen=True)
class SecretQuestion:
    """Asked in the chat, for the test's sake; anything but the secret is misunderstood."""

    name: str
    secret: bool = True
    form: str | None = None
    picture: None = None
    ways: tuple[Option, ...] = ()
    ways_shown: bool = False

    def rows(self, press: Callable[[str], str], page: str | None) -> Rows:
        return ()

    def understand(self, what: What) -> Understood | Misunderstood:
        if what == Text(SECRET):
            return Understood(Secret(SECRET))
        return Misunderstood(phrase("please-choose"), erase=True)

    def revive(self, stored: Any) -> Secret:
        if stored is None:
            return Secret("")
        if not isinstance(stored, Secret):
            raise ValueError("an answer of other code")
        return stored


def effect(name: str) -> Callable[..., Awaitable[Outcome]]:
    """The effect of this name."""
    return _EFFECTS[name]


def _make(name: str) -> Callable[..., Awaitable[Outcome]]:
    async def done(scene: object, *arguments: Secret) -> Outcome:
        return Outcome(good_fortune(name), name)

    done.__name__ = name
    return done


_EFFECTS = {name: _make(name) for name in ("do_a", "do_b", "use_a", "use_b")}


def dialog_of(steps: Steps) -> Dialog:
    """The dialog that plays these steps."""

    async def dialog(talk: Talk) -> None:
        await _play(talk, steps, count())

    return dialog


async def _play(talk: Talk, steps: Steps, number: "count[int]") -> None:
    for step in steps:
        match step:
            case Say(key):
                await talk.say(f"line-{key}", number=next(number))
            case Do(name):
                await talk.do(effect(f"do_{name}"))
            case Tell(name):
                secret = await talk.ask(SecretQuestion(f"secret_{name}"))
                await talk.do(effect(f"use_{name}"), secret)
            case If(name, by_effect, then, otherwise):
                if by_effect:
                    yes = (await talk.do(effect(f"do_{name}"))).good
                else:
                    yes = await talk.ask(yes_or_no(f"question_{name}")) == "yes"
                await _play(talk, then if yes else otherwise, number)
            case While(name, body):
                for _ in range(2):
                    if await talk.ask(yes_or_no(f"again_{name}")) == "no":
                        break
                    await _play(talk, body, number)


def answer_to(label: str) -> Text:
    """What our person says to the question that waits."""
    if label.startswith("secret_"):
        return Text(SECRET)
    return Text("sí" if good_fortune(label) else "no")
