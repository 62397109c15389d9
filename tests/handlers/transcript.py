"""A conversation test is a transcript: lines of what a person does, and what the bot then says. No input or output.

    person: sí                  something written
    tap: yes                    the button of the question that waits
    page: user=u password=p     the one-time page, posted; without a user it is the page of a new password
    sends: photo                something that is no text
    sheet: masked               a constancia, and what came of reading it
    atrás                       back to the question before
    bot: Listo.                 is said in answer to the line above, in this order; whatever else was said is an error

The journal is dumped and loaded between each two lines, as the desk does, and no secret may ever be in it.
"""

import html
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from bot.channels.limits import TELEGRAM
from bot.channels.messages import Message, Photo
from bot.channels.rendering import render
from buzon.credentials import Secret
from buzon.receipt import Outcome
from handlers.dialog import Dialog, Journal, Turn, back, take_turn
from handlers.effects import (
    Here,
    Linked,
    has_consented,
    here_and_now,
    link_mailbox,
    record_consent,
    who_runs_this,
    withdraw_consent,
)
from handlers.speech import File, Form, Media, Page, Press, Said, Sheet, Speech, Text, ToCopy, What
from handlers.world import Operator

Effects = Mapping[Callable[..., Awaitable[Any]], Any]
"""What each effect comes to: a value, an exception, or a list of these, one for each call in turn."""

USUAL: Effects = {
    who_runs_this: Operator("Casa Amiga"),
    has_consented: False,
    record_consent: True,
    withdraw_consent: 0,
    here_and_now: Here("2026-12-03", "es", recovery=True, agency=True, mail=True),
    link_mailbox: Linked("Mamá", 3, 1),
}
FORM = "page: user=mgonzalez26 password=Arepa-2619 name=Mamá"
CONSENTED: Effects = {has_consented: True}


class Conversation:
    """One person in one dialog. `calls` are the effects that were run, with their arguments; `buttons` are the values
    of the last keyboard: an option, "cancel", or "page" for the one-time page."""

    def __init__(self, dialog: Dialog, effects: Effects, *, language: str = "es") -> None:
        self._dialog = dialog
        self._results = {effect: _in_turn(result) for effect, result in effects.items()}
        self._language = language
        self._secrets: set[str] = set()
        self.buttons: set[str] = set()
        self._updates = 0
        self._pages = 0
        self.journal = Journal("dialog", "0001")
        self.calls: list[tuple[str, tuple[Any, ...]]] = []
        self.last: Turn | None = None

    async def play(self, line: str) -> list[str]:
        """One line of the person; what the bot answers, as the text that a phone shows, one entry a message."""
        verb, _, rest = (part.strip() for part in line.partition(":"))
        match verb:
            case "start" | "retry":
                return await self._take(None)
            case "atrás":
                earlier = back(self.journal)
                if earlier is None:
                    return ["(nothing before)"]
                self.journal = earlier
                return await self._take(None)
            case "person":
                return await self._take(Text(rest))
            case "sends":
                return await self._take(Media(rest))
            case "sheet":
                return await self._take(Sheet(Outcome(rest)))
            case "tap":
                assert rest in self.buttons, f"no button {rest} among {self.buttons}"
                return await self._take(Text(rest))
            case "page":
                return await self._take(self._form(rest))
        raise ValueError(f"no such line: {line}")

    def erased(self) -> bool:
        """Whether the person's last line should be taken out of the chat."""
        return self.last is not None and self.last.erase

    @property
    def done(self) -> list[str]:
        """The names of the effects that were run, in order."""
        return [name for name, _ in self.calls]

    def _form(self, fields: str) -> Form:
        given = dict(pair.split("=", 1) for pair in fields.split())
        self._secrets |= {value for name, value in given.items() if name != "name"}
        return Form("link" if "user" in given else "renew", {name: Secret(value) for name, value in given.items()})

    async def _take(self, what: What | None) -> list[str]:
        stored = Journal.load(self.journal.dump())
        assert stored is not None, "what was dumped is loaded"
        self._updates += 1
        turn = await take_turn(self._dialog, stored, heard=what, update=self._updates, run=self._run, pages=self._page)
        self.last, self.journal = turn, turn.journal
        kept = self.journal.dump().decode()
        assert not [secret for secret in self._secrets if secret in kept], "no secret is ever written"
        said = [text for speech in turn.speeches for text in self._shown(speech)]
        return [f"({type(turn.outage).__name__})", *said] if turn.outage else said

    async def _run(self, effect: Callable[..., Awaitable[Any]], arguments: tuple[Any, ...]) -> Any:
        result = next(self._results[effect])
        self.calls.append((effect.__name__, arguments))
        if isinstance(result, Exception):
            raise result
        return result

    async def _page(self, purpose: str) -> str:
        self._pages += 1
        return f"https://bot.example/v/{purpose}-{self._pages}"

    def _shown(self, speech: Speech) -> list[str]:
        if isinstance(speech, File):
            return [f"📎 {speech.name}"]
        if isinstance(speech, Said | ToCopy) and speech.rows:
            does = [button.does for row in speech.rows for button in row]
            self.buttons = {one.data.rsplit(":", 1)[-1] for one in does if isinstance(one, Press)}
            if any(isinstance(one, Page) for one in does):
                self.buttons.add("page")
        rendered = render(speech, language=self._language, limits=TELEGRAM)
        return [plain(message.markup) for message in rendered if isinstance(message, Message | Photo)]


async def converse(dialog: Dialog, script: str, effects: Effects | None = None, language: str = "es") -> Conversation:
    """Play a script, each line of the bot against one message, none left over."""
    conversation = Conversation(dialog, {**USUAL, **(effects or {})}, language=language)
    said: list[str] = []
    for line in filter(None, map(str.strip, script.splitlines())):
        verb, _, wanted = line.partition(": ")
        if verb != "bot":
            assert not said, f"unexpected: {said}"
            said = await conversation.play(line)
        else:
            assert said, f"{wanted!r} was not said"
            assert wanted in said[0]
            said = said[1:]
    assert not said, f"unexpected: {said}"
    return conversation


def plain(markup: str) -> str:
    """What a phone shows of a text with our markup."""
    return html.unescape(re.sub(r"</?(?:[bi]|pre)>", "", markup))


def _in_turn(result: Any) -> Any:
    results: Sequence[Any] = result if isinstance(result, list) else [result] * 100
    return iter(results)
