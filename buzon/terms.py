"""From the words of a notice to the term that governs: so many days, a named last day, an appointment. Pure, and never
raises.

What makes a number of days the person's term, the office's, or one that is over is vocabulary, for a lawyer to read:
`buzon/data/terms.toml`. The text is read folded, and quoted as it stands.
"""

import html
import re
import tomllib
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import Enum, StrEnum, auto
from importlib import resources
from itertools import chain, pairwise
from typing import Any

RULES: dict[str, Any] = tomllib.loads(
    (resources.files("buzon") / "data" / "terms.toml").read_text(encoding="utf-8"),
)
"""The tables of `buzon/data/terms.toml`."""

LONGEST = 365
"""A term of more days (or hours, by the day) than this is a slip or a permit, and no term."""

MOST = 200
"""So many numbers and so many dates are looked at in one text: a notice has a handful, a hostile one thousands."""


class Unit(StrEnum):
    """What a term is counted in."""

    WORKDAYS = "workdays"
    DAYS = "days"
    HOURS = "hours"


@dataclass(frozen=True, slots=True)
class Term:
    """So many days or hours, and the words of the text that say so. `assumed`: the text names none, this is usual."""

    count: int
    unit: Unit
    words: str
    assumed: bool = False


@dataclass(frozen=True, slots=True)
class LastDay:
    """The last day, named by the text in these words."""

    day: date
    words: str


@dataclass(frozen=True, slots=True)
class Appointment:
    """The day on which the person is to come, and the hour in Lima where the text says one."""

    day: date
    at: time | None
    words: str


def find_term(text: str) -> Term | LastDay | None:
    """The term that is open to the person, the shortest where there are several; None where the text names none.

    A named last day wins over a number of days in the same sentence, which it spells out; else what comes first wins,
    since the two can't be compared without a day to count from.
    """
    flat = _Flat(text)
    terms = _open_terms(flat)
    days = list(_open_days(flat))
    if not days:
        return min(terms, key=lambda found: _weight(found[2]), default=(0, 0, None))[2]
    start, _, last = min(days, key=lambda found: found[2].day)
    if not terms:
        return last
    first = min(terms)[0]
    together = any(not _STOP.search(flat.folded, min(at, start), max(at, start)) for at, _, _ in terms)
    if together or start < first:
        return last
    return min(terms, key=lambda found: _weight(found[2]))[2]


def find_appointment(text: str) -> Appointment | None:
    """The day on which the person is to come, the first that holds; None where the text names none."""
    flat = _Flat(text)
    best: tuple[int, int, Appointment] | None = None
    found = _dates(flat)
    for index, (start, end, day) in enumerate(found):
        floor = found[index - 1][1] if index else 0
        ceiling = found[index + 1][0] if index + 1 < len(found) else len(flat.folded)
        if not _is_appointment(flat, start, end, floor=floor, ceiling=ceiling):
            continue
        at, until = _hour(flat, start, end, floor=floor, ceiling=ceiling)
        rank = (0 if at else 1, start)
        if best is None or rank < best[:2]:
            best = (*rank, Appointment(day, at, flat.quote(start, until)))
    return best[2] if best else None


def extendable(text: str) -> bool:
    """Whether more time may be asked for: the text speaks of a change of status or a renewal, and refuses nothing.

    Conservative: where in doubt it may not. The rule stands in `[extension]` of `buzon/data/terms.toml`.
    """
    folded = _Flat(text).folded
    return bool(_PROCEDURES.search(folded)) and not _REFUSALS.search(folded)


# --- the text, folded, and the way back ------------------------------------------------------------------------------

_ACCENTED = dict(zip("áàâäãéèêëíìîïóòôöõúùûüñç", "aaaaaeeeeiiiiooooouuuunc", strict=True))
_PLAIN = {
    **_ACCENTED,
    **dict.fromkeys("\xa0\u2009\u202f\u2028", " "),
    **dict.fromkeys("“”«»„", '"'),
    **dict.fromkeys("–—‐‑−", "-"),
    **dict.fromkeys("’‘´", "'"),
    **dict.fromkeys("º°", "°"),
    "…": ".",
    "•": "-",
}
_PIECE = re.compile(
    r"\s?(?:<[a-zA-Z/!][^<>]{0,200}>\s*)+"  # tags
    r"|&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,8});"  # entities
    r"|\s{2,}"
    r"|-[ \t]*\r?\n[ \t]*(?=[a-zñáéíóú])"  # a word broken at the end of a line
    r"|[\u0300-\u036f\u00ad\u200b-\u200f\u2060\ufeff]+"  # marks that combine, and what nobody sees
)
_BLOCK = re.compile(r"</?(?:p|div|li|tr|table|ul|ol|h\d)\b|\n[ \t\r]*\n", re.IGNORECASE)
_MARKED = re.compile(r"[\u0300-\u036f\u00ad\u200b-\u200f\u2060\ufeff]")
_SPACED = re.compile(r"[\s-](?:(?<=\s)\s+|(?<=-)[ \t]*\r?\n[ \t]*(?=[a-zñáéíóú]))")
_PARAGRAPH = "\x1c"
_MISREAD = re.compile(r"[01|](?<=[a-z][01|])(?=[a-z])")
_LETTERS = {"0": "o", "1": "l", "|": "l"}


