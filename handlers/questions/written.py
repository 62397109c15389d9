"""What every question has that is answered by writing, with one button to leave it. Pure."""

from collections.abc import Callable
from dataclasses import dataclass

from handlers.dialog.talk import Option
from handlers.speech import Button, Picture, Press, Rows, phrase


@dataclass(frozen=True, slots=True)
class WrittenQuestion:
    """`name` is the stem of its label. Who asks says how an answer is understood."""

    name: str
    ways: tuple[Option, ...] = ()
    ways_shown: bool = False
    picture: Picture | None = None
    secret: bool = False
    form: str | None = None

    def rows(self, press: Callable[[str], str], page: str | None) -> Rows:
        """The way out."""
        return ((Button(phrase("button-cancel"), Press("cancel")),),)
