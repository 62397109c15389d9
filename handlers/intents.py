"""Plain words that mean a command: for people who do not write slashes. Pure; words and rules are `data/intents.toml`.

A text becomes a row of kinds, and the first rule with a cue in that row names the command. Cues that may mean something
else count only where every word is understood: an unknown word is most likely what the person is really writing about.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import groupby
from typing import Any

from rapidfuzz import process
from rapidfuzz.distance import OSA

from buzon.classify import fold

CANCEL_WORDS = frozenset({"cancelar", "cancela", "cancel", "salir", "stop", "parar", "ya no"})
BACK_WORDS = frozenset({"atras", "volver", "regresar", "back", "anterior"})
ALIASES = {
    "notifications": "notificaciones",
    "notices": "notificaciones",
    "reminders": "recordatorios",
    "timeline": "linea",
    "link": "vincular",
    "help": "ayuda",
    "accounts": "cuentas",
    "language": "idioma",
    "privacy": "privacidad",
    "status": "estado",
    "state": "estado",
    "cancel": "cancelar",
    "menu": "ayuda",
    "recover": "recuperar",
    "password": "recuperar",
    "email": "correo",
    "mail": "correo",
    "humano": "hablar",
    "persona": "hablar",
    "human": "hablar",
}
"""Other names of the commands, for those who guess them."""

_LONGEST_TEXT = 600
"""Characters that are read: a minute of speech turned into text."""

_LONGEST_WORD = 24
"""Letters of a word that is worth mending."""

_UNKNOWN, _SMALL, _COURTESY, _GREETING = "_", "small", "courtesy", "GREETING"
_OFFICIAL_ADDRESS = re.compile(r"\binformes ?@ ?migraciones(?:\.gob(?:\.pe)?)?")
_ANY_ADDRESS = re.compile(r"[^\s@]{1,64}@\S+|https?://\S+")
_STARS = re.compile(r"[*•●]{3,}")
_DRAWN_OUT = re.compile(r"([^\W\d])\1{2,}")
_WORD = re.compile(r"[^\W_]+")
_GAP = r"(?:\S+ ){0,4}?"


@dataclass(frozen=True, slots=True)
class _Rule:
    """A command with its cues, compiled; what the four sorts of cue are is said in the data, above the rules."""

    command: str
    cues: re.Pattern[str] | None
    plain: re.Pattern[str] | None
    unless: re.Pattern[str] | None
    whole: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Vocabulary:
    """Every known word with its kind, and what mends an unknown one. Real words that are none of ours are `_`."""

    thumb: dict[str, tuple[str, ...]]
    kinds: dict[str, str]
    stems: dict[str, str]
    phrases: dict[tuple[str, ...], tuple[str, ...]]
    by_sound: dict[str, str]
    mendable: tuple[str, ...]
    joints: frozenset[str]


def intent(text: str) -> str | None:
    """The command that a free text asks for, or None where guessing would be a bad guess. Never raises."""
    told = _kinds(_words(text))
    row = f" {' '.join(word if kind == _SMALL else kind for word, kind in told)} "
    kinds = [kind for kind, _ in groupby(kind for _, kind in told if kind != _SMALL)]
    said = " ".join(kind for kind in kinds if kind != _GREETING) or " ".join(kinds)
    understood = _UNKNOWN not in kinds
    for rule in _rules():
        if rule.unless and rule.unless.search(row):
            continue
        if rule.cues and rule.cues.search(row):
            return rule.command
        if understood and (said in rule.whole or (rule.plain and rule.plain.search(row))):
            return rule.command
    return None


def bare(text: str) -> str:
    """A text as the one-word orders are compared: folded, without punctuation around it."""
    return fold(text[:60]).strip(" .,;:!¡¿?")


def _words(text: str) -> list[str]:
    """The words, folded, typing slips mended. An address is no word of ours, unless it is that of Migraciones."""
    folded = _OFFICIAL_ADDRESS.sub(" informesmigraciones ", fold(text[:_LONGEST_TEXT]))
    folded = _STARS.sub(" asteriscos ", _ANY_ADDRESS.sub(" 0 ", folded))
    written = _WORD.findall(_DRAWN_OUT.sub(r"\1", folded))
    thumb = _vocabulary().thumb
    return [part for word in written for long in thumb.get(word, (word,)) for part in _mended(long)]


def _kinds(words: list[str]) -> list[tuple[str, str]]:
    """Each word, or phrase of up to four words, with its kind; courtesies are left out."""
    phrases = _vocabulary().phrases
    told: list[tuple[str, str]] = []
    at = 0
    while at < len(words):
        for length in (4, 3, 2, 1):
            kinds = phrases.get(tuple(words[at : at + length]))
            if kinds is not None:
                told += [("", kind) for kind in kinds]
                at += length
                break
        else:
            told.append((words[at], _kind(words[at])))
            at += 1
    return [(word, kind) for word, kind in told if kind != _COURTESY]


def _kind(word: str) -> str:
    """The kind of one word: its own, or that of the stem it begins with."""
    known = _vocabulary()
    return known.kinds.get(word) or (known.stems[stem] if (stem := _stem(word)) else _UNKNOWN)


def _stem(word: str) -> str | None:
    """The stem of a word that adds to it at most seven letters: "recuper|aciones"."""
    return next((stem for stem in _vocabulary().stems if word.startswith(stem) and len(word) < len(stem) + 8), None)


def _mended(word: str) -> list[str]:
    """The known word that is meant: as written, as it sounds, one slip away, or several that were written as one."""
    known = _vocabulary()
    if not 3 < len(word) <= _LONGEST_WORD or not word.isalpha() or word in known.kinds:
        return [word]
    if alike := known.by_sound.get(_sound(word)):
        return [alike]
    stem = _stem(word)
    slips = 2 if len(word) > 8 and not stem else 1
    nearest = process.extractOne(word, known.mendable, scorer=OSA.distance, score_cutoff=slips)
    if nearest and _is_slip(word, nearest[0], nearest[1]) and nearest[0].startswith(stem or ""):
        return [nearest[0]]
    return [word] if stem else _parted(word) or [word]


def _is_slip(word: str, meant: str, distance: float) -> bool:
    """Whether one may be the other mistyped: two slips only in long words, and no other letter in short ones, where
    it makes another word."""
    if distance > 1:
        return len(meant) > 9
    return len(word) > 5 or len(word) != len(meant) or sorted(word) == sorted(meant)


def _sound(word: str) -> str:
    """How a Spanish speaker hears it: b as v, z and soft c as s, ll as y, qu and hard c as k, no h, rr not as r."""
    heard = re.sub(r"c(?=[ei])|z", "s", word.replace("ch", "#").replace("h", "").replace("qu", "k"))
    heard = heard.replace("ll", "y").replace("v", "b").replace("c", "k")
    return re.sub(r"([^r])\1+", r"\1", heard)


def _parted(word: str) -> list[str] | None:
    """Known words that were written without a space between: "notengo", "olvidemiclave"."""
    known = _vocabulary()
    parts: dict[int, list[str]] = {0: []}
    for end in range(2, len(word) + 1):
        for start in range(end - 1):
            part = word[start:end]
            ours = part in known.joints or (len(part) > 3 and known.kinds.get(part, _UNKNOWN) != _UNKNOWN)
            if start in parts and ours:
                parts[end] = [*parts[start], part]
                break
    found = parts.get(len(word))
    return found if found and len(found[-1]) > 3 else None


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads((resources.files("handlers") / "data" / "intents.toml").read_text(encoding="utf-8"))


@cache
def _vocabulary() -> _Vocabulary:
    data = _data()
    thumb = {short: tuple(long.split()) for long, listed in data["thumb"].items() for short in listed.split()}
    phrases = {
        tuple(said.split()): tuple(kinds.split())
        for kinds, listed in data["phrases"].items()
        for said in listed.split("|")
    }
    told = [(word, kind) for kind, words in data["words"].items() for word in words.split()]
    kinds = dict.fromkeys(data["near"]["words"].split(), _UNKNOWN)
    kinds |= {word: _UNKNOWN for phrase in phrases for word in phrase}
    kinds |= {word: _SMALL for words in data["small"].values() for word in words.split()}
    kinds |= dict.fromkeys(data["polite"]["words"].split(), _COURTESY)
    kinds |= {word: kind for word, kind in told if not word.endswith("*")}
    by_sound: dict[str, str] = {}
    for word in kinds:
        if len(word) > 3:
            by_sound.setdefault(_sound(word), word)
    # A short word is one slip from half the language: it is mended only where much hangs on it.
    short = data["mended"]["short"].split()
    return _Vocabulary(
        thumb=thumb,
        kinds=kinds,
        stems={word.rstrip("*"): kind for word, kind in told if word.endswith("*")},
        phrases=phrases,
        by_sound=by_sound,
        mendable=tuple(word for word in kinds if len(word) > (7 if kinds[word] == _SMALL else 5) or word in short),
        joints=frozenset(data["mended"]["joints"].split()),
    )


@cache
def _rules() -> tuple[_Rule, ...]:
    return tuple(
        _Rule(
            command=rule["command"],
            cues=_compiled(rule.get("cues")),
            plain=_compiled(rule.get("plain")),
            unless=_compiled(rule.get("unless")),
            whole=frozenset(rule.get("whole", ())),
        )
        for rule in _data()["rules"]
    )


def _compiled(cues: list[str] | None) -> re.Pattern[str] | None:
    """One pattern over a row: the words of a cue in their order, each between spaces, up to four others between two."""
    return re.compile("|".join(map(_pattern, cues))) if cues else None


def _pattern(cue: str) -> str:
    items = (f"(?:{item}) " for item in cue.removesuffix(" $").replace(" + ", "+").split())
    return " " + _GAP.join(item.replace("+", ") (?:") for item in items) + "$" * cue.endswith("$")