class _Folds(dict[int, str]):
    """Folds one character to one character, whatever it is; for `str.translate`."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        bare = unicodedata.normalize("NFKD", char)[:1].lower()
        self[code] = folded = bare if len(bare) == 1 else char
        return folded


_FOLDS = _Folds()


class _Flat:
    """A text without tags, entities and runs of white space, folded; it knows where each of its letters came from.

    A new line in `folded` is the end of a paragraph; every other white space is one space.
    """

    __slots__ = ("_starts", "_steps", "folded", "original")

    def __init__(self, text: str) -> None:
        self.original = text
        self._starts: list[int] = []
        self._steps: list[tuple[int, int, int]] = []  # where a piece ends here, where it began and ended there
        kept: list[str] = []
        length = done = 0
        for match in _pieces(text).finditer(text):
            start, end = match.span()
            put = _instead(match.group())
            kept.append(text[done:start])
            length += start - done
            self._starts.append(length)
            if put:
                kept.append(put)
                length += len(put)
            self._steps.append((length, start, end))
            done = end
        kept.append(text[done:])
        self.folded = _fold("".join(kept))

    def quote(self, start: int, end: int) -> str:
        """The original text of a stretch."""
        stop = self._origin(end - 1, last=True) + 1
        while stop < len(self.original) and unicodedata.combining(self.original[stop]):
            stop += 1
        return self.original[self._origin(start, last=False) : stop]

    def _origin(self, at: int, *, last: bool) -> int:
        index = bisect_right(self._starts, at) - 1
        if index < 0:
            return at
        ended, began_there, ended_there = self._steps[index]
        if at < ended:
            return ended_there - 1 if last else began_there
        return ended_there + at - ended


def _pieces(text: str) -> re.Pattern[str]:
    """The quicker pattern, where there is nothing in the text that the other would find."""
    marked = "<" in text or "&" in text or (not text.isascii() and _MARKED.search(text))
    return _PIECE if marked else _SPACED


def _instead(piece: str) -> str:
    first = piece[0]
    if first not in "<&-" and not first.isspace():
        return ""
    if first == "&":
        meant = html.unescape(piece)
        if meant == piece:
            meant = html.unescape(piece.lower())  # capitals were made of the whole text, entities and all
        return " " if meant.isspace() else meant
    if first == "-":
        return ""
    if _BLOCK.search(piece):
        return _PARAGRAPH
    return " "


def _fold(flat: str) -> str:
    """The same length, lower case, without accents; digits that were misread within a word are letters again."""
    folded = flat.replace("İ", "I").lower()  # the one letter that would become two
    if not folded.isascii():
        for char, bare in _PLAIN.items():
            folded = folded.replace(char, bare)
        if not folded.replace("°", "").isascii():
            folded = folded.translate(_FOLDS)
    folded = _MISREAD.sub(lambda match: _LETTERS[match.group()], folded)
    for white in "\n\t\r\f\v":
        folded = folded.replace(white, " ")
    return folded.replace(_PARAGRAPH, "\n")


# --- the vocabulary, compiled ----------------------------------------------------------------------------------------

_FEW = r" (?:(?!que |usted |ud |se |le |para )[^ ,\n]{1,30} ){0,4}?"
"""What `...` in the data stands for."""


_NOT_FUTURE = "|".join(entry.strip() for entry in RULES["cues"]["office"]["not_future"].split(","))
_FUTURE = rf"(?!(?:{_NOT_FUTURE})\b)\w{{2,}}(?:ara|era|ira)n?"
"""What `+` in the data stands for."""


def _entries(listed: str) -> list[str]:
    return [" ".join(entry.split()) for entry in listed.split(",") if entry.strip()]


def _words(listed: str) -> list[str]:
    """The entries of a list, longest first, as patterns: of two that begin at one place the longer is meant."""
    return [_pattern(entry) for entry in sorted(_entries(listed), key=len, reverse=True)]


def _pattern(entry: str) -> str:
    pattern = re.escape(entry).replace(r"\ \.\.\.\ ", _FEW).replace(r"\ ", " ").replace(r"\*", r"\w*")
    pattern = pattern.replace(r"\+", _FUTURE)
    return pattern if entry[-1] in "*." else pattern + r"\b"


def _any(listed: str) -> str:
    """A pattern that finds any entry of a list, by first letters: most words of a text are passed over at once."""
    return _by_letter([("", _words(listed))])[0]


def _by_letter(lists: list[tuple[str, list[str]]]) -> tuple[str, list[str]]:
    """A pattern for the entries of several lists, and of which list each of its groups is, if they have names.

    By the first two letters, then by list: of a word that is none of them little is read.
    """
    tree: dict[str, dict[str, dict[str, list[str]]]] = {}
    for name, words in lists:
        for word in words:
            second = re.match(r"\\?.", word[1:])
            key = second.group() if second else ""
            tree.setdefault(word[0], {}).setdefault(key, {}).setdefault(name, []).append(word[1 + len(key) :])
    names: list[str] = []
    branches = []
    for letter in sorted(tree):
        twigs = []
        for key, by_name in tree[letter].items():
            groups = []
            for name, rests in by_name.items():
                groups.append(f"({'|'.join(rests)})" if name else "|".join(rests))
                names += [name] if name else []
            twigs.append(f"{key}(?:{'|'.join(groups)})")
        branches.append(f"{letter}(?:{'|'.join(twigs)})")
    return "|".join(branches), names


class _Cues:
    """Several lists of cue words, of which the first that fits is meant where two begin at one place."""

    def __init__(self, **lists: str) -> None:
        pattern, self._names = _by_letter([(name, _words(listed)) for name, listed in lists.items()])
        self._pattern = re.compile(rf"\b(?:{pattern})")

    def names(self, text: str) -> list[str]:
        """The lists whose words stand in a text, in their order, but for words that mean nothing."""
        found = (self._names[(match.lastindex or 1) - 1] for match in self._pattern.finditer(text))
        return [name for name in found if name != "nothing"]

    def last(self, text: str) -> str:
        """The list whose word stands last; empty without."""
        return next(reversed(self.names(text)), "")

    def stand_in(self, text: str) -> bool:
        """Whether any of the words stands in a text."""
        return bool(self._pattern.search(text))


_LISTS: dict[str, dict[str, str]] = RULES["cues"]


def _acting(name: str, key: str) -> tuple[str, str]:
    """The lists of what bodies of the State or other persons do, and of their names where it is not they who act."""
    bodies = _entries(_LISTS[name][key])
    acting = [f"{body} ... {does}" for body in bodies for does in _entries(_LISTS[name]["does"])]
    idle = [f"{word} {body}" for word in _entries(_LISTS["office"]["outside"]) for body in bodies]
    return ",".join(acting), ",".join(idle)


_ACTING, _IDLE = _acting("office", "bodies")
_OTHERS_ACTING, _OTHERS_IDLE = _acting("other", "persons")
_FIRMS_ACTING, _FIRMS_IDLE = _acting("other", "firms")
_WORDS = {name: table["words"] for name, table in _LISTS.items()}
_WORDS["office"] += f",{_ACTING}"
_WORDS["other"] += f",{_OTHERS_ACTING}"
_WORDS["firms"] = _FIRMS_ACTING
_WORDS["nothing"] += f",{_IDLE},{_OTHERS_IDLE},{_FIRMS_IDLE}"
_NUMBERS: dict[str, int] = RULES["numbers"]
_ORDINALS: dict[str, int] = RULES["ordinals"]
_MONTHS: dict[str, int] = RULES["months"]


def _cues(*names: str) -> _Cues:
    return _Cues(**{name: _WORDS[name] for name in names})


def _found(name: str, key: str = "words", *, start: str = r"\b", end: str = "") -> re.Pattern[str]:
    """Finds any of the words of a list, between what `start` and `end` ask for."""
    return re.compile(rf"{start}(?:{_any(_LISTS[name][key])}){end}")


def _said(values: Iterable[str]) -> str:
    return _by_letter([("", sorted(values, key=len, reverse=True))])[0]


_STANDING = _cues("nothing", "quotes", "past", "lapsed", "office", "grants", "firms", "other", "acts")
_COUNTED = _cues("nothing", "past", "lapsed", "counting", "office", "grants", "acts", "until", "term")
_LASTING = _Cues(
    nothing=_WORDS["nothing"],
    past=f"{_WORDS['past']},{_WORDS['lapsed']}",
    lasts=_WORDS["duration_until"],
    status=_LISTS["duration_until"]["status"],
    office=f"{_WORDS['office']},{_OTHERS_ACTING},{_FIRMS_ACTING}",
    grants=_WORDS["grants"],
    acts=_WORDS["acts"],
)
_EVIDENCE = _cues("term", "acts", "grants")
_ACTS, _TERM, _APPOINTMENT, _KEPT = _cues("acts"), _cues("term"), _cues("appointment"), _cues("kept")
_NEXT_CLAUSE = re.compile(r",| y ")
_CLOCK = re.compile(
    r"\b(?:a las|a horas|desde las|hasta las|entre las|horario de|horas de|\d a|\d y|[ap]\.? ?m\.? a) ?$"
)
_GRANTS_AFTER = _found("grants", "after", start="[ ,]*")
_PURPOSE = _found("acts", start=r"[ ,]*para (?:que )?(?:\w+ )?")
_OFFICE_AFTER = _found("office_after")
_OFFICE_AFTER_WEAK = _found("office_after", "weak")
_OTHER_AFTER = _found("other_after", start=" ?")
_PAST_AFTER = _found("past_after")
_PAST_AFTER_WEAK = _found("past_after", "weak")
_PAST_NEXT = _found("past_next")
_STILL_AFTER = _found("still")
_STILL_BEFORE = _found("still", "before")
_DURATION = _found("duration", end="[ :(]*$")
_DURATION_AFTER = _found("duration_after", start=" ?")
_SMALL = "|".join(_LISTS["until"]["small"].split())
_UNTIL = re.compile(
    rf"\b(?:(?P<before>(?:{_any(_LISTS['until']['before'])})(?! de las? [0-9]))|antes"
    rf"|entre (?:el|los dias) [0-9]{{1,2}} y|{_any(_LISTS['until']['words'])})"
    r"(?: (?:a |de )?las? [0-9][0-9:.]{0,4}(?: ?(?:horas|hrs|h|[ap]\.? ?m\.?))?)?"
    rf"(?:[ ,:(|-]+(?:{_SMALL}|[a-z]+[aei]r(?:l[aoe]s?|se)?)\b){{0,8}}"
    r"(?:, [^,.;\n]{1,70}, (?:es|sera) el(?: (?:dia|lunes|martes|miercoles|jueves|viernes))?)?[ ,:(|.-]*$"
)
_UNTIL_AFTER = _found("until", "after", start=r"[ ,:]*\(?", end=r"(?! (?:el|al|en|dentro)\b)")
_NO_APPOINTMENT = _found("no_appointment")
_NO_APPOINTMENT_NEAR = _found("no_appointment", "near", end=r"(?: dia)?(?: \w+)?[ ,]*$")
_NO_APPOINTMENT_AFTER = _found("no_appointment", "after")
_APPOINTED_AGAIN = _found("no_appointment", "again")
_PROCEDURES = re.compile(rf"\b(?:{_any(RULES['extension']['procedures'])})")
_REFUSALS = re.compile(rf"\b(?:{_any(RULES['extension']['refusals'])})")

# --- what is counted -------------------------------------------------------------------------------------------------

_WORD = rf"(?:{_said(_NUMBERS)})\b(?: (?:y )?(?:{_said(_NUMBERS)})\b){{0,3}}"
_FIGURE = r"(?:[0-9][0-9ol]{0,4}|[lo][0-9][0-9o]{0,2})(?![0-9])"
_NUMBER = rf"(?:{_FIGURE}|{_WORD})"
_HABIL = r"(?:h ?)?a ?[bv] ?[il] ?[il] ?(?:es|e s|\(es\)|ies|les)?(?![a-z])|utiles\b|laborables?\b"
_CALENDAR = r"cal\b|calend\w*|natural(?:es)?\b|corridos?\b|consecutivos?\b"
_HABIL_OR_CALENDAR = rf"(?:(?P<habil>{_HABIL})|(?P<calendar>{_CALENDAR}))"
_COUNT = re.compile(
    r"(?<!\w)(?:"
    # cinco (05) días hábiles
    rf"(?<!/)(?<!\d[.,:-])(?P<first>{_NUMBER}) ?(?:[(\[{{/-] ?(?P<second>{_NUMBER}) ?)?[)\]}}/-]?[*_\"']{{0,2}} ?"
    r"(?:(?:primer|proxim|siguient)\w{0,3} )?"
    r"(?:(?P<days>d ?[il] ?a(?: ?s)?(?:\(s\))?(?:(?=h?a[bv]|h a|calen|natur)|(?![a-z])))"
    rf"(?: ?\(? ?{_HABIL_OR_CALENDAR})?|(?P<hours>horas?\b|hrs?\b|h\b(?<=[2347][2468] h|.[2347][2468]h))"
    r"|(?P<weeks>semanas?\b)"
    # cinco d.h., 5 d. háb., 10 d. cal.
    r"|(?P<short>ds?(?:[./] ?| )?h(?:ab(?:s|iles|il)?)?\b\.?|(?P<short_calendar>ds?[./] ?c(?:al)?\b)\.?))"
    # días hábiles: 5
    rf"|(?P<labelled>dias (?:{_HABIL}|{_CALENDAR})(?:(?: (?:para|de|a) (?:la )?[a-z]+){{0,2}}\)? ?[:|=] ?|\) )"
    rf"(?P<figure>{_NUMBER}))(?! ?d[il]as?\b)"
    # the same, with the figure before what kind they are
    rf"|dias ?: ?(?P<bare>{_NUMBER}) \((?:{_HABIL}|(?P<bare_calendar>{_CALENDAR}))\)"
    # tercer día hábil
    rf"|(?P<ordinal>{_said(_ORDINALS)}) dia(?: habil)?\b(?: siguiente\b)?"
    # día hábil siguiente
    r"|(?P<next>(?:dia habil siguiente|siguiente dia habil|dia siguiente habil|proximo dia habil"
    r"|dia habil inmediato siguiente|dia habil posterior|dia siguiente)\b))"
)
_SHORT = ("art", "exp", "sra", "ing", "num", "res", "leg", "inc", "lit", "dra", "nro")
_ABBREVIATED = "".join(rf"(?<!\b{short}\.)" for short in _SHORT)
_STOP = re.compile(
    rf"[\n;.](?:(?<=[\n;])|(?:(?<=[a-z0-9)%\"]{{3}}\.)|(?<=,[0-9]{{2}}\.)){_ABBREVIATED}(?: |(?=[a-z])))"
)
_BEFORE, _AFTER, _UNTIL_WITHIN, _NEXT = 320, 160, 110, 240
"""So many letters are looked at before and after a number, before a named last day, and for what came of a term."""


_COUNT_ANCHOR = re.compile(r"d(?: ?[il] ?a|s?[./] ?[hc]|[0-9]?h\b| h(?:ab|\b))|h(?:ora|rs?\b|\b)|semana")
_DATE_ANCHOR = re.compile(
    r"[0-9](?:(?<=2)0[0-9]{2}(?<![0-9]-[0-9]{4})| ?[-/.] ?[0-9]{1,2} ?[-/.] ?[0-9]{2})",
)
_SPELLED_ANCHOR = re.compile(rf"de (?:{_said(_MONTHS)})\b")
_REACH_BACK, _REACH_ON = 70, 45


def _near(anchor: re.Pattern[str], pattern: re.Pattern[str], folded: str) -> Iterator[re.Match[str]]:
    """The matches of a slow pattern, looked for only around a quick one's."""
    done = low = high = 0
    for mark in chain(anchor.finditer(folded), (None,)):
        if mark is not None and mark.start() - _REACH_BACK <= high:
            high = mark.end() + _REACH_ON
            continue
        for match in pattern.finditer(folded, max(low, done), min(high, len(folded))):
            done = match.end()
            yield match
        if mark is not None:
            low, high = mark.start() - _REACH_BACK, mark.end() + _REACH_ON


