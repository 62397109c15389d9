"""What people write instead of an answer, whatever was asked: nothing, "no sé", "no tengo"."""

import re

from buzon.classify import fold
from buzon.identity.refusal import Reason
from buzon.identity.vocabulary import known

_NOT_KNOWN = re.compile(
    r"(?:yo |la verdad |pues )*"
    r"(?:no (?:lo |la |me |los )*(?:se|acuerdo|recuerdo)|nose|ni idea|(?:i )?do ?n ?t (?:know|remember)|no idea"
    r"|(?:eu )?nao (?:me )?(?:sei|lembro)|(?:je )?(?:ne )?sais pas|(?:mwen |m )?pa (?:konnen|sonje))\b"
)
# One of these, and nothing that is neither these nor the small words below: "no tengo segundo apellido".
_NEGATIONS = known("evasions", "negations")
_SMALL = known("evasions", "small")
_NONE_PHRASES = frozenset(["n a", "don t have", "je n en ai pas", "j en ai pas", "je n ai pas"])
_NONE_ABROAD = re.compile(r"(?:mwen |m )?pa gen(?:yen)?(?: \w+){0,2}|i (?:don ?t|do not) have(?: one| it| any)?")


def words(text: str) -> str:
    """Folded words with one space between, digits included, signs as spaces: the form in which phrases are compared."""
    return " ".join(re.findall(r"[^\W_]+", fold(text)))


def evasion(text: str) -> Reason | None:
    """EMPTY, NOT_KNOWN or NONE_HELD where the whole text is that and nothing more; else None."""
    said = words(text)
    if not said:
        return Reason.EMPTY
    if _NOT_KNOWN.match(said):
        return Reason.NOT_KNOWN
    told = set(said.split())
    if said in _NONE_PHRASES or _NONE_ABROAD.fullmatch(said) or (told & _NEGATIONS and told <= _NEGATIONS | _SMALL):
        return Reason.NONE_HELD
    return None
