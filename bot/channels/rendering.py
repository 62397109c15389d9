"""Speech + words + limits → concrete messages. Pure.

Our own words carry a little markup (<b>, <i>); whatever comes from outside is escaped and clipped before it goes in.
"""

import html
import re
from dataclasses import replace
from functools import cache
from importlib.resources import files

from bot.channels.limits import Limits
from bot.channels.messages import Answer, Attached, Delete, Document, Key, Keyboard, Message, Outgoing, Photo
from bot.channels.messages import Leave as LeaveChat
from bot.channels.messages import Menu as OwnMenu
from bot.channels.messages import React as PutSign
from bot.channels.messages import Unbutton as TakeButtons
from bot.channels.shaping import shaped
from bot.channels.text import clip, cut, units
from buzon import markup as formatting
from buzon.markup import Piece, Style
from handlers.menu import MENU_COMMANDS, STAFF_MENU
from handlers.speech import (
    Copy,
    Drawn,
    Erase,
    File,
    Forget,
    Kept,
    Leave,
    Menu,
    Phrase,
    Picture,
    Press,
    Quoted,
    React,
    Rich,
    Rows,
    Said,
    Shown,
    Speech,
    Tap,
    Then,
    Toast,
    ToCopy,
    Unbutton,
    Verbatim,
    What,
    phrase,
)
from handlers.words import LANGUAGES, SOURCE, Escape, words

_COMMAND = re.compile(rf"(?<![\w/<.])/({'|'.join(sorted({*MENU_COMMANDS, *STAFF_MENU, 'hablar'}))})\b")


def render(speech: Speech, *, language: str, limits: Limits, heard: What | None = None) -> list[Outgoing]:
    """The messages that say this. One speech becomes several only where the channel's limits cut it."""
    return shaped(_rendered(speech, language, limits, heard), language=language, limits=limits)


def _rendered(speech: Speech, language: str, limits: Limits, heard: What | None) -> list[Outgoing]:
    match speech:
        case Forget() | Then():
            return []
        case Erase() | Unbutton() | Toast() if not limits.changes:
            return [Message(_words(language, speech.words, limits))] if isinstance(speech, Toast) else []
        case Said():
            # The menu first: should the channel not answer, nothing was said yet, and a menu may be set twice.
            return [*menus(speech.menu, limits), *_said(speech, language, limits)]
        case Verbatim():
            return _verbatim(speech, language, limits)
        case ToCopy():
            return _to_copy(speech, language, limits)
        case File(name=name, content=content) if len(content) > limits.file_bytes:
            return [Message(_words(language, phrase("file-too-large", name=name), limits))]
        case File(name=name, content=content):
            return [Document(name, content)]
        case Toast(words=said, alert=alert):
            query = heard.query if isinstance(heard, Tap) else ""
            return [Answer(query, clip(words(language, said), limits.toast), alert)]
        case Erase(message=message):
            return [Delete(message)]
        case Unbutton(message=message, rows=rows):
            return [TakeButtons(message, _keyboard(rows, language, limits))]
        case React(message=message, emoji=emoji):
            return [PutSign(message, emoji)]
        case Leave():
            return [LeaveChat()]


def _words(language: str, said: Phrase, limits: Limits) -> str:
    """The words of a phrase in this channel's markup; commands named as people know them here."""
    text = words(language, said, _escape(limits), limits.channel)
    return text if limits.slashes else _COMMAND.sub(r"<b>\1</b>", text)


def _said(speech: Said, language: str, limits: Limits) -> list[Outgoing]:
    paragraphs = [paragraph for line in speech.lines for paragraph in _paragraphs(line, language, limits)]
    markup = "\n\n".join(paragraphs)
    parts = [markup] if units(markup) <= limits.text else _gather(paragraphs, limits.text)
    keyboard = _keyboard(speech.rows, language, limits)
    picture = _picture(speech.picture, language, limits) if speech.picture else None
    if isinstance(picture, Attached):
        picture = replace(picture, reply_to=speech.reply_to)
    if picture and units(markup) <= limits.caption:
        return [replace(picture, markup=markup, keyboard=keyboard)]
    others = len(parts) - 1
    keyboards = (*[()] * others, keyboard)
    edit = speech.edit if limits.changes else None
    messages = [Message(*one) for one in zip(parts, keyboards, (edit, *[None] * others), strict=True)]
    messages = [replace(message, reply_to=speech.reply_to) for message in messages]
    return [picture, *messages] if picture else [*messages]