def _open_terms(flat: _Flat) -> list[tuple[int, int, Term]]:
    """The terms that are open to the person, in their order, and where their words stand."""
    found: list[re.Match[str]] = []
    for match in _near(_COUNT_ANCHOR, _COUNT, flat.folded):
        if len(found) == MOST:
            break
        found.append(match)
    open_terms: dict[_Verdict, list[tuple[int, int, Term]]] = {each: [] for each in _HEEDED}
    verdict = _Verdict.NONE
    for index, match in enumerate(found):
        floor = found[index - 1].end() if index else 0
        ceiling = found[index + 1].start() if index + 1 < len(found) else len(flat.folded)
        before, joined = _sentence_before(flat.folded, match.start(), floor)
        after = _sentence_after(flat.folded, match.end(), ceiling)
        # "… en treinta días, ampliables a sesenta": what nothing speaks of goes with the number before it.
        follows = index and joined and len(before) < 40 and not _STANDING.stand_in(before)
        if not follows or verdict not in {_Verdict.OFFICE, _Verdict.PAST}:
            verdict = _verdict(match, before, after, flat.folded, ceiling)
        if verdict in open_terms and (term := _term(flat, match)):
            open_terms[verdict].append((match.start(), match.end(), term))
    return next(filter(None, open_terms.values()), [])


