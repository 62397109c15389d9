"""What was written with styles that the writer's app has set: the text as ever, and beside it the same with our marks.

Only what is meant for many people looks at the marks (a broadcast); for everybody else the text is what was written.
"""

from dataclasses import dataclass, field

from handlers.speech import Media, Text, What


@dataclass(frozen=True, slots=True)
class StyledText(Text):
    """A text; `markup` is the same in the simple formatting of `buzon.markup`."""

    markup: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class StyledMedia(Media):
    """Something with a text below it; `markup` is that text in the simple formatting of `buzon.markup`."""

    markup: str = field(default="", repr=False)


def marked(what: What, text: str) -> str:
    """This text, which was read from `what`, with the marks of what was set; as it is where nothing was."""
    match what:
        case StyledText(text=said, markup=markup) | StyledMedia(caption=said, markup=markup) if said.strip() == text:
            return markup.strip()
    return text
