"""The words: every key in every language with the same arguments, none missing, none left over, none too long."""

import ast
import html
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import pytest
from fluent.syntax import FluentParser
from fluent.syntax.ast import Junk, Message, VariableReference
from fluent.syntax.visitor import Visitor

from bot.channels.limits import TELEGRAM
from bot.channels.text import units
from bot.web.desk import audit as desk_audit
from bot.web.desk import said as desk_said
from buzon.identity import DocumentType, Reason
from buzon.notice import Kind
from buzon.receipt import Outcome
from handlers import walks
from handlers.broadcast_acts import Outcome as ActOutcome
from handlers.menu import MENU_COMMANDS, STAFF_MENU
from handlers.questions import (
    broadcasts,
    choices,
    families,
    human,
    identity,
    pages,
    pairing,
    recovery,
    request_email,
    team,
)
from handlers.speech import Argument, phrase
from handlers.words import LANGUAGES, SOURCE, MissingWords, best_language, words
from storage.desk_sessions import SignInState
from storage.links import LinkTrouble
from storage.pairing import NotJoined
from storage.staff import NotInvited
from storage.tables import BroadcastState, MailboxState, OutageKind, StaffRole

ROOT = Path(__file__).resolve().parents[2]
PLAIN = ("button-", "command-", *(f"language-{language}" for language in LANGUAGES))
INSTANT = datetime(2026, 12, 4, 3, 30, tzinfo=UTC)

SAMPLES: dict[str, list[Argument]] = {
    "name": ["Mamá"],
    "operator": ["Asociación Casa Amiga"],
    "subject": ["NOTIFICACIÓN DE OBSERVACIONES - EXP. LM260012345"],
    "at": [INSTANT],
    "kind": [phrase(f"kind-{kind.replace('_', '-')}") for kind in Kind],
    "meaning": [phrase(f"meaning-{kind.replace('_', '-')}") for kind in Kind],
    "mark": [phrase("mark-read"), phrase("mark-unread")],
    "total": [0, 1, 2, 23],
    "unread": [0, 1, 2, 23],
    "count": [0, 1, 2, 20],
    "number": [1, 23],
    "page": [1, 5],
    "missing": ["sign_in.password, list.subject"],
    "pages": [1, 5],
    "nationality": ["🇻🇪 Venezuela"],
    "document": [phrase(f"document-{kind.lower()}") for kind in DocumentType],
    "doubtful": [0, 1],
    "paternal": ["DE LA TRINIDAD ÑÁÑEZ"],
    "maternal": ["Rojas", phrase("no-second-surname")],
    "given": ["María Fernanda"],
    "born": ["5 de marzo de 1990"],
    "left": [1, 2],
    "limit": [4, 30],
    "to": ["informes@migraciones.gob.pe"],
    "address": ["maria@correo.example"],
    "code": ["012345"],
    "why": [phrase(f"refused-{reason.value.replace('_', '-')}", limit=4) for reason in Reason],
    "example": [phrase("example-birth-date")],
    "text": ["🇻🇪 Venezuela"],
    "clock": ["10:26"],
    "span": [
        phrase("span-moment"),
        phrase("span-two", more=phrase("span-days", count=1), less=phrase("span-hours", count=2)),
    ],
    "ago": [phrase("span-moment"), phrase("span-minutes", count=1)],
    "more": [phrase("span-hours", count=1), phrase("span-days", count=2)],
    "less": [phrase("span-minutes", count=25)],
    "since": [phrase("since-clock", clock="10:26"), phrase("since-date", at=INSTANT)],
    "until": [phrase("since-clock", clock="11:05"), phrase("since-date", at=INSTANT)],
    "again": [phrase("status-now"), phrase("status-again", at=phrase("at-clock", clock="10:56"))],
    "names": ["Mamá", phrase("names-last", first="Mamá", last="Sofía")],
    "file": ["LM260012345"],
    "first": ["Mamá"],
    "last": ["Sofía"],
    "rest": [phrase("names-last", first="Sofía", last="Abuela")],
    "day": ["2026-12-03"],
    "unanswered": [0, 2],
    "bar": ["▰▰▰▰▱▱▱▱▱▱▱▱"],
    "role": [phrase(f"role-{role}") for role in StaffRole],
    "link": ["https://t.me/BuzonBot?start=equipo-q3Jb0hX4kW8aY1tZ6mN2cV5s"],
    "command": ["equipo"],
    "what": [phrase("command-team-equipo")],
    "percent": [0, 34, 100],
    "template": ["buzon_mensaje"],
    "agreed": [0, 23],
    "end": [INSTANT, phrase("report-lasting")],
    "today": ["12"],
    "sum": ["1.234"],
    "rate": [1, 30],
    "browser": ["Firefox · Linux", phrase("web-browser-unknown")],
    "most": ["1.234"],
    "language": [phrase("tongue-es"), phrase("tongue-en")],
    "where": [phrase("choice", text="Telegram")],
    "line": [1, 3],
    "which": [phrase("tongue-es"), phrase("list-items", first=phrase("tongue-es"), rest=phrase("tongue-en"))],
    "who": [phrase("audience-all"), phrase("list-parts", first=phrase("audience-linked"), rest=phrase("audience-all"))],
    "tongue": [phrase("language-es")],
    "country": ["VE", "DO"],
    "other": ["telegram", "whatsapp"],
    "told": ["telegram", "whatsapp"],
    "own": [0, 1, 2],
    "year": ["2027"],
    "badge": ["👧"],
    "called": ["Ana, abogada"],
    "source": ["Ley 27444, art. 20.4, 25 y 133"],
    "words": ["dentro del plazo de cinco (05) días hábiles"],
}