def _sentence_before(folded: str, start: int, floor: int) -> tuple[str, bool]:
    """What stands before in the same sentence, and whether it reaches back to `floor`."""
    begin = max(floor, start - _BEFORE)
    stops = [stop.end() for stop in _STOP.finditer(folded, begin, start)]
    return folded[stops[-1] if stops else begin : start], not stops and begin == floor


def _sentence_after(folded: str, end: int, ceiling: int) -> str:
    limit = min(ceiling, end + _AFTER)
    stop = _STOP.search(folded, end, limit)
    return folded[end : stop.start() if stop else limit]


class _Verdict(Enum):
    """What a number of days is: a term that is open to the person, one that a law has in general, or why it is none.

    FIRMS: a firm's, which may be the one that is written to: "el hotel deberá", in a notice to the hotel.
    """

    OPEN = auto()
    QUOTED = auto()
    FIRMS = auto()
    PAST = auto()
    OFFICE = auto()
    NONE = auto()


_HEEDED = (_Verdict.OPEN, _Verdict.QUOTED, _Verdict.FIRMS)
"""What may be a term of the person's; each only where there is none of those before it."""


def _verdict(match: re.Match[str], before: str, after: str, folded: str, ceiling: int) -> _Verdict:
    if match["next"] or match["ordinal"]:
        return _Verdict.OPEN if _is_open_day(match, before) else _Verdict.NONE
    cues = _STANDING.names(before)
    telling = [name for name in cues if name not in {"acts", "quotes"}]
    name = telling[-1] if telling else ""
    open_ = _Verdict.QUOTED if "quotes" in cues else _Verdict.FIRMS if name == "firms" else _Verdict.OPEN
    if name == "other" or _OTHER_AFTER.match(after):
        return _Verdict.NONE
    runs = name in {"lapsed", "grants", ""} and (_STILL_AFTER.search(after) or _STILL_BEFORE.search(before))
    if not runs and not (name in {"past", "lapsed"} and _GRANTS_AFTER.match(after)):
        if name in {"past", "lapsed"} or _PAST_AFTER.search(after):
            return _Verdict.PAST
        if name != "grants" and _PAST_AFTER_WEAK.search(after):
            return _Verdict.PAST
    if name != "grants" and _PAST_NEXT.search(folded, match.end(), min(ceiling, match.end() + _NEXT)):
        return _Verdict.PAST
    if name not in {"grants", "acts"} and _OFFICE_AFTER_WEAK.search(_NEXT_CLAUSE.split(after[:60], maxsplit=1)[0]):
        return _Verdict.OFFICE
    if name == "office" or _OFFICE_AFTER.search(_NEXT_CLAUSE.split(after[:60], maxsplit=1)[0]):
        return _Verdict.OFFICE
    if not cues and not _ACTS.stand_in(after):
        # Nothing here says whose it is: the sentence before may.
        earlier, _ = _sentence_before(folded, max(match.start() - len(before) - 2, 0), 0)
        if _STANDING.last(earlier) == "office":
            return _Verdict.OFFICE
    return open_ if _counts(match, before, after) else _Verdict.NONE


