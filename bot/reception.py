"""The reception: what a channel brings is kept, put in line per chat, answered by the desk, and crossed off when sent.

A thing heard is in the inbox (sealed) before the platform is told that it arrived, and leaves it after its answer was
sent. So a crash at any instant repeats an answer at most; it never swallows a question.
"""

import asyncio
from collections import defaultdict
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import timedelta
from itertools import chain, repeat
from time import perf_counter

import structlog

from bot import inbox
from bot.channels.limits import Limits
from bot.channels.messages import (
    Answer,
    Attached,
    Channel,
    Document,
    Failed,
    Gone,
    Later,
    Listed,
    Message,
    Outcome,
    Outgoing,
    Photo,
    React,
    RetryAfter,
    Sent,
    Typing,
    Unbutton,
    Unreachable,
)
from bot.channels.rendering import render
from bot.metrics import Metrics
from bot.push.pace import Pace
from handlers.desk import Desk, Reply
from handlers.errors import OUTAGES
from handlers.speech import Forget, Heard, Tap, Toast, say
from handlers.words import best_language
from storage import chats
from storage.database import Database
from storage.errors import StorageConflict, StorageDown
from storage.locks import SharedLocks, lane
from storage.turns import Turns

_CROSS_OFF_PAUSE = 0.5
_SLOW_SECONDS = 0.7
"""After this long without an answer the phone shows that one is on its way."""

_FEW = 30
"""With more people than this being answered it shows nothing: each showing is a call to the platform, and takes time
from the answers just when they are late because there are many."""

PAUSES = (0.5, 1, 2, 4, 8, 15, 30, 30, 30)
"""Pauses between tries when the channel does not answer, in seconds; the last one again and again.

An answer is tried until the channel takes it: while it is out, nothing new comes in either. Only a file or a picture
is given up after the last pause (it may be the file that does not go through, and its chat must not wait for ever),
and the toast of a tap, which nobody looks at any more.
"""

LEFT_BEHIND = timedelta(seconds=10)
"""An update that waits for its answer so long may have been left by a process that died: another looks after it."""

_NOT_YET_SECONDS = 0.05

_log = structlog.get_logger(__name__)


class ChatLocks:
    """One thing at a time per chat, in the order of arrival; other chats do not wait. `shared` are the locks between
    processes, where there are several."""

    def __init__(self, shared: SharedLocks | None = None) -> None:
        self._locks: defaultdict[tuple[str, str], asyncio.Lock] = defaultdict(asyncio.Lock)
        self._users: defaultdict[tuple[str, str], int] = defaultdict(int)
        self._shared = shared

    @property
    def shared(self) -> bool:
        """Whether other processes take part."""
        return self._shared is not None

    @asynccontextmanager
    async def hold(self, channel: str, address: str, *, wait: bool = True) -> AsyncGenerator[bool]:
        """Wait for this chat's turn; gives False at once where another process has it and `wait` is False."""
        key = (channel, address)
        self._users[key] += 1
        try:
            async with self._locks[key]:
                if self._shared is None:
                    yield True
                    return
                async with AsyncExitStack() as stack:
                    yield await self._between_processes(stack, _chat(channel, address), wait=wait)
        finally:
            self._users[key] -= 1
            if not self._users[key]:
                del self._users[key], self._locks[key]

    async def _between_processes(self, stack: AsyncExitStack, name: str, *, wait: bool) -> bool:
        """The database's lock. A session that was cut off is opened anew once; a database that is gone needs no lock,
        since nothing is written there: the desk goes on, and says so."""
        assert self._shared is not None  # noqa: S101  (asked before)
        for _ in range(2):
            with suppress(StorageDown):
                return await stack.enter_async_context(self._shared.hold(name, wait=wait))
        return wait


