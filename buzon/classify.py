"""From the words of a notice to its kind. Pure; the rules are data: `buzon/data/kinds.toml`, the reason beside each.

The list of notices shows only subjects, and nothing may be opened to know more: a bare subject must be enough, and
where it is not, `unknown` is the honest answer.
"""

import html
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from buzon.canonical import BREAK, canonical
from buzon.hearing import RULES, Confidence, Heard, decide, hear, resolved
from buzon.notice import Kind, Urgency
from buzon.phrases import Words
from buzon.rules import Found, Grade, Marker
from buzon.weighing import WEIGHTS, Weights, word_groups

HEAD, TAIL = 8_000, 16_000
"""So many characters of a text are read at its beginning and at its end; a notice has hundreds or a few thousands."""

SUBJECT = 200
"""A first line that is longer is no subject."""

MOST_WORDS = 5
"""So many passages are quoted at most."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The kind of a text and the words that decided it, the decisive ones first; none for `unknown`.

    The words stand as in the text, without its HTML and with single spaces.
    """

    kind: Kind
    words: tuple[str, ...] = ()
    confidence: Confidence = Confidence.NONE

    @property
    def urgency(self) -> Urgency:
        """How soon the person must look."""
        return self.kind.urgency


UNSORTED = Verdict(Kind.UNKNOWN)


def fold(text: str) -> str:
    """Lower case, without accents (ñ becomes n), runs of white space as one space."""
    bare = "".join(char for char in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(char))
    return " ".join(bare.split())


@dataclass(frozen=True, slots=True)
class Read:
    """A text as it reads (see `flatten`), where its subject ends (0 without one), and whether it was cut in the middle.

    `words`: the same, place for place, as it is compared. `bare`: it is a subject and nothing else.
    """

    flat: str
    words: Words
    subject: int
    bare: bool
    cut: bool


def classify(text: str) -> Verdict:
    """The kind of a notice by its subject, or by subject and body (the subject is the first line). Never raises.

    What orders or decides outweighs what is said in passing, and of two kinds the one that harms more wins. An approval
    that could be a refusal is none. A bare subject goes by the rules alone; a body is weighed beside.
    """
    reading = read(text)
    return judge(reading, RULES.find(reading.words), weights=WEIGHTS)


def read(text: str) -> Read:
    """The text without its clothes; of a very long one the beginning and the end."""
    cut = len(text) > HEAD + TAIL
    kept = f"{text[:HEAD]}\n\n{text[-TAIL:]}" if cut else text
    first, _, rest = _TORN.sub("", kept).strip().partition("\n")
    flat = flatten(first)
    subject = len(flat) if len(flat) <= SUBJECT else 0
    if rest:
        between = BREAK if _EMPTY_LINE.match(rest) else " "
        flat = f"{flat}{between}{flatten(rest)}"
    return Read(flat, RULES.split(canonical(flat)), subject, bare=not rest and subject == len(flat), cut=cut)


def judge(text: Read, found: Sequence[Found], *, weights: Weights | None) -> Verdict:
    """What the rules make of the phrases found in a text, and the weights beside them; None leaves it to the rules."""
    cues = hear(found, subject=text.subject)
    told = kind, confidence = decide(cues)
    begins = resolved(found)
    evidence = scores = None
    known = 0
    if weights and not text.bare:
        evidence = word_groups(text.words, cues, told, subject=text.subject, begins=begins)
        known, scores = weights.weigh(evidence)
        if known < FEWEST and kind is not Kind.APPROVAL:
            scores = None
    doubted = _is_doubted(kind, found, begins)
    if scores:
        kind, confidence = _settle(told, scores, doubted=doubted, harms=known < FEW and _harms(cues))
    elif doubted:
        return UNSORTED
    if kind is Kind.UNKNOWN or (text.cut and kind is Kind.APPROVAL):  # what was not read might refuse it
        return UNSORTED
    quoted = _passages([cue for cue in cues if cue.kind is kind])
    if weights and evidence and not quoted:
        quoted = weights.heaviest(evidence.groups, kind)
    if not quoted:  # nothing could be shown for it
        return UNSORTED
    return Verdict(kind, _words(text.flat, quoted), confidence)


_OWN_AFFAIRS = {Kind.SANCTION, Kind.APPROVAL, Kind.DEMAND, Kind.SUMMONS, Kind.REMEDY, Kind.PICKUP, Kind.INFORMATION}
"""What the office also says to its staff and its suppliers; a refusal or an expulsion is shown whomever it is for."""


def _is_doubted(kind: Kind, found: Sequence[Found], begins: int) -> bool:
    """Whether something stands beside what the rules tell that makes it another matter."""
    if kind is Kind.APPROVAL and any(each.meaning is Marker.DOUBTS and each.start >= begins for each in found):
        return True
    return kind in _OWN_AFFAIRS and any(each.meaning is Marker.ELSEWHERE for each in found)


# --- rules and weights together: docs/decisions/0020-weighed-evidence.md ----------------------------------------------