def _counts(match: re.Match[str], before: str, after: str) -> bool:
    """Whether the number is one of a term at all. Working days always are."""
    if match["habil"] or match["labelled"] or match["bare"] or (match["short"] and not match["short_calendar"]):
        return True
    if _DURATION_AFTER.match(after) or (
        _DURATION.search(before) and not _PURPOSE.match(after) and not _KEPT.stand_in(before)
    ):
        return False
    if match["hours"]:
        return _TERM.stand_in(before[-60:]) and not _CLOCK.search(before)
    return _EVIDENCE.stand_in(before[-120:]) or _EVIDENCE.stand_in(after)


def _is_open_day(match: re.Match[str], before: str) -> bool:
    """Of "día hábil siguiente" and "tercer día": whether it is the end of a term, and not where one begins."""
    name = _COUNTED.last(before)
    if match["next"] and "habil" not in match["next"]:
        return name == "until" or bool(re.search(r"\b(?:dentro|tardar|plazo)\b[^.]{0,12}$", before))
    if match["ordinal"]:
        return name in {"until", "term"} or (name in {"grants", "acts"} and bool(re.search(r"\b(?:al?|el) $", before)))
    return name in {"until", "term", "grants", "acts"}


def _term(flat: _Flat, match: re.Match[str]) -> Term | None:
    """The value of a number that is a term; None where it is absurd."""
    unit = Unit.WORKDAYS
    if match["next"]:
        count = 1
    elif match["ordinal"]:
        count = _ORDINALS[match["ordinal"]]
    elif match["labelled"]:
        count = _number(match["figure"])
        unit = Unit.WORKDAYS if re.search(_HABIL, match["labelled"]) else Unit.DAYS
    elif match["bare"]:
        count = _number(match["bare"])
        unit = Unit.DAYS if match["bare_calendar"] else Unit.WORKDAYS
    else:
        told = [_number(match[name]) for name in ("first", "second") if match[name]]
        count = min(filter(None, told), default=0)  # where figure and words differ, the shorter is safe
        if match["weeks"]:
            count, unit = count * 7, Unit.DAYS
        elif match["hours"]:
            unit = Unit.HOURS
        elif match["calendar"] or match["short_calendar"]:
            unit = Unit.DAYS
    if not 0 < count <= LONGEST * (24 if unit is Unit.HOURS else 1):
        return None
    return Term(count, unit, flat.quote(match.start(), match.end()))