def menus(menu: Menu | None, limits: Limits) -> list[Outgoing]:
    """A chat's own menu, one for each language that the person's app may be set to, as everybody's menu has."""
    if menu is None or not limits.menus:
        return []
    return [
        OwnMenu(
            tuple((name, words(language, said)) for name, said in menu.commands),
            None if language == SOURCE else language,
        )
        for language in LANGUAGES
    ]


def _paragraphs(line: Phrase | Rich | Quoted, language: str, limits: Limits) -> list[str]:
    match line:
        case Phrase():
            return [_words(language, line, limits)]
        case Rich(text=text):
            return [rich(text)]
        case Quoted(text=text):  # its signs count more than the platform will: half is on the safe side
            return [html.escape(part, quote=False) for part in cut(text, limits.text // 2)]


def rich(text: str) -> str:
    """What staff wrote, in the markup of ours that the channels take."""
    return "".join(_piece(piece) for piece in formatting.pieces(text))


def _piece(piece: Piece) -> str:
    text = html.escape(piece.text, quote=False)
    if piece.style in {Style.ITALIC, Style.BOTH}:
        text = f"<i>{text}</i>"
    return f"<b>{text}</b>" if piece.style in {Style.BOLD, Style.BOTH} else text


def _picture(picture: Picture, language: str, limits: Limits) -> Photo | Attached | None:
    """The picture in this channel; None where it was never sent into it."""
    match picture:
        case Drawn(name=name):
            return Photo(drawing(language, name))
        case Shown(content=content):
            return Photo(content)
        case Kept(kind=kind, handles=handles):
            handle = dict(handles).get(limits.channel)
            return Attached(handle, photo=kind == "photo") if handle else None


@cache
def drawing(language: str, name: str) -> bytes:
    """The PNG of one of our own pictures. Raises FileNotFoundError where a language lacks it: a test finds that."""
    return (files("locales") / language / "pictures" / f"{name}.png").read_bytes()


def _gather(paragraphs: list[str], limit: int) -> list[str]:
    """Paragraphs in as few messages as carry them. Markup is counted too: on the safe side."""
    gathered = [paragraphs[0]]
    for paragraph in paragraphs[1:]:
        joined = f"{gathered[-1]}\n\n{paragraph}"
        if units(joined) > limit:
            gathered.append(paragraph)
        else:
            gathered[-1] = joined
    return gathered


def _verbatim(speech: Verbatim, language: str, limits: Limits) -> list[Outgoing]:
    head, foot = (_words(language, said, limits) for said in (speech.head, speech.foot))
    # The markup counts more than the platform will: on the safe side.
    room = limits.text - max(units(head), units(foot)) * 2 - 4
    parts = [html.escape(part, quote=False) for part in cut(speech.text, room)] or [""]
    parts[0] = f"{head}\n\n{parts[0]}".rstrip()
    parts[-1] = f"{parts[-1]}\n\n{foot}"
    keyboard = _keyboard(speech.rows, language, limits)
    return [*(Message(part) for part in parts[:-1]), Message(parts[-1], keyboard)]


def _to_copy(speech: ToCopy, language: str, limits: Limits) -> list[Outgoing]:
    """A phone copies a block at a tap; a text that is too long for one message is cut, the buttons under its end."""
    head = _words(language, speech.head, limits)
    if limits.choices:  # a message of its own is what a phone copies, or passes on, whole
        texts = [html.escape(part, quote=False) for part in cut(speech.text, limits.text // 2)]
        choose = words(language, phrase("choose"))
        under = [Message(choose, _keyboard(speech.rows, language, limits))] if speech.rows else []
        return [Message(head), *map(Message, texts), *under]
    room = limits.text - units(head) - len("\n<pre></pre>")
    blocks = [f"<pre>{html.escape(part, quote=False)}</pre>" for part in cut(speech.text, room // 2)] or [""]
    blocks[0] = f"{head}\n{blocks[0]}"
    keyboard = _keyboard(speech.rows, language, limits)
    return [*(Message(block) for block in blocks[:-1]), Message(blocks[-1], keyboard)]


@cache
def _escape(limits: Limits) -> Escape:
    """One function per table, the same each time: `words` keeps what it has said by it."""
    return lambda text: html.escape(clip(text, limits.argument), quote=False)


def _keyboard(rows: Rows, language: str, limits: Limits) -> Keyboard:
    for row in rows:
        for button in row:
            if isinstance(button.does, Press) and len(button.does.data.encode()) > limits.button_data:
                raise ValueError(f"button data of over {limits.button_data} bytes")
            if isinstance(button.does, Copy) and not 1 <= units(button.does.text) <= limits.copy_text:
                raise ValueError(f"a text to copy of over {limits.copy_text} characters")
    return tuple(
        tuple(Key(words(language, button.label, channel=limits.channel), button.does) for button in row) for row in rows
    )
