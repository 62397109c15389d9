"""Pictures of five characters, slanted and crossed by lines: for a person to read, and a nuisance to a program."""

import secrets
from io import BytesIO

from PIL import Image, ImageDraw, ImageFilter, ImageFont

LENGTH = 5
_SIGNS = "ACDEFHJKLMNPRTUVWXY34679"  # none that is taken for another
_WIDTH, _HEIGHT = 220, 70
_INKS = ("#3b2f63", "#6a1b2a", "#164f3c", "#1f3f77")

_chance = secrets.SystemRandom()


class Captchas:
    """Pictures that wait to be read; each is answered once, right or wrong. `texts` is id → what the picture says."""

    def __init__(self) -> None:
        self.texts: dict[str, str] = {}

    def issue(self) -> str:
        """A new picture's id."""
        captcha_id = secrets.token_urlsafe(8)
        self.texts[captcha_id] = invent()
        return captcha_id

    def answered(self, captcha_id: str, text: str) -> bool:
        """Whether this is what the picture says; it is used up."""
        return same(text, self.texts.pop(captcha_id, ""))


def same(typed: str, text: str) -> bool:
    """Whether somebody read the text of a picture; spaces and case do not count."""
    return bool(text) and "".join(typed.split()).upper() == text


def invent() -> str:
    """Five characters; which case they are answered in does not matter."""
    return "".join(secrets.choice(_SIGNS) for _ in range(LENGTH))


def draw(text: str) -> bytes:
    """The text as a PNG of 220 × 70 pixels, drawn otherwise each time."""
    picture = Image.new("RGB", (_WIDTH, _HEIGHT), "#eef0f3")
    pen = ImageDraw.Draw(picture)
    for _ in range(5):
        ends = [(_chance.randrange(_WIDTH), _chance.randrange(_HEIGHT)) for _ in range(2)]
        pen.line(ends, fill="#b3bac4", width=2)
    step = (_WIDTH - 24) // len(text)
    for place, sign in enumerate(text):
        letter = _slanted(sign)
        picture.paste(letter, (12 + place * step, _chance.randrange(2, 14)), letter)
    for _ in range(2):
        ends = [(0, _chance.randrange(_HEIGHT)), (_WIDTH, _chance.randrange(_HEIGHT))]
        pen.line(ends, fill=_chance.choice(_INKS), width=1)
    buffer = BytesIO()
    picture.filter(ImageFilter.SMOOTH).save(buffer, "PNG")
    return buffer.getvalue()


def _slanted(sign: str) -> Image.Image:
    letter = Image.new("RGBA", (48, 54), (0, 0, 0, 0))
    font = ImageFont.load_default(size=40)
    ImageDraw.Draw(letter).text((24, 27), sign, font=font, fill=_chance.choice(_INKS), anchor="mm")
    return letter.rotate(_chance.uniform(-22, 22), resample=Image.Resampling.BICUBIC)
