"""How a thing heard is kept until it is answered: plain JSON for the vault, and back."""

from typing import Any

import orjson

from handlers.speech import Departure, Heard, Media, Moved, Oddity, Return, Tap, Text, What
from handlers.styled import StyledMedia, StyledText

_BARE: dict[str, type[Departure | Return | Oddity]] = {"departure": Departure, "return": Return, "oddity": Oddity}


def dump(heard: Heard) -> bytes:
    """Bytes to be sealed. A `Form` is never kept: it holds a password and is answered while its sender waits."""
    kept = [
        heard.channel,
        heard.address,
        _plain(heard.what),
        heard.update,
        heard.message,
        heard.language,
        heard.private,
    ]
    # Of groups alone, so that what was heard in private can be read by a process of the code before.
    return orjson.dumps(kept if heard.private else [*kept, heard.sender, heard.reply_to, heard.reply_data])


def load(stored: bytes) -> Heard:
    """The way back. Raises ValueError for bytes of other code."""
    channel, address, plain, *of_message = orjson.loads(stored)
    if len(of_message) not in {4, 7}:
        raise ValueError("kept by other code")
    return Heard(channel, address, _what(plain), *of_message)


def kind(what: What) -> str:
    """The kind of a thing heard, for metrics."""
    return type(what).__name__.removeprefix("Styled").lower()


def _plain(what: What) -> list[str | int | None]:
    match what:
        case StyledText(text=text, markup=markup):
            return ["text", text, markup]
        case StyledMedia(kind=name, file=file, size=size, caption=caption, markup=markup):
            return ["media", name, file, size, caption, markup]
        case Text(text=text):
            return ["text", text]
        case Tap(data=data, query=query):
            return ["tap", data, query]
        case Media(kind=name, file=file, size=size, caption=caption):
            return ["media", name, file, size, *([caption] if caption else [])]  # old code reads what has none
        case Moved(old=old, new=new):
            return ["moved", old, new]
        case Departure() | Return() | Oddity():
            return [kind(what)]
    raise ValueError(f"a {kind(what)} is not kept")


def _what(plain: list[Any]) -> What:
    match plain:
        case ["text", text]:
            return Text(text)
        case ["text", text, markup]:
            return StyledText(text, markup)
        case ["tap", data, query]:
            return Tap(data, query)
        case ["media", name, file, size, caption, markup]:
            return StyledMedia(name, file, size, caption, markup)
        case ["media", name, file, size, caption]:
            return Media(name, file, size, caption)
        case ["media", name, file, size]:  # as it was kept before captions were
            return Media(name, file, size)
        case ["media", name]:  # as it was kept before files were read
            return Media(name)
        case ["moved", old, new]:
            return Moved(old, new)
        case [name] if name in _BARE:
            return _BARE[name]()
    raise ValueError("kept by other code")
