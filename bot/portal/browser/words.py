"""Whether what a page says is one of a profile's words: whatever their case, accents, spaces and punctuation. Pure."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

_SPACES = re.compile(r"\s+")
_EDGES = " :*.,;…¿?¡!()[]-–—|«»\"'"
_FOLDED = str.maketrans({"ñ": "\0"})  # an ñ is a letter, not an accent


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """Lower case, without accents, one space between words, nothing at the edges but letters and digits."""
    kept = text.casefold().translate(_FOLDED)
    bare = "".join(letter for letter in unicodedata.normalize("NFKD", kept) if not unicodedata.combining(letter))
    return _SPACES.sub(" ", bare.replace("\0", "ñ").replace("°", "").replace("º", "")).strip(_EDGES)


@dataclass(frozen=True, slots=True, order=True)
class Match:
    """How well words fit: `weaker` 0 where they are the same, 1 where they are among others; `rank` of the synonym."""

    weaker: int
    rank: int

    @property
    def usual(self) -> bool:
        """Whether it is called as the profile expects first."""
        return self == _BEST


_BEST = Match(0, 0)


def match(said: str, words: Sequence[str], *, whole: bool = False) -> Match | None:
    """The best fit of `said` to the synonyms; `whole` wants it to be one of them, with nothing around it."""
    text = plain(said)
    if not text:
        return None
    for rank, word in enumerate(words):
        if text == plain(word):
            return Match(0, rank)
    if whole:
        return None
    for rank, word in enumerate(words):
        if contains(text, plain(word)):
            return Match(1, rank)
    return None


def contains(text: str, phrase: str) -> bool:
    """Whether a plain phrase stands in plain text, at the bounds of words."""
    at = text.find(phrase) if phrase else -1
    while at >= 0:
        end = at + len(phrase)
        if not (at and text[at - 1].isalnum()) and not (end < len(text) and text[end].isalnum()):
            return True
        at = text.find(phrase, at + 1)
    return False


def says(texts: Iterable[str], phrases: Sequence[str]) -> bool:
    """Whether any text holds any of the phrases."""
    sought = [plain(phrase) for phrase in phrases]
    return any(contains(text, phrase) for text in map(plain, texts) for phrase in sought)