QUESTIONS = [
    *(
        found
        for room in (broadcasts, choices, families, pages, pairing, human, identity, recovery, request_email, team)
        for found in vars(room).values()
        if not isinstance(found, type)
    ),
    identity.nationality("es"),
    identity.own_nationality("es"),
    identity.document_type(),
    identity.document_number(DocumentType.CPP),
    identity.birth_date(INSTANT.date(), "es"),
    identity.issue_date(INSTANT.date(), "es"),
    recovery.after_mismatch(accents=True, enye=True),
    recovery.Captcha.of(b""),
    *(recovery.walk_step(step) for step in (*walks.SINE, *walks.AGENCY)),
]
"""Every question there is, and whatever else stands in their rooms."""


class _Variables(Visitor):
    def __init__(self) -> None:
        self.names: set[str] = set()

    def visit_VariableReference(self, node: VariableReference) -> None:  # noqa: N802 (the library's name)
        self.names.add(node.id.name)


@cache
def catalogue(language: str) -> dict[str, frozenset[str]]:
    """Each key of a language with the arguments it wants. A key that is there twice is an error."""
    found: dict[str, frozenset[str]] = {}
    for path in sorted((ROOT / "locales" / language).glob("*.ftl")):
        for entry in FluentParser().parse(path.read_text(encoding="utf-8")).body:
            assert not isinstance(entry, Junk), f"{path.name}: {entry.content}"
            if isinstance(entry, Message):
                assert entry.id.name not in found, f"{language}: {entry.id.name} is there twice"
                variables = _Variables()
                variables.visit(entry)
                found[entry.id.name] = frozenset(variables.names - {"channel"})  # always given, where it is said
    return found


def variants(key: str, language: str) -> Iterator[str]:
    """The text of a key with each sample of each of its arguments."""
    wanted = sorted(catalogue(language)[key])
    for number in range(max((len(SAMPLES[name]) for name in wanted), default=1)):
        for other in range(2):
            chosen = {name: SAMPLES[name][(number + other * at) % len(SAMPLES[name])] for at, name in enumerate(wanted)}
            for channel in ("telegram", "whatsapp"):
                yield words(language, phrase(key, **chosen), channel=channel)


# ---- what the code asks for ----


@cache
def _trees() -> list[ast.Module]:
    paths = [path for floor in ("handlers", "bot") for path in sorted((ROOT / floor).rglob("*.py"))]
    return [ast.parse(path.read_text(encoding="utf-8")) for path in paths]


def _keys_in(node: ast.expr) -> Iterator[re.Pattern[str]]:
    """The keys that an expression can come to: a literal, a choice between two, or a family (an f-string)."""
    match node:
        case ast.Constant(value=str(text)):
            yield re.compile(re.escape(text))
        case ast.IfExp(body=body, orelse=other):
            yield from _keys_in(body)
            yield from _keys_in(other)
        case ast.JoinedStr(values=parts):
            pieces = [re.escape(str(one.value)) if isinstance(one, ast.Constant) else "[a-z0-9-]+" for one in parts]
            yield re.compile("".join(pieces))


def _calls(*names: str) -> Iterator[ast.Call]:
    for tree in _trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and node.args:
                called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                if called in names:
                    yield node