def _number(told: str) -> int:
    if told[-1].isdigit() or told[0].isdigit():
        return int(told.replace("o", "0").replace("l", "1"))
    values = [_NUMBERS[word] for word in told.split() if word in _NUMBERS]
    falling = all(left > right for left, right in pairwise(values))
    return sum(values) if falling else values[-1]


def _weight(term: Term) -> float:
    """About how many days a term lasts: enough to tell which of two is the shorter."""
    return term.count * {Unit.HOURS: 1 / 24, Unit.DAYS: 1.0, Unit.WORKDAYS: 1.4}[term.unit]


# --- named days ------------------------------------------------------------------------------------------------------

_DAY_FIGURE = r"(?P<day>[0-3]?[0-9]|primero)"
_DATE = re.compile(
    rf"(?<![\w/.-])(?:{_DAY_FIGURE}(?:°|ro\b|er\b)?(?: ?\([0-9]{{1,2}}\))?(?: dias?)?"
    r" ?(?:de ?l? ?|[-/.] ?)?(?:mes de )?"
    rf"(?P<month>{_said(_MONTHS)})\.?(?: ?(?:de|del|[-/.,]) ?(?:presente )?(?:ano )?| ?)(?P<year>20[0-9]{{2}})"
    r"|(?P<d>[0-3]?[0-9]) ?(?P<between>[-/.]) ?(?P<m>[01]?[0-9]) ?(?P=between) ?(?P<y>20[0-9]{2}|[0-9]{2})"
    r"|(?P<iso>20[0-9]{2}-[01][0-9]-[0-3][0-9]))(?![\w/-]|\.[0-9])"
)
_SPELLED = re.compile(
    rf"\b(?P<day>{_said(_NUMBERS)}|primero)(?: y (?P<more>uno))?(?: \([0-3]?[0-9]\))? (?:dias )?(?:de|del mes de) "
    rf"(?P<month>{_said(_MONTHS)}) (?:de|del)(?: ano)? (?P<year>20[0-9]{{2}}|dos mil (?:{_WORD}))"
)


