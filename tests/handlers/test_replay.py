"""The engine's promise: whatever happens between two lines of a conversation, it ends as if nothing had happened."""

from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from enum import Enum, auto
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.dialog import Journal, Line, Talk, back, resend, take_turn
from handlers.dialog.journal import Verb, freeze, thaw
from handlers.errors import PortalDown
from handlers.questions import yes_or_no
from handlers.speech import Said, Speech, Text, What, phrase
from storage.errors import StorageDown
from tests.handlers.small_dialogs import SECRET, Outcome, SecretQuestion, Steps, answer_to, dialog_of, small_dialogs


class Mischief(Enum):
    """What may go wrong in one turn."""

    NOTHING = auto()
    REPEAT = auto()  # the same update comes again after its turn was kept
    OUTAGE = auto()  # the turn's first effect finds something down, and the update comes again
    LATE_OUTAGE = auto()  # the turn's second effect does, after the first succeeded
    CRASH = auto()  # the process dies after the turn and before its journal is kept; the update comes again
    NONSENSE = auto()  # the person says something that is no answer


class Play:
    """One dialog from its start to its end, as the desk plays it: the journal is bytes between any two turns."""

    def __init__(self, steps: Steps, mischief: Sequence[Mischief] = ()) -> None:
        self.dialog = dialog_of(steps)
        self._mischief = iter(mischief)
        self._until_outage = 0
        self._ran: Counter[str] = Counter()
        self.ran_in_vain = 0
        self.said: list[Speech] = []
        self.journals: list[Journal] = []
        self.stored = Journal("small", "0001").dump()

    @property
    def journal(self) -> Journal:
        loaded = Journal.load(self.stored)
        assert loaded
        return loaded

    @property
    def ran(self) -> int:
        """How many effects succeeded."""
        return self._ran.total()

    async def to_the_end(self) -> "Play":
        for update in range(1, 200):
            if self.journal.ended:
                return self
            await self._turn(update, next(self._mischief, Mischief.NOTHING))
        raise AssertionError("the dialog does not end")

    async def _turn(self, update: int, mischief: Mischief) -> None:
        before, ran = self.journal, self.ran
        heard = answer_to(before.waiting) if before.waiting else None
        self._until_outage = {Mischief.OUTAGE: 1, Mischief.LATE_OUTAGE: 2}.get(mischief, 0)
        if mischief is Mischief.NONSENSE and heard:
            heard = Text("¿cómo?")
        turn = await take_turn(self.dialog, before, heard=heard, update=update, run=self.run, pages=no_page)
        if mischief is Mischief.CRASH:
            self.ran_in_vain += self.ran - ran
            await self._turn(update, Mischief.NOTHING)
            return
        assert SECRET.encode() not in turn.journal.dump()
        if turn.misunderstood:
            assert _steps(turn.journal) == _steps(before)
            self.stored = turn.journal.dump()
            return
        self.said += turn.speeches
        if turn.journal.lines != before.lines or turn.journal.ended or not before.lines:
            self.stored = turn.journal.dump()
            self.journals.append(self.journal)
            if mischief in {Mischief.REPEAT, Mischief.OUTAGE, Mischief.LATE_OUTAGE}:
                ran = self.ran
                assert await resend(self.dialog, self.journal, pages=no_page) == turn.speeches
                assert self.ran == ran

    async def run(self, made: Callable[..., Awaitable[Any]], arguments: tuple[Any, ...]) -> Any:
        self._until_outage -= 1
        if self._until_outage == 0:
            raise PortalDown if made.__name__.startswith("use") else StorageDown
        assert all(argument.reveal() == SECRET for argument in arguments), "an effect is run with the live answer"
        self._ran[made.__name__] += 1
        return await made(None, *arguments)


def _steps(journal: Journal) -> list[tuple[str, str]]:
    """Without how often a question was not understood."""
    return [(line.verb, line.label) for line in journal.lines]


async def no_page(purpose: str) -> str:
    raise AssertionError("no question here is asked on a page")