_ADVERSE = {Kind.DENIAL, Kind.DISMISSED, Kind.SANCTION, Kind.EXPULSION}
"""Whoever is told that one of these is an approval loses the time to answer it."""

_MILD = {Kind.APPROVAL, Kind.APPEAL_DECIDED, Kind.INFORMATION, Kind.PICKUP}
"""Whoever is told one of these has nothing to fear."""

SURE = 0.5
"""How far the heaviest kind must be before the next to make certain what the rules only find likely."""

FEWEST = 16
"""A text with fewer groups that the weights know, less than a sentence, is left to the rules; approvals are not."""

FEW = 60
"""A text with fewer, a few sentences, is no approval where the rules hear an act that harms."""

NO_ADVERSE, NO_ADVERSE_TOLD = 0.55, 0.25
"""An approval outweighs by so much every kind that harms, or by less where the rules tell it too and nothing stands
beside it; else it is none."""

MILDER, STAYS = 0.05, 0.25
"""By so much what is mild outweighs bad news that the rules tell, and anything an expulsion."""


def _settle(
    told: tuple[Kind, Confidence], scores: Mapping[Kind, float], *, doubted: bool, harms: bool
) -> tuple[Kind, Confidence]:
    """The kind by the weights, which know what the rules have `told`, and how far it may be trusted.

    Bad news of the rules becomes nothing mild unless that weighs more. And nothing is an approval which weighs little
    more than a kind that harms, or beside which a short text `harms`: it is `unknown` then.
    """
    kind, confidence = told
    best, second = sorted(scores, key=scores.__getitem__, reverse=True)[:2]
    certain = confidence is Confidence.CERTAIN
    margin = STAYS if kind is Kind.EXPULSION else MILDER if kind in _ADVERSE and best in _MILD else 0.0
    if best is not kind and scores[best] - scores[kind] < margin:
        return kind, Confidence.LIKELY
    if best is Kind.APPROVAL:
        least = NO_ADVERSE_TOLD if kind is best and not doubted else NO_ADVERSE
        if harms or scores[best] - max(scores[harmful] for harmful in _ADVERSE) < least:
            return Kind.UNKNOWN, Confidence.NONE
    if best is Kind.UNKNOWN:
        return best, Confidence.NONE
    if best is kind and (certain or scores[best] - scores[second] >= SURE):
        return kind, Confidence.CERTAIN
    return best, Confidence.LIKELY


def _harms(cues: Sequence[Heard]) -> bool:
    """Whether something is done to the person here and now, by the rules."""
    return any(cue.kind in _ADVERSE and cue.acts and cue.within and not (cue.told or cue.denied) for cue in cues)


# --- the text without its clothes -------------------------------------------------------------------------------------

_MARKUP = re.compile(r"<[a-zA-Z/!][^<>]{0,300}>|&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,8});?")
_BLOCK = re.compile(r"</?(?:p|div|li|tr|td|th|table|ul|ol|h\d)\b", re.IGNORECASE)
_TORN = re.compile(r"-(?<=\w-)[ \t]*\r?\n[ \t]*(?=[a-zñáéíóú])")
_UNSEEN = re.compile(r"[\u00ad\u200b-\u200f\u2060\ufeff]+")
_EMPTY_LINE = re.compile(r"[^\S\n]*\n")
_SPACES = re.compile(r"\s{2,}|[^\S ]")


def flatten(text: str) -> str:
    """The text as it reads: no tags, entities resolved, single spaces.

    BREAK stands for the end of a paragraph, an item or a cell.
    """
    if "<" in text or "&" in text:
        text = _MARKUP.sub(_shown, text)
    if not text.isascii():
        text = _UNSEEN.sub("", unicodedata.normalize("NFC", text))
    return _SPACES.sub(lambda match: BREAK if match.group().count("\n") > 1 else " ", text).strip()


def _shown(match: re.Match[str]) -> str:
    piece = match.group()
    if piece[0] == "&":
        return html.unescape(piece)
    return BREAK if _BLOCK.match(piece) else " "


# --- the words that are quoted ----------------------------------------------------------------------------------------

_FORCE = {Grade.ACT: 0, Grade.TITLE: 0, Grade.SIGN: 1, Grade.HINT: 2}


def _passages(cues: list[Heard]) -> list[tuple[int, int]]:
    """Where cues stand, the decisive ones first."""
    cues.sort(key=lambda cue: (_FORCE[cue.grade], not cue.within, cue.start, -cue.end))
    return [(cue.start, cue.end) for cue in cues]


def _words(flat: str, passages: Sequence[tuple[int, int]]) -> tuple[str, ...]:
    """What stands there in the text, the first ones first, none inside another."""
    quoted: list[tuple[int, int]] = []
    for start, end in passages:
        if all(end <= other[0] or start >= other[1] for other in quoted):
            quoted.append((start, end))
            if len(quoted) == MOST_WORDS:
                break
    return tuple(_SPACES.sub(" ", flat[start:end].replace(BREAK, " ")) for start, end in quoted)