def _dates(flat: _Flat) -> list[tuple[int, int, date]]:
    """The days that the text names in full, in their order; those that no calendar has are left out."""
    found: list[tuple[int, int, date]] = []
    for match in _near(_DATE_ANCHOR, _DATE, flat.folded):
        if len(found) == MOST:
            break
        if match["iso"]:
            year, month, day = map(int, match["iso"].split("-"))
        elif match["m"]:
            year, month, day = int(match["y"]) % 100 + 2000, int(match["m"]), int(match["d"])
        else:
            day = 1 if match["day"] == "primero" else int(match["day"])
            year, month = int(match["year"]), _MONTHS[match["month"]]
        _keep(found, match, year, month, day)
    taken = {end for _, end, _ in found}
    for match in _near(_SPELLED_ANCHOR, _SPELLED, flat.folded):
        if len(found) == 2 * MOST:
            break
        if match.end() in taken:
            continue
        day = 1 if match["day"] == "primero" else _NUMBERS[match["day"]] + (1 if match["more"] else 0)
        year = int(match["year"]) if match["year"].isdigit() else 2000 + _number(match["year"].removeprefix("dos mil "))
        _keep(found, match, year, _MONTHS[match["month"]], day)
    return sorted(found)


def _keep(found: list[tuple[int, int, date]], match: re.Match[str], year: int, month: int, day: int) -> None:
    try:
        found.append((match.start(), match.end(), date(year, month, day)))
    except ValueError:
        return  # 31 de febrero


def _open_days(flat: _Flat) -> Iterator[tuple[int, int, LastDay]]:
    """The last days that the text names, in their order, and where their words stand."""
    floor = 0
    for start, end, day in _dates(flat):
        near, floor = max(floor, start - _UNTIL_WITHIN), end
        until = _UNTIL.search(flat.folded[near:start])
        if not until and not _UNTIL_AFTER.match(flat.folded, end):
            continue
        before, _ = _sentence_before(flat.folded, start, 0)
        after = _sentence_after(flat.folded, end, len(flat.folded))
        if not _is_the_persons(before) or _PAST_AFTER.match(after.lstrip(" ,")):
            continue
        last = day - timedelta(days=1) if until and until["before"] else day
        yield start, end, LastDay(last, flat.quote(start, end))


