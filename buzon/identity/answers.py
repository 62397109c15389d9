"""Yes and no in the way people say them. What is both, neither or a question is no answer: better to ask again."""

import re
from functools import cache

from buzon.classify import fold
from buzon.identity.evasions import words
from buzon.identity.vocabulary import data, known

_YES_SIGNS = frozenset("👍✅👌✔☑🆗💯🙌")
_NO_SIGNS = frozenset("👎❌🚫✖🙅")
_SKIN = re.compile("[\U0001f3fb-\U0001f3ff\ufe0f]")
_TURNS = frozenset({"pero", "but", "mas", "mais", "men"})
"""Words after which the answer is taken half back."""


_IF = re.compile(r"^\s*si\s+(?:me|te|se|le|nos|fuera|no|es(?!\s+(?:correct|as[ií]|verdad|ciert)))\b", re.IGNORECASE)
"""A "si" without its accent and without a comma that goes on like an "if": "si me explicas primero". No consent."""

_OPENINGS = known("answers", "openings")
"""Words before the answer that do not decide it: "aún no la tengo", "todo mal"."""


def read_yes_no(text: str, language: str = "es") -> bool | None:
    """True for yes, False for no, None where it cannot be told. `language` is the person's; the rest are known too."""
    if re.search(r"[?¿]", text) or _IF.match(text):
        return None
    said = words(text)
    before, comma, after = text.partition(",")
    if comma and {read_yes_no(before, language), read_yes_no(after, language)} == {True, False}:
        return None
    if not said:
        return _by_signs(text)
    said = re.sub(r"(.)\1{2,}", r"\1", said)
    for table in (_phrases(language), _phrases(None)):
        if said in table:
            return table[said]
    first, _, rest = said.partition(" ")
    if rest and first in _OPENINGS:
        return read_yes_no(rest, language)
    return _by_first_word(said.split(), language)


def _by_signs(text: str) -> bool | None:
    signs = set(_SKIN.sub("", fold(text)))
    yes, no = bool(signs & _YES_SIGNS), bool(signs & _NO_SIGNS)
    return yes if yes != no else None


@cache
def _phrases(language: str | None) -> dict[str, bool | None]:
    """Folded phrase → meaning; of one language, or of all, where a phrase that languages dispute means nothing."""
    table = data("answers")
    found: dict[str, set[bool | None]] = {}
    for meaning, section in ((True, "yes"), (False, "no"), (None, "neither")):
        for spoken, told in table[section].items():
            for phrase in told.split("|") if language in {None, spoken} else ():
                if language or len(phrase) > 1:
                    found.setdefault(words(phrase), set()).add(meaning)
    return {phrase: meanings.pop() if len(meanings) == 1 else None for phrase, meanings in found.items()}


_PLAIN_YES = known("answers", "plain_yes")
_PLAIN_NO = known("answers", "plain_no")


def _by_first_word(said: list[str], language: str) -> bool | None:
    """ "sí, la tengo" and "no la tengo": the first word decides, unless the opposite word or a "but" comes after it."""
    table = _phrases(language)
    if any(" ".join(said[:length]) in table and table[" ".join(said[:length])] is None for length in (2, 3, 4)):
        return None
    first, rest = said[0], frozenset(said[1:])
    if rest & _TURNS or len(said) > 8:
        return None
    if first in _PLAIN_YES and not rest & _PLAIN_NO:
        return True
    if first in _PLAIN_NO and not rest & _PLAIN_YES:
        return False
    return None
