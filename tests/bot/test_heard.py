"""What Telegram brings becomes a thing heard, and is kept whole until it is answered."""

from typing import Any

import orjson
import pytest
from aiogram.types import Update
from hypothesis import given
from hypothesis import strategies as st

from bot import inbox
from bot.channels.telegram.translation import translate
from buzon.markup import JOINT, Style, pieces
from handlers.speech import Heard, Media, Oddity, Text
from handlers.styled import StyledMedia, StyledText, marked

PHOTO = {"file_id": "AgAC", "file_unique_id": "u", "width": 90, "height": 90, "file_size": 1000}
DOCUMENT = {"file_id": "BQAC", "file_unique_id": "u", "file_size": 2000}


def sent(**content: Any) -> Heard:
    """A message of one person's."""
    chat = {"id": 1001, "type": "private"}
    message = {"message_id": 7, "date": 1_796_311_800, "chat": chat, **content}
    heard = translate(Update.model_validate({"update_id": 1, "message": message}))
    assert heard is not None
    return heard


@pytest.mark.parametrize(
    ("content", "media"),
    [
        ({"photo": [PHOTO], "caption": "Nuevo *horario*"}, Media("photo", "AgAC", 1000, "Nuevo *horario*")),
        ({"document": DOCUMENT, "caption": "El folleto"}, Media("document", "BQAC", 2000, "El folleto")),
        ({"photo": [PHOTO]}, Media("photo", "AgAC", 1000)),
    ],
)
def test_a_picture_comes_with_the_text_below_it(content: dict[str, Any], media: Media) -> None:
    """In one message, as people send it; and so it lies in the inbox."""
    heard = sent(**content)
    assert heard.what == media
    assert inbox.load(inbox.dump(heard)) == heard
    assert "horario" not in repr(heard)


def entity(kind: str, offset: int, length: int) -> dict[str, Any]:
    return {"type": kind, "offset": offset, "length": length}


def test_what_the_app_has_set_comes_beside_the_text() -> None:
    """Bold and italics as our marks; the text itself is what was written, and an emoji counts as two."""
    set_so = [entity("bold", 3, 5), entity("italic", 10, 5), entity("url", 0, 2), entity("bold", 10, 2)]
    heard = sent(text="📣 Aviso: todos, 2*3", entities=set_so)
    assert heard.what == StyledText("📣 Aviso: todos, 2*3", f"📣 *Aviso*: *_to*{JOINT}dos_, 2*3")
    assert marked(heard.what, "otra cosa") == "otra cosa"
    assert inbox.load(inbox.dump(heard)) == heard
    assert inbox.kind(heard.what) == "text"
    assert "Aviso" not in repr(heard)
    below = sent(photo=[PHOTO], caption="Hola", caption_entities=[entity("bold", 0, 4)])
    assert below.what == StyledMedia("photo", "AgAC", 1000, "Hola", "*Hola*")
    assert inbox.load(inbox.dump(below)) == below


@pytest.mark.parametrize("set_so", [[], [entity("url", 0, 4)], [entity("code", 0, 4)]])
def test_a_text_without_styles_is_a_text(set_so: list[dict[str, Any]]) -> None:
    """What its writer has typed as marks stays as typed."""
    assert sent(text="*Hola*", entities=set_so).what == Text("*Hola*")


@given(
    st.text(alphabet="ab *_\\\nñ😀", max_size=20),
    st.lists(
        st.tuples(st.sampled_from(["bold", "italic", "underline"]), st.integers(0, 30), st.integers(1, 30)), max_size=4
    ),
)
def test_entities_become_marks_that_read_the_same(text: str, ranges: list[tuple[str, int, int]]) -> None:
    """Wherever they begin and end, also beyond the text or within an emoji: the same letters, each set as the app
    showed it."""
    heard = sent(text=text or "x", entities=[entity(*one) for one in ranges])
    assert isinstance(heard.what, Text)
    if not isinstance(heard.what, StyledText):
        assert not {"bold", "italic"} & {kind for kind, _, _ in ranges}
        return
    at, expected = 0, []
    for char in text or "x":
        width = len(char.encode("utf-16-le")) // 2
        on = {kind for kind, start, length in ranges if start <= at and at + width <= start + length}
        expected.append((char, None if char.isspace() else on - {"underline"}))
        at += width
    styles = {Style.PLAIN: set(), Style.BOLD: {"bold"}, Style.ITALIC: {"italic"}, Style.BOTH: {"bold", "italic"}}
    read = [(char, piece.style) for piece in pieces(heard.what.markup) for char in piece.text]
    assert [(char, None if char.isspace() else styles[style]) for char, style in read] == expected


@pytest.mark.parametrize(
    ("kept", "media"),
    [(["media", "photo", "AgAC", 9], Media("photo", "AgAC", 9)), (["media", "voice"], Media("voice"))],
)
def test_what_an_older_program_has_kept_is_read(kept: list[Any], media: Media) -> None:
    """It was kept before captions were, or before files were."""
    assert inbox.load(orjson.dumps(["telegram", "1", kept, 1, 2, None, True])).what == media


@pytest.mark.parametrize(
    "content",
    [
        {"pinned_message": {"message_id": 3, "date": 0, "chat": {"id": 1001, "type": "private"}}},
        {"message_auto_delete_timer_changed": {"message_auto_delete_time": 86_400}},
        {"nobody_knows_this_yet": {}},
    ],
)
def test_what_the_app_says_by_itself_is_no_picture(content: dict[str, Any]) -> None:
    """It was once answered with "I can't read that": the enum's own text was compared with the Bot API's names."""
    assert sent(**content).what == Oddity()


def test_a_voice_is_named_as_the_bot_api_does() -> None:
    """Kinds are told apart by these names."""
    assert sent(voice={"file_id": "AwAC", "file_unique_id": "u", "duration": 3}).what == Media("voice")
