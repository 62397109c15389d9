"""Which country a person means: by its name in five languages, its demonym, an ISO code, a flag, slang, with a typo.

Names come from Babel (CLDR territories), three-letter codes from CLDR's aliases; what it lacks is in
`buzon/data/nationalities.toml`. What could be several countries is a choice, never a guess.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from babel import Locale
from babel.core import get_global
from rapidfuzz import process
from rapidfuzz.distance import OSA, Indel

from buzon.classify import fold
from buzon.identity.evasions import evasion, words
from buzon.identity.refusal import MOST_CHOICES, Ambiguous, Reason, Refusal
from buzon.identity.vocabulary import data, known

_LANGUAGES = ("es", "en", "pt", "fr")
_NO_COUNTRIES = known("nationality", "no_countries")
"""CLDR's territories that nobody is a national of."""

_SAID_OTHERWISE = frozenset({"si", "no"})
"""Codes (Slovenia, Norway) that are another answer, whatever their case."""

_AROUND = known("nationality", "around")
_LONGEST_NAME = 10
"""Words."""

_FLAG_A = 0x1F1E6
_DENIED = re.compile(r"\b(?:no soy|i m not|nao sou|je ne suis pas|mwen pa)\b(?! .*\bsoy\b)")
"""Said of the only country named: "no soy venezolano". With a comma it is a correction: "no, soy venezolano"."""

_FLAG = re.compile("[\U0001f1e6-\U0001f1ff]{2}")
_ENDINGS = (
    *(
        ("o", "a"),
        ("o", "ito"),
        ("o", "ita"),
        ("es", "esa"),
        ("an", "ana"),
        ("ol", "ola"),
        ("ien", "ienne"),
        ("ais", "aise"),
        ("ois", "oise"),
    ),
    *(("ain", "aine"), ("in", "ina"), ("on", "ona"), ("ao", "a"), ("and", "ande")),
)


@dataclass(frozen=True, slots=True)
class Country:
    """A nationality by its ISO 3166-1 alpha-2 code."""

    code: str

    def name(self, language: str = "es") -> str:
        """What the country is called in a language; in Kreyòl where we know it, else as in French."""
        if language == "ht":
            return str(data("nationalities")["kreyol"].get(self.code) or Locale.parse("fr").territories[self.code])
        return str(Locale.parse(language).territories[self.code])

    @property
    def flag(self) -> str:
        """The flag as an emoji."""
        return "".join(chr(_FLAG_A + ord(letter) - ord("A")) for letter in self.code)


def is_country(code: str) -> bool:
    """Whether this is the code of a country that somebody can be a national of, in capitals."""
    return code in _codes()


def read_nationality(text: str) -> Country | Ambiguous[Country] | Refusal:
    """The country meant, up to three to choose from, or why none was understood."""
    if text in _codes() and text.lower() not in _SAID_OTHERWISE:
        return Country(text)  # a button's own: "DO" and "ES" are small words elsewhere
    codes = _flags(text)
    said = words(text.replace(".", "")).split()
    codes |= _mentioned(said)
    if len(codes) == 1 and _DENIED.search(fold(text.replace("'", " "))):
        return Refusal(Reason.UNKNOWN_COUNTRY)
    if not codes:
        if reason := evasion(text):
            return Refusal(Reason.UNKNOWN_COUNTRY if reason is Reason.NONE_HELD else reason)
        codes = _coded(said) or _misspelt(said)
    if len(codes) > MOST_CHOICES:
        return Refusal(Reason.SEVERAL_ANSWERS)
    countries = tuple(Country(code) for code in sorted(codes))
    if not countries:
        return Refusal(Reason.UNKNOWN_COUNTRY)
    return countries[0] if len(countries) == 1 else Ambiguous(countries)


def _flags(text: str) -> set[str]:
    pairs = ("".join(chr(ord(sign) - _FLAG_A + ord("A")) for sign in pair) for pair in _FLAG.findall(text))
    return {code for code in pairs if code in _codes()}


@cache
def _codes() -> frozenset[str]:
    territories = map(str, Locale.parse("es").territories)
    return frozenset(code for code in territories if len(code) == 2 and code.isalpha()) - _NO_COUNTRIES