async def undone(made: Callable[..., Awaitable[Any]], arguments: tuple[Any, ...]) -> Any:
    return await made(None, *arguments)


def distinct(said: Sequence[Speech]) -> list[Speech]:
    """Each thing said, once, in the order in which it was first said."""
    return list(dict.fromkeys(said))


@given(small_dialogs, st.lists(st.sampled_from(Mischief), max_size=30))
async def test_nothing_that_happens_changes_the_conversation(steps: Steps, mischief: list[Mischief]) -> None:
    """Restarts, repeats, outages, crashes and nonsense: the same is said in the same order, the same lines are kept,
    and each effect succeeds once, but for those whose turn was lost in a crash."""
    calm = await Play(steps).to_the_end()
    wild = await Play(steps, mischief).to_the_end()
    assert wild.journal.lines == calm.journal.lines
    assert distinct(wild.said) == distinct(calm.said)
    done = sum(line.verb is Verb.DONE for line in calm.journal.lines)
    assert calm.ran == done
    assert wild.ran == done + wild.ran_in_vain


@given(small_dialogs, st.data())
async def test_back_takes_back_one_answer(steps: Steps, data: st.DataObject) -> None:
    """The last answer goes with all that followed from it, and its question is posed again; without one there is no
    way back."""
    play = await Play(steps).to_the_end()
    journal = data.draw(st.sampled_from(play.journals))
    earlier = back(journal)
    answered = [line for line in journal.lines if line.verb is Verb.ANSWERED]
    if not answered:
        assert earlier is None
        return
    assert earlier
    assert earlier.lines == journal.lines[: len(earlier.lines)]
    assert [line for line in earlier.lines if line.verb is Verb.ANSWERED] == answered[:-1]
    turn = await take_turn(play.dialog, earlier, heard=None, update=1, run=undone, pages=no_page)
    assert turn.journal.waiting == answered[-1].label
    assert len(turn.journal.lines) == len(earlier.lines) + 1


# ---- journals of other code ----

_json = st.recursive(
    # No infinity: JSON has none, and no effect gives one (see `freeze`).
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["$", "good", "why", "x"]), inner),
    max_leaves=4,
)
_values = _json | st.sampled_from(
    [{"$": "Nobody"}, {"$": "Outcome"}, {"$": "Outcome", "good": "yes", "why": 3}, ["yes"]]
)
_labels = st.sampled_from(["do_a", "do_a#2", "use_b", "question_a", "secret_a", "again_b", "line-a", "gone", ""])
_lines = st.builds(Line, st.sampled_from(Verb), _labels, _values)


def edited(lines: Sequence[Line], data: st.DataObject) -> tuple[Line, ...]:
    """The lines as a few careless editors leave them."""
    kept = list(lines)
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, max(0, len(kept) - 1)))
        change = data.draw(st.sampled_from(["drop", "insert", "swap", "rename", "value", "cut", "nothing"]))
        if change == "insert" or not kept:
            kept.insert(at, data.draw(_lines))
        elif change == "drop":
            del kept[at]
        elif change == "swap":
            kept[at], kept[-1] = kept[-1], kept[at]
        elif change == "rename":
            kept[at] = replace(kept[at], label=data.draw(_labels))
        elif change == "value":
            kept[at] = replace(kept[at], value=data.draw(_values))
        elif change == "cut":
            kept = kept[:at]
    return tuple(kept)


async def takes_it_up(play: Play, journal: Journal, heard: What | None) -> None:
    """One turn on this journal ends with a question or with the end, and the journal it leaves fits the code."""
    await resend(play.dialog, journal, pages=no_page)
    back(journal)
    turn = await take_turn(play.dialog, journal, heard=heard, update=7, run=undone, pages=no_page)
    assert turn.outage is None
    after = turn.journal
    assert after.ended or after.waiting
    if turn.speeches and turn.speeches[0] == Said((phrase("dialog-changed"),)) and after.waiting:
        last = turn.speeches[-1]
        assert isinstance(last, Said)
        assert last.lines[0].key == f"ask-{after.waiting.partition('#')[0].replace('_', '-')}"
    again = await take_turn(play.dialog, after, heard=None, update=8, run=undone, pages=no_page)
    assert again.journal.lines == after.lines
    assert Said((phrase("dialog-changed"),)) not in again.speeches