@cache
def asked_for() -> list[re.Pattern[str]]:
    """Every key that stands in a call of phrase, say or press, in a template, or belongs to a question."""
    found = [key for call in _calls("phrase", "say", "press") for key in _keys_in(call.args[0])]
    for path in sorted([*(ROOT / "bot").rglob("*.html"), *(ROOT / "tools").rglob("*.html")]):
        found += [re.compile(key) for key in re.findall(r"say\([\"']([\w-]+)[\"']", path.read_text(encoding="utf-8"))]
    for question in QUESTIONS:
        labels = [option.label for kind in ("options", "ways") for option in getattr(question, kind, ())]
        button = getattr(question, "button", None)
        found += [re.compile(label) for label in (*labels, *([button] if button else []))]
    return found


def test_every_key_that_is_asked_for_exists() -> None:
    """What the code says, the source language has."""
    missing = [key.pattern for key in asked_for() if not any(key.fullmatch(known) for known in catalogue(SOURCE))]
    assert missing == []


def test_no_key_is_left_over() -> None:
    """Words that nobody says any more are taken out. A literal counts wherever it stands: some keys travel in rows."""
    literals = {
        node.value
        for tree in _trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    unused = [
        key
        for key in catalogue(SOURCE)
        if key not in literals and not any(pattern.fullmatch(key) for pattern in asked_for())
    ]
    assert unused == []


def test_every_member_of_every_family_has_words() -> None:
    """Keys that are put together from an enum, a question's name, a command, a refusal."""
    asked = [question.name for question in QUESTIONS if hasattr(question, "understand") and hasattr(question, "name")]
    data = [question.name for question in QUESTIONS if isinstance(question, identity.Datum)]
    refusals = [
        call.args[0].value
        for call in _calls("NotLinked")
        if isinstance(call.args[0], ast.Constant) and isinstance(call.args[0].value, str)
    ]
    assert asked
    assert refusals
    stopped = [state.value for state in MailboxState if state is not MailboxState.WATCHING]
    wanted = {
        *(f"{stem}-{kind.replace('_', '-')}" for kind in Kind for stem in ("kind", "meaning")),
        *(f"trouble-{state}" for state in (*stopped, "down", "changed")),
        *(f"account-{state.value}" for state in MailboxState),
        *(f"status-{state.value}" for state in MailboxState),
        *(f"{stem}-{kind.value}" for kind in OutageKind for stem in ("status-portal", "report-seen")),
        *(f"not-linked-{reason}" for reason in refusals),
        *(f"ask-{name.replace('_', '-')}" for name in asked),
        *(f"example-{name.replace('_', '-')}" for name in data),
        *(f"refused-{reason.value.replace('_', '-')}" for reason in Reason),
        *(f"sheet-{outcome}" for outcome in Outcome),
        *(f"document-{kind.lower()}" for kind in DocumentType),
        *(f"hint-{step}" for step in (*walks.SINE, *walks.AGENCY)),
        *(f"command-{name}" for name in MENU_COMMANDS),
        *(f"broadcast-{state}" for state in BroadcastState),
        *(f"broadcast-outcome-{code}" for code in ("gone", "opted-out", "called-off")),
        *(f"button-broadcast-{verb}" for verb in ("pause", "resume", "cancel")),
        *(f"broadcast-refused-{outcome}" for outcome in ActOutcome if outcome is not ActOutcome.DONE),
        *(f"broadcast-was-{decision}" for decision in ("approved", "returned", "dropped")),
        *(f"broadcast-time-{trouble}" for trouble in ("unreadable", "past", "far")),
        *(f"tongue-{language}" for language in LANGUAGES),
        *(f"{stem}-{role}" for role in StaffRole for stem in ("staff-welcome", "role", "button-role")),
        *(f"command-team-{name}" for name in STAFF_MENU),
        *(f"service-{state}" for state in stopped),
        *(f"{stem}-{kind}" for kind in OutageKind for stem in ("service-portal", "service-ledger")),
        *(f"invitation-{trouble}" for trouble in NotInvited),
        *(f"page-link-{trouble.value}" for trouble in LinkTrouble),
        *(f"pairing-not-{reason}" for reason in NotJoined),
        *(f"parted-{way}" for way in ("holder", "second")),
        *(f"web-state-{state}" for state in BroadcastState),
        *(f"web-done-{name}" for name in desk_said.DONE),
        *(f"web-not-done-{name}" for name in desk_said.UNDONE),
        *(f"web-acts-{group}" for group in desk_audit.GROUPS),
        *(f"web-entry-{state}" for state in (SignInState.EXPIRED, SignInState.REFUSED)),
        *(f"{stem}-{kind}" for kind in OutageKind for stem in ("web-portal", "web-outage")),
        *(f"language-{language}" for language in LANGUAGES),
    }
    assert wanted - catalogue(SOURCE).keys() == set()


# ---- the words themselves ----


@pytest.mark.parametrize("language", [language for language in LANGUAGES if language != SOURCE])
def test_every_language_has_the_same_keys_and_arguments(language: str) -> None:
    """A translation drops nothing, adds nothing, and wants nothing that the code does not give."""
    assert catalogue(language) == catalogue(SOURCE)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_is_well_made(language: str) -> None:
    """Balanced <b> and <i> and nothing else; no wall of text; buttons and commands plain and short."""
    for key in catalogue(language):
        for text in variants(key, language):
            _is_well_made(key, text)


def _is_well_made(key: str, text: str) -> None:
    tags = re.findall(r"<(/?)(\w+)>", text)
    assert re.sub(r"</?[bi]>", "", text) == html.unescape(re.sub(r"</?\w[^>]*>", "", text)), f"{key}: only <b> and <i>"
    opened: list[str] = []
    for closing, tag in tags:
        if closing:
            assert opened.pop() == tag, key
        else:
            opened.append(tag)
    assert opened == [], key
    assert units(text) <= 700, f"{key}: a wall of text"
    assert text == text.strip(" \n"), f"{key}: loose space around it"
    assert not re.search(r"  | [,.;]", text), f"{key}: a hole where an argument or a branch is empty"
    if key.startswith((*PLAIN, "page-")):
        assert not tags, key
    if key.startswith(PLAIN):
        assert units(text) <= 40, key


def test_a_toast_is_plain_and_short() -> None:
    """Telegram shows no markup there, and 200 characters."""
    keys = {
        key.pattern.replace("\\", "")
        for call in _calls("Toast")
        if isinstance(call.args[0], ast.Call)
        for key in _keys_in(call.args[0].args[0])
    }
    assert len(keys) >= 3
    for language in LANGUAGES:
        for key in keys:
            text = words(language, phrase(key))
            assert "<" not in text
            assert units(text) <= TELEGRAM.toast


def test_the_bot_says_tu() -> None:
    """Plain Spanish, among equals."""
    said = " ".join(text for key in catalogue("es") for text in variants(key, "es"))
    assert re.findall(r"\b(?:usted|ustedes|vos|haga clic)\b", said, re.IGNORECASE) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_missing_argument_is_an_error(language: str) -> None:
    """Not a hole in the sentence that a person reads. (Unless no branch that was taken wants it.)"""
    for key, arguments in catalogue(language).items():
        if arguments:
            with pytest.raises(MissingWords, match=key):
                words(language, phrase(key))


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_unknown_key_is_an_error(language: str) -> None:
    """In every language."""
    with pytest.raises(MissingWords, match="no-such-words"):
        words(language, phrase("no-such-words"))


def test_times_are_limas() -> None:
    """Whatever the server's zone: half past three in the morning in UTC is the evening before in Lima."""
    assert words("es", phrase("reminder-set", at=INSTANT)).startswith("⏰ Listo. Te lo recuerdo el 3 dic 2026, 22:30")
    assert "3 Dec 2026, 22:30" in words("en", phrase("reminder-set", at=INSTANT))
    assert "viernes 4 de diciembre" in words("es", phrase("reminder-set", at=date(2026, 12, 4)))


def test_what_comes_from_outside_is_escaped_and_our_words_are_not() -> None:
    """Once, in nested phrases too."""
    said = phrase(
        "notice-row",
        number=1,
        mark=phrase("mark-read"),
        name="<b>&",
        kind=phrase("kind-remedy"),
        subject="<i>",
        at=INSTANT,
    )
    text = words("es", said, html.escape)
    assert "<b>&lt;b&gt;&amp;</b>" in text
    assert "\n&lt;i&gt;\n" in text


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("es", "es"),
        ("en", "en"),
        ("EN-us", "en"),
        ("pt-BR", "es"),
        ("", "es"),
        (None, "es"),
        ("-", "es"),
        ("english", "es"),
    ],
)
def test_the_best_language(tag: str | None, language: str) -> None:
    """Theirs where we have it, else Spanish."""
    assert best_language(tag) == language