def _is_the_persons(before: str) -> bool:
    """Whether a named last day, with this before it, is the person's.

    Not how long a permit lasts or the office takes, and not over.
    """
    names = _LASTING.names(before)
    telling = [name for name in names if name in {"lasts", "office", "grants", "acts"}]
    if "past" in names and "grants" not in names[names.index("past") :]:
        return False
    if telling and telling[-1] in {"lasts", "office"}:
        return False
    return "status" not in names or "acts" in names


_GENITIVE = re.compile(r"\b(?:del|de) (?:dia )?(?:\w+,? )?$")


def _is_appointment(flat: _Flat, start: int, end: int, *, floor: int, ceiling: int) -> bool:
    before, _ = _sentence_before(flat.folded, start, floor)
    again = _APPOINTED_AGAIN.search(before)
    if again:
        before = before[again.start() :]
    after = _sentence_after(flat.folded, end, ceiling)
    off = not again and _NO_APPOINTMENT.search(before)
    if off or _NO_APPOINTMENT_NEAR.search(before) or _NO_APPOINTMENT_AFTER.search(after):
        return False
    if _UNTIL.search(before[-_UNTIL_WITHIN:]):
        return False
    if _GENITIVE.search(before) and _hour(flat, start, end, floor=floor, ceiling=ceiling)[0] is None:
        return False  # "el manifiesto del 14 de noviembre"; but "su cita del 14 de noviembre a las 9:30"
    if _APPOINTMENT.stand_in(before) or _APPOINTMENT.stand_in(after):
        return True
    # "Se programa examen. Fecha: 12/01/2027": told in another sentence. A letter's own date has no hour.
    around = flat.folded[max(start - _BEFORE, 0) : end + _AFTER]
    stands = "fecha" in before or _hour(flat, start, end, floor=floor, ceiling=ceiling)[0] is not None
    return stands and _APPOINTMENT.stand_in(around)


_HOURS_SAID = _said(word for word, value in _NUMBERS.items() if value < 24)
_PART = r"(?: ?(?P<part>a ?\. ?m|p ?\. ?m|am\b|pm\b|m\.|de la manana|de la tarde|de la noche|del mediodia|del dia)\.?)"
_CLOCK_NEAR = re.compile(
    r"(?:\b(?P<told>a la?s?|a horas|horas?:?|hora de inicio:?|desde las|de) )?"
    r"(?:(?P<hour>[0-2]?[0-9])(?:(?: ?[:.h] ?| y )(?P<minute>[0-5][0-9]|media))?"
    rf"|(?P<word>{_HOURS_SAID})(?: (?:y )?(?P<half>media|treinta|cuarto|quince))?)"
    rf"(?![0-9/])(?:{_PART}|(?P<unit> ?(?:horas|hrs|hs|h)\b))?"
    r"|\b(?P<noon>mediodia)\b"
)


def _hour(flat: _Flat, start: int, end: int, *, floor: int, ceiling: int) -> tuple[time | None, int]:
    """The hour that stands beside a day, and where the words of both end."""
    for match in _CLOCK_NEAR.finditer(flat.folded, end, min(ceiling, end + 90)):
        if (at := _time(match)) is not None:
            return at, match.end()
    for match in _CLOCK_NEAR.finditer(flat.folded, max(floor, start - 50), start):
        if (at := _time(match)) is not None and flat.folded[match.end() : start].strip(" .,delia") == "":
            return at, end
    return None, end


def _time(match: re.Match[str]) -> time | None:
    """The time of day, if it is one for certain: a bare number with nothing beside it is none."""
    if match["noon"]:
        return time(12)
    told, part, unit = match["told"], match["part"], match["unit"]
    if not (part or unit or match["minute"] or (told and told != "de")):
        return None
    if match["word"] and not (part or (told and told.startswith("a l"))):
        return None
    hour = int(match["hour"]) if match["hour"] else _NUMBERS[match["word"]]
    minutes = {"media": 30, "treinta": 30, "cuarto": 15, "quince": 15}
    said = match["minute"] or match["half"] or "0"
    minute = minutes[said] if said in minutes else int(said)
    if part:
        part = part.replace(" ", "").replace(".", "")
        if part in {"pm", "delatarde", "delanoche"} and hour < 12:
            hour += 12
        elif part == "am" and hour == 12:
            hour = 0
    return time(hour, minute) if hour < 24 else None
