"""What Telegram brings becomes a thing heard, and is kept whole until it is answered."""

from typing import Any

import orjson
import pytest
from aiogram.types import Update

from bot import inbox
from bot.channels.telegram.translation import translate
from handlers.speech import Heard, Media, Oddity

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
