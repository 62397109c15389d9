"""The pictures beside a walk: there in every language, small enough for prepaid data, as their words are now."""

import re
from pathlib import Path

import pytest
from fluent.syntax import FluentParser
from fluent.syntax.ast import Message
from PIL import Image

from handlers.speech import phrase
from handlers.words import LANGUAGES, words
from tools import draw_pictures
from tools.draw_pictures import PICTURES, TEMPLATES

LOCALES = Path(__file__).resolve().parents[2] / "locales"
EVERY = [(language, stem) for language in LANGUAGES for stem in PICTURES]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_picture_and_no_other(language: str) -> None:
    """A walk shows its pictures in whatever language it is walked, and none is left over."""
    assert {path.name for path in (LOCALES / language / "pictures").iterdir()} == {f"{stem}.png" for stem in PICTURES}


def test_every_picture_has_its_template() -> None:
    """One source for all languages; what several of them use stands in two more files."""
    assert {path.stem for path in TEMPLATES.glob("*.html")} - {"base", "parts"} == set(PICTURES)


@pytest.mark.parametrize(("language", "stem"), EVERY)
def test_a_picture_is_small(language: str, stem: str) -> None:
    """A PNG of at most 40 kB, 800 pixels wide, at most 1000 high, on its own ground whatever the chat's colour."""
    path = draw_pictures.place(language, stem)
    assert path.stat().st_size <= 40_000
    with Image.open(path) as picture:
        assert picture.format == "PNG"
        assert picture.width == 800
        assert picture.height <= 1_000
        assert not picture.has_transparency_data


@pytest.mark.parametrize(("language", "stem"), EVERY)
def test_a_picture_shows_the_words_of_today(language: str, stem: str) -> None:
    """Where this fails, words or template have changed since it was drawn: `make pictures`."""
    with Image.open(draw_pictures.place(language, stem)) as picture:
        assert picture.info[draw_pictures.DRAWN_FROM] == draw_pictures.fingerprint(language, stem)


@pytest.mark.parametrize(("language", "stem"), EVERY)
def test_a_picture_says_that_it_is_a_drawing(language: str, stem: str) -> None:
    """Nobody takes it for the official page, and who cannot see it has it in one plain sentence."""
    drawing = words(language, phrase("picture-drawing")).partition(":")[0]
    assert f'<p class="drawing">{drawing}: ' in draw_pictures.html(language, stem)
    described = words(language, phrase(f"picture-{stem}-alt"))
    assert described.startswith(drawing)
    assert re.fullmatch(r"[^.<>]{40,300}\.", described)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_templates_use_every_word(language: str) -> None:
    """And every word is of a picture that exists."""
    parsed = FluentParser().parse((LOCALES / language / "pictures.ftl").read_text(encoding="utf-8"))
    keys = {entry.id.name for entry in parsed.body if isinstance(entry, Message)}
    said = {
        key for path in TEMPLATES.glob("*.html") for key in re.findall(r'say\("([\w-]+)"\)', path.read_text("utf-8"))
    }
    assert keys == said
    assert {key for key in keys if not key.startswith(tuple(f"picture-{stem}-" for stem in PICTURES))} == {
        "picture-drawing"
    }
