"""Surnames and given names as people write them: particles, Ñ, accents, ALL CAPS, words around them, "no tengo"."""

import re
import unicodedata
from dataclasses import dataclass

from buzon.classify import fold
from buzon.identity.evasions import evasion
from buzon.identity.refusal import Reason, Refusal
from buzon.identity.vocabulary import known

SHORTEST, LONGEST = 2, 60
"""Letters. One letter is an initial, and the portal compares whole names."""

_PARTICLES = known("names", "particles")
_LEAD_IN = re.compile(
    r"(?:(?:yo|mi|mis|my|meu|meus|mon|mes|el|o|le) )*"
    r"(?:(?:(?:primer|segundo|last|first|family|given|second|full) )?"
    r"(?:apellidos?|nombres?|names?|surnames?|sobrenomes?|nomes?|prenoms?|nom|siyati|non)"
    r"(?: (?:paterno|materno|completo|de famille|mwen))*(?: (?:es|son|is|are|e|est|se))?"
    r"|me llamo|me chamo|me dicen|mwen rele|je m'appelle|je suis|soy|sou|es|i am|i'm) "
)
_NO_NAMES = known("names", "not_names")
_SENTENCES = known("names", "sentences")
"""Words that make a sentence of several, and are no part of a name. Alone, "Es" is somebody's surname."""

_SIGNS = re.compile(r"[<>{}\[\]()@/\\_=|#$%^*+~;&]")
_NO_ANSWER = re.compile(r"[\s._]*[-–—][-–—\s._]*")
_WORD = re.compile(r"[^\W\d_]+(?:['.-][^\W\d_]+)*\.?")


@dataclass(frozen=True, slots=True)
class Name:
    """Surnames, or given names: cased for reading, accents and Ñ as they were written. Hidden in repr.

    The portal may want accents and Ñ or not: `official`, `unaccented` and `plain` are what to try, in that order.
    """

    value: str

    @property
    def official(self) -> str:
        """Capitals, as documents print them: "NUÑEZ DE LA CRUZ"."""
        return self.value.upper()

    @property
    def unaccented(self) -> str:
        """Capitals without accents, the Ñ kept: it is a letter of its own in Spanish."""
        apart = unicodedata.normalize("NFD", self.official.replace("Ñ", "\0"))
        return "".join(char for char in apart if not unicodedata.combining(char)).replace("\0", "Ñ")

    @property
    def plain(self) -> str:
        """Capitals without accents, and N for Ñ: as the machine-readable lines of a passport have it."""
        return self.unaccented.replace("Ñ", "N")

    def __repr__(self) -> str:
        return "Name(…)"


def read_optional_name(text: str) -> Name | Refusal | None:
    """As `read_name`; None where the person says that there is none ("no tengo segundo apellido", "-")."""
    name = read_name(text)
    return None if isinstance(name, Refusal) and name.reason is Reason.NONE_HELD else name


def read_name(text: str) -> Name | Refusal:
    """The name meant, without the words around it ("mi apellido es …"), or why none was understood."""
    written = _written(text)
    if _NO_ANSWER.fullmatch(written):
        return Refusal(Reason.NONE_HELD)
    if reason := evasion(text) or evasion(written):
        return Refusal(reason)
    if reason := _no_name(written):
        return Refusal(reason)
    told = _without_lead_in(written).strip(" ,.:!¡")
    if "," in told or ":" in told:
        return Refusal(Reason.SEVERAL_ANSWERS)
    name = _cased(told.split())
    folded = {fold(word) for word in name.split()}
    if folded & _NO_NAMES or (len(folded) > 1 and folded & _SENTENCES):
        return Refusal(Reason.NOT_A_NAME)
    if not all(_WORD.fullmatch(word) for word in name.split()):
        return Refusal(Reason.SIGNS)
    letters = sum(char.isalpha() for char in name)
    if letters < SHORTEST:
        return Refusal(Reason.TOO_SHORT, limit=SHORTEST)
    return Name(name) if len(name) <= LONGEST else Refusal(Reason.TOO_LONG, limit=LONGEST)


_DECORATION = frozenset({"So", "Sk", "Cc", "Cn", "Co", "Cs"})
_INVISIBLE = frozenset({"Cf", "Mn", "Me"})
"""Unicode categories of emoji, and of what joins or colours them and of marks that no letter was composed with."""


def _written(text: str) -> str:
    """Composed letters, one kind of apostrophe, no quotation marks, no emoji, single spaces."""
    straight = unicodedata.normalize("NFKC", re.sub("[’‘´`ʼ]", "'", text))
    seen = "".join(char for char in straight if unicodedata.category(char) not in _INVISIBLE)
    kept = "".join(" " if unicodedata.category(char) in _DECORATION else char for char in seen)
    return " ".join(re.sub('["“”«»…]', " ", kept).split())


def _no_name(written: str) -> Reason | None:
    if "?" in written or "¿" in written:
        return Reason.A_QUESTION
    if _SIGNS.search(written):
        return Reason.SIGNS
    if any(char.isnumeric() for char in written):
        return Reason.DIGITS
    if not all(unicodedata.name(char, "").startswith("LATIN ") for char in written if char.isalpha()):
        return Reason.NOT_LATIN
    return None


def _without_lead_in(written: str) -> str:
    """What follows "mi apellido es", "me llamo", "nombres:"; a lead-in with nothing after it is left alone."""
    tokens = written.split()
    while led := _LEAD_IN.match(" ".join(fold(token).strip(":,.") or "-" for token in tokens)):
        tokens = tokens[led.group(0).count(" ") :]
    return " ".join(tokens)


def _cased(written: list[str]) -> str:
    """ALL CAPS and all small become Capitals, mixed case is the person's own; particles are small but at the ends."""
    cased = []
    for place, word in enumerate(written):
        bare = word.removesuffix(".") if len(word) == 2 else word
        if 0 < place < len(written) - 1 and bare.lower() in _PARTICLES:
            cased.append(bare.lower())
        else:
            cased.append("".join(_capital(part) for part in re.split(r"(['-])", bare)))
    return " ".join(cased)


def _capital(part: str) -> str:
    raised = _one_for_one(part[:1], part[:1].upper()) + part[1:]
    return raised[:1] + _one_for_one(part[1:], part[1:].lower()) if raised.isupper() else raised


def _one_for_one(before: str, after: str) -> str:
    """The other case, but for the few letters that would become two."""
    return after if len(after) == len(before) else before
