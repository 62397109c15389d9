"""Messages with buttons in rows → what a channel without them can carry: under each text three buttons, a list, or one
link. Pure. Nothing is lost: what does not fit under one message goes under the next."""

import html
from collections.abc import Iterable, Iterator

from bot.channels.limits import Choices, Limits
from bot.channels.messages import Attached, Key, Keyboard, Listed, Message, Option, Outgoing, Photo
from bot.channels.text import clip, units
from handlers.speech import Copy, Fill, Link, Page, Press, phrase
from handlers.words import words


def shaped(outgoing: Iterable[Outgoing], *, language: str, limits: Limits) -> list[Outgoing]:
    """The same, as `limits.choices` wants it; unchanged for a channel with rows of buttons."""
    if limits.choices is None:
        return list(outgoing)
    return [one for message in outgoing for one in _shaped(message, language, limits.choices)]


def _shaped(message: Outgoing, language: str, choices: Choices) -> Iterator[Outgoing]:
    match message:
        case Message(markup=markup, keyboard=keyboard, reply_to=reply_to):
            yield from _under(markup, keyboard, language, choices, reply_to)
        case Photo(markup=markup, keyboard=keyboard) | Attached(markup=markup, keyboard=keyboard) if keyboard:
            keys = [Key(_short(key.label, choices.button_title), key.does) for key in _keys(keyboard)]
            if _is_row(keys, choices) and markup and units(markup) <= choices.body:
                yield _with(message, (tuple(keys),))
            else:
                yield _with(message, ())
                yield from _under(_said("choose", language), keyboard, language, choices)
        case _:
            yield message


def _with(message: Photo | Attached, keyboard: Keyboard) -> Photo | Attached:
    match message:
        case Photo(content=content, markup=markup):
            return Photo(content, markup, keyboard)
        case Attached(handle=handle, photo=photo, markup=markup, reply_to=reply_to):
            return Attached(handle, photo, markup, keyboard, reply_to)


def _under(
    markup: str, keyboard: Keyboard, language: str, choices: Choices, reply_to: int | None = None
) -> Iterator[Outgoing]:
    """A text and all that stood under it: links first, since they are what the text is about."""
    keys = _keys(keyboard)
    links = [key for key in keys if isinstance(key.does, Page | Link | Fill)]
    presses = [key for key in keys if isinstance(key.does, Press)]
    copies = [key.does.text for key in keys if isinstance(key.does, Copy)]
    if not (links or presses):
        yield Message(markup, (), None, reply_to)
    else:
        rest, body = _parted(markup, choices.body)
        if rest:
            yield Message(rest, (), None, reply_to)
        bodies = iter([body or _said("choose", language)])
        for link in links:
            short = Key(clip(_short(link.label, choices.button_title), choices.button_title), link.does)
            yield Message(next(bodies, html.escape(link.label, quote=False)), ((short,),))
        yield from _choices(presses, bodies, language, choices, after_link=bool(links))
    for text in copies:  # a message of its own is what a phone copies whole
        yield Message(html.escape(text, quote=False))


def _choices(
    presses: list[Key], bodies: Iterator[str], language: str, choices: Choices, *, after_link: bool
) -> Iterator[Outgoing]:
    more = "choose-instead" if after_link else "choose-more"
    # A list takes no row twice, and the same way on is one way.
    once: dict[object, Key] = {}
    for key in presses:
        once.setdefault(key.does, key)
    presses = list(once.values())
    short = [Key(_short(key.label, choices.button_title), key.does) for key in presses]
    if _is_row(short, choices):
        presses = short
        if presses:
            yield Message(next(bodies, _said(more, language)), (tuple(presses),))
        return
    titles = _titles([key.label for key in presses], choices.row_title)
    options = [
        Option(title, _below(key.label, title, choices), key.does.data)
        for title, key in zip(titles, presses, strict=True)
        if isinstance(key.does, Press)
    ]
    opener = clip(_said("choose-open", language), choices.button_title)
    for start in range(0, len(options), choices.rows):
        page = tuple(options[start : start + choices.rows])
        yield Listed(next(bodies, _said(more, language)), page, opener)


def _title(label: str, longest: int) -> str:
    """As much of a label as fits, cut between words: the whole of it stands below."""
    fits = clip(_short(label, longest), longest)
    whole, _, torn = fits.removesuffix("…").rpartition(" ")
    return f"{whole}…" if fits.endswith("…") and torn and units(whole) >= longest // 2 else fits


def _below(label: str, title: str, choices: Choices) -> str:
    """The whole label, where its title is only a part of it."""
    return "" if title == _short(label, choices.row_title) else clip(label, choices.row_description)


def _is_row(keys: list[Key], choices: Choices) -> bool:
    labels = [key.label for key in keys]
    short = all(units(label) <= choices.button_title for label in labels)
    presses = all(isinstance(key.does, Press) for key in keys)
    return presses and short and len(keys) <= choices.buttons and len(set(labels)) == len(labels)


def _titles(labels: list[str], longest: int) -> list[str]:
    """Short titles, no two alike: where the cut makes them so, a number tells them apart."""
    titles: list[str] = []
    for label in labels:
        title, number = _title(label, longest), 2
        while title in titles:
            title = f"{clip(label, longest - 3)} {number}"
            number += 1
        titles.append(title)
    return titles


def _parted(markup: str, longest: int) -> tuple[str, str]:
    """What goes before, and the end that buttons can stand under; cut between paragraphs, since tags never cross them.
    An end that is too long for that leaves none."""
    if units(markup) <= longest:
        return "", markup
    paragraphs = markup.split("\n\n")
    end: list[str] = []
    while paragraphs and units("\n\n".join([paragraphs[-1], *end])) <= longest:
        end.insert(0, paragraphs.pop())
    return "\n\n".join(paragraphs), "\n\n".join(end)


def _short(label: str, longest: int) -> str:
    """A label that is too long for a button, without the sign before its words."""
    sign, space, words_of_it = label.partition(" ")
    dispensable = units(label) > longest and space and not any(char.isalnum() for char in sign)
    return words_of_it if dispensable else label


def _keys(keyboard: Keyboard) -> list[Key]:
    return [key for row in keyboard for key in row]


def _said(key: str, language: str) -> str:
    return words(language, phrase(key))
