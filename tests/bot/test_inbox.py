"""What is kept of a thing heard until it is answered: all of it, also of what the code before had kept."""

import orjson
import pytest

from bot import inbox
from handlers.speech import Departure, Form, Heard, Media, Moved, Oddity, Return, Tap, Text, What

WHATS: list[What] = [
    Text("hola"),
    Tap("q:close:1", "query"),
    Media("photo", "handle", 5_000, "Mira"),
    Media("voice"),
    Moved("-4", "-1000000000004"),
    Departure(),
    Return(),
    Oddity(),
]


@pytest.mark.parametrize("what", WHATS, ids=inbox.kind)
def test_what_is_kept_is_what_was_heard(what: What) -> None:
    """In private and in a group, where it also matters who it was and what it is a reply to."""
    private = Heard("telegram", "1001", what, update=1, message=2, language="es")
    group = Heard("telegram", "-4", what, 1, 2, "es", private=False, sender="1001", reply_to=7, reply_data="q:close:1")
    for heard in (private, group):
        assert inbox.load(inbox.dump(heard)) == heard


def test_what_the_code_before_kept_is_read() -> None:
    """A process that was stopped in the middle left it: seven things, before groups were more than left."""
    stored = orjson.dumps(["telegram", "1001", ["media", "photo", "handle", 5], 1, 2, "es", True])
    assert inbox.load(stored) == Heard("telegram", "1001", Media("photo", "handle", 5), 1, 2, "es")


@pytest.mark.parametrize(
    "stored", [b"[]", b"nonsense", b'["telegram","1",["text","x"],1,2,"es"]', b'["a","b",["c"],1,2,"",true]']
)
def test_what_other_code_kept_is_refused(stored: bytes) -> None:
    """Honestly, so that it is crossed off."""
    with pytest.raises(ValueError):  # noqa: PT011  (whatever is wrong with it)
        inbox.load(stored)


def test_a_page_is_never_kept() -> None:
    """A password may be in it."""
    with pytest.raises(ValueError, match="form"):
        inbox.dump(Heard("telegram", "1001", Form("link", {})))