@given(small_dialogs, st.data())
async def test_a_journal_of_other_code_is_cut_and_the_question_asked(steps: Steps, data: st.DataObject) -> None:
    """Lines dropped, added, moved, renamed, with other values or unknown classes: never a crash, and the conversation
    goes on from the last line that fits."""
    play = await Play(steps).to_the_end()
    journal = data.draw(st.sampled_from(play.journals))
    stored = replace(journal, lines=edited(journal.lines, data), ended=False).dump()
    changed = Journal.load(stored)
    assert changed
    heard = data.draw(st.sampled_from([None, Text("sí"), Text("no"), Text(SECRET)]))
    await takes_it_up(play, changed, heard)


@given(small_dialogs, small_dialogs)
async def test_a_journal_of_another_version_of_the_dialog_is_taken_up(old: Steps, new: Steps) -> None:
    """A deploy in the middle of a conversation: the old journal under the new code."""
    was = await Play(old).to_the_end()
    will = Play(new)
    for journal in was.journals:
        await takes_it_up(will, replace(journal, ended=False), None)


@given(st.binary(max_size=200) | st.lists(_json, max_size=8).map(orjson.dumps))
def test_bytes_that_are_no_journal_are_none(stored: bytes) -> None:
    """Anything may be in the row; the dialog then starts over."""
    assert Journal.load(stored) is None


@given(st.tuples(_json, _json, _json, _json, _json, st.lists(st.tuples(_json, _json, _json), max_size=2)))
async def test_bytes_that_resemble_a_journal_do_not_crash(fields: tuple[Any, ...]) -> None:
    """The right shape with any content: None, or a journal that a dialog can take up."""
    journal = Journal.load(orjson.dumps([1, *fields]))
    if journal:
        await takes_it_up(Play(()), journal, None)


@given(st.builds(Journal, st.text(), st.text(), st.lists(_lines, max_size=5).map(tuple)))
def test_what_is_dumped_is_loaded(journal: Journal) -> None:
    """Bytes and back."""
    assert Journal.load(journal.dump()) == journal


# ---- what a dialog may not do ----


async def test_a_secret_is_asked_last_before_its_effect() -> None:
    """Nothing may be said or asked while a secret is in hand: an outage later could not lead back to its question."""

    async def careless(talk: Talk) -> None:
        await talk.ask(SecretQuestion("secret"))
        await talk.ask(yes_or_no("consent"))

    begun = await take_turn(careless, Journal("x", "1"), heard=None, update=1, run=undone, pages=no_page)
    with pytest.raises(RuntimeError, match="asked last"):
        await take_turn(careless, begun.journal, heard=Text(SECRET), update=2, run=undone, pages=no_page)


@pytest.mark.parametrize("value", [{"a": 1}, [1], 1.5, b"x", object(), Text("x")])
def test_only_plain_results_are_journaled(value: object) -> None:
    """A result that could not be read back is a mistake of the code, told at once."""
    with pytest.raises(TypeError):
        freeze(value)


@pytest.mark.parametrize(
    "stored", ["good", None, 1, {"$": "Outcome"}, {"$": "Outcome", "good": 1}, {"good": True}, {"$": "Linked"}]
)
def test_a_result_of_another_type_is_of_other_code(stored: object) -> None:
    """An effect that gave a text once and gives an Outcome now: the old result is not taken for the new one. (It was,
    and the dialog broke on the text's missing attributes.)"""
    with pytest.raises(ValueError, match="a result"):
        thaw(stored, Outcome)


def test_a_result_comes_back_as_it_was() -> None:
    """Storable classes and plain values."""
    for value in (Outcome(good=True, why="<b>ñ</b>"), True, 7, "x", None):
        assert thaw(orjson.loads(orjson.dumps(freeze(value)))) == value