class Reception:
    """Takes things heard from any channel and answers them. `capacity` bounds how many are under way at once."""

    def __init__(
        self,
        desk: Desk,
        turns: Turns,
        database: Database,
        *,
        channels: Mapping[str, tuple[Channel, Limits]],
        pace: Pace,
        metrics: Metrics,
        locks: SharedLocks | None = None,
        capacity: int = 400,
        pauses: Sequence[float] = PAUSES,
    ) -> None:
        self._desk = desk
        self._turns = turns
        self._database = database
        self._channels = channels
        self._pace = pace
        self._metrics = metrics
        self._capacity = capacity
        self._pauses = pauses
        self._locks = ChatLocks(locks)
        self._under_way: set[asyncio.Task[None]] = set()
        self._ours: set[tuple[str, int]] = set()
        self._room = asyncio.Event()
        self._room.set()

    async def take(self, batch: Sequence[Heard]) -> None:
        """Keep a batch, drop what came before, and start answering the rest. Returns when there is room for more.

        Raises StorageDown where it could not be kept: the platform is then not told that it arrived, and repeats it.
        """
        if not batch:
            return
        numbered = [(heard.update, inbox.dump(heard)) for heard in batch if heard.update is not None]
        lanes = {heard.update: lane_of(heard) for heard in batch if heard.update is not None}
        fresh = set(await self._turns.receive(batch[0].channel, numbered, lanes=lanes))
        await self.begin([heard for heard in batch if heard.update in fresh])

    async def begin(self, kept: Sequence[Heard]) -> None:
        """Start answering what is in the inbox already. Returns when there is room for more."""
        for heard in kept:
            self._start(heard)
        await self._room.wait()

    async def take_up(self, channel: str, *, older_than: timedelta = timedelta(0)) -> int:
        """Answer what was kept so long ago and is not answered: a process that died left it. How many there were.

        Another process may be at work on some of it: each is looked at again once its chat's turn is ours.
        """
        left = [
            (number, stored)
            for number, stored in await self._turns.unanswered(channel, older_than=older_than)
            if (channel, number) not in self._ours
        ]
        for number, stored in left:
            try:
                self._start(inbox.load(stored), left_behind=True)
            except ValueError:
                await self._turns.done(channel, number)
        return len(left)

    async def keep_taking_up(self, channel: str, stopping: asyncio.Event) -> None:
        """Take up what other processes left behind, until `stopping`."""
        while not stopping.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(stopping.wait(), LEFT_BEHIND.total_seconds() / 2)
            if not stopping.is_set() and self._room.is_set():
                try:
                    await self.take_up(channel, older_than=LEFT_BEHIND)
                except OUTAGES as outage:
                    await _log.awarning("what was left behind can't be read", outage=type(outage).__name__)

    async def converse(self, heard: Heard) -> Reply:
        """Answer something whose sender waits for the outcome: a posted page. It is not kept in the inbox.

        Returns once the desk has answered; the chat hears it as soon as the channel takes it.
        """
        replied: asyncio.Future[Reply] = asyncio.get_running_loop().create_future()
        self._track(asyncio.create_task(self._answer(heard, perf_counter(), replied)))
        return await replied

    async def drain(self, seconds: float) -> None:
        """Let what is under way finish, for so long; what does not stays in the inbox and is answered after a start."""
        until = perf_counter() + seconds
        while self._under_way and (left := until - perf_counter()) > 0:  # a page may be posted meanwhile
            await asyncio.wait(self._under_way, timeout=left)
        for task in list(self._under_way):
            task.cancel()
        if self._under_way:
            await asyncio.wait(self._under_way)

    def _start(self, heard: Heard, *, left_behind: bool = False) -> None:
        self._metrics.updates.labels(heard.channel, inbox.kind(heard.what)).inc()
        task = asyncio.create_task(self._answer(heard, perf_counter(), left_behind=left_behind))
        if heard.update is not None:
            number = (heard.channel, heard.update)
            self._ours.add(number)
            task.add_done_callback(lambda _: self._ours.discard(number))
        self._track(task)

    def _track(self, task: asyncio.Task[None]) -> None:
        self._under_way.add(task)
        if len(self._under_way) >= self._capacity:
            self._room.clear()
        task.add_done_callback(self._finished)

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._under_way.discard(task)
        if len(self._under_way) < self._capacity:
            self._room.set()
        if not task.cancelled() and task.exception():
            self._metrics.failures.labels("reception").inc()
            _log.error("an update was not crossed off", exc_info=task.exception())

    async def _answer(
        self,
        heard: Heard,
        began: float,
        replied: asyncio.Future[Reply] | None = None,
        *,
        left_behind: bool = False,
    ) -> None:
        # What comes first is in another process, which tells nobody here when it is done.
        while not await self._answered(heard, began, replied, left_behind=left_behind):  # noqa: ASYNC110
            await asyncio.sleep(_NOT_YET_SECONDS)
        self._metrics.answers.labels(heard.channel).observe(perf_counter() - began)

    async def _answered(
        self, heard: Heard, began: float, replied: asyncio.Future[Reply] | None, *, left_behind: bool
    ) -> bool:
        """Answer it in its chat's turn; False where an earlier one, in another process, comes first."""
        async with self._locks.hold(heard.channel, heard.address, wait=not left_behind) as held:
            waited_long = perf_counter() - began > LEFT_BEHIND.total_seconds() / 2
            if not held or ((left_behind or (waited_long and self._locks.shared)) and not await self._waits(heard)):
                return True
            if not await self._is_next(heard, began):
                return False
            reply = await self._hear(heard)
            if replied is not None and not replied.done():
                replied.set_result(reply)
            await self._say(heard, reply)
            await self._cross_off(heard, reply)
            return True

    async def _is_next(self, heard: Heard, began: float) -> bool:
        """Whether no earlier update of its chat waits: two processes may have one each. What a killed process left is
        waited for until another has taken it up."""
        if not self._locks.shared or heard.update is None:
            return True
        if perf_counter() - began > 2 * LEFT_BEHIND.total_seconds():
            return True
        try:
            return await self._turns.is_oldest(heard.channel, heard.update, lane_of(heard))
        except OUTAGES:  # the desk meets it too, and says so
            return True

    async def _waits(self, heard: Heard) -> bool:
        return heard.update is not None and await self._turns.is_unanswered(heard.channel, heard.update)

    async def _cross_off(self, heard: Heard, reply: Reply) -> None:
        """The answer is out: write that down, however long the database is out, or it would be said a second time."""
        told = False
        while True:
            try:
                await self._write_off(heard, reply)
            except OUTAGES as outage:
                if not told:
                    told = True
                    self._metrics.failures.labels("reception").inc()
                    await _log.awarning("an update was not crossed off yet", outage=type(outage).__name__)
                await asyncio.sleep(_CROSS_OFF_PAUSE)
            else:
                return

    async def _write_off(self, heard: Heard, reply: Reply) -> None:
        """The update may be forgotten, and with a dialog's end what was typed in it."""
        done = None if heard.update is None else (heard.channel, heard.update)
        if reply.chat and Forget() in reply.speeches:
            with suppress(StorageConflict):  # the chat itself may have been forgotten
                await self._turns.save(reply.chat.id, journal=None, done=done)
                return
        if done:
            await self._turns.done(*done)

    async def _hear(self, heard: Heard) -> Reply:
        loop = asyncio.get_running_loop()
        waiting: list[asyncio.Task[Outcome]] = []

        def show() -> None:
            if len(self._under_way) <= _FEW:
                waiting.append(asyncio.create_task(self._typing(heard)))

        slow = loop.call_later(_SLOW_SECONDS, show)
        try:
            return await self._desk.hear(heard)
        except Exception:  # the one place where an update is handled: the person gets a word, the operator the trace
            self._metrics.failures.labels("desk").inc()
            await _log.aexception("an update broke the desk", channel=heard.channel, kind=inbox.kind(heard.what))
            return Reply((say("something-broke"),), best_language(heard.language))
        finally:
            slow.cancel()
            for task in waiting:
                task.cancel()

    async def _typing(self, heard: Heard) -> Outcome:
        channel, _ = self._channels[heard.channel]
        if isinstance(heard.what, Tap):
            await channel.send(heard.address, Answer(heard.what.query))
        # A rhythm, not a wait for a condition: Telegram shows it for five seconds, and whoever started this cancels it.
        while (outcome := await channel.send(heard.address, Typing())) == Sent():  # noqa: ASYNC110
            await asyncio.sleep(4.5)
        return outcome

    async def _say(self, heard: Heard, reply: Reply) -> None:
        channel, limits = self._channels[heard.channel]
        if isinstance(heard.what, Tap) and not any(isinstance(speech, Toast) for speech in reply.speeches):
            # Stops the little clock on the button; nobody waits for it.
            await channel.send(heard.address, Answer(heard.what.query))
        for speech in reply.speeches:
            for outgoing in render(speech, language=reply.language, limits=limits, heard=heard.what):
                outcome = await self.send(heard.channel, heard.address, outgoing)
                if isinstance(outcome, Gone):
                    await self._mark_left(reply)
                    return
                if not isinstance(outcome, Sent) and (instead := _instead(outgoing, reply.language, limits)):
                    await self.send(heard.channel, heard.address, instead)

    async def send(self, name: str, address: str, outgoing: Outgoing) -> Outcome:
        """Send one thing at the channel's pace, again where the channel did not answer or asked to wait."""
        channel, _ = self._channels[name]
        paced = isinstance(outgoing, Message | Listed | Document | Photo | Attached | Unbutton)
        giving_up = isinstance(outgoing, Document | Photo | Answer | React)
        for pause in chain(self._pauses, [None] if giving_up else repeat(self._pauses[-1])):
            if paced:
                await self._pace.turn(name, address)
            outcome = await channel.send(address, outgoing)
            self._metrics.sends.labels(name, type(outcome).__name__.lower()).inc()
            match outcome:
                case RetryAfter(seconds=seconds, whom=whom):
                    await self._pace.halt(name, address, seconds, whom)
                    await asyncio.sleep(seconds)
                case Later(seconds=seconds) if not giving_up:
                    # The line is not held up for it: a platform that refuses us refuses everybody's answers alike.
                    await asyncio.sleep(min(seconds, self._pauses[-1]))
                case Unreachable() if pause is not None:
                    await asyncio.sleep(pause)
                case Failed(code=code):
                    await _log.awarning("refused by the channel", channel=name, code=code)
                    return outcome
                case _:
                    return outcome
        return Unreachable()

    async def _mark_left(self, reply: Reply) -> None:
        if reply.chat:
            try:
                async with self._database.begin() as connection:
                    await chats.mark_left(connection, reply.chat.id)
            except OUTAGES:
                await _log.awarning("could not note that a chat left", chat=reply.chat.id)


def _chat(channel: str, address: str) -> str:
    return f"chat:{channel}:{address}"


def lane_of(heard: Heard) -> int:
    """The lane that a thing heard waits in, with all others of its chat."""
    return lane(_chat(heard.channel, heard.address))


def _instead(outgoing: Outgoing, language: str, limits: Limits) -> Outgoing | None:
    """What is said where a file or a picture did not go through: a picture's words and buttons must."""
    match outgoing:
        case Document(name=name):
            [sorry] = render(say("file-not-sent", name=name), language=language, limits=limits)
            return sorry
        case Photo(markup=markup, keyboard=keyboard) if markup:
            return Message(markup, keyboard)
    return None
