"""Which kind of identity document a person means, by its code or its everyday name.

The kinds are those seen in public code about Peru's procedures; the portal's own list is not public.
"""

import re
from enum import StrEnum
from functools import cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from buzon.identity.evasions import evasion, words
from buzon.identity.refusal import MOST_CHOICES, Ambiguous, Reason, Refusal
from buzon.identity.vocabulary import data, known


class DocumentType(StrEnum):
    """The kinds of document, by their Peruvian codes."""

    DNI = "DNI"
    PAS = "PAS"
    CE = "CE"
    CIP = "CIP"
    CPP = "CPP"
    PTP = "PTP"
    CTP = "CTP"
    SLV = "SLV"
    LE = "LE"
    PNA = "PNA"


_AROUND = known("documents", "around")
_DENIED = re.compile(r"\bno (?:tengo|uso|poseo)\b(?!.*\bsino\b)[^,;.]*?(?=,|;|\.|\bpero\b|\bsolo\b|\bsi tengo\b|$)")
_TYPO_LETTERS = 5


def read_document_type(text: str) -> DocumentType | Ambiguous[DocumentType] | Refusal:
    """The kind of document meant, up to three to choose from, or why none was understood."""
    said = _spelt(words(_without_dots(text)))
    affirmed = _spelt(words(_DENIED.sub(" ", _without_dots(text).lower())))
    kinds = _named(affirmed) or _coded(affirmed, text)
    if not kinds:
        reason = Reason.NONE_HELD if said != affirmed and _named(said) else evasion(text)
        return Refusal(reason or Reason.UNKNOWN_DOCUMENT)
    if len(kinds) > MOST_CHOICES:
        return Refusal(Reason.SEVERAL_ANSWERS)
    choices = tuple(sorted(kinds))
    return choices[0] if len(choices) == 1 else Ambiguous(choices)


def _without_dots(text: str) -> str:
    """ "C.E." is "CE"; the full stop of a sentence stays."""
    return re.sub(r"\b((?:[^\W\d_]\.){2,})", lambda match: match.group(1).replace(".", ""), text + " ")


@cache
def _phrases() -> dict[str, frozenset[DocumentType]]:
    """Everyday name → kinds, the longest first."""
    found = {
        words(phrase): frozenset({DocumentType(code)})
        for code, told in data("documents")["names"].items()
        for phrase in told.split("|")
    }
    for phrase, codes in data("documents")["ambiguous"].items():
        found[words(phrase)] = frozenset(DocumentType(code) for code in codes.split())
    return dict(sorted(found.items(), key=lambda item: -len(item[0])))


@cache
def _vocabulary() -> frozenset[str]:
    return frozenset(word for phrase in _phrases() for word in phrase.split() if len(word) >= _TYPO_LETTERS)


def _spelt(said: str) -> str:
    """The words, those nearly spelt like one of a document's name put right."""
    return " ".join(_spelt_word(word) for word in said.split())


def _spelt_word(word: str) -> str:
    if len(word) < _TYPO_LETTERS or word in _vocabulary():
        return word
    allowed = 1 if len(word) < 7 else 2
    close = process.extractOne(word, _vocabulary(), scorer=OSA.distance, score_cutoff=allowed)
    return close[0] if close else word


def _named(said: str) -> frozenset[DocumentType]:
    """The kinds named; a general word ("carnet") adds nothing beside one of the kinds it could mean."""
    sure: frozenset[DocumentType] = frozenset()
    general: list[frozenset[DocumentType]] = []
    left = f" {said} "
    for phrase, kinds in _phrases().items():
        if f" {phrase} " not in left:
            continue
        left = left.replace(f" {phrase} ", " | ")
        if len(kinds) == 1:
            sure |= kinds
        else:
            general.append(kinds)
    return sure.union(*(kinds for kinds in general if not kinds & sure))


def _coded(said: str, text: str) -> frozenset[DocumentType]:
    """A short code, where it is all that was said, or stands in capitals: "ce" and "pas" are words elsewhere."""
    told = {word for word in said.split() if word.isalpha() and (word not in _AROUND or said == word)}
    codes = {word: DocumentType(code) for code, told in data("documents")["codes"].items() for word in told.split("|")}
    if not told <= codes.keys():
        told = {word.lower() for word in text.split() if word.isupper() and not text.isupper()} & codes.keys()
    return frozenset(codes[word] for word in told)