@cache
def _names() -> dict[str, frozenset[str]]:
    """Folded name or demonym → codes: one, or those that the word is ambiguous between."""
    table = data("nationalities")
    found: dict[str, set[str]] = {}
    for language in _LANGUAGES:
        for code in _codes():
            name = Locale.parse(language).territories.get(code, "").replace(".", "")
            short = words(re.sub(r"\(.*\)", "", name))
            for form in {words(name), short, short.replace(" y ", " ")}:
                found.setdefault(form, set()).add(code)
    for code, told in table["words"].items():
        for word in told.split("|"):
            for form in _forms(words(word)):
                found.setdefault(form, set()).add(code)
    for code, name in table["kreyol"].items():
        found.setdefault(words(name), set()).add(code)
    for word, codes in table["ambiguous"].items():
        for form in _forms(word):
            found[form] = set(codes.split())
    return {form: frozenset(codes) for form, codes in found.items() if form}


def _forms(masculine: str) -> Iterable[str]:
    """A demonym in both genders, fondly too ("cubanita"), and their plurals."""
    genders = {masculine}
    genders |= {masculine.removesuffix(man) + woman for man, woman in _ENDINGS if masculine.endswith(man)}
    return genders | {form + "s" for form in genders} | {form + "es" for form in genders}


def _mentioned(said: list[str]) -> set[str]:
    """Every country whose name stands among the words, the longest names first ("guinea ecuatorial", not "guinea")."""
    codes: set[str] = set()
    left = list(said)
    for length in range(min(_LONGEST_NAME, len(left)), 0, -1):
        for start in range(len(left) - length + 1):
            phrase = " ".join(left[start : start + length])
            if phrase in _names():
                codes |= _names()[phrase]
                left[start : start + length] = ["|"] * length
    if codes:
        halves = data("nationalities")["halves"]
        codes |= {halves[word] for word in left if word in halves}
    return codes


@cache
def _long_codes() -> dict[str, str]:
    """CLDR's aliases: "ven" → "VE", and "uk" → "GB"."""
    aliases = get_global("territory_aliases")
    return {
        alias.lower(): meant[0]
        for alias, meant in aliases.items()
        if alias.isalpha() and len(meant) == 1 and meant[0] in _codes()
    }


def _coded(said: list[str]) -> set[str]:
    """An ISO code, where it is all that was said."""
    told = [word for word in said if word not in _AROUND]
    if len(told) != 1 or told[0] in _SAID_OTHERWISE:
        return set()
    if told[0].upper() in _codes():
        return {told[0].upper()}
    return {_long_codes()[told[0]]} if told[0] in _long_codes() else set()


def _misspelt(said: list[str]) -> set[str]:
    """The nearest names: of the whole, else of any one word."""
    told = [word for word in said if word not in _AROUND]
    nearest = _nearest(" ".join(told))
    for word in told if not nearest and len(told) <= 8 else ():
        nearest |= _nearest(word) if len(word) > 5 else set()
    return nearest if len(nearest) <= MOST_CHOICES else set()


def _nearest(word: str) -> set[str]:
    """Names that sound the same; else one letter away, two in long ones. In short ones no letter may be another."""
    same = _by_sound().get(_sound(word), frozenset())
    if same or len(word) < 4:
        return set(same)
    if len(word) <= 5:
        close = process.extract(word, _names().keys(), scorer=Indel.distance, score_cutoff=1, limit=None)
    else:
        allowed = 1 if len(word) < 9 else 2
        close = process.extract(word, _names().keys(), scorer=OSA.distance, score_cutoff=allowed, limit=None)
    least = min((distance for _, distance, _ in close), default=0)
    near = (name for name, distance, _ in close if distance == least and len(name) > 3)
    return {code for name in near for code in _names()[name]}


def _sound(word: str) -> str:
    """How a Spanish speaker hears it: b and v, s and z and soft c, ll and y, j and soft g, k and qu; h is mute."""
    heard = re.sub(r"c(?=[ei])|z", "s", fold(word).replace("ch", "#").replace("h", ""))
    heard = re.sub(r"g(?=[ei])", "j", heard.replace("qu", "k").replace("ll", "y").replace("v", "b").replace("c", "k"))
    return re.sub(r"(.)\1", r"\1", heard.replace("#", "ch"))


@cache
def _by_sound() -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for name, codes in _names().items():
        if len(name) > 3:
            found[_sound(name)] = found.get(_sound(name), frozenset()) | codes
    return found
