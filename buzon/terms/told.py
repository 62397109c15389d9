"""What is only told: an act that was done within a term, the log of a file, a text that speaks to nobody in particular.

Known by how a sentence is built; what is known by its words stands in `buzon/data/terms.toml`.
"""

import re

from buzon.terms.folded import Flat
from buzon.terms.vocabulary import LISTS, MONTHS, any_of, cues, said

_ENDED = any_of(LISTS["told"]["words"])
_NOT_TOLD = any_of(LISTS["told"]["not_told"])
_STEMS = said(stem.strip() for stem in LISTS["told"]["stems"].split(","))
_HAPPENED = (
    rf"(?:(?!(?:{_NOT_TOLD}))(?:\w{{2,}}(?:ó|[ae]ron|[ai]ste)|(?:{_STEMS})i?o|{_ENDED})"
    rf"|(?:han?|has|haya|hayan|haber\w{{0,4}}|habi[eé]ndo\w{{0,4}}|hab[ií]an?) (?:sido |usted )?(?!(?:{_NOT_TOLD}))"
    r"\w{2,}(?:ad|id|ch|st|rt|elt)[oa]s?)"
)
_WITHIN = (
    r"(?:(?:dentro del?|en|durante|al cabo de|a) ?(?:el |un )?(?:(?:\w+ )?(?:plazo|término|termino|lapso)"
    r"(?: \w{4,})?(?: de| no mayor a)?)? ?(?:los |las )?|al |a los |a las )"
)
_WITHIN_ENDS = ("de ", "del ", "en ", "os ", "as ", "al ", "el ", "a ")
_SIGNS = ("ó ", "ron ", "ste ", "hizo ", "fue ", " ha ", "habi", "haber", "tuvo ", "vino ", "hubo ", "pudo ")
"""One of these stands in whatever tells of an act, if it has accents at all: of others nothing more is read."""
_DONE = re.compile(
    rf"(?<!\w)(?P<link>(?:que|quien|donde|como|según|segun|cuando|cual|cuales) (?:\w+ ){{0,3}})?{_HAPPENED}"
    rf"(?: (?!(?:{any_of(LISTS['told']['gives'])})|(?:a|por) \w+[aei]r\b)[\w°/-]+){{0,9}}?,? {_WITHIN}$"
)
_LOG = re.compile(
    r"(?:^|\n)[ \t]*(?:[-*>·] ?|[0-9]{1,2}[.)] )?(?:el )?"
    rf"(?:[0-9]{{1,2}}[/.-][0-9]{{1,2}}(?:[/.-][0-9]{{2,4}})?\b"
    rf"|[0-9]{{1,2}} de (?:{said(MONTHS)})(?: (?:de|del) [0-9]{{4}})?(?: y [0-9]{{1,2}} de (?:{said(MONTHS)}))? ?[:,-])"
)
_IDLE = re.compile(rf"\W(?:{any_of(LISTS['idle']['words'])})")
_FAVOURS = re.compile(rf"\W(?:{any_of(LISTS['favour']['words'])})")
_UNLESS = re.compile(
    r"\bsi (?:a la fecha |al recibir |usted |su |el |la )*(?:\w+ )?"
    r"(?:ya|efectu|realiz|pag|cumpl|present|subsan|cancel|abon|respond|contest|envi)[^.\n]*$"
)
_GIVES = cues("grants")
_RECITES = re.compile(r"\b(?:vist[oa]s?|considerando|resultando|atendiendo)\b")
_DECIDES = re.compile(
    r"\b(?:(?:se (?:acuerda|dispone|decide|declara)|resuelv[eo]|acuerda|dispone|decide)(?: ?:|\n)|se resuelve\b)"
)
_DECIDING = ("acuerda:", "dispone:", "decide:", "declara:", "acuerda\n", "dispone\n", "decide\n")
_WERE = frozenset(LISTS["told"]["were"].split())
_FILLING = frozenset(LISTS["told"]["filling"].split())
_PAPERS = (
    "carta|oficio|esquela|cedula|cédula|notificacion|notificación|proveido|proveído|resolucion|resolución|requerimiento"
    "|correo|comunicacion|comunicación|informe|memorando|memorándum|acta|decreto|aviso|mensaje|hoja"
)
_BY_PAPER = re.compile(
    r"\b(?:mediante|por|con|en|según|segun|a través de) (?:la |el |su |una |un |dicha |dicho |aquella |aquel )?"
    rf"(?:{_PAPERS})\b"
    r"(?! de la presente)[^;\n]{0,90}?\b(?:se (?:le |les |te )?\w+o|\w+ó|\w+[ae]ron|fue|fueron|hab[ií]a)\b"
)


def is_done(flat: Flat, before: str, at: int) -> bool:
    """Whether a number of days at a place, with this before it in its sentence, is within which something was done:
    "apelaste dentro de los tres días", "por no haber acudido en el plazo de"."""
    said_before = flat.accented[max(at - len(before), at - 140) : at]
    tells = said_before.isascii() or any(sign in said_before for sign in _SIGNS)
    if not tells or not said_before.endswith(_WITHIN_ENDS):
        return False
    match = _DONE.search(said_before)
    return match is not None and not (match["link"] and _GIVES.stand_in(before))


def was_or_recurs(flat: Flat, at: int) -> bool:
    """Whether a number of days at a place is said to have been, or comes again and again: "había diez días", "cada"."""
    words = flat.accented[max(at - 30, 0) : at].split()
    while words and words[-1] in _FILLING:
        words.pop()
    return bool(words) and words[-1] in _WERE


def is_narrated(flat: Flat, before: str, at: int) -> bool:
    """Whether a sentence tells what an earlier paper did: "por Carta N.° 3 se advirtió …, otorgándosele cinco días"."""
    match = _BY_PAPER.search(flat.accented, at - len(before), at)
    return match is not None and not _GIVES.stand_in(flat.folded[match.end() : at])


def is_logged(flat: Flat, at: int) -> bool:
    """Whether a place is in an entry of a log, begun by its day, that a later entry follows."""
    line = flat.folded.rfind("\n", 0, at)
    entry = _LOG.match(flat.folded, max(line, 0))
    return entry is not None and entry.end() <= at and _LOG.search(flat.folded, at) is not None


def recited(flat: Flat) -> tuple[int, int]:
    """Where a resolution tells what went before: from its "considerando" to its "se resuelve"."""
    if "resuelv" not in flat.folded and not any(word in flat.folded for word in _DECIDING):
        return 0, 0
    decides = _DECIDES.search(flat.folded)
    begins = _RECITES.search(flat.folded, 0, decides.start()) if decides else None
    return (begins.start(), decides.start()) if begins and decides else (0, 0)


def favours(folded: str) -> bool:
    """Whether a text grants, or only informs."""
    return _FAVOURS.search(f" {folded}") is not None


def is_idle(folded: str) -> bool:
    """Whether a text says of itself that it asks nothing of anybody: sent by mistake, or told in general."""
    found = _IDLE.search(f" {folded}")
    return found is not None and not _UNLESS.search(folded, max(found.start() - 80, 0), found.start())
